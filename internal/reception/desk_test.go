package reception_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

func TestDesk(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		c, other := k.centre(), k.centre()
		r := k.room(k.floor(c.ID), "1", 8)
		man := func(centre string) family { return k.register(centre, who{sex: people.SexMale, born: 1990}) }
		hold := func(bed int, status reception.HoldStatus, from, until int) family {
			f := man(c.ID)
			k.hold(night{r, r.Beds[bed].ID, status, from, until}, f, 0)
			return f
		}
		hold(0, reception.HoldReserved, 0, 9)
		late := hold(1, reception.HoldReserved, -2, 9)
		hold(2, reception.HoldReserved, 1, 9) // tomorrow
		due := hold(3, reception.HoldOccupied, -5, 0)
		overdue := hold(4, reception.HoldOccupied, -9, -4)
		k.hold(night{r, r.Beds[4].ID, reception.HoldReserved, -4, 9}, man(c.ID), 0) // promised a bed that is not free
		hold(3, reception.HoldReserved, 0, 9)                                       // in the bed of who leaves today: that is as it should be
		hold(5, reception.HoldOccupied, -9, open)
		alone := k.register(c.ID, who{sex: people.SexMale, born: 2012})
		k.hold(night{r, r.Beds[6].ID, reception.HoldOccupied, -9, open}, alone, 0)
		elsewhere := k.room(k.floor(other.ID), "9", 2)
		k.hold(night{elsewhere, elsewhere.Beds[0].ID, reception.HoldReserved, 0, 1}, man(other.ID), 0)
		o, err := k.s.TakeOutOfService(ctx, root, reception.OutageInput{BedID: r.Beds[7].ID, Reason: reception.OutageWorks, From: stockDay, Until: stockDay.AddDays(1)})
		k.must(err)

		desk, err := k.s.Desk(ctx, root, c.ID)
		k.must(err)
		if desk.Arrivals.Count != 4 || desk.Due.Count != 1 || desk.Overdue.Count != 1 || desk.Waiting.Households != 0 {
			t.Errorf("%d arrive, %d are due, %d overdue", desk.Arrivals.Count, desk.Due.Count, desk.Overdue.Count)
		}
		if a := desk.Arrivals.Stays; len(a) != 4 || a[1].HouseholdID != late.id || a[1].Persons != 1 || a[1].Head.Full() != "Given0 Tesfay" || a[1].Reference == "" {
			t.Errorf("arrivals %+v", a)
		}
		if desk.Due.Stays[0].HouseholdID != due.id || desk.Overdue.Stays[0].HouseholdID != overdue.id {
			t.Errorf("due %+v, overdue %+v", desk.Due.Stays, desk.Overdue.Stays)
		}
		want := []reception.Alert{
			{Kind: reception.AlertOverCapacity, CentreID: c.ID, CentreName: c.Name, RoomID: r.ID, Room: "1", Count: 1, Day: stockDay},
			{Kind: reception.AlertMinorAlone, CentreID: c.ID, CentreName: c.Name, RoomID: r.ID, Room: "1", Count: 1, Day: stockDay},
			{Kind: reception.AlertOutageEnds, CentreID: c.ID, CentreName: c.Name, OutageID: o.ID, Count: 1, Day: stockDay.AddDays(1)},
		}
		if diff := cmp.Diff(want, desk.Alerts); diff != "" {
			t.Errorf("alerts -want +got:\n%s", diff)
		}
		all, err := k.s.Desk(ctx, root, "")
		k.must(err)
		if all.Arrivals.Count != 5 || all.Now.Gross != 10 {
			t.Errorf("in all centres %d arrive, %d beds", all.Arrivals.Count, all.Now.Gross)
		}
		if n := k.count(`SELECT count(*) FROM audit_entry WHERE action = 'reception.desk.read'`); n != 2 {
			t.Errorf("%d rows of the reads", n)
		}
	})
}

// The desk's other alerts stand in other tables.
func TestDeskWaitingAndTransfers(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		c, other := k.centre(), k.centre()
		r := k.room(k.floor(other.ID), "1", 2)
		f := k.register(other.ID, who{sex: people.SexMale, born: 1990})
		stay := k.hold(night{r, r.Beds[0].ID, reception.HoldOccupied, -3, open}, f, 0)
		k.exec(`INSERT INTO reception_transfer (id, household_id, stay_id, from_centre_id, to_centre_id, from_org_id, to_org_id, on_date, status,
			reason, seats, proposed_at, proposed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed', 'phase', 1, '', '')`,
			db.NewID(), f.id, stay, other.ID, c.ID, k.org, k.org, stockDay.AddDays(3))
		for i, confirm := range []int{1, 5} {
			k.exec(`INSERT INTO reception_waiting (id, reference, household_id, org_id, persons, since, confirmed_on, confirm_until, status, created_at, created_by)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', '', '')`, db.NewID(), db.NewID(), db.NewID(), k.org, i+1, stockDay, stockDay, stockDay.AddDays(confirm))
		}
		desk, err := k.s.Desk(ctx, root, c.ID)
		k.must(err)
		want := []reception.Alert{
			{Kind: reception.AlertTransfer, CentreID: c.ID, CentreName: c.Name, Count: 1, Day: stockDay.AddDays(3)},
			{Kind: reception.AlertWaiting, Count: 1, Day: stockDay.AddDays(1)},
		}
		if diff := cmp.Diff(want, desk.Alerts); diff != "" || desk.Waiting != (reception.WaitingCount{Households: 2, Persons: 3}) {
			t.Errorf("%+v\n%s", desk.Waiting, diff)
		}
	})
}

