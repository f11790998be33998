package reception

import (
	"context"
	"fmt"

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
