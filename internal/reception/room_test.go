package reception_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passerelle/internal/people"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

func TestParseArea(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]reception.Area{"": 0, "12": 1200, "12.5": 1250, "12,55": 1255, " 9.05 ": 905, "0.01": 1, "1000": 100_000} {
		got, err := reception.ParseArea(in)
		if err != nil || got != want {
			t.Errorf("%q: %d, %v", in, got, err)
		}
	}
	for _, in := range []string{"0", "-1", "+1", "1.234", "1000.01", "1,2,3", "1.2.3", ".5", "1e3", "١٢", "12 m²", "NaN", "0x10", "1_0", strings.Repeat("9", 400)} {
		if got, err := reception.ParseArea(in); !fault.Is(err, fault.Invalid, "reception.error.area") {
			t.Errorf("%q: %d, %v", in, got, err)
		}
	}
}

func FuzzParseArea(f *testing.F) {
	for _, s := range []string{"12,5", "1000", "0.01", "1..2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := reception.ParseArea(s)
		if err != nil {
			return
		}
		if back, err := reception.ParseArea(a.String()); err != nil || back != a || a < 0 || a > 100_000 {
			t.Errorf("%q reads as %d, writes as %q, reads as %d, %v", s, a, a, back, err)
		}
	})
}

func TestSaveRoom(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		f := k.floor(k.centre().ID)
		next := k.room(f, "2.10", 1)
		in := reception.RoomEdit{Labels: []string{"A", "B", "10", "9"}, Room: reception.Room{CentreID: f.CentreID, FloorID: f.ID, Number: "2.9",
			Cots: 2, Area: 1850, StepFree: true, OwnBathroom: true, Lockable: true, FamilyUnit: true, Isolation: true,
			SexRule: reception.SexRuleFamily, Neighbours: []string{next.ID}}}
		saved, err := k.s.SaveRoom(ctx, root, in)
		k.must(err)
		want := in.Room
		want.ID, want.Version, want.Beds = saved.ID, 1, saved.Beds
		if diff := cmp.Diff(want, saved); diff != "" || labels(saved) != "9 10 A B" {
			t.Errorf("beds %s\n%s", labels(saved), diff)
		}
		tree, err := k.s.Centre(ctx, root, f.CentreID)
		k.must(err)
		rooms := tree.Buildings[0].Floors[0].Rooms
		if len(rooms) != 2 || rooms[0].Number != "2.9" || rooms[1].Number != "2.10" || !cmp.Equal(rooms[1].Neighbours, []string{saved.ID}) {
			t.Errorf("rooms %+v", rooms)
		}

		// B goes, C comes, B comes back as the bed it was.
		b := saved.Beds[3]
		in.Room, in.Labels = saved, []string{"9", "10", "A", "C"}
		saved, err = k.s.SaveRoom(ctx, root, in)
		k.must(err)
		in.Room, in.Labels = saved, []string{"9", "10", "A", "B", "C"}
		saved, err = k.s.SaveRoom(ctx, root, in)
		k.must(err)
		if labels(saved) != "9 10 A B C" || saved.Beds[3] != b || saved.Version != 3 {
			t.Errorf("beds %s, version %d", labels(saved), saved.Version)
		}
		in.Room.Version = 1
		if _, err := k.s.SaveRoom(ctx, root, in); !fault.Is(err, fault.Conflict, "reception.error.changed_meanwhile") {
			t.Errorf("a save over a change that was not seen: %v", err)
		}
	})
}

func labels(r reception.Room) string {
	var out []string
	for _, b := range r.Beds {
		out = append(out, b.Label)
	}
	return strings.Join(out, " ")
}

func TestSaveRoomRefuses(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		f := k.floor(k.centre().ID)
		foreign := k.room(k.floor(k.centre().ID), "1", 1)
		k.room(f, "1", 1)
		for name, tt := range map[string]struct {
			change func(*reception.RoomEdit)
			field  string
		}{
			"no number":       {func(r *reception.RoomEdit) { r.Number = "" }, "number"},
			"number twice":    {func(r *reception.RoomEdit) { r.Number = " 1 " }, "number"},
			"no beds":         {func(r *reception.RoomEdit) { r.Labels = nil }, "beds"},
			"201 beds":        {func(r *reception.RoomEdit) { r.Labels = reception.BedLabels(201) }, "beds"},
			"label twice":     {func(r *reception.RoomEdit) { r.Labels = []string{"A", " A"} }, "beds"},
			"label empty":     {func(r *reception.RoomEdit) { r.Labels = []string{"A", ""} }, "beds"},
			"label hostile":   {func(r *reception.RoomEdit) { r.Labels = []string{"\x00"} }, "beds"},
			"cots":            {func(r *reception.RoomEdit) { r.Cots = -1 }, "cots"},
			"area":            {func(r *reception.RoomEdit) { r.Area = -5 }, "area"},
			"sex rule":        {func(r *reception.RoomEdit) { r.SexRule = "cats" }, "sex_rule"},
			"floor":           {func(r *reception.RoomEdit) { r.FloorID = foreign.FloorID }, "floor_id"},
			"no floor":        {func(r *reception.RoomEdit) { r.FloorID = "1; --" }, "floor_id"},
			"neighbour":       {func(r *reception.RoomEdit) { r.Neighbours = []string{foreign.ID} }, "neighbours"},
			"neighbour's id":  {func(r *reception.RoomEdit) { r.Neighbours = []string{"x"} }, "neighbours"},
			"many neighbours": {func(r *reception.RoomEdit) { r.Neighbours = make([]string, 21) }, "neighbours"},
		} {
			in := reception.RoomEdit{Room: reception.Room{CentreID: f.CentreID, FloorID: f.ID, Number: "2"}, Labels: []string{"A"}}
			tt.change(&in)
			_, err := k.s.SaveRoom(ctx, root, in)
			if l := fault.Of(err); len(l) == 0 || l[0].Kind != fault.Invalid || l[0].Field != tt.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		stolen := reception.RoomEdit{Room: foreign, Labels: []string{"A"}}
		stolen.CentreID, stolen.FloorID = f.CentreID, f.ID
		if _, err := k.s.SaveRoom(ctx, root, stolen); !fault.Is(err, fault.NotFound, "") {
			t.Errorf("a room of another centre: %v", err)
		}
		if n := k.count(`SELECT count(*) FROM reception_room`); n != 2 {
			t.Errorf("%d rooms: a refused one was stored", n)
		}
	})
}

