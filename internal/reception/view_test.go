package reception_test

import (
	"context"
	"slices"
	"testing"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

// clerk may see stays of a centre, and with perms more.
func clerk(centreID string, perms ...access.Permission) access.Actor {
	return actor(access.Scope{Kind: access.ScopeCentre, ID: centreID}, append(perms, reception.PermStays)...)
}

func TestStayShowsWhoTheReaderMayKnow(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newStock(t, d)
		ctx := context.Background()
		c, other := k.centre(), k.centre(func(c *reception.Centre) { c.Name = "Eich" })
		floor := k.floor(c.ID)
		room := k.room(floor, "2.10", 3, func(r *reception.Room) { r.Cots = 1 })
		f := k.register(c.ID, woman, boy, baby)
		stay := k.place(f, room)

		v, err := k.s.Stay(ctx, clerk(c.ID, "people.list"), stay)
		k.must(err)
		if v.Status != reception.StayPresent || v.Centre.ID != c.ID || v.Reference == "" || len(v.Held(reception.HoldOccupied)) != 3 {
			t.Fatalf("stay %+v", v)
		}
		cots := 0
		for _, p := range v.Places {
			if p.Room != "2.10" || p.Level != 1 || p.Name.Full() == "" {
				t.Errorf("place %+v", p)
			}
			if p.Bed == "" {
				cots++
			}
		}
		if cots != 1 {
			t.Errorf("%d in cots", cots)
		}
		v, err = k.s.Stay(ctx, clerk(c.ID), stay)
		k.must(err)
		if v.Places[0].Name != (people.Name{}) {
			t.Errorf("a name for who may list nobody: %+v", v.Places[0].Name)
		}
		_, err = k.s.Stay(ctx, clerk(other.ID), stay)
		keyed(t, err, fault.NotFound, "")
		_, err = k.s.Stay(ctx, root, "nothing")
		keyed(t, err, fault.NotFound, "")

		hidden := k.register(c.ID, who{sex: people.SexFemale, born: 1990, restricted: true})
		behind := k.place(hidden, k.room(floor, "3", 1))
		_, err = k.s.Stay(ctx, clerk(c.ID, "people.list"), behind)
		keyed(t, err, fault.NotFound, "")
		if reads := k.count(`SELECT COUNT(*) FROM audit_entry WHERE action = 'reception.stay.read'`); reads != 3 {
			t.Errorf("%d readings on record, want one for each person whose name was shown", reads)
		}
	})
}

func TestStayTellsWhatIsDue(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newStock(t, d)
		ctx := context.Background()
		c := k.centre()
		room := k.room(k.floor(c.ID), "1", 2)
		f := k.register(c.ID, man)
		stay := k.hold(night{room, room.Beds[0].ID, reception.HoldOccupied, -9, -2}, f, 0)
		k.hold(night{room, room.Beds[0].ID, reception.HoldReserved, 4, 9}, k.register(c.ID, man), 0)
		v, err := k.s.Stay(ctx, root, stay)
		k.must(err)
		if !v.Overdue() || v.Days != 2 || v.NextFrom != day(4) {
			t.Errorf("overdue %d days, promised from %v", v.Days, v.NextFrom)
		}
		_, err = k.s.Depart(ctx, root, reception.DepartIn{StayID: stay, On: stockDay, Kind: reception.DepartureFamily})
		k.must(err)
		if v, err = k.s.Stay(ctx, root, stay); err != nil || v.Overdue() || len(v.UndoableToday()) != 1 {
			t.Errorf("after departure: %+v, %v", v, err)
		}
		k.pass(1)
		if v, err = k.s.Stay(ctx, root, stay); err != nil || len(v.UndoableToday()) != 0 {
			t.Errorf("the day after: %+v, %v", v, err)
		}
	})
}

