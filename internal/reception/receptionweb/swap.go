package receptionweb

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// swapView lets a resident change beds with another of the same centre.
type swapView struct {
	sheet
	Stay   stayView
	Ours   []ui.Option // those of the stay
	Others []ui.Option // all residents of the centre whom the reader may know
	Open   []string    // codes of warnings that want to be accepted
}

func (f face) swapping(r *web.Request, typed url.Values) (ui.Page, swapView, error) {
	stay, err := f.stay(r)
	if err != nil {
		return ui.Page{}, swapView{}, err
	}
	if !stay.may(reception.PermMove) {
		return ui.Page{}, swapView{}, fault.Denied()
	}
	v := swapView{sheet: sheet{Values: typed}, Stay: stay}
	for _, p := range stay.Held(reception.HoldOccupied) {
		v.Ours = append(v.Ours, ui.Option{Value: p.PersonID, Label: whose(r.L, p),
			Hint: r.L.T("reception.place.seat", "room", p.Room, "bed", bedLabel(r.L, p.Bed))})
	}
	if len(v.Ours) == 1 && v.Get("a") == "" {
		v.Set("a", v.Ours[0].Value)
	}
	v.Others, err = f.residents(r, stay)
	return stayPage(r, stay, r.L.T("reception.stay.swap")), v, err
}

// residents are those who sleep in the centre tonight, room by room; without
// the board, the others of the stay.
func (f face) residents(r *web.Request, stay stayView) ([]ui.Option, error) {
	var out []ui.Option
	add := func(person, name, room, bed string) {
		out = append(out, ui.Option{Value: person, Group: r.L.T("reception.room.title", "number", room), Label: name + " – " + bedLabel(r.L, bed)})
	}
	if !stay.may(reception.PermBoard) {
		for _, p := range stay.Held(reception.HoldOccupied) {
			add(p.PersonID, whose(r.L, p), p.Room, p.Bed)
		}
		return out, nil
	}
	board, err := f.reception.Board(r.Context(), r.Actor, stay.CentreID, f.today())
	if err != nil {
		return nil, err
	}
	for _, b := range board.Buildings {
		for _, fl := range b.Floors {
			for _, room := range fl.Rooms {
				for _, place := range room.Places {
					if o := place.Occupant; o != nil && o.PersonID != "" && o.Status == reception.HoldOccupied {
						add(o.PersonID, occupantName(r.L, o), room.Number, place.Label)
					}
				}
				for _, o := range room.InCots {
					if o.PersonID != "" && o.Status == reception.HoldOccupied {
						add(o.PersonID, occupantName(r.L, o), room.Number, "")
					}
				}
			}
		}
	}
	return out, nil
}

func (f face) showSwap(w http.ResponseWriter, r *web.Request) error {
	fields := url.Values{}
	putDate(fields, "on", f.today())
	p, v, err := f.swapping(r, fields)
	if err != nil {
		return err
	}
	return r.Show(w, p, swapPage(p, v))
}

func (f face) swap(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	p, v, err := f.swapping(r, form)
	if err != nil {
		return err
	}
	in := reader{Values: form}
	on := in.date("on")
	a, b := form.Get("a"), form.Get("b")
	if !offered(v.Ours, a) {
		in.faults.Add("a", "reception.error.choose")
	}
	if !offered(v.Others, b) || a == b {
		in.faults.Add("b", "reception.error.choose")
	}
	if wrong := in.faults.Err(); wrong != nil {
		err = wrong
	} else {
		err = f.reception.Swap(r.Context(), r.Actor, reception.SwapIn{PersonA: a, PersonB: b, On: on, Accepted: form["accept"]})
	}
	if err != nil {
		v.Open = append(openWarnings(err), form["accept"]...)
		return reject(w, r, err, p, func(p ui.Page) templ.Component { return swapPage(p, v) })
	}
	return r.Redirect(w, pathStays+v.Stay.ID, "reception.done.swapped")
}

// offered reports whether a value is one of the answers.
func offered(options []ui.Option, value string) bool {
	return slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == value })
}
