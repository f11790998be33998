package reception

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

const roomColumns = `r.id, r.centre_id, r.floor_id, r.number, r.cots, COALESCE(r.area_dm2, 0), r.step_free, r.own_bathroom,
	r.lockable, r.family_unit, r.isolation, r.sex_rule, r.closed_at, r.version`

func scanRoom(r db.Row) (x Room, err error) {
	return x, r.Scan(&x.ID, &x.CentreID, &x.FloorID, &x.Number, &x.Cots, &x.Area, &x.StepFree, &x.OwnBathroom,
		&x.Lockable, &x.FamilyUnit, &x.Isolation, &x.SexRule, &x.ClosedAt, &x.Version)
}

// rowsAtOnce bounds the rows of one statement, and with them how many
// different statements there are to prepare.
const rowsAtOnce = 100

// insertMany runs an INSERT whose VALUES are all rows, some at a time.
// head ends before VALUES.
func insertMany(ctx context.Context, tx *db.Tx, head string, rows [][]any) error {
	for chunk := range slices.Chunk(rows, rowsAtOnce) {
		var b strings.Builder
		b.WriteString(head)
		b.WriteString(" VALUES ")
		var args []any
		for i, row := range chunk {
			if i > 0 {
				b.WriteString(", ")
			}
			for j := range row {
				sep := ", "
				if j == 0 {
					sep = "("
				}
				fmt.Fprintf(&b, "%s$%d", sep, len(args)+j+1)
			}
			b.WriteString(")")
			args = append(args, row...)
		}
		if _, err := tx.Exec(ctx, b.String(), args...); err != nil {
			return err
		}
	}
	return nil
}

// insertRooms writes new rooms and their beds.
func insertRooms(ctx context.Context, tx *db.Tx, rooms []Room) error {
	var rows [][]any
	var beds []Bed
	for _, r := range rooms {
		rows = append(rows, []any{r.ID, r.CentreID, r.FloorID, r.Number, sortKey(r.Number), r.Cots, r.Area.orNull(), r.StepFree,
			r.OwnBathroom, r.Lockable, r.FamilyUnit, r.Isolation, r.SexRule})
		beds = append(beds, r.Beds...)
	}
	err := insertMany(ctx, tx, `INSERT INTO reception_room (id, centre_id, floor_id, number, sort, cots, area_dm2, step_free,
		own_bathroom, lockable, family_unit, isolation, sex_rule)`, rows)
	if err != nil {
		return err
	}
	return insertBeds(ctx, tx, beds)
}

func (a Area) orNull() any {
	if a == 0 {
		return nil
	}
	return int(a)
}

func insertBeds(ctx context.Context, tx *db.Tx, beds []Bed) error {
	var rows [][]any
	for _, b := range beds {
		rows = append(rows, []any{b.ID, b.RoomID, b.CentreID, b.Label})
	}
	return insertMany(ctx, tx, `INSERT INTO reception_bed (id, room_id, centre_id, label)`, rows)
}

func updateRoom(ctx context.Context, tx *db.Tx, r Room) error {
	n, err := tx.Exec(ctx, `UPDATE reception_room SET floor_id = $1, number = $2, sort = $3, cots = $4, area_dm2 = $5, step_free = $6,
		own_bathroom = $7, lockable = $8, family_unit = $9, isolation = $10, sex_rule = $11, closed_at = NULL, version = version + 1
		WHERE id = $12 AND centre_id = $13 AND version = $14`,
		r.FloorID, r.Number, sortKey(r.Number), r.Cots, r.Area.orNull(), r.StepFree, r.OwnBathroom, r.Lockable, r.FamilyUnit, r.Isolation,
		r.SexRule, r.ID, r.CentreID, r.Version)
	if err != nil || n == 1 {
		return err
	}
	if old, err := roomOf(ctx, tx, r.ID); err != nil || old.CentreID != r.CentreID {
		return fault.Missing()
	}
	return fault.Conflicts("reception.error.changed_meanwhile")
}

