package reception_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

func TestSaveCentreReadsBack(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		in := reception.Centre{OrgID: k.org, Name: "Lily Unden/Don Bosco", Type: reception.TypeFirstReception, Phase: reception.PhaseFirst,
			Catering: reception.CateringFullBoard, Address: "4, rue Auguste Charles, Luxembourg", AddressPublic: true, Commune: "Luxembourg",
			Position: &reception.Position{LatE4: 49_6010, LonE4: 6_1330}, Phone: "2755 5440", Status: reception.CentrePlanned, ForMinors: true,
			WomenOnly: true, NearHospital: true, NearSchool: true, Emergency: true, Synthetic: true, Rules: "Quiet after 22:00\r\nNo smoking"}
		saved, err := k.s.SaveCentre(ctx, root, in)
		k.must(err)
		in.ID, in.Version, in.OrgName, in.Rules = saved.ID, 1, "Croix-Rouge luxembourgeoise", "Quiet after 22:00\nNo smoking"
		got, err := k.s.Centre(ctx, root, saved.ID)
		k.must(err)
		if diff := cmp.Diff(in, got.Centre); diff != "" {
			t.Errorf("-saved +read:\n%s", diff)
		}
		in.Status, in.Position, in.WomenOnly, in.Emergency = reception.CentreOpen, nil, false, false
		_, err = k.s.SaveCentre(ctx, root, in)
		k.must(err)
		got, err = k.s.Centre(ctx, root, saved.ID)
		k.must(err)
		in.Version, in.Emergency = 2, true // how it was opened stays
		if diff := cmp.Diff(in, got.Centre); diff != "" {
			t.Errorf("-saved +read:\n%s", diff)
		}
		in.Version = 1
		if _, err := k.s.SaveCentre(ctx, root, in); !fault.Is(err, fault.Conflict, "reception.error.changed_meanwhile") {
			t.Errorf("a save over a change that was not seen: %v", err)
		}
	})
}

func TestSaveCentreRefuses(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		good := reception.Centre{OrgID: k.org, Name: "Eich", Type: reception.TypeTemporary, Phase: reception.PhaseSecond,
			Catering: reception.CateringSelfCook, Status: reception.CentreOpen}
		for name, tt := range map[string]struct {
			change func(*reception.Centre)
			field  string
		}{
			"organisation":      {func(c *reception.Centre) { c.OrgID = db.NewID() }, "org_id"},
			"organisation's id": {func(c *reception.Centre) { c.OrgID = "../" }, "org_id"},
			"name":              {func(c *reception.Centre) { c.Name = "" }, "name"},
			"type":              {func(c *reception.Centre) { c.Type = "palace" }, "type"},
			"phase":             {func(c *reception.Centre) { c.Phase = "third" }, "phase"},
			"catering":          {func(c *reception.Centre) { c.Catering = "" }, "catering"},
			"status":            {func(c *reception.Centre) { c.Status = "full" }, "status"},
			"born closed":       {func(c *reception.Centre) { c.Status = reception.CentreClosed }, "status"},
			"position":          {func(c *reception.Centre) { c.Position = &reception.Position{} }, "position"},
			"rules":             {func(c *reception.Centre) { c.Rules = strings.Repeat("a", 20_001) }, "rules"},
			"address":           {func(c *reception.Centre) { c.Address = "\u0007" }, "address"},
		} {
			in := good
			tt.change(&in)
			_, err := k.s.SaveCentre(ctx, root, in)
			if l := fault.Of(err); len(l) != 1 || l[0].Kind != fault.Invalid || l[0].Field != tt.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		saved, err := k.s.SaveCentre(ctx, root, good)
		k.must(err)
		saved.Status = reception.CentreClosed
		if _, err := k.s.SaveCentre(ctx, root, saved); !fault.Is(err, fault.Invalid, "reception.error.close_apart") {
			t.Errorf("closed by saving: %v", err)
		}
		other, err := k.s.SaveOrganisation(ctx, root, reception.Organisation{Name: "ONA", Kind: reception.OrgState})
		k.must(err)
		saved.Status, saved.OrgID = reception.CentreOpen, other.ID
		own := actor(access.Scope{Kind: access.ScopeOrganisation, ID: k.org}, reception.PermSaveCentre, reception.PermCentres)
		if _, err := k.s.SaveCentre(ctx, own, saved); !fault.Is(err, fault.Invalid, "reception.error.organisation_unknown") {
			t.Errorf("given to a foreign organisation: %v", err)
		}
	})
}

