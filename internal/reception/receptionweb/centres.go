package receptionweb

import (
	"net/http"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

func (f face) mountCentres(site *web.Site) {
	const tag = "Centres"
	one := pathCentres + "/{id}"
	site.Handle(
		web.Route{Method: get, Pattern: pathCentres, Permission: reception.PermCentres, Handle: f.showCentres},
		web.Route{Method: get, Pattern: pathCentres + "/new", Permission: reception.PermSaveCentre, Handle: f.showNewCentre},
		web.Route{Method: post, Pattern: pathCentres + "/new", Permission: reception.PermSaveCentre, Handle: f.addCentre, Twin: "addCentre"},
		web.Route{Method: get, Pattern: pathEmergency, Permission: reception.PermEmergency, Handle: f.showEmergency},
		web.Route{Method: post, Pattern: pathEmergency, Permission: reception.PermEmergency, Handle: f.openEmergency, Twin: "openEmergencySite"},
		web.Route{Method: get, Pattern: one, Permission: reception.PermCentres, Handle: f.showCentre},
		web.Route{Method: get, Pattern: one + "/edit", Permission: reception.PermSaveCentre, Handle: f.showEditCentre},
		web.Route{Method: post, Pattern: one + "/edit", Permission: reception.PermSaveCentre, Handle: f.changeCentre, Twin: "changeCentre"},
		web.Route{Method: get, Pattern: one + "/close", Permission: reception.PermCloseCentre, Handle: f.askCloseCentre},
		web.Route{Method: post, Pattern: one + "/close", Permission: reception.PermCloseCentre, Handle: f.closeCentre, Twin: "closeCentre"},
	)
	web.Op(site, web.Operation{ID: "listCentres", Method: get, Path: "/centres", Tag: tag,
		Summary: "Centres with tonight's numbers, by name", Permission: reception.PermCentres}, f.apiCentres)
	web.Op(site, web.Operation{ID: "addCentre", Method: post, Path: "/centres", Tag: tag,
		Summary: "Add a centre", Permission: reception.PermSaveCentre}, f.apiAddCentre)
	web.Op(site, web.Operation{ID: "getCentre", Method: get, Path: "/centres/{id}", Tag: tag,
		Summary: "A centre with its buildings, floors, rooms and beds", Permission: reception.PermCentres}, f.apiCentre)
	web.Op(site, web.Operation{ID: "changeCentre", Method: put, Path: "/centres/{id}", Tag: tag,
		Summary: "Change a centre, or open a closed one again", Permission: reception.PermSaveCentre}, f.apiChangeCentre)
	web.Op(site, web.Operation{ID: "closeCentre", Method: post, Path: "/centres/{id}/close", Tag: tag, Status: http.StatusNoContent,
		Summary: "Close a centre where nobody is present or expected", Permission: reception.PermCloseCentre}, f.apiCloseCentre)
	web.Op(site, web.Operation{ID: "openEmergencySite", Method: post, Path: "/emergency-sites", Tag: tag,
		Summary: "Open an emergency site with all its beds at once", Permission: reception.PermEmergency}, f.apiOpenEmergency)
}

// centresView is the list of centres.
type centresView struct {
	reception.Count
	Filter reception.CentreFilter
	Orgs   []reception.Organisation
	by     access.Actor
}

func (v centresView) filtered() bool {
	return v.Filter != reception.CentreFilter{Status: reception.CentreOpen}
}

// anyStatus stands in the address for all statuses; without it, only open
// centres are listed.
const anyStatus = "any"

func (v centresView) status() string {
	if v.Filter.Status == "" {
		return anyStatus
	}
	return string(v.Filter.Status)
}

func centreFilter(r *web.Request) reception.CentreFilter {
	q := r.URL.Query()
	f := reception.CentreFilter{OrgID: q.Get("org"), Type: known(q.Get("type"), reception.CentreTypes), Phase: known(q.Get("phase"), reception.Phases)}
	if !db.ValidID(f.OrgID) {
		f.OrgID = ""
	}
	if f.Status = reception.CentreOpen; q.Has("status") {
		f.Status = known(q.Get("status"), reception.CentreStatuses)
	}
	switch q.Get("for") {
	case "minors":
		f.ForMinors = true
	case "women":
		f.WomenOnly = true
	case "emergency":
		f.Emergency = true
	}
	return f
}

func audienceOf(f reception.CentreFilter) string {
	switch {
	case f.ForMinors:
		return "minors"
	case f.WomenOnly:
		return "women"
	case f.Emergency:
		return "emergency"
	}
	return ""
}

func (f face) showCentres(w http.ResponseWriter, r *web.Request) error {
	v := centresView{Filter: centreFilter(r), by: r.Actor}
	var err error
	if v.Count, err = f.reception.Centres(r.Context(), r.Actor, v.Filter); err != nil {
		return err
	}
	if v.Orgs, err = f.reception.Organisations(r.Context(), r.Actor); err != nil {
		return err
	}
	p := r.Page(r.L.T("reception.centres.title"))
	p.Wide = true
	return r.Show(w, p, centresPage(p, v))
}

// chips are the filters in force.
func (v centresView) chips(p ui.Page) []ui.Chip {
	var out []ui.Chip
	q := []string{"org", v.Filter.OrgID, "type", string(v.Filter.Type), "phase", string(v.Filter.Phase), "status", v.status(), "for", audienceOf(v.Filter)}
	label := func(name, value string) string {
		switch name {
		case "org":
			for _, o := range v.Orgs {
				if o.ID == value {
					return o.Name
				}
			}
			return p.L.T("reception.centres.unknown_org")
		case "type":
			return word(p.L, wordsType, value)
		case "phase":
			return word(p.L, wordsPhase, value)
		case "status":
			if value == anyStatus {
				return p.L.T("reception.centres.any_status")
			}
			return word(p.L, wordsStatus, value)
		}
		return word(p.L, wordsAudience, value)
	}
	for i := 0; i < len(q); i += 2 {
		if q[i+1] == "" || q[i] == "status" && v.Filter.Status == reception.CentreOpen {
			continue
		}
		rest := slices.Clone(q)
		rest[i+1] = ""
		out = append(out, ui.Chip{Label: label(q[i], q[i+1]), RemoveHref: withQuery(pathCentres, rest...)})
	}
	return out
}

func (v centresView) orgOptions() []ui.Option {
	var out []ui.Option
	for _, o := range v.Orgs {
		out = append(out, ui.Option{Value: o.ID, Label: o.Name})
	}
	return out
}

// mayCount reports whether the lists behind the numbers of a centre are open to the reader.
func mayCount(by access.Actor, c reception.Centre) bool {
	return by.MayOn(reception.PermNumbers, c.Object())
}

// totalLinks lead to the beds of all open centres, where these are the ones listed.
func (v centresView) totalLinks(l *i18n.Localizer) *links {
	return numberLinks("", l.T("reception.numbers.total"), !v.filtered() && v.by.May(reception.PermNumbers))
}
