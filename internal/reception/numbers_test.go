package reception_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

// What blocks the empty beds of a room, case by case: each room has four beds.
func TestBlocked(t *testing.T) {
	t.Parallel()
	man, woman := who{sex: people.SexMale, born: 1990}, who{sex: people.SexFemale, born: 1990}
	boy, unknown := who{sex: people.SexMale, born: 2012}, who{sex: people.SexUnknown}
	plain := func(*reception.Room) {}
	cases := map[string]struct {
		room    func(*reception.Room)
		minors  bool // the centre is for minors
		in      [][]who
		status  reception.HoldStatus
		blocked int
	}{
		"empty":                          {plain, false, nil, "", 0},
		"empty family unit":              {func(r *reception.Room) { r.FamilyUnit = true }, false, nil, "", 0},
		"a man":                          {plain, false, [][]who{{man}}, reception.HoldOccupied, 0},
		"a man and a woman, strangers":   {plain, false, [][]who{{man}, {woman}}, reception.HoldOccupied, 0},
		"two brothers":                   {plain, false, [][]who{{man, man}}, reception.HoldOccupied, 0},
		"a couple":                       {plain, false, [][]who{{man, woman}}, reception.HoldOccupied, 2},
		"a couple promised the room":     {plain, false, [][]who{{man, woman}}, reception.HoldReserved, 2},
		"a father and his son":           {plain, false, [][]who{{man, boy}}, reception.HoldOccupied, 2},
		"who turns 18 this year":         {plain, false, [][]who{{who{sex: people.SexMale, born: 2008}}}, reception.HoldOccupied, 3},
		"who turned 18 last year":        {plain, false, [][]who{{who{sex: people.SexMale, born: 2007}}}, reception.HoldOccupied, 0},
		"a minor in a centre for minors": {plain, true, [][]who{{boy}}, reception.HoldOccupied, 0},
		"a man of unknown age":           {plain, false, [][]who{{unknown}}, reception.HoldOccupied, 0},
		"sex known of one only":          {plain, false, [][]who{{man, unknown}}, reception.HoldOccupied, 2},
		"family unit":                    {func(r *reception.Room) { r.FamilyUnit = true }, false, [][]who{{man}}, reception.HoldOccupied, 3},
		"family room":                    {func(r *reception.Room) { r.SexRule = reception.SexRuleFamily }, false, [][]who{{man, man}}, reception.HoldOccupied, 2},
		"isolation":                      {func(r *reception.Room) { r.Isolation = true }, false, [][]who{{man}}, reception.HoldOccupied, 3},
		"women's room":                   {func(r *reception.Room) { r.SexRule = reception.SexRuleWomen }, false, [][]who{{woman}}, reception.HoldOccupied, 0},
		"a couple who left":              {plain, false, [][]who{{man, woman}}, reception.HoldEnded, 0},
		"a couple who never came":        {plain, false, [][]who{{man, woman}}, reception.HoldNoShow, 0},
	}
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newStock(t, d)
		for name, tt := range cases {
			c := k.centre(func(c *reception.Centre) { c.ForMinors = tt.minors })
			r := k.room(k.floor(c.ID), "1", 4, tt.room)
			held := 0
			for _, members := range tt.in {
				n := night{room: r, status: tt.status, from: -1, until: open}
				n.room.Beds = r.Beds[held:]
				if tt.status == reception.HoldEnded {
					n.from, n.until = -5, 0
				}
				k.house(n, k.register(c.ID, members...))
				if tt.status == reception.HoldOccupied || tt.status == reception.HoldReserved {
					held += len(members)
				}
			}
			got, err := k.s.Numbers(context.Background(), root, c.ID, stockDay)
			k.must(err)
			if n := got.Total.Numbers; n.Blocked != tt.blocked || n.Free != 4-held-tt.blocked || n.Occupied+n.Reserved != held {
				t.Errorf("%s: %+v, want %d blocked", name, n, tt.blocked)
			}
		}
	})
}

