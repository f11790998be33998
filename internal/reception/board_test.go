package reception_test

import (
	"context"
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

// boardOf returns the beds of a board by label "room bed".
func boardOf(b reception.Board) map[string]reception.BoardBed {
	out := map[string]reception.BoardBed{}
	for _, building := range b.Buildings {
		for _, f := range building.Floors {
			for _, r := range f.Rooms {
				for _, bed := range r.Places {
					out[r.Number+" "+bed.Label] = bed
				}
			}
		}
	}
	return out
}

func TestBoard(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		c := k.centre()
		f := k.floor(c.ID)
		r := k.room(f, "1", 6, func(r *reception.Room) { r.Cots = 1 })
		man := func() family {
			return k.register(c.ID, who{sex: people.SexMale, born: 1990, status: people.StatusRefugee})
		}
		stays := man()
		k.hold(night{r, r.Beds[0].ID, reception.HoldOccupied, -5, open}, stays, 0)
		k.hold(night{r, r.Beds[1].ID, reception.HoldOccupied, -5, 0}, man(), 0)
		next := man()
		k.hold(night{r, r.Beds[1].ID, reception.HoldReserved, 0, 9}, next, 0)
		k.hold(night{r, r.Beds[2].ID, reception.HoldOccupied, -5, -2}, man(), 0)
		k.hold(night{r, r.Beds[3].ID, reception.HoldReserved, -1, 9}, man(), 0)
		_, err := k.s.TakeOutOfService(ctx, root, reception.OutageInput{BedID: r.Beds[4].ID, Reason: reception.OutagePests, From: stockDay, Until: stockDay.AddDays(2)})
		k.must(err)
		baby := k.register(c.ID, who{sex: people.SexFemale, born: 1999}, who{sex: people.SexMale, born: 2026})
		k.hold(night{r, "", reception.HoldOccupied, -1, open}, baby, 1)

		board, err := k.s.Board(ctx, root, c.ID, stockDay)
		k.must(err)
		beds := boardOf(board)
		for label, state := range map[string]reception.BedState{"1 A": reception.BedOccupied, "1 B": reception.BedOccupied, "1 C": reception.BedOccupied,
			"1 D": reception.BedReserved, "1 E": reception.BedOut, "1 F": reception.BedBlocked} {
			if beds[label].State != state {
				t.Errorf("%s is %s, want %s", label, beds[label].State, state)
			}
		}
		a := beds["1 A"].Occupant
		want := &reception.Occupant{PersonID: stays.persons[0], HouseholdID: stays.id, StayID: a.StayID, Name: a.Name, Sex: "m", Age: reception.AgeAdult,
			Status: reception.HoldOccupied, From: stockDay.AddDays(-5), StaysOn: true}
		if diff := cmp.Diff(want, a); diff != "" || a.Name.Full() != "Given0 Tesfay" || a.StayID == "" {
			t.Errorf("in bed A: %s", diff)
		}
		if b := beds["1 B"]; !b.Occupant.Leaving || b.Occupant.Overdue || b.Next == nil || b.Next.PersonID != next.persons[0] {
			t.Errorf("bed B: %+v", b)
		}
		if b := beds["1 C"]; b.Occupant.Leaving || !b.Occupant.Overdue || b.Next != nil {
			t.Errorf("bed C: %+v", b)
		}
		if b := beds["1 D"]; !b.Arriving {
			t.Errorf("bed D: %+v", b)
		}
		if b := beds["1 E"]; b.Reason != reception.OutagePests || b.Until != stockDay.AddDays(2) || b.Occupant != nil || b.OutageID == "" {
			t.Errorf("bed E: %+v", b)
		}
		room := board.Buildings[0].Floors[0].Rooms[0]
		if len(room.InCots) != 1 || room.InCots[0].Age != reception.AgeInfant || board.Persons != 4 {
			t.Errorf("cots %+v, %d persons", room.InCots, board.Persons)
		}
		if n := k.count(`SELECT count(*) FROM audit_entry WHERE action = 'reception.board.read' AND object_id = $1`, c.ID); n != 1 {
			t.Errorf("%d rows of the read", n)
		}
		if _, err := k.s.Board(ctx, root, c.ID, clock.Date{}); !fault.Is(err, fault.Invalid, "reception.error.date_range") {
			t.Errorf("no day: %v", err)
		}
	})
}

