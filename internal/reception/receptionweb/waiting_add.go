package receptionweb

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// waitForm puts a household on the waiting list.
type waitForm struct {
	sheet
	Action  string
	Centres []ui.Option
	Grounds []ui.Option
	Open    bool // the page is about nothing else
}

func draftWait(household string) string { return "reception.wait." + household }

// newWaitForm is the form for a household.
func (f face) newWaitForm(r *web.Request, household string, s sheet) (waitForm, error) {
	centres, err := f.centreOptions(r.Context(), r, reception.PermWaiting)
	return waitForm{sheet: s, Action: pathHouseholds + household + "/wait", Centres: centres, Grounds: groundOptions(r.L, f.today())}, err
}

// waitPage is the page with that form alone.
func (f face) waitPage(r *web.Request, s func(household string) (sheet, error)) (ui.Page, waitForm, error) {
	id, err := r.ID("id")
	if err != nil {
		return ui.Page{}, waitForm{}, err
	}
	home, err := f.people.Household(r.Context(), r.Actor, id)
	if err != nil {
		return ui.Page{}, waitForm{}, err
	}
	fields, err := s(id)
	if err != nil {
		return ui.Page{}, waitForm{}, err
	}
	v, err := f.newWaitForm(r, id, fields)
	v.Open = true
	name := headName(r.L, home)
	p := r.Page(r.L.T("reception.waiting.add_title", "name", name))
	p.Breadcrumbs = []ui.Link{{Label: name, Href: pathHouseholds + id}, {Label: r.L.T("reception.waiting.add")}}
	return p, v, err
}

func (f face) showWait(w http.ResponseWriter, r *web.Request) error {
	p, v, err := f.waitPage(r, func(household string) (sheet, error) {
		return restore(r, draftWait(household), url.Values{"asked_at": {r.URL.Query().Get("centre")}})
	})
	if err != nil {
		return err
	}
	return r.Show(w, p, waitFormPage(p, v))
}

func (f face) wait(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	p, v, err := f.waitPage(r, func(household string) (sheet, error) { return sheet{Values: form, Key: draftWait(household)}, nil })
	if err != nil {
		return err
	}
	household := r.PathValue("id")
	in := reader{Values: form}
	since := in.date("since")
	wrong := in.faults
	if len(wrong) == 0 {
		_, err = f.reception.AddToWaiting(r.Context(), r.Actor, reception.WaitingIn{HouseholdID: household, CentreID: form.Get("asked_at"),
			Since: since, Grounds: form["grounds"], Note: form.Get("note")})
		wrong.AddErr(err)
	}
	if len(wrong) > 0 {
		return reject(w, r, wrong, p, func(p ui.Page) templ.Component { return waitFormPage(p, v) })
	}
	r.ClearDraft(draftWait(household))
	return r.Redirect(w, pathWaiting, "reception.done.waiting")
}

// groundOptions are the grounds that hold on a day.
func groundOptions(l *i18n.Localizer, on clock.Date) []ui.Option {
	var out []ui.Option
	seen := map[string]bool{}
	for _, g := range reception.Grounds().Grounds {
		if !g.From.After(on) && !seen[g.Code] {
			seen[g.Code] = true
			out = append(out, ui.Option{Value: g.Code, Label: word(l, wordsGround, g.Code)})
		}
	}
	return out
}