// Who was to leave occupies the bed until the departure is entered, and the
// one to whom it is promised next does not make it two beds.
func TestOverdueOccupies(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newStock(t, d)
		c := k.centre()
		r := k.room(k.floor(c.ID), "1", 3)
		man := func() family { return k.register(c.ID, who{sex: people.SexMale, born: 1990}) }
		k.hold(night{r, r.Beds[0].ID, reception.HoldOccupied, -9, -2}, man(), 0) // overdue
		k.hold(night{r, r.Beds[1].ID, reception.HoldOccupied, -9, 0}, man(), 0)  // leaves today
		k.hold(night{r, r.Beds[1].ID, reception.HoldReserved, 0, 4}, man(), 0)   // comes after
		for day, want := range map[int]reception.Numbers{
			-1: {Gross: 3, Occupied: 2, Free: 1},
			0:  {Gross: 3, Occupied: 2, Free: 1},
			1:  {Gross: 3, Occupied: 1, Reserved: 1, Free: 1},
			4:  {Gross: 3, Occupied: 1, Free: 2},
		} {
			got, err := k.s.Numbers(context.Background(), root, c.ID, stockDay.AddDays(day))
			k.must(err)
			if got.Total.Numbers != want {
				t.Errorf("day %d: %+v, want %+v", day, got.Total.Numbers, want)
			}
		}
	})
}

// Whatever is held, on every day: each bed is in one state, so gross is the
// sum; each list is as long as its number; board and tape say the same.
func TestNumbersAddUp(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newStock(t, d)
		rapid.Check(t, func(rt *rapid.T) {
			c := k.centre(func(c *reception.Centre) { c.ForMinors = rapid.Bool().Draw(rt, "for minors") })
			fill(k, rt, c)
			for _, day := range []int{-3, 0, 4} {
				checkDay(k, rt, c.ID, stockDay.AddDays(day))
			}
		})
	})
}

// fill gives a centre up to four rooms with what rapid draws in them.
func fill(k *stock, rt *rapid.T, c reception.Centre) {
	f := k.floor(c.ID)
	for i := range rapid.IntRange(1, 4).Draw(rt, "rooms") {
		r := k.room(f, fmt.Sprint(i+1), rapid.IntRange(1, 4).Draw(rt, "beds"), func(r *reception.Room) {
			r.FamilyUnit, r.Isolation = rapid.Bool().Draw(rt, "unit"), rapid.Bool().Draw(rt, "isolation")
			r.SexRule = rapid.SampledFrom(reception.SexRules).Draw(rt, "rule")
			r.Cots = rapid.IntRange(0, 1).Draw(rt, "cots")
		})
		for range rapid.IntRange(0, 4).Draw(rt, "holds") {
			members := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) who {
				return who{sex: rapid.SampledFrom(people.Sexes).Draw(rt, "sex"), born: rapid.SampledFrom([]int{0, 1970, 2000, 2008, 2015, 2025}).Draw(rt, "born"),
					status: rapid.SampledFrom([]people.StatusCode{"", people.StatusApplicant, people.StatusRefugee}).Draw(rt, "status")}
			}), 1, 3).Draw(rt, "members")
			hh, stay := k.register(c.ID, members...), db.NewID()
			from := rapid.IntRange(-9, 6).Draw(rt, "from")
			n := night{room: r, from: from, until: from + rapid.IntRange(0, 9).Draw(rt, "nights"),
				status: rapid.SampledFrom([]reception.HoldStatus{reception.HoldReserved, reception.HoldOccupied, reception.HoldEnded, reception.HoldCancelled}).Draw(rt, "status")}
			switch n.status { // nobody has come, or gone, on a day to come
			case reception.HoldOccupied:
				n.from = min(n.from, 0)
			case reception.HoldEnded:
				n.until = min(n.until, 0)
				n.from = min(n.from, n.until)
			}
			for _, person := range hh.persons {
				if n.bed = rapid.SampledFrom(append(ids(r.Beds), "")).Draw(rt, "bed"); n.bed == "" && r.Cots == 0 {
					continue
				}
				if err := k.tryHold(n, stay, hh.id, person); err != nil && db.Violation(err) == "" {
					k.Fatal(err)
				}
			}
		}
		if rapid.Bool().Draw(rt, "outage") {
			_, err := k.s.TakeOutOfService(context.Background(), root, reception.OutageInput{BedID: r.Beds[0].ID, Reason: reception.OutageWorks,
				From: stockDay.AddDays(rapid.IntRange(-5, 3).Draw(rt, "out")), Until: stockDay.AddDays(5)})
			if err != nil && fault.KindOf(err) != fault.Conflict {
				k.Fatal(err)
			}
		}
	}
}

func ids(beds []reception.Bed) (out []string) {
	for _, b := range beds {
		out = append(out, b.ID)
	}
	return out
}

