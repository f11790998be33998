package receptionweb

import (
	"net/http"
	"slices"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

func (f face) mountStayPages(site *web.Site) {
	const tag = "Stays"
	one := pathStays + "{id}"
	site.Handle(
		web.Route{Method: get, Pattern: one, Permission: reception.PermStays, Handle: f.showStay},
		web.Route{Method: get, Pattern: pathHouseholds + "{id}/stays", Permission: reception.PermStays, Handle: f.showHousing},
		web.Route{Method: get, Pattern: pathOverstays, Permission: reception.PermStays, Handle: f.showOverstays},
		web.Route{Method: get, Pattern: pathPhases, Permission: reception.PermStays, Handle: f.showPhases},
	)
	op := func(id, path, summary string) web.Operation {
		return web.Operation{ID: id, Method: get, Path: path, Tag: tag, Summary: summary, Permission: reception.PermStays}
	}
	web.Op(site, op("getStay", "/stays/{id}", "A stay: who has which bed, and had before"), f.apiStay)
	web.Op(site, op("listHouseholdStays", "/households/{id}/stays", "Where a household lives, is expected and has lived"), f.apiHousing)
	web.Op(site, op("listOverstays", "/overstays", "Stays that have run past their day of leaving, the longest first"), f.apiOverstays)
	web.Op(site, op("listNextPhase", "/phases/{phase}/stays", "Households in a phase of reception, those longest in it first"), f.apiPhases)
}

func stayPath(id, part string) string { return pathStays + id + "/" + part }

// stayView is a stay and what the reader may do about it.
type stayView struct {
	reception.StayView
	Name   string
	Alerts []string // codes of rules that a departure left broken
	by     access.Actor
	today  clock.Date
}

func (v stayView) may(p access.Permission) bool { return v.by.MayOn(p, v.Centre.Object()) }

// stayName names a stay by those who have its beds, the head of the household
// where it is one of them, or by its household's reference: a change of beds
// does not change the name.
func stayName(l *i18n.Localizer, v reception.StayView) string {
	first, others := "", map[string]bool{}
	for _, p := range v.Places {
		if name := p.Name.Full(); name != "" && (first == "" || p.PersonID == v.Head) {
			first = name
		}
		others[p.PersonID] = true
	}
	switch {
	case first == "":
		return v.Reference
	case len(others) > 1:
		return l.T("reception.plan.and_others", "name", first, "count", len(others)-1)
	}
	return first
}

// stay returns the stay of the address.
func (f face) stay(r *web.Request) (stayView, error) {
	id, err := r.ID("id")
	if err != nil {
		return stayView{}, err
	}
	v, err := f.reception.Stay(r.Context(), r.Actor, id)
	if err != nil {
		return stayView{}, err
	}
	return stayView{StayView: v, Name: stayName(r.L, v), by: r.Actor, today: f.today()}, nil
}

// stayPage begins a page of a stay. below, where given, is what is done on it.
func stayPage(r *web.Request, v stayView, below string) ui.Page {
	title := r.L.T("reception.stay.title", "name", v.Name)
	if below != "" {
		title = below + " – " + v.Name
	}
	p := r.Page(title)
	p.Breadcrumbs = []ui.Link{{Label: v.Name, Href: pathHouseholds + v.HouseholdID},
		{Label: r.L.T("reception.stay.crumb", "centre", v.Centre.Name), Href: pathStays + v.ID}}
	if below != "" {
		p.Breadcrumbs = append(p.Breadcrumbs, ui.Link{Label: below})
	}
	return p
}

func (f face) showStay(w http.ResponseWriter, r *web.Request) error {
	v, err := f.stay(r)
	if err != nil {
		return err
	}
	for _, code := range strings.Split(r.URL.Query().Get("alerts"), " ") {
		if code != "" && r.L.Knows(wordsRule+code) {
			v.Alerts = append(v.Alerts, code)
		}
	}
	p := stayPage(r, v, "")
	return r.Show(w, p, stayShowPage(p, v))
}

// flags say how a stay stands.
func (v stayView) flags(l *i18n.Localizer) []ui.Flag {
	tone := map[reception.StayStatus]ui.Tone{reception.StayPresent: ui.Good, reception.StayReserved: ui.Info}[v.Status]
	out := []ui.Flag{{Text: word(l, wordsStay, v.Status), Tone: tone}}
	if v.Overdue() {
		out = append(out, ui.Flag{Text: l.T("reception.stay.overdue", "count", v.Days), Tone: ui.Bad})
	} else if v.Over {
		out = append(out, ui.Flag{Text: l.T("reception.stay.leaves_today"), Tone: ui.Warn})
	}
	if v.Status == reception.StayReserved && v.From.Before(v.today) {
		out = append(out, ui.Flag{Text: l.T("reception.stay.not_come", "count", v.today.Sub(v.From)), Tone: ui.Warn})
	}
	if v.Leaving != nil {
		out = append(out, ui.Flag{Text: l.T("reception.stay.transfer_open"), Tone: ui.Info})
	}
	return out
}

// facts are what is known of a stay as a whole.
func (v stayView) facts(l *i18n.Localizer) []ui.Fact {
	out := []ui.Fact{
		{Term: l.T("reception.centre.name"), Content: centreLink(v.Centre)},
		{Term: l.T("reception.stay.from"), Value: l.Date(v.From)},
		{Term: l.T("reception.stay.until"), Value: openDay(l, v.Until)},
		{Term: l.T("reception.stay.nights"), Value: v.nights(l)},
		{Term: l.T("reception.stay.phase"), Value: joined(word(l, wordsPhase, v.Phase), l.T("reception.stay.phase_since", "day", l.DateShort(v.PhaseSince)))},
		{Term: l.T("reception.stay.reference"), Value: v.Reference},
	}
	if v.DepartureKind != "" {
		out = append(out, ui.Fact{Term: l.T("reception.stay.departure"), Value: word(l, wordsDeparture, v.DepartureKind)})
	}
	if v.CancelReason != "" {
		out = append(out, ui.Fact{Term: l.T("reception.stay.cancelled"), Value: word(l, wordsCancel, v.CancelReason)})
	}
	return out
}

func openDay(l *i18n.Localizer, d clock.Date) string {
	if d.IsZero() {
		return l.T("reception.stay.open")
	}
	return l.Date(d)
}

// nights counts the nights slept, or planned where all are to come.
func (v stayView) nights(l *i18n.Localizer) string {
	until := v.Until
	if v.Status == reception.StayPresent {
		until = v.today
	}
	if until.IsZero() || until.Before(v.From) {
		return "–"
	}
	return l.T("reception.stay.nights_count", "count", until.Sub(v.From))
}

// actions are what can be done about the stay now, the likeliest first. What is
// due stands out.
func (v stayView) actions(l *i18n.Localizer) []ui.Action {
	var out []ui.Action
	add := func(part, label string, perm access.Permission, when bool) {
		if !when || !v.may(perm) {
			return
		}
		style := ui.Secondary
		if part == "arrive" || v.Over && len(out) == 0 {
			style = ui.Primary
		}
		out = append(out, ui.Action{Label: l.T(label), Href: stayPath(v.ID, part), Style: style})
	}
	present, reserved := v.Status == reception.StayPresent, len(v.Held(reception.HoldReserved)) > 0
	active := present || v.Status == reception.StayReserved
	due := reserved && !v.From.After(v.today)
	add("overstay", "reception.stay.resolve", reception.PermMove, v.Overdue())
	add("arrive", "reception.stay.arrive", reception.PermPlace, due && v.Coming == nil)
	add("depart", "reception.stay.depart", reception.PermDepart, present)
	add("overstay", "reception.stay.resolve", reception.PermMove, v.Over && !v.Overdue() && v.Leaving == nil)
	add("move", "reception.stay.move", reception.PermMove, active && !v.Over)
	add("swap", "reception.stay.swap", reception.PermMove, present && !v.Over)
	add("extend", "reception.stay.extend", reception.PermMove, active && !v.Until.IsZero() && !v.Over)
	add("shorten", "reception.stay.shorten", reception.PermMove, active && !v.Over)
	add("transfer", "reception.stay.transfer", reception.PermTransfer, present && v.Leaving == nil && !v.Over)
	add("no-show", "reception.stay.no_show", reception.PermPlace, due && v.Coming == nil)
	add("cancel", "reception.stay.cancel", reception.PermPlace, reserved && v.Coming == nil)
	add("undo", "reception.stay.undo", reception.PermDepart, len(v.UndoableToday()) > 0)
	return out
}

// placeNote is where a place is.
func placeNote(l *i18n.Localizer, p reception.StayPlace) string {
	return floorName(l, p.Level, p.Floor)
}

// placeEnd says how a place stands, or how it ended.
func placeEnd(l *i18n.Localizer, p reception.StayPlace) string {
	if p.Status != reception.HoldEnded && p.Status != reception.HoldCancelled {
		return word(l, wordsHold, p.Status)
	}
	for _, words := range []string{wordsDeparture, wordsCancel, "reception.hold_ended."} {
		if p.Reason != "" && l.Knows(words+p.Reason) {
			return word(l, wordsHold, p.Status) + ": " + l.T(words+p.Reason)
		}
	}
	return word(l, wordsHold, p.Status)
}

// whose names who has or had a place.
func whose(l *i18n.Localizer, p reception.StayPlace) string { return personName(l, p.Name) }

// event is a day of a stay on which something happened to somebody's bed.
type event struct {
	day   clock.Date
	order int
	title string
	names []string
	room  string
	tone  ui.Tone
}

// moved reports whether somebody gave up a place for another in the centre.
func moved(p reception.StayPlace) bool { return p.Status == reception.HoldEnded && p.Reason == "moved" }

// movedFrom returns the place that somebody gave up for another, nil for none.
func (v stayView) movedFrom(p reception.StayPlace) *reception.StayPlace {
	for i, o := range v.Places {
		if moved(o) && o.PersonID == p.PersonID && o.Until == p.From && o.ID != p.ID && p.Status != reception.HoldCancelled {
			return &v.Places[i]
		}
	}
	return nil
}

// timeline tells what happened, the latest first: who came into which room on
// which day, and who left it.
func (v stayView) timeline(l *i18n.Localizer) []ui.Event {
	var events []event
	add := func(e event, name string) {
		i := slices.IndexFunc(events, func(o event) bool { return o.day == e.day && o.title == e.title && o.room == e.room })
		if i < 0 {
			i, events = len(events), append(events, e)
		}
		events[i].names = append(events[i].names, name)
	}
	for _, p := range v.Places {
		room := l.T("reception.room.title", "number", p.Room)
		switch before := v.movedFrom(p); {
		case p.Status == reception.HoldReserved:
			add(event{p.From, 0, l.T("reception.stay.event.expected"), nil, room, ui.Info}, whose(l, p))
		case p.Status == reception.HoldCancelled || p.Status == reception.HoldNoShow:
			add(event{p.From, 1, placeEnd(l, p), nil, room, ui.Warn}, whose(l, p))
		case before != nil:
			add(event{p.From, 3, l.T("reception.stay.event.moved", "from", before.Room), nil, room, ui.Info}, whose(l, p))
		default:
			add(event{p.From, 2, l.T("reception.stay.event.came"), nil, room, ui.Good}, whose(l, p))
		}
		if p.Status == reception.HoldEnded && !moved(p) {
			add(event{p.Until, 4, placeEnd(l, p), nil, room, ui.Neutral}, whose(l, p))
		}
	}
	slices.SortStableFunc(events, func(a, b event) int {
		if c := b.day.Compare(a.day); c != 0 {
			return c
		}
		return b.order - a.order
	})
	out := make([]ui.Event, len(events))
	for i, e := range events {
		out[i] = ui.Event{Title: e.title, By: e.room, When: l.Date(e.day), ISO: e.day.String(), Text: l.List(e.names), Tone: e.tone}
	}
	return out
}

// conflictOnly passes on what a page can show again, and returns the rest as failed.
func conflictOnly(err error) (wrong, failed error) {
	if err == nil {
		return nil, nil
	}
	if k := fault.KindOf(err); k == fault.Conflict || k == fault.Invalid {
		return err, nil
	}
	return nil, err
}
