package reception_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"passerelle/internal/people"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

// split takes the last n members out of a household.
func (k *stock) split(f family, n int) family {
	k.Helper()
	leaving := f.persons[len(f.persons)-n:]
	out, err := k.s.SplitHousehold(context.Background(), root, people.SplitInput{Household: people.HouseholdRef{ID: f.id}, Members: leaving, Head: leaving[0]})
	k.must(err)
	return family{out.HouseholdID, leaving}
}

// sleeps tells how many of a household sleep in the beds of one present stay of theirs.
func (k *stock) sleeps(f family) int {
	return k.count(`SELECT COUNT(*) FROM reception_hold h JOIN reception_stay s ON s.id = h.stay_id
		WHERE s.household_id = $1 AND h.household_id = $2 AND s.status = 'present' AND h.status = 'occupied'`, f.id, f.id)
}

func TestSplitHouseholdKeepsItsBeds(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		k.load()
		c := k.centre()
		home := k.register("", man, woman, boy)
		foe := k.register("", man)
		k.must(k.s.KeepApart(ctx, root, home.id, reception.Apart{HouseholdID: foe.id, Level: reception.ConflictRoom}))
		stay := k.place(home, k.room(k.floor(c.ID), "1", 3))
		left := k.split(home, 2)
		if k.sleeps(home) != 1 || k.sleeps(left) != 2 || k.centreOf(left) != c.ID {
			t.Errorf("%d and %d sleep, in %q", k.sleeps(home), k.sleeps(left), k.centreOf(left))
		}
		apart, err := k.s.KeptApart(ctx, root, left.id)
		k.must(err)
		if len(apart) != 1 || apart[0].HouseholdID != foe.id {
			t.Errorf("kept apart from %+v", apart)
		}
		// Each leaves on their own.
		out, err := k.s.Depart(ctx, root, reception.DepartIn{StayID: stay, On: stockDay, Kind: reception.DepartureOwnHousing})
		k.must(err)
		if !out.StayEnded || k.sleeps(left) != 2 || k.centreOf(home) != "" || k.centreOf(left) != c.ID {
			t.Errorf("after the father left: %+v, %d sleep", out, k.sleeps(left))
		}
	})
}

func TestSplitOfWhoHasTheBedsTakesTheStayAlong(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		room := k.room(k.floor(k.centre().ID), "1", 2)
		home := k.register("", man, woman)
		in := inRooms(home, room)
		in.LeftOut = []reception.LeaveOut{{PersonID: home.persons[0], Reason: reception.OutHospital}}
		p, err := k.s.Place(ctx, root, in)
		k.must(err)
		left := k.split(home, 1)
		if k.sleeps(left) != 1 || k.count(`SELECT COUNT(*) FROM reception_stay WHERE id = $1 AND household_id = $2`, p.StayID, left.id) != 1 {
			t.Error("the stay did not go with who is in it")
		}
		if k.centreOf(home) != "" || k.centreOf(left) == "" {
			t.Errorf("they live in %q and %q", k.centreOf(home), k.centreOf(left))
		}
	})
}

func TestSplitAndJoinOnTheWaitingList(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		home := k.register("", man, woman, girl)
		k.wait(home, 7, "pregnancy")
		left := k.split(home, 2)
		rows, err := k.s.WaitingList(ctx, root)
		k.must(err)
		if len(rows) != 2 || rows[0].HouseholdID != left.id || rows[0].Persons != 2 || rows[0].Since != day(-7) || rows[1].Persons != 1 ||
			!slices.Contains(rows[0].Grounds, "single_parent") || slices.Contains(rows[1].Grounds, "minor") {
			t.Errorf("list %+v", rows)
		}
		k.clock.Advance(time.Minute) // a member returns later than they left
		k.must(k.s.JoinHouseholds(ctx, root, people.JoinInput{Into: people.HouseholdRef{ID: home.id}, From: people.HouseholdRef{ID: left.id}}))
		rows, err = k.s.WaitingList(ctx, root)
		k.must(err)
		if len(rows) != 1 || rows[0].HouseholdID != home.id || rows[0].Persons != 3 || !slices.Contains(rows[0].Grounds, "minor") {
			t.Errorf("joined again: %+v", rows)
		}
	})
}

func TestJoinHouseholdsBringsTheBeds(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		k.load()
		c, other := k.centre(), k.centre(func(c *reception.Centre) { c.Name = "Eich" })
		f := k.floor(c.ID)
		join := func(into, from family) error {
			return k.s.JoinHouseholds(ctx, root, people.JoinInput{Into: people.HouseholdRef{ID: into.id}, From: people.HouseholdRef{ID: from.id}})
		}
		a, b := k.register("", man), k.register("", woman)
		stay := k.place(a, k.room(f, "1", 1))
		k.until(stay, 9)
		k.place(b, k.room(f, "2", 1))
		k.must(join(a, b))
		if k.sleeps(a) != 2 || k.count(`SELECT COUNT(*) FROM reception_hold WHERE status = 'occupied' AND CAST(until_date AS text) = $1`, day(9).String()) != 2 {
			t.Errorf("%d sleep under one roof", k.sleeps(a))
		}
		// Who lives elsewhere must come first.
		far := k.register("", woman)
		k.place(far, k.room(k.floor(other.ID), "1", 1))
		keyed(t, join(a, far), fault.Conflict, "reception.error.needs_transfer")
		// Somebody without a bed joins a household by the bed that it has.
		without := k.register("", woman)
		k.must(join(without, far))
		if k.sleeps(without) != 1 || k.centreOf(without) != other.ID {
			t.Errorf("%d sleep in %q", k.sleeps(without), k.centreOf(without))
		}
	})
}

func TestHouseholdIsNotDividedOnTheWay(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		j := newJourney(t, d)
		j.propose(2)
		_, err := j.s.SplitHousehold(context.Background(), root, people.SplitInput{Household: people.HouseholdRef{ID: j.home.id},
			Members: j.home.persons[1:2], Head: j.home.persons[1]})
		keyed(t, err, fault.Conflict, "reception.error.transfer_open")
	})
}
