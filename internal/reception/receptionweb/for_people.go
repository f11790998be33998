package receptionweb

import (
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// Places tells the pages of other faces what they show of places: where
// households can be received and where they live. The program hands it on.
type Places struct{ Reception *reception.Service }

// Desk is an organisation, or one of its centres, where persons are received.
type Desk struct {
	OrgID    string
	CentreID string // empty: the organisation as a whole
	Label    string
}

// Desks lists the open centres, those of first reception before others, and
// then the organisations, in which the actor of the request holds a permission.
func (p Places) Desks(r *web.Request, perm access.Permission) ([]Desk, error) {
	all, err := p.Reception.Centres(r.Context(), r.Actor, reception.CentreFilter{Status: reception.CentreOpen})
	if fault.Is(err, fault.Forbidden, "") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var first, others, orgs []Desk
	seen := map[string]bool{}
	for _, n := range all.Centres {
		c := n.Centre
		switch d := (Desk{OrgID: c.OrgID, CentreID: c.ID, Label: c.Name}); {
		case !r.Actor.MayOn(perm, c.Object()):
		case c.Phase == reception.PhaseFirst:
			first = append(first, d)
		default:
			others = append(others, d)
		}
		if !seen[c.OrgID] && r.Actor.MayOn(perm, access.Object{Org: c.OrgID}) {
			seen[c.OrgID] = true
			orgs = append(orgs, Desk{OrgID: c.OrgID, Label: c.OrgName})
		}
	}
	return append(append(first, others...), orgs...), nil
}

// Homes says by household where each lives now, as a link to its stay: centre
// and rooms. Who has no place, or lives where the actor may not see, is left out.
func (p Places) Homes(r *web.Request, households []string) (map[string]ui.Link, error) {
	homes, err := p.Reception.Homes(r.Context(), r.Actor, households)
	out := make(map[string]ui.Link, len(homes))
	for id, h := range homes {
		out[id] = ui.Link{Label: h.CentreName + ", " + r.L.T("reception.place.rooms", "count", len(h.Rooms), "numbers", r.L.List(h.Rooms)), Href: pathStays + h.StayID}
	}
	return out, err
}

// Household returns what can be done about the place of a household, the most
// wanted first, and the tabs that lead to pages about it.
func (p Places) Household(r *web.Request, household string) ([]ui.Action, []ui.NavItem, error) {
	homes, err := p.Reception.Homes(r.Context(), r.Actor, []string{household})
	if err != nil {
		return nil, nil, err
	}
	var actions []ui.Action
	if home, housed := homes[household]; housed {
		actions = append(actions, ui.Action{Label: r.L.T("reception.place.to_stay"), Href: pathStays + home.StayID, Style: ui.Secondary})
	} else {
		if r.Actor.May(reception.PermPlace) {
			actions = append(actions, ui.Action{Label: r.L.T("reception.housing.place"), Href: placePath(household, "place")})
		}
		if r.Actor.May(reception.PermWaiting) {
			actions = append(actions, ui.Action{Label: r.L.T("reception.waiting.add"), Href: placePath(household, "wait"), Style: ui.Secondary})
		}
	}
	var tabs []ui.NavItem
	if r.Actor.May(reception.PermStays) {
		tabs = append(tabs, ui.NavItem{Label: r.L.T("reception.housing.tab"), Href: placePath(household, "stays")})
	}
	if r.Actor.May(reception.PermConflict) {
		tabs = append(tabs, ui.NavItem{Label: r.L.T("reception.conflict.title"), Href: placePath(household, "conflicts")})
	}
	return actions, tabs, nil
}

// Find finds centres and rooms for the search box, and who waits under a
// reference of the call list.
func (p Places) Find(r *web.Request, q string, limit int) ([]ui.Hit, error) {
	var out []ui.Hit
	waiting, err := p.Reception.FindWaiting(r.Context(), r.Actor, q)
	if err != nil {
		return nil, err
	}
	for _, w := range waiting {
		out = append(out, ui.Hit{Label: w.Reference, Kind: r.L.T("reception.waiting.title"), Href: pathHouseholds + w.HouseholdID})
	}
	found, err := p.Reception.FindPlaces(r.Context(), r.Actor, q, limit-len(out))
	for _, x := range found {
		if x.RoomID == "" {
			out = append(out, ui.Hit{Label: x.CentreName, Note: x.Commune, Kind: r.L.T("reception.centre.name"), Href: centrePath(x.CentreID)})
			continue
		}
		out = append(out, ui.Hit{Label: r.L.T("reception.room.title", "number", x.Room), Note: x.CentreName, Kind: r.L.T("reception.find.room"), Href: roomPath(x.CentreID, x.RoomID)})
	}
	return out, err
}
