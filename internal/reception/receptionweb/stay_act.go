package receptionweb

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

func (f face) mountStayActs(site *web.Site) {
	const tag = "Stays"
	for _, act := range stayActs {
		pattern := pathStays + "{id}/" + act.part
		site.Handle(
			web.Route{Method: get, Pattern: pattern, Permission: act.perm, Handle: f.askAct(act)},
			web.Route{Method: post, Pattern: pattern, Permission: act.perm, Handle: f.doAct(act), Twin: act.twin},
		)
	}
	op := func(id, path, summary string, permission access.Permission, status int) web.Operation {
		return web.Operation{ID: id, Method: post, Path: "/stays/{id}/" + path, Tag: tag, Summary: summary, Permission: permission, Status: status}
	}
	const nothing = http.StatusNoContent
	web.Op(site, op("arriveStay", "arrive", "Those for whom beds are reserved have come", reception.PermPlace, nothing), f.apiArrive)
	web.Op(site, op("extendStay", "extend", "Move the day of leaving to a later one, or leave it open", reception.PermMove, nothing), f.apiExtend)
	web.Op(site, op("shortenStay", "shorten", "Move the day of leaving to an earlier one", reception.PermMove, nothing), f.apiShorten)
	web.Op(site, op("cancelReservation", "cancel", "Give reserved beds back", reception.PermPlace, nothing), f.apiCancel)
	web.Op(site, op("recordNoShow", "no-show", "Those for whom beds are reserved have not come", reception.PermPlace, nothing), f.apiNoShow)
	web.Op(site, op("resolveOverstay", "overstay", "Say what is true of a stay past its day of leaving", reception.PermMove, nothing), f.apiOverstay)
	web.Op(site, op("departHousehold", "depart", "Residents have left: their beds are free", reception.PermDepart, http.StatusOK), f.apiDepart)
	web.Op(site, op("undoDeparture", "undo-departure", "Take back a departure told today", reception.PermDepart, nothing), f.apiUndo)
}

// stayAct is something that is done about a stay on a page of its own.
type stayAct struct {
	part, label, twin string
	perm              access.Permission
	fields            func(v stayView, q url.Values) url.Values // of a form not yet filled
	form              func(p ui.Page, v actView) templ.Component
	do                func(f face, r *web.Request, v actView) error
	done              string // catalogue key of what is said afterwards
}

// actView is the page on which something is done about a stay.
type actView struct {
	stayView
	sheet
	act    stayAct
	People []reception.StayPlace // those whom it can be about
	Ended  bool                  // the whole household has left
}

var stayActs = []stayAct{
	{part: "arrive", label: "reception.stay.arrive", twin: "arriveStay", perm: reception.PermPlace, done: "reception.done.arrived",
		fields: func(v stayView, _ url.Values) url.Values {
			return dayField("on", v.today, v.Held(reception.HoldReserved))
		},
		form: func(p ui.Page, v actView) templ.Component { return arriveForm(p, v) },
		do: func(f face, r *web.Request, v actView) error {
			on, persons, err := v.onWhom()
			if err != nil {
				return err
			}
			return f.reception.Arrive(r.Context(), r.Actor, reception.ArriveIn{StayID: v.ID, On: on, Persons: persons})
		}},
	{part: "extend", label: "reception.stay.extend", twin: "extendStay", perm: reception.PermMove, done: "reception.done.extended",
		form: func(p ui.Page, v actView) templ.Component { return untilForm(p, v, true) },
		do: func(f face, r *web.Request, v actView) error {
			until, err := v.newEnd()
			if err != nil {
				return err
			}
			return f.reception.Extend(r.Context(), r.Actor, v.ID, until)
		}},
	{part: "shorten", label: "reception.stay.shorten", twin: "shortenStay", perm: reception.PermMove, done: "reception.done.shortened",
		form: func(p ui.Page, v actView) templ.Component { return untilForm(p, v, false) },
		do: func(f face, r *web.Request, v actView) error {
			until, err := v.newEnd()
			if err != nil {
				return err
			}
			return f.reception.Shorten(r.Context(), r.Actor, v.ID, until)
		}},
	{part: "cancel", label: "reception.stay.cancel", twin: "cancelReservation", perm: reception.PermPlace, done: "reception.done.cancelled",
		fields: func(v stayView, _ url.Values) url.Values { return everybody(v.Held(reception.HoldReserved)) },
		form:   func(p ui.Page, v actView) templ.Component { return cancelForm(p, v) },
		do: func(f face, r *web.Request, v actView) error {
			persons, err := v.whom()
			if err != nil {
				return err
			}
			return f.reception.CancelReservation(r.Context(), r.Actor, reception.CancelIn{StayID: v.ID, Persons: persons, Reason: reception.CancelReason(v.Get("reason"))})
		}},
	{part: "no-show", label: "reception.stay.no_show", twin: "recordNoShow", perm: reception.PermPlace, done: "reception.done.no_show",
		fields: func(v stayView, _ url.Values) url.Values { return everybody(v.Held(reception.HoldReserved)) },
		form:   func(p ui.Page, v actView) templ.Component { return noShowForm(p, v) },
		do: func(f face, r *web.Request, v actView) error {
			persons, err := v.whom()
			if err != nil {
				return err
			}
			return f.reception.NoShow(r.Context(), r.Actor, v.ID, persons)
		}},
	{part: "undo", label: "reception.stay.undo", twin: "undoDeparture", perm: reception.PermDepart, done: "reception.done.undone",
		fields: func(v stayView, _ url.Values) url.Values { return everybody(v.UndoableToday()) },
		form:   func(p ui.Page, v actView) templ.Component { return undoForm(p, v) },
		do: func(f face, r *web.Request, v actView) error {
			persons, err := v.whom()
			if err != nil {
				return err
			}
			return f.reception.UndoDeparture(r.Context(), r.Actor, v.ID, persons)
		}},
	{part: "overstay", label: "reception.stay.resolve", twin: "resolveOverstay", perm: reception.PermMove, done: "reception.done.resolved",
		fields: func(v stayView, _ url.Values) url.Values { return dayField("on", v.today, nil) },
		form:   func(p ui.Page, v actView) templ.Component { return overstayForm(p, v) },
		do:     func(f face, r *web.Request, v actView) error { return f.resolve(r, v) }},
}

