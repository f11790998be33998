package people

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// Longest texts, in characters, and most entries of a list.
const (
	maxName    = 200
	maxAddress = 500
	maxNote    = 4000
	maxNumber  = 50
	maxEntries = 20 // of each list of a person
)

// form checks and cleans the values of one form and collects what is wrong.
// Field names begin with prefix, such as "persons.0.".
type form struct {
	faults *fault.List
	prefix string
	today  clock.Date
}

func newForm(today clock.Date) form { return form{&fault.List{}, "", today} }

// at returns the form of the n-th entry of a list.
func (f form) at(list string, n int) form {
	f.prefix += list + "." + strconv.Itoa(n) + "."
	return f
}

func (f form) add(field, key string, args ...any) { f.faults.Add(f.prefix+field, key, args...) }

func (f form) err() error { return f.faults.Err() }

// line cleans a text of one line: composed characters, single spaces, none of
// the invisible marks that turn the direction of what follows.
func (f form) line(field string, s *string, longest int) {
	*s = strings.Join(strings.Fields(clean(*s)), " ")
	f.plain(field, *s, longest, "")
}

// needed is line for what must not be empty.
func (f form) needed(field string, s *string, longest int) {
	if f.line(field, s, longest); *s == "" {
		f.add(field, errRequired)
	}
}

// paragraphs is line for text that may have line breaks.
func (f form) paragraphs(field string, s *string, longest int) {
	*s = strings.TrimSpace(clean(strings.ReplaceAll(*s, "\r\n", "\n")))
	f.plain(field, *s, longest, "\n\t")
}

func (f form) plain(field, s string, longest int, allowed string) {
	unreadable := func(r rune) bool {
		return (unicode.IsControl(r) || r == utf8.RuneError) && !strings.ContainsRune(allowed, r)
	}
	switch {
	case strings.ContainsFunc(s, unreadable):
		f.add(field, errText)
	case utf8.RuneCountInString(s) > longest:
		f.add(field, errTooLong, "max", longest)
	}
}

// clean drops the marks that steer the direction of text: in a name they can
// only deceive, and pasted text is full of them. The joiners stay, which
// Persian and Indian scripts need.
func clean(s string) string {
	if !utf8.ValidString(s) {
		return string(utf8.RuneError) // plain refuses it
	}
	s = strings.Map(func(r rune) rune {
		if steers(r) {
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(s)
}

func steers(r rune) bool {
	return r == '\u061c' || r == '\u200b' || r == '\u200e' || r == '\u200f' || r == '\ufeff' ||
		r >= '\u202a' && r <= '\u202e' || r >= '\u2060' && r <= '\u2069'
}

// oneOf refuses what is not one of all.
func oneOf[T ~string](f form, field string, code T, all []T) {
	switch {
	case code == "":
		f.add(field, errRequired)
	case !slices.Contains(all, code):
		f.add(field, errCode)
	}
}

// atMost bounds a list; it reports whether the list is worth looking at.
func (f form) atMost(field string, n, limit int) bool {
	if n > limit {
		f.add(field, errTooMany, "max", limit)
	}
	return n <= limit
}

// day refuses a date that is no day, after today or before anybody's birth.
func (f form) day(field string, d clock.Date) {
	switch {
	case d.IsZero():
		f.add(field, errRequired)
	case !d.Valid() || d.Year < f.today.Year-OldestAge:
		f.add(field, errDateRange)
	case d.After(f.today):
		f.add(field, errDateFuture)
	}
}

// until refuses an end that is no day, before its beginning or far off.
func (f form) until(field string, from, until clock.Date) {
	switch {
	case until.IsZero():
	case !until.Valid() || until.Year < f.today.Year-OldestAge || until.Year > f.today.Year+OldestAge:
		f.add(field, errDateRange)
	case until.Before(from):
		f.add(field, errDateOrder)
	}
}

// countryCode writes the code of a country as the register keeps it: ISO 3166-1
// alpha-3, and RKS for Kosovo, which documents say (ICAO Doc 9303 part 3).
func countryCode(code string) string {
	code = strings.ToUpper(strings.TrimSpace(code))
	iso, kind := LookupICAO(code)
	switch {
	case iso == "XKX":
		return i18n.Kosovo
	case kind == ICAOState:
		return iso
	}
	return code
}

// country cleans an optional code of a country.
func (f form) country(field string, code *string) {
	if *code = countryCode(*code); *code != "" && !i18n.IsCountry(*code) {
		f.add(field, errCountry)
	}
}

// nationality cleans a code of a country or of a special nationality.
func (f form) nationality(field string, code *string) {
	*code = countryCode(*code)
	switch {
	case *code == "":
		f.add(field, errRequired)
	case !i18n.IsCountry(*code) && !slices.Contains(i18n.SpecialNationalities, *code):
		f.add(field, errCountry)
	}
}

// language refuses what is no language that a person may be said to speak.
func (f form) language(field string, code *string) {
	switch *code = strings.ToLower(strings.TrimSpace(*code)); {
	case *code == "":
		f.add(field, errRequired)
	case !i18n.IsLanguage(*code):
		f.add(field, errCode)
	}
}

// packCodes writes codes as a column that LIKE finds one in: ' ar ti '.
func packCodes[T ~string](codes []T) string {
	if len(codes) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteByte(' ')
	for _, c := range codes {
		b.WriteString(string(c))
		b.WriteByte(' ')
	}
	return b.String()
}

// unpackCodes reads what packCodes wrote.
func unpackCodes[T ~string](column string) []T {
	var out []T
	for _, c := range strings.Fields(column) {
		out = append(out, T(c))
	}
	return out
}
