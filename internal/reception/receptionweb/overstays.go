package receptionweb

import (
	"net/http"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// listFilter is the centre that a list is narrowed to.
type listFilter struct {
	CentreID string
	Centres  []ui.Option
}

// centreFilterOf reads the centre of an address, and which centres there are to choose from.
func (f face) centreFilterOf(r *web.Request, perm access.Permission) (listFilter, error) {
	v := listFilter{CentreID: r.URL.Query().Get("centre")}
	if !db.ValidID(v.CentreID) {
		v.CentreID = ""
	}
	if !r.Actor.May(reception.PermCentres) {
		return v, nil
	}
	all, err := f.reception.Centres(r.Context(), r.Actor, reception.CentreFilter{Status: reception.CentreOpen})
	if err != nil {
		return v, err
	}
	for _, c := range all.Centres {
		if r.Actor.MayOn(perm, c.Centre.Object()) {
			v.Centres = append(v.Centres, ui.Option{Value: c.Centre.ID, Label: c.Centre.Name})
		}
	}
	return v, nil
}

// overstaysView lists the stays that have run past their day of leaving.
type overstaysView struct {
	listFilter
	List  []reception.Overstay
	Heads map[string]reception.Head
	Pages ui.Pages
	by    access.Actor
}

// to leads to what has to be said about a stay, or to the stay where that is for others to say.
func (v overstaysView) to(s reception.Overstay) string {
	if v.by.May(reception.PermMove) {
		return stayPath(s.ID, "overstay")
	}
	return pathStays + s.ID
}

func (f face) showOverstays(w http.ResponseWriter, r *web.Request) error {
	filter, err := f.centreFilterOf(r, reception.PermStays)
	if err != nil {
		return err
	}
	v := overstaysView{listFilter: filter, by: r.Actor}
	pages := newPager(r, pathOverstays, "centre", v.CentreID)
	v.List, pages.Next, err = f.reception.Overstays(r.Context(), r.Actor, reception.ListIn{CentreID: v.CentreID, After: r.URL.Query().Get("after")})
	if err != nil {
		return err
	}
	v.Pages = pages.pages()
	ids := make([]string, len(v.List))
	for i, s := range v.List {
		ids[i] = s.HouseholdID
	}
	if v.Heads, err = f.reception.Heads(r.Context(), r.Actor, "overstays", ids); err != nil {
		return err
	}
	p := listPage(r, r.L.T("reception.overstays.title"))
	return r.Show(w, p, overstaysPage(p, v))
}

// headText names a household of a list, where the reader may know it.
func headText(l *i18n.Localizer, heads map[string]reception.Head, household string) string {
	h, known := heads[household]
	switch {
	case !known:
		return l.T("reception.desk.somebody")
	case h.Name.Full() != "":
		return h.Name.Full()
	}
	return h.Reference
}

// phasesView lists who is in a phase of reception, and may move on.
type phasesView struct {
	listFilter
	Phase reception.Phase
	List  []reception.NextPhaseRow
	Heads map[string]reception.Head
	Pages ui.Pages
	by    access.Actor
}

// phasesWithNext are the phases from which households move on.
var phasesWithNext = []reception.Phase{reception.PhaseFirst, reception.PhaseSecond}

func (f face) showPhases(w http.ResponseWriter, r *web.Request) error {
	filter, err := f.centreFilterOf(r, reception.PermStays)
	if err != nil {
		return err
	}
	v := phasesView{listFilter: filter, Phase: known(r.URL.Query().Get("phase"), phasesWithNext), by: r.Actor}
	if v.Phase == "" {
		v.Phase = reception.PhaseFirst
	}
	pages := newPager(r, pathPhases, "centre", v.CentreID, "phase", string(v.Phase))
	v.List, pages.Next, err = f.reception.NextPhase(r.Context(), r.Actor, reception.NextPhaseIn{Phase: v.Phase,
		ListIn: reception.ListIn{CentreID: v.CentreID, After: r.URL.Query().Get("after")}})
	if err != nil {
		return err
	}
	v.Pages = pages.pages()
	ids := make([]string, len(v.List))
	for i, s := range v.List {
		ids[i] = s.HouseholdID
	}
	if v.Heads, err = f.reception.Heads(r.Context(), r.Actor, "phases", ids); err != nil {
		return err
	}
	p := listPage(r, r.L.T("reception.phases.title"))
	return r.Show(w, p, phasesPage(p, v))
}

// tabs lead from phase to phase.
func (v phasesView) tabs(l *i18n.Localizer) []ui.NavItem {
	var out []ui.NavItem
	for _, phase := range phasesWithNext {
		out = append(out, ui.NavItem{Label: word(l, wordsPhase, phase), Href: withQuery(pathPhases, "phase", string(phase), "centre", v.CentreID), Current: phase == v.Phase})
	}
	return out
}

func (v phasesView) flags(l *i18n.Localizer, row reception.NextPhaseRow) []ui.Flag {
	var out []ui.Flag
	if row.Granted {
		out = append(out, ui.Flag{Text: l.T("reception.phases.granted"), Tone: ui.Good})
	}
	if row.Moving {
		out = append(out, ui.Flag{Text: l.T("reception.stay.transfer_open"), Tone: ui.Info})
	}
	return out
}
