package people

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// The greatest number within one year that a reference can carry. The check
// letter stays sound up to 21 digits; this bound keeps the text short.
const maxReferenceNumber = 99_999_999

const (
	referencePrefix = "LU"
	// 23 letters: no I and O, which read as digits, and no U, which reads as V.
	// 23 is prime and 10 generates its multiplicative group, so the digits'
	// weights 1, 10, 100 … differ for 22 places: every wrong digit and every
	// swap of two digits changes the letter.
	referenceLetters = "ABCDEFGHJKLMNPQRSTVWXYZ"
)

// FormatReference writes the human reference of the n-th file of a year, such
// as LU-2026-004217-X. Its last letter checks the digits: one wrong character
// or two swapped neighbours never give another valid reference. It panics when
// year is not in 1000..9999 or n not in 1..99,999,999: both come from the
// program, never from a user.
func FormatReference(year, n int) string {
	if year < 1000 || year > 9999 || n < 1 || n > maxReferenceNumber {
		panic("people: reference out of range")
	}
	digits := fmt.Sprintf("%04d%06d", year, n)
	return fmt.Sprintf("%s-%s-%s-%c", referencePrefix, digits[:4], digits[4:], referenceLetter(digits))
}

// ParseReference reads a reference as people type it: any case, spaces or any
// kind of dash anywhere or nowhere, invisible direction marks. Codes:
// reference_shape when it is no reference, reference_check when the letter
// does not fit the digits.
func ParseReference(text string) (year, n int, err error) {
	shape := &ParseError{Code: "reference_shape"}
	s := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Pd, r), r == '\u2212':
			return -1
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, text)
	s, found := strings.CutPrefix(s, referencePrefix)
	if !found || len(s) < 11 || len(s) > 13 {
		return 0, 0, shape
	}
	digits, letter := s[:len(s)-1], s[len(s)-1]
	if strings.Trim(digits, "0123456789") != "" || strings.IndexByte(referenceLetters, letter) < 0 {
		return 0, 0, shape
	}
	year, _ = strconv.Atoi(digits[:4])
	n, _ = strconv.Atoi(digits[4:])
	// A longer number has no leading zero, so each file has one reference.
	if year < 1000 || n < 1 || len(digits) > 10 && digits[4] == '0' {
		return 0, 0, shape
	}
	if referenceLetter(digits) != letter {
		return 0, 0, &ParseError{Code: "reference_check"}
	}
	return year, n, nil
}

func referenceLetter(digits string) byte {
	rest := 0
	for i := range len(digits) {
		rest = (rest*10 + int(digits[i]-'0')) % len(referenceLetters)
	}
	return referenceLetters[rest]
}
