package receptionweb

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// proposalView proposes a transfer.
type proposalView struct {
	sheet
	Stay    stayView
	Centres []ui.Option
}

func (f face) proposal(r *web.Request, fields func(stay stayView) (sheet, error)) (ui.Page, proposalView, error) {
	stay, err := f.stay(r)
	if err != nil {
		return ui.Page{}, proposalView{}, err
	}
	v := proposalView{Stay: stay}
	centres, err := f.reception.Destinations(r.Context(), r.Actor, stay.ID)
	if err != nil {
		return ui.Page{}, proposalView{}, err
	}
	for _, c := range centres {
		v.Centres = append(v.Centres, ui.Option{Value: c.ID, Label: joined(c.Name, phaseNote(r.L, c.Phase)), Group: c.OrgName})
	}
	slices.SortStableFunc(v.Centres, func(a, b ui.Option) int { return r.L.Compare(a.Group, b.Group) })
	v.sheet, err = fields(stay)
	return stayPage(r, stay, r.L.T("reception.stay.transfer")), v, err
}

func draftTransfer(stay string) string { return "reception.transfer." + stay }

func (f face) askTransfer(w http.ResponseWriter, r *web.Request) error {
	p, v, err := f.proposal(r, func(stay stayView) (sheet, error) {
		fields := url.Values{}
		putDate(fields, "on", f.today().AddDays(1))
		return restore(r, draftTransfer(stay.ID), fields)
	})
	if err != nil {
		return err
	}
	return r.Show(w, p, proposalPage(p, v))
}

func (f face) proposeTransfer(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	p, v, err := f.proposal(r, func(stay stayView) (sheet, error) { return sheet{Values: form, Key: draftTransfer(stay.ID)}, nil })
	if err != nil {
		return err
	}
	in := reader{Values: form}
	ask := reception.TransferIn{StayID: v.Stay.ID, ToCentreID: form.Get("to"), On: in.date("on"), Reason: reception.TransferReason(form.Get("reason")),
		Note: form.Get("note"), Bus: form.Get("bus")}
	if !offered(v.Centres, ask.ToCentreID) {
		in.faults.Add("to", "reception.error.choose")
	}
	if !slices.Contains(reception.TransferReasons, ask.Reason) {
		in.faults.Add("reason", "reception.error.choose")
	}
	wrong := in.faults
	var t reception.Transfer
	if len(wrong) == 0 {
		t, err = f.reception.ProposeTransfer(r.Context(), r.Actor, ask)
		wrong.AddErr(err)
	}
	if len(wrong) > 0 {
		return reject(w, r, wrong, p, func(p ui.Page) templ.Component { return proposalPage(p, v) })
	}
	r.ClearDraft(v.Key)
	return r.Redirect(w, pathTransfers+"/"+t.ID, "reception.done.proposed")
}

func (f face) setBus(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	v, err := f.transfer(r)
	if err != nil {
		return err
	}
	if err := f.reception.SetBus(r.Context(), r.Actor, v.ID, form.Get("bus")); err != nil {
		p := transferPage(r, v, "")
		v.Bus = form.Get("bus")
		return reject(w, r, err, p, func(p ui.Page) templ.Component { return transferShowPage(p, v) })
	}
	return r.Redirect(w, pathTransfers+"/"+v.ID, "reception.done.saved")
}
