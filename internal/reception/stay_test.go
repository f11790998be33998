package reception_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

// reserve promises beds to a family from a day on.
func (k *stock) reserve(f family, from int, rooms ...reception.Room) string {
	k.Helper()
	in := inRooms(f, rooms...)
	in.From = day(from)
	p, err := k.s.Reserve(context.Background(), root, in)
	k.must(err)
	return p.StayID
}

// until sets the end of a stay, which must be open.
func (k *stock) until(stay string, end int) {
	k.Helper()
	k.must(k.s.Shorten(context.Background(), root, stay, day(end)))
}

// centreOf is where package people says that a household lives.
func (k *stock) centreOf(f family) string {
	k.Helper()
	p, err := k.people.Party(context.Background(), k.d, f.id)
	k.must(err)
	return p.CentreID
}

// TestBedIsPromisedOnToTheNext follows one bed: slept in, reserved for the
// next, overstayed, left, taken over.
func TestBedIsPromisedOnToTheNext(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		c := k.centre()
		room := k.room(k.floor(c.ID), "1", 1)
		first, second, third := k.register("", man), k.register("", man), k.register("", man)
		stay := k.place(first, room)
		in := inRooms(second, room)
		in.From = day(5)
		_, err := k.s.Reserve(ctx, root, in)
		keyed(t, err, fault.Conflict, "reception.error.bed_taken") // an open stay promises nothing to anybody
		k.until(stay, 5)
		next := k.reserve(second, 5, room)
		in = inRooms(third, room)
		in.From, in.Until = day(3), day(6)
		_, err = k.s.Reserve(ctx, root, in)
		keyed(t, err, fault.Conflict, "reception.error.bed_taken")
		keyed(t, k.s.Extend(ctx, root, stay, day(7)), fault.Conflict, "reception.error.reserved_after")

		// The first does not leave. The bed counts as taken until somebody says otherwise.
		k.pass(6)
		keyed(t, k.s.Arrive(ctx, root, reception.ArriveIn{StayID: next, On: day(6)}), fault.Conflict, "reception.error.bed_taken")
		list, _, err := k.s.Overstays(ctx, root, reception.ListIn{})
		k.must(err)
		if len(list) != 1 || list[0].ID != stay || list[0].Days != 1 || list[0].Persons != 1 || list[0].NextFrom != day(5) {
			t.Errorf("overstays %+v", list)
		}
		keyed(t, k.s.ResolveOverstay(ctx, root, reception.OverstayIn{StayID: stay, Extend: true, Until: day(9)}), fault.Conflict, "reception.error.reserved_after")
		if _, err := k.s.Move(ctx, root, reception.MoveIn{StayID: stay, On: day(6), Rooms: []string{room.ID}}); !fault.Is(err, fault.Conflict, "reception.error.overstay_first") {
			t.Errorf("a move of somebody who should have left: %v", err)
		}
		k.must(k.s.ResolveOverstay(ctx, root, reception.OverstayIn{StayID: stay, Departed: &reception.DepartIn{On: day(6), Kind: reception.DepartureFamily}}))
		k.must(k.s.Arrive(ctx, root, reception.ArriveIn{StayID: next, On: day(6)}))
		if k.centreOf(first) != "" || k.centreOf(second) != c.ID {
			t.Errorf("first lives in %q, second in %q", k.centreOf(first), k.centreOf(second))
		}
		if n := k.count(`SELECT COUNT(*) FROM reception_hold WHERE bed_id = $1 AND status IN ('ended', 'occupied')`, room.Beds[0].ID); n != 2 {
			t.Errorf("%d sleepers on record", n)
		}
	})
}

func TestOverstayIsExtended(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		room := k.room(k.floor(k.centre().ID), "1", 1)
		stay := k.place(k.register("", man), room)
		k.until(stay, 2)
		keyed(t, k.s.ResolveOverstay(ctx, root, reception.OverstayIn{StayID: stay, Extend: true, Until: day(9)}), fault.Conflict, "reception.error.no_overstay")
		k.pass(4)
		// Nobody else gets the bed meanwhile, neither from today nor ahead.
		other := k.register("", man)
		for _, from := range []int{4, 8} {
			in := inRooms(other, room)
			in.From = day(from)
			_, err := k.s.Reserve(ctx, root, in)
			keyed(t, err, fault.Conflict, "reception.error.bed_taken")
		}
		k.must(k.s.ResolveOverstay(ctx, root, reception.OverstayIn{StayID: stay, Extend: true, Until: day(9)}))
		list, _, err := k.s.Overstays(ctx, root, reception.ListIn{})
		k.must(err)
		if len(list) != 0 {
			t.Errorf("still overstays: %+v", list)
		}
		k.reserve(other, 9, room)
	})
}

