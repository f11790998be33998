package reception

import (
	"context"
	"fmt"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// readStayParts reads what the pages of stays show besides them.
func readStayParts(ctx context.Context, q db.Querier, stays, centres []string) (p stayParts, err error) {
	if p.places, err = placesOfStays(ctx, q, stays); err != nil {
		return p, err
	}
	list, args := in(centres, nil)
	found, err := db.All(ctx, q, scanCentre, `SELECT `+centreColumns+centreTables+`WHERE c.id IN `+list, args...)
	if err != nil {
		return p, err
	}
	p.centres = map[string]Centre{}
	for _, c := range found {
		p.centres[c.ID] = c
	}
	list, args = in(stays, nil)
	p.transfers, err = db.All(ctx, q, scanTransfer, `SELECT `+transferColumns+transferTables+`
		WHERE t.status IN ('proposed', 'accepted') AND t.household_id IN (SELECT s.household_id FROM reception_stay s WHERE s.id IN `+list+`)`, args...)
	if err != nil {
		return p, err
	}
	p.promised, err = promisedBeds(ctx, q, stays)
	return p, err
}

// placesOfStays returns all holds of stays with the names of their places.
func placesOfStays(ctx context.Context, q db.Querier, stays []string) ([]StayPlace, error) {
	list, args := in(stays, nil)
	return db.All(ctx, q, func(r db.Row) (p StayPlace, err error) {
		p.Hold, err = scanHold(more{r, []any{&p.Room, &p.Bed, &p.Level, &p.Floor}})
		return p, err
	}, `SELECT `+holdColumns+`, r.number, COALESCE(b.label, ''), f.level, f.name
		FROM reception_hold h JOIN reception_room r ON r.id = h.room_id JOIN reception_floor f ON f.id = r.floor_id
			LEFT JOIN reception_bed b ON b.id = h.bed_id
		WHERE h.stay_id IN `+list+` ORDER BY h.id`, args...)
}

// promisedBeds tells for stays from which day on a bed of theirs is promised to others.
func promisedBeds(ctx context.Context, q db.Querier, stays []string) (map[string]clock.Date, error) {
	type promise struct {
		stay string
		from clock.Date
	}
	list, args := in(stays, nil)
	rows, err := db.All(ctx, q, func(r db.Row) (p promise, err error) { return p, r.Scan(&p.stay, &p.from) },
		`SELECT h.stay_id, MIN(n.from_date) FROM reception_hold h JOIN reception_hold n ON n.bed_id = h.bed_id AND n.status = 'reserved'
				AND n.stay_id <> h.stay_id AND n.from_date >= h.from_date
			WHERE h.status = 'occupied' AND h.stay_id IN `+list+` GROUP BY h.stay_id`, args...)
	out := map[string]clock.Date{}
	for _, p := range rows {
		out[p.stay] = p.from
	}
	return out, err
}

// staysOfHousehold returns stays of a household in the centres whose stays the
// actor may see, the latest first.
func staysOfHousehold(ctx context.Context, q db.Querier, by access.Actor, householdID string, limit int) ([]Stay, error) {
	where, args := by.Where(PermStays, access.Columns{Org: "c.org_id", Centre: "c.id"}, []any{householdID})
	args = append(args, limit)
	return db.All(ctx, q, scanStay, `SELECT `+stayColumns+` FROM reception_stay s JOIN reception_centre c ON c.id = s.centre_id
		WHERE s.household_id = $1 AND `+where+fmt.Sprintf(` ORDER BY s.from_date DESC, s.id DESC LIMIT $%d`, len(args)), args...)
}

// openWaitingOf returns the entry under which a household waits, nil for none.
func openWaitingOf(ctx context.Context, q db.Querier, householdID string) (*Waiting, error) {
	rows, err := db.All(ctx, q, scanWaiting, `SELECT `+waitingColumns+` FROM reception_waiting w
		WHERE w.household_id = $1 AND w.status = 'waiting'`, householdID)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// allOpenCentres lists all open centres by name, whoever runs them.
func allOpenCentres(ctx context.Context, q db.Querier) ([]Centre, error) {
	return db.All(ctx, q, scanCentre, `SELECT `+centreColumns+centreTables+`WHERE c.status = 'open' ORDER BY c.sort, c.id`)
}

// homeRooms lists the rooms in which households live, a row for each.
func homeRooms(ctx context.Context, q db.Querier, by access.Actor, households []string) ([]Home, error) {
	where, args := by.Where(PermStays, access.Columns{Org: "c.org_id", Centre: "c.id",
		Compartment: "CASE WHEN EXISTS (SELECT 1 FROM people_person p WHERE p.id = h.person_id AND p.restricted) THEN 'protection' ELSE '' END"}, nil)
	list, args := in(households, args)
	return db.All(ctx, q, func(r db.Row) (h Home, err error) {
		h.RoomIDs, h.Rooms = make([]string, 1), make([]string, 1)
		var sort string
		return h, r.Scan(&h.HouseholdID, &h.StayID, &h.CentreID, &h.CentreName, &h.RoomIDs[0], &h.Rooms[0], &sort)
	}, `SELECT DISTINCT s.household_id, s.id, c.id, c.name, r.id, r.number, r.sort
		FROM reception_stay s JOIN reception_centre c ON c.id = s.centre_id
			JOIN reception_hold h ON h.stay_id = s.id AND h.status = 'occupied' JOIN reception_room r ON r.id = h.room_id
		WHERE s.status = 'present' AND `+where+` AND s.household_id IN `+list+` ORDER BY r.sort, r.id`, args...)
}

// like escapes what LIKE would take for a pattern; the statement says ESCAPE '!'.
var like = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// holding is a condition that a centre's name holds each of the words.
func holding(words []string, args []any) (string, []any) {
	cond := ""
	for _, w := range words {
		args = append(args, "%"+like.Replace(sortKey(w))+"%")
		cond += fmt.Sprintf(" AND c.sort LIKE $%d ESCAPE '!'", len(args))
	}
	return cond, args
}

// findCentres lists, by name, open centres that the actor may see and whose
// names hold all words.
func findCentres(ctx context.Context, q db.Querier, by access.Actor, words []string, limit int) ([]FoundPlace, error) {
	where, args := by.Where(PermCentres, access.Columns{Org: "c.org_id", Centre: "c.id"}, nil)
	named, args := holding(words, args)
	args = append(args, limit)
	return db.All(ctx, q, func(r db.Row) (p FoundPlace, err error) { return p, r.Scan(&p.CentreID, &p.CentreName, &p.Commune) },
		`SELECT c.id, c.name, c.commune FROM reception_centre c WHERE c.status = 'open' AND `+where+named+
			fmt.Sprintf(` ORDER BY c.sort, c.id LIMIT $%d`, len(args)), args...)
}

// findRooms lists, by centre and number, rooms of such centres.
func findRooms(ctx context.Context, q db.Querier, by access.Actor, find roomSearch) ([]FoundPlace, error) {
	where, args := by.Where(PermCentres, access.Columns{Org: "c.org_id", Centre: "c.id"}, nil)
	named, args := holding(find.centre, args)
	args = append(args, like.Replace(strings.ToLower(find.number))+"%", find.limit)
	return db.All(ctx, q, func(r db.Row) (p FoundPlace, err error) {
		return p, r.Scan(&p.CentreID, &p.CentreName, &p.Commune, &p.RoomID, &p.Room)
	}, `SELECT c.id, c.name, c.commune, r.id, r.number FROM reception_room r JOIN reception_centre c ON c.id = r.centre_id
		WHERE c.status = 'open' AND r.closed_at IS NULL AND `+where+named+
		fmt.Sprintf(` AND lower(r.number) LIKE $%d ESCAPE '!' ORDER BY c.sort, c.id, r.sort, r.id LIMIT $%d`, len(args)-1, len(args)), args...)
}
