package access

import (
	"fmt"
	"slices"
	"strings"
)

// rule is a disjunction of clauses; no clause means no.
type rule struct {
	always  bool
	clauses []clause
}

// clause holds where the scope covers the object and the compartment is open.
type clause struct {
	scope Scope
	opens []Compartment // besides Ordinary
}

func (a Actor) rule(p Permission) rule {
	if a.system {
		return rule{always: true}
	}
	var r rule
	for _, g := range a.Grants {
		if g.Role.Has(p) {
			r.clauses = append(r.clauses, clause{g.Scope, g.Role.Compartments})
		}
	}
	return r
}

func (r rule) eval(o Object) bool {
	if r.always {
		return true
	}
	for _, c := range r.clauses {
		if c.covers(o) && (o.Compartment == Ordinary || slices.Contains(c.opens, o.Compartment)) {
			return true
		}
	}
	return false
}

func (c clause) covers(o Object) bool {
	switch c.scope.Kind {
	case ScopeAll:
		return true
	case ScopeOrganisation:
		return c.scope.ID != "" && o.Org == c.scope.ID
	case ScopeCentre:
		return c.scope.ID != "" && o.Centre == c.scope.ID
	case ScopeTeam:
		return c.scope.ID != "" && o.Team == c.scope.ID
	}
	return false
}

// Columns says where a list's rows keep what the rule looks at. An empty column
// means that the rows have none: such a clause never matches. Compartment is an
// SQL expression that yields the compartment, empty where all rows are ordinary.
type Columns struct {
	Org, Centre, Team, Compartment string
}

// Where compiles the rule for p to an SQL condition. Its arguments are appended
// to args and numbered after them.
func (a Actor) Where(p Permission, c Columns, args []any) (string, []any) {
	r := a.rule(p)
	if r.always {
		return "TRUE", args
	}
	var parts []string
	for _, cl := range r.clauses {
		var cond string
		if cond, args = cl.compile(c, args); cond != "" {
			parts = append(parts, cond)
		}
	}
	if len(parts) == 0 {
		return "FALSE", args
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

func (cl clause) compile(c Columns, args []any) (string, []any) {
	var conds []string
	if cl.scope.Kind != ScopeAll {
		col := map[ScopeKind]string{ScopeOrganisation: c.Org, ScopeCentre: c.Centre, ScopeTeam: c.Team}[cl.scope.Kind]
		if col == "" || cl.scope.ID == "" {
			return "", args
		}
		args = append(args, cl.scope.ID)
		conds = append(conds, fmt.Sprintf("%s = $%d", col, len(args)))
	}
	if c.Compartment != "" {
		in := []string{"''"}
		for _, o := range cl.opens {
			args = append(args, string(o))
			in = append(in, fmt.Sprintf("$%d", len(args)))
		}
		conds = append(conds, fmt.Sprintf("%s IN (%s)", c.Compartment, strings.Join(in, ", ")))
	}
	if len(conds) == 0 {
		return "TRUE", args
	}
	return "(" + strings.Join(conds, " AND ") + ")", args
}