func TestSomeArriveLater(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		c := k.centre()
		home := k.register("", man, woman, boy)
		stay := k.reserve(home, 1, k.room(k.floor(c.ID), "1", 3))
		keyed(t, k.s.Arrive(ctx, root, reception.ArriveIn{StayID: stay, On: day(1)}), fault.Invalid, "reception.error.date_future")
		// Earlier than expected: the mother and later the father. The boy does not come alone.
		keyed(t, k.s.Arrive(ctx, root, reception.ArriveIn{StayID: stay, On: day(0), Persons: home.persons[2:]}), fault.Conflict, "reception.rule.minor_alone")
		k.must(k.s.Arrive(ctx, root, reception.ArriveIn{StayID: stay, On: day(0), Persons: home.persons[1:]}))
		if k.centreOf(home) != c.ID {
			t.Error("they have arrived and live nowhere")
		}
		keyed(t, k.s.Arrive(ctx, root, reception.ArriveIn{StayID: stay, On: day(0), Persons: home.persons[1:]}), fault.Invalid, "reception.error.person_not_here")
		k.pass(2)
		k.must(k.s.Arrive(ctx, root, reception.ArriveIn{StayID: stay, On: day(2)}))
		if n := k.count(`SELECT COUNT(*) FROM reception_hold WHERE status = 'occupied'`); n != 3 {
			t.Errorf("%d of 3 are here", n)
		}
	})
}

func TestReservationIsGivenBack(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		room := k.room(k.floor(k.centre().ID), "1", 2)
		home := k.register("", man, woman)
		stay := k.reserve(home, 1, room)
		keyed(t, k.s.CancelReservation(ctx, root, reception.CancelIn{StayID: stay}), fault.Invalid, "reception.error.unknown_code")
		keyed(t, k.s.NoShow(ctx, root, stay, nil), fault.Conflict, "reception.error.not_expected_yet")
		k.must(k.s.CancelReservation(ctx, root, reception.CancelIn{StayID: stay, Reason: reception.CancelCentre}))
		keyed(t, k.s.Arrive(ctx, root, reception.ArriveIn{StayID: stay, On: day(0)}), fault.Conflict, "reception.error.stay_over")
		stay = k.reserve(home, 0, room)
		k.must(k.s.NoShow(ctx, root, stay, home.persons[:1]))
		k.must(k.s.Arrive(ctx, root, reception.ArriveIn{StayID: stay, On: day(0)}))
		k.place(k.register("", woman), room) // the other bed is free again
		if n := k.count(`SELECT COUNT(*) FROM reception_hold WHERE status = 'no_show'`); n != 1 {
			t.Errorf("%d did not show", n)
		}
	})
}

func TestMoveLooksAtWhoStaysBehind(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		c := k.centre()
		f := k.floor(c.ID)
		rooms, err := k.s.AddRooms(ctx, root, reception.RoomSeries{Like: reception.Room{CentreID: c.ID, FloorID: f.ID}, First: "1", Last: "4", Beds: 3, InARow: true})
		k.must(err)
		home := k.register("", woman, boy, girl)
		stay := k.place(home, rooms[0])
		alone := reception.MoveIn{StayID: stay, On: stockDay, Persons: home.persons[:1], Rooms: []string{rooms[1].ID}}
		_, err = k.s.Move(ctx, root, alone)
		keyed(t, err, fault.Conflict, "reception.rule.minor_alone")
		all := reception.MoveIn{StayID: stay, On: stockDay, Rooms: []string{rooms[2].ID}}
		p, err := k.s.Move(ctx, root, all)
		k.must(err)
		if p.StayID != stay || len(p.Assignments) != 3 {
			t.Errorf("moved as %+v", p)
		}
		other := k.centre(func(c *reception.Centre) { c.Name = "Eich" })
		all.Rooms = []string{k.room(k.floor(other.ID), "1", 3).ID}
		_, err = k.s.Move(ctx, root, all)
		keyed(t, err, fault.Conflict, "reception.error.needs_transfer")
		// A couple may live down the corridor when they say so.
		pair := k.register("", man, woman)
		stay = k.place(pair, rooms[0])
		apart := reception.MoveIn{StayID: stay, On: stockDay, Persons: pair.persons[:1], Rooms: []string{rooms[3].ID}}
		_, err = k.s.Move(ctx, root, apart)
		keyed(t, err, fault.Conflict, "reception.error.warning")
		apart.Accepted = []string{"not_neighbours"}
		if _, err = k.s.Move(ctx, root, apart); err != nil {
			t.Errorf("accepted: %v", err)
		}
	})
}

