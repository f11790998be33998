package reception

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"passerelle/internal/engine/allocation"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// roomFilter says which rooms to read: those named, those of centres named, or all.
type roomFilter struct {
	rooms, centres []string
	lock           bool // see readRooms
}

// sql returns the condition on tables that have the columns room_id and
// centre_id under alias.
func (f roomFilter) sql(alias string, args []any) (string, []any) {
	switch {
	case f.rooms != nil:
		list, args := in(f.rooms, args)
		return alias + ".room_id IN " + list, args
	case f.centres != nil:
		list, args := in(f.centres, args)
		return alias + ".centre_id IN " + list, args
	}
	return "TRUE", args
}

// readRooms reads rooms that are in use in open centres, their open beds and
// who holds them now and later; with since, also who held them after that day.
// Inside a transaction that is to fill them, lock makes others wait who want to
// fill the same rooms on PostgreSQL: so they see a bed taken, instead of a
// deadlock on the exclusion constraint. SQLite has one writer anyway.
func (s *Service) readRooms(ctx context.Context, q db.Querier, f roomFilter, since clock.Date) (map[string]*roomState, error) {
	rooms, err := readRoomFacts(ctx, q, f)
	if err != nil || len(rooms) == 0 {
		return nil, err
	}
	byID := make(map[string]*roomState, len(rooms))
	for _, r := range rooms {
		byID[r.facts.ID] = r
	}
	if f.rooms == nil || len(f.rooms) > 1 {
		if err := readNeighbours(ctx, q, f, byID); err != nil {
			return nil, err
		}
	}
	holds, err := readPlaces(ctx, q, f, byID, nights{from: dayNumber(since), until: dayNumber(s.today())})
	if err != nil {
		return nil, err
	}
	return byID, s.fill(ctx, q, byID, holds)
}

func readRoomFacts(ctx context.Context, q db.Querier, f roomFilter) ([]*roomState, error) {
	where, args, lock := "TRUE", []any(nil), ""
	switch {
	case f.rooms != nil:
		where, args = in(f.rooms, nil)
		where = "r.id IN " + where
	case f.centres != nil:
		where, args = f.sql("r", nil)
	}
	if tx, ok := q.(*db.Tx); ok && f.lock && tx.Engine() == db.Postgres {
		lock = " ORDER BY r.id FOR NO KEY UPDATE OF r" // in one order, so that two never wait for each other
	}
	return db.All(ctx, q, scanRoomState, `SELECT r.id, r.centre_id, c.org_id, r.floor_id, r.number, r.cots, r.step_free, r.own_bathroom, r.lockable,
			r.family_unit, r.isolation, r.sex_rule, f.level, c.phase, c.for_minors, c.women_only, c.near_hospital, c.near_school
		FROM reception_room r JOIN reception_floor f ON f.id = r.floor_id JOIN reception_centre c ON c.id = r.centre_id
		WHERE r.closed_at IS NULL AND c.status = 'open' AND `+where+lock, args...)
}

func scanRoomState(row db.Row) (*roomState, error) {
	r := &roomState{}
	f, womenOnly := &r.facts, false
	err := row.Scan(&f.ID, &f.CentreID, &r.org, &r.floor, &r.number, &r.cots, &f.StepFree, &f.OwnBath, &f.Lockable,
		&f.FamilyUnit, &f.Isolation, &f.SexRule, &f.Floor, &r.phase, &f.ForMinors, &womenOnly, &f.NearHospital, &f.NearSchool)
	if womenOnly {
		f.SexRule = allocation.SexRuleWomen // whatever the room alone would admit
	}
	if r.phase != PhaseNone {
		f.CentrePhase = string(r.phase)
	}
	return r, err
}

