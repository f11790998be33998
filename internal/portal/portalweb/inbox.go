package portalweb

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
)

const pathInbox = "/app/enquiries"

func (f face) mountInbox(site *web.Site) {
	perm := portal.PermEnquiries
	get := func(path string, handle web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pathInbox + path, Permission: perm, Handle: handle}
	}
	act := func(path, twin string, handle web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pathInbox + path, Permission: perm, Handle: handle, Twin: twin}
	}
	site.Handle(
		get("", f.showInbox),
		get("/figures", f.showFigures),
		get("/settings", f.showSettings),
		get("/{id}", f.showMessage),
		get("/{id}/files/{file}", f.sendFile),
		act("/{id}/change", "changeEnquiry", f.changeMessage),
		act("/{id}/note", "noteEnquiry", f.noteMessage),
		act("/{id}/answer", "answerEnquiry", f.answerMessage),
		act("/{id}/merge", "mergeEnquiry", f.mergeMessage),
		act("/{id}/convert", "convertEnquiry", f.convertMessage),
		act("/settings/goods", "setGood", f.setGood),
		act("/settings/slots", "addSlot", f.addSlot),
		act("/settings/slots/{id}/remove", "removeSlot", f.removeSlot),
		act("/settings/canned", "addCannedAnswer", f.addCanned),
		act("/settings/canned/{id}/remove", "removeCannedAnswer", f.removeCanned),
		act("/settings/purposes", "setPurpose", f.setPurpose),
	)
	f.mountInboxAPI(site)
}

// inboxView is the list of messages.
type inboxView struct {
	Query portal.InboxQuery
	Page  portal.InboxPage
	Desks []portal.Desk
	Names map[string]string
}

func inboxQuery(q url.Values) portal.InboxQuery {
	return portal.InboxQuery{
		Desk: portal.Desk(q.Get("desk")), Status: q.Get("status"), Purpose: q.Get("purpose"), Lang: q.Get("lang"), Mine: q.Get("mine") == "yes",
		Overdue: q.Get("overdue") == "yes", Reference: q.Get("reference"), After: q.Get("after"),
	}
}

// link is the inbox with a filter set otherwise; an empty value lifts it.
func (v inboxView) link(name, value string) string {
	q := url.Values{}
	for n, val := range v.values() {
		if val != "" {
			q.Set(n, val)
		}
	}
	if q.Del(name); value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return pathInbox
	}
	return pathInbox + "?" + q.Encode()
}

func (v inboxView) values() map[string]string {
	yes := func(b bool) string {
		if b {
			return "yes"
		}
		return ""
	}
	return map[string]string{
		"desk": string(v.Query.Desk), "status": v.Query.Status, "purpose": v.Query.Purpose, "lang": v.Query.Lang, "mine": yes(v.Query.Mine),
		"overdue": yes(v.Query.Overdue), "reference": v.Query.Reference,
	}
}

func (v inboxView) chips(l *i18n.Localizer) (out []ui.Chip) {
	labels := map[string]func(string) string{
		"desk":      func(s string) string { return wordOr(l, "portal.enquiries.desk.", s) },
		"status":    func(s string) string { return wordOr(l, "portal.enquiries.status.", s) },
		"purpose":   func(s string) string { return wordOr(l, "portal.contact.purpose.", s) },
		"lang":      func(s string) string { return i18n.Lang(s).Autonym() },
		"mine":      func(string) string { return l.T("portal.enquiries.mine") },
		"overdue":   func(string) string { return l.T("portal.enquiries.overdue") },
		"reference": func(s string) string { return s },
	}
	values := v.values()
	for _, name := range []string{"desk", "status", "purpose", "lang", "mine", "overdue", "reference"} {
		if values[name] != "" {
			out = append(out, ui.Chip{Label: labels[name](values[name]), RemoveHref: v.link(name, "")})
		}
	}
	return out
}

func wordOr(l *i18n.Localizer, prefix, code string) string {
	if l.Knows(prefix + code) {
		return l.T(prefix + code)
	}
	return code
}

func (f face) showInbox(w http.ResponseWriter, r *web.Request) error {
	v := inboxView{Query: inboxQuery(r.URL.Query()), Desks: f.portal.Desks(r.Actor)}
	if v.Query.Lang != "" && !i18n.Lang(v.Query.Lang).Known() {
		v.Query.Lang = ""
	}
	p := r.Page(r.L.T("portal.enquiries.title"))
	var err error
	if v.Page, err = f.portal.Inbox(r.Context(), r.Actor, v.Query); err != nil {
		return r.Reject(w, err, p, func(p ui.Page) templ.Component { return inboxPage(p, v) })
	}
	var ids []string
	for _, e := range v.Page.List {
		ids = append(ids, e.AssignedTo)
	}
	if v.Names, err = f.portal.AccountNames(r.Context(), ids); err != nil {
		return err
	}
	return r.Show(w, p, inboxPage(p, v))
}

// messageView is the page of one message.
type messageView struct {
	portal.Enquiry
	Purpose    portal.Purpose
	Slots      []portal.Slot
	Canned     []portal.CannedAnswer
	Colleagues []portal.Colleague
	Names      map[string]string
	Typed      url.Values // what was sent and refused
}

func messagePath(id string) string { return pathInbox + "/" + id }

