package reception

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// cond compiles reach to a condition on a column that holds a centre's id.
// Closed centres are left out where all are asked for.
func (r reach) cond(column string, args []any) (string, []any) {
	if r.centreID != "" {
		args = append(args, r.centreID)
		return fmt.Sprintf("%s = $%d", column, len(args)), args
	}
	where, args := r.by.Where(r.perm, access.Columns{Org: "sc.org_id", Centre: "sc.id"}, args)
	return column + ` IN (SELECT sc.id FROM reception_centre sc WHERE sc.status <> 'closed' AND ` + where + `)`, args
}

// placeBeds are the open beds of a bed, room or floor and the centre they belong to.
type placeBeds struct {
	column, id string // the place, as a condition on bed b and room r
	centreID   string
	names      []BedName
}

// bedsIn returns the open beds of the place that in names.
func bedsIn(ctx context.Context, q db.Querier, in OutageInput) (p placeBeds, err error) {
	switch {
	case in.BedID != "":
		var b Bed
		b, err = bedOf(ctx, q, in.BedID)
		p = placeBeds{column: "b.id", id: b.ID, centreID: b.CentreID}
	case in.RoomID != "":
		var r Room
		r, err = roomOf(ctx, q, in.RoomID)
		p = placeBeds{column: "r.id", id: r.ID, centreID: r.CentreID}
	default:
		var f Floor
		f, err = floorOf(ctx, q, in.FloorID)
		p = placeBeds{column: "r.floor_id", id: f.ID, centreID: f.CentreID}
	}
	if err != nil {
		return p, err
	}
	p.names, err = db.All(ctx, q, scanBedName, `SELECT b.id, r.id, r.number, b.label FROM reception_bed b
		JOIN reception_room r ON r.id = b.room_id WHERE `+p.column+` = $1 AND b.closed_at IS NULL`, p.id)
	slices.SortFunc(p.names, byBedName)
	return p, err
}

func scanBedName(r db.Row) (n BedName, err error) {
	return n, r.Scan(&n.BedID, &n.RoomID, &n.Room, &n.Bed)
}

func byBedName(a, b BedName) int {
	if c := natural(a.Room, b.Room); c != 0 {
		return c
	}
	return natural(a.Bed, b.Bed)
}

// heldBeds returns those beds of the place that are held for a night of the
// period. Somebody who stays past the day of leaving holds the bed without end.
func heldBeds(ctx context.Context, q db.Querier, p placeBeds, in OutageInput, today clock.Date) ([]BedName, error) {
	args := []any{p.id, in.From, today}
	before := ""
	if !in.Until.IsZero() {
		args, before = append(args, in.Until), "AND h.from_date < $4"
	}
	held, err := db.All(ctx, q, scanBedName, `SELECT DISTINCT b.id, r.id, r.number, b.label FROM reception_room r
		JOIN reception_bed b ON b.room_id = r.id JOIN reception_hold h ON h.bed_id = b.id
		WHERE `+p.column+` = $1 AND h.status IN ('reserved', 'occupied', 'ended', 'out')
		AND (h.until_date IS NULL OR h.until_date > $2 AND h.until_date > h.from_date OR h.status = 'occupied' AND h.until_date <= $3)
		`+before, args...)
	slices.SortFunc(held, byBedName)
	return held, err
}

func insertOutage(ctx context.Context, tx *db.Tx, o Outage, at clock.Instant, by string) error {
	var rows [][]any
	for _, b := range o.Beds {
		rows = append(rows, []any{db.NewID(), "outage", b.BedID, b.RoomID, o.CentreID, o.From, o.Until, "out", o.Reason, o.ID, at, by})
	}
	return insertMany(ctx, tx, `INSERT INTO reception_hold (id, kind, bed_id, room_id, centre_id, from_date, until_date, status, reason,
		outage_id, created_at, created_by)`, rows)
}

func outageCentre(ctx context.Context, q db.Querier, outageID string) (string, error) {
	centreID, err := db.One(ctx, q, db.Value[string], `SELECT h.centre_id FROM reception_hold h WHERE h.outage_id = $1 LIMIT 1`, outageID)
	if errors.Is(err, db.ErrNoRow) {
		err = fault.Missing()
	}
	return centreID, err
}

