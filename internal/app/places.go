package app

import (
	"context"
	"strings"

	"passerelle/internal/people/peopleweb"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
	"passerelle/internal/staff/staffweb"
)

// places tells the faces of other modules what package reception knows of
// organisations, centres and where a household lives.
type places struct{ *App }

// Options implements staffweb.Places.
func (p places) Options(ctx context.Context, by access.Actor) ([]staffweb.Place, error) {
	var out []staffweb.Place
	orgs, err := p.Reception.Organisations(ctx, by)
	if err != nil {
		return nil, err
	}
	for _, o := range orgs {
		out = append(out, staffweb.Place{Kind: access.ScopeOrganisation, ID: o.ID, Name: o.Name})
	}
	centres, err := p.Reception.Centres(ctx, by, reception.CentreFilter{})
	if err != nil {
		return nil, err
	}
	for _, c := range centres.Centres {
		out = append(out, staffweb.Place{Kind: access.ScopeCentre, ID: c.Centre.ID, Name: c.Centre.Name})
	}
	return out, nil
}

// Desks implements peopleweb.Places: open centres, those of first reception first.
func (p places) Desks(r *web.Request, perm access.Permission) ([]peopleweb.Desk, error) {
	centres, err := p.Reception.Centres(r.Context(), r.Actor, reception.CentreFilter{Status: reception.CentreOpen})
	if fault.Is(err, fault.Forbidden, "") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var first, others, orgs []peopleweb.Desk
	seen := map[string]bool{}
	for _, n := range centres.Centres {
		c := n.Centre
		if r.Actor.MayOn(perm, c.Object()) {
			d := peopleweb.Desk{OrgID: c.OrgID, CentreID: c.ID, Label: c.Name}
			if c.Type == reception.TypeFirstReception && c.Phase == reception.PhaseFirst {
				first = append(first, d)
			} else {
				others = append(others, d)
			}
		}
		if !seen[c.OrgID] && r.Actor.MayOn(perm, access.Object{Org: c.OrgID}) {
			seen[c.OrgID] = true
			orgs = append(orgs, peopleweb.Desk{OrgID: c.OrgID, Label: c.OrgName})
		}
	}
	return append(append(first, others...), orgs...), nil
}

// Homes implements peopleweb.Places.
func (p places) Homes(r *web.Request, households []string) (map[string]peopleweb.Home, error) {
	out := make(map[string]peopleweb.Home, len(households))
	homes, err := p.Reception.Homes(r.Context(), r.Actor, households)
	for id, h := range homes {
		out[id] = peopleweb.Home{Label: h.CentreName, Href: "/app/stays/" + h.StayID}
	}
	return out, err
}

// Household implements peopleweb.Places.
func (p places) Household(r *web.Request, household string) (peopleweb.HouseholdLinks, error) {
	var out peopleweb.HouseholdLinks
	base := "/app/households/" + household
	if r.Actor.May(reception.PermSuggest) {
		homes, err := p.Homes(r, []string{household})
		if err != nil {
			return out, err
		}
		if home, housed := homes[household]; housed {
			out.Actions = append(out.Actions, ui.Action{Label: r.L.T("app.household.stay"), Href: home.Href})
		} else {
			out.Actions = append(out.Actions, ui.Action{Label: r.L.T("app.household.place"), Href: base + "/place"})
		}
	}
	if r.Actor.May(reception.PermStays) {
		out.Tabs = append(out.Tabs, ui.NavItem{Label: r.L.T("app.household.stays"), Href: base + "/stays"})
	}
	return out, nil
}

// Staff implements peopleweb.Places.
func (p places) Staff(r *web.Request, accounts []string) (map[string]string, error) {
	return p.App.Staff.Names(r.Context(), accounts)
}

// Find implements peopleweb.Finder: centres whose name holds the words.
func (p places) Find(r *web.Request, q string, limit int) ([]ui.Hit, error) {
	q = strings.ToLower(strings.TrimSpace(q))
	if len(q) < 2 || !r.Actor.May(reception.PermCentres) {
		return nil, nil
	}
	centres, err := p.Reception.Centres(r.Context(), r.Actor, reception.CentreFilter{})
	if err != nil {
		return nil, err
	}
	var hits []ui.Hit
	for _, c := range centres.Centres {
		if len(hits) < limit && strings.Contains(strings.ToLower(c.Centre.Name), q) {
			hits = append(hits, ui.Hit{Label: c.Centre.Name, Note: c.Centre.Commune, Kind: r.L.T("app.hit.centre"), Href: "/app/centres/" + c.Centre.ID})
		}
	}
	return hits, nil
}