func (f face) messageView(r *web.Request) (v messageView, err error) {
	id, err := r.ID("id")
	if err != nil {
		return v, err
	}
	if v.Enquiry, err = f.portal.OpenEnquiry(r.Context(), r.Actor, id); err != nil {
		return v, err
	}
	v.Purpose, _ = portal.PurposeOf(v.Enquiry.Purpose)
	if v.Slots, err = f.portal.Slots(r.Context()); err != nil {
		return v, err
	}
	canned, err := f.portal.CannedAnswers(r.Context(), r.Actor, v.Purpose.Code)
	if err != nil {
		return v, err
	}
	for _, c := range canned { // in the sender's language, and what there is in English
		if c.Lang == v.Lang || c.Lang == string(i18n.English) {
			v.Canned = append(v.Canned, c)
		}
	}
	if v.Colleagues, err = f.portal.DeskColleagues(r.Context(), v.Desk); err != nil {
		return v, err
	}
	ids := []string{v.AssignedTo}
	for _, e := range v.Entries {
		ids = append(ids, e.By)
	}
	v.Names, err = f.portal.AccountNames(r.Context(), ids)
	return v, err
}

func (f face) messageFrame(r *web.Request, v messageView) ui.Page {
	p := r.Page(v.Reference)
	p.Breadcrumbs = []ui.Link{{Label: r.L.T("portal.enquiries.title"), Href: pathInbox}, {Label: v.Reference}}
	return p
}

func (f face) showMessage(w http.ResponseWriter, r *web.Request) error {
	v, err := f.messageView(r)
	if err != nil {
		return err
	}
	v.Typed = url.Values{}
	if c := r.URL.Query().Get("canned"); c != "" {
		if i := slices.IndexFunc(v.Canned, func(a portal.CannedAnswer) bool { return a.ID == c }); i >= 0 {
			v.Typed.Set("answer", v.Canned[i].Body)
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	p := f.messageFrame(r, v)
	return r.Show(w, p, messagePage(p, v))
}

// deed carries out what a form on a message asks for and leads back to it.
func (f face) deed(w http.ResponseWriter, r *web.Request, flash string, do func(id string, form url.Values) error) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	form, err := r.Form()
	if err != nil {
		return err
	}
	if err = do(id, form); err == nil {
		return r.Redirect(w, messagePath(id), flash)
	}
	v, viewErr := f.messageView(r)
	if viewErr != nil {
		return viewErr
	}
	v.Typed = form
	p := f.messageFrame(r, v)
	return r.Reject(w, err, p, func(p ui.Page) templ.Component { return messagePage(p, v) })
}

func (f face) changeMessage(w http.ResponseWriter, r *web.Request) error {
	return f.deed(w, r, "portal.enquiries.changed", func(id string, form url.Values) error {
		version, err := strconv.Atoi(form.Get("version"))
		if err != nil {
			return fault.Conflicts("portal.enquiries.error.changed")
		}
		due, _ := typedDate(form, "due")
		return f.portal.ChangeEnquiry(r.Context(), r.Actor, portal.EnquiryChange{
			ID: id, Version: version, Status: portal.EnquiryStatus(form.Get("status")), Due: due, Assignee: form.Get("assignee"),
		})
	})
}

// typedDate reads a date in three parts; what is no date is none.
func typedDate(form url.Values, name string) (clock.Date, error) {
	d := ui.ReadDate(form.Get, name)
	day, errDay := strconv.Atoi(d.Day)
	month, errMonth := strconv.Atoi(d.Month)
	year, errYear := strconv.Atoi(d.Year)
	if errDay != nil || errMonth != nil || errYear != nil {
		return clock.Date{}, clock.ErrDate
	}
	return clock.ParseDate(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
}

func (f face) noteMessage(w http.ResponseWriter, r *web.Request) error {
	return f.deed(w, r, "portal.enquiries.noted", func(id string, form url.Values) error {
		return f.portal.NoteEnquiry(r.Context(), r.Actor, id, form.Get("note"))
	})
}

func (f face) answerMessage(w http.ResponseWriter, r *web.Request) error {
	flash := "portal.enquiries.answered"
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	form, err := r.Form()
	if err != nil {
		return err
	}
	mailed, err := f.portal.AnswerEnquiry(r.Context(), r.Actor, id, form.Get("answer"))
	if err == nil && !mailed {
		flash = "portal.enquiries.answered_here"
	}
	return f.deed(w, r, flash, func(string, url.Values) error { return err })
}

func (f face) mergeMessage(w http.ResponseWriter, r *web.Request) error {
	return f.deed(w, r, "portal.enquiries.merged", func(id string, form url.Values) error {
		return f.portal.MergeEnquiry(r.Context(), r.Actor, id, form.Get("reference"))
	})
}

func (f face) convertMessage(w http.ResponseWriter, r *web.Request) error {
	return f.deed(w, r, "portal.enquiries.converted", func(id string, form url.Values) error {
		return f.portal.ConvertEnquiry(r.Context(), r.Actor, id, form.Get("to"), form.Get("conversion"))
	})
}

// sendFile sends a file to be saved, never to be shown in our pages.
func (f face) sendFile(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	file, err := r.ID("file")
	if err != nil {
		return err
	}
	a, b, err := f.portal.EnquiryFile(r.Context(), r.Actor, id, file)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", a.Media)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
	h.Set("Content-Length", strconv.Itoa(len(b)))
	h.Set("Cache-Control", "no-store")
	w.Write(b) // a browser that went away is no error of ours
	return nil
}

// figuresDays is how far back the figures go where nobody says otherwise.
const figuresDays = 365

func (f face) showFigures(w http.ResponseWriter, r *web.Request) error {
	today := clock.Today(f.site.Clock)
	list, err := f.portal.EnquiryFigures(r.Context(), r.Actor, today.AddDays(-figuresDays), today)
	if err != nil {
		return err
	}
	p := r.Page(r.L.T("portal.enquiries.figures"))
	p.Breadcrumbs = []ui.Link{{Label: r.L.T("portal.enquiries.title"), Href: pathInbox}, {Label: p.Title}}
	return r.Show(w, p, figuresPage(p, list))
}