func TestHousingIsWhatTheReaderMayKnow(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newStock(t, d)
		ctx := context.Background()
		here, there := k.centre(), k.centre(func(c *reception.Centre) { c.Name = "Eich" })
		room, before := k.room(k.floor(here.ID), "1", 2), k.room(k.floor(there.ID), "7", 2)
		f := k.register(here.ID, man)
		k.hold(night{before, before.Beds[0].ID, reception.HoldEnded, -30, -5}, f, 0)
		now := k.hold(night{room, room.Beds[0].ID, reception.HoldOccupied, -5, open}, f, 0)

		h, err := k.s.Housing(ctx, root, f.id)
		k.must(err)
		if len(h.Stays) != 2 || h.Present() == nil || h.Present().ID != now || h.Stays[0].ID != now || h.Waiting != nil {
			t.Errorf("housing %+v", h)
		}
		h, err = k.s.Housing(ctx, clerk(here.ID), f.id)
		k.must(err)
		if len(h.Stays) != 1 || h.Stays[0].ID != now {
			t.Errorf("stays elsewhere: %+v", h.Stays)
		}
		_, err = k.s.Housing(ctx, clerk(there.ID), f.id)
		keyed(t, err, fault.NotFound, "")

		waits := k.register(here.ID, man)
		_, err = k.s.AddToWaiting(ctx, root, reception.WaitingIn{HouseholdID: waits.id, Grounds: []string{"violence"}})
		k.must(err)
		if h, err = k.s.Housing(ctx, root, waits.id); err != nil || h.Waiting == nil || len(h.Waiting.Grounds) != 1 {
			t.Errorf("waiting %+v, %v", h.Waiting, err)
		}
		if h, err = k.s.Housing(ctx, clerk(here.ID), waits.id); err != nil || h.Waiting != nil {
			t.Errorf("waiting list told to who does not keep it: %+v, %v", h.Waiting, err)
		}
		if h, err = k.s.Housing(ctx, clerk(here.ID, reception.PermWaiting), waits.id); err != nil || h.Waiting == nil || len(h.Waiting.Grounds) != 0 {
			t.Errorf("ground of a closed compartment: %+v, %v", h.Waiting, err)
		}
	})
}

func TestHeadsAreToldInScope(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newStock(t, d)
		ctx := context.Background()
		here, there := k.centre(), k.centre(func(c *reception.Centre) { c.Name = "Eich" })
		mine, theirs := k.register(here.ID, man, woman), k.register(there.ID, man)
		hidden := k.register(here.ID, who{sex: people.SexFemale, born: 1990, restricted: true})
		all := []string{mine.id, theirs.id, hidden.id, mine.id, db.NewID()}
		heads, err := k.s.Heads(ctx, clerk(here.ID, "people.list"), "waiting", all)
		k.must(err)
		if len(heads) != 1 || heads[mine.id].Name.Full() == "" || heads[mine.id].Reference == "" {
			t.Errorf("heads %+v", heads)
		}
		if heads, err = k.s.Heads(ctx, clerk(here.ID), "waiting", all); err != nil || len(heads) != 0 {
			t.Errorf("told to who may list nobody: %+v, %v", heads, err)
		}
		if reads := k.count(`SELECT COUNT(*) FROM audit_entry WHERE action = 'reception.waiting.read'`); reads != 1 {
			t.Errorf("%d readings on record", reads)
		}
	})
}

