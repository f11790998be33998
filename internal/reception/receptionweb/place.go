package receptionweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

func (f face) mountPlacing(site *web.Site) {
	const tag = "Placement"
	one := pathHouseholds + "{id}"
	site.Handle(
		web.Route{Method: get, Pattern: one + "/place", Permission: reception.PermPlace, Handle: f.showPlaces},
		web.Route{Method: get, Pattern: one + "/place/rooms", Permission: reception.PermPlace, Handle: f.showPlaceRooms},
		web.Route{Method: get, Pattern: one + "/place/beds", Permission: reception.PermPlace, Handle: f.showPlaceBeds},
		web.Route{Method: post, Pattern: one + "/place", Permission: reception.PermPlace, Handle: f.place, Twin: "placeHousehold"},
		web.Route{Method: post, Pattern: one + "/reserve", Permission: reception.PermPlace, Handle: f.reserve, Twin: "reserveBeds"},
	)
	op := func(id, method, path, summary string, permission access.Permission) web.Operation {
		return web.Operation{ID: id, Method: method, Path: "/households/{id}/" + path, Tag: tag, Summary: summary, Permission: permission}
	}
	web.Op(site, op("suggestPlaces", get, "places", "The five best places for a household, and why", reception.PermSuggest), f.apiSuggest)
	web.Op(site, op("listFittingRooms", get, "rooms", "All rooms that take a household", reception.PermSuggest), f.apiRooms)
	web.Op(site, op("placeHousehold", post, "placements", "Give beds to a household that is here", reception.PermPlace), f.apiPlace)
	web.Op(site, op("reserveBeds", post, "reservations", "Hold beds for a household that is to come", reception.PermPlace), f.apiReserve)
	web.Op(site, web.Operation{ID: "receiveHousehold", Method: post, Path: "/arrivals", Tag: tag,
		Summary: "Register a household and give it beds, or put it on the waiting list, in one go", Permission: reception.PermReceive}, f.apiReceive)
}

// placeView is the search for beds for a household.
type placeView struct {
	choosing
	HouseholdID string
	Name        string
	Housing     reception.Housing
	Members     []guest // all of the household
	Centres     []ui.Option
	From, Until clock.Date
	MayWait     bool
	Wait        waitForm // where nothing fits and the household may be put on the waiting list
	today       clock.Date
}

func placePath(household, part string) string { return pathHouseholds + household + "/" + part }

// leftOut is the name of the question why somebody gets no bed now.
func leftOut(person string) string { return "out." + person }

// outReason is why a member gets no bed now; empty: they need one.
func (v placeView) outReason(person string) reception.LeaveOutReason {
	return known(v.Get(leftOut(person)), reception.LeaveOutReasons)
}

// here returns the place that a member has already.
func (v placeView) here(person string) *reception.StayPlace {
	stay := v.Housing.Present()
	if stay == nil {
		return nil
	}
	for _, p := range stay.Held(reception.HoldOccupied) {
		if p.PersonID == person {
			return &p
		}
	}
	return nil
}

// partly reports whether some of the household have beds already: the others join them.
func (v placeView) partly() bool { return v.Housing.Present() != nil }

// placing reads the search of an address or form. The error is about what was
// typed and comes with the page; any other is returned as failed.
func (f face) placing(r *web.Request, typed url.Values) (p ui.Page, v placeView, wrong fault.List, failed error) {
	id, err := r.ID("id")
	if err != nil {
		return p, v, nil, err
	}
	ctx := r.Context()
	home, err := f.people.Household(ctx, r.Actor, id)
	if err != nil {
		return p, v, nil, err
	}
	v = placeView{HouseholdID: id, Name: headName(r.L, home), today: f.today()}
	if v.Housing, err = f.reception.Housing(ctx, r.Actor, id); err != nil {
		return p, v, nil, err
	}
	v.sheet = sheet{Values: typed}
	spreadDays(typed, "from", "until")
	v.From, v.Until = readDay(typed, "from", &wrong), readDay(typed, "until", &wrong)
	if v.From.IsZero() && len(wrong) == 0 {
		v.From = v.today
		putDate(typed, "from", v.From)
	}
	if stay := v.Housing.Present(); stay != nil {
		v.Centre = stay.Centre.Name
		typed.Set("centre", stay.CentreID)
	}
	for _, m := range home.Members {
		g := guest{ID: m.ID, Name: personName(r.L, m.Name), Sex: m.Sex, Age: memberAge(m, v.today), Needs: m.NeedCodes}
		v.Members = append(v.Members, g)
		if v.here(m.ID) == nil && v.outReason(m.ID) == "" {
			v.Guests = append(v.Guests, g)
		}
	}
	v.Best, v.Rooms, v.Beds = placePath(id, "place"), placePath(id, "place/rooms"), placePath(id, "place/beds")
	v.Buttons = v.buttons(r.L)
	v.MayWait = r.Actor.May(reception.PermWaiting) && v.Housing.Waiting == nil && !v.partly()
	if !v.partly() {
		if v.Centres, err = f.centreOptions(ctx, r, reception.PermSuggest); err != nil {
			return p, v, nil, err
		}
	}
	p = r.Page(r.L.T("reception.place.title", "name", v.Name))
	p.Breadcrumbs = []ui.Link{{Label: v.Name, Href: pathHouseholds + id}, {Label: r.L.T("reception.place.crumb"), Href: v.Best}}
	return p, v, wrong, nil
}

