package receptionweb

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

func (f face) mountMoves(site *web.Site) {
	const tag = "Stays"
	one := pathStays + "{id}/"
	site.Handle(
		web.Route{Method: get, Pattern: one + "move", Permission: reception.PermMove, Handle: f.showMove},
		web.Route{Method: get, Pattern: one + "move/rooms", Permission: reception.PermMove, Handle: f.showMoveRooms},
		web.Route{Method: get, Pattern: one + "move/beds", Permission: reception.PermMove, Handle: f.showMoveBeds},
		web.Route{Method: post, Pattern: one + "move", Permission: reception.PermMove, Handle: f.move, Twin: "moveStay"},
		web.Route{Method: get, Pattern: one + "swap", Permission: reception.PermMove, Handle: f.showSwap},
		web.Route{Method: post, Pattern: one + "swap", Permission: reception.PermMove, Handle: f.swap, Twin: "swapBeds"},
	)
	web.Op(site, web.Operation{ID: "moveStay", Method: post, Path: "/stays/{id}/move", Tag: tag, Status: http.StatusOK,
		Summary: "Give members of a household other beds in the same centre", Permission: reception.PermMove}, f.apiMove)
	web.Op(site, web.Operation{ID: "swapBeds", Method: post, Path: "/beds/swap", Tag: tag, Status: http.StatusNoContent,
		Summary: "Let two residents of a centre change beds", Permission: reception.PermMove}, f.apiSwap)
}

// moveView is the search for other beds in the same centre.
type moveView struct {
	choosing
	Stay   stayView
	On     clock.Date
	People []reception.StayPlace // who can move
}

// moves is the name of the question whether somebody moves.
func moves(person string) string { return "move." + person }

// moving reads the search of an address or form; see placing.
func (f face) moving(r *web.Request, typed url.Values) (p ui.Page, v moveView, wrong fault.List, failed error) {
	stay, err := f.stay(r)
	if err != nil {
		return p, v, nil, err
	}
	if !stay.may(reception.PermMove) {
		return p, v, nil, fault.Denied()
	}
	if d := typed.Get("day"); d != "" { // as the plan names it
		typed.Set("on", d)
		typed.Del("day")
	}
	spreadDays(typed, "on")
	v = moveView{Stay: stay}
	v.sheet = sheet{Values: typed}
	if v.On = readDay(typed, "on", &wrong); v.On.IsZero() && len(wrong) == 0 {
		v.On = f.today()
		putDate(typed, "on", v.On)
	}
	if stay.Status == reception.StayReserved {
		v.On = stay.From
	} else if v.On.After(f.today()) {
		wrong.Add("on", "reception.error.move_ahead")
	}
	v.People = stay.Held(reception.HoldOccupied)
	if len(v.People) == 0 {
		v.People = stay.Held(reception.HoldReserved)
	}
	if err := f.movers(r, &v); err != nil {
		return p, v, nil, err
	}
	v.Best, v.Rooms, v.Beds = stayPath(stay.ID, "move"), stayPath(stay.ID, "move/rooms"), stayPath(stay.ID, "move/beds")
	v.Buttons = []ui.Action{{Label: r.L.T("reception.move.submit"), Attrs: templ.Attributes{"formaction": v.Best}}}
	v.Centre = stay.Centre.Name
	return stayPage(r, stay, r.L.T("reception.stay.move")), v, wrong, nil
}

// movers fills in who moves: those ticked, or before anything was asked, all.
func (f face) movers(r *web.Request, v *moveView) error {
	home, err := f.people.Household(r.Context(), r.Actor, v.Stay.HouseholdID)
	if err != nil {
		return err
	}
	asked := v.Get("asked") != ""
	v.Set("asked", "yes")
	for _, place := range v.People {
		if !asked {
			v.Set(moves(place.PersonID), "yes")
		}
		if v.Get(moves(place.PersonID)) == "" {
			continue
		}
		g := guest{ID: place.PersonID, Name: whose(r.L, place), Age: -1}
		for _, m := range home.Members {
			if m.ID == g.ID {
				g.Sex, g.Age, g.Needs = m.Sex, memberAge(m, f.today()), m.NeedCodes
			}
		}
		v.Guests = append(v.Guests, g)
	}
	return nil
}

func (v moveView) ask(rooms ...string) reception.SuggestIn {
	in := reception.SuggestIn{HouseholdID: v.Stay.HouseholdID, From: v.On, Centres: []string{v.Stay.CentreID}, Rooms: rooms, Phase: v.Stay.Phase}
	if v.Stay.Until.After(v.On) {
		in.Until = v.Stay.Until
	}
	for _, g := range v.Guests {
		in.Persons = append(in.Persons, g.ID)
	}
	return in
}

