package names

import "math/bits"

// alike is the least similarity at which two parts count as the same name.
const alike = 0.82

// similarity compares two parts, 0 to 1; 1 only for the same folded spelling,
// in scripts of which both or neither write vowels. It is symmetric.
func similarity(a, b *token) float64 {
	if a.fold == b.fold && (a.from == abjad) == (b.from == abjad) {
		return 1
	}
	if a.from == abjad || b.from == abjad {
		// What is left to compare is consonants. Two names of one or two
		// consonants say little by them.
		s := jaroWinkler(a.skel, b.skel) * 0.97
		if min(len(a.skel), len(b.skel)) < 3 {
			s *= 0.9
		}
		return s
	}
	s := jaroWinkler(a.fold, b.fold)
	// Vowels vary more from one romanisation to the next than consonants do.
	return min(max(s, (s+jaroWinkler(a.skel, b.skel))/2), 0.99)
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
