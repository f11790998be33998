package peopleweb

import (
	"slices"
	"strings"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
)

// Beginnings of the catalogue keys of codes of imports.
const (
	wordsTarget       = "people.import.target."
	wordsImportStatus = "people.import.status."
	wordsImportRow    = "people.import.row."
	wordsImportNote   = "people.import.note."
	wordsDecision     = "people.import.decision."
)

// importView is a page about one import.
type importView struct {
	ui.Page
	people.Import
	by   access.Actor
	desk string // where the households go; empty where the actor may not know by now
	rows []people.ImportRow
	show string // which rows: a status, "alike" or "all"
	next string // link to the rows after these
}

// showAlike and showAll are what show may be beside a status.
const (
	showAlike = "alike"
	showAll   = "all"
)

// rowsShown is how many rows a page shows.
const rowsShown = 50

func (v importView) fileName() string { return importName(v.L, v.Import) }

func importName(l *i18n.Localizer, i people.Import) string {
	switch {
	case !i.Kept:
		return l.T("people.import.deleted")
	case i.File == "":
		return l.T("people.import.unnamed")
	}
	return i.File
}

// mixed reports whether rows of several statuses are shown together.
func (v importView) mixed() bool { return v.show == showAll || v.show == showAlike }

func (v importView) rowColumns() []ui.Column {
	out := []ui.Column{{Label: v.L.T("people.import.rows.person")}}
	if v.mixed() {
		out = append(out, ui.Column{Label: v.L.T("people.import.rows.result")})
	}
	return append(out, ui.Column{Label: v.L.T("people.import.rows.why")})
}

// count is how many rows a status has.
func (v importView) count(show string) int {
	c := v.Counts
	return map[string]int{
		string(people.RowFresh): c.Fresh, string(people.RowGood): c.Good, string(people.RowBad): c.Bad, string(people.RowAsk): c.Ask,
		string(people.RowHeld): c.Held, string(people.RowLeftOut): c.LeftOut, string(people.RowDone): c.Done,
		showAlike: c.Alike, showAll: c.Total,
	}[show]
}

// shown are the choices of rows: those that there are, what needs somebody first.
func (v importView) shown() []string {
	var out []string
	for _, s := range people.ImportRowStatuses {
		if v.count(string(s)) > 0 {
			out = append(out, string(s))
		}
	}
	if v.Counts.Alike > 0 {
		out = append(out, showAlike)
	}
	return append(out, showAll)
}

// first is the choice of rows that is shown unasked.
func (v importView) first() string {
	for _, s := range []people.ImportRowStatus{people.RowBad, people.RowAsk} {
		if v.count(string(s)) > 0 {
			return string(s)
		}
	}
	return showAll
}

func (v importView) filter() people.ImportRowFilter {
	switch v.show {
	case showAlike:
		return people.ImportRowFilter{Alike: true}
	case showAll:
		return people.ImportRowFilter{}
	}
	return people.ImportRowFilter{Status: people.ImportRowStatus(v.show)}
}

func (v importView) showText(show string) string {
	switch show {
	case showAlike:
		return v.L.T("people.import.alike")
	case showAll:
		return v.L.T("people.import.all")
	}
	return v.L.T(wordsImportRow + show)
}

func (v importView) tabs() []ui.NavItem {
	var out []ui.NavItem
	for _, s := range v.shown() {
		out = append(out, ui.NavItem{
			Label: v.showText(s), Href: withQuery(importPath(v.ID), "show", s), Current: s == v.show, Count: v.count(s),
		})
	}
	return out
}

// stats are the counts, each leading to its rows.
func (v importView) stats() []ui.Stat {
	tones := map[string]ui.Tone{
		string(people.RowBad): ui.Bad, string(people.RowAsk): ui.Warn, string(people.RowGood): ui.Good, string(people.RowDone): ui.Good,
	}
	out := []ui.Stat{{Label: v.L.T("people.import.total"), Value: v.L.Number(v.Counts.Total), Href: withQuery(importPath(v.ID), "show", showAll)}}
	for _, s := range v.shown() {
		if s != showAll {
			out = append(out, ui.Stat{Label: v.showText(s), Value: v.L.Number(v.count(s)), Tone: tones[s], Href: withQuery(importPath(v.ID), "show", s)})
		}
	}
	return out
}