func TestShrinkingBelowWhatIsHeld(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		f := k.floor(k.centre().ID)
		r := k.room(f, "1", 2, func(r *reception.Room) { r.Cots = 3 })
		hh := k.register(f.CentreID, who{sex: people.SexFemale, born: 1995}, who{sex: people.SexFemale, born: 2025}, who{sex: people.SexMale, born: 2025}, who{sex: people.SexMale, born: 2026})
		k.hold(night{r, r.Beds[1].ID, reception.HoldReserved, 5, open}, hh, 0)
		k.hold(night{r, "", reception.HoldOccupied, -3, 2}, hh, 1)
		k.hold(night{r, "", reception.HoldReserved, 1, 9}, hh, 2)
		k.hold(night{r, "", reception.HoldReserved, 9, 12}, hh, 3)
		save := func(cots int, labels ...string) error {
			in := reception.RoomEdit{Room: r, Labels: labels}
			in.Cots = cots
			out, err := k.s.SaveRoom(ctx, root, in)
			if err == nil {
				r = out
			}
			return err
		}
		if err := save(3, "A"); !fault.Is(err, fault.Invalid, "reception.error.bed_held") {
			t.Errorf("the reserved bed taken away: %v", err)
		}
		if err := save(1, "A", "B"); !fault.Is(err, fault.Invalid, "reception.error.cots_held") {
			t.Errorf("two cots are held at once, one left: %v", err)
		}
		if err := save(2, "B"); err != nil {
			t.Errorf("down to what is held: %v", err)
		}
		if err := k.s.CloseBed(ctx, root, r.Beds[0].ID); !fault.Is(err, fault.Invalid, "reception.error.bed_held") {
			t.Errorf("the held bed closed: %v", err)
		}
		if err := k.s.CloseRoom(ctx, root, r.ID); !fault.Is(err, fault.Conflict, "reception.error.still_held") {
			t.Errorf("the held room closed: %v", err)
		}
		k.exec(`UPDATE reception_hold SET status = 'cancelled'`)
		k.must(k.s.CloseRoom(ctx, root, r.ID))
		if n := k.count(`SELECT count(*) FROM reception_bed WHERE closed_at IS NULL`); n != 0 {
			t.Errorf("%d beds of a closed room are open", n)
		}
		tree, err := k.s.Centre(ctx, root, f.CentreID)
		k.must(err)
		r = tree.Buildings[0].Floors[0].Rooms[0]
		k.must(save(0, "A", "B"))
		if !r.ClosedAt.IsZero() || labels(r) != "A B" {
			t.Errorf("saved again: %+v", r)
		}
	})
}

