package peopleweb

import (
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
)

// Places tells this face what other modules know and it does not: where
// households can be received and where they live, and who the accounts are that
// the records name. The program supplies it. All labels are in the language of
// the request and as its actor may see them.
type Places interface {
	// Desks lists the centres, and the organisations without one, where the actor
	// holds a permission; the likeliest comes first.
	Desks(r *web.Request, p access.Permission) ([]Desk, error)
	// Homes says by household where each lives now. Who has no place is left out.
	Homes(r *web.Request, households []string) (map[string]Home, error)
	// Household returns what can be done about the place of a household, the most
	// wanted first ("Find a place"), and further pages about it.
	Household(r *web.Request, household string) (HouseholdLinks, error)
	// Staff names accounts by their id. Unknown ones are left out.
	Staff(r *web.Request, accounts []string) (map[string]string, error)
}

// Desk is an organisation, or one of its centres, where persons are received.
type Desk struct {
	OrgID    string
	CentreID string // empty: the organisation as a whole
	Label    string
}

// Home is where a household lives.
type Home struct {
	Label string // centre and room
	Href  string // of the room; empty where the actor may not open it
}

// HouseholdLinks lead from a household to the pages of other modules.
type HouseholdLinks struct {
	Actions []ui.Action
	Tabs    []ui.NavItem
}

// Finder finds what is no person in the search box: rooms, centres. It returns
// up to limit hits that the actor may see.
type Finder interface {
	Find(r *web.Request, q string, limit int) ([]ui.Hit, error)
}
