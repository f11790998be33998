package reception_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

// flowsOf returns the flows of an overview that are not nothing, by days from stockDay.
func flowsOf(o reception.Overview) map[int]reception.Flow {
	out := map[int]reception.Flow{}
	for _, d := range o.Days {
		if d.Flow != (reception.Flow{}) {
			out[d.Day.Sub(stockDay)] = d.Flow
		}
	}
	return out
}

func TestDaysAndOverview(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		c := k.centre()
		r, r2 := k.room(k.floor(c.ID), "1", 4), k.room(k.floor(c.ID), "2", 2)
		planned := k.centre(func(c *reception.Centre) { c.Status = reception.CentrePlanned })
		k.room(k.floor(planned.ID), "1", 9)
		man := who{sex: people.SexMale, born: 1990}
		couple := k.register(c.ID, man, who{sex: people.SexFemale, born: 1990, status: people.StatusSubsidiary})
		k.house(night{room: r, status: reception.HoldOccupied, from: -6, until: open}, couple)

		// He changes beds on day -3, on the very day also a second time, and leaves on day -1.
		mover := k.register(c.ID, man)
		stay := db.NewID()
		k.must(k.tryHold(night{r, r.Beds[2].ID, reception.HoldEnded, -5, -3}, stay, mover.id, mover.persons[0]))
		k.must(k.tryHold(night{r, r.Beds[3].ID, reception.HoldEnded, -3, -3}, stay, mover.id, mover.persons[0]))
		k.must(k.tryHold(night{r2, r2.Beds[0].ID, reception.HoldEnded, -3, -1}, stay, mover.id, mover.persons[0]))
		k.exec(`UPDATE reception_stay SET departure_kind = 'own_housing', until_date = $1 WHERE id = $2`, stockDay.AddDays(-1), stay)

		// He goes on to another centre and comes from a third.
		passer := k.register(c.ID, man)
		before := k.hold(night{r2, r2.Beds[1].ID, reception.HoldEnded, -30, -20}, passer, 0)
		k.exec(`UPDATE reception_stay SET departure_kind = 'transfer' WHERE id = $1`, before)
		after := k.hold(night{r2, r2.Beds[1].ID, reception.HoldEnded, -4, -2}, passer, 0)
		k.exec(`UPDATE reception_stay SET departure_kind = 'transfer', previous_id = $1 WHERE id = $2`, before, after)
		last := k.hold(night{r2, r2.Beds[1].ID, reception.HoldEnded, -2, -1}, passer, 0)
		k.exec(`UPDATE reception_stay SET departure_kind = 'voluntary_return', previous_id = $1 WHERE id = $2`, after, last)

		k.must(k.s.RebuildDays(ctx, stockDay.AddDays(-70), stockDay))
		o, err := k.s.Overview(ctx, root, "", 10)
		k.must(err)
		want := map[int]reception.Flow{-6: {Arrivals: 2}, -5: {Arrivals: 1}, -4: {MovedIn: 1}, -2: {MovedIn: 1, MovedOut: 1}, -1: {Departures: 2}}
		if diff := cmp.Diff(want, flowsOf(o)); diff != "" {
			t.Errorf("flows -want +got:\n%s", diff)
		}
		if len(o.Days) != 10 || o.Days[9].Day != stockDay || o.Days[5].Occupied != 4 || o.Days[5].Persons != 4 || o.Days[0].Gross != 6 {
			t.Errorf("days %+v", o.Days)
		}
		if o.Now.Total.StayOn != 1 || o.Now.Total.Gross != 6 || o.Days[9].Numbers != o.Now.Total.Numbers {
			t.Errorf("now %+v", o.Now.Total)
		}
		// One left after 4 nights, one after 29 nights through two centres.
		if o.AverageStay != (reception.AverageStay{Households: 2, Nights: 17}) {
			t.Errorf("average %+v", o.AverageStay)
		}

		rows := func() int { return k.count(`SELECT count(*) FROM reception_day`) }
		n := rows()
		k.must(k.s.CloseDay(ctx, stockDay))
		k.must(k.s.CloseDay(ctx, stockDay))
		if rows() != n || n != 71 {
			t.Errorf("%d rows, then %d: closing again adds none", n, rows())
		}
		again, err := k.s.Overview(ctx, root, "", 10)
		k.must(err)
		if diff := cmp.Diff(o, again); diff != "" {
			t.Errorf("closing again changed the overview:\n%s", diff)
		}

		// What is entered late reaches the days before when the day is closed.
		k.hold(night{r, r.Beds[3].ID, reception.HoldOccupied, -2, open}, k.register(c.ID, man), 0)
		k.must(k.s.CloseDay(ctx, stockDay))
		o, err = k.s.Overview(ctx, root, c.ID, 3)
		k.must(err)
		if f := o.Days[0].Flow; f.Arrivals != 1 || o.Days[0].Occupied != 5 {
			t.Errorf("two days ago: %+v", o.Days[0])
		}
	})
}

