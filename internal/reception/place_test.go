package reception_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

// Persons of the tests, by year of birth as seen from stockDay.
var (
	man     = who{sex: people.SexMale, born: 1990}
	woman   = who{sex: people.SexFemale, born: 1992}
	boy     = who{sex: people.SexMale, born: 2018}
	girl    = who{sex: people.SexFemale, born: 2016}
	teenage = who{sex: people.SexMale, born: 2011}
	baby    = who{sex: people.SexFemale, born: 2026}
)

// keyed fails unless err is one fault of that kind and key.
func keyed(tb testing.TB, err error, kind fault.Kind, key string) {
	tb.Helper()
	if !fault.Is(err, kind, key) {
		tb.Errorf("got %v, want %v %s", err, kind, key)
	}
}

// inRooms is a placement from today on, in the order of the rooms given.
func inRooms(f family, rooms ...reception.Room) reception.PlaceIn {
	in := reception.PlaceIn{HouseholdID: f.id, From: stockDay}
	for _, r := range rooms {
		in.Rooms = append(in.Rooms, r.ID)
	}
	return in
}

// place houses a family today and returns its stay.
func (k *stock) place(f family, rooms ...reception.Room) string {
	k.Helper()
	p, err := k.s.Place(context.Background(), root, inRooms(f, rooms...))
	k.must(err)
	return p.StayID
}

// inNeed puts somebody with housing needs on record.
func (k *stock) inNeed(w who, needs ...people.NeedCode) family {
	k.Helper()
	form := k.form("", w)
	for _, n := range needs {
		form.Persons[0].Needs = append(form.Persons[0].Needs, people.NeedInput{Code: n})
	}
	out, err := k.people.RegisterHousehold(context.Background(), root, form)
	k.must(err)
	return family{out.HouseholdID, []string{out.Persons[0].ID}}
}

// form is a household at the door, the first member the head.
func (k *stock) form(centreID string, members ...who) people.HouseholdInput {
	in := people.HouseholdInput{OrgID: k.org, CentreID: centreID}
	for i, m := range members {
		p := people.PersonInput{Relationship: people.RelationshipUnknown, Identity: people.Identity{
			Names: people.Names{Given: "Given" + db.NewID()[:6], Family: "Tesfay"}, Sex: m.sex, Birth: people.BirthDate{Year: m.born}}}
		if i == 0 {
			p.Relationship = people.RelationshipHead
		}
		in.Persons = append(in.Persons, p)
	}
	return in
}

func day(n int) clock.Date { return stockDay.AddDays(n) }

// pass moves the clock by days.
func (k *stock) pass(days int) { k.clock.Set(k.clock.Now().AddDate(0, 0, days)) }

func TestLastBedGoesToOneOfManyDesks(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newStock(t, d)
		c := k.centre()
		room := k.room(k.floor(c.ID), "1", 1)
		const desks = 200
		households := make([]family, desks)
		for i := range households {
			households[i] = k.register(c.ID, man)
		}
		var wg sync.WaitGroup
		errs := make([]error, desks)
		for i, f := range households {
			wg.Go(func() {
				in := reception.PlaceIn{HouseholdID: f.id, From: stockDay, Assignments: []reception.Assignment{{PersonID: f.persons[0], BedID: room.Beds[0].ID}}}
				if i%3 == 0 { // intervals that overlap in part
					in.Until = stockDay.AddDays(1 + i%5)
				}
				_, errs[i] = k.s.Place(context.Background(), root, in)
			})
		}
		wg.Wait()
		got := 0
		for _, err := range errs {
			switch {
			case err == nil:
				got++
			case !fault.Is(err, fault.Conflict, "reception.error.bed_taken") || !reception.TakenMeanwhile(err):
				t.Fatalf("a desk that came too late hears %v", err)
			}
		}
		if held := k.count(`SELECT COUNT(*) FROM reception_hold`); got != 1 || held != 1 {
			t.Errorf("%d desks got the bed, %d holds", got, held)
		}
		if in := k.count(`SELECT COUNT(*) FROM people_household WHERE centre_id = $1`, c.ID); in != desks {
			t.Errorf("%d households in the centre", in)
		}
	})
}

