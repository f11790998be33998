package peopleweb

import (
	"slices"
	"strings"
	"time"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
)

// Beginnings of the catalogue keys of codes.
const (
	wordsSex            = "people.sex."
	wordsRelationship   = "people.relationship."
	wordsRelationGroup  = "people.relationship_group."
	wordsStatus         = "people.status."
	wordsStatusShort    = "people.status_short."
	wordsNeed           = "people.need."
	wordsLevel          = "people.level."
	wordsDocument       = "people.document."
	wordsContact        = "people.contact."
	wordsPurpose        = "people.purpose."
	wordsRepresentative = "people.representative."
	wordsCalendar       = "people.calendar."
	wordsWhy            = "people.why."
	wordsVerdict        = "people.verdict."
	wordsField          = "people.field."
	wordsError          = "people.error."
)

// word is the text of a code; a code that is empty says nothing.
func word[T ~string](l *i18n.Localizer, keys string, code T) string {
	if code == "" {
		return ""
	}
	return l.T(keys + string(code))
}

// isolated keeps the direction of a name from what is around it where no <bdi>
// can stand: in a label and in an option.
func isolated(name string) string { return "\u2068" + name + "\u2069" }

// known is the text of a code that somebody sent; empty where there is no such code.
func known[T ~string](l *i18n.Localizer, keys string, code T, all []T) string {
	if !slices.Contains(all, code) {
		return ""
	}
	return word(l, keys, code)
}

// options are the answers of a question about a code.
func options[T ~string](l *i18n.Localizer, keys string, codes []T) []ui.Option {
	out := make([]ui.Option, len(codes))
	for i, c := range codes {
		out[i] = ui.Option{Value: string(c), Label: word(l, keys, c)}
	}
	return out
}

// words lists the texts of codes.
func words[T ~string](l *i18n.Localizer, keys string, codes []T) string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = word(l, keys, c)
	}
	return strings.Join(out, ", ")
}

// The countries and languages that reception meets most: a list has them first.
var (
	frequentCountries = []string{"SYR", "ERI", "AFG", "UKR", "VEN", "TUR", "IRQ", "IRN", "SOM", "SDN", "ETH", "GIN", "CMR", "DZA", "MAR", "COL", "PER", "GEO", "ALB", i18n.Kosovo}
	frequentLanguages = []string{"ar", "ti", "fa", "prs", "ps", "uk", "ru", "en", "fr", "es", "so", "am", "tr", "kmr", "ckb", "sq", "ka", "pt"}
)

// countryOptions are all countries, the frequent ones first and special before them.
func countryOptions(l *i18n.Localizer, special []string) []ui.Option {
	out := make([]ui.Option, 0, 280)
	for _, code := range frequentCountries {
		out = append(out, ui.Option{Value: code, Label: l.Country(code), Group: l.T("people.form.frequent")})
	}
	for _, code := range special {
		out = append(out, ui.Option{Value: code, Label: l.Country(code), Group: l.T("people.form.without_country")})
	}
	for _, code := range l.CountriesByName() {
		if !slices.Contains(frequentCountries, code) {
			out = append(out, ui.Option{Value: code, Label: l.Country(code), Group: l.T("people.form.others")})
		}
	}
	return out
}

func languageOptions(l *i18n.Localizer) []ui.Option {
	out := make([]ui.Option, 0, 200)
	for _, code := range frequentLanguages {
		out = append(out, ui.Option{Value: code, Label: l.LanguageName(code), Group: l.T("people.form.frequent")})
	}
	for _, code := range l.LanguagesByName() {
		if !slices.Contains(frequentLanguages, code) {
			out = append(out, ui.Option{Value: code, Label: l.LanguageName(code), Group: l.T("people.form.others")})
		}
	}
	return out
}

// relationGroups are the headings of the list of relationships and the code
// with which each begins, in the order of people.Relationships.
var relationGroups = []struct {
	first people.Relationship
	group string
}{
	{people.RelationshipHead, "head"}, {"HUS", "spouse"}, {"SON", "child"}, {"PRM", "parent"}, {"SBM", "sibling"},
	{"GPM", "wider"}, {"PLM", "law"}, {"ORM", "other"},
}

func relationshipOptions(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	group := ""
	for _, code := range people.Relationships {
		for _, g := range relationGroups {
			if g.first == code {
				group = l.T(wordsRelationGroup + g.group)
			}
		}
		out = append(out, ui.Option{Value: string(code), Label: word(l, wordsRelationship, code), Group: group})
	}
	return out
}

// countries lists the names of countries.
func countries(l *i18n.Localizer, codes []string) string {
	out := make([]string, len(codes))
	for i, code := range codes {
		out[i] = l.Country(code)
	}
	return strings.Join(out, ", ")
}

// birthText says what is known of a birth date, as exactly as it is known.
func birthText(l *i18n.Localizer, b people.BirthDate) string { return birthWords(l, b, l.Date) }

// birthShort is birthText for a column.
func birthShort(l *i18n.Localizer, b people.BirthDate) string { return birthWords(l, b, l.DateShort) }

func birthWords(l *i18n.Localizer, b people.BirthDate, day func(clock.Date) string) string {
	var text string
	switch {
	case b.Year == 0:
		return ""
	case b.Month == 0:
		text = l.Year(b.Year)
	case b.Day == 0:
		text = l.Month(b.Year, time.Month(b.Month))
	default:
		text = day(civilDate(people.CalendarDate{Year: b.Year, Month: b.Month, Day: b.Day}))
	}
	if b.Estimated {
		return l.T("people.birth.estimated", "date", text)
	}
	return text
}

// ageText is the age in years, or the years between which it lies.
func ageText(l *i18n.Localizer, b people.BirthDate, today clock.Date) string {
	least, greatest, known := b.Age(today.Time(clock.Luxembourg))
	switch {
	case !known:
		return ""
	case least == greatest:
		return l.T("people.age", "count", least)
	}
	return l.T("people.age.between", "least", least, "count", greatest)
}

// writtenText is a date as it was written in another calendar.
func writtenText(l *i18n.Localizer, w *people.WrittenDate) string {
	if w == nil {
		return ""
	}
	parts := []string{}
	for _, n := range []int{w.Day, w.Month, w.Year} {
		if n != 0 {
			parts = append(parts, number(n))
		}
	}
	return l.T("people.birth.written", "date", strings.Join(parts, "/"), "calendar", word(l, wordsCalendar, w.Calendar))
}

// minor reports whether somebody born then may be under age.
func minor(b people.BirthDate, today clock.Date) bool {
	least, _, known := b.Age(today.Time(clock.Luxembourg))
	return known && least < 18
}

// period says from when until when; an open end is said in words.
func period(l *i18n.Localizer, from, until clock.Date) string {
	switch {
	case from.IsZero():
		return ""
	case until.IsZero():
		return l.T("people.period.open", "from", l.DateShort(from))
	}
	return l.T("people.period", "from", l.DateShort(from), "until", l.DateShort(until))
}

// joined puts the parts that are not empty into one line.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

func yesNo(l *i18n.Localizer, yes bool) string {
	if yes {
		return l.T("people.yes")
	}
	return l.T("people.no")
}
