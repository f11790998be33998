package staffweb

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/staff"
)

const pathAudit = "/app/audit"

func (f face) mountAudit(site *web.Site) {
	site.Handle(web.Route{Method: get, Pattern: pathAudit, Permission: staff.PermAuditLog, Handle: f.showAudit})
}

// auditView is a part of the audit log and the question it answers.
type auditView struct {
	Query url.Values // as it was asked
	Page  staff.AuditPage
	links bool // the reader may open accounts
}

// auditFields are the fields of the question, in the order of the form.
var auditFields = []string{"actor", "action", "object", "person", "from", "to"}

func (f face) showAudit(w http.ResponseWriter, r *web.Request) error {
	v := auditView{Query: r.URL.Query(), links: r.Actor.May(staff.PermAccounts)}
	q, err := auditQuery(v.Query)
	if err == nil {
		v.Page, err = f.staff.AuditLog(r.Context(), r.Actor, q)
	}
	p := r.Page(r.L.T("staff.audit.title"))
	if err != nil {
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return auditPage(p, v) })
	}
	return r.Show(w, p, auditPage(p, v))
}

// auditQuery reads the question. Days are days in Luxembourg, both included.
func auditQuery(v url.Values) (staff.AuditQuery, error) {
	var faults fault.List
	day := func(name string, add int) clock.Instant {
		text := v.Get(name)
		if text == "" {
			return clock.Instant{}
		}
		d, err := clock.ParseDate(text)
		if err != nil || d.Year < 1900 || d.Year > 2999 { // what no entry can be of
			faults.Add(name, "staff.error.date")
			return clock.Instant{}
		}
		return clock.At(d.AddDays(add).Time(clock.Luxembourg))
	}
	q := staff.AuditQuery{Login: v.Get("actor"), Filter: audit.Filter{
		Action: v.Get("action"), ObjectID: v.Get("object"), PersonID: v.Get("person"), From: day("from", 0), Until: day("to", 1),
	}}
	q.Before = positionOf(v.Get("before"))
	return q, faults.Err()
}

// A cursor is the time and the id of an entry: "2026-11-23T09:00:00.000000Z~id".
func cursor(p audit.Position) string { return p.At.String() + "~" + p.ID }

// positionOf reads a cursor; what is none is the newest entry.
func positionOf(text string) audit.Position {
	if len(text) < len(clock.InstantLayout)+1 {
		return audit.Position{}
	}
	at, err := clock.ParseInstant(text[:len(clock.InstantLayout)])
	id := text[len(clock.InstantLayout)+1:]
	if err != nil || !db.ValidID(id) {
		return audit.Position{}
	}
	return audit.Position{At: at, ID: id}
}

// link is the log with the question changed in one field; before is a cursor.
func (v auditView) link(change, value, before string) string {
	q := url.Values{}
	for _, name := range auditFields {
		if v.Query.Get(name) != "" {
			q.Set(name, v.Query.Get(name))
		}
	}
	if change != "" {
		q.Set(change, value)
		if value == "" {
			q.Del(change)
		}
	}
	if before != "" {
		q.Set("before", before)
	}
	if len(q) == 0 {
		return pathAudit
	}
	return pathAudit + "?" + q.Encode()
}

func (v auditView) chips() (out []ui.Chip) {
	for _, name := range auditFields {
		if value := v.Query.Get(name); value != "" {
			out = append(out, ui.Chip{Label: value, RemoveHref: v.link(name, "", "")})
		}
	}
	return out
}

func (v auditView) pages() ui.Pages {
	var out ui.Pages
	if v.Query.Get("before") != "" {
		out.Previous = v.link("", "", "")
	}
	if v.Page.More {
		out.Next = v.link("", "", cursor(v.Page.Entries[len(v.Page.Entries)-1].Position))
	}
	return out
}

// who is the login behind an actor, or the actor itself where it is the system.
func (v auditView) who(actor string) string {
	if login := v.Page.Logins[actor]; login != "" {
		return login
	}
	return actor
}
