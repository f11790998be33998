package reception_test

import (
	"context"
	"testing"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

func TestReceiveRegistersAndPlacesOrNeither(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		c := k.centre()
		f := k.floor(c.ID)
		small, large := k.room(f, "1", 1), k.room(f, "2", 3)
		k.load()
		in := reception.ReceiveIn{Household: k.form(c.ID, man, woman, boy), Places: []reception.ReceivePlace{{From: stockDay, Rooms: []string{small.ID}}}}
		_, err := k.s.ReceiveHousehold(ctx, root, in)
		if !reception.TakenMeanwhile(err) || k.count(`SELECT COUNT(*) FROM people_person`) != 0 {
			t.Fatalf("the room is too small: %v, and somebody is on record", err)
		}
		bad := in
		bad.Household = k.form(c.ID, man, woman, boy)
		bad.Household.Persons[1].Family, bad.Household.Persons[1].Given = "", ""
		bad.Places = []reception.ReceivePlace{{From: stockDay, Rooms: []string{large.ID}}}
		_, err = k.s.ReceiveHousehold(ctx, root, bad)
		keyed(t, err, fault.Invalid, "people.error.name_required")
		if n := k.count(`SELECT COUNT(*) FROM reception_hold`); n != 0 {
			t.Errorf("%d beds held for nobody", n)
		}
		in.Places = append(in.Places, reception.ReceivePlace{From: stockDay, Seats: []reception.Seat{
			{Member: 0, BedID: large.Beds[2].ID}, {Member: 1, BedID: large.Beds[1].ID}, {Member: 2, BedID: large.Beds[0].ID}}})
		out, err := k.s.ReceiveHousehold(ctx, root, in)
		k.must(err)
		if out.Placement == nil || out.Waiting != nil || out.Placement.Assignments[0] != (reception.Assignment{PersonID: out.Persons[0].ID, BedID: large.Beds[2].ID, RoomID: large.ID}) {
			t.Errorf("received %+v", out)
		}
		if n := audited(k, "people.register"); n != 3 {
			t.Errorf("%d persons on record in the log", n)
		}
		// The family after them finds nothing and waits.
		in.Wait = true
		out, err = k.s.ReceiveHousehold(ctx, root, in)
		k.must(err)
		if out.Placement != nil || out.Waiting == nil || out.Waiting.Persons != 3 {
			t.Errorf("received %+v", out)
		}
		// And one more is only put on record.
		out, err = k.s.ReceiveHousehold(ctx, root, reception.ReceiveIn{Household: k.form(c.ID, man)})
		k.must(err)
		if out.Placement != nil || out.Waiting != nil || out.HouseholdID == "" {
			t.Errorf("received %+v", out)
		}
	})
}

func TestReceiveNeedsEachPermission(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		c := k.centre()
		room := k.room(k.floor(c.ID), "1", 1)
		all := []access.Permission{reception.PermReceive, people.PermRegister, reception.PermPlace}
		in := reception.ReceiveIn{Household: k.form(c.ID, man), Places: []reception.ReceivePlace{{From: stockDay, Rooms: []string{room.ID}}}}
		scope := access.Scope{Kind: access.ScopeCentre, ID: c.ID}
		for i := range all {
			var some []access.Permission
			for n, p := range all {
				if n != i {
					some = append(some, p)
				}
			}
			_, err := k.s.ReceiveHousehold(ctx, actor(scope, some...), in)
			if !fault.Is(err, fault.Forbidden, "") && !fault.Is(err, fault.NotFound, "") {
				t.Errorf("without %s: %v", all[i], err)
			}
		}
		_, err := k.s.ReceiveHousehold(ctx, actor(scope, all...), in)
		k.must(err)
	})
}

func TestSuggestAtDoorNamesMembersByPosition(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		c := k.centre()
		k.room(k.floor(c.ID), "1", 2, func(r *reception.Room) { r.Cots = 1 })
		k.load()
		found, err := k.s.SuggestAtDoor(ctx, root, k.form(c.ID, woman, man, baby), reception.SuggestIn{})
		k.must(err)
		if len(found.Best) != 1 {
			t.Fatalf("suggested %+v", found)
		}
		for _, a := range found.Best[0].Assignments() {
			if (a.PersonID == "2") != (a.BedID == "") {
				t.Errorf("assigned %+v", a)
			}
		}
	})
}
