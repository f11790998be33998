package fundingweb

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"passerelle/internal/funding"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// wordsAudience and wordsStatus begin the keys of codes.
const (
	wordsAudience = "funding.audience."
	wordsStatus   = "funding.status."
)

func day(l *i18n.Localizer, d clock.Date) string {
	if d.IsZero() {
		return ""
	}
	return l.Date(d)
}

func operationName(l *i18n.Localizer, o funding.Operation) string {
	title, _ := o.Title.In(l.Lang())
	return title
}

func statusFlag(l *i18n.Localizer, s funding.Status) ui.Flag {
	tone := map[funding.Status]ui.Tone{funding.StatusPublished: ui.Good, funding.StatusWithdrawn: ui.Warn, funding.StatusDraft: ui.Info}[s]
	letter := map[funding.Status]string{funding.StatusPublished: "✓", funding.StatusWithdrawn: "!", funding.StatusDraft: "…"}[s]
	return ui.Flag{Text: l.T(wordsStatus + string(s)), Tone: tone, Letter: letter}
}

func audienceNames(l *i18n.Localizer, list []funding.Audience) string {
	var out []string
	for _, a := range list {
		out = append(out, l.T(wordsAudience+string(a)))
	}
	return l.List(out)
}

func audienceOptions(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, a := range funding.Audiences {
		out = append(out, ui.Option{Value: string(a), Label: l.T(wordsAudience + string(a))})
	}
	return out
}

var operationWatched = []string{"title", "leader", "audience", "objective", "contact_name", "contact_email", "link"}

func operationFields(o funding.Operation) url.Values {
	v := url.Values{"call_id": {o.Call.ID}, "contact_name": {o.Contact.Name}, "contact_email": {o.Contact.Email}, "link": {o.Link}, "version": {strconv.Itoa(o.Version)}}
	for _, a := range o.Audiences {
		v.Add("audiences", string(a))
	}
	putText(v, "title", o.Title)
	putText(v, "leader", o.Leader)
	putText(v, "audience", o.Audience)
	putText(v, "objective", o.Objective)
	putDate(v, "from", o.From)
	putDate(v, "until", o.Until)
	return v
}

func readOperation(v url.Values) (funding.Operation, error) {
	in := reader{Values: v}
	o := funding.Operation{Call: funding.Call{ID: v.Get("call_id")}, Title: in.text("title"), Leader: in.text("leader"), Audience: in.text("audience"),
		Objective: in.text("objective"), From: in.date("from"), Until: in.date("until"), Link: v.Get("link"),
		Contact: funding.Contact{Name: v.Get("contact_name"), Email: v.Get("contact_email")}, Version: in.number("version")}
	for _, a := range v["audiences"] {
		o.Audiences = append(o.Audiences, funding.Audience(a))
	}
	return o, in.faults.Err()
}

type operationView struct {
	funding.Operation
	Acts []ui.Action
}

func (f face) showOperation(w http.ResponseWriter, r *web.Request) error {
	o, err := f.funding.Operation(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := operationView{Operation: o}
	if r.Actor.May(funding.PermEdit) {
		v.Acts = append(v.Acts, ui.Action{Label: r.L.T("funding.operation_edit"), Href: operationPath(o.ID) + "/edit"})
	}
	for _, a := range f.acts() {
		if r.Actor.May(a.permission) && a.fits(o.Status) {
			v.Acts = append(v.Acts, ui.Action{Label: r.L.T("funding.act." + a.name), Href: operationPath(o.ID) + "/" + a.name, Style: ui.Secondary})
		}
	}
	p := frame(r, operationName(r.L, o))
	return r.Show(w, p, operationPage(p, v))
}

// operationForm is the form of an operation.
type operationForm struct {
	sheet
	Calls []ui.Option
	Back  string
}

// mostCalls bounds the calls to choose from: the latest.
const mostCalls = 200

func (f face) operationForm(r *web.Request, s sheet, back string) (operationForm, error) {
	form := operationForm{sheet: s, Back: back}
	page, err := f.funding.Calls(r.Context(), r.Actor, funding.CallQuery{Limit: mostCalls})
	for _, c := range page.Calls {
		form.Calls = append(form.Calls, callOption(r.L, c))
	}
	return form, err
}

func callOption(l *i18n.Localizer, c funding.Call) ui.Option {
	return ui.Option{Value: c.ID, Label: c.Fund + " · " + callName(l, c) + " · " + c.Objective.Code}
}

func (f face) showNewOperation(w http.ResponseWriter, r *web.Request) error {
	fields := url.Values{"call_id": {r.URL.Query().Get("call")}}
	for _, name := range []string{"title", "leader", "audience", "objective"} {
		fields.Set(name+"_lang", string(r.L.Lang()))
	}
	s, err := restore(r, "funding.operation.new", fields)
	if err != nil {
		return err
	}
	form, err := f.operationForm(r, s, pathFunding)
	if err != nil {
		return err
	}
	p := frame(r, r.L.T("funding.operation_new"))
	return r.Show(w, p, operationFormPage(p, form))
}

func operationEditFrame(r *web.Request, o funding.Operation) ui.Page {
	return frame(r, r.L.T("funding.operation_edit"), ui.Link{Label: operationName(r.L, o), Href: operationPath(o.ID)})
}

func (f face) showEditOperation(w http.ResponseWriter, r *web.Request) error {
	o, err := f.funding.Operation(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	s, err := restore(r, "funding.operation."+o.ID, operationFields(o))
	if err != nil {
		return err
	}
	form, err := f.operationForm(r, s, operationPath(o.ID))
	if err != nil {
		return err
	}
	p := operationEditFrame(r, o)
	return r.Show(w, p, operationFormPage(p, form))
}

// saveOperation adds an operation, or changes the one that the address names.
func (f face) saveOperation(w http.ResponseWriter, r *web.Request) error {
	fields, err := r.Form()
	if err != nil {
		return err
	}
	s, stored, back := sheet{Values: fields, Key: "funding.operation.new"}, funding.Operation{}, pathFunding
	p := frame(r, r.L.T("funding.operation_new"))
	if id := r.PathValue("id"); id != "" {
		if stored, err = f.funding.Operation(r.Context(), r.Actor, id); err != nil {
			return err
		}
		s.Key, back, p = "funding.operation."+id, operationPath(id), operationEditFrame(r, stored)
	}
	o, err := readOperation(fields)
	if err == nil {
		o.ID = stored.ID
		o, err = f.funding.SaveOperation(r.Context(), r.Actor, o)
	}
	if err != nil {
		if changedMeanwhile(err) {
			s.renew(r.L, operationFields(stored), operationWatched)
		}
		form, formErr := f.operationForm(r, s, back)
		if formErr != nil {
			return formErr
		}
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return operationFormPage(p, form) })
	}
	r.ClearDraft(s.Key)
	return r.Redirect(w, operationPath(o.ID), "funding.done.saved")
}
