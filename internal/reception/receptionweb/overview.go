package receptionweb

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

func (f face) mountOverview(site *web.Site) {
	site.Handle(
		web.Route{Method: get, Pattern: pathOverview, Permission: reception.PermOverview, Handle: f.showOverview},
		web.Route{Method: get, Pattern: pathOverview + "/figures.csv", Permission: reception.PermOverview, Handle: f.sendFigures},
	)
	web.Op(site, web.Operation{ID: "getOverview", Method: get, Path: "/overview", Tag: "Numbers",
		Summary: "How full the centres are and were, and who came and went, in figures", Permission: reception.PermOverview}, f.apiOverview)
}

// overviewDays are how far back an overview may go.
var overviewDays = []int{7, 30, 90, 365}

var overviewSteps = []reception.Step{reception.StepDay, reception.StepWeek, reception.StepMonth}

// wordsStep begins the keys of the steps of arrivals against departures.
const wordsStep = "reception.step."

// overviewView is how full the centres are and how that came.
type overviewView struct {
	reception.Overview
	CentreID string
	Centres  []ui.Option
	Span     int
	Step     reception.Step
	by       access.Actor
}

// asked reads which overview the address asks for.
func (f face) asked(r *web.Request) (overviewView, error) {
	q := r.URL.Query()
	v := overviewView{CentreID: q.Get("centre"), Span: queryNumber(r, "days", overviewDays, 30), Step: known(q.Get("step"), overviewSteps), by: r.Actor}
	if v.Step == "" {
		v.Step = reception.StepDay
		if v.Span > 31 {
			v.Step = reception.StepWeek
		}
	}
	var err error
	v.Overview, err = f.reception.Overview(r.Context(), r.Actor, v.CentreID, v.Span)
	return v, err
}

func (f face) showOverview(w http.ResponseWriter, r *web.Request) error {
	v, err := f.asked(r)
	if err != nil {
		return err
	}
	all := v.Now
	if v.CentreID != "" && r.Actor.May(reception.PermCentres) {
		if all, err = f.reception.Centres(r.Context(), r.Actor, reception.CentreFilter{Status: reception.CentreOpen}); err != nil {
			return err
		}
	}
	for _, c := range all.Centres {
		if r.Actor.MayOn(reception.PermOverview, c.Centre.Object()) {
			v.Centres = append(v.Centres, ui.Option{Value: c.Centre.ID, Label: c.Centre.Name})
		}
	}
	p := r.Page(r.L.T("reception.overview.title"))
	p.Wide = true
	return r.Show(w, p, overviewPage(p, v))
}

// figures leads to the same as a file.
func (v overviewView) figures() string {
	return withQuery(pathOverview+"/figures.csv", "centre", v.CentreID, "days", strconv.Itoa(v.Span))
}

func (v overviewView) links(l *i18n.Localizer) *links {
	if !v.by.May(reception.PermNumbers) {
		return nil
	}
	return &links{centreID: v.CentreID, name: l.T("reception.numbers.total")}
}

func (v overviewView) spans(l *i18n.Localizer) []ui.Option {
	var out []ui.Option
	for _, n := range overviewDays {
		out = append(out, ui.Option{Value: strconv.Itoa(n), Label: l.T("reception.overview.days", "count", n)})
	}
	return out
}

// occupancy draws how many beds were taken, of how many that could be used.
func (v overviewView) occupancy(l *i18n.Localizer) ui.Chart {
	c := ui.Chart{ID: "occupancy", Title: l.T("reception.overview.occupancy"), XLabel: l.T("reception.overview.day"),
		Series: []ui.Series{{Name: l.T("reception.overview.usable")}, {Name: word(l, wordsNumber, reception.NumberOccupied)}, {Name: word(l, wordsNumber, reception.NumberReserved)}}}
	for _, d := range v.Days {
		c.Labels = append(c.Labels, dayMonth(l, d.Day))
		for i, n := range []int{d.Usable(), d.Occupied, d.Reserved} {
			c.Series[i].Values = append(c.Series[i].Values, float64(n))
		}
	}
	first, last := v.Days[0], v.Days[len(v.Days)-1]
	c.Desc = l.T("reception.overview.occupancy_desc", "from", first.Day, "until", last.Day, "first", first.Occupied, "last", last.Occupied, "usable", last.Usable())
	return c
}

