package receptionweb

import (
	"slices"
	"strings"

	"passerelle/internal/engine/allocation"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/reception"
)

func (v placeView) anyLeftOut() bool {
	return slices.ContainsFunc(v.Members, func(m guest) bool { return v.outReason(m.ID) != "" })
}

// suggestionTitle says where a place is.
func suggestionTitle(l *i18n.Localizer, c choosing, s reception.Suggestion) string {
	if c.Centre != "" {
		return roomsTitle(l, s)
	}
	return joined(s.CentreName, roomsTitle(l, s))
}

// seats say who sleeps in which bed of a suggestion.
func (c choosing) seats(l *i18n.Localizer, s reception.Suggestion) []string {
	var out []string
	for _, r := range s.Rooms {
		for _, a := range r.Assignments {
			out = append(out, l.T("reception.place.seat", "room", r.Number, "bed", bedLabel(l, c.label(a)))+": "+c.guest(a.PersonID).Name)
		}
	}
	return out
}

// reasons say what speaks for (or against) a suggestion. Where only one centre
// is in question, what holds for all of it says nothing.
func (c choosing) reasons(l *i18n.Localizer, s reception.Suggestion, pro bool) []string {
	if c.Centre != "" {
		s.Reasons = slices.DeleteFunc(slices.Clone(s.Reasons), func(r allocation.Reason) bool { return r.RoomID == "" && r.Code != "split" })
	}
	return reasonLines(l, s, pro)
}

// wanted writes from when, and where that is known until when, beds are wanted.
func wanted(l *i18n.Localizer, from, until clock.Date) string {
	if until.IsZero() {
		return l.T("reception.place.from_day", "day", l.DateShort(from))
	}
	return period(l, from, until)
}

// questionNote sums up what was asked, for a page that shows the answer first.
func (v placeView) questionNote(l *i18n.Localizer) string {
	where := v.Centre
	if where == "" {
		where = l.T("reception.place.any_centre")
	}
	for _, o := range v.Centres {
		if o.Value == v.Get("centre") {
			where = o.Label
		}
	}
	return joined(wanted(l, v.From, v.Until), where, l.T("reception.place.who_note", "count", len(v.Guests), "all", len(v.Members)))
}

// flagsOf say what is special about the rooms of a suggestion, each once.
func (c choosing) flagsOf(l *i18n.Localizer, s reception.Suggestion) []ui.Flag {
	var out []ui.Flag
	for _, id := range s.RoomIDs() {
		for _, f := range choiceFlags(l, c.Choices[id]) {
			if !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out
}

// label is the label of the bed of an assignment, empty for a cot place.
func (c choosing) label(a reception.Assignment) string {
	for _, b := range c.Choices[a.RoomID].Beds {
		if b.ID == a.BedID {
			return b.Label
		}
	}
	return ""
}

// seatFields are the name, value pairs that choose a suggestion as it stands.
func seatFields(s reception.Suggestion) []string {
	var out []string
	for _, id := range s.RoomIDs() {
		out = append(out, "room", id)
	}
	for _, a := range s.Assignments() {
		out = append(out, bedField(a.PersonID), bedValue(a))
	}
	return out
}

// handFields say that beds are dealt out by hand, and of which rooms.
func (v bedsView) handFields() []ui.HiddenField {
	pairs := []string{"by", "hand"}
	for _, id := range validRooms(v.Values["room"]) {
		pairs = append(pairs, "room", id)
	}
	return v.hidden(pairs...)
}

// styled makes the button of the best suggestion stand out, and says to screen
// readers which place each is for.
func styled(a ui.Action, best bool, place string) ui.Action {
	a.Note = " " + place
	if !best && a.Style == ui.Primary {
		a.Style = ui.Secondary
	}
	return a
}

func warningOptions(l *i18n.Localizer, codes []string) []ui.Option {
	out := make([]ui.Option, len(codes))
	for i, code := range codes {
		out[i] = ui.Option{Value: code, Label: reasonText(l, code)}
	}
	return out
}

// warnings are the codes of what speaks against the beds that are dealt out.
func (v bedsView) warnings() []string {
	var out []string
	if len(v.Found.Best) > 0 {
		out = slices.Clone(v.Found.Best[0].Warnings)
	}
	out = append(out, v.Open...)
	slices.Sort(out)
	return slices.Compact(out)
}

// bedOptions are the places that somebody can have, room by room.
func (v bedsView) bedOptions(l *i18n.Localizer, g guest) []ui.Option {
	var out []ui.Option
	for _, id := range validRooms(v.Values["room"]) {
		c, there := v.Choices[id]
		if !there {
			continue
		}
		group := l.T("reception.room.title", "number", c.Number)
		if g.takesCot() && c.FreeCots > 0 {
			out = append(out, ui.Option{Value: bedCot + id, Group: group, Label: l.T("reception.place.seat", "room", c.Number, "bed", bedLabel(l, ""))})
		}
		for _, b := range c.Beds {
			if b.Free {
				out = append(out, ui.Option{Value: b.ID, Group: group, Label: l.T("reception.place.seat", "room", c.Number, "bed", bedLabel(l, b.Label))})
			}
		}
	}
	return out
}

// roomTitles names the rooms that are dealt out.
func (v bedsView) roomTitles(l *i18n.Localizer) string {
	var numbers []string
	centre := v.Centre
	for _, id := range validRooms(v.Values["room"]) {
		if c, there := v.Choices[id]; there {
			numbers = append(numbers, c.Number)
			centre = c.CentreName
		}
	}
	return joined(centre, l.T("reception.place.rooms", "count", len(numbers), "numbers", l.List(numbers)))
}

func refusalTexts(l *i18n.Localizer, refused map[string]int) []string {
	var out []string
	for _, row := range refusedRows(refused) {
		out = append(out, strings.TrimSuffix(word(l, wordsRule, row.Code), "."))
	}
	return out
}