func TestSwapTakesBothOrNone(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		c := k.centre()
		f := k.floor(c.ID)
		mens := k.room(f, "1", 1, func(r *reception.Room) { r.SexRule = reception.SexRuleMen })
		open, third := k.room(f, "2", 1), k.room(f, "3", 1)
		a, b, she := k.register("", man), k.register("", man), k.register("", woman)
		k.place(a, mens)
		k.place(b, open)
		k.place(she, third)
		bedOf := func(f family) string {
			h, err := db.One(ctx, k.d, db.Value[string], `SELECT bed_id FROM reception_hold WHERE person_id = $1 AND status = 'occupied'`, f.persons[0])
			k.must(err)
			return h
		}
		err := k.s.Swap(ctx, root, reception.SwapIn{PersonA: a.persons[0], PersonB: she.persons[0], On: stockDay})
		keyed(t, err, fault.Conflict, "reception.rule.sex_rule")
		k.must(k.s.Swap(ctx, root, reception.SwapIn{PersonA: a.persons[0], PersonB: b.persons[0], On: stockDay}))
		want := []string{open.Beds[0].ID, mens.Beds[0].ID, third.Beds[0].ID}
		if diff := cmp.Diff(want, []string{bedOf(a), bedOf(b), bedOf(she)}); diff != "" {
			t.Errorf("beds (-want +got):\n%s", diff)
		}
	})
}

func TestDepartureFreesTheBed(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		c := k.centre()
		room := k.room(k.floor(c.ID), "1", 3)
		home := k.register("", woman, boy, girl)
		stay := k.place(home, room)
		bad := reception.DepartIn{StayID: stay, On: stockDay, Kind: reception.DepartureTransfer}
		_, err := k.s.Depart(ctx, root, bad)
		keyed(t, err, fault.Invalid, "reception.error.unknown_code") // a transfer says that by itself
		_, err = k.s.Depart(ctx, root, reception.DepartIn{StayID: stay, On: day(-1), Kind: reception.DepartureLISKO})
		keyed(t, err, fault.Invalid, "reception.error.before_stay")

		out, err := k.s.Depart(ctx, root, reception.DepartIn{StayID: stay, On: stockDay, Kind: reception.DepartureDisappeared, Persons: home.persons[:1]})
		k.must(err)
		if out.StayEnded || !slices.Contains(out.Alerts, "minor_alone") {
			t.Errorf("the mother is gone: %+v", out)
		}
		k.must(k.s.UndoDeparture(ctx, root, stay, nil))
		out, err = k.s.Depart(ctx, root, reception.DepartIn{StayID: stay, On: stockDay, Kind: reception.DepartureLISKO})
		k.must(err)
		if !out.StayEnded || k.centreOf(home) != "" {
			t.Errorf("all are gone: %+v, they live in %q", out, k.centreOf(home))
		}
		k.must(k.s.UndoDeparture(ctx, root, stay, nil))
		if k.centreOf(home) != c.ID {
			t.Error("they are back and live nowhere")
		}
		_, err = k.s.Depart(ctx, root, reception.DepartIn{StayID: stay, On: stockDay, Kind: reception.DepartureVoluntaryReturn})
		k.must(err)
		k.place(k.register("", man), room)
		keyed(t, k.s.UndoDeparture(ctx, root, stay, nil), fault.Conflict, "reception.error.bed_taken")
		k.pass(1)
		keyed(t, k.s.UndoDeparture(ctx, root, stay, nil), fault.Conflict, "reception.error.not_left_today")
	})
}

