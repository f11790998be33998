package reception_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

func TestTakeOutOfService(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		f := k.floor(k.centre().ID)
		one, two := k.room(f, "1", 2), k.room(f, "2", 3)
		man := k.register(f.CentreID, who{sex: people.SexMale, born: 1990})
		k.hold(night{two, two.Beds[1].ID, reception.HoldReserved, 10, 20}, man, 0)
		out := func(in reception.OutageInput, from, until int) (reception.Outage, error) {
			in.Reason, in.From = reception.OutageRepair, stockDay.AddDays(from)
			if until != open {
				in.Until = stockDay.AddDays(until)
			}
			return k.s.TakeOutOfService(ctx, root, in)
		}
		wantHeld := func(err error, count int, beds string) {
			t.Helper()
			if !fault.Is(err, fault.Conflict, "reception.error.beds_held") {
				t.Fatalf("taken: %v", err)
			}
			if args := fault.Of(err)[0].Args; args[1] != count || args[3] != beds {
				t.Errorf("names %v, want %d: %s", args, count, beds)
			}
		}
		_, err := out(reception.OutageInput{FloorID: f.ID}, 0, open)
		wantHeld(err, 1, "2 B")
		if n := k.count(`SELECT count(*) FROM reception_hold WHERE status = 'out'`); n != 0 {
			t.Errorf("%d beds were taken although one was held", n)
		}
		before, err := out(reception.OutageInput{FloorID: f.ID}, 0, 10)
		k.must(err)
		if len(before.Beds) != 5 || before.Beds[4].Room != "2" || before.Beds[4].Bed != "C" {
			t.Errorf("outage %+v", before)
		}
		_, err = out(reception.OutageInput{RoomID: one.ID}, 9, 12)
		wantHeld(err, 2, "1 A, 1 B")
		// A hold of no night, given back on its first day, is in nobody's way.
		k.hold(night{one, one.Beds[0].ID, reception.HoldEnded, 12, 12}, man, 0)
		_, err = out(reception.OutageInput{BedID: one.Beds[0].ID}, 10, open)
		k.must(err)
		_, err = out(reception.OutageInput{BedID: two.Beds[1].ID}, 19, 25)
		wantHeld(err, 1, "2 B")

		// Somebody who stays past the day of leaving is still in the bed.
		three := k.room(f, "3", 1)
		late := k.register(f.CentreID, who{sex: people.SexMale, born: 1990})
		k.hold(night{three, three.Beds[0].ID, reception.HoldOccupied, -9, -1}, late, 0)
		_, err = out(reception.OutageInput{RoomID: three.ID}, 3, 5)
		wantHeld(err, 1, "3 A")

		list, next, err := k.s.Outages(ctx, root, reception.OutageQuery{CentreID: f.CentreID})
		k.must(err)
		if len(list) != 2 || next != "" || list[1].ID != before.ID || len(list[1].Beds) != 5 || !list[0].Until.IsZero() || list[1].Until != stockDay.AddDays(10) {
			t.Errorf("outages %+v", list)
		}
	})
}