func (v importView) facts() []ui.Fact {
	out := []ui.Fact{
		{Term: v.L.T("people.import.desk"), Value: orDash(v.desk)},
		{Term: v.L.T("people.import.total"), Value: v.L.Number(v.Counts.Total)},
		{Term: v.L.T("people.import.when"), Value: v.L.DateTime(v.CreatedAt.Time())},
	}
	if v.Sheet != "" {
		out = append(out, ui.Fact{Term: v.L.T("people.import.sheet"), Value: v.Sheet})
	}
	return out
}

// notes say what is worth knowing of the file.
func (v importView) notes() []string {
	var out []string
	for _, n := range v.Notes {
		out = append(out, v.L.T(wordsImportNote+n.Code, "count", n.Count))
	}
	return out
}

// work is how far the import is.
func (v importView) work() ui.Work {
	w := ui.Work{ID: "import-progress", Total: v.Counts.Total, Poll: importPart(v.ID, "progress"), Text: v.L.T("people.import.leave")}
	if v.Status == people.ImportChecking {
		w.Label, w.Done = v.L.T("people.import.checking"), v.Counts.Total-v.Counts.Fresh
		return w
	}
	w.Label, w.Done, w.Total = v.L.T("people.import.registering"), v.Counts.Done, v.Counts.Done+v.Counts.Good
	if v.Mode == people.ImportAll {
		w.Text = v.L.T("people.import.at_once")
	}
	return w
}

// heading is that of a column, from 0.
func (v importView) heading(column int) string {
	if column < len(v.Headings) && v.Headings[column] != "" {
		return v.Headings[column]
	}
	return v.L.T("people.import.columns.unnamed", "letter", columnLetters(column))
}

// columnLetters names a column as spreadsheet programs do: A, B … Z, AA.
func columnLetters(column int) string {
	if column < 26 {
		return string(rune('A' + column))
	}
	return columnLetters(column/26-1) + string(rune('A'+column%26))
}

// examples are the first values of a column, each once.
func (v importView) examples(column int) []string {
	var out []string
	for _, r := range v.rows {
		if column >= len(r.Cells) || r.Cells[column] == "" || len(out) == 3 {
			continue
		}
		if value := shortened(r.Cells[column]); !slices.Contains(out, value) {
			out = append(out, value)
		}
	}
	return out
}

