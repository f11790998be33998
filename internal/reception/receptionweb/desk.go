package receptionweb

import (
	"net/http"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

func (f face) mountDesk(site *web.Site) {
	site.Handle(
		web.Route{Method: get, Pattern: ui.PathHome, Door: web.LoggedIn, Handle: f.showHome},
		web.Route{Method: get, Pattern: pathDesk + "{part}", Permission: reception.PermDesk, Handle: f.showDeskPart},
	)
	web.Op(site, web.Operation{ID: "getDesk", Method: get, Path: "/desk", Tag: "Desk",
		Summary: "What a reception desk has to do today", Permission: reception.PermDesk}, f.apiDesk)
	web.Op(site, web.Operation{ID: "listDeskStays", Method: get, Path: "/desk/{part}", Tag: "Desk",
		Summary: "Who is expected, due to leave or overdue today, the longest first", Permission: reception.PermDesk}, f.apiDeskStays)
}

// permRegister is package people's: who holds it may register arrivals.
const permRegister access.Permission = "people.register"

// deskView is the desk's day.
type deskView struct {
	reception.Desk
	CentreID string
	Centres  []ui.Option
	by       access.Actor
}

// showHome is the first page after log-in: the desk's day, or the doors of who has no desk.
func (f face) showHome(w http.ResponseWriter, r *web.Request) error {
	if !r.Actor.May(reception.PermDesk) {
		p := r.Page(r.L.T("reception.home.title"))
		return r.Show(w, p, homePage(p, doors(p)))
	}
	v := deskView{CentreID: r.URL.Query().Get("centre"), by: r.Actor}
	var err error
	if v.Desk, err = f.reception.Desk(r.Context(), r.Actor, v.CentreID); err != nil {
		return err
	}
	if r.Actor.May(reception.PermCentres) {
		all, err := f.reception.Centres(r.Context(), r.Actor, reception.CentreFilter{Status: reception.CentreOpen})
		if err != nil {
			return err
		}
		for _, c := range all.Centres {
			if r.Actor.MayOn(reception.PermDesk, c.Centre.Object()) {
				v.Centres = append(v.Centres, ui.Option{Value: c.Centre.ID, Label: c.Centre.Name})
			}
		}
	}
	p := r.Page(r.L.T("reception.desk.title"))
	return r.Show(w, p, deskPage(p, v))
}

// doors are the pages that the reader's main navigation leads to, but this one.
func doors(p ui.Page) []ui.Link {
	var out []ui.Link
	for _, n := range p.Nav {
		if n.Href != ui.PathHome {
			out = append(out, ui.Link{Label: n.Label, Href: n.Href})
		}
	}
	return out
}

// scope names the centre that the day is about.
func (v deskView) scope(l *i18n.Localizer) string {
	if v.Now.Centre.Name != "" {
		return v.Now.Centre.Name
	}
	return l.T("reception.desk.all_centres")
}

// several reports whether the lists name the centre of each row.
func (v deskView) several() bool { return v.Now.Centre.ID == "" }

// stats are the numbers of the day; each leads to its list.
func (v deskView) stats(l *i18n.Localizer) []ui.Stat {
	tone := func(n int, some ui.Tone) ui.Tone {
		if n == 0 {
			return ui.Neutral
		}
		return some
	}
	out := []ui.Stat{
		{Label: l.T("reception.desk.arrivals"), Value: l.Number(v.Arrivals.Count), Href: "#arrivals", Tone: tone(v.Arrivals.Count, ui.Info)},
		{Label: l.T("reception.desk.due"), Value: l.Number(v.Due.Count), Href: "#due", Tone: tone(v.Due.Count, ui.Info)},
		{Label: l.T("reception.desk.overdue"), Value: l.Number(v.Overdue.Count), Href: "#overdue", Tone: tone(v.Overdue.Count, ui.Bad)},
		{Label: l.T("reception.desk.free"), Value: l.Number(v.Now.Free), Href: v.numbers("free"), Tone: ui.Good, Note: l.T("reception.numbers.free_of", "gross", v.Now.Gross)},
		{Label: l.T("reception.desk.waiting"), Value: l.Number(v.Waiting.Persons), Href: v.waiting(), Tone: tone(v.Waiting.Persons, ui.Warn), Note: l.T("reception.desk.households", "count", v.Waiting.Households)},
	}
	if v.Now.Free == 0 {
		out[3].Tone = ui.Bad
	}
	return append(out, ui.Stat{Label: l.T("reception.desk.alerts"), Value: l.Number(len(v.Alerts)), Href: "#alerts", Tone: tone(len(v.Alerts), ui.Warn)})
}

func (v deskView) numbers(kind string) string {
	if !v.by.May(reception.PermNumbers) {
		return ""
	}
	k := links{centreID: v.Now.Centre.ID}
	return k.to(kind)
}

func (v deskView) waiting() string {
	if !v.by.May(reception.PermWaiting) {
		return ""
	}
	return pathWaiting
}

// free are the free beds of tonight by whom they suit.
func (v deskView) free(l *i18n.Localizer) []ui.Stat {
	stat := func(key string, n int) ui.Stat {
		return ui.Stat{Label: l.T(key), Value: l.Number(n), Href: v.numbers("free")}
	}
	out := []ui.Stat{stat("reception.free.family", v.Now.FreeBeds.Family), stat("reception.free.women", v.Now.FreeBeds.Women),
		stat("reception.free.men", v.Now.FreeBeds.Men), stat("reception.free.step_free", v.Now.FreeBeds.StepFree)}
	if v.Now.FreeBeds.Minors > 0 || v.Now.Centre.ForMinors {
		out = append(out, stat("reception.free.minors", v.Now.FreeBeds.Minors))
	}
	return out
}

// all leads to the whole of a list: always where it has a page of its own,
// else where more are in it than the desk shows.
func (v deskView) all(l *i18n.Localizer, part deskPart) *ui.Link {
	to := pathDesk + part.ID
	switch {
	case part.ID == string(reception.DeskOverdue) && v.by.May(reception.PermStays):
		if part.Count == 0 {
			return nil
		}
		to = pathOverstays
	case part.Count <= len(part.Stays):
		return nil
	}
	return &ui.Link{Label: l.T("reception.desk.all"), Href: withQuery(to, "centre", v.CentreID)}
}

// head names a household by its head; who may not be named is counted only.
func (v deskView) head(l *i18n.Localizer, s reception.DeskStay) string {
	if s.StayID == "" {
		return l.T("reception.desk.somebody")
	}
	if full := s.Head.Full(); full != "" {
		return full
	}
	return s.Reference
}

// alertLine is what an alert says and where it leads.
func (v deskView) alertLine(l *i18n.Localizer, a reception.Alert) ui.Task {
	t := ui.Task{Title: l.T("reception.alert."+string(a.Kind), "count", a.Count, "room", a.Room, "day", l.RelativeDays(a.Day.Sub(v.Day))),
		Status: ui.Flag{Text: l.T("reception.alert.tag." + string(a.Kind)), Tone: ui.Warn}}
	if v.several() {
		t.Hint = a.CentreName
	}
	switch a.Kind {
	case reception.AlertOverCapacity, reception.AlertMinorAlone:
		t.Status.Tone = ui.Bad
		if v.by.May(reception.PermBoard) {
			t.Href = centrePart(a.CentreID, tabBoard)
		}
	case reception.AlertOutageEnds:
		t.Status.Tone = ui.Info
		t.Href = centrePart(a.CentreID, tabOutages)
	case reception.AlertTransfer:
		if v.by.May(reception.PermTransfer) {
			t.Href = pathTransfers
		}
	case reception.AlertWaiting:
		t.Href = v.waiting()
	}
	return t
}

func (v deskView) alertLines(l *i18n.Localizer) []ui.Task {
	var out []ui.Task
	for _, a := range v.Alerts {
		out = append(out, v.alertLine(l, a))
	}
	return out
}

// deskPart is one list of the day.
type deskPart struct {
	ID, Title, None string // anchor, and keys of the heading and of what stands in place of an empty list
	reception.DeskList
}

// lines are the stays of one list.
func (v deskView) lines(l *i18n.Localizer, part deskPart) []ui.Task {
	out := make([]ui.Task, len(part.Stays))
	for i, s := range part.Stays {
		centre := ""
		if v.several() {
			centre = "\u2068" + s.CentreName + "\u2069" // stands in one line with other words
		}
		t := ui.Task{Title: v.head(l, s), Hint: joined(s.Reference, l.T("reception.desk.persons_count", "count", s.Persons), centre), Status: ui.Flag{Tone: ui.Info}}
		if s.StayID != "" {
			t.Href = pathStays + s.StayID
		}
		day := s.Until
		if part.ID == string(reception.DeskArrivals) {
			day = s.From
		}
		if day.Before(v.Day) {
			t.Status.Tone = ui.Warn
		}
		t.Status.Text = l.RelativeDays(day.Sub(v.Day))
		out[i] = t
	}
	return out
}

// deskPartView is one list of the day, page by page.
type deskPartView struct {
	listFilter
	Part  reception.DeskPart
	List  []reception.DeskStay
	Pages ui.Pages
	day   clock.Date
}

// deskTitles are the headings of the lists.
var deskTitles = map[reception.DeskPart]string{reception.DeskArrivals: "reception.desk.arrivals", reception.DeskDue: "reception.desk.due", reception.DeskOverdue: "reception.desk.overdue"}

func (f face) showDeskPart(w http.ResponseWriter, r *web.Request) error {
	filter, err := f.centreFilterOf(r, reception.PermDesk)
	if err != nil {
		return err
	}
	v := deskPartView{listFilter: filter, Part: reception.DeskPart(r.PathValue("part")), day: f.today()}
	pages := newPager(r, pathDesk+string(v.Part), "centre", v.CentreID)
	v.List, pages.Next, err = f.reception.DeskStays(r.Context(), r.Actor, v.Part, reception.ListIn{CentreID: v.CentreID, After: pages.after})
	if err != nil {
		return err
	}
	v.Pages = pages.pages()
	p := listPage(r, r.L.T(deskTitles[v.Part]), ui.Link{Label: r.L.T("reception.desk.title"), Href: withQuery(ui.PathHome, "centre", v.CentreID)})
	return r.Show(w, p, deskPartPage(p, v))
}

// rows are the stays of the list as the desk shows them.
func (v deskPartView) rows(l *i18n.Localizer) []ui.Task {
	day := deskView{Desk: reception.Desk{Day: v.day}}
	return day.lines(l, deskPart{ID: string(v.Part), DeskList: reception.DeskList{Stays: v.List}})
}
