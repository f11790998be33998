package portalweb

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

const pathVisits = "/app/public/visits"

func (f face) mountVisits() {
	f.site.Handle(web.Route{Method: http.MethodGet, Pattern: pathVisits, Permission: portal.PermVisits, Handle: f.showVisits})
	web.Op(f.site, web.Operation{ID: "listVisits", Method: http.MethodGet, Path: "/visits", Tag: "Public pages",
		Summary: "How often public pages were opened, the most visited first", Permission: portal.PermVisits}, f.apiVisits)
}

// visitsView is how often pages were opened, and in which days.
type visitsView struct {
	Query url.Values
	Page  portal.VisitPage
}

// visitDays is how many days are shown where none are asked for.
const visitDays = 30

// visitQuery reads the question; days are days in Luxembourg, both included.
func visitQuery(v url.Values, today clock.Date) (portal.VisitQuery, error) {
	q := portal.VisitQuery{From: today.AddDays(1 - visitDays), Until: today, Lang: i18n.Lang(v.Get("lang")), After: v.Get("after")}
	var faults fault.List
	for name, day := range map[string]*clock.Date{"from": &q.From, "until": &q.Until} {
		if text := v.Get(name); text != "" {
			d, err := clock.ParseDate(text)
			if err != nil {
				faults.Add(name, "portal.desk.error.date")
			}
			*day = d
		}
	}
	return q, faults.Err()
}

func (f face) showVisits(w http.ResponseWriter, r *web.Request) error {
	v := visitsView{Query: r.URL.Query()}
	q, err := visitQuery(v.Query, clock.Today(f.site.Clock))
	if err == nil {
		v.Page, err = f.portal.ListVisits(r.Context(), r.Actor, q)
	}
	p := r.Page(r.L.T("portal.desk.visits.title"))
	if err != nil {
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return visitsPage(p, v) })
	}
	v.Query.Set("from", q.From.String())
	v.Query.Set("until", q.Until.String())
	return r.Show(w, p, visitsPage(p, v))
}

// pages leads on through the list.
func (v visitsView) pages() ui.Pages {
	if v.Page.Next == "" {
		return ui.Pages{}
	}
	q := url.Values{"after": {v.Page.Next}}
	for _, name := range []string{"from", "until", "lang"} {
		if text := v.Query.Get(name); text != "" {
			q.Set(name, text)
		}
	}
	return ui.Pages{Next: pathVisits + "?" + q.Encode()}
}

type visitsIn struct {
	From  string `query:"from" doc:"First day, 2006-01-02; default: thirty days ago"`
	Until string `query:"until" doc:"Last day; default: today"`
	Lang  string `query:"lang" doc:"Language; default: all"`
	After string `query:"after" doc:"Cursor: next of the page before"`
}

type visitBody struct {
	Page   string `json:"page"`
	Lang   string `json:"lang"`
	Visits int    `json:"visits"`
}

type visitsOut struct {
	Body struct {
		Total int         `json:"total"`
		Pages []visitBody `json:"pages"`
		Next  string      `json:"next,omitempty"`
	}
}

func (f face) apiVisits(ctx context.Context, by access.Actor, in *visitsIn) (*visitsOut, error) {
	q, err := visitQuery(url.Values{"from": {in.From}, "until": {in.Until}, "lang": {in.Lang}, "after": {in.After}}, clock.Today(f.site.Clock))
	if err != nil {
		return nil, err
	}
	page, err := f.portal.ListVisits(ctx, by, q)
	if err != nil {
		return nil, err
	}
	out := &visitsOut{}
	out.Body.Total, out.Body.Next, out.Body.Pages = page.Total, page.Next, []visitBody{}
	for _, v := range page.List {
		out.Body.Pages = append(out.Body.Pages, visitBody{v.Page, string(v.Lang), v.Visits})
	}
	return out, nil
}