func TestRoomsForAHousehold(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newStock(t, d)
		ctx := context.Background()
		k.must(k.s.LoadAvailability(ctx))
		a, b := k.centre(), k.centre(func(c *reception.Centre) { c.Name = "Eich" })
		floor, other := k.floor(a.ID), k.floor(b.ID)
		small, large := k.room(floor, "1", 1), k.room(floor, "2", 3)
		k.room(floor, "10", 3, func(r *reception.Room) { r.StepFree = true })
		k.room(other, "1", 4)
		taken := k.room(floor, "3", 2)
		k.place(k.register("", man, man), taken)
		f := k.inNeed(woman, people.NeedStepFree)
		pair := k.register("", woman, boy)

		ask := func(change func(*reception.RoomQuery), by access.Actor) []reception.RoomChoice {
			t.Helper()
			in := reception.RoomQuery{SuggestIn: reception.SuggestIn{HouseholdID: pair.id}}
			change(&in)
			rooms, _, err := k.s.RoomsFor(ctx, by, in)
			k.must(err)
			return rooms
		}
		numbers := func(rooms []reception.RoomChoice) (out []string) {
			for _, r := range rooms {
				out = append(out, r.CentreName+" "+r.Number)
			}
			return out
		}
		any := func(*reception.RoomQuery) {}
		if got := numbers(ask(any, root)); !slices.Equal(got, []string{"Eich 1", "Mersch Creos 2", "Mersch Creos 10"}) {
			t.Errorf("rooms that fit: %v", got)
		}
		if got := numbers(ask(any, actor(access.Scope{Kind: access.ScopeOrganisation, ID: k.org}, reception.PermSuggest))); len(got) != 3 {
			t.Errorf("rooms of the organisation: %v", got)
		}
		if got := numbers(ask(func(in *reception.RoomQuery) { in.StepFree = true }, root)); !slices.Equal(got, []string{"Mersch Creos 10"}) {
			t.Errorf("step-free rooms: %v", got)
		}
		all := ask(func(in *reception.RoomQuery) { in.All, in.Centres = true, []string{a.ID} }, root)
		if got := numbers(all); !slices.Equal(got, []string{"Mersch Creos 1", "Mersch Creos 2", "Mersch Creos 10"}) || all[0].RoomID != small.ID || all[0].Refused != "beds_short" {
			t.Errorf("all rooms with a free place: %v, %+v", got, all[0])
		}
		named := ask(func(in *reception.RoomQuery) { in.Rooms = []string{taken.ID, large.ID} }, root)
		if got := numbers(named); !slices.Equal(got, []string{"Mersch Creos 2", "Mersch Creos 3"}) {
			t.Errorf("rooms asked for by name: %v", got)
		}
		if full := named[1]; full.FreeBeds() != 0 || full.Others != 2 || len(named[0].Reasons) == 0 || named[0].FreeBeds() != 3 {
			t.Errorf("a full room and a free one: %+v", named)
		}

		in := reception.RoomQuery{SuggestIn: reception.SuggestIn{HouseholdID: pair.id}, Limit: 2}
		first, next, err := k.s.RoomsFor(ctx, root, in)
		k.must(err)
		in.After = next
		second, end, err := k.s.RoomsFor(ctx, root, in)
		k.must(err)
		if len(first) != 2 || len(second) != 1 || next == "" || end != "" {
			t.Errorf("pages of %d and %d rooms", len(first), len(second))
		}
		in.After = "x"
		_, _, err = k.s.RoomsFor(ctx, root, in)
		keyed(t, err, fault.Invalid, "reception.error.cursor")

		rooms, _, err := k.s.RoomsFor(ctx, root, reception.RoomQuery{SuggestIn: reception.SuggestIn{HouseholdID: f.id, Rooms: []string{large.ID}}})
		k.must(err)
		if !slices.Equal(rooms[0].Warnings, []string{"step_free_missing"}) {
			t.Errorf("warnings %v", rooms[0].Warnings)
		}
		_, _, err = k.s.RoomsFor(ctx, clerk(b.ID, reception.PermSuggest), reception.RoomQuery{SuggestIn: reception.SuggestIn{HouseholdID: f.id}})
		keyed(t, err, fault.NotFound, "")
	})
}

func TestTransferIsSeenFromBothEnds(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newStock(t, d)
		ctx := context.Background()
		k.must(k.s.LoadAvailability(ctx))
		from, to, third := k.centre(), k.centre(func(c *reception.Centre) { c.Name = "Eich" }), k.centre(func(c *reception.Centre) { c.Name = "Betzdorf" })
		room := k.room(k.floor(to.ID), "5", 3)
		k.room(k.floor(third.ID), "9", 3)
		f := k.register(from.ID, woman, girl)
		stay := k.place(f, k.room(k.floor(from.ID), "1", 2))
		at := func(c reception.Centre, perms ...access.Permission) access.Actor {
			return actor(access.Scope{Kind: access.ScopeCentre, ID: c.ID}, perms...)
		}
		origin, destination := at(from, reception.PermTransfer), at(to, reception.PermTransferDecide, reception.PermSuggest)
		places, err := k.s.Destinations(ctx, origin, stay)
		k.must(err)
		if len(places) != 2 || places[0].Name != "Betzdorf" || places[1].Name != "Eich" {
			t.Errorf("destinations %+v", places)
		}
		_, err = k.s.Destinations(ctx, destination, stay)
		keyed(t, err, fault.NotFound, "")

		moved, err := k.s.ProposeTransfer(ctx, origin, reception.TransferIn{StayID: stay, ToCentreID: to.ID, On: day(2), Reason: "next_phase"})
		k.must(err)
		for _, by := range []struct {
			name              string
			actor             access.Actor
			proposes, decides bool
		}{{"origin", origin, true, false}, {"destination", destination, false, true}, {"both", root, true, true}} {
			v, err := k.s.Transfer(ctx, by.actor, moved.ID)
			if err != nil || v.Proposes != by.proposes || v.Decides != by.decides || v.Reference == "" {
				t.Errorf("%s sees %+v, %v", by.name, v, err)
			}
		}
		_, err = k.s.Transfer(ctx, at(third, reception.PermTransferDecide), moved.ID)
		keyed(t, err, fault.NotFound, "")

		found, err := k.s.SuggestTransfer(ctx, destination, moved.ID)
		k.must(err)
		if len(found.Best) != 1 || found.Best[0].Rooms[0].RoomID != room.ID {
			t.Errorf("places at the destination: %+v", found)
		}
		rooms, _, err := k.s.RoomsFor(ctx, destination, reception.RoomQuery{TransferID: moved.ID})
		k.must(err)
		if len(rooms) != 1 || rooms[0].RoomID != room.ID {
			t.Errorf("rooms at the destination: %+v", rooms)
		}
		_, err = k.s.SuggestTransfer(ctx, origin, moved.ID)
		keyed(t, err, fault.Forbidden, "")
		k.must(k.s.WithdrawTransfer(ctx, origin, moved.ID))
		_, err = k.s.SuggestTransfer(ctx, destination, moved.ID)
		keyed(t, err, fault.Conflict, "reception.error.transfer_status")
	})
}