func TestTakeOutOfServiceRefuses(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		f := k.floor(k.centre().ID)
		r := k.room(f, "1", 1)
		good := reception.OutageInput{BedID: r.Beds[0].ID, Reason: reception.OutageWorks, From: stockDay, Until: stockDay.AddDays(3)}
		for name, tt := range map[string]struct {
			change func(*reception.OutageInput)
			kind   fault.Kind
			field  string
		}{
			"nothing named":  {func(o *reception.OutageInput) { o.BedID = "" }, fault.Invalid, "place"},
			"two named":      {func(o *reception.OutageInput) { o.RoomID = r.ID }, fault.Invalid, "place"},
			"unknown bed":    {func(o *reception.OutageInput) { o.BedID = db.NewID() }, fault.NotFound, ""},
			"hostile bed":    {func(o *reception.OutageInput) { o.BedID = "' OR TRUE --" }, fault.NotFound, ""},
			"empty floor":    {func(o *reception.OutageInput) { o.BedID, o.FloorID = "", k.floor(f.CentreID).ID }, fault.Conflict, ""},
			"no reason":      {func(o *reception.OutageInput) { o.Reason = "" }, fault.Invalid, "reason"},
			"no day":         {func(o *reception.OutageInput) { o.From = clock.Date{} }, fault.Invalid, "from"},
			"no such day":    {func(o *reception.OutageInput) { o.From = clock.Date{Year: 2026, Month: 13, Day: 40} }, fault.Invalid, "from"},
			"long ago":       {func(o *reception.OutageInput) { o.From = stockDay.AddDays(-31) }, fault.Invalid, "from"},
			"far ahead":      {func(o *reception.OutageInput) { o.Until = stockDay.AddDays(4000) }, fault.Invalid, "until"},
			"no night":       {func(o *reception.OutageInput) { o.Until = o.From }, fault.Invalid, "until"},
			"ends before it": {func(o *reception.OutageInput) { o.Until = stockDay.AddDays(-1) }, fault.Invalid, "until"},
		} {
			in := good
			tt.change(&in)
			_, err := k.s.TakeOutOfService(ctx, root, in)
			if l := fault.Of(err); len(l) == 0 || l[0].Kind != tt.kind || l[0].Field != tt.field {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestEndOutage(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		f := k.floor(k.centre().ID)
		r := k.room(f, "1", 3)
		o, err := k.s.TakeOutOfService(ctx, root, reception.OutageInput{RoomID: r.ID, Reason: reception.OutageCleaning, From: stockDay.AddDays(-2)})
		k.must(err)
		end := func(on int, want int, beds ...string) {
			t.Helper()
			n, err := k.s.EndOutage(ctx, root, reception.OutageEnd{OutageID: o.ID, BedIDs: beds, On: stockDay.AddDays(on)})
			if err != nil || n != want {
				t.Errorf("%d beds, %v; want %d", n, err, want)
			}
		}
		free := func(on, want int) {
			t.Helper()
			n, err := k.s.Numbers(ctx, root, f.CentreID, stockDay.AddDays(on))
			k.must(err)
			if n.Total.Numbers.Free != want {
				t.Errorf("day %d: %+v, want %d free", on, n.Total.Numbers, want)
			}
		}
		free(0, 0)
		end(5, 3)
		free(4, 0)
		free(5, 3)
		end(0, 1, r.Beds[0].ID)
		free(0, 1)
		free(-1, 0)
		k.hold(night{r, r.Beds[1].ID, reception.HoldReserved, 5, 8}, k.register(f.CentreID, who{sex: people.SexMale, born: 1990}), 0)
		if _, err := k.s.EndOutage(ctx, root, reception.OutageEnd{OutageID: o.ID, On: stockDay.AddDays(6)}); !fault.Is(err, fault.Conflict, "reception.error.bed_taken") {
			t.Errorf("prolonged over a reservation: %v", err)
		}
		end(-2, 3)
		free(-2, 3)
		if _, err := k.s.EndOutage(ctx, root, reception.OutageEnd{OutageID: o.ID}); !fault.Is(err, fault.Conflict, "reception.error.outage_over") {
			t.Errorf("ended twice: %v", err)
		}
		for _, id := range []string{"", "x", db.NewID()} {
			if _, err := k.s.EndOutage(ctx, root, reception.OutageEnd{OutageID: id}); !fault.Is(err, fault.NotFound, "") {
				t.Errorf("%q: %v", id, err)
			}
		}
	})
}

// Of many who take the same bed out of service at once, one does.
func TestOutagesRace(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		r := k.room(k.floor(k.centre().ID), "1", 1)
		var wg sync.WaitGroup
		var mu sync.Mutex
		done := 0
		for i := range 8 {
			wg.Go(func() {
				_, err := k.s.TakeOutOfService(ctx, root, reception.OutageInput{BedID: r.Beds[0].ID, Reason: reception.OutageOther, From: stockDay.AddDays(i % 3)})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					done++
				} else if fault.KindOf(err) != fault.Conflict {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := k.count(`SELECT count(*) FROM reception_hold WHERE status = 'out'`); done != 1 || n != 1 {
			t.Errorf("%d were told yes, %d stored", done, n)
		}
	})
}

func TestOutagesPages(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		r := k.room(k.floor(k.centre().ID), "1", 5)
		for i, b := range r.Beds {
			_, err := k.s.TakeOutOfService(ctx, root, reception.OutageInput{BedID: b.ID, Reason: reception.OutageOther, From: stockDay.AddDays(-i / 2), Until: stockDay.AddDays(i)})
			if i == 0 {
				if !fault.Is(err, fault.Invalid, "") {
					t.Errorf("an outage of no night: %v", err)
				}
				continue
			}
			k.must(err)
		}
		seen, after := map[string]bool{}, ""
		for pages := 1; ; pages++ {
			list, next, err := k.s.Outages(ctx, root, reception.OutageQuery{After: after, Limit: 1})
			k.must(err)
			for _, o := range list {
				if seen[o.ID] {
					t.Errorf("%s twice", o.ID)
				}
				seen[o.ID] = true
			}
			if next == "" {
				if pages != 4 {
					t.Errorf("%d pages of one", pages)
				}
				break
			}
			after = next
		}
		if len(seen) != 4 {
			t.Errorf("%d outages", len(seen))
		}
		k.clock.Advance(3 * 24 * time.Hour)
		now, _, err := k.s.Outages(ctx, root, reception.OutageQuery{})
		k.must(err)
		all, _, err := k.s.Outages(ctx, root, reception.OutageQuery{Past: true})
		k.must(err)
		if len(now) != 1 || len(all) != 4 {
			t.Errorf("%d now, %d with the past ones", len(now), len(all))
		}
		for _, after := range []string{"x", "\xff", "MjAyNi0xMS0yMw", "AAAA", "MjAyNi0xMy00MAB4"} {
			if _, _, err := k.s.Outages(ctx, root, reception.OutageQuery{After: after}); !fault.Is(err, fault.Invalid, "reception.error.cursor") {
				t.Errorf("%q: %v", after, err)
			}
		}
	})
}
