package fundingweb

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"passerelle/internal/funding"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

func callName(l *i18n.Localizer, c funding.Call) string {
	name, _ := c.Name.In(l.Lang())
	return name
}

func periodOf(c funding.Call) string {
	return strconv.Itoa(c.PeriodFrom) + "–" + strconv.Itoa(c.PeriodUntil)
}

func objectiveLabel(l *i18n.Localizer, o funding.Objective) string {
	title, _ := o.Title.In(l.Lang())
	return l.T("funding.objective_label", "code", o.Code, "title", title)
}

// callFields are the fields of a call's form; callWatched those that are
// compared when somebody else has saved meanwhile.
var callWatched = []string{"fund", "period_from", "period_until", "year", "name", "managing_authority", "intermediary_body", "introduction", "source_link"}

func callFields(c funding.Call) url.Values {
	v := url.Values{"fund": {c.Fund}, "period_from": {strconv.Itoa(c.PeriodFrom)}, "period_until": {strconv.Itoa(c.PeriodUntil)},
		"year": {strconv.Itoa(c.Year)}, "objective_id": {c.Objective.ID}, "source_link": {c.SourceLink}, "version": {strconv.Itoa(c.Version)}}
	putText(v, "name", c.Name)
	putText(v, "managing_authority", c.ManagingAuthority)
	putText(v, "intermediary_body", c.IntermediaryBody)
	putText(v, "introduction", c.Introduction)
	putDate(v, "opens_on", c.OpensOn)
	putDate(v, "closes_on", c.ClosesOn)
	return v
}

func readCall(v url.Values) (funding.Call, error) {
	in := reader{Values: v}
	c := funding.Call{Fund: v.Get("fund"), PeriodFrom: in.number("period_from"), PeriodUntil: in.number("period_until"), Year: in.number("year"),
		Objective: funding.Objective{ID: v.Get("objective_id")}, Name: in.text("name"), ManagingAuthority: in.text("managing_authority"),
		IntermediaryBody: in.text("intermediary_body"), Introduction: in.text("introduction"), OpensOn: in.date("opens_on"),
		ClosesOn: in.date("closes_on"), SourceLink: v.Get("source_link"), Version: in.number("version")}
	return c, in.faults.Err()
}

type callsView struct {
	funding.CallPage
	Search string
	May    bool
	Pages  ui.Pages
}

func (f face) showCalls(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	v := callsView{Search: q.Get("q"), May: r.Actor.May(funding.PermEdit)}
	var err error
	v.CallPage, err = f.funding.Calls(r.Context(), r.Actor, funding.CallQuery{Search: v.Search, After: q.Get("after")})
	if err != nil {
		return err
	}
	v.Pages = ui.Pages{Text: r.L.T("funding.calls_count", "count", v.Total)}
	if v.Next != "" {
		v.Pages.Next = withQuery(pathCalls, "q", v.Search, "after", v.Next)
	}
	if q.Get("after") != "" {
		v.Pages.Previous = withQuery(pathCalls, "q", v.Search)
	}
	p := frame(r, r.L.T("funding.calls"))
	return r.Show(w, p, callsPage(p, v))
}

type callView struct {
	funding.Call
	MayEdit bool
}

func (f face) showCall(w http.ResponseWriter, r *web.Request) error {
	c, err := f.funding.Call(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := frame(r, callName(r.L, c), callsCrumb(r))
	return r.Show(w, p, callPage(p, callView{c, r.Actor.May(funding.PermEdit)}))
}

// callForm is the form of a call.
type callForm struct {
	sheet
	Objectives []ui.Option
	Back       string
}

func (f face) callForm(r *web.Request, s sheet, back string) (callForm, error) {
	list, err := f.funding.Objectives(r.Context(), r.Actor)
	form := callForm{sheet: s, Back: back}
	for _, o := range list {
		form.Objectives = append(form.Objectives, ui.Option{Value: o.ID, Label: objectiveLabel(r.L, o), Group: o.Fund, Hint: o.Source})
	}
	return form, err
}

func (f face) showNewCall(w http.ResponseWriter, r *web.Request) error {
	fields := url.Values{"fund": {"AMIF"}}
	for _, name := range []string{"name", "managing_authority", "intermediary_body", "introduction"} {
		fields.Set(name+"_lang", string(r.L.Lang()))
	}
	s, err := restore(r, "funding.call.new", fields)
	if err != nil {
		return err
	}
	form, err := f.callForm(r, s, pathCalls)
	if err != nil {
		return err
	}
	p := frame(r, r.L.T("funding.call_new"), callsCrumb(r))
	return r.Show(w, p, callFormPage(p, form))
}

func callEditFrame(r *web.Request, c funding.Call) ui.Page {
	return frame(r, r.L.T("funding.call_edit"), callsCrumb(r), ui.Link{Label: callName(r.L, c), Href: callPath(c.ID)})
}

func (f face) showEditCall(w http.ResponseWriter, r *web.Request) error {
	c, err := f.funding.Call(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	s, err := restore(r, "funding.call."+c.ID, callFields(c))
	if err != nil {
		return err
	}
	form, err := f.callForm(r, s, callPath(c.ID))
	if err != nil {
		return err
	}
	p := callEditFrame(r, c)
	return r.Show(w, p, callFormPage(p, form))
}

// saveCall adds a call, or changes the one that the address names.
func (f face) saveCall(w http.ResponseWriter, r *web.Request) error {
	fields, err := r.Form()
	if err != nil {
		return err
	}
	s, stored, back := sheet{Values: fields, Key: "funding.call.new"}, funding.Call{}, pathCalls
	p := frame(r, r.L.T("funding.call_new"), callsCrumb(r))
	if id := r.PathValue("id"); id != "" {
		if stored, err = f.funding.Call(r.Context(), r.Actor, id); err != nil {
			return err
		}
		s.Key, back, p = "funding.call."+id, callPath(id), callEditFrame(r, stored)
	}
	c, err := readCall(fields)
	if err == nil {
		c.ID = stored.ID
		c, err = f.funding.SaveCall(r.Context(), r.Actor, c)
	}
	if err != nil {
		if changedMeanwhile(err) {
			s.renew(r.L, callFields(stored), callWatched)
		}
		form, formErr := f.callForm(r, s, back)
		if formErr != nil {
			return formErr
		}
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return callFormPage(p, form) })
	}
	r.ClearDraft(s.Key)
	return r.Redirect(w, callPath(c.ID), "funding.done.saved")
}

func (f face) askRemoveCall(w http.ResponseWriter, r *web.Request) error {
	c, err := f.funding.Call(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := frame(r, r.L.T("funding.call_remove"), callsCrumb(r), ui.Link{Label: callName(r.L, c), Href: callPath(c.ID)})
	return r.Show(w, p, removeCallPage(p, c))
}

func (f face) removeCall(w http.ResponseWriter, r *web.Request) error {
	fields, err := r.Form()
	if err != nil {
		return err
	}
	c, err := f.funding.Call(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	in := reader{Values: fields}
	if err := f.funding.RemoveCall(r.Context(), r.Actor, c.ID, in.number("version")); err != nil {
		p := frame(r, r.L.T("funding.call_remove"), callsCrumb(r), ui.Link{Label: callName(r.L, c), Href: callPath(c.ID)})
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return removeCallPage(p, c) })
	}
	return r.Redirect(w, pathCalls, "funding.done.removed")
}