// questionNote sums up what was asked.
func (v moveView) questionNote(l *i18n.Localizer) string {
	return joined(l.Date(v.On), l.T("reception.place.who_note", "count", len(v.Guests), "all", len(v.People)))
}

// lookForMove fills in the best places, without those where they are already.
func (f face) lookForMove(r *web.Request, v *moveView, rooms ...string) error {
	suggest := func(rooms ...string) (reception.Suggestions, error) {
		return f.reception.Suggest(r.Context(), r.Actor, v.ask(rooms...))
	}
	describe := func(rooms []string) ([]reception.RoomChoice, error) {
		list, _, err := f.reception.RoomsFor(r.Context(), r.Actor, reception.RoomQuery{SuggestIn: v.ask(rooms...), Limit: 200})
		return list, err
	}
	if err := v.look(r.L, suggest, describe, rooms...); err != nil {
		return err
	}
	if len(rooms) == 0 {
		v.Found.Best = slices.DeleteFunc(v.Found.Best, v.stays)
	}
	return nil
}

// stays reports whether a suggestion leaves all who move in their rooms.
func (v moveView) stays(s reception.Suggestion) bool {
	for _, a := range s.Assignments() {
		for _, p := range v.People {
			if p.PersonID == a.PersonID && p.RoomID != a.RoomID {
				return false
			}
		}
	}
	return true
}

func (f face) showMove(w http.ResponseWriter, r *web.Request) error {
	p, v, wrong, err := f.moving(r, r.URL.Query())
	if err != nil {
		return err
	}
	if len(v.Values["room"]) > 0 && len(wrong) == 0 { // dropped on a room of the plan
		return f.answerMoveBeds(w, r, p, v, nil)
	}
	return f.answerMove(w, r, p, v, wrong.Err())
}

func (f face) showMoveBeds(w http.ResponseWriter, r *web.Request) error {
	p, v, wrong, err := f.moving(r, r.URL.Query())
	if err != nil {
		return err
	}
	return f.answerMoveBeds(w, r, p, v, wrong.Err())
}

func (f face) showMoveRooms(w http.ResponseWriter, r *web.Request) error {
	p, v, wrong, err := f.moving(r, r.URL.Query())
	if err != nil {
		return err
	}
	if len(wrong) > 0 || len(v.Guests) == 0 {
		return f.answerMove(w, r, p, v, wrong.Err())
	}
	return f.answerRooms(w, r, p, v.choosing, reception.RoomQuery{SuggestIn: v.ask()})
}

func (f face) answerMove(w http.ResponseWriter, r *web.Request, p ui.Page, v moveView, wrong error) error {
	if !v.On.IsZero() {
		again, err := conflictOnly(f.lookForMove(r, &v))
		if err != nil {
			return err
		}
		if wrong == nil {
			wrong = again
		}
	}
	body := func(p ui.Page) templ.Component { return movePage(p, v) }
	if wrong != nil {
		return reject(w, r, wrong, p, body)
	}
	return r.Show(w, p, body(p))
}

func (f face) answerMoveBeds(w http.ResponseWriter, r *web.Request, p ui.Page, v moveView, wrong error) error {
	rooms := validRooms(v.Values["room"])
	if len(rooms) == 0 || v.On.IsZero() || len(v.Guests) == 0 {
		return f.answerMove(w, r, p, v, wrong)
	}
	if err := f.lookForMove(r, &v, rooms...); err != nil {
		return f.answerMove(w, r, p, v, err)
	}
	v.deal()
	body := func(p ui.Page) templ.Component { return bedsPage(p, bedsView{v.choosing, p.Title, v.On, v.Stay.Until}) }
	if wrong != nil {
		return reject(w, r, wrong, p, body)
	}
	return r.Show(w, p, body(p))
}

func (f face) move(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	p, v, wrong, err := f.moving(r, form)
	if err != nil {
		return err
	}
	assigned, err := v.chosen()
	wrong.AddErr(err)
	if len(assigned) == 0 && len(wrong) == 0 {
		wrong.Add("rooms", "reception.error.no_place_chosen")
	}
	if len(wrong) == 0 {
		_, err := f.reception.Move(r.Context(), r.Actor, reception.MoveIn{StayID: v.Stay.ID, On: v.On, Assignments: assigned, Accepted: form["accept"]})
		if err == nil {
			return r.Redirect(w, pathStays+v.Stay.ID, "reception.done.moved")
		}
		wrong.AddErr(err)
	}
	v.Taken, v.Open = tookBed(wrong), openWarnings(wrong)
	if byHand(form, wrong) {
		return f.answerMoveBeds(w, r, p, v, wrong.Err())
	}
	return f.answerMove(w, r, p, v, wrong.Err())
}
