package peopleweb

import (
	"net/http"
	"net/url"

	"passerelle/internal/engine/names"
	"passerelle/internal/people"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// duplicatesView is a page of the list of pairs.
type duplicatesView struct {
	ui.Page
	page    people.CandidatePage
	query   url.Values // filters and order
	desks   []Desk
	sweep   people.Sweep
	filters people.CandidateFilter
	place   *Desk
	rising  bool
}

// verdicts are what a pair in the list may be called.
var verdicts = []names.Verdict{names.Same, names.Look}

func (f face) showDuplicates(w http.ResponseWriter, r *web.Request) error {
	v := duplicatesView{Page: r.Page(r.L.T("people.duplicates.all")), query: url.Values{}}
	v.Breadcrumbs = []ui.Link{
		{Label: r.L.T("people.list.title"), Href: pathPeople}, {Label: r.L.T("people.duplicates.title"), Href: pathDuplicates}, {Label: v.Title},
	}
	for _, name := range []string{"verdict", "place", "order"} {
		if value := r.URL.Query().Get(name); value != "" {
			v.query.Set(name, value)
		}
	}
	var err error
	if v.desks, err = f.places.Desks(r, people.PermLink); err != nil {
		return err
	}
	v.choose()
	v.page, err = f.people.ListCandidates(r.Context(), r.Actor, people.CandidatesInput{
		Filter: v.filters, Ascending: v.rising, Cursor: r.URL.Query().Get("cursor"),
	})
	if err != nil {
		return err
	}
	if v.sweep, err = f.people.LastSweep(r.Context(), r.Actor); err != nil {
		return err
	}
	return r.Show(w, v.Page, duplicatesPage(v))
}

// choose reads the filters. What means nothing filters nothing.
func (v *duplicatesView) choose() {
	v.rising = v.query.Get("order") == orderRising
	for _, verdict := range verdicts {
		if v.query.Get("verdict") == string(verdict) {
			v.filters.Verdict = verdict
		}
	}
	for i, d := range v.desks {
		if deskValue(d) == v.query.Get("place") {
			v.place = &v.desks[i]
			if v.filters.CentreID = d.CentreID; d.CentreID == "" {
				v.filters.OrgID = d.OrgID
			}
		}
	}
}

// orderRising shows the least like first.
const orderRising = "rising"

// with is the list with a field of its address set, or lifted where value is empty.
func (v duplicatesView) with(field, value string) string {
	q := url.Values{}
	for name, values := range v.query {
		q[name] = values
	}
	q.Set(field, value)
	if value == "" {
		q.Del(field)
	}
	if len(q) == 0 {
		return pathDuplicateList
	}
	return pathDuplicateList + "?" + q.Encode()
}

// at is the list at a cursor; empty for none.
func (v duplicatesView) at(cursor string) string {
	if cursor == "" {
		return ""
	}
	return v.with("cursor", cursor)
}

func (v duplicatesView) chips() []ui.Chip {
	var out []ui.Chip
	if v.filters.Verdict != "" {
		out = append(out, ui.Chip{Label: word(v.L, wordsVerdict, v.filters.Verdict), RemoveHref: v.with("verdict", "")})
	}
	if v.place != nil {
		out = append(out, ui.Chip{Label: v.L.T("people.list.chip", "field", v.L.T("people.list.place"), "value", v.place.Label), RemoveHref: v.with("place", "")})
	}
	return out
}

func (v duplicatesView) columns() []ui.Column {
	out := columns(v.L, true, "people.duplicates.one", "people.duplicates.other", "people.duplicates.likeness", "people.duplicates.found")
	score := &out[2]
	score.Sorted, score.SortHref = ui.Descending, v.with("order", orderRising)
	if v.rising {
		score.Sorted, score.SortHref = ui.Ascending, v.with("order", "")
	}
	return out
}

// desk names the centre of a person, where the reader knows it.
func (v duplicatesView) desk(p people.PersonLine) string {
	for _, d := range v.desks {
		if d.CentreID == p.CentreID && d.OrgID == p.OrgID {
			return d.Label
		}
	}
	return ""
}

// pairsLeft says how many pairs wait.
func pairsLeft(l *i18n.Localizer, n int, more bool) string {
	if more {
		return l.T("people.duplicates.more_than", "count", n)
	}
	return l.T("people.duplicates.left", "count", n)
}

func verdictFlag(l *i18n.Localizer, verdict names.Verdict) ui.Flag {
	if verdict == names.Same {
		return ui.Flag{Text: word(l, wordsVerdict, verdict), Tone: ui.Warn, Letter: "!"}
	}
	return ui.Flag{Text: word(l, wordsVerdict, verdict), Tone: ui.Info, Letter: "?"}
}

// lastText says what was decided last, and on whom.
func (v triageView) lastText() string {
	key := map[people.CandidateDecision]string{
		people.CandidateSame: "people.duplicates.last_same", people.CandidateDifferent: "people.duplicates.last_different", people.CandidateLater: "people.duplicates.last_later",
	}[v.last.Decision]
	return v.L.T(key, "a", namedFile(v.L, v.last.A), "b", namedFile(v.L, v.last.B))
}

// namedFile is a name with the reference, which tells two files of one name apart.
func namedFile(l *i18n.Localizer, p people.PersonLine) string {
	return isolated(lineName(l, p)) + " (" + p.Reference + ")"
}

// surest is the most that a likeness is said to be: names are never certain.
const surest = 0.99

// key lets a single key press a button, unless the reader switched that off.
func (v triageView) key(key string) map[string]any {
	if v.NoShortcuts {
		return nil
	}
	return map[string]any{"data-key": key, "aria-keyshortcuts": key}
}

// open reports whether the pair is still to be decided on.
func (v triageView) open() bool {
	d := v.pair.Candidate.Decision
	return d == people.CandidateOpen || d == people.CandidateLater
}

func (v triageView) comparison() comparison {
	return comparison{Page: v.Page, Comparison: v.pair.Comparison}
}

func (v triageView) hidden() []ui.HiddenField {
	return v.travelling(v.pair.Candidate.Version)
}

// travelling are the fields that every form of the page carries along.
func (v triageView) travelling(version int) []ui.HiddenField {
	return []ui.HiddenField{{Name: "version", Value: number(version)}, {Name: "after", Value: v.after}}
}

func (v triageView) remindField() ui.DateField {
	return ui.DateField{
		Name: "remind_on", Label: v.L.T("people.duplicates.until"),
		Error: v.ErrorFor("remind_on"), Value: v.typed, Optional: true,
	}
}