// buttons say what a place can be chosen for: who comes later can only be
// reserved for.
func (v placeView) buttons(l *i18n.Localizer) []ui.Action {
	reserve := ui.Action{Label: l.T("reception.place.reserve"), Style: ui.Secondary, Attrs: templ.Attributes{"formaction": placePath(v.HouseholdID, "reserve")}}
	place := ui.Action{Label: l.T("reception.place.now"), Attrs: templ.Attributes{"formaction": placePath(v.HouseholdID, "place")}}
	switch {
	case v.From.After(v.today):
		reserve.Style = ui.Primary
		return []ui.Action{reserve}
	case v.From == v.today && !v.partly():
		return []ui.Action{place, reserve}
	}
	return []ui.Action{place}
}

// headName names a household by its head, or by its reference.
func headName(l *i18n.Localizer, h people.Household) string {
	for _, m := range h.Members {
		if m.ID == h.HeadID && m.Name.Full() != "" {
			return m.Name.Full()
		}
	}
	return h.Reference
}

// centreOptions are the open centres in which the reader may do perm, with the
// beds free tonight.
func (f face) centreOptions(ctx context.Context, r *web.Request, perm access.Permission) ([]ui.Option, error) {
	if !r.Actor.May(reception.PermCentres) {
		return nil, nil
	}
	all, err := f.reception.Centres(ctx, r.Actor, reception.CentreFilter{Status: reception.CentreOpen})
	if err != nil {
		return nil, err
	}
	var out []ui.Option
	for _, c := range all.Centres {
		if r.Actor.MayOn(perm, c.Centre.Object()) {
			out = append(out, ui.Option{Value: c.Centre.ID, Label: r.L.T("reception.place.centre_free", "name", c.Centre.Name, "count", c.Free)})
		}
	}
	return out, nil
}

// ask is the question to package reception. rooms: none means all.
func (v placeView) ask(rooms ...string) reception.SuggestIn {
	in := reception.SuggestIn{HouseholdID: v.HouseholdID, From: v.From, Until: v.Until, Rooms: rooms, Phase: known(v.Get("phase"), reception.Phases)}
	if c := v.Get("centre"); db.ValidID(c) {
		in.Centres = []string{c}
	}
	if len(v.Guests) < len(v.Members) {
		for _, g := range v.Guests {
			in.Persons = append(in.Persons, g.ID)
		}
	}
	return in
}

// look finds the best places, and what their rooms have. Rooms are put in the
// order in which the reader counts them.
func (c *choosing) look(l *i18n.Localizer, suggest func(rooms ...string) (reception.Suggestions, error), describe func(rooms []string) ([]reception.RoomChoice, error), rooms ...string) error {
	c.Choices = map[string]reception.RoomChoice{}
	if len(c.Guests) == 0 {
		return nil
	}
	var err error
	if c.Found, err = suggest(rooms...); err != nil {
		return err
	}
	wanted := slices.Clone(rooms)
	for _, s := range c.Found.Best {
		slices.SortStableFunc(s.Rooms, func(a, b reception.SuggestedRoom) int { return l.Compare(a.Number, b.Number) })
		wanted = append(wanted, s.RoomIDs()...)
	}
	if len(wanted) == 0 {
		return nil
	}
	list, err := describe(wanted)
	for _, r := range list {
		c.Choices[r.RoomID] = r
	}
	return err
}

// lookForPlaces fills in the best places for a household, in the rooms given or anywhere.
func (f face) lookForPlaces(r *web.Request, v *placeView, rooms ...string) error {
	suggest := func(rooms ...string) (reception.Suggestions, error) {
		return f.reception.Suggest(r.Context(), r.Actor, v.ask(rooms...))
	}
	describe := func(rooms []string) ([]reception.RoomChoice, error) {
		list, _, err := f.reception.RoomsFor(r.Context(), r.Actor, reception.RoomQuery{SuggestIn: v.ask(rooms...), Limit: 200})
		return list, err
	}
	return v.look(r.L, suggest, describe, rooms...)
}

func (f face) showPlaces(w http.ResponseWriter, r *web.Request) error {
	p, v, wrong, err := f.placing(r, r.URL.Query())
	if err != nil {
		return err
	}
	return f.answerPlaces(w, r, p, v, wrong.Err())
}

// answerPlaces shows the best places, and what is wrong where something is.
func (f face) answerPlaces(w http.ResponseWriter, r *web.Request, p ui.Page, v placeView, wrong error) error {
	if !v.From.IsZero() {
		err := f.lookForPlaces(r, &v)
		if err != nil && fault.KindOf(err) != fault.Invalid && fault.KindOf(err) != fault.Conflict {
			return err
		}
		if wrong == nil {
			wrong = err
		}
	}
	if v.MayWait && len(v.Found.Best) == 0 {
		var err error
		if v.Wait, err = f.newWaitForm(r, v.HouseholdID, sheet{Values: url.Values{"asked_at": v.Values["centre"]}}); err != nil {
			return err
		}
	}
	body := func(p ui.Page) templ.Component { return placesPage(p, v) }
	if wrong != nil {
		return reject(w, r, wrong, p, body)
	}
	return r.Show(w, p, body(p))
}

