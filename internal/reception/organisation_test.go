package reception_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

func TestSaveOrganisation(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		saved, err := k.s.SaveOrganisation(ctx, root, reception.Organisation{Name: " Office national de l'accueil ", Kind: reception.OrgState, Phone: "2478 5700"})
		k.must(err)
		again := saved
		again.Phone = ""
		changed, err := k.s.SaveOrganisation(ctx, root, again)
		k.must(err)
		if _, err := k.s.SaveOrganisation(ctx, root, saved); !fault.Is(err, fault.Conflict, "reception.error.changed_meanwhile") {
			t.Errorf("a save over a change that was not seen: %v", err)
		}
		list, err := k.s.Organisations(ctx, root)
		k.must(err)
		want := []reception.Organisation{
			{ID: k.org, Name: "Croix-Rouge luxembourgeoise", Kind: reception.OrgOperator, Version: 1},
			{ID: saved.ID, Name: "Office national de l'accueil", Kind: reception.OrgState, Version: 2},
		}
		if diff := cmp.Diff(want, list); diff != "" || changed != list[1] {
			t.Errorf("-want +got:\n%s", diff)
		}
		if n := k.count(`SELECT count(*) FROM audit_entry WHERE action = 'reception.save_organisation' AND object_id = $1`, saved.ID); n != 2 {
			t.Errorf("%d audit rows for two changes", n)
		}
	})
}

func TestSaveOrganisationRefuses(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		good := reception.Organisation{Name: "Hëllef um Terrain", Kind: reception.OrgOperator}
		for name, tt := range map[string]struct {
			change func(*reception.Organisation)
			field  string
		}{
			"no name":       {func(o *reception.Organisation) { o.Name = " \t" }, "name"},
			"long name":     {func(o *reception.Organisation) { o.Name = strings.Repeat("é", 121) }, "name"},
			"two lines":     {func(o *reception.Organisation) { o.Name = "a\nb" }, "name"},
			"null byte":     {func(o *reception.Organisation) { o.Name = "a\x00b" }, "name"},
			"not UTF-8":     {func(o *reception.Organisation) { o.Name = "a\xffb" }, "name"},
			"unknown kind":  {func(o *reception.Organisation) { o.Kind = "sect" }, "kind"},
			"not a phone":   {func(o *reception.Organisation) { o.Phone = "call me" }, "phone"},
			"hostile phone": {func(o *reception.Organisation) { o.Phone = "'; DROP TABLE reception_bed; --" }, "phone"},
		} {
			in := good
			tt.change(&in)
			_, err := k.s.SaveOrganisation(ctx, root, in)
			if l := fault.Of(err); len(l) != 1 || l[0].Kind != fault.Invalid || l[0].Field != tt.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, id := range []string{"x", strings.Repeat("0", 26), "' OR 1=1 --"} {
			in := good
			in.ID = id
			if _, err := k.s.SaveOrganisation(ctx, root, in); !fault.Is(err, fault.NotFound, "") {
				t.Errorf("%s: %v", id, err)
			}
		}
		inOrg := actor(access.Scope{Kind: access.ScopeOrganisation, ID: k.org}, reception.PermSaveOrganisation, reception.PermCentres)
		if _, err := k.s.SaveOrganisation(ctx, inOrg, good); !fault.Is(err, fault.Forbidden, "") {
			t.Errorf("a new one by somebody of one organisation: %v", err)
		}
		good.ID, good.Version = k.org, 1
		if _, err := k.s.SaveOrganisation(ctx, inOrg, good); err != nil {
			t.Errorf("the own organisation: %v", err)
		}
		if n := k.count(`SELECT count(*) FROM reception_organisation`); n != 1 {
			t.Errorf("%d organisations", n)
		}
	})
}