func checkDay(k *stock, rt *rapid.T, centreID string, day clock.Date) {
	ctx := context.Background()
	count, err := k.s.Numbers(ctx, root, centreID, day)
	k.must(err)
	n := count.Total
	if n.Gross != n.Out+n.Blocked+n.Reserved+n.Occupied+n.Numbers.Free || slices.Min([]int{n.Out, n.Blocked, n.Reserved, n.Occupied, n.Numbers.Free}) < 0 {
		rt.Fatalf("%s: %+v", day, n.Numbers)
	}
	board, err := k.s.Board(ctx, root, centreID, day)
	k.must(err)
	if board.Numbers != n.Numbers || board.Persons != n.Persons || board.FreeBeds != n.FreeBeds {
		rt.Fatalf("%s: board %+v, numbers %+v", day, board.Numbers, n)
	}
	tape, err := k.s.Tape(ctx, root, centreID, day.AddDays(-2), 5)
	k.must(err)
	if tape.Days[2] != n.Numbers {
		rt.Fatalf("%s: tape %+v, numbers %+v", day, tape.Days[2], n.Numbers)
	}
	for kind, want := range map[reception.NumberKind]int{reception.NumberGross: n.Gross, reception.NumberOut: n.Out, reception.NumberBlocked: n.Blocked,
		reception.NumberReserved: n.Reserved, reception.NumberOccupied: n.Occupied, reception.NumberFree: n.Numbers.Free,
		reception.NumberPersons: n.Persons, reception.NumberStayOn: n.StayOn} {
		rows := 0
		in := reception.NumberQuery{Kind: kind, CentreID: centreID, Day: day, Limit: 3}
		if kind != reception.NumberGross {
			in.Limit = 200
		}
		for {
			page, next, err := k.s.NumberList(ctx, root, in)
			k.must(err)
			rows += len(page)
			if in.After = next; next == "" {
				break
			}
		}
		if rows != want {
			rt.Fatalf("%s: %d rows behind %d %s", day, rows, want, kind)
		}
	}
}

// A kept count never outlives a change.
func TestNumbersFollowChanges(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		f := k.floor(k.centre().ID)
		r := k.room(f, "1", 2)
		on := stockDay
		want := func(step string, want reception.Numbers) {
			t.Helper()
			n, err := k.s.Numbers(ctx, root, "", on)
			k.must(err)
			if n.Total.Numbers != want {
				t.Errorf("%s: %+v, want %+v", step, n.Total.Numbers, want)
			}
		}
		want("empty", reception.Numbers{Gross: 2, Free: 2})
		o, err := k.s.TakeOutOfService(ctx, root, reception.OutageInput{BedID: r.Beds[0].ID, Reason: reception.OutageOther, From: stockDay})
		k.must(err)
		want("one out", reception.Numbers{Gross: 2, Out: 1, Free: 1})
		_, err = k.s.EndOutage(ctx, root, reception.OutageEnd{OutageID: o.ID})
		k.must(err)
		want("back", reception.Numbers{Gross: 2, Free: 2})
		k.house(night{room: r, status: reception.HoldOccupied, from: -1, until: 1}, k.register(f.CentreID, who{sex: people.SexMale, born: 2012}))
		want("a boy", reception.Numbers{Gross: 2, Occupied: 1, Blocked: 1})
		k.room(f, "2", 3)
		want("a room more", reception.Numbers{Gross: 5, Occupied: 1, Blocked: 1, Free: 3})
		on = stockDay.AddDays(3)
		want("when he has left", reception.Numbers{Gross: 5, Free: 5})
		k.clock.Advance(2 * 24 * time.Hour)
		want("who did not leave is still there", reception.Numbers{Gross: 5, Occupied: 1, Blocked: 1, Free: 3})
	})
}

func TestNumberListRefuses(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		k.room(k.floor(k.centre().ID), "1", 2)
		good := reception.NumberQuery{Kind: reception.NumberFree, Day: stockDay}
		for field, change := range map[string]func(*reception.NumberQuery){
			"kind": func(q *reception.NumberQuery) { q.Kind = "' OR 1=1" }, "day": func(q *reception.NumberQuery) { q.Day = clock.Date{} },
			"after": func(q *reception.NumberQuery) { q.After = "AAAA" },
		} {
			in := good
			change(&in)
			_, _, err := k.s.NumberList(ctx, root, in)
			if l := fault.Of(err); len(l) != 1 || l[0].Kind != fault.Invalid || l[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		if _, err := k.s.Numbers(ctx, root, "", stockDay.AddDays(4000)); !fault.Is(err, fault.Invalid, "reception.error.date_range") {
			t.Errorf("in eleven years: %v", err)
		}
	})
}
