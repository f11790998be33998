package receptionweb

import (
	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/reception"
)

// Beginnings of the keys of what is told of somebody without a name.
const (
	wordsSex = "reception.sex."
	wordsAge = "reception.age."
)

// occupantName names who holds a place; who may not be named is described by
// sex and age as far as the reader may know these.
func occupantName(l *i18n.Localizer, o *reception.Occupant) string {
	if o.PersonID != "" {
		return personName(l, o.Name)
	}
	if o.Age == reception.AgeUnknown && o.Sex == "u" {
		return l.T("reception.occupant.hidden")
	}
	return l.T("reception.occupant.some", "sex", word(l, wordsSex, o.Sex), "age", word(l, wordsAge, o.Age))
}

// personName is a name as lists show it, or the reference where there is none to show.
func personName(l *i18n.Localizer, n people.Name) string {
	if full := n.Full(); full != "" {
		return full
	}
	if n.Reference != "" {
		return n.Reference
	}
	return l.T("reception.occupant.hidden")
}

// householdPath leads to who holds a place, where the reader may know.
func householdPath(o *reception.Occupant) string {
	if o.HouseholdID == "" {
		return ""
	}
	return pathHouseholds + o.HouseholdID
}

// occupantNote says until when a place is held, or from when.
func occupantNote(l *i18n.Localizer, o *reception.Occupant) string {
	switch {
	case o.Overdue:
		return l.T("reception.occupant.was_to_leave", "day", l.DateShort(o.Until))
	case o.Leaving:
		return l.T("reception.occupant.leaves_today")
	case o.Status == reception.HoldReserved:
		return period(l, o.From, o.Until)
	}
	return untilNote(l, o.Until)
}

func untilNote(l *i18n.Localizer, until clock.Date) string {
	if until.IsZero() {
		return ""
	}
	return l.T("reception.until", "day", l.DateShort(until))
}

func occupantFlags(l *i18n.Localizer, o *reception.Occupant) []ui.Flag {
	var out []ui.Flag
	if o.Overdue {
		out = append(out, ui.Flag{Text: l.T("reception.occupant.overdue"), Tone: ui.Warn})
	}
	if o.StaysOn {
		out = append(out, ui.Flag{Text: l.T("reception.occupant.stays_on"), Tone: ui.Info})
	}
	return out
}