// people are those whom an act can be about.
func (a stayAct) people(v stayView) []reception.StayPlace {
	switch a.part {
	case "arrive", "cancel", "no-show":
		return v.Held(reception.HoldReserved)
	case "depart":
		return v.Held(reception.HoldOccupied)
	case "undo":
		return v.UndoableToday()
	}
	return nil
}

// everybody ticks all persons of a form.
func everybody(places []reception.StayPlace) url.Values {
	v := url.Values{}
	for _, p := range places {
		v.Add("persons", p.PersonID)
	}
	return v
}

// dayField fills in a day and ticks all persons.
func dayField(name string, day clock.Date, places []reception.StayPlace) url.Values {
	v := everybody(places)
	putDate(v, name, day)
	return v
}

// whom reads whom an act is about; nobody ticked is nobody.
func (v actView) whom() ([]string, error) {
	persons := v.Values["persons"]
	if len(persons) == 0 && len(v.People) > 0 {
		return nil, fault.InvalidField("persons", "reception.error.persons_missing")
	}
	if len(persons) == len(v.People) && !slices.ContainsFunc(v.People, func(p reception.StayPlace) bool { return !slices.Contains(persons, p.PersonID) }) {
		return nil, nil // everybody, whoever joined meanwhile too
	}
	return persons, nil
}

// onWhom reads the day of an act and whom it is about.
func (v actView) onWhom() (clock.Date, []string, error) {
	in := reader{Values: v.Values}
	on := in.date("on")
	persons, err := v.whom()
	in.faults.AddErr(err)
	return on, persons, in.faults.Err()
}

// newEnd reads a new day of leaving; an open end is said by a box.
func (v actView) newEnd() (clock.Date, error) {
	if v.Get("open") != "" {
		return clock.Date{}, nil
	}
	in := reader{Values: v.Values}
	until := in.date("until")
	if until.IsZero() && len(in.faults) == 0 {
		in.faults.Add("until", "reception.error.date_missing")
	}
	return until, in.faults.Err()
}

// personOptions are the persons of an act with their rooms.
func (v actView) personOptions(l *i18n.Localizer) []ui.Option {
	out := make([]ui.Option, len(v.People))
	for i, p := range v.People {
		out[i] = ui.Option{Value: p.PersonID, Label: whose(l, p) + " – " + l.T("reception.place.seat", "room", p.Room, "bed", bedLabel(l, p.Bed))}
	}
	return out
}

func (f face) actPage(r *web.Request, act stayAct, typed url.Values) (ui.Page, actView, error) {
	stay, err := f.stay(r)
	if err != nil {
		return ui.Page{}, actView{}, err
	}
	if !stay.may(act.perm) {
		return ui.Page{}, actView{}, fault.Denied()
	}
	if typed == nil && act.fields != nil {
		typed = act.fields(stay, r.URL.Query())
	}
	if typed == nil {
		typed = url.Values{}
	}
	v := actView{stayView: stay, sheet: sheet{Values: typed}, act: act, People: act.people(stay)}
	return stayPage(r, stay, r.L.T(act.label)), v, nil
}

func (f face) askAct(act stayAct) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		p, v, err := f.actPage(r, act, nil)
		if err != nil {
			return err
		}
		return r.Show(w, p, actShowPage(p, v))
	}
}

func (f face) doAct(act stayAct) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		form, err := r.Form()
		if err != nil {
			return err
		}
		p, v, err := f.actPage(r, act, form)
		if err != nil {
			return err
		}
		if err := act.do(f, r, v); err != nil {
			return reject(w, r, err, p, func(p ui.Page) templ.Component { return actShowPage(p, v) })
		}
		return r.Redirect(w, pathStays+v.ID, act.done)
	}
}

// resolve says what is true of an overstay.
func (f face) resolve(r *web.Request, v actView) error {
	in := reception.OverstayIn{StayID: v.ID}
	switch v.Get("resolution") {
	case "stays":
		in.Extend = true
		var err error
		if in.Until, err = v.newEnd(); err != nil {
			return err
		}
	case "left":
		read := reader{Values: v.Values}
		in.Departed = &reception.DepartIn{On: read.date("on"), Kind: reception.DepartureKind(v.Get("kind"))}
		if len(read.faults) > 0 {
			return read.faults
		}
	default:
		return fault.InvalidField("resolution", "reception.error.choose")
	}
	return f.reception.ResolveOverstay(r.Context(), r.Actor, in)
}
