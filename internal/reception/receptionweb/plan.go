package receptionweb

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// planDays are how many nights the plan may show.
var planDays = []int{7, 14, 28, 42}

// planView is the tape chart.
type planView struct {
	centreHead
	reception.Tape
	Span   int
	List   bool
	today  clock.Date
	floors map[string]string // by building and level
}

func (f face) showPlan(w http.ResponseWriter, r *web.Request) error {
	tree, err := f.centreFor(r, reception.PermBoard)
	if err != nil {
		return err
	}
	today := f.today()
	span := queryNumber(r, "days", planDays, 14)
	tape, err := f.reception.Tape(r.Context(), r.Actor, tree.Centre.ID, queryDay(r, "from", today.AddDays(-1)), span)
	if err != nil {
		return err
	}
	p, head := centreFrame(r, tree.Centre, tabPlan)
	p.Wide = true
	v := planView{centreHead: head, Tape: tape, Span: span, List: r.URL.Query().Get("view") == viewList, today: today, floors: floorTitles(r.L, tree)}
	return r.Show(w, p, planPage(p, v))
}

// floorTitles names the floors of a centre, with the building where there are several.
func floorTitles(l *i18n.Localizer, tree reception.CentreTree) map[string]string {
	out := map[string]string{}
	for _, b := range tree.Buildings {
		for _, f := range b.Floors {
			name := floorName(l, f.Level, f.Name)
			if len(tree.Buildings) > 1 {
				name = joined(b.Name, name)
			}
			out[f.ID] = name
		}
	}
	return out
}

// address leads to the plan from another day or over another span.
func (v planView) address(from clock.Date, days int) string {
	return withQuery(centrePart(v.Tape.Centre.ID, tabPlan), "from", from.String(), "days", strconv.Itoa(days), "view", viewOf(v.List))
}

func (v planView) last() clock.Date { return v.From.AddDays(v.Span - 1) }

func (v planView) spans(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, n := range planDays {
		out = append(out, ui.Option{Value: strconv.Itoa(n), Label: l.T("reception.plan.days", "count", n)})
	}
	return out
}

// chart is the plan as it is drawn.
func (v planView) chart(l *i18n.Localizer) ui.Tape {
	t := ui.Tape{ID: "plan", RowLabel: l.T("reception.room.number"), Caption: l.T("reception.plan.caption", "from", v.From, "until", v.last())}
	for i, n := range v.Tape.Days {
		day := v.From.AddDays(i)
		label := strconv.Itoa(day.Day)
		if i == 0 || day.Day == 1 {
			label = dayMonth(l, day)
		}
		t.Days = append(t.Days, ui.TapeDay{ISO: day.String(), Weekday: l.WeekdayShort(day.Weekday()), Day: label,
			Label: l.Weekday(day.Weekday()) + " " + l.Date(day), Weekend: day.Weekday() == time.Saturday || day.Weekday() == time.Sunday,
			Today: day == v.today, Free: l.Number(n.Free)})
	}
	for _, r := range v.Rooms {
		row := ui.TapeRow{ID: r.ID, Group: v.floors[r.FloorID], Label: r.Number, Note: l.T("reception.beds_count", "count", len(r.Beds)), Href: roomPath(v.Tape.Centre.ID, r.ID)}
		for _, b := range r.Bars {
			row.Bars = append(row.Bars, v.bar(l, b))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (v planView) bar(l *i18n.Localizer, b reception.TapeBar) ui.TapeBar {
	until := b.Until
	switch {
	case b.Overdue:
		until = v.today.AddDays(1) // the bed is taken until somebody says otherwise
	case until.IsZero():
		until = v.last().AddDays(2) // goes on outside the plan
	}
	out := ui.TapeBar{Start: b.From.Sub(v.From), Days: until.Sub(b.From), From: b.From.String(), State: barLook(b), Label: barLabel(l, b), Note: barNote(l, b)}
	switch {
	case b.OutageID != "":
		out.Href = centrePart(v.Tape.Centre.ID, tabOutages)
		if v.may(reception.PermOutage) {
			out.Href = centrePart(v.Tape.Centre.ID, "outages/"+b.OutageID+"/end")
		}
	case b.StayID != "":
		out.Href = pathStays + b.StayID
		if v.may(reception.PermMove) && b.Status != reception.HoldEnded {
			out.Move = pathStays + b.StayID + "/move"
		}
	default:
		out.Href = centrePart(v.Tape.Centre.ID, tabBoard)
	}
	return out
}

func barLook(b reception.TapeBar) ui.BedState {
	switch {
	case b.OutageID != "" || b.Status == reception.HoldOut:
		return bedLook(reception.BedOut, nil, b.Reason)
	case b.Status == reception.HoldReserved:
		return ui.BedHeld
	case b.Overdue:
		return ui.BedLeaving
	}
	return ui.BedOccupied
}

// barLabel names one person of a bar, an adult where there is one, and counts the others.
func barLabel(l *i18n.Localizer, b reception.TapeBar) string {
	if len(b.Persons) == 0 {
		return word(l, wordsReason, b.Reason)
	}
	grown := func(o *reception.Occupant) int {
		if o.Age == reception.AgeAdult || o.Age == reception.AgeSenior {
			return 0
		}
		return 1
	}
	named := slices.MinFunc(b.Persons, func(x, y *reception.Occupant) int {
		return cmp.Or(grown(x)-grown(y), strings.Compare(occupantName(l, x), occupantName(l, y)))
	})
	if n := len(b.Persons); n > 1 {
		return l.T("reception.plan.and_others", "name", occupantName(l, named), "count", n-1)
	}
	return occupantName(l, named)
}

// barNote says in words what the bar draws.
func barNote(l *i18n.Localizer, b reception.TapeBar) string {
	beds := ""
	if len(b.Beds) > 0 {
		beds = l.T("reception.plan.beds", "count", len(b.Beds), "labels", l.List(b.Beds))
	}
	cots := ""
	if b.Cots > 0 {
		cots = l.T("reception.room.cots_count", "count", b.Cots)
	}
	overdue := ""
	if b.Overdue {
		overdue = l.T("reception.occupant.overdue")
	}
	return joined(period(l, b.From, b.Until), beds, cots, overdue)
}

// dayMonth writes a day without its year, for narrow columns.
func dayMonth(l *i18n.Localizer, d clock.Date) string {
	return l.T("reception.day_month", "day", strconv.Itoa(d.Day), "month", strconv.Itoa(int(d.Month)))
}
