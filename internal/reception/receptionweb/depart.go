package receptionweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

func (f face) mountDeparture(site *web.Site) {
	pattern := pathStays + "{id}/depart"
	site.Handle(
		web.Route{Method: get, Pattern: pattern, Permission: reception.PermDepart, Handle: f.askDepart},
		web.Route{Method: post, Pattern: pattern, Permission: reception.PermDepart, Handle: f.depart, Twin: "departHousehold"},
	)
}

// departAct is leaving, as the other acts on a stay; who all leave are asked about once more.
var departAct = stayAct{part: "depart", label: "reception.stay.depart", perm: reception.PermDepart,
	fields: func(v stayView, _ url.Values) url.Values {
		return dayField("on", v.today, v.Held(reception.HoldOccupied))
	},
	form: func(p ui.Page, v actView) templ.Component { return departForm(p, v) }}

func (f face) askDepart(w http.ResponseWriter, r *web.Request) error {
	p, v, err := f.actPage(r, departAct, nil)
	if err != nil {
		return err
	}
	return r.Show(w, p, actShowPage(p, v))
}

// departure reads who has left.
func (v actView) departure() (reception.DepartIn, error) {
	var wrong fault.List
	on, persons, err := v.onWhom()
	wrong.AddErr(err)
	if on.IsZero() && err == nil {
		wrong.Add("on", "reception.error.date_missing")
	}
	kind := known(v.Get("kind"), reception.DepartureKinds)
	if kind == "" {
		wrong.Add("kind", "reception.error.choose")
	}
	return reception.DepartIn{StayID: v.ID, On: on, Kind: kind, Persons: persons}, wrong.Err()
}

func (f face) depart(w http.ResponseWriter, r *web.Request) error {
	form, err := r.Form()
	if err != nil {
		return err
	}
	p, v, err := f.actPage(r, departAct, form)
	if err != nil {
		return err
	}
	in, err := v.departure()
	if err == nil && v.endsStay(in) && form.Get("confirmed") == "" {
		return r.Show(w, p, departConfirmPage(p, v, in))
	}
	var d reception.Departed
	if err == nil {
		d, err = f.reception.Depart(r.Context(), r.Actor, in)
	}
	if err != nil {
		return reject(w, r, err, p, func(p ui.Page) templ.Component { return actShowPage(p, v) })
	}
	return r.Redirect(w, withQuery(pathStays+v.ID, "alerts", strings.Join(d.Alerts, " ")), "reception.done.departed")
}

// endsStay reports whether nobody of those who are here stays.
func (v actView) endsStay(in reception.DepartIn) bool {
	return len(in.Persons) == 0
}

// leaving names those who leave.
func (v actView) leaving(l *i18n.Localizer, in reception.DepartIn) string {
	var names []string
	for _, p := range v.People {
		if len(in.Persons) == 0 || slices.Contains(in.Persons, p.PersonID) {
			names = append(names, whose(l, p))
		}
	}
	return l.List(names)
}

// confirmFields carry the form over the page that asks once more.
func (v actView) confirmFields(in reception.DepartIn) []ui.HiddenField {
	out := []ui.HiddenField{{Name: "confirmed", Value: "yes"}, {Name: "kind", Value: string(in.Kind)}}
	days := url.Values{}
	putDate(days, "on", in.On)
	for _, part := range []string{"on_day", "on_month", "on_year"} {
		out = append(out, ui.HiddenField{Name: part, Value: days.Get(part)})
	}
	for _, id := range v.Values["persons"] {
		out = append(out, ui.HiddenField{Name: "persons", Value: id})
	}
	return out
}

func dayWithWeekday(l *i18n.Localizer, d clock.Date) string {
	return l.Weekday(d.Weekday()) + ", " + l.Date(d)
}