// endOutage moves the end of the outage's beds to end.On; what would begin
// then or later is cancelled. BedIDs must be valid.
func endOutage(ctx context.Context, tx *db.Tx, end OutageEnd) (int, error) {
	only := func(args ...any) (string, []any) {
		if len(end.BedIDs) == 0 {
			return "", args
		}
		marks, args := in(end.BedIDs, args)
		return " AND bed_id IN " + marks, args
	}
	cond, args := only(end.OutageID, end.On)
	gone, err := tx.Exec(ctx, `UPDATE reception_hold SET status = 'cancelled' WHERE outage_id = $1 AND status = 'out'
		AND from_date >= $2`+cond, args...)
	if err != nil {
		return 0, err
	}
	cond, args = only(end.On, end.OutageID)
	cut, err := tx.Exec(ctx, `UPDATE reception_hold SET until_date = $1 WHERE outage_id = $2 AND status = 'out'
		AND (until_date IS NULL OR until_date <> $1)`+cond, args...)
	return int(gone + cut), err
}

type outagePage struct {
	past  bool
	today clock.Date
	after []string // from, id
	limit int
}

func outages(ctx context.Context, q db.Querier, where reach, p outagePage) ([]Outage, error) {
	cond, args := where.cond("h.centre_id", nil)
	if !p.past {
		args = append(args, p.today)
		cond += fmt.Sprintf(" AND (h.until_date IS NULL OR h.until_date > $%d)", len(args))
	}
	having := ""
	if p.after != nil {
		from, err := clock.ParseDate(p.after[0])
		if err != nil {
			return nil, fault.InvalidField("after", "reception.error.cursor")
		}
		args = append(args, from, p.after[1])
		having = fmt.Sprintf(" HAVING (min(h.from_date), h.outage_id) < ($%d, $%d)", len(args)-1, len(args))
	}
	args = append(args, p.limit)
	list, err := db.All(ctx, q, func(r db.Row) (o Outage, err error) {
		var open int
		err = r.Scan(&o.ID, &o.CentreID, &o.CentreName, &o.Reason, &o.From, &o.Until, &open)
		if open > 0 {
			o.Until = clock.Date{}
		}
		return o, err
	}, `SELECT h.outage_id, h.centre_id, c.name, h.reason, min(h.from_date), max(h.until_date), sum(CASE WHEN h.until_date IS NULL THEN 1 ELSE 0 END)
		FROM reception_hold h JOIN reception_centre c ON c.id = h.centre_id
		WHERE h.status = 'out' AND h.outage_id IS NOT NULL AND `+cond+`
		GROUP BY h.outage_id, h.centre_id, c.name, h.reason`+having+`
		ORDER BY min(h.from_date) DESC, h.outage_id DESC LIMIT `+fmt.Sprintf("$%d", len(args)), args...)
	if err != nil {
		return nil, err
	}
	return list, nameOutages(ctx, q, list)
}

// nameOutages adds the beds that are still out.
func nameOutages(ctx context.Context, q db.Querier, list []Outage) error {
	if len(list) == 0 {
		return nil
	}
	at := map[string]int{}
	ids := make([]string, len(list))
	for i, o := range list {
		ids[i], at[o.ID] = o.ID, i
	}
	marks, args := in(ids, nil)
	type bedOut struct {
		outage string
		BedName
	}
	beds, err := db.All(ctx, q, func(r db.Row) (b bedOut, err error) {
		return b, r.Scan(&b.outage, &b.BedID, &b.RoomID, &b.Room, &b.Bed)
	}, `SELECT h.outage_id, b.id, r.id, r.number, b.label FROM reception_hold h JOIN reception_bed b ON b.id = h.bed_id
		JOIN reception_room r ON r.id = b.room_id WHERE h.status = 'out' AND h.outage_id IN `+marks, args...)
	for _, b := range beds {
		o := &list[at[b.outage]]
		o.Beds = append(o.Beds, b.BedName)
	}
	for i := range list {
		slices.SortFunc(list[i].Beds, byBedName)
	}
	return err
}