// Who may not list people sees sex and age; of a restricted person nothing but
// that the bed is taken; and who may, of a restricted one only with the compartment.
func TestBoardTellsWhatOneMayKnow(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		c := k.centre()
		r := k.room(k.floor(c.ID), "1", 2)
		open1 := k.register(c.ID, who{sex: people.SexFemale, born: 1950})
		secret := k.register(c.ID, who{sex: people.SexFemale, born: 1990, restricted: true})
		k.hold(night{r, r.Beds[0].ID, reception.HoldOccupied, -1, open}, open1, 0)
		k.hold(night{r, r.Beds[1].ID, reception.HoldOccupied, -1, open}, secret, 0)
		scope := access.Scope{Kind: access.ScopeCentre, ID: c.ID}
		desk := actor(scope, reception.PermBoard, reception.PermCentres, reception.PermNumbers)
		lister := actor(scope, reception.PermBoard, reception.PermCentres, reception.PermNumbers, "people.list", "people.read")
		trusted := lister
		trusted.Grants = []access.Grant{lister.Grants[0]}
		trusted.Grants[0].Role.Compartments = []access.Compartment{access.Protection}
		for name, tt := range map[string]struct {
			by            access.Actor
			known, secret bool
		}{"desk": {desk, false, false}, "lister": {lister, true, false}, "trusted": {trusted, true, true}} {
			board, err := k.s.Board(ctx, tt.by, c.ID, stockDay)
			k.must(err)
			a, b := boardOf(board)["1 A"].Occupant, boardOf(board)["1 B"].Occupant
			if (a.PersonID != "" && a.Name.Full() != "" && a.HouseholdID != "") != tt.known || a.Sex != "f" || a.Age != reception.AgeSenior {
				t.Errorf("%s sees of anybody %+v", name, a)
			}
			if tt.secret != (b.Name.Full() != "" && b.PersonID != "" && b.StayID != "" && b.Sex == "f" && b.Age == reception.AgeAdult) {
				t.Errorf("%s sees of somebody restricted %+v", name, b)
			}
			if !tt.secret && (b.Sex != "u" || b.Age != reception.AgeUnknown || b.Name != (people.Name{}) || b.PersonID+b.HouseholdID+b.StayID != "" || b.StaysOn) {
				t.Errorf("%s sees of somebody restricted %+v", name, b)
			}
			rows, _, err := k.s.NumberList(ctx, tt.by, reception.NumberQuery{Kind: reception.NumberPersons, CentreID: c.ID, Day: stockDay})
			k.must(err)
			if diff := cmp.Diff([]*reception.Occupant{a, b}, []*reception.Occupant{rows[0].Occupant, rows[1].Occupant}); diff != "" {
				t.Errorf("%s: board and list differ: %s", name, diff)
			}
		}
	})
}

func TestTape(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		c := k.centre()
		r := k.room(k.floor(c.ID), "1", 4)
		couple := k.register(c.ID, who{sex: people.SexMale, born: 1990}, who{sex: people.SexFemale, born: 1990})
		stay := k.house(night{room: r, status: reception.HoldOccupied, from: -3, until: 2}, couple)
		late := k.register(c.ID, who{sex: people.SexMale, born: 1990})
		k.hold(night{r, r.Beds[2].ID, reception.HoldOccupied, -9, -4}, late, 0)
		gone := k.register(c.ID, who{sex: people.SexMale, born: 1990})
		k.hold(night{r, r.Beds[3].ID, reception.HoldEnded, -9, -1}, gone, 0)
		_, err := k.s.TakeOutOfService(ctx, root, reception.OutageInput{BedID: r.Beds[3].ID, Reason: reception.OutageWorks, From: stockDay.AddDays(1), Until: stockDay.AddDays(3)})
		k.must(err)

		tape, err := k.s.Tape(ctx, root, c.ID, stockDay.AddDays(-2), 7)
		k.must(err)
		row := tape.Rooms[0]
		if want := []int{0, 0, 0, 0, 2, 3, 3}; !cmp.Equal(row.Free, want) {
			t.Errorf("free %v, want %v", row.Free, want)
		}
		if tape.Days[0].Occupied != 4 || tape.Days[1].Blocked != 1 || tape.Days[3].Out != 1 {
			t.Errorf("days %+v", tape.Days)
		}
		type bar struct {
			Status  reception.HoldStatus
			From    int
			Until   int
			Beds    string
			Persons int
			Overdue bool
		}
		var got []bar
		for _, b := range row.Bars {
			got = append(got, bar{b.Status, b.From.Sub(stockDay), b.Until.Sub(stockDay), b.Beds[0], len(b.Persons), b.Overdue})
		}
		want := []bar{
			{reception.HoldEnded, -9, -1, "D", 1, false}, {reception.HoldOccupied, -9, -4, "C", 1, true},
			{reception.HoldOccupied, -3, 2, "A", 2, false}, {reception.HoldOut, 1, 3, "D", 0, false},
		}
		if diff := cmp.Diff(want[2:], got[2:]); diff != "" || !(cmp.Equal(got[:2], want[:2]) || got[0] == want[1] && got[1] == want[0]) {
			t.Errorf("bars %+v", got)
		}
		if b := row.Bars[2]; b.StayID != stay || b.Household != couple.id || len(b.Beds) != 2 {
			t.Errorf("the couple's bar: %+v", b)
		}
		for _, days := range []int{0, -1, 43} {
			if _, err := k.s.Tape(ctx, root, c.ID, stockDay, days); !fault.Is(err, fault.Invalid, "reception.error.out_of_range") {
				t.Errorf("%d days: %v", days, err)
			}
		}
	})
}
