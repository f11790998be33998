package peopleweb

import (
	"net/http"

	"passerelle/internal/people"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// showRestriction asks before a file is restricted, or the restriction lifted.
func (f face) showRestriction(w http.ResponseWriter, r *web.Request) error {
	v, err := f.openFile(r, "restriction")
	if err != nil {
		return err
	}
	if !v.mayRestrict {
		return fault.Denied()
	}
	return r.Show(w, v.Page, restrictionPage(v))
}

func (f face) restrict(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	values, err := r.Form()
	if err != nil {
		return err
	}
	restricted := values.Get("restricted") != ""
	if err := f.people.SetRestricted(r.Context(), r.Actor, id, restricted); err != nil {
		return err
	}
	if restricted {
		return r.Redirect(w, personPath(id), "people.done.restricted")
	}
	return r.Redirect(w, personPath(id), "people.done.unrestricted")
}

// restriction is the question, whichever way it goes.
func (v personView) restriction() ui.Confirmation {
	c := ui.Confirmation{
		Title: v.L.T("people.restriction.put"), Text: v.L.T("people.restriction.put_text"), Button: v.L.T("people.restriction.put"),
		Warning: v.L.T("people.restriction.put_warning"), Hidden: []ui.HiddenField{{Name: "restricted", Value: "1"}},
	}
	if v.file.Restricted {
		c = ui.Confirmation{
			Title: v.L.T("people.restriction.lift"), Text: v.L.T("people.restriction.lift_text"), Button: v.L.T("people.restriction.lift"),
			Warning: v.L.T("people.restriction.lift_warning"), Danger: true,
		}
	}
	c.Action, c.Cancel = personPart(v.file.ID, "restriction"), personPath(v.file.ID)
	return c
}

// showPicture is the page that sets or removes a photo.
func (f face) showPicture(w http.ResponseWriter, r *web.Request) error {
	v, err := f.openPicture(r)
	if err != nil {
		return err
	}
	return r.Show(w, v.Page, picturePage(v))
}

func (f face) openPicture(r *web.Request) (personView, error) {
	v, err := f.openFile(r, "picture")
	if err == nil && !v.may(people.PermPhoto) {
		err = fault.Denied()
	}
	return v, err
}

// agreed reports whether the person's last word on a photo is a consent that
// holds. Where consents are not shown, the service decides.
func (v personView) agreed() bool {
	if v.hides(people.SectionConsents) {
		return true
	}
	agreed := false
	for _, c := range v.file.Consents {
		if c.Purpose == people.ConsentPhoto {
			agreed = c.Given && c.WithdrawnAt.IsZero()
		}
	}
	return agreed
}