// flows draws who came and who left.
func (v overviewView) flows(l *i18n.Localizer) ui.Chart {
	c := ui.Chart{ID: "flows", Title: l.T("reception.overview.flows"), XLabel: word(l, wordsStep, v.Step),
		Series: []ui.Series{{Name: l.T("reception.overview.arrivals")}, {Name: l.T("reception.overview.departures")}}}
	came, left := 0, 0
	for _, s := range v.Flows(v.Step) {
		c.Labels = append(c.Labels, stepLabel(l, v.Step, s.From))
		c.Series[0].Values = append(c.Series[0].Values, float64(s.Arrivals))
		c.Series[1].Values = append(c.Series[1].Values, float64(s.Departures))
		came, left = came+s.Arrivals, left+s.Departures
	}
	c.Desc = l.T("reception.overview.flows_desc", "arrivals", came, "departures", left)
	return c
}

func stepLabel(l *i18n.Localizer, step reception.Step, from clock.Date) string {
	if step == reception.StepMonth {
		return l.T("reception.month_year", "month", strconv.Itoa(int(from.Month)), "year", strconv.Itoa(from.Year))
	}
	return dayMonth(l, from)
}

// stats are the six numbers of now.
func (v overviewView) stats(l *i18n.Localizer) []ui.Stat {
	return numberStats(l, v.Now.Total.Numbers, v.links(l), v.Now.Total.Persons)
}

// stays tell who stays on, how long a stay was, and who came and left.
func (v overviewView) stays(l *i18n.Localizer) []ui.Stat {
	stayOn := ui.Stat{Label: word(l, wordsNumber, reception.NumberStayOn), Value: l.Number(v.Now.Total.StayOn), Note: l.T("reception.overview.stay_on_note")}
	if k := v.links(l); k != nil {
		stayOn.Href = k.to(string(reception.NumberStayOn))
	}
	stay := ui.Stat{Label: l.T("reception.overview.average_stay"), Value: "–", Note: l.T("reception.overview.nobody_left")}
	if a := v.AverageStay; a.Households > 0 {
		stay.Value, stay.Note = l.Number(a.Nights), l.T("reception.overview.average_of", "count", a.Households)
	}
	var sum reception.Flow
	for _, d := range v.Days {
		sum = sum.Add(d.Flow)
	}
	return []ui.Stat{
		{Label: l.T("reception.overview.arrivals"), Value: l.Number(sum.Arrivals), Href: "#flows-heading", Note: l.T("reception.overview.came", "count", sum.Arrivals)},
		{Label: l.T("reception.overview.departures"), Value: l.Number(sum.Departures), Href: "#flows-heading", Note: l.T("reception.overview.went", "count", sum.Departures)},
		stayOn, stay,
	}
}

// figureColumns head the file of figures. They are the same in every language,
// so that what reads the file need not know the reader's.
var figureColumns = []string{"day", "gross", "out_of_service", "blocked", "reserved", "occupied", "net_free", "persons", "arrivals", "departures", "moved_in", "moved_out"}

// sendFigures answers with the days of an overview as comma-separated values.
// They hold no person and no text that a user wrote.
func (f face) sendFigures(w http.ResponseWriter, r *web.Request) error {
	v, err := f.asked(r)
	if err != nil {
		return err
	}
	var b strings.Builder
	out := csv.NewWriter(&b)
	out.Write(figureColumns) // into memory: what fails is told by Error
	for _, d := range v.Days {
		row := []string{d.Day.String()}
		for _, n := range []int{d.Gross, d.Out, d.Blocked, d.Reserved, d.Occupied, d.Free, d.Persons, d.Arrivals, d.Departures, d.MovedIn, d.MovedOut} {
			row = append(row, strconv.Itoa(n))
		}
		out.Write(row)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="passerelle-figures-`+f.today().String()+`.csv"`)
	_, err = w.Write([]byte(b.String()))
	return err
}

// fullest orders centres by how full they are.
func (v overviewView) fullest() []reception.CentreNumbers {
	out := slices.Clone(v.Now.Centres)
	slices.SortStableFunc(out, func(a, b reception.CentreNumbers) int { return b.Rate() - a.Rate() })
	return out
}
