package receptionweb

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

const draftEmergency = "reception.emergency"

func (f face) emergencyForm(r *web.Request, s sheet) (ui.Page, centreForm, error) {
	orgs, err := f.orgOptions(r, reception.PermEmergency)
	if len(orgs) == 1 && s.Get("org_id") == "" {
		s.Set("org_id", orgs[0].Value)
	}
	p := listPage(r, r.L.T("reception.emergency.title"), ui.Link{Label: r.L.T("reception.centres.title"), Href: pathCentres})
	return p, centreForm{sheet: s, Orgs: orgs, Back: pathCentres}, err
}

func (f face) showEmergency(w http.ResponseWriter, r *web.Request) error {
	s, err := restore(r, draftEmergency, url.Values{"beds_per_room": {"10"}})
	if err != nil {
		return err
	}
	p, v, err := f.emergencyForm(r, s)
	if err != nil {
		return err
	}
	return r.Show(w, p, emergencyPage(p, v))
}

func (f face) openEmergency(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	in := reader{Values: form}
	site := reception.EmergencySite{OrgID: form.Get("org_id"), Name: form.Get("name"), Address: form.Get("address"), Commune: form.Get("commune"),
		Phone: form.Get("phone"), Beds: in.number("beds"), BedsPerRoom: in.number("beds_per_room")}
	var c reception.Centre
	if err = in.faults.Err(); err == nil {
		c, err = f.reception.OpenEmergencySite(r.Context(), r.Actor, site)
	}
	if err != nil {
		p, v, formErr := f.emergencyForm(r, sheet{Values: form, Key: draftEmergency})
		if formErr != nil {
			return formErr
		}
		if fault.KindOf(err) == fault.NotFound { // an organisation the actor may not know of
			err = fault.InvalidField("org_id", "reception.error.organisation_unknown")
		}
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return emergencyPage(p, v) })
	}
	r.ClearDraft(draftEmergency)
	return r.Redirect(w, centrePart(c.ID, tabBoard), "reception.done.site_opened")
}
