package reception_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

func (k *stock) load() {
	k.Helper()
	k.must(k.s.LoadAvailability(context.Background()))
}

func (k *stock) suggest(f family) reception.Suggestions {
	k.Helper()
	found, err := k.s.Suggest(context.Background(), root, reception.SuggestIn{HouseholdID: f.id})
	k.must(err)
	return found
}

func TestFamilyIsOfferedNeighbouringRooms(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		k.load() // before there is anything: the map follows
		f := k.floor(k.centre().ID)
		rooms, err := k.s.AddRooms(ctx, root, reception.RoomSeries{Like: reception.Room{CentreID: f.CentreID, FloorID: f.ID}, First: "1", Last: "4", Beds: 3, InARow: true})
		k.must(err)
		k.place(k.register("", man), rooms[1])
		home := k.register("", man, woman, boy, girl, boy)
		found := k.suggest(home)
		if len(found.Best) == 0 || len(found.Best[0].Rooms) != 2 || found.Rooms != 4 {
			t.Fatalf("suggested %+v", found)
		}
		best := found.Best[0]
		if got := best.RoomIDs(); !slices.Contains(got, rooms[2].ID) || !slices.Contains(got, rooms[3].ID) {
			t.Errorf("rooms %v, want the last two: the others touch the one with a stranger", got)
		}
		p, err := k.s.Place(ctx, root, reception.PlaceIn{HouseholdID: home.id, From: stockDay, Assignments: best.Assignments(), Accepted: best.Warnings})
		k.must(err)
		if diff := cmp.Diff(len(home.persons), len(p.Assignments)); diff != "" {
			t.Error(diff)
		}
		// Rooms that are not next to each other do not take a family.
		other := k.register("", man, woman, boy, girl)
		_, err = k.s.Place(ctx, root, inRooms(other, rooms[0], rooms[3]))
		if !fault.Is(err, fault.Conflict, "") {
			t.Errorf("rooms far apart: %v", err)
		}
		// A mother alone cannot be in two rooms, and three beds do not take four.
		if found := k.suggest(k.register("", woman, boy, girl, boy)); len(found.Best) != 0 || found.Refused["beds_short"] != 4 {
			t.Errorf("nothing is left for them, and yet %+v", found)
		}
	})
}

// What the numbers count as free is what is offered: a bed that somebody is to
// leave today is not free tonight, and free from tomorrow.
func TestWhatIsCountedFreeIsOffered(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		c := k.centre()
		r := k.room(k.floor(c.ID), "1", 3)
		for bed, until := range []int{0, -1, open} {
			k.hold(night{r, r.Beds[bed].ID, reception.HoldOccupied, -5, until}, k.register(c.ID, man), 0)
		}
		k.load()
		home := k.register("", man)
		for from, want := range []int{0, 1, 1} {
			n, err := k.s.Numbers(ctx, root, c.ID, day(from))
			k.must(err)
			found, err := k.s.Suggest(ctx, root, reception.SuggestIn{HouseholdID: home.id, From: day(from)})
			k.must(err)
			if n.Total.Free != want || len(found.Best) != want {
				t.Errorf("in %d days %d beds are counted free and %d offered, want %d", from, n.Total.Free, len(found.Best), want)
			}
		}
		in := inRooms(home, r)
		in.From = day(1)
		_, err := k.s.Reserve(ctx, root, in)
		k.must(err)
	})
}

func TestSuggestLooksOnlyInScope(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		here, there := k.centre(), k.centre(func(c *reception.Centre) { c.Name = "Bertrange" })
		k.room(k.floor(here.ID), "1", 1)
		k.room(k.floor(there.ID), "1", 1)
		k.load()
		home := k.register(here.ID, man)
		desk := actor(access.Scope{Kind: access.ScopeCentre, ID: here.ID}, reception.PermSuggest, reception.PermPlace)
		found, err := k.s.Suggest(ctx, desk, reception.SuggestIn{HouseholdID: home.id})
		k.must(err)
		if len(found.Best) != 1 || found.Best[0].CentreID != here.ID || found.Rooms != 1 {
			t.Errorf("suggested %+v", found)
		}
		_, err = k.s.Suggest(ctx, desk, reception.SuggestIn{HouseholdID: k.register(there.ID, man).id})
		keyed(t, err, fault.NotFound, "fault.not_found")
		if found, err := k.s.Suggest(ctx, root, reception.SuggestIn{HouseholdID: home.id, Centres: []string{there.ID}}); err != nil || len(found.Best) != 1 || found.Best[0].CentreID != there.ID {
			t.Errorf("filtered by centre: %+v, %v", found, err)
		}
		// A restricted member closes the household to a desk without the compartment.
		hidden := k.register(here.ID, who{sex: people.SexFemale, born: 1990, restricted: true})
		_, err = k.s.Suggest(ctx, desk, reception.SuggestIn{HouseholdID: hidden.id})
		keyed(t, err, fault.NotFound, "fault.not_found")
	})
}

