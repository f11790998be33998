package access_test

import (
	"context"
	"fmt"
	"testing"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"

	"pgregory.net/rapid"
)

var permLook = access.Declare("test.look")

// The rule for one object and the rule compiled for lists must agree on every
// object, whatever the actor's grants.
func TestWhereAgreesWithMayOn(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, checkWhere)
}

func checkWhere(t *testing.T, d *db.DB) {
	if _, err := d.Writer().Exec(`CREATE TABLE thing (id integer PRIMARY KEY, org text, centre text, team text, compartment text NOT NULL)`); err != nil {
		t.Fatal(err)
	}
	names := []string{"a", "b", "c"}
	compartments := append([]access.Compartment{access.Ordinary}, access.Medical, access.Protection)
	var objects []access.Object
	for _, o := range names {
		for _, c := range names {
			for _, tm := range names {
				for _, k := range compartments {
					objects = append(objects, access.Object{Org: o, Centre: c, Team: tm, Compartment: k})
				}
			}
		}
	}
	for i, o := range objects {
		if _, err := d.Writer().Exec(`INSERT INTO thing VALUES ($1, $2, $3, $4, $5)`, i, o.Org, o.Centre, o.Team, string(o.Compartment)); err != nil {
			t.Fatal(err)
		}
	}
	cols := access.Columns{Org: "org", Centre: "centre", Team: "team", Compartment: "compartment"}
	rapid.Check(t, func(t *rapid.T) {
		by := drawActor(t, names, compartments)
		cond, args := by.Where(permLook, cols, []any{-1})
		ids, err := db.All(context.Background(), d, db.Value[int], `SELECT id FROM thing WHERE id > $1 AND `+cond, args...)
		if err != nil {
			t.Fatalf("condition %q: %v", cond, err)
		}
		listed := map[int]bool{}
		for _, id := range ids {
			listed[id] = true
		}
		for i, o := range objects {
			if by.MayOn(permLook, o) != listed[i] {
				t.Fatalf("object %+v: MayOn %v, list %v, condition %s", o, by.MayOn(permLook, o), listed[i], cond)
			}
		}
	})
}

func drawActor(t *rapid.T, names []string, compartments []access.Compartment) access.Actor {
	by := access.Actor{ID: "x"}
	for i := range rapid.IntRange(0, 4).Draw(t, "grants") {
		role := access.Role{Code: fmt.Sprint("role", i)}
		if rapid.Bool().Draw(t, "has") {
			role.Permissions = []access.Permission{permLook}
		}
		role.Compartments = rapid.SliceOfDistinct(rapid.SampledFrom(compartments[1:]), func(c access.Compartment) access.Compartment { return c }).Draw(t, "opens")
		scope := access.Scope{Kind: rapid.SampledFrom([]access.ScopeKind{access.ScopeAll, access.ScopeOrganisation, access.ScopeCentre, access.ScopeTeam}).Draw(t, "kind")}
		if scope.Kind != access.ScopeAll {
			scope.ID = rapid.SampledFrom(append([]string{""}, names...)).Draw(t, "scope")
		}
		by.Grants = append(by.Grants, access.Grant{Role: role, Scope: scope})
	}
	return by
}

func TestNobodyMayWithoutAGrant(t *testing.T) {
	t.Parallel()
	by := access.Actor{ID: "x"}
	if by.May(permLook) || by.MayOn(permLook, access.Object{}) || by.Opens(permLook, access.Ordinary) {
		t.Error("an actor without grants may look")
	}
	if cond, _ := by.Where(permLook, access.Columns{}, nil); cond != "FALSE" {
		t.Errorf("condition of an actor without grants = %q, want FALSE", cond)
	}
}

func TestDeclareRefusesASecondTime(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("a permission was declared twice without a panic")
		}
	}()
	access.Declare("test.look")
}

// An organisation-wide grant does not open a compartment that only another
// grant opens elsewhere.
func TestCompartmentsBelongToTheGrant(t *testing.T) {
	t.Parallel()
	by := access.Actor{Grants: []access.Grant{
		{Role: access.Role{Permissions: []access.Permission{permLook}}, Scope: access.Everywhere},
		{Role: access.Role{Permissions: []access.Permission{permLook}, Compartments: []access.Compartment{access.Medical}}, Scope: access.Scope{Kind: access.ScopeCentre, ID: "a"}},
	}}
	if !by.MayOn(permLook, access.Object{Centre: "a", Compartment: access.Medical}) {
		t.Error("the nurse of centre a may not see its medical object")
	}
	if by.MayOn(permLook, access.Object{Centre: "b", Compartment: access.Medical}) {
		t.Error("the medical compartment of centre b is open to the nurse of centre a")
	}
}
