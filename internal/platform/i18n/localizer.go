package i18n

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/feature/plural"

	"passerelle/internal/platform/clock"
)

// Localizer writes texts in one language. It is safe for concurrent use.
type Localizer struct {
	lang      Lang
	own       map[string]message
	english   map[string]message
	data      *localeData
	enData    *localeData
	collators sync.Pool
	byName    func() map[kind][]Code
}

func newLocalizer(c *Catalogue, l Lang, enData *localeData) (*Localizer, error) {
	data, err := readLocaleData(l)
	if err != nil {
		return nil, err
	}
	loc := &Localizer{lang: l, own: c.messages[l], english: c.messages[English], data: data, enData: enData}
	loc.collators.New = func() any { return collate.New(l.tag(), collate.IgnoreCase, collate.Numeric) }
	loc.byName = sync.OnceValue(loc.sortByName)
	return loc, nil
}

// Lang returns the language.
func (l *Localizer) Lang() Lang { return l.lang }

// Dir returns the direction of writing: "ltr" or "rtl".
func (l *Localizer) Dir() string { return l.lang.Dir() }

// Has reports whether the language has the text itself, without falling back.
func (l *Localizer) Has(key string) bool {
	_, ok := l.own[key]
	return ok
}

// Knows reports whether [Localizer.T] has a text for the key, be it the English one.
func (l *Localizer) Knows(key string) bool {
	_, ok := l.english[key]
	return ok
}

// LangOf returns the language in which [Localizer.T] gives the text: this one,
// or English. A page sets the lang attribute from it.
func (l *Localizer) LangOf(key string) Lang {
	if l.Has(key) {
		return l.lang
	}
	return English
}

// FallbackNotice says, in this language, that a text is shown in English
// because it is not yet translated.
func (l *Localizer) FallbackNotice() string { return l.T("i18n.fallback") }

// T returns the text of key. args are pairs of a placeholder's name and its
// value: strings, integers (written as [Localizer.Number]), dates
// ([Localizer.Date]), times ([Localizer.DateTime]) or anything that fmt
// prints. "count", an integer, also selects the
// plural form. An unknown key gives "⟦key⟧", a placeholder without value
// "⟦name⟧", so that tests find them.
func (l *Localizer) T(key string, args ...any) string {
	m, lang := l.own[key], l.lang
	if m.forms == nil {
		m, lang = l.english[key], English
	}
	if m.forms == nil {
		return "⟦" + key + "⟧"
	}
	form := plural.Other
	if m.plural {
		switch n := argument(args, "count").(type) {
		case int:
			form = formOf(lang, n)
		case int64:
			form = formOf(lang, int(n))
		}
	}
	t := m.forms[form]
	var b strings.Builder
	for i, part := range t {
		if i%2 == 0 {
			b.WriteString(part)
			continue
		}
		b.WriteString(l.value(part, args))
	}
	if lang == Luxembourgish {
		return eifel(b.String())
	}
	return b.String()
}

func argument(args []any, name string) any {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1]
		}
	}
	return nil
}

func (l *Localizer) value(name string, args []any) string {
	switch v := argument(args, name).(type) {
	case nil:
		return "⟦" + name + "⟧"
	case int:
		return l.Number(v)
	case int64:
		return l.Number(int(v))
	case clock.Instant:
		return l.DateTime(v.Time())
	case string:
		return l.isolate(v)
	case clock.Date:
		return l.Date(v)
	case time.Time:
		return l.DateTime(v)
	default:
		return l.isolate(fmt.Sprint(v))
	}
}

// isolate keeps a name in one script from reordering a sentence in another.
// Left-to-right sentences do without: nearly all that is put into them is
// left-to-right too, and the marks would end up in files and letters.
func (l *Localizer) isolate(s string) string {
	if l.Dir() == "ltr" || s == "" {
		return s
	}
	return "\u2068" + s + "\u2069"
}

// Compare orders two strings as a reader of the language expects, without
// regard to case, and numbers by value: "Room 2" before "Room 10". It returns
// -1, 0 or +1.
func (l *Localizer) Compare(a, b string) int {
	c := l.collators.Get().(*collate.Collator)
	defer l.collators.Put(c)
	return c.CompareString(a, b)
}