// TestMapFollowsTheDatabase compares the map that followed each change with one
// that was read anew.
func TestMapFollowsTheDatabase(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		k.load()
		c := k.centre()
		f := k.floor(c.ID)
		rooms, err := k.s.AddRooms(ctx, root, reception.RoomSeries{Like: reception.Room{CentreID: c.ID, FloorID: f.ID}, First: "1", Last: "6", Beds: 2, InARow: true})
		k.must(err)
		single, pair := k.register("", man), k.register("", woman, girl)
		same := func(step string) {
			t.Helper()
			fresh := reception.New(reception.Deps{DB: d, Vault: k.vault, Audit: k.audit, Clock: k.clock, People: k.people})
			k.must(fresh.LoadAvailability(ctx))
			for _, home := range []family{single, pair} {
				want, err := fresh.Suggest(ctx, root, reception.SuggestIn{HouseholdID: home.id})
				k.must(err)
				if diff := cmp.Diff(want, k.suggest(home)); diff != "" {
					t.Fatalf("after %s, the map says otherwise than the database (-database +map):\n%s", step, diff)
				}
			}
		}
		same("rooms were added")
		stay := k.place(k.register("", man), rooms[0])
		same("a place")
		_, err = k.s.Move(ctx, root, reception.MoveIn{StayID: stay, On: stockDay, Rooms: []string{rooms[3].ID}})
		k.must(err)
		same("a move")
		later, err := k.s.Reserve(ctx, root, inRooms(k.register("", man, woman), rooms[4]))
		k.must(err)
		same("a reservation")
		k.must(k.s.Arrive(ctx, root, reception.ArriveIn{StayID: later.StayID, On: stockDay}))
		same("an arrival")
		_, err = k.s.TakeOutOfService(ctx, root, reception.OutageInput{RoomID: rooms[5].ID, Reason: reception.OutageWorks, From: stockDay})
		k.must(err)
		same("an outage")
		_, err = k.s.Depart(ctx, root, reception.DepartIn{StayID: stay, On: stockDay, Kind: reception.DepartureLISKO})
		k.must(err)
		same("a departure")
		k.must(k.s.UndoDeparture(ctx, root, stay, nil))
		same("an undone departure")
		k.must(k.s.CloseRoom(ctx, root, rooms[1].ID))
		same("a room was closed")
	})
}

func TestArrivalsAtOnceLeaveNoBedEmpty(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		k.load()
		k.country(2, 24)
		const households = 160
		forms := make([]people.HouseholdInput, households)
		for i := range forms {
			forms[i] = k.arrival(i)
		}
		out := make([]reception.Received, households)
		var wg sync.WaitGroup
		for worker := range 16 {
			wg.Go(func() {
				for i := worker; i < households; i += 16 {
					var err error
					out[i], err = k.s.ReceiveHousehold(ctx, root, reception.ReceiveIn{Household: forms[i], Best: &reception.SuggestIn{}, Wait: true})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		waiting, persons := 0, 0
		for i, r := range out {
			persons += len(forms[i].Persons)
			if (r.Placement == nil) == (r.Waiting == nil) {
				t.Fatalf("household %d is neither placed nor waiting, or both", i)
			}
			if r.Waiting == nil {
				continue
			}
			waiting++
			if found := k.suggest(family{id: r.HouseholdID}); len(found.Best) > 0 {
				t.Errorf("household %d waits while %d places fit it", i, len(found.Best))
			}
		}
		if waiting == 0 || waiting == households {
			t.Errorf("%d of %d wait: the test shows nothing", waiting, households)
		}
		if n := k.count(`SELECT COUNT(*) FROM people_person`); n != persons {
			t.Errorf("%d persons on record of %d", n, persons)
		}
		if n := k.count(`SELECT COUNT(*) FROM (SELECT bed_id FROM reception_hold WHERE bed_id IS NOT NULL GROUP BY bed_id HAVING COUNT(*) > 1) x`); n > 0 {
			t.Errorf("%d beds held twice", n)
		}
		if on := k.count(`SELECT COUNT(*) FROM reception_waiting WHERE status = 'waiting'`); on != waiting {
			t.Errorf("%d on the list, %d wait", on, waiting)
		}
	})
}
