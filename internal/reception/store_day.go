package reception

import (
	"context"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// startedCentres lists the centres that are open or have been.
func startedCentres(ctx context.Context, q db.Querier) ([]Centre, error) {
	return db.All(ctx, q, scanCentre, `SELECT `+centreColumns+centreTables+`WHERE c.status <> 'planned' ORDER BY c.id`)
}

// firstDay returns the first day from a day on that was written down, or the
// last one where none was.
func firstDay(ctx context.Context, q db.Querier, from, last clock.Date) (clock.Date, error) {
	first, err := db.One(ctx, q, db.Value[clock.Date], `SELECT min(d.day) FROM reception_day d WHERE d.day >= $1 AND d.day <= $2`, from, last)
	if first.IsZero() {
		first = last
	}
	return first, err
}

// writtenDays reads what was written down of the days of each centre, in their order.
func writtenDays(ctx context.Context, q db.Querier, first, last clock.Date) (map[string][]DayCount, error) {
	type row struct {
		centre string
		DayCount
	}
	rows, err := db.All(ctx, q, func(r db.Row) (n row, err error) {
		err = r.Scan(&n.centre, &n.Day, &n.Gross, &n.Out, &n.Blocked, &n.Reserved, &n.Occupied, &n.Persons, &n.Arrivals, &n.Departures, &n.MovedIn, &n.MovedOut)
		n.Free = n.Gross - n.Out - n.Blocked - n.Reserved - n.Occupied
		return n, err
	}, `SELECT centre_id, day, gross, out_of_service, blocked, reserved, occupied, persons, arrivals, departures, moved_in, moved_out
		FROM reception_day WHERE day >= $1 AND day <= $2 ORDER BY centre_id, day`, first, last)
	days := map[string][]DayCount{}
	for _, n := range rows {
		days[n.centre] = append(days[n.centre], n.DayCount)
	}
	return days, err
}

// replaceDays writes the days of some centres in the place of what was there.
func replaceDays(ctx context.Context, tx *db.Tx, first, last clock.Date, centres map[string][]DayCount) error {
	var rows [][]any
	for id, days := range centres {
		if _, err := tx.Exec(ctx, `DELETE FROM reception_day WHERE centre_id = $1 AND day >= $2 AND day <= $3`, id, first, last); err != nil {
			return err
		}
		for _, n := range days {
			rows = append(rows, []any{id, n.Day, n.Gross, n.Out, n.Blocked, n.Reserved, n.Occupied, n.Persons,
				n.Arrivals, n.Departures, n.MovedIn, n.MovedOut})
		}
	}
	return insertMany(ctx, tx, `INSERT INTO reception_day (centre_id, day, gross, out_of_service, blocked, reserved, occupied, persons,
		arrivals, departures, moved_in, moved_out)`, rows)
}

// dayTotals adds up, day by day, what was written down for the centres in reach.
func dayTotals(ctx context.Context, q db.Querier, where reach, first, last clock.Date) ([]DayCount, error) {
	cond, args := where.cond("d.centre_id", []any{first, last})
	return db.All(ctx, q, func(r db.Row) (n DayCount, err error) {
		err = r.Scan(&n.Day, &n.Gross, &n.Out, &n.Blocked, &n.Reserved, &n.Occupied, &n.Persons, &n.Arrivals, &n.Departures, &n.MovedIn, &n.MovedOut)
		n.Free = n.Gross - n.Out - n.Blocked - n.Reserved - n.Occupied
		return n, err
	}, `SELECT d.day, CAST(sum(d.gross) AS integer), CAST(sum(d.out_of_service) AS integer), CAST(sum(d.blocked) AS integer),
		CAST(sum(d.reserved) AS integer), CAST(sum(d.occupied) AS integer), CAST(sum(d.persons) AS integer), CAST(sum(d.arrivals) AS integer),
		CAST(sum(d.departures) AS integer), CAST(sum(d.moved_in) AS integer), CAST(sum(d.moved_out) AS integer)
		FROM reception_day d WHERE d.day >= $1 AND d.day <= $2 AND `+cond+` GROUP BY d.day ORDER BY d.day`, args...)
}

// nightsOfLeavers returns, for households that left the network since a day,
// the nights between their first arrival in any centre and their departure.
func nightsOfLeavers(ctx context.Context, q db.Querier, where reach, since clock.Date) ([]int, error) {
	cond, args := where.cond("s.centre_id", []any{since})
	return db.All(ctx, q, func(r db.Row) (int, error) {
		var from, until clock.Date
		err := r.Scan(&from, &until)
		if err != nil {
			return 0, err
		}
		return until.Sub(from), nil
	}, `WITH RECURSIVE chain (until_date, from_date, previous_id) AS (
		SELECT s.until_date, s.from_date, s.previous_id FROM reception_stay s
		WHERE s.status = 'ended' AND s.departure_kind <> 'transfer' AND s.until_date >= $1 AND `+cond+`
		UNION ALL SELECT c.until_date, p.from_date, p.previous_id FROM chain c JOIN reception_stay p ON p.id = c.previous_id
	) SELECT from_date, until_date FROM chain WHERE previous_id IS NULL`, args...)
}
