package reception

import (
	"context"
	"fmt"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// cond is the condition on stay s, whose argument $1 is today, and the column
// that orders the list.
func (p DeskPart) cond() (cond, order string) {
	switch p {
	case DeskArrivals:
		return `s.status = 'reserved' AND s.from_date <= $1`, `from_date`
	case DeskDue:
		return `s.status = 'present' AND s.until_date = $1`, `from_date`
	}
	return `s.status = 'present' AND s.until_date < $1`, `until_date`
}

// day is the day that orders the list.
func (p DeskPart) day(s DeskStay) clock.Date {
	if p == DeskOverdue {
		return s.Until
	}
	return s.From
}

// deskPlace is where in a list a page begins, and how many rows it has at most.
type deskPlace struct {
	after []string // day and id of the stay before; nil: the first page
	limit int
}

type deskRow struct {
	DeskStay
	headID string
	owner  access.Object // of the head; restricted where anybody of the household is
}

// countDeskStays counts a list.
func countDeskStays(ctx context.Context, q db.Querier, where reach, part DeskPart, today clock.Date) (int, error) {
	partCond, _ := part.cond()
	cond, args := where.cond("s.centre_id", []any{today})
	return db.One(ctx, q, db.Value[int], `SELECT count(*) FROM reception_stay s WHERE `+partCond+` AND `+cond, args...)
}

// deskStays reads a part of a list, the longest due first.
func deskStays(ctx context.Context, q db.Querier, where reach, part DeskPart, today clock.Date, place deskPlace) ([]deskRow, error) {
	partCond, order := part.cond()
	cond, args := where.cond("s.centre_id", []any{today})
	cond = partCond + ` AND ` + cond
	if place.after != nil {
		day, err := clock.ParseDate(place.after[0])
		if err != nil {
			return nil, fault.InvalidField("after", "reception.error.cursor")
		}
		cond += fmt.Sprintf(` AND (s.%s, s.id) > ($%d, $%d)`, order, len(args)+1, len(args)+2)
		args = append(args, day, place.after[1])
	}
	args = append(args, place.limit)
	return db.All(ctx, q, func(r db.Row) (d deskRow, err error) {
		var restricted bool
		err = r.Scan(&d.StayID, &d.HouseholdID, &d.CentreID, &d.CentreName, &d.From, &d.Until, &d.Reference, &d.headID,
			&d.owner.Org, &d.owner.Centre, &d.Persons, &restricted)
		if restricted {
			d.owner.Compartment = access.Protection
		}
		return d, err
	}, `SELECT l.id, l.household_id, l.centre_id, c.name, l.from_date, l.until_date, COALESCE(h.reference, ''), COALESCE(h.head_id, ''),
		COALESCE(h.org_id, ''), COALESCE(h.centre_id, ''),
		(SELECT count(DISTINCT x.person_id) FROM reception_hold x WHERE x.stay_id = l.id AND x.status IN ('reserved', 'occupied')),
		EXISTS (SELECT 1 FROM reception_hold x JOIN people_person p ON p.id = x.person_id WHERE x.stay_id = l.id AND p.restricted)
		FROM (SELECT s.id, s.household_id, s.centre_id, s.from_date, s.until_date FROM reception_stay s
			WHERE `+cond+` ORDER BY s.`+order+fmt.Sprintf(`, s.id LIMIT $%d`, len(args))+`) l
		JOIN reception_centre c ON c.id = l.centre_id LEFT JOIN people_household h ON h.id = l.household_id ORDER BY l.`+order+`, l.id`, args...)
}

// waitingIn counts who waits with the organisations of the centres in reach.
func waitingIn(ctx context.Context, q db.Querier, where reach) (WaitingCount, error) {
	cond, args := where.cond("c.id", nil)
	return db.One(ctx, q, func(r db.Row) (w WaitingCount, err error) { return w, r.Scan(&w.Households, &w.Persons) },
		`SELECT count(*), CAST(COALESCE(sum(w.persons), 0) AS integer) FROM reception_waiting w WHERE w.status = 'waiting'
		AND w.org_id IN (SELECT c.org_id FROM reception_centre c WHERE `+cond+`)`, args...)
}

// lapseSoon is how many days ahead the desk is told that a place on the waiting list lapses.
const lapseSoon = 2

// deskAlerts are the alerts that are not seen in the beds.
func deskAlerts(ctx context.Context, q db.Querier, where reach, today clock.Date) ([]Alert, error) {
	cond, args := where.cond("h.centre_id", []any{today, today.AddDays(1)})
	outages, err := db.All(ctx, q, func(r db.Row) (Alert, error) {
		a := Alert{Kind: AlertOutageEnds}
		return a, r.Scan(&a.OutageID, &a.CentreID, &a.CentreName, &a.Day, &a.Count)
	}, `SELECT h.outage_id, h.centre_id, c.name, h.until_date, count(*) FROM reception_hold h JOIN reception_centre c ON c.id = h.centre_id
		WHERE h.status = 'out' AND h.until_date >= $1 AND h.until_date <= $2 AND h.outage_id IS NOT NULL AND `+cond+`
		GROUP BY h.outage_id, h.centre_id, c.name, h.until_date ORDER BY h.until_date, h.outage_id LIMIT 50`, args...)
	if err != nil {
		return nil, err
	}
	cond, args = where.cond("t.to_centre_id", nil)
	transfers, err := db.All(ctx, q, func(r db.Row) (Alert, error) {
		a := Alert{Kind: AlertTransfer}
		return a, r.Scan(&a.CentreID, &a.CentreName, &a.Day, &a.Count)
	}, `SELECT t.to_centre_id, c.name, min(t.on_date), count(*) FROM reception_transfer t JOIN reception_centre c ON c.id = t.to_centre_id
		WHERE t.status = 'proposed' AND `+cond+` GROUP BY t.to_centre_id, c.name ORDER BY c.name`, args...)
	if err != nil {
		return nil, err
	}
	cond, args = where.cond("c.id", []any{today.AddDays(lapseSoon)})
	waiting, err := db.All(ctx, q, func(r db.Row) (Alert, error) {
		a := Alert{Kind: AlertWaiting}
		return a, r.Scan(&a.Count, &a.Day)
	}, `SELECT count(*), min(w.confirm_until) FROM reception_waiting w WHERE w.status = 'waiting' AND w.confirm_until <= $1
		AND w.org_id IN (SELECT c.org_id FROM reception_centre c WHERE `+cond+`) HAVING count(*) > 0`, args...)
	return append(append(outages, transfers...), waiting...), err
}
