package peopleweb

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"passerelle/internal/people"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// triageView is one pair of records to decide on.
type triageView struct {
	ui.Page
	pair  *people.Triage // nil: none is left
	last  *people.Candidate
	after string       // the pair that was skipped last; empty for none
	typed ui.DateValue // the day of Later, as it was typed
	count int
	more  bool
	taken bool // somebody else was faster
}

// triage frames a page about a pair.
func (f face) triage(r *web.Request, after string) (triageView, error) {
	v := triageView{Page: r.Page(r.L.T("people.duplicates.title")), after: after}
	v.Breadcrumbs = []ui.Link{{Label: r.L.T("people.list.title"), Href: pathPeople}, {Label: v.Title}}
	var err error
	if v.count, v.more, err = f.people.CountCandidates(r.Context(), r.Actor); err != nil {
		return v, err
	}
	v.last, err = f.people.LastDecided(r.Context(), r.Actor)
	return v, err
}

// duplicatesLabel names the way to the pairs and says how many there are; empty
// for who may not decide on any.
func (f face) duplicatesLabel(r *web.Request) (string, error) {
	if !r.Actor.May(people.PermLink) {
		return "", nil
	}
	n, more, err := f.people.CountCandidates(r.Context(), r.Actor)
	if more {
		return r.L.T("people.duplicates.nav_more", "count", n), err
	}
	return r.L.T("people.duplicates.nav", "count", n), err
}

func (f face) showNextDuplicate(w http.ResponseWriter, r *web.Request) error {
	v, err := f.nextDuplicate(r, r.URL.Query().Get("after"))
	if err != nil {
		return err
	}
	return r.Show(w, v.Page, triagePage(v))
}

func (f face) nextDuplicate(r *web.Request, after string) (triageView, error) {
	v, err := f.triage(r, after)
	if err == nil {
		v.pair, err = f.people.NextCandidate(r.Context(), r.Actor, after)
	}
	return v, err
}

func (f face) showDuplicate(w http.ResponseWriter, r *web.Request) error {
	v, err := f.openDuplicate(r, r.URL.Query().Get("after"))
	if err != nil {
		return err
	}
	return r.Show(w, v.Page, triagePage(v))
}

// openDuplicate opens the pair of the address.
func (f face) openDuplicate(r *web.Request, after string) (triageView, error) {
	id, err := r.ID("id")
	if err != nil {
		return triageView{}, err
	}
	pair, err := f.people.OpenCandidate(r.Context(), r.Actor, id)
	if err != nil {
		return triageView{}, err
	}
	v, err := f.triage(r, after)
	v.pair = pair
	return v, err
}

// decideDuplicate carries out a decision and goes on with the next pair. Where
// somebody else was faster, it says so above the next pair.
func (f face) decideDuplicate(w http.ResponseWriter, r *web.Request) error {
	values, err := r.Form()
	if err != nil {
		return err
	}
	in := people.DecideInput{Version: version(values), Decision: people.CandidateDecision(values.Get("do"))}
	if in.ID, err = r.ID("id"); err != nil {
		return err
	}
	if in.Decision == people.CandidateLater {
		in.RemindOn = civil(ui.ReadDate(values.Get, "remind_on"))
	}
	after := values.Get("after")
	err = f.people.DecideCandidate(r.Context(), r.Actor, in)
	switch {
	case err != nil && fault.KindOf(err) == fault.Conflict:
		return f.toldTaken(w, r, after)
	case err != nil && fault.KindOf(err) == fault.Invalid:
		v, openErr := f.openDuplicate(r, after)
		if openErr != nil {
			return openErr
		}
		v.typed = ui.ReadDate(values.Get, "remind_on")
		return r.Reject(w, err, v.Page, func(p ui.Page) templ.Component {
			v.Page = p
			return triagePage(v)
		})
	case err != nil:
		return err
	}
	done := map[people.CandidateDecision]string{
		people.CandidateSame: "people.done.linked", people.CandidateDifferent: "people.done.different", people.CandidateLater: "people.done.later",
	}
	return r.Redirect(w, withQuery(pathDuplicates, "after", after), done[in.Decision])
}

// undoDuplicate takes a decision back and shows the pair again.
func (f face) undoDuplicate(w http.ResponseWriter, r *web.Request) error {
	values, err := r.Form()
	if err != nil {
		return err
	}
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	after := values.Get("after")
	err = f.people.UndoCandidate(r.Context(), r.Actor, id, version(values))
	if err != nil && fault.KindOf(err) == fault.Conflict {
		return f.toldTaken(w, r, after)
	}
	if err != nil {
		return err
	}
	return r.Redirect(w, withQuery(duplicatePath(id), "after", after), "people.done.unlinked")
}

func (f face) toldTaken(w http.ResponseWriter, r *web.Request, after string) error {
	v, err := f.nextDuplicate(r, after)
	if err != nil {
		return err
	}
	v.taken = true
	return r.ShowStatus(w, http.StatusConflict, v.Page, triagePage(v))
}

func version(values url.Values) int {
	n, _ := strconv.Atoi(values.Get("version")) // none is no version, and is refused
	return n
}

func (f face) startSweep(w http.ResponseWriter, r *web.Request) error {
	if _, err := f.people.StartSweep(r.Context(), r.Actor); err != nil {
		return err
	}
	return r.Redirect(w, pathDuplicateList, "people.done.sweep")
}

// sweepProgress says how far the search of the register is: to a script as a
// part of the page.
func (f face) sweepProgress(w http.ResponseWriter, r *web.Request) error {
	s, err := f.people.LastSweep(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Fragment(w, sweepStatus(r.L, s))
}