func TestHomesAndPlacesAreFoundInScope(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newStock(t, d)
		ctx := context.Background()
		here, there := k.centre(), k.centre(func(c *reception.Centre) { c.Name = "Diekirch Gare" })
		floor := k.floor(here.ID)
		room, next := k.room(floor, "2.10", 2), k.room(floor, "2.9", 2)
		k.room(k.floor(there.ID), "2.1", 2)
		f, hidden := k.register(here.ID, woman, boy, man), k.register(here.ID, who{sex: people.SexFemale, born: 1990, restricted: true})
		p, err := k.s.Place(ctx, root, reception.PlaceIn{HouseholdID: f.id, From: stockDay, Assignments: []reception.Assignment{
			{PersonID: f.persons[0], BedID: room.Beds[0].ID}, {PersonID: f.persons[1], BedID: room.Beds[1].ID}, {PersonID: f.persons[2], BedID: next.Beds[0].ID}},
			Accepted: []string{"not_neighbours"}})
		if err != nil { // the rooms must be neighbours
			room.Neighbours = []string{next.ID}
			_, err := k.s.SaveRoom(ctx, root, reception.RoomEdit{Room: room, Labels: reception.BedLabels(2)})
			k.must(err)
			p.StayID = k.place(f, room, next)
		}
		k.place(hidden, k.room(floor, "9", 1))
		homes, err := k.s.Homes(ctx, clerk(here.ID), []string{f.id, hidden.id, f.id})
		k.must(err)
		if len(homes) != 1 || homes[f.id].CentreName != "Mersch Creos" || !slices.Equal(homes[f.id].Rooms, []string{"2.9", "2.10"}) || homes[f.id].StayID != p.StayID {
			t.Errorf("homes %+v", homes)
		}
		if homes, err = k.s.Homes(ctx, root, []string{hidden.id}); err != nil || len(homes) != 1 {
			t.Errorf("homes for who may see all: %+v, %v", homes, err)
		}
		if homes, err = k.s.Homes(ctx, clerk(there.ID), []string{f.id}); err != nil || len(homes) != 0 {
			t.Errorf("homes of others: %+v, %v", homes, err)
		}

		all := actor(access.Everywhere, reception.PermCentres)
		for text, want := range map[string][]string{
			"mersch": {"Mersch Creos"}, "CREOS mer": {"Mersch Creos"}, "2.1": {"Diekirch Gare 2.1", "Mersch Creos 2.10"}, "mersch 2.": {"Mersch Creos 2.9", "Mersch Creos 2.10"},
			"%": nil, "": nil, "nothing": nil, "_.1": nil,
		} {
			found, err := k.s.FindPlaces(ctx, all, text, 5)
			var got []string
			for _, p := range found {
				name := p.CentreName
				if p.Room != "" {
					name += " " + p.Room
				}
				got = append(got, name)
			}
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%q finds %v, %v, want %v", text, got, err, want)
			}
		}
		if found, err := k.s.FindPlaces(ctx, actor(access.Scope{Kind: access.ScopeCentre, ID: there.ID}, reception.PermCentres), "2.1", 5); err != nil || len(found) != 1 {
			t.Errorf("rooms of others found: %+v, %v", found, err)
		}
		if found, err := k.s.FindPlaces(ctx, all, "2.", 2); err != nil || len(found) != 2 {
			t.Errorf("limit: %+v, %v", found, err)
		}
	})
}