func TestHardRulesStandAgainstAPlace(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newStock(t, d)
		c := k.centre()
		f := k.floor(c.ID)
		plain := func(beds int) reception.Room { return k.room(f, db.NewID()[:8], beds) }
		ruled := func(beds int, rule reception.SexRule) reception.Room {
			return k.room(f, db.NewID()[:8], beds, func(r *reception.Room) { r.SexRule = rule })
		}
		minors := k.centre(func(c *reception.Centre) { c.Name, c.ForMinors = "MNA", true })
		forMinors := k.room(k.floor(minors.ID), "1", 4)
		houses := k.centre(func(c *reception.Centre) { c.Name, c.WomenOnly = "Lily Unden", true })
		forWomen := k.room(k.floor(houses.ID), "1", 2)
		shared := plain(3)
		k.place(k.register("", man), shared)
		alone := plain(3)
		k.place(k.register("", woman), alone)
		enemy, besides := k.register("", man), plain(2)
		k.place(enemy, besides)
		foe := k.register("", man)
		k.must(k.s.KeepApart(context.Background(), root, foe.id, reception.Apart{HouseholdID: enemy.id, Level: reception.ConflictRoom}))
		banned := k.register("", man)
		k.must(k.s.KeepApart(context.Background(), root, banned.id, reception.Apart{HouseholdID: enemy.id, Level: reception.ConflictCentre}))
		closed := plain(1)
		k.must(k.s.CloseRoom(context.Background(), root, closed.ID))
		out := plain(1)
		_, err := k.s.TakeOutOfService(context.Background(), root, reception.OutageInput{RoomID: out.ID, Reason: reception.OutageRepair, From: day(3)})
		k.must(err)

		for name, test := range map[string]struct {
			home family
			room reception.Room
			key  string
		}{
			"more heads than beds":         {k.register("", man, woman, boy), plain(2), "reception.rule.beds_short"},
			"a man in a women's room":      {k.register("", man), ruled(1, reception.SexRuleWomen), "reception.rule.sex_rule"},
			"a woman in a men's room":      {k.register("", woman), ruled(1, reception.SexRuleMen), "reception.rule.sex_rule"},
			"a single in a family room":    {k.register("", man), ruled(2, reception.SexRuleFamily), "reception.rule.sex_rule"},
			"a couple in a women's centre": {k.register("", man, woman), forWomen, "reception.rule.sex_rule"},
			"a minor outside a place":      {k.register("", teenage), plain(1), "reception.rule.minor_alone"},
			"an adult among minors":        {k.register("", man), forMinors, "reception.rule.minors_place"},
			"a woman among men":            {k.register("", woman), shared, "reception.rule.woman_with_strangers"},
			"a man with a woman":           {k.register("", man), alone, "reception.rule.woman_with_strangers"},
			"a household in conflict":      {foe, besides, "reception.rule.conflict_in_room"},
			"conflict in the centre":       {banned, plain(1), "reception.rule.conflict_in_centre"},
			"a room that is closed":        {k.register("", man), closed, "reception.error.room_closed"},
			"a bed out of service later":   {k.register("", man), out, "reception.rule.beds_short"},
		} {
			t.Run(name, func(t *testing.T) {
				_, err := k.s.Place(context.Background(), root, inRooms(test.home, test.room))
				keyed(t, err, fault.Conflict, test.key)
				// The same choice bed by bed.
				in := reception.PlaceIn{HouseholdID: test.home.id, From: stockDay}
				for i, p := range test.home.persons {
					if i < len(test.room.Beds) {
						in.Assignments = append(in.Assignments, reception.Assignment{PersonID: p, BedID: test.room.Beds[len(test.room.Beds)-1-i].ID})
					}
				}
				if _, err := k.s.Place(context.Background(), root, in); err == nil {
					t.Error("chosen bed by bed, it stands")
				}
			})
		}
		k.place(k.register("", teenage), forMinors)
		k.place(k.register("", man), out2(k, out)...)
	})
}

// out2 is a room like the one given that is in service.
func out2(k *stock, r reception.Room) []reception.Room {
	return []reception.Room{k.room(reception.Floor{ID: r.FloorID, CentreID: r.CentreID}, "in service", 1)}
}

func TestEveryMemberIsPlacedOnceOrLeftOut(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		c := k.centre()
		room := k.room(k.floor(c.ID), "1", 4)
		home, other := k.register("", woman, girl, boy), k.register("", man)
		bed := func(person string, n int) reception.Assignment {
			return reception.Assignment{PersonID: person, BedID: room.Beds[n].ID}
		}
		try := func(change func(*reception.PlaceIn), a ...reception.Assignment) error {
			in := reception.PlaceIn{HouseholdID: home.id, From: stockDay, Assignments: a}
			if change != nil {
				change(&in)
			}
			_, err := k.s.Place(ctx, root, in)
			return err
		}
		a, b, ch := home.persons[0], home.persons[1], home.persons[2]
		keyed(t, try(nil, bed(a, 0), bed(b, 1)), fault.Conflict, "reception.rule.member_missing")
		keyed(t, try(nil, bed(a, 0), bed(b, 1), bed(b, 2), bed(ch, 3)), fault.Conflict, "reception.rule.member_twice")
		keyed(t, try(nil, bed(a, 0), bed(b, 1), bed(ch, 2), bed(other.persons[0], 3)), fault.Conflict, "reception.rule.member_unknown")
		keyed(t, try(nil, bed(a, 0), bed(b, 1), bed(ch, 1)), fault.Conflict, "reception.error.bed_taken")
		keyed(t, try(func(in *reception.PlaceIn) { in.LeftOut = []reception.LeaveOut{{PersonID: ch, Reason: "?"}} }, bed(a, 0), bed(b, 1)),
			fault.Invalid, "reception.error.left_out")
		// Without the mother the children would be alone.
		keyed(t, try(func(in *reception.PlaceIn) {
			in.LeftOut = []reception.LeaveOut{{PersonID: a, Reason: reception.OutHospital}}
		}, bed(b, 1), bed(ch, 2)), fault.Conflict, "reception.rule.minor_alone")
		k.must(try(func(in *reception.PlaceIn) {
			in.LeftOut = []reception.LeaveOut{{PersonID: ch, Reason: reception.OutArrivesLater}}
		}, bed(a, 0), bed(b, 1)))
		// The child joins later, in the same stay.
		k.must(try(nil, bed(ch, 2)))
		if n := k.count(`SELECT COUNT(*) FROM reception_stay`); n != 1 {
			t.Errorf("%d stays", n)
		}
		keyed(t, try(nil, bed(ch, 3)), fault.Conflict, "reception.error.nobody_to_place")
	})
}