func TestAddRooms(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		f := k.floor(k.centre().ID)
		series := func(first, last string, beds int) ([]reception.Room, error) {
			return k.s.AddRooms(ctx, root, reception.RoomSeries{Like: reception.Room{CentreID: f.CentreID, FloorID: f.ID, Lockable: true},
				First: first, Last: last, Beds: beds, InARow: true})
		}
		rooms, err := series("2.01", "2.20", 4)
		k.must(err)
		if len(rooms) != 20 || rooms[8].Number != "2.09" || rooms[19].Number != "2.20" {
			t.Fatalf("rooms %+v", rooms)
		}
		tree, err := k.s.Centre(ctx, root, f.CentreID)
		k.must(err)
		stored := tree.Buildings[0].Floors[0].Rooms
		if n := len(stored); n != 20 || tree.Gross != 80 {
			t.Errorf("%d rooms, %d beds", n, tree.Gross)
		}
		if r := stored[10]; !r.Lockable || labels(r) != "A B C D" || len(r.Neighbours) != 2 || len(stored[0].Neighbours) != 1 {
			t.Errorf("room %+v", r)
		}
		for i, tt := range []struct{ first, last, field string }{
			{"2.20", "2.21", "first"}, {"2.21", "2.20", "last"}, {"2.21", "3.22", "last"}, {"A", "B", "last"}, {"", "1", "first"},
			{"1", "301", "last"}, {"1", "99999999999999999999", "last"}, {"3.1", "3.2'", "last"},
		} {
			_, err := series(tt.first, tt.last, 1)
			if l := fault.Of(err); len(l) == 0 || l[0].Kind != fault.Invalid || l[0].Field != tt.field {
				t.Errorf("%d: %v", i, err)
			}
		}
		if _, err := series("5", "6", 0); !fault.Is(err, fault.Invalid, "reception.error.out_of_range") {
			t.Errorf("no beds: %v", err)
		}
		if _, err := series("A9", "A11", 30); err != nil {
			t.Error(err)
		}
		if n := k.count(`SELECT count(*) FROM reception_bed b JOIN reception_room r ON r.id = b.room_id WHERE r.number = 'A10' AND b.label = '30'`); n != 1 {
			t.Error("no bed 30 in A10")
		}
		if n := k.count(`SELECT count(*) FROM reception_room`); n != 23 {
			t.Errorf("%d rooms: a refused run was stored in part", n)
		}
	})
}

func TestFloors(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		f := k.floor(k.centre().ID)
		twice := reception.Floor{BuildingID: f.BuildingID, CentreID: f.CentreID, Level: f.Level}
		if _, err := k.s.SaveFloor(ctx, root, twice); !fault.Is(err, fault.Invalid, "reception.error.level_twice") {
			t.Errorf("level twice: %v", err)
		}
		for _, level := range []int{-10, 100} {
			twice.Level = level
			if _, err := k.s.SaveFloor(ctx, root, twice); !fault.Is(err, fault.Invalid, "reception.error.out_of_range") {
				t.Errorf("level %d: %v", level, err)
			}
		}
		other := k.centre()
		if _, err := k.s.SaveFloor(ctx, root, reception.Floor{BuildingID: f.BuildingID, CentreID: other.ID, Level: 4}); !fault.Is(err, fault.NotFound, "") {
			t.Errorf("a floor in another centre's building: %v", err)
		}
		if _, err := k.s.SaveBuilding(ctx, root, reception.Building{ID: f.BuildingID, CentreID: other.ID, Name: "Stolen"}); !fault.Is(err, fault.NotFound, "") {
			t.Errorf("another centre's building: %v", err)
		}
		f.Name = "Mezzanine"
		if _, err := k.s.SaveFloor(ctx, root, f); err != nil {
			t.Error(err)
		}
		if _, err := k.s.SaveBuilding(ctx, root, reception.Building{ID: f.BuildingID, CentreID: f.CentreID, Name: "B", Lift: true}); err != nil {
			t.Error(err)
		}
		tree, err := k.s.Centre(ctx, root, f.CentreID)
		k.must(err)
		if b := tree.Buildings[0]; b.Name != "B" || !b.Lift || b.Floors[0].Name != "Mezzanine" {
			t.Errorf("%+v", b)
		}
	})
}

func TestOpenEmergencySite(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newStock(t, d), context.Background()
		for _, tt := range []struct{ beds, perRoom, rooms int }{{1, 1, 1}, {7, 3, 3}, {2000, 6, 334}, {2000, 200, 10}} {
			site := reception.EmergencySite{OrgID: k.org, Name: fmt.Sprintf("Hall %d", tt.rooms), Beds: tt.beds, BedsPerRoom: tt.perRoom}
			c, err := k.s.OpenEmergencySite(ctx, root, site)
			k.must(err)
			n, err := k.s.Numbers(ctx, root, c.ID, stockDay)
			k.must(err)
			rooms := k.count(`SELECT count(*) FROM reception_room WHERE centre_id = $1`, c.ID)
			if n.Total.Gross != tt.beds || n.Total.Numbers.Free != tt.beds || rooms != tt.rooms || c.Status != reception.CentreOpen || !c.Emergency {
				t.Errorf("%+v: %+v, %d rooms", tt, n.Total, rooms)
			}
		}
		good := reception.EmergencySite{OrgID: k.org, Name: "Hall", Beds: 10, BedsPerRoom: 2}
		for field, change := range map[string]func(*reception.EmergencySite){
			"beds": func(s *reception.EmergencySite) { s.Beds = 2001 }, "beds_per_room": func(s *reception.EmergencySite) { s.BedsPerRoom = 0 },
			"name": func(s *reception.EmergencySite) { s.Name = "" }, "org_id": func(s *reception.EmergencySite) { s.OrgID = db.NewID() },
		} {
			in := good
			change(&in)
			_, err := k.s.OpenEmergencySite(ctx, root, in)
			if l := fault.Of(err); len(l) != 1 || l[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		if n := k.count(`SELECT count(*) FROM reception_centre`); n != 4 {
			t.Errorf("%d centres", n)
		}
	})
}
