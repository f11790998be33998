package access

import (
	"slices"
	"sort"
	"sync"
)

// Permission names one act, such as "people.register". Declare it beside the use case.
type Permission string

var registry struct {
	sync.Mutex
	all map[Permission]bool
}

// Declare registers a permission, so that roles and routes can name only what
// exists. It panics when a name is declared twice.
func Declare(name string) Permission {
	registry.Lock()
	defer registry.Unlock()
	p := Permission(name)
	if registry.all == nil {
		registry.all = map[Permission]bool{}
	}
	if registry.all[p] {
		panic("access: permission declared twice: " + name)
	}
	registry.all[p] = true
	return p
}

// Declared returns all permissions, sorted.
func Declared() []Permission {
	registry.Lock()
	defer registry.Unlock()
	out := make([]Permission, 0, len(registry.all))
	for p := range registry.all {
		out = append(out, p)
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

// Known reports whether p was declared.
func Known(p Permission) bool {
	registry.Lock()
	defer registry.Unlock()
	return registry.all[p]
}

// Compartment is a kind of data that a role must be opened to by name.
type Compartment string

// The compartments of the house; an object without one is ordinary case data.
const (
	Ordinary      Compartment = ""
	Medical       Compartment = "medical"
	Psychological Compartment = "psychological"
	Protection    Compartment = "protection" // trafficking, violence: the person is restricted
	Minors        Compartment = "minors"
	Legal         Compartment = "legal"
	Returns       Compartment = "returns"
	FamilyLinks   Compartment = "family_links"
	Funding       Compartment = "funding"
)

// Compartments lists all compartments but the ordinary one.
var Compartments = []Compartment{Medical, Psychological, Protection, Minors, Legal, Returns, FamilyLinks, Funding}

// ScopeKind says how far a grant reaches.
type ScopeKind string

// The scopes, widest first.
const (
	ScopeAll          ScopeKind = "all"
	ScopeOrganisation ScopeKind = "organisation"
	ScopeCentre       ScopeKind = "centre"
	ScopeTeam         ScopeKind = "team"
)

// Scope is where a grant holds.
type Scope struct {
	Kind ScopeKind
	ID   string // empty for ScopeAll
}

// Everywhere is the scope without bounds.
var Everywhere = Scope{Kind: ScopeAll}

// Role is a named set of permissions and the compartments it opens.
type Role struct {
	Code         string
	Permissions  []Permission
	Compartments []Compartment
}

// Has reports whether the role holds p.
func (r Role) Has(p Permission) bool { return slices.Contains(r.Permissions, p) }

// Grant is a role held in a scope.
type Grant struct {
	Role  Role
	Scope Scope
}

// Object is what the rule looks at: where a record belongs and what it is.
type Object struct {
	Org, Centre, Team string
	Compartment       Compartment
}

// Actor is who acts: an account, through a page or a token, or the system itself.
type Actor struct {
	ID     string // account id; "system:…" for the system
	Name   string // display name; never logged
	Grants []Grant
	system bool
}

// System returns an actor for work that no account starts, such as jobs and
// the command line; name says which.
func System(name string) Actor { return Actor{ID: "system:" + name, system: true} }

// IsSystem reports whether the actor is the system.
func (a Actor) IsSystem() bool { return a.system }

// May reports whether the actor holds p anywhere. It opens doors (menus, empty
// forms); what happens to an object is decided by MayOn.
func (a Actor) May(p Permission) bool {
	if a.system {
		return true
	}
	for _, g := range a.Grants {
		if g.Role.Has(p) {
			return true
		}
	}
	return false
}

// MayOn reports whether the actor may do p to o.
func (a Actor) MayOn(p Permission, o Object) bool { return a.rule(p).eval(o) }

// Opens reports whether one grant holds p and opens the compartment, in any scope.
func (a Actor) Opens(p Permission, c Compartment) bool {
	if a.system {
		return true
	}
	for _, g := range a.Grants {
		if g.Role.Has(p) && (c == Ordinary || slices.Contains(g.Role.Compartments, c)) {
			return true
		}
	}
	return false
}

// RoleCodes returns the codes of the actor's roles, sorted, each once.
func (a Actor) RoleCodes() []string {
	var out []string
	for _, g := range a.Grants {
		out = append(out, g.Role.Code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ScopesOf returns the scopes in which the actor holds p.
func (a Actor) ScopesOf(p Permission) []Scope {
	if a.system {
		return []Scope{Everywhere}
	}
	var out []Scope
	for _, g := range a.Grants {
		if g.Role.Has(p) && !slices.Contains(out, g.Scope) {
			out = append(out, g.Scope)
		}
	}
	return out
}
