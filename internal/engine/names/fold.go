package names

import (
	"hash/fnv"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bounds on what one name may bring in, so that a hostile one costs no more
// than a long one.
const (
	maxNameBytes = 400
	maxTokens    = 40 // in all names of one person
	maxLetters   = 24 // in one token
)

// token is one part of a name, ready to compare.
type token struct {
	part string // as it was written, for reasons
	fold string // Latin, with the ways to romanise one sound folded together
	skel string // consonant classes of fold, after an "a" for an initial vowel
	from script // an abjad compares by skeletons only
	sign string // in which an ideograph was written
	mark uint8  // 0 to 63, of part as it is spelt
}

// tokens reads one name: its parts in the order written, particles dropped.
func tokens(name string) []token { return reader{}.tokens(name) }

// reader reads names and, where known is a map, remembers words that it has
// read before.
type reader struct{ known map[readWord][]token }

type readWord struct {
	word   string
	hyphen bool // one follows
}

// mostKnown bounds what a reader remembers.
const mostKnown = 1 << 17

func (r reader) tokens(name string) []token {
	if len(name) > maxNameBytes {
		cut := maxNameBytes
		for !utf8.RuneStart(name[cut]) {
			cut--
		}
		name = name[:cut]
	}
	if !ascii(name) {
		name = strings.Map(func(r rune) rune {
			// Marks of direction, joiners and the tatweel are writing, not name.
			if unicode.Is(unicode.Cf, r) || r == '\u0640' {
				return -1
			}
			return r
		}, norm.NFKC.String(name))
	}
	var found []token
	for len(name) > 0 && len(found) < maxTokens {
		var w readWord
		w.word, w.hyphen, name = nextWord(name)
		if w.word == "" {
			continue
		}
		read, known := r.known[w]
		if !known {
			read = readOne(w)
			if r.known != nil && len(r.known) < mostKnown {
				w.word = strings.Clone(w.word)
				r.known[w] = read
			}
		}
		found = append(found, read...)
	}
	return found
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func readOne(w readWord) (found []token) {
	romanised, from := romanise(w.word)
	signs := []rune(w.word)
	for piece := range strings.FieldsSeq(romanised) {
		if particle(piece, w.hyphen) {
			continue
		}
		for _, s := range compounds(article(piece, from)) {
			t := newToken(w.word, s, from)
			if t.fold == "" {
				continue
			}
			if from == ideograph && len(signs) > 0 {
				t.sign, signs = string(signs[0]), signs[1:]
			}
			found = append(found, t)
		}
	}
	return found
}

func newToken(part, romanised string, from script) token {
	fold := foldSounds(romanised)
	return token{part: part, fold: fold, skel: skeleton(fold), from: from, mark: spellingMark(part)}
}

// spellingMark is one of 64 marks that different spellings of a name mostly do
// not share: six bits of a hash of its small letters.
func spellingMark(part string) uint8 {
	h := fnv.New64a()
	h.Write([]byte(strings.ToLower(part)))
	sum := h.Sum64()
	return uint8((sum ^ sum>>29) * 0x9e3779b97f4a7c15 >> 58) // FNV alone leaves the top alike where the last letter differs
}

// spellingOf joins the marks of names.
func spellingOf(names [][]token) (marks uint64) {
	for _, name := range names {
		for i := range name {
			marks |= 1 << name[i].mark
		}
	}
	return marks
}

// nextWord splits off a word: letters with their marks, apostrophes inside. A
// capital after two small letters begins another (SergeiLavrov). hyphen says
// that a hyphen follows.
func nextWord(s string) (word string, hyphen bool, rest string) {
	start := strings.IndexFunc(s, inWord)
	if start < 0 {
		return "", false, ""
	}
	s = s[start:]
	end, small := len(s), 0
	for i, r := range s {
		if !inWord(r) || small >= 2 && unicode.IsUpper(r) {
			end = i
			break
		}
		if small++; !unicode.IsLower(r) {
			small = 0
		}
	}
	next, _ := utf8.DecodeRuneInString(s[end:])
	return s[:end], unicode.Is(unicode.Pd, next), s[end:]
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '\'' || r == '`'
	}
	return unicode.In(r, unicode.L, unicode.M) || strings.ContainsRune("’‘ʼʿʾ´", r)
}

// particle says whether a word joins names and carries none: the Arabic
// article on its own, or assimilated before a hyphen (ar-Rahman), and "son of".
func particle(s string, hyphen bool) bool {
	switch s {
	case "al", "el", "ul", "bin", "ibn", "ben", "bint", "ould", "dr", "mr", "mrs", "prof", "president":
		return true
	case "ar", "as", "at", "az", "ad", "an", "ash", "ath", "er", "es", "et", "ez", "ed", "en", "esh", "ol", "ur", "ud", "us", "or":
		return hyphen
	}
	return false
}

// article takes off a glued article: الزعنون, elshemari. Before a vowel the
// letters are the name's own (Alina, Elena), and short words are left alone.
func article(s string, from script) string {
	if len(s) < 6 && !(from == abjad && len(s) > 4) || s[0] != 'a' && s[0] != 'e' || s[1] != 'l' {
		return s
	}
	if rest := s[2:]; !strings.ContainsRune("aeiouy", rune(rest[0])) {
		return rest
	}
	return s
}

// Parts that are written glued or apart in compound names: Abd al-Rahman and
// Abderrahmane, Nasr Allah and Nasrullah, Gebre Mariam and Gebremariam. A head
// stands before the one form it is kept in; longer heads come first.
var (
	compoundHeads = [][2]string{
		{"abdoul", "abd"}, {"abdul", "abd"}, {"abdel", "abd"}, {"abdal", "abd"}, {"abdol", "abd"},
		{"abdur", "abd"}, {"abder", "abd"}, {"abdor", "abd"},
		{"abdi", "abd"}, {"abdu", "abd"}, {"abde", "abd"}, {"abdo", "abd"}, {"abd", "abd"},
		{"ghebre", "gebre"}, {"ghebra", "gebre"}, {"gebre", "gebre"}, {"gebra", "gebre"}, {"gibre", "gebre"},
		{"welde", "welde"}, {"wolde", "welde"}, {"uolde", "welde"}, {"ueldu", "welde"},
		{"haile", "haile"}, {"hayle", "haile"}, {"tekle", "tekle"}, {"habte", "habte"},
	}
	compoundTails = [][2]string{
		{"oullah", "allah"}, {"ullah", "allah"}, {"allah", "allah"}, {"ollah", "allah"}, {"ulla", "allah"}, {"olla", "allah"}, {"allh", "allah"},
		{"ouddine", "din"}, {"uddine", "din"}, {"eddine", "din"}, {"uddeen", "din"}, {"eddeen", "din"}, {"aldeen", "din"}, {"eldeen", "din"},
		{"zadeh", "zadeh"}, {"zadah", "zadeh"}, {"zada", "zadeh"}, {"zade", "zadeh"}, {"zadh", "zadeh"},
		{"uddin", "din"}, {"eddin", "din"}, {"addin", "din"}, {"oddin", "din"}, {"aldin", "din"}, {"eldin", "din"},
	}
)

// Father of and mother of (teknonyms), and the Pashto "sons of", as they are
// written. Many other names begin or end so.
var (
	fatherOf = []string{"abou", "abu", "abo"}
	motherOf = []string{"umm", "oum", "omm", "um"}
	sonsOf   = []string{"zai", "zay", "zey", "zei", "zoi", "zoy"}
)

// descent takes off who somebody is the father, the mother or the sons of: Abu
// Bakr and Aboubacar, Ahmad Zai and Ahmadzai. Aboud and Karzai are names.
func descent(s string) []string {
	const least = 4                   // letters that must remain
	if slices.Contains(motherOf, s) { // Umar, Omid: never glued
		return []string{"umm"}
	}
	for _, head := range fatherOf {
		if rest, ok := strings.CutPrefix(s, head); ok && rest == "" {
			return []string{"abu"}
		} else if ok && len(rest) >= least {
			return append([]string{"abu"}, compounds(rest)...)
		}
	}
	for _, tail := range sonsOf {
		if rest, ok := strings.CutSuffix(s, tail); ok && rest == "" {
			return []string{"zai"}
		} else if ok && len(rest) >= least {
			return append(compounds(rest), "zai")
		}
	}
	return nil
}

// compounds takes a glued compound apart.
func compounds(s string) []string {
	const least = 3 // letters that must remain
	if parts := descent(s); parts != nil {
		return parts
	}
	if rest, ok := strings.CutPrefix(s, "abd"); ok {
		switch strings.TrimLeft(rest, "aeou") {
		case "llah", "lah", "lla", "la", "llh", "lh":
			return []string{"abd", "allah"}
		}
	}
	for _, head := range compoundHeads {
		rest, ok := strings.CutPrefix(s, head[0])
		if ok && rest == "" {
			return []string{head[1]}
		}
		if ok && len(rest) >= least {
			return []string{head[1], rest}
		}
	}
	for _, tail := range compoundTails {
		rest, ok := strings.CutSuffix(s, tail[0])
		if ok && rest == "" {
			return []string{tail[1]}
		}
		if ok && len(rest) >= least {
			return []string{rest, tail[1]}
		}
	}
	return []string{s}
}

// soundFolds joins the spellings of one sound. At each place the first that
// fits is taken, so longer ones come first.
var soundFolds = strings.NewReplacer(
	"shch", "x", "tsch", "x", "tch", "x", "sch", "x", "sh", "x", "ch", "x",
	"dzh", "j", "dj", "j", "zh", "j", "kh", "h", "gh", "g", "ph", "f", "th", "t", "dh", "d",
	"ts", "s", "tz", "s", "ck", "k", "qu", "k", "q", "k", "x", "ks",
	"ce", "se", "ci", "si", "cy", "si", "c", "k",
	"oo", "u", "ou", "u", "ee", "i", "ie", "i", "uo", "va", "w", "v",
	"o", "u", "e", "a", "y", "i",
)

// foldSounds folds the ways to romanise a sound, in which x comes to stand for
// sh and ch. What it returns is no longer a name to show.
func foldSounds(romanised string) string {
	if strings.HasSuffix(romanised, "ic") {
		romanised += "h" // Petrovic is Petrović
	}
	s := []byte(soundFolds.Replace(romanised))
	out := s[:0]
	for i, c := range s {
		if c == 'u' && i+1 < len(s) && (s[i+1] == 'a' || s[i+1] == 'i') {
			c = 'v' // Uolde, Hiuet; Suad and Soad come along
		}
		if n := len(out); n > 0 && out[n-1] == c {
			continue // no double letters
		}
		if len(out) == maxLetters {
			break
		}
		out = append(out, c)
	}
	if n := len(out); n > 2 && out[n-1] == 'h' && isVowel(out[n-2]) {
		out = out[:n-1] // Fatimah
	}
	return string(out)
}

func isVowel(c byte) bool { return c == 'a' || c == 'i' || c == 'u' }

// consonantClass joins consonants that one sound of a source language is
// written with: g for j, q, k, gh, kh; sh for s, z.
var consonantClass = [26]byte{
	'b' - 'a': 'b', 'p' - 'a': 'b', 'd' - 'a': 't', 't' - 'a': 't', 'f' - 'a': 'f', 'v' - 'a': 'f',
	'g' - 'a': 'k', 'k' - 'a': 'k', 'j' - 'a': 'k', 'h' - 'a': 'k', 's' - 'a': 's', 'z' - 'a': 's', 'x' - 'a': 's',
	'l' - 'a': 'l', 'm' - 'a': 'm', 'n' - 'a': 'n', 'r' - 'a': 'r',
}

// skeleton is what of a folded name survives most ways of writing it: the
// classes of its consonants, h only at the start, and an "a" for any vowel at
// the start. It brings candidates together; it does not tell names apart.
func skeleton(fold string) string {
	var out [maxLetters]byte
	n := 0
	for i := range len(fold) {
		c := fold[i]
		k := consonantClass[c-'a']
		switch {
		case isVowel(c) && i == 0:
			k = 'a'
		case c == 'h' && i > 0:
			continue
		}
		if k != 0 {
			out[n] = k
			n++
		}
	}
	return string(out[:n])
}
