package reception_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"passerelle/internal/people"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

// insertRows writes rows of one table, a hundred at a time.
func insertRows(ctx context.Context, tx *db.Tx, head string, rows [][]any) error {
	for len(rows) > 0 {
		n := min(len(rows), 100)
		var b strings.Builder
		var args []any
		for i, row := range rows[:n] {
			marks := make([]string, len(row))
			for j := range row {
				marks[j] = fmt.Sprintf("$%d", len(args)+j+1)
			}
			args = append(args, row...)
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString("(" + strings.Join(marks, ", ") + ")")
		}
		if _, err := tx.Exec(ctx, head+" VALUES "+b.String(), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// seedNetwork fills a database with 70 centres of 288 beds, 100,000 persons and
// 18,000 of them in beds: singles and families of four, some of them leaving
// today or overdue, some reserved. It returns the first centre's id.
func seedNetwork(k *stock) string {
	const centres, floors, rooms, perRoom, persons, held = 70, 4, 18, 4, 100_000, 18_000
	ctx := context.Background()
	now := clock.Now(k.clock)
	var beds []reception.Bed
	first := ""
	for c := range centres {
		centre := k.centre(func(x *reception.Centre) { x.Name = fmt.Sprintf("Centre %d", c) })
		if first == "" {
			first = centre.ID
		}
		b, err := k.s.SaveBuilding(ctx, root, reception.Building{CentreID: centre.ID, Name: "A"})
		k.must(err)
		for level := range floors {
			f, err := k.s.SaveFloor(ctx, root, reception.Floor{BuildingID: b.ID, CentreID: centre.ID, Level: level})
			k.must(err)
			list, err := k.s.AddRooms(ctx, root, reception.RoomSeries{Like: reception.Room{CentreID: centre.ID, FloorID: f.ID},
				First: fmt.Sprintf("%d.01", level), Last: fmt.Sprintf("%d.%d", level, rooms), Beds: perRoom})
			k.must(err)
			for _, r := range list {
				beds = append(beds, r.Beds...)
			}
		}
	}
	var stays, holds [][]any
	bed := 0
	for i := 0; len(holds) < held; i++ {
		members := []who{{[]people.Sex{people.SexFemale, people.SexMale}[i%2], 1960 + i%45, people.StatusApplicant, false}}
		if i%13 == 0 { // a family fills its room: twelve singles before it filled three
			members = append(members, who{people.SexMale, 1985, "", false}, who{people.SexFemale, 2015, "", false}, who{people.SexMale, 2018, "", false})
		}
		if i%10 == 0 {
			members[0].status = people.StatusRefugee
		}
		from, until := stockDay.AddDays(-10-i%400), clock.Date{}
		status, stayStatus := "occupied", "present"
		switch i % 50 {
		case 1:
			until = stockDay
		case 2:
			until = stockDay.AddDays(-2)
		case 3, 4:
			status, stayStatus, from = "reserved", "reserved", stockDay
		}
		centre, stay := beds[bed].CentreID, db.NewID()
		f := k.register(centre, members...)
		for _, id := range f.persons {
			holds = append(holds, []any{db.NewID(), "person", beds[bed].ID, beds[bed].RoomID, centre, stay, f.id, id, from, until, status, now, root.ID})
			bed++
		}
		stays = append(stays, []any{stay, f.id, centre, "second", from, until, stayStatus, now, root.ID})
	}
	crowd := make([]who, 30) // the largest household: the quickest way to many persons
	for i := range crowd {
		crowd[i] = who{people.SexMale, 1990, "", false}
	}
	for n := held; n < persons; n += len(crowd) {
		k.register("", crowd...)
	}
	k.must(k.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, t := range []struct {
			head string
			rows [][]any
		}{
			{`INSERT INTO reception_stay (id, household_id, centre_id, phase, from_date, until_date, status, created_at, created_by)`, stays},
			{`INSERT INTO reception_hold (id, kind, bed_id, room_id, centre_id, stay_id, household_id, person_id, from_date, until_date,
				status, created_at, created_by)`, holds},
		} {
			if err := insertRows(ctx, tx, t.head, t.rows); err != nil {
				return err
			}
		}
		return nil
	}))
	return first
}

// BenchmarkNetwork measures what pages ask for. "Cold" is the first time after
// a change of every centre.
func BenchmarkNetwork(b *testing.B) {
	k := newStock(b, testkit.OpenDB(b, testkit.URL(b, db.SQLite)))
	centre := seedNetwork(k)
	ctx := context.Background()
	for _, c := range []struct {
		name string
		run  func() error
	}{
		{"Board", func() error { _, err := k.s.Board(ctx, root, centre, stockDay); return err }},
		{"Tape", func() error { _, err := k.s.Tape(ctx, root, centre, stockDay.AddDays(-7), 42); return err }},
		{"NumbersCold", func() error { k.forget(); _, err := k.s.Numbers(ctx, root, "", stockDay); return err }},
		{"Numbers", func() error { _, err := k.s.Numbers(ctx, root, "", stockDay); return err }},
		{"NumbersTomorrow", func() error { _, err := k.s.Numbers(ctx, root, "", stockDay.AddDays(1)); return err }},
		{"NumberListFree", func() error {
			_, _, err := k.s.NumberList(ctx, root, reception.NumberQuery{Kind: reception.NumberFree, Day: stockDay})
			return err
		}},
		{"Overview", func() error { _, err := k.s.Overview(ctx, root, "", 365); return err }},
		{"Desk", func() error { _, err := k.s.Desk(ctx, root, ""); return err }},
		{"DeskOne", func() error { _, err := k.s.Desk(ctx, root, centre); return err }},
		{"CloseDay", func() error { return k.s.CloseDay(ctx, stockDay) }},
		{"EmergencySite2000", func() error {
			_, err := k.s.OpenEmergencySite(ctx, root, reception.EmergencySite{OrgID: k.org, Name: "Hall", Beds: 2000, BedsPerRoom: 6})
			return err
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				k.must(c.run())
			}
		})
	}
	b.Run("Rebuild100", func(b *testing.B) {
		for b.Loop() {
			k.must(k.s.RebuildDays(ctx, stockDay.AddDays(-99), stockDay))
		}
	})
}