// readPlaces reads the beds of rooms into them, and returns who holds beds and
// cot places now and later; where days.from has passed, also who did after it.
// It is one statement, since a placement reads it inside its transaction.
func readPlaces(ctx context.Context, q db.Querier, f roomFilter, rooms map[string]*roomState, days nights) ([]roomHold, error) {
	statuses, after := `('reserved', 'occupied', 'out')`, dateOf(days.until)
	if days.from < days.until {
		statuses, after = `('reserved', 'occupied', 'out', 'ended')`, dateOf(days.from)
	}
	beds, args := f.sql("b", nil)
	held, args := f.sql("h", args)
	args = append(args, after)
	type place struct {
		roomHold
		label string
	}
	list, err := db.All(ctx, q, func(r db.Row) (p place, err error) {
		p.roomHold, err = scanRoomHold(more{r, []any{&p.label}})
		return p, err
	}, `SELECT b.room_id, b.id, '', '', '', CAST(NULL AS date), CAST(NULL AS date), '', b.label FROM reception_bed b
		WHERE b.closed_at IS NULL AND `+beds+`
		UNION ALL SELECT `+roomHoldColumns+`, '' FROM reception_hold h WHERE h.status IN `+statuses+` AND `+held+
		fmt.Sprintf(` AND (h.status IN ('reserved', 'occupied') OR h.until_date IS NULL OR h.until_date > $%d)`, len(args)), args...)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b place) int { // 10 after 9; natural would be right too, and slow for a country
		return cmp.Or(cmp.Compare(len(a.label), len(b.label)), strings.Compare(a.label, b.label))
	})
	var holds []roomHold
	for _, p := range list {
		r := rooms[p.room]
		switch {
		case r == nil:
		case p.status == "":
			r.beds = append(r.beds, bedState{p.bedID, p.label})
		default:
			holds = append(holds, p.roomHold)
		}
	}
	return holds, nil
}

func readNeighbours(ctx context.Context, q db.Querier, f roomFilter, rooms map[string]*roomState) error {
	where, args := "TRUE", []any(nil)
	switch {
	case f.rooms != nil:
		where, args = f.sql("n", nil)
	case f.centres != nil:
		where, args = f.sql("r", nil)
	}
	pairs, err := db.All(ctx, q, func(r db.Row) (p [2]string, err error) { return p, r.Scan(&p[0], &p[1]) },
		`SELECT n.room_id, n.neighbour_id FROM reception_neighbour n JOIN reception_room r ON r.id = n.room_id WHERE `+where, args...)
	for _, p := range pairs {
		if r := rooms[p[0]]; r != nil {
			r.facts.Neighbours = append(r.facts.Neighbours, p[1])
		}
	}
	return err
}

// roomHold is a hold as the map of availability keeps it.
type roomHold struct {
	holdState
	room, bedID, household string
	status                 HoldStatus
}

func scanRoomHold(r db.Row) (h roomHold, err error) {
	var from, until clock.Date
	err = r.Scan(&h.room, &h.bedID, &h.household, &h.stay, &h.person, &from, &until, &h.status)
	h.nights, h.occupied = nightsOf(from, until), h.status == HoldOccupied
	return h, err
}

const roomHoldColumns = `h.room_id, COALESCE(h.bed_id, ''), COALESCE(h.household_id, ''), COALESCE(h.stay_id, ''),
	COALESCE(h.person_id, ''), h.from_date, h.until_date, h.status`

// activeHoldsOf reads the holds of stays that are of the present or the
// future, and the ids of all rooms that the stays have ever held.
func activeHoldsOf(ctx context.Context, q db.Querier, stays []string) (rooms []string, active []roomHold, err error) {
	list, args := in(stays, nil)
	holds, err := db.All(ctx, q, scanRoomHold, `SELECT `+roomHoldColumns+` FROM reception_hold h WHERE h.stay_id IN `+list, args...)
	for _, h := range holds {
		if !slices.Contains(rooms, h.room) {
			rooms = append(rooms, h.room)
		}
		if h.status == HoldReserved || h.status == HoldOccupied {
			active = append(active, h)
		}
	}
	return rooms, active, err
}

// readCentreStates reads open centres, without their rooms.
func readCentreStates(ctx context.Context, q db.Querier, f roomFilter) ([]*centreState, error) {
	where, args := "TRUE", []any(nil)
	if f.centres != nil {
		where, args = in(f.centres, nil)
		where = "c.id IN " + where
	}
	return db.All(ctx, q, func(r db.Row) (*centreState, error) {
		c := &centreState{}
		return c, r.Scan(&c.object.Centre, &c.object.Org, &c.name, &c.phase)
	}, `SELECT c.id, c.org_id, c.name, c.phase FROM reception_centre c WHERE c.status = 'open' AND `+where, args...)
}