func TestCotTakesABabyAndNobodyElse(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		c := k.centre()
		f := k.floor(c.ID)
		withCot := func(r *reception.Room) { r.Cots = 1 }
		room := k.room(f, "1", 2, withCot)
		couple := k.register("", woman, man, baby)
		p, err := k.s.Place(ctx, root, inRooms(couple, room))
		k.must(err)
		in := slices.IndexFunc(p.Assignments, func(a reception.Assignment) bool { return a.BedID == "" })
		if len(p.Assignments) != 3 || in < 0 || p.Assignments[in].PersonID != couple.persons[2] {
			t.Errorf("assigned %+v", p.Assignments)
		}
		// The one cot is taken now, and a boy of eight does not fit into another.
		second := k.room(f, "2", 2, withCot)
		mother := k.register("", woman, boy)
		_, err = k.s.Place(ctx, root, reception.PlaceIn{HouseholdID: mother.id, From: stockDay, Assignments: []reception.Assignment{
			{PersonID: mother.persons[0], BedID: second.Beds[0].ID}, {PersonID: mother.persons[1], RoomID: second.ID}}})
		keyed(t, err, fault.Conflict, "reception.rule.cot_age")
		third := k.room(f, "3", 1, withCot)
		twins := k.register("", woman, baby, baby)
		_, err = k.s.Place(ctx, root, reception.PlaceIn{HouseholdID: twins.id, From: stockDay, Assignments: []reception.Assignment{
			{PersonID: twins.persons[0], BedID: third.Beds[0].ID}, {PersonID: twins.persons[1], RoomID: third.ID}, {PersonID: twins.persons[2], RoomID: third.ID}}})
		keyed(t, err, fault.Conflict, "reception.error.bed_taken")
	})
}

func TestWarningsMustBeAccepted(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		c := k.centre()
		room := k.room(k.floor(c.ID), "1", 1)
		home := k.inNeed(man, people.NeedStepFree)
		in := inRooms(home, room)
		_, err := k.s.Place(ctx, root, in)
		keyed(t, err, fault.Conflict, "reception.error.warning")
		if reception.TakenMeanwhile(err) {
			t.Error("a warning reads as if somebody had been faster")
		}
		in.Accepted = []string{"step_free_missing"}
		p, err := k.s.Place(ctx, root, in)
		k.must(err)
		if !slices.Equal(p.Warnings, in.Accepted) {
			t.Errorf("warnings %v", p.Warnings)
		}
	})
}

func TestPlaceRefusesDaysThatMakeNoSense(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		c := k.centre()
		room := k.room(k.floor(c.ID), "1", 2)
		home := k.register("", man)
		for _, test := range []struct {
			from, until int
			reserve     bool
			key         string
		}{
			{1, open, false, "reception.error.date_future"},
			{-31, open, false, "reception.error.date_too_old"},
			{0, 0, false, "reception.error.until_before_from"},
			{-1, open, true, "reception.error.date_past"},
			{5000, open, true, "reception.error.date_too_far"},
		} {
			in := inRooms(home, room)
			in.From = day(test.from)
			if test.until != open {
				in.Until = day(test.until)
			}
			do := k.s.Place
			if test.reserve {
				do = k.s.Reserve
			}
			_, err := do(ctx, root, in)
			keyed(t, err, fault.Invalid, test.key)
		}
		in := inRooms(home, room)
		in.From = day(-30)
		if _, err := k.s.Place(ctx, root, in); err != nil {
			t.Errorf("thirty days back: %v", err)
		}
	})
}

func TestBackdatedPlaceSeesWhoWasThere(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		room := k.room(k.floor(k.centre().ID), "1", 1)
		k.hold(night{room, room.Beds[0].ID, reception.HoldEnded, -20, -5}, k.register("", man), 0)
		in := inRooms(k.register("", man), room)
		in.From = day(-6)
		_, err := k.s.Place(ctx, root, in)
		keyed(t, err, fault.Conflict, "reception.error.bed_taken")
		in.From = day(-5)
		_, err = k.s.Place(ctx, root, in)
		k.must(err)
	})
}