// setNeighbours makes the rooms of the same centre that r names its only
// neighbours, in both directions.
func setNeighbours(ctx context.Context, tx *db.Tx, r Room) error {
	if _, err := tx.Exec(ctx, `DELETE FROM reception_neighbour WHERE room_id = $1 OR neighbour_id = $1`, r.ID); err != nil {
		return err
	}
	if len(r.Neighbours) == 0 {
		return nil
	}
	ids := slices.Compact(slices.Sorted(slices.Values(r.Neighbours)))
	marks, args := in(ids, []any{r.CentreID})
	n, err := db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM reception_room WHERE centre_id = $1 AND id IN `+marks, args...)
	if err != nil {
		return err
	}
	if n != len(ids) {
		return fault.InvalidField("neighbours", "reception.error.neighbour")
	}
	var pairs [][2]string
	for _, id := range ids {
		pairs = append(pairs, [2]string{r.ID, id})
	}
	return insertNeighbours(ctx, tx, pairs)
}

// insertNeighbours writes each pair in both directions.
func insertNeighbours(ctx context.Context, tx *db.Tx, pairs [][2]string) error {
	var rows [][]any
	for _, p := range pairs {
		rows = append(rows, []any{p[0], p[1]}, []any{p[1], p[0]})
	}
	return insertMany(ctx, tx, `INSERT INTO reception_neighbour (room_id, neighbour_id)`, rows)
}

// roomOf returns a room with its open beds and neighbours.
func roomOf(ctx context.Context, q db.Querier, id string) (Room, error) {
	if !db.ValidID(id) {
		return Room{}, fault.Missing()
	}
	r, err := missing(db.One(ctx, q, scanRoom, `SELECT `+roomColumns+` FROM reception_room r WHERE r.id = $1`, id))
	if err != nil {
		return Room{}, err
	}
	if r.Beds, err = db.All(ctx, q, scanBed, `SELECT `+bedColumns+` FROM reception_bed b WHERE b.room_id = $1 AND b.closed_at IS NULL`, id); err != nil {
		return Room{}, err
	}
	slices.SortFunc(r.Beds, byLabel)
	r.Neighbours, err = db.All(ctx, q, db.Value[string], `SELECT n.neighbour_id FROM reception_neighbour n WHERE n.room_id = $1 ORDER BY n.neighbour_id`, id)
	return r, err
}

const bedColumns = `b.id, b.room_id, b.centre_id, b.label, b.closed_at`

func scanBed(r db.Row) (b Bed, err error) {
	return b, r.Scan(&b.ID, &b.RoomID, &b.CentreID, &b.Label, &b.ClosedAt)
}

func byLabel(a, b Bed) int { return natural(a.Label, b.Label) }

// allBedsOf returns open and closed beds of a room.
func allBedsOf(ctx context.Context, q db.Querier, roomID string) ([]Bed, error) {
	return db.All(ctx, q, scanBed, `SELECT `+bedColumns+` FROM reception_bed b WHERE b.room_id = $1`, roomID)
}

func bedOf(ctx context.Context, q db.Querier, id string) (Bed, error) {
	if !db.ValidID(id) {
		return Bed{}, fault.Missing()
	}
	return missing(db.One(ctx, q, scanBed, `SELECT `+bedColumns+` FROM reception_bed b WHERE b.id = $1`, id))
}

func closeBed(ctx context.Context, tx *db.Tx, id string, at clock.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE reception_bed SET closed_at = $1 WHERE id = $2`, at, id)
	return err
}

func reopenBed(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `UPDATE reception_bed SET closed_at = NULL WHERE id = $1`, id)
	return err
}

// cotsHeld returns how many cot places of a room are held at once, now or later.
func cotsHeld(ctx context.Context, q db.Querier, roomID string, today clock.Date) (int, error) {
	type period struct{ from, until clock.Date }
	held, err := db.All(ctx, q, func(r db.Row) (p period, err error) { return p, r.Scan(&p.from, &p.until) },
		`SELECT h.from_date, h.until_date FROM reception_hold h WHERE h.room_id = $1 AND h.bed_id IS NULL
			AND (h.status = 'occupied' OR h.status = 'reserved' AND (h.until_date IS NULL OR h.until_date > $2))`, roomID, today)
	var from, until []clock.Date
	for _, n := range held {
		from, until = append(from, n.from), append(until, n.until)
	}
	return peak(from, until), err
}

// roomsOf returns all rooms of a centre by number, with their open beds and neighbours.
func roomsOf(ctx context.Context, q db.Querier, centreID string) ([]Room, error) {
	rooms, err := db.All(ctx, q, scanRoom, `SELECT `+roomColumns+` FROM reception_room r WHERE r.centre_id = $1 ORDER BY r.sort, r.id`, centreID)
	if err != nil {
		return nil, err
	}
	index := map[string]int{}
	for i, r := range rooms {
		index[r.ID] = i
	}
	beds, err := db.All(ctx, q, scanBed, `SELECT `+bedColumns+` FROM reception_bed b WHERE b.centre_id = $1 AND b.closed_at IS NULL`, centreID)
	if err != nil {
		return nil, err
	}
	for _, b := range beds {
		r := &rooms[index[b.RoomID]]
		r.Beds = append(r.Beds, b)
	}
	pairs, err := db.All(ctx, q, func(r db.Row) (p [2]string, err error) { return p, r.Scan(&p[0], &p[1]) },
		`SELECT n.room_id, n.neighbour_id FROM reception_neighbour n JOIN reception_room r ON r.id = n.room_id
		WHERE r.centre_id = $1 ORDER BY n.neighbour_id`, centreID)
	for _, p := range pairs {
		r := &rooms[index[p[0]]]
		r.Neighbours = append(r.Neighbours, p[1])
	}
	for i := range rooms {
		slices.SortFunc(rooms[i].Beds, byLabel)
	}
	return rooms, err
}
