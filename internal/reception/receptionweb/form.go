package receptionweb

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

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

// date returns the parts of a date as they were typed.
func (s sheet) date(name string) ui.DateValue { return ui.ReadDate(s.Get, name) }

// version returns the version that the form was filled from.
func (s sheet) version() string { return s.Get("version") }

// renew makes the next save of the form one that may overwrite what is stored
// now, and tells the reader what that is.
func (s *sheet) renew(l *i18n.Localizer, stored url.Values, labels []ui.HiddenField) {
	s.Set("version", stored.Get("version"))
	for _, f := range labels {
		if now := stored.Get(f.Name); strings.Join(stored[f.Name], " ") != strings.Join(s.Values[f.Name], " ") {
			s.Stored = append(s.Stored, ui.Fact{Term: l.T(f.Value), Value: now})
		}
	}
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
		r.faults.Add(name, "reception.error.number")
	}
	return n
}

// date reads a date in three fields; what is left empty is no date.
func (r *reader) date(name string) clock.Date {
	v := ui.ReadDate(r.Get, name)
	if v.Empty() {
		return clock.Date{}
	}
	d, err := dateOf(v)
	if err != nil {
		r.faults.Add(name, "reception.error.date")
	}
	return d
}

func (r *reader) ticked(name, value string) bool { return slices.Contains(r.Values[name], value) }

func dateOf(v ui.DateValue) (clock.Date, error) {
	day, errDay := strconv.Atoi(v.Day)
	month, errMonth := strconv.Atoi(v.Month)
	year, errYear := strconv.Atoi(v.Year)
	if errDay != nil || errMonth != nil || errYear != nil {
		return clock.Date{}, clock.ErrDate
	}
	return clock.NewDate(year, time.Month(month), day)
}

// putDate fills the three fields of a date.
func putDate(v url.Values, name string, d clock.Date) {
	if d.IsZero() {
		return
	}
	v.Set(name+"_day", strconv.Itoa(d.Day))
	v.Set(name+"_month", strconv.Itoa(int(d.Month)))
	v.Set(name+"_year", strconv.Itoa(d.Year))
}

// queryDay reads a day from the address; what is not a day is or.
func queryDay(r *web.Request, name string, or clock.Date) clock.Date {
	if d, err := clock.ParseDate(r.URL.Query().Get(name)); err == nil {
		return d
	}
	return or
}

// hidden is what travels with the form unseen.
func (s sheet) hidden() []ui.HiddenField {
	if v := s.version(); v != "" {
		return []ui.HiddenField{{Name: "version", Value: v}}
	}
	return nil
}

// dialled is a telephone number as a phone dials it.
func dialled(number string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
}