func TestStayWithinScopeOnly(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		here, there := k.centre(), k.centre(func(c *reception.Centre) { c.Name = "Eich" })
		room := k.room(k.floor(there.ID), "1", 2)
		stay := k.place(k.register("", man), room)
		desk := actor(access.Scope{Kind: access.ScopeCentre, ID: here.ID}, reception.PermPlace, reception.PermMove, reception.PermDepart,
			reception.PermCentres, reception.PermStays, reception.PermTransfer)
		own := k.register(here.ID, man)
		for name, err := range map[string]error{
			"arrive":   k.s.Arrive(ctx, desk, reception.ArriveIn{StayID: stay, On: stockDay}),
			"extend":   k.s.Extend(ctx, desk, stay, day(9)),
			"shorten":  k.s.Shorten(ctx, desk, stay, day(9)),
			"cancel":   k.s.CancelReservation(ctx, desk, reception.CancelIn{StayID: stay, Reason: reception.CancelMistake}),
			"no show":  k.s.NoShow(ctx, desk, stay, nil),
			"move":     errOf(k.s.Move(ctx, desk, reception.MoveIn{StayID: stay, On: stockDay, Rooms: []string{room.ID}})),
			"depart":   errOf(k.s.Depart(ctx, desk, reception.DepartIn{StayID: stay, On: stockDay, Kind: reception.DepartureOther})),
			"undo":     k.s.UndoDeparture(ctx, desk, stay, nil),
			"transfer": errOf(k.s.ProposeTransfer(ctx, desk, reception.TransferIn{StayID: stay, ToCentreID: here.ID, On: stockDay, Reason: "needs"})),
			"place":    errOf(k.s.Place(ctx, desk, inRooms(own, room))),
			"unknown":  k.s.Extend(ctx, desk, "nonsense", day(9)),
		} {
			if !fault.Is(err, fault.NotFound, "") {
				t.Errorf("%s in a foreign centre: %v", name, err)
			}
		}
	})
}

func errOf[T any](_ T, err error) error { return err }

func TestNextPhaseListsTheLongestFirst(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		c := k.centre(func(c *reception.Centre) { c.Phase = reception.PhaseFirst })
		f := k.floor(c.ID)
		var want []string
		for i, from := range []int{-20, -10, -3} {
			in := inRooms(k.register("", man), k.room(f, string(rune('1'+i)), 1))
			in.From = day(from)
			p, err := k.s.Place(ctx, root, in)
			k.must(err)
			want = append(want, p.StayID)
		}
		granted := k.register("", who{sex: people.SexMale, born: 1980, status: people.StatusRefugee})
		k.place(granted, k.room(f, "9", 1))
		page, next, err := k.s.NextPhase(ctx, root, reception.NextPhaseIn{Phase: reception.PhaseFirst, ListIn: reception.ListIn{Limit: 3}})
		k.must(err)
		var got []string
		for _, r := range page {
			got = append(got, r.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" || page[0].Days != 20 || page[0].Next != reception.PhaseSecond {
			t.Errorf("%+v\n%s", page, diff)
		}
		page, next, err = k.s.NextPhase(ctx, root, reception.NextPhaseIn{Phase: reception.PhaseFirst, ListIn: reception.ListIn{Limit: 3, After: next}})
		k.must(err)
		if len(page) != 1 || !page[0].Granted || next != "" {
			t.Errorf("second page %+v, %q", page, next)
		}
	})
}

// Who sets an earlier end is told which days there are.
func TestEarlierEndNamesTheDays(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		stay := k.place(k.register("", man), k.room(k.floor(k.centre().ID), "1", 1))
		for _, on := range []clock.Date{{}, day(-9), day(0), day(9999)} {
			if err := k.s.Shorten(ctx, root, stay, on); !fault.Is(err, fault.Invalid, "reception.error.date_range") {
				t.Errorf("until %s: %v", on, err)
			}
		}
		k.until(stay, 5)
		err := k.s.Shorten(ctx, root, stay, day(5))
		if diff := cmp.Diff([]any{"from", day(1), "until", day(4)}, fault.Of(err)[0].Args); diff != "" {
			t.Error(diff)
		}
		k.until(stay, 1)
		if err := k.s.Shorten(ctx, root, stay, day(1)); !fault.Is(err, fault.Invalid, "reception.error.not_earlier") {
			t.Errorf("no day is left: %v", err)
		}
	})
}
