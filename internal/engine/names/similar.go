package names

import "math/bits"

// alike is the least similarity at which two parts count as the same name.
const alike = 0.76

// initial is the similarity of a name and its first letter.
const initial = 0.80

// similarity compares two parts, 0 to 1; 1 only for the same folded spelling,
// in scripts of which both or neither write vowels. It is symmetric.
func similarity(a, b *token) float64 {
	if a.sign != b.sign && a.sign != "" && b.sign != "" {
		return 0
	}
	if a.fold == b.fold && (a.from == abjad) == (b.from == abjad) {
		return 1
	}
	if a.from == abjad || b.from == abjad {
		// What is left to compare is consonants. Two names of one or two
		// consonants say little by them.
		s := likeness(a.skel, b.skel) * 0.97
		if min(len(a.skel), len(b.skel)) < 3 {
			s *= 0.9
		}
		return s
	}
	if len(a.fold) == 1 || len(b.fold) == 1 {
		if a.fold[0] == b.fold[0] {
			return initial
		}
		return 0
	}
	if a.from == ideograph || b.from == ideograph {
		return 0 // a syllable more or less is another name
	}
	// Vowels vary more from one romanisation to the next than consonants do.
	fold := likeness(a.fold, b.fold)
	if fold < 2*alike-1 {
		return 0 // whatever the skeletons say
	}
	return min(max(fold, (fold+likeness(a.skel, b.skel))/2), 0.99)
}

// likeness is half the Jaro-Winkler similarity, which favours a common
// beginning, and half the share of letters that need no edit, which does not.
func likeness(a, b string) float64 {
	longest := max(len(a), len(b))
	if longest == 0 {
		return 1
	}
	jw := jaroWinkler(a, b)
	if jw < 4*alike-3 {
		return 0 // too little, however few the edits
	}
	return (jw + 1 - float64(edits(a, b))/float64(longest)) / 2
}

// edits is how many letters must be put in, left out, replaced or swapped with
// their neighbour to turn a into b (optimal string alignment), both of at most
// maxLetters.
func edits(a, b string) int {
	var rows [3][maxLetters + 2]uint8
	two, one, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		one[j] = uint8(j)
	}
	for i := 1; i <= len(a); i++ {
		row[0] = uint8(i)
		for j := 1; j <= len(b); j++ {
			cost := uint8(1)
			if a[i-1] == b[j-1] {
				cost = 0
			}
			n := min(one[j]+1, row[j-1]+1, one[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				n = min(n, two[j-2]+1)
			}
			row[j] = n
		}
		two, one, row = one, row, two
	}
	return int(one[len(b)])
}

// jaroWinkler is the Jaro-Winkler similarity of two strings of at most 32
// bytes with the usual prefix weight of 0.1 over four bytes. It is symmetric.
func jaroWinkler(a, b string) float64 {
	if a == b {
		return 1
	}
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	if len(a) > len(b) || len(a) == len(b) && a > b {
		a, b = b, a // the greedy matching below is not symmetric by itself
	}
	window := max(len(b)/2-1, 0)
	var inA, inB uint32 // matched places
	matches := 0
	for i := range len(a) {
		for j := max(i-window, 0); j <= min(i+window, len(b)-1); j++ {
			if inB>>j&1 == 0 && a[i] == b[j] {
				inA |= 1 << i
				inB |= 1 << j
				matches++
				break
			}
		}
	}
	if matches == 0 {
		return 0
	}
	moved := 0
	for x, y := inA, inB; x != 0; x, y = x&(x-1), y&(y-1) {
		if a[bits.TrailingZeros32(x)] != b[bits.TrailingZeros32(y)] {
			moved++
		}
	}
	m := float64(matches)
	jaro := (m/float64(len(a)) + m/float64(len(b)) + (m-float64(moved/2))/m) / 3
	prefix := 0
	for prefix < min(4, len(a)) && a[prefix] == b[prefix] {
		prefix++
	}
	return jaro + float64(prefix)*0.1*(1-jaro)
}