func (f face) showPlaceBeds(w http.ResponseWriter, r *web.Request) error {
	p, v, wrong, err := f.placing(r, r.URL.Query())
	if err != nil {
		return err
	}
	return f.answerBeds(w, r, p, v, wrong.Err())
}

// answerBeds shows the page on which beds are dealt out by hand.
func (f face) answerBeds(w http.ResponseWriter, r *web.Request, p ui.Page, v placeView, wrong error) error {
	rooms := validRooms(v.Values["room"])
	if len(rooms) == 0 || v.From.IsZero() {
		return f.answerPlaces(w, r, p, v, wrong)
	}
	if err := f.lookForPlaces(r, &v, rooms...); err != nil {
		return f.answerPlaces(w, r, p, v, err)
	}
	v.deal()
	p.Breadcrumbs = append(p.Breadcrumbs, ui.Link{Label: r.L.T("reception.place.by_hand")})
	body := func(p ui.Page) templ.Component { return bedsPage(p, bedsView{v.choosing, p.Title, v.From, v.Until}) }
	if wrong != nil {
		return reject(w, r, wrong, p, body)
	}
	return r.Show(w, p, body(p))
}

// maxRoomsByHand is how many rooms a household may be divided over.
const maxRoomsByHand = 4

func validRooms(ids []string) []string {
	var out []string
	for _, id := range ids {
		if db.ValidID(id) && !slices.Contains(out, id) && len(out) < maxRoomsByHand {
			out = append(out, id)
		}
	}
	return out
}

// deal gives everybody the place that was found for them, where nothing else
// was chosen.
func (c *choosing) deal() {
	if len(c.Found.Best) == 0 {
		return
	}
	for _, a := range c.Found.Best[0].Assignments() {
		if c.Get(bedField(a.PersonID)) == "" {
			c.Set(bedField(a.PersonID), bedValue(a))
		}
	}
}

func (f face) place(w http.ResponseWriter, r *web.Request) error {
	return f.give(w, r, f.reception.Place, "reception.done.placed")
}

func (f face) reserve(w http.ResponseWriter, r *web.Request) error {
	return f.give(w, r, f.reception.Reserve, "reception.done.reserved")
}

// give places a household, or reserves beds for it.
func (f face) give(w http.ResponseWriter, r *web.Request, act func(context.Context, access.Actor, reception.PlaceIn) (reception.Placement, error), done string) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	p, v, wrong, err := f.placing(r, form)
	if err != nil {
		return err
	}
	assigned, err := v.chosen()
	wrong.AddErr(err)
	if len(wrong) == 0 {
		in := reception.PlaceIn{HouseholdID: v.HouseholdID, From: v.From, Until: v.Until, Assignments: assigned, LeftOut: v.leaveOut(done), Accepted: form["accept"]}
		placed, err := act(r.Context(), r.Actor, in)
		if err == nil {
			return r.Redirect(w, pathStays+placed.StayID, done)
		}
		wrong.AddErr(err)
	}
	v.Taken, v.Open = tookBed(wrong), openWarnings(wrong)
	if byHand(form, wrong) {
		return f.answerBeds(w, r, p, v, wrong.Err())
	}
	return f.answerPlaces(w, r, p, v, wrong.Err())
}

// leaveOut names the members who get no bed now. For a reservation, who has a
// bed already is one of them.
func (v placeView) leaveOut(done string) []reception.LeaveOut {
	var out []reception.LeaveOut
	for _, m := range v.Members {
		switch reason := v.outReason(m.ID); {
		case reason != "":
			out = append(out, reception.LeaveOut{PersonID: m.ID, Reason: reason})
		case done == "reception.done.reserved" && v.here(m.ID) != nil:
			out = append(out, reception.LeaveOut{PersonID: m.ID, Reason: reception.OutElsewhere})
		}
	}
	return out
}

// tookBed reports whether somebody else was faster.
func tookBed(err error) bool {
	return fault.Is(err, fault.Conflict, "reception.error.bed_taken") || fault.Is(err, fault.Conflict, "reception.error.room_closed")
}

// openWarnings are the codes of the warnings that were not accepted.
func openWarnings(err error) []string {
	var out []string
	for _, f := range fault.Of(err) {
		if code, ok := argOf(f, "code").(string); ok && f.Key == "reception.error.warning" {
			out = append(out, code)
		}
	}
	return out
}

// byHand reports whether to go on dealing out the beds of the rooms that were
// chosen: they were dealt out by hand, or something speaks against them that may
// be accepted. Rooms that are taken are given up.
func byHand(form url.Values, err error) bool {
	if tookBed(err) {
		return false
	}
	return form.Get("by") == "hand" || fault.Is(err, fault.Conflict, "reception.error.warning")
}