func TestDeskTellsWhatOneMayKnow(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		c := k.centre()
		r := k.room(k.floor(c.ID), "1", 4)
		mother := k.register(c.ID, who{sex: people.SexFemale, born: 1990}, who{sex: people.SexFemale, born: 2015, restricted: true})
		k.house(night{room: r, status: reception.HoldReserved, from: 0, until: open}, mother)
		scope := access.Scope{Kind: access.ScopeCentre, ID: c.ID}
		for name, tt := range map[string]struct {
			perms []access.Permission
			opens []access.Compartment
			knows bool
		}{
			"no people":  {[]access.Permission{reception.PermDesk, reception.PermCentres}, nil, false},
			"people":     {[]access.Permission{reception.PermDesk, reception.PermCentres, "people.list"}, nil, false},
			"protection": {[]access.Permission{reception.PermDesk, reception.PermCentres, "people.list"}, []access.Compartment{access.Protection}, true},
		} {
			by := actor(scope, tt.perms...)
			by.Grants[0].Role.Compartments = tt.opens
			desk, err := k.s.Desk(ctx, by, c.ID)
			k.must(err)
			got := desk.Arrivals.Stays[0]
			if tt.knows != (got.HouseholdID == mother.id && got.Head.Full() != "" && got.Reference != "" && got.StayID != "") {
				t.Errorf("%s: %+v", name, got)
			}
			hidden := reception.DeskStay{CentreID: c.ID, CentreName: c.Name, Persons: 2, From: stockDay}
			if diff := cmp.Diff(hidden, got, cmpopts.EquateComparable()); !tt.knows && diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	})
}

// Everybody of a list of the desk is reached, however many they are.
func TestDeskListsGoOn(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		c := k.centre()
		r := k.room(k.floor(c.ID), "1", 9)
		for i := range 9 {
			n := []night{{status: reception.HoldReserved, from: -i / 2, until: 9}, {status: reception.HoldOccupied, from: -i - 1, until: 0}, {status: reception.HoldOccupied, from: -20, until: -i}}[i%3]
			n.room, n.bed = r, r.Beds[i].ID
			k.hold(n, k.register(c.ID, who{sex: people.SexMale, born: 1990}), 0)
		}
		for part, count := range map[reception.DeskPart]int{reception.DeskArrivals: 3, reception.DeskDue: 3, reception.DeskOverdue: 3} {
			whole, next, err := k.s.DeskStays(ctx, root, part, reception.ListIn{CentreID: c.ID})
			k.must(err)
			if len(whole) != count || next != "" {
				t.Fatalf("%s: %d stays, then %q", part, len(whole), next)
			}
			var paged []reception.DeskStay
			for in := (reception.ListIn{Limit: 2}); ; in.After = next {
				var page []reception.DeskStay
				page, next, err = k.s.DeskStays(ctx, root, part, in)
				k.must(err)
				if paged = append(paged, page...); next == "" {
					break
				}
			}
			if diff := cmp.Diff(whole, paged); diff != "" {
				t.Errorf("%s, page by page:\n%s", part, diff)
			}
		}
		if _, _, err := k.s.DeskStays(ctx, root, "elsewhere", reception.ListIn{}); !fault.Is(err, fault.NotFound, "") {
			t.Errorf("no such list: %v", err)
		}
		for _, after := range []string{"nonsense", "eA", "bm90AGE"} {
			if _, _, err := k.s.DeskStays(ctx, root, reception.DeskDue, reception.ListIn{After: after}); !fault.Is(err, fault.Invalid, "reception.error.cursor") {
				t.Errorf("cursor %q: %v", after, err)
			}
		}
		if _, _, err := k.s.DeskStays(ctx, actor(access.Everywhere, reception.PermBoard), reception.DeskDue, reception.ListIn{}); !fault.Is(err, fault.Forbidden, "") {
			t.Errorf("without the permission: %v", err)
		}
	})
}

// Free beds by whom they suit.
func TestFreeBeds(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		c := k.centre()
		f := k.floor(c.ID)
		k.room(f, "empty, step-free", 2, func(r *reception.Room) { r.StepFree = true })
		k.room(f, "women", 3, func(r *reception.Room) { r.SexRule = reception.SexRuleWomen })
		k.room(f, "men", 5, func(r *reception.Room) { r.SexRule = reception.SexRuleMen })
		k.room(f, "family unit", 7, func(r *reception.Room) { r.FamilyUnit = true })
		k.room(f, "isolation", 11, func(r *reception.Room) { r.Isolation = true })
		shared := k.room(f, "a man in it", 13)
		k.hold(night{shared, shared.Beds[0].ID, reception.HoldOccupied, -1, open}, k.register(c.ID, who{sex: people.SexMale, born: 1990}), 0)
		minors := k.centre(func(c *reception.Centre) { c.ForMinors = true })
		k.room(k.floor(minors.ID), "1", 17)
		women := k.centre(func(c *reception.Centre) { c.WomenOnly = true })
		k.room(k.floor(women.ID), "1", 19)
		n, err := k.s.Numbers(ctx, root, "", stockDay)
		k.must(err)
		want := reception.FreeBeds{Men: 2 + 5 + 12, Women: 2 + 3 + 19, Family: 2 + 7, StepFree: 2, Minors: 17}
		if n.Total.FreeBeds != want {
			t.Errorf("%+v, want %+v", n.Total.FreeBeds, want)
		}
	})
}
