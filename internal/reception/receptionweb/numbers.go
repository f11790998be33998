package receptionweb

import (
	"net/http"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

func (f face) mountNumbers(site *web.Site) {
	const tag = "Numbers"
	one := pathCentres + "/{id}/numbers"
	site.Handle(
		web.Route{Method: get, Pattern: one, Permission: reception.PermNumbers, Handle: f.showNumbers},
		web.Route{Method: get, Pattern: one + "/{kind}", Permission: reception.PermNumbers, Handle: f.showNumberList},
		web.Route{Method: get, Pattern: pathNumbers + "{kind}", Permission: reception.PermNumbers, Handle: f.showNumberList},
	)
	web.Op(site, web.Operation{ID: "getNumbers", Method: get, Path: "/numbers", Tag: tag,
		Summary: "Beds by state in one night, by centre", Permission: reception.PermNumbers}, f.apiNumbers)
	web.Op(site, web.Operation{ID: "listNumber", Method: get, Path: "/numbers/{kind}", Tag: tag,
		Summary: "The beds or persons behind a number", Permission: reception.PermNumbers}, f.apiNumberList)
}

// numbersView is the numbers of a centre in one night.
type numbersView struct {
	centreHead
	reception.CentreNumbers
	Day   clock.Date
	today clock.Date
}

func (f face) showNumbers(w http.ResponseWriter, r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	day := queryDay(r, "day", f.today())
	count, err := f.reception.Numbers(r.Context(), r.Actor, id, day)
	if err != nil {
		return err
	}
	n := count.Centres[0]
	p, head := centreFrame(r, n.Centre, tabNumbers)
	return r.Show(w, p, numbersPage(p, numbersView{head, n, day, f.today()}))
}

// links keeps the day of the page.
func (v numbersView) links() *links {
	k := numberLinks(v.centreHead.Centre.ID, v.centreHead.Centre.Name, true)
	if v.Day != v.today {
		k.day = v.Day
	}
	return k
}

// numberListView is the beds or persons behind a number.
type numberListView struct {
	pager
	Head *centreHead // nil: of all centres
	Kind reception.NumberKind
	Day  clock.Date
	Rows []reception.NumberRow
	Past bool // the day is over
	by   access.Actor
}

// free reports whether the bed of a row can be offered to a household.
func (v numberListView) free(row reception.NumberRow) bool {
	return row.State == reception.BedFree && !v.Past && v.by.May(reception.PermPlace)
}

// above is the page from which a reader comes to the numbers of all centres.
func above(r *web.Request) ui.Link {
	if r.Actor.May(reception.PermOverview) {
		return ui.Link{Label: r.L.T("reception.overview.title"), Href: pathOverview}
	}
	return ui.Link{Label: r.L.T("reception.desk.title"), Href: ui.PathHome}
}

// ofPersons reports whether the list counts persons, not beds.
func (v numberListView) ofPersons() bool {
	return v.Kind == reception.NumberPersons || v.Kind == reception.NumberStayOn
}

func (v numberListView) columns(l *i18n.Localizer) []ui.Column {
	var out []ui.Column
	column := func(keys ...string) {
		for _, k := range keys {
			out = append(out, ui.Column{Label: l.T(k)})
		}
	}
	if v.ofPersons() {
		column("reception.board.who")
	}
	if v.Head == nil {
		column("reception.centre.name")
	}
	column("reception.room.number", "reception.room.bed")
	if !v.ofPersons() {
		column("reception.board.state", "reception.board.who")
	}
	column("reception.board.note")
	return out
}

func (f face) showNumberList(w http.ResponseWriter, r *web.Request) error {
	kind := known(r.PathValue("kind"), reception.NumberKinds)
	if kind == "" {
		return fault.Missing()
	}
	today := f.today()
	v := numberListView{Kind: kind, Day: queryDay(r, "day", today), by: r.Actor}
	v.Past = v.Day.Before(today)
	dayText := ""
	if v.Day != today {
		dayText = v.Day.String()
	}
	query := reception.NumberQuery{Kind: kind, Day: v.Day}
	title := word(r.L, wordsNumber, kind)
	var p ui.Page
	if r.PathValue("id") == "" {
		v.pager = newPager(r, pathNumbers+string(kind), "day", dayText)
		p = listPage(r, title, above(r))
	} else {
		tree, err := f.centreFor(r, reception.PermNumbers)
		if err != nil {
			return err
		}
		query.CentreID = tree.Centre.ID
		v.pager = newPager(r, numberPath(tree.Centre.ID, string(kind), clock.Date{}), "day", dayText)
		tab, below := tabNumbers, []ui.Link{{Label: title}}
		if kind == reception.NumberPersons {
			tab, below = tabResidents, nil
		}
		var head centreHead
		p, head = centreFrame(r, tree.Centre, tab, below...)
		v.Head = &head
	}
	query.After = v.after
	var err error
	if v.Rows, v.Next, err = f.reception.NumberList(r.Context(), r.Actor, query); err != nil {
		return err
	}
	return r.Show(w, p, numberListPage(p, v))
}

// rowNote says why, and from when until when.
func rowNote(l *i18n.Localizer, row reception.NumberRow) string {
	reason := ""
	if row.Reason != "" {
		reason = word(l, wordsReason, row.Reason)
	}
	return joined(reason, period(l, row.From, row.Until))
}
