package reception

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"passerelle/internal/platform/fault"
)

// Longest texts, in characters.
const (
	maxName    = 120
	maxAddress = 300
	maxRules   = 20_000
	maxNumber  = 20 // of a room
	maxLabel   = 12 // of a bed
	maxPhone   = 40
)

// line trims *s to one line of plain text and reports what is wrong with it.
func line(l *fault.List, field string, s *string, longest int) {
	*s = norm.NFC.String(strings.TrimSpace(*s))
	plain(l, field, *s, longest, "")
}

// lineNeeded is line for what must not be empty.
func lineNeeded(l *fault.List, field string, s *string, longest int) {
	if line(l, field, s, longest); *s == "" {
		l.Add(field, "reception.error.required")
	}
}

// paragraphs is line for text that may have line breaks.
func paragraphs(l *fault.List, field string, s *string, longest int) {
	*s = norm.NFC.String(strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n")))
	plain(l, field, *s, longest, "\n\t")
}

func plain(l *fault.List, field, s string, longest int, allowed string) {
	control := func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune(allowed, r) }
	switch {
	case !utf8.ValidString(s) || strings.ContainsFunc(s, control):
		l.Add(field, "reception.error.unreadable_text")
	case utf8.RuneCountInString(s) > longest:
		l.Add(field, "reception.error.too_long", "max", longest)
	}
}

// phone trims *s and refuses what is not a telephone number.
func phone(l *fault.List, field string, s *string) {
	line(l, field, s, maxPhone)
	if strings.Trim(*s, "0123456789 +-/().") != "" {
		l.Add(field, "reception.error.phone")
	}
}

// code refuses what is not one of all.
func code[T ~string](l *fault.List, field string, c T, all []T) {
	if !known(c, all) {
		l.Add(field, "reception.error.unknown_code")
	}
}

// between refuses a number out of range.
func between(l *fault.List, field string, n, low, high int) {
	if n < low || n > high {
		l.Add(field, "reception.error.out_of_range", "min", low, "max", high)
	}
}

// sortKey orders names without regard to case and accents, and numbers in them
// by value: 2.9 before 2.10.
func sortKey(s string) string {
	var b strings.Builder
	digits := 0 // where the current run of digits began in s, plus one
	flush := func(run string) {
		run = strings.TrimLeft(run, "0")
		// The length before the digits makes text order number order.
		b.WriteByte('0' + byte(min(len(run), 9)))
		b.WriteString(run)
	}
	s = norm.NFKD.String(strings.ToLower(s))
	for i, r := range s {
		if r >= '0' && r <= '9' {
			if digits == 0 {
				digits = i + 1
			}
			continue
		}
		if digits > 0 {
			flush(s[digits-1 : i])
			digits = 0
		}
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	if digits > 0 {
		flush(s[digits-1:])
	}
	return b.String()
}
