package receptionweb

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// acceptView is the search for beds at the destination of a transfer. Those who
// are to come have no names yet.
type acceptView struct {
	choosing
	Transfer transferView
	People   []reception.TransferGuest
}

func (f face) accepting(r *web.Request, typed url.Values) (p ui.Page, v acceptView, failed error) {
	t, err := f.transfer(r)
	if err != nil {
		return p, v, err
	}
	if !t.Decides {
		return p, v, fault.Denied()
	}
	v = acceptView{Transfer: t}
	v.sheet, v.Centre = sheet{Values: typed}, t.ToCentreName
	v.Best, v.Rooms, v.Beds = transferPath(t.ID, "accept"), transferPath(t.ID, "accept/rooms"), transferPath(t.ID, "accept/beds")
	v.Buttons = []ui.Action{{Label: r.L.T("reception.transfer.accept_now"), Attrs: templ.Attributes{"formaction": v.Best}}}
	p = transferPage(r, t, r.L.T("reception.transfer.accept"))
	if t.Status != reception.TransferProposed || v.late() {
		return p, v, nil
	}
	if v.People, err = f.reception.TransferGuests(r.Context(), r.Actor, t.ID); err != nil {
		return p, v, err
	}
	for _, m := range v.People {
		v.Guests = append(v.Guests, guest{ID: m.PersonID, Name: m.Reference, Sex: m.Sex, Age: m.Age, Needs: m.Needs})
	}
	return p, v, nil
}

// late reports whether the day of the journey is over, so that no bed can be
// reserved from it any longer.
func (v acceptView) late() bool { return v.Transfer.On.Before(v.Transfer.today) }

func (f face) lookForTransfer(r *web.Request, v *acceptView, rooms ...string) error {
	suggest := func(rooms ...string) (reception.Suggestions, error) {
		return f.reception.SuggestTransfer(r.Context(), r.Actor, v.Transfer.ID, rooms...)
	}
	describe := func(rooms []string) ([]reception.RoomChoice, error) {
		list, _, err := f.reception.RoomsFor(r.Context(), r.Actor, v.query(rooms...))
		return list, err
	}
	return v.look(r.L, suggest, describe, rooms...)
}

func (v acceptView) query(rooms ...string) reception.RoomQuery {
	return reception.RoomQuery{TransferID: v.Transfer.ID, SuggestIn: reception.SuggestIn{Rooms: rooms}, Limit: 200}
}

func (f face) showAccept(w http.ResponseWriter, r *web.Request) error {
	p, v, err := f.accepting(r, r.URL.Query())
	if err != nil {
		return err
	}
	return f.answerAccept(w, r, p, v, nil)
}

func (f face) answerAccept(w http.ResponseWriter, r *web.Request, p ui.Page, v acceptView, wrong error) error {
	if wrong == nil && len(v.Guests) == 0 {
		return r.Show(w, p, acceptPage(p, v))
	}
	again, err := conflictOnly(f.lookForTransfer(r, &v))
	if err != nil {
		return err
	}
	if wrong == nil {
		wrong = again
	}
	body := func(p ui.Page) templ.Component { return acceptPage(p, v) }
	if wrong != nil {
		return reject(w, r, wrong, p, body)
	}
	return r.Show(w, p, body(p))
}

func (f face) showAcceptRooms(w http.ResponseWriter, r *web.Request) error {
	p, v, err := f.accepting(r, r.URL.Query())
	if err != nil {
		return err
	}
	if len(v.Guests) == 0 {
		return f.answerAccept(w, r, p, v, nil)
	}
	return f.answerRooms(w, r, p, v.choosing, v.query())
}

func (f face) showAcceptBeds(w http.ResponseWriter, r *web.Request) error {
	p, v, err := f.accepting(r, r.URL.Query())
	if err != nil {
		return err
	}
	return f.answerAcceptBeds(w, r, p, v, nil)
}

func (f face) answerAcceptBeds(w http.ResponseWriter, r *web.Request, p ui.Page, v acceptView, wrong error) error {
	rooms := validRooms(v.Values["room"])
	if len(rooms) == 0 || len(v.Guests) == 0 {
		return f.answerAccept(w, r, p, v, wrong)
	}
	if err := f.lookForTransfer(r, &v, rooms...); err != nil {
		return f.answerAccept(w, r, p, v, err)
	}
	v.deal()
	body := func(p ui.Page) templ.Component {
		return bedsPage(p, bedsView{v.choosing, p.Title, v.Transfer.On, clock.Date{}})
	}
	if wrong != nil {
		return reject(w, r, wrong, p, body)
	}
	return r.Show(w, p, body(p))
}

func (f face) acceptTransfer(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	p, v, err := f.accepting(r, form)
	if err != nil {
		return err
	}
	assigned, wrong := v.chosen()
	if wrong == nil {
		_, wrong = f.reception.AcceptTransfer(r.Context(), r.Actor, reception.AcceptIn{TransferID: v.Transfer.ID, Assignments: assigned, Accepted: form["accept"]})
	}
	if wrong == nil {
		return r.Redirect(w, pathTransfers+"/"+v.Transfer.ID, "reception.done.accepted")
	}
	v.Taken, v.Open = tookBed(wrong), openWarnings(wrong)
	if byHand(form, wrong) {
		return f.answerAcceptBeds(w, r, p, v, wrong)
	}
	return f.answerAccept(w, r, p, v, wrong)
}
