package receptionweb

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// choosing is the search for beds that placing, moving and taking over a
// household share: the best places, the list of all rooms that fit, and the
// page on which beds are dealt out by hand. What was typed travels from one to
// the other, so that nothing has to be typed twice.
type choosing struct {
	sheet
	Best    string      // page with the best places
	Rooms   string      // list of all rooms
	Beds    string      // page on which beds are dealt out; a choice is posted there too
	Buttons []ui.Action // what a choice is for
	Guests  []guest     // who needs a bed
	Found   reception.Suggestions
	Choices map[string]reception.RoomChoice // the rooms of the suggestions
	Taken   bool                            // somebody else was faster
	Centre  string                          // name of the centre, where only one is in question
	Open    []string                        // codes of warnings that package reception wants to be accepted
}

// guest is somebody who needs a bed, as the reader may know them.
type guest struct {
	ID, Name string
	Sex      people.Sex
	Age      int // completed years, -1 unknown
	Needs    []people.NeedCode
}

// takesCot reports whether a cot place will do.
func (g guest) takesCot() bool { return g.Age >= 0 && g.Age < cotAge }

// Ages in completed years: below cotAge package reception gives cot places.
const (
	cotAge   = 2
	adultAge = 18
)

// line names a guest with what decides about a place.
func (g guest) line(l *i18n.Localizer) string {
	return g.Name + " (" + guestNote(l, g.Sex, g.Age) + ")"
}

// guestNote says of somebody what decides about a place.
func guestNote(l *i18n.Localizer, sex people.Sex, age int) string {
	who := "other"
	if sex == people.SexFemale || sex == people.SexMale {
		who = string(sex)
	}
	switch {
	case age < 0:
		return l.T(wordsWho + who + "_adult")
	case age < adultAge:
		who += "_child"
	default:
		who += "_adult"
	}
	if age == 0 {
		return l.T(wordsWho+who) + ", " + l.T("reception.place.infant")
	}
	return l.T(wordsWho+who) + ", " + l.T("reception.place.age", "count", age)
}

// memberAge is the age by which package reception places somebody.
func memberAge(m people.HouseholdMember, today clock.Date) int {
	b := m.Birth
	b.Estimated = false
	if least, _, known := b.Age(today.Time(clock.Luxembourg)); known {
		return least
	}
	return -1
}

// Names of fields that belong to one step and do not travel on.
var ofOneStep = []string{"accept", "do", "room", "by", "after", "back", "all"}

// travels reports whether a field goes along from page to page.
func travels(name string) bool {
	return !slices.Contains(ofOneStep, name) && !strings.HasPrefix(name, "bed.")
}

// kept are the fields that travel.
func (c choosing) kept() url.Values {
	out := url.Values{}
	for name, values := range c.Values {
		for _, v := range values {
			if travels(name) && v != "" {
				out.Add(name, v)
			}
		}
	}
	return out
}

// hidden are the fields that travel, with name, value pairs of this step.
func (c choosing) hidden(pairs ...string) []ui.HiddenField {
	kept := c.kept()
	var out []ui.HiddenField
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		for _, v := range kept[name] {
			out = append(out, ui.HiddenField{Name: name, Value: v})
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, ui.HiddenField{Name: pairs[i], Value: pairs[i+1]})
	}
	return out
}

// link leads to a page of the search; what was typed goes along.
func (c choosing) link(path string, pairs ...string) string {
	q := c.kept()
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Add(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// byHand leads to the page on which the beds of rooms are dealt out.
func (c choosing) byHand(rooms ...string) string {
	var pairs []string
	for _, id := range rooms {
		pairs = append(pairs, "room", id)
	}
	return c.link(c.Beds, pairs...)
}

func (c choosing) guest(id string) guest {
	for _, g := range c.Guests {
		if g.ID == id {
			return g
		}
	}
	return guest{ID: id}
}

// bedCot stands for a cot place of a room in place of a bed's id.
const bedCot = "cot:"

// bedValue is the answer that gives somebody a place.
func bedValue(a reception.Assignment) string {
	if a.BedID == "" {
		return bedCot + a.RoomID
	}
	return a.BedID
}

// bedField is the name of the question where somebody sleeps.
func bedField(person string) string { return "bed." + person }

// chosen reads who sleeps where. Whoever has no bed, or one that somebody else
// of the household has too, is told so at the field.
func (c choosing) chosen() ([]reception.Assignment, error) {
	var out []reception.Assignment
	var faults fault.List
	taken := map[string]bool{}
	for _, g := range c.Guests {
		value := c.Get(bedField(g.ID))
		room, cot := strings.CutPrefix(value, bedCot)
		switch {
		case value == "":
			faults.Add(bedField(g.ID), "reception.error.bed_missing")
			continue
		case cot:
			out = append(out, reception.Assignment{PersonID: g.ID, RoomID: room})
			continue
		case taken[value]:
			faults.Add(bedField(g.ID), "reception.error.bed_chosen_twice")
		}
		taken[value] = true
		out = append(out, reception.Assignment{PersonID: g.ID, BedID: value})
	}
	return out, faults.Err()
}

// readDay reads a day of a search: in three fields as typed, or in one as links
// name it.
func readDay(v url.Values, name string, faults *fault.List) clock.Date {
	if text := v.Get(name); text != "" {
		if d, err := clock.ParseDate(text); err == nil {
			return d
		}
	}
	in := reader{Values: v}
	d := in.date(name)
	*faults = append(*faults, in.faults...)
	return d
}

// spreadDays puts days that a link names into the three fields of the form.
func spreadDays(v url.Values, names ...string) {
	for _, name := range names {
		if d, err := clock.ParseDate(v.Get(name)); err == nil {
			putDate(v, name, d)
		}
		v.Del(name)
	}
}

// plain says in the words of the page what package reception objects to: codes
// become words, and a room is named.
func plain(l *i18n.Localizer, err error) error {
	faults := slices.Clone(fault.Of(err))
	for i, f := range faults {
		switch {
		case f.Key == "reception.error.warning":
			code, _ := argOf(f, "code").(string)
			faults[i] = &fault.Fault{Kind: f.Kind, Field: "accept", Key: "reception.error.accept_first", Args: []any{"warning", reasonText(l, code)}}
		case f.Kind == fault.Conflict:
			if room, _ := argOf(f, "room").(string); room != "" {
				faults[i] = &fault.Fault{Kind: f.Kind, Field: f.Field, Key: "reception.error.in_room", Args: []any{"room", room, "text", l.T(f.Key, f.Args...)}}
			}
		}
	}
	return faults
}

func argOf(f *fault.Fault, name string) any {
	for i := 0; i+1 < len(f.Args); i += 2 {
		if f.Args[i] == name {
			return f.Args[i+1]
		}
	}
	return nil
}

// reject shows a page again with what stands against the act, in words.
func reject(w http.ResponseWriter, r *web.Request, err error, p ui.Page, body func(ui.Page) templ.Component) error {
	if k := fault.KindOf(err); k != fault.Conflict && k != fault.Invalid {
		return err
	}
	return r.Reject(w, plain(r.L, err), p, body)
}
