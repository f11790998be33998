package funding

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// Longest texts, in characters.
const (
	maxTitle     = 400
	maxParagraph = 5000
	maxIntro     = 10_000
	maxName      = 120
	maxLink      = 500
	maxFund      = 20
)

// Text is a text as it was written, with its translations. The zero value is no
// text.
type Text struct {
	Lang         i18n.Lang            `json:"lang"`
	Body         string               `json:"body"`
	Translations map[i18n.Lang]string `json:"translations,omitempty"`
}

// Empty reports whether there is no text.
func (t Text) Empty() bool { return t.Body == "" }

// In returns the text in a language, or the original where it was not
// translated, and the language of what it returns.
func (t Text) In(l i18n.Lang) (string, i18n.Lang) {
	if s := t.Translations[l]; s != "" {
		return s, l
	}
	return t.Body, t.Lang
}

// Value stores the text as JSON.
func (t Text) Value() (driver.Value, error) {
	if t.Empty() {
		return "null", nil
	}
	b, err := json.Marshal(t)
	return string(b), err
}

// Scan reads what Value stored.
func (t *Text) Scan(src any) error {
	*t = Text{}
	switch s := src.(type) {
	case string:
		return json.Unmarshal([]byte(s), t)
	case []byte:
		return json.Unmarshal(s, t)
	}
	return errors.New("funding: a text is stored as JSON text")
}

// all are the original and the translations, in a fixed order.
func (t Text) all() []string {
	out := []string{t.Body}
	for _, l := range slices.Sorted(maps.Keys(t.Translations)) {
		out = append(out, t.Translations[l])
	}
	return out
}

// bounds say what a Text must be.
type bounds struct {
	longest    int
	needed     bool
	paragraphs bool // line breaks are allowed
}

// clean trims the text and its translations, forgets those that are empty, and
// reports what is wrong under field, field_lang and field_{language}.
func (t *Text) clean(l *fault.List, field string, b bounds) {
	cleanLine(l, field, &t.Body, b)
	kept := map[i18n.Lang]string{}
	for _, lang := range slices.Sorted(maps.Keys(t.Translations)) {
		s := t.Translations[lang]
		cleanLine(l, field+"_"+string(lang), &s, bounds{longest: b.longest, paragraphs: b.paragraphs})
		switch {
		case s == "":
			continue
		case !lang.Known():
			l.Add(field, "funding.error.unknown_code")
		case t.Body == "":
			l.Add(field, "funding.error.original_missing")
		case lang == t.Lang:
			l.Add(field+"_"+string(lang), "funding.error.same_language")
		}
		kept[lang] = s
	}
	if t.Translations = kept; len(kept) == 0 {
		t.Translations = nil
	}
	if t.Body != "" && !t.Lang.Known() {
		l.Add(field+"_lang", "funding.error.unknown_code")
	}
	if t.Body == "" && len(kept) == 0 {
		*t = Text{}
	}
}

// cleanLine trims *s and reports what is wrong with it.
func cleanLine(l *fault.List, field string, s *string, b bounds) {
	allowed := ""
	if b.paragraphs {
		*s, allowed = strings.ReplaceAll(*s, "\r\n", "\n"), "\n\t"
	}
	*s = norm.NFC.String(strings.TrimSpace(*s))
	control := func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune(allowed, r) }
	switch {
	case b.needed && *s == "":
		l.Add(field, "funding.error.required")
	case !utf8.ValidString(*s) || strings.ContainsFunc(*s, control):
		l.Add(field, "funding.error.unreadable_text")
	case utf8.RuneCountInString(*s) > b.longest:
		l.Add(field, "funding.error.too_long", "max", b.longest)
	}
}