// shortened cuts a value that is too long to be shown whole.
func shortened(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// targetChoice asks what a column says.
func (v importView) targetChoice(column int) ui.Choice {
	name := "column." + number(column)
	return ui.Choice{
		Name: name, Label: v.L.T("people.import.columns.says_of", "heading", v.heading(column)), LabelHidden: true,
		Blank: v.L.T("people.import.columns.none"), Value: string(v.Targets[column]), Error: v.ErrorFor(name),
		Options: options(v.L, wordsTarget, people.ImportTargets),
	}
}

// modeChoice asks what is to be registered.
func (v importView) modeChoice() ui.Choice {
	all := ui.Option{Value: string(people.ImportAll), Label: v.L.T("people.import.run.all"), Hint: v.L.T("people.import.run.all_hint")}
	good := ui.Option{Value: string(people.ImportGood), Label: v.L.T("people.import.run.good"), Hint: v.L.T("people.import.run.good_hint")}
	c := ui.Choice{Name: "mode", Label: v.L.T("people.import.run.mode"), Error: v.ErrorFor("mode"), Value: string(people.ImportGood)}
	if v.allPossible() {
		c.Options, c.Value = []ui.Option{all, good}, string(people.ImportAll)
		return c
	}
	all.Disabled = true
	all.Hint = v.L.T("people.import.run.only_good", "max", people.MaxImportAtOnce)
	c.Options = []ui.Option{good, all}
	return c
}

func (v importView) allPossible() bool {
	c := v.Counts
	return c.Bad+c.Ask+c.Held == 0 && c.Good <= people.MaxImportAtOnce
}

// unregistered is how many rows the report has.
func (v importView) unregistered() int {
	c := v.Counts
	return c.Bad + c.Ask + c.Held + c.LeftOut
}

// nameColumns are what tells a person apart in a list of rows, in this order.
var nameColumns = []people.ImportTarget{people.TargetGiven, people.TargetFamily, people.TargetOnDocument, people.TargetOriginal}

var factColumns = []people.ImportTarget{people.TargetSex, people.TargetBirth, people.TargetBirthDay, people.TargetBirthMonth, people.TargetBirthYear, people.TargetNationality}

// personOf is who a row is about, as far as it says; empty where it no longer does.
func (v importView) personOf(r people.ImportRow) (name, facts string) {
	pick := func(targets []people.ImportTarget, between string) string {
		var out []string
		for _, want := range targets {
			for n, t := range v.Targets {
				if t == want && n < len(r.Cells) && r.Cells[n] != "" {
					out = append(out, shortened(r.Cells[n]))
				}
			}
		}
		return strings.Join(out, between)
	}
	return pick(nameColumns, " "), pick(factColumns, " · ")
}

// cell is the value that a problem is about.
func cell(r people.ImportRow, p people.ImportProblem) string {
	if p.Column < 1 || p.Column > len(r.Cells) {
		return ""
	}
	return shortened(r.Cells[p.Column-1])
}

// problemText says what is wrong, with the heading of the column it is in.
func problemText(l *i18n.Localizer, p people.ImportProblem, heading string) string {
	text := l.T(p.Key, "max", p.Max, "row", p.Row)
	if heading == "" {
		return text
	}
	return l.T("people.import.rows.at", "heading", heading, "text", text)
}

func (v importView) problemText(p people.ImportProblem) string {
	heading := ""
	if p.Column > 0 {
		heading = v.heading(p.Column - 1)
	}
	return problemText(v.L, p, heading)
}

var rowTones = map[people.ImportRowStatus]ui.Tone{
	people.RowBad: ui.Bad, people.RowAsk: ui.Warn, people.RowHeld: ui.Warn, people.RowGood: ui.Good, people.RowDone: ui.Good,
}

var importTones = map[people.ImportStatus]ui.Tone{
	people.ImportMapping: ui.Warn, people.ImportChecking: ui.Info, people.ImportChecked: ui.Warn, people.ImportRunning: ui.Info, people.ImportFinished: ui.Good,
}

// choices are the buttons of a row that somebody decides on.
func (v importView) choices(r people.ImportRow) []ui.Action {
	button := func(what people.ImportDecision, label string, style ui.Style) ui.Action {
		return ui.Action{Label: v.L.T(label), Name: "decision", Value: string(what), Style: style, Note: v.L.T("people.import.same_row", "row", number(r.Number))}
	}
	if r.Decision != people.DecideOpen {
		return []ui.Action{button(people.DecideOpen, "people.import.decide.open", ui.Quiet)}
	}
	var out []ui.Action
	if len(r.Matches) > 0 && r.Status != people.RowBad {
		out = append(out, button(people.DecideImport, "people.import.decide.import", ui.Secondary))
	}
	if r.Status != people.RowLeftOut {
		out = append(out, button(people.DecideSkip, "people.import.decide.skip", ui.Quiet))
	}
	return out
}

// linkable reports whether a row may be linked with a person it is like.
func (v importView) linkable(r people.ImportRow, m people.ImportMatch) bool {
	return m.Person != nil && r.Decision == people.DecideOpen && r.Status != people.RowBad && v.Status == people.ImportChecked && v.by.May(people.PermLink)
}

// back is where a decision returns to.
func (v importView) back() string { return withQuery(importPath(v.ID), "show", v.show) }

// reportWords put a report into the language of the reader.
func reportWords(l *i18n.Localizer) people.ImportWords {
	return people.ImportWords{
		Row: l.T("people.import.rows.row"), Status: l.T("people.import.rows.result"), Problems: l.T("people.import.report.why"),
		OfStatus:  func(s people.ImportRowStatus) string { return word(l, wordsImportRow, s) },
		OfProblem: func(p people.ImportProblem, heading string) string { return problemText(l, p, heading) },
	}
}