func TestCloseCentre(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		c := k.centre()
		r := k.room(k.floor(c.ID), "1", 3)
		k.must(k.s.CloseBed(ctx, root, r.Beds[2].ID))
		k.clock.Advance(time.Minute)
		_, err := k.s.TakeOutOfService(ctx, root, reception.OutageInput{BedID: r.Beds[1].ID, Reason: reception.OutagePests, From: stockDay})
		k.must(err)
		f := k.register(c.ID, who{sex: people.SexMale, born: 1990})
		for status, held := range map[reception.HoldStatus]bool{reception.HoldReserved: true, reception.HoldOccupied: true,
			reception.HoldCancelled: false, reception.HoldNoShow: false, reception.HoldEnded: false} {
			stay := k.hold(night{r, r.Beds[0].ID, status, 1, 5}, f, 0)
			if status == reception.HoldOccupied || status == reception.HoldEnded {
				k.exec(`UPDATE reception_hold SET from_date = $1, until_date = $2 WHERE stay_id = $3`, stockDay.AddDays(-9), stockDay.AddDays(-2), stay)
			}
			err := k.s.CloseCentre(ctx, root, c.ID)
			if held && !fault.Is(err, fault.Conflict, "reception.error.still_held") || !held && err != nil {
				t.Errorf("%s: %v", status, err)
			}
			k.exec(`DELETE FROM reception_hold WHERE stay_id = $1`, stay)
			if !held {
				c = k.reopen(c.ID)
			}
		}
		k.must(k.s.CloseCentre(ctx, root, c.ID))
		k.must(k.s.CloseCentre(ctx, root, c.ID))
		if n := k.count(`SELECT count(*) FROM reception_bed WHERE closed_at IS NULL`); n != 0 {
			t.Errorf("%d beds of a closed centre are open", n)
		}
		if n := k.count(`SELECT count(*) FROM reception_hold WHERE status = 'out' AND (until_date IS NULL OR until_date > $1)`, stockDay); n != 0 {
			t.Errorf("%d outages go on in a closed centre", n)
		}
		if _, err := k.s.SaveRoom(ctx, root, reception.RoomEdit{Room: r, Labels: []string{"A"}}); !fault.Is(err, fault.Conflict, "reception.error.centre_closed") {
			t.Errorf("a room of a closed centre was saved: %v", err)
		}
		k.clock.Advance(time.Hour)
		k.reopen(c.ID)
		tree, err := k.s.Centre(ctx, root, c.ID)
		k.must(err)
		if tree.Gross != 2 || tree.Numbers.Free != 2 {
			t.Errorf("after opening again: %+v; the bed closed before must stay closed", tree.Numbers)
		}
	})
}

func (k *stock) reopen(centreID string) reception.Centre {
	k.Helper()
	tree, err := k.s.Centre(context.Background(), root, centreID)
	k.must(err)
	c := tree.Centre
	c.Status = reception.CentreOpen
	c, err = k.s.SaveCentre(context.Background(), root, c)
	k.must(err)
	return c
}

func TestPlannedAgain(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newStock(t, d)
		c := k.centre()
		r := k.room(k.floor(c.ID), "1", 1)
		k.house(night{room: r, status: reception.HoldReserved, from: 3, until: 9}, k.register(c.ID, who{sex: people.SexMale, born: 1990}))
		c.Status = reception.CentrePlanned
		if _, err := k.s.SaveCentre(context.Background(), root, c); !fault.Is(err, fault.Conflict, "reception.error.still_held") {
			t.Errorf("back to planned with a reservation: %v", err)
		}
	})
}

func TestCentresFilterAndScope(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		ona, err := k.s.SaveOrganisation(ctx, root, reception.Organisation{Name: "ONA", Kind: reception.OrgState})
		k.must(err)
		eich := k.centre(func(c *reception.Centre) { c.Name, c.Commune = "Eich", "Luxembourg" })
		bertrange := k.centre(func(c *reception.Centre) { c.Name, c.ForMinors, c.NearSchool = "bertrange", true, true })
		k.centre(func(c *reception.Centre) { c.Name, c.OrgID, c.Status = "Äis", ona.ID, reception.CentrePlanned })
		k.room(k.floor(eich.ID), "1", 4)
		for name, tt := range map[string]struct {
			by     access.Actor
			filter reception.CentreFilter
			want   string
		}{
			"all":          {root, reception.CentreFilter{}, "Äis bertrange Eich"},
			"organisation": {root, reception.CentreFilter{OrgID: ona.ID}, "Äis"},
			"status":       {root, reception.CentreFilter{Status: reception.CentreOpen}, "bertrange Eich"},
			"type":         {root, reception.CentreFilter{Type: reception.TypeHotel}, ""},
			"phase":        {root, reception.CentreFilter{Phase: reception.PhaseSecond}, "Äis bertrange Eich"},
			"commune":      {root, reception.CentreFilter{Commune: "Luxembourg"}, "Eich"},
			"flags":        {root, reception.CentreFilter{ForMinors: true, NearSchool: true}, "bertrange"},
			"hostile":      {root, reception.CentreFilter{Commune: "' OR TRUE --"}, ""},
			"own centre":   {actor(access.Scope{Kind: access.ScopeCentre, ID: bertrange.ID}, reception.PermCentres), reception.CentreFilter{}, "bertrange"},
			"own org":      {actor(access.Scope{Kind: access.ScopeOrganisation, ID: ona.ID}, reception.PermCentres), reception.CentreFilter{}, "Äis"},
		} {
			got, err := k.s.Centres(ctx, tt.by, tt.filter)
			k.must(err)
			var names []string
			for _, c := range got.Centres {
				names = append(names, c.Centre.Name)
			}
			if strings.Join(names, " ") != tt.want {
				t.Errorf("%s: %v", name, names)
			}
			if name == "all" && got.Total.Gross != 4 {
				t.Errorf("total %+v", got.Total.Numbers)
			}
		}
	})
}