func TestOverviewOfAFreshInstallation(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		o, err := k.s.Overview(ctx, root, "", 365)
		k.must(err)
		if len(o.Days) != 1 || len(o.Now.Centres) != 0 || o.AverageStay != (reception.AverageStay{}) || o.Now.Total.Rate() != 0 {
			t.Errorf("%+v", o)
		}
		r := k.room(k.floor(k.centre().ID), "1", 2)
		k.hold(night{r, r.Beds[0].ID, reception.HoldEnded, -3, 0}, k.register(r.CentreID, who{sex: people.SexMale, born: 1990}), 0)
		k.must(k.s.CloseDay(ctx, stockDay))
		if n := k.count(`SELECT count(*) FROM reception_day`); n != 1 {
			t.Errorf("%d days written down on the first", n)
		}
		if n := k.count(`SELECT departures FROM reception_day`); n != 1 {
			t.Errorf("%d left on the first day", n)
		}
		for _, days := range []int{0, 1101} {
			if _, err := k.s.Overview(ctx, root, "", days); !fault.Is(err, fault.Invalid, "reception.error.out_of_range") {
				t.Errorf("%d days: %v", days, err)
			}
		}
		for _, r := range [][2]clock.Date{{stockDay, stockDay.AddDays(1)}, {stockDay, stockDay.AddDays(-1)}, {{}, stockDay}, {stockDay.AddDays(-4000), stockDay}} {
			if err := k.s.RebuildDays(ctx, r[0], r[1]); !fault.Is(err, fault.Invalid, "reception.error.date_range") {
				t.Errorf("%v: %v", r, err)
			}
		}
	})
}

func TestFlows(t *testing.T) {
	t.Parallel()
	var o reception.Overview
	for i := range 20 { // Sunday 25 October to Friday 13 November 2026
		o.Days = append(o.Days, reception.DayCount{Day: clock.Date{Year: 2026, Month: 10, Day: 25}.AddDays(i), Flow: reception.Flow{Arrivals: 1, Departures: i}})
	}
	type step struct {
		From                       string
		Days, Arrivals, Departures int
	}
	for by, want := range map[reception.Step][]step{
		reception.StepWeek:  {{"2026-10-19", 1, 1, 0}, {"2026-10-26", 7, 7, 28}, {"2026-11-02", 7, 7, 77}, {"2026-11-09", 5, 5, 85}},
		reception.StepMonth: {{"2026-10-01", 7, 7, 21}, {"2026-11-01", 13, 13, 169}},
	} {
		var got []step
		for _, f := range o.Flows(by) {
			got = append(got, step{f.From.String(), f.Days, f.Arrivals, f.Departures})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", by, diff)
		}
	}
	if n := len(o.Flows(reception.StepDay)); n != 20 {
		t.Errorf("%d days", n)
	}
}
