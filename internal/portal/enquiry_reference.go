package portal

import (
	"fmt"
	"strings"
)

// referenceLetters are 23, a prime that 10 generates, so that every wrong digit
// and every swap of two changes the letter; none reads as a digit.
const referenceLetters = "ABCDEFGHJKLMNPQRSTVWXYZ"

// enquiryReference writes the reference of the n-th message of a year, such as
// EN-2026-000042-K. Its last letter checks the digits.
func enquiryReference(year, n int) string {
	digits := fmt.Sprintf("%04d%06d", year, n)
	return fmt.Sprintf("EN-%s-%s-%c", digits[:4], digits[4:], checkLetter(digits))
}

// ReadEnquiryReference returns a reference as it is kept, from what somebody
// typed: any case, spaces or dashes. It reports false where the letter does
// not fit the digits.
func ReadEnquiryReference(text string) (string, bool) {
	s := strings.ToUpper(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -–—\u00a0\t\u200e\u200f", r) {
			return -1
		}
		return r
	}, text))
	s, found := strings.CutPrefix(s, "EN")
	if !found || len(s) < 11 || len(s) > 13 {
		return "", false
	}
	digits, letter := s[:len(s)-1], s[len(s)-1]
	if strings.Trim(digits, "0123456789") != "" || checkLetter(digits) != letter {
		return "", false
	}
	return "EN-" + digits[:4] + "-" + digits[4:] + "-" + string(letter), true
}

func checkLetter(digits string) byte {
	rest := 0
	for i := range len(digits) {
		rest = (rest*10 + int(digits[i]-'0')) % len(referenceLetters)
	}
	return referenceLetters[rest]
}
