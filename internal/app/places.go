package app

import (
	"context"

	"passerelle/internal/people/peopleweb"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
	"passerelle/internal/reception/receptionweb"
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

// desks are what the pages of package reception tell the others.
func (p places) desks() receptionweb.Places { return receptionweb.Places{Reception: p.Reception} }

// Desks implements peopleweb.Places.
func (p places) Desks(r *web.Request, perm access.Permission) ([]peopleweb.Desk, error) {
	all, err := p.desks().Desks(r, perm)
	out := make([]peopleweb.Desk, len(all))
	for i, d := range all {
		out[i] = peopleweb.Desk(d)
	}
	return out, err
}

// Homes implements peopleweb.Places.
func (p places) Homes(r *web.Request, households []string) (map[string]peopleweb.Home, error) {
	all, err := p.desks().Homes(r, households)
	out := make(map[string]peopleweb.Home, len(all))
	for id, h := range all {
		out[id] = peopleweb.Home{Label: h.Label, Href: h.Href}
	}
	return out, err
}

// Household implements peopleweb.Places.
func (p places) Household(r *web.Request, household string) (peopleweb.HouseholdLinks, error) {
	actions, tabs, err := p.desks().Household(r, household)
	return peopleweb.HouseholdLinks{Actions: actions, Tabs: tabs}, err
}

// Staff implements peopleweb.Places.
func (p places) Staff(r *web.Request, accounts []string) (map[string]string, error) {
	return p.App.Staff.Names(r.Context(), accounts)
}

// Find implements peopleweb.Finder.
func (p places) Find(r *web.Request, q string, limit int) ([]ui.Hit, error) {
	return p.desks().Find(r, q, limit)
}
