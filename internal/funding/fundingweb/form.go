package fundingweb

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"passerelle/internal/funding"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// sheet is the fields of a form as they were typed.
type sheet struct {
	url.Values
	Key    string    // of the draft
	Draft  *ui.Draft // unfinished input that was put back
	Stored []ui.Fact // what somebody else has saved meanwhile, where it differs
}

// restore returns what the actor left unfinished in a form, or else the given fields.
func restore(r *web.Request, key string, fields url.Values) (sheet, error) {
	s := sheet{Values: fields, Key: key}
	left, at, err := r.Draft(key)
	if err != nil || left == nil {
		return s, err
	}
	s.Values = left
	s.Draft = &ui.Draft{SavedAt: r.L.DateTime(at.Time()), Discard: ui.PathDrafts + key}
	return s, nil
}

// renew makes the next save of the form one that may overwrite what is stored
// now, and tells the reader what that is.
func (s *sheet) renew(l *i18n.Localizer, stored url.Values, fields []string) {
	s.Set("version", stored.Get("version"))
	for _, f := range fields {
		if now := stored.Get(f); now != s.Get(f) {
			s.Stored = append(s.Stored, ui.Fact{Term: l.T("funding.field." + f), Value: now})
		}
	}
}

func (s sheet) date(name string) ui.DateValue { return ui.ReadDate(s.Get, name) }

func (s sheet) hidden() []ui.HiddenField {
	if v := s.Get("version"); v != "" {
		return []ui.HiddenField{{Name: "version", Value: v}}
	}
	return nil
}

// reader takes values from a form and gathers what cannot be read.
type reader struct {
	url.Values
	faults fault.List
}

// number reads a whole number; what is left empty is 0.
func (r *reader) number(name string) int {
	text := strings.TrimSpace(r.Get(name))
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		r.faults.Add(name, "funding.error.number")
	}
	return n
}

// date reads a date in three fields; what is left empty is no date.
func (r *reader) date(name string) clock.Date {
	v := ui.ReadDate(r.Get, name)
	if v.Empty() {
		return clock.Date{}
	}
	day, errDay := strconv.Atoi(v.Day)
	month, errMonth := strconv.Atoi(v.Month)
	year, errYear := strconv.Atoi(v.Year)
	d, err := clock.NewDate(year, time.Month(month), day)
	if errDay != nil || errMonth != nil || errYear != nil || err != nil {
		r.faults.Add(name, "funding.error.date")
		return clock.Date{}
	}
	return d
}

func putDate(v url.Values, name string, d clock.Date) {
	if d.IsZero() {
		return
	}
	v.Set(name+"_day", strconv.Itoa(d.Day))
	v.Set(name+"_month", strconv.Itoa(int(d.Month)))
	v.Set(name+"_year", strconv.Itoa(d.Year))
}

// text reads a text with its translations: name, name_lang, name_{language}.
func (r *reader) text(name string) funding.Text {
	t := funding.Text{Body: r.Get(name), Lang: i18n.Lang(r.Get(name + "_lang")), Translations: map[i18n.Lang]string{}}
	for _, l := range funding.Languages() {
		if s := r.Get(name + "_" + string(l)); strings.TrimSpace(s) != "" {
			t.Translations[l] = s
		}
	}
	return t
}

func putText(v url.Values, name string, t funding.Text) {
	v.Set(name, t.Body)
	v.Set(name+"_lang", string(t.Lang))
	for l, s := range t.Translations {
		v.Set(name+"_"+string(l), s)
	}
}

// textInput is a text of a form with the fields of its translations.
type textInput struct {
	Name      string
	Hint      string
	Required  bool
	Long      bool // paragraphs
	MaxLength int
}

// languages are the languages of an original, by their own names.
func languages() []ui.Option {
	var out []ui.Option
	for _, l := range funding.Languages() {
		out = append(out, ui.Option{Value: string(l), Label: l.Autonym(), Lang: string(l)})
	}
	return out
}

// translated names the languages into which a text of the form is translated.
func (s sheet) translated(name string) []string {
	var out []string
	for _, l := range funding.Languages() {
		if s.Get(name+"_"+string(l)) != "" {
			out = append(out, l.Autonym())
		}
	}
	return out
}

// translationWrong reports whether a translation of a text was refused: then its
// fields stand open.
func translationWrong(p ui.Page, name string) bool {
	for _, l := range funding.Languages() {
		if p.ErrorFor(name+"_"+string(l)) != "" {
			return true
		}
	}
	return false
}

// changedMeanwhile reports whether somebody else has saved since a form was filled.
func changedMeanwhile(err error) bool {
	return fault.Is(err, fault.Conflict, "funding.error.changed_meanwhile")
}
