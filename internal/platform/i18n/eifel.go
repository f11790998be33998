package i18n

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The Eifeler Regel: in Luxembourgish a final n is written only before a
// vowel, n, d, t, z or h, and at the end of a phrase. Catalogue texts write
// "(n)" where it may fall. Source: Zenter fir d'Lëtzebuerger Sprooch,
// "D'Lëtzebuerger Orthografie", chapter on the n-Regel.

const optionalN = "(n)"

// eifel resolves every "(n)" in s.
func eifel(s string) string {
	for {
		before, after, found := strings.Cut(s, optionalN)
		if !found {
			return s
		}
		if keepsN(after) {
			before += "n"
		}
		s = before + after
	}
}

// resolveBefore resolves "(n)" directly before {1} of a list pattern by the
// item that takes its place.
func resolveBefore(pattern, item string) string {
	n := ""
	if keepsN(item) {
		n = "n"
	}
	return strings.ReplaceAll(pattern, optionalN, n)
}

// keepsN reports whether an n stays before what follows.
func keepsN(next string) bool {
	next = strings.TrimLeftFunc(next, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("„“\"'«(\u2068", r) })
	r, _ := utf8.DecodeRuneInString(next)
	switch {
	case r >= '0' && r <= '9':
		return keepsNBefore(next)
	case unicode.IsLetter(r):
		return strings.ContainsRune("aeiouyäëéèêöüàâîôûndtzh", unicode.ToLower(r))
	default:
		return true // Nothing or punctuation: the end of a phrase.
	}
}

// keepsNBefore decides before a number in digits, by the word with which it is
// read aloud: 24 is "véieranzwanzeg". Only 4, 5, 6 and 7 begin with a letter
// before which n falls (véier, fënnef, sechs, siwen).
func keepsNBefore(next string) bool {
	digits := ""
	for _, r := range next {
		if r >= '0' && r <= '9' {
			digits += string(r)
		} else if r != '.' { // The group mark of Luxembourgish.
			break
		}
	}
	digits = strings.TrimLeft(digits, "0")
	for len(digits) > 3 { // Read the thousands first.
		cut := len(digits) % 3
		if cut == 0 {
			cut = 3
		}
		digits = digits[:cut]
	}
	first := byte('0')
	switch {
	case len(digits) == 2 && digits[0] != '1' && digits[1] != '0':
		first = digits[1] // 24: the four is said first.
	case len(digits) == 2 && digits[0] == '1':
		first = digits[1] // 14 véierzéng; 10, 11, 12, 18 and 19 keep the n.
	case len(digits) > 0:
		first = digits[0]
	}
	return first < '4' || first > '7'
}
