package reception

import (
	"context"
	"errors"
	"fmt"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

const stayColumns = `s.id, s.household_id, s.centre_id, s.phase, COALESCE(s.phase_since, s.from_date), s.from_date, s.until_date, s.planned_until, s.status, s.departure_kind, s.cancel_reason,
	COALESCE(s.previous_id, ''), s.ended_at, s.version`

func scanStay(r db.Row) (s Stay, err error) {
	return s, r.Scan(&s.ID, &s.HouseholdID, &s.CentreID, &s.Phase, &s.PhaseSince, &s.From, &s.Until, &s.planned, &s.Status, &s.DepartureKind, &s.CancelReason,
		&s.PreviousID, &s.EndedAt, &s.Version)
}

// stayOf returns a stay; missing where it does not exist.
func stayOf(ctx context.Context, q db.Querier, id string) (Stay, error) {
	if !db.ValidID(id) {
		return Stay{}, fault.Missing()
	}
	stay, err := db.One(ctx, q, scanStay, `SELECT `+stayColumns+` FROM reception_stay s WHERE s.id = $1`, id)
	if errors.Is(err, db.ErrNoRow) {
		err = fault.Missing()
	}
	return stay, err
}

// presentStay returns the one stay in which a household is present; db.ErrNoRow where there is none.
func presentStay(ctx context.Context, q db.Querier, householdID string) (Stay, error) {
	return db.One(ctx, q, scanStay, `SELECT `+stayColumns+` FROM reception_stay s WHERE s.household_id = $1 AND s.status = 'present'`, householdID)
}

// openStays returns the stays of a household that are present or reserved.
func openStays(ctx context.Context, q db.Querier, householdID string) ([]Stay, error) {
	return db.All(ctx, q, scanStay, `SELECT `+stayColumns+` FROM reception_stay s
		WHERE s.household_id = $1 AND s.status IN ('present', 'reserved') ORDER BY s.from_date, s.id`, householdID)
}

// setHousehold gives a stay to the household that it names.
func setHousehold(ctx context.Context, tx *db.Tx, s Stay) error {
	_, err := tx.Exec(ctx, `UPDATE reception_stay SET household_id = $1, version = version + 1 WHERE id = $2`, s.HouseholdID, s.ID)
	return err
}

func insertStay(ctx context.Context, tx *db.Tx, s Stay, at clock.Instant, by string) error {
	_, err := tx.Exec(ctx, `INSERT INTO reception_stay (id, household_id, centre_id, phase, phase_since, from_date, until_date, status, previous_id,
			created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		s.ID, s.HouseholdID, s.CentreID, s.Phase, s.PhaseSince, s.From, s.Until, s.Status, orNull(s.PreviousID), at, by)
	return err
}

// saveStay writes what may change of a stay.
func saveStay(ctx context.Context, tx *db.Tx, s Stay) error {
	_, err := tx.Exec(ctx, `UPDATE reception_stay SET phase_since = $1, from_date = $2, until_date = $3, planned_until = $4, status = $5,
		departure_kind = $6, cancel_reason = $7, ended_at = $8, version = version + 1 WHERE id = $9`,
		s.PhaseSince, s.From, s.Until, s.planned, s.Status, s.DepartureKind, s.CancelReason, s.EndedAt, s.ID)
	return err
}

// overstays lists stays that have run past their end, by that day.
func overstays(ctx context.Context, q db.Querier, where reach, today clock.Date, page []string, limit int) ([]Overstay, error) {
	cond, args := where.cond("s.centre_id", nil)
	args = append(args, today)
	cond += fmt.Sprintf(" AND s.until_date <= $%d", len(args))
	if page != nil {
		on, err := clock.ParseDate(page[0])
		if err != nil {
			return nil, fault.InvalidField("after", "reception.error.cursor")
		}
		args = append(args, on, page[1])
		cond += fmt.Sprintf(" AND (s.until_date, s.id) > ($%d, $%d)", len(args)-1, len(args))
	}
	args = append(args, limit)
	return db.All(ctx, q, func(r db.Row) (o Overstay, err error) {
		o.Stay, err = scanStay(more{r, []any{&o.CentreName, &o.Persons, &o.NextFrom}})
		o.Days = today.Sub(o.Until)
		return o, err
	}, `SELECT `+stayColumns+`, c.name,
			(SELECT COUNT(*) FROM reception_hold h WHERE h.stay_id = s.id AND h.status = 'occupied'),
			(SELECT MIN(n.from_date) FROM reception_hold h JOIN reception_hold n ON n.bed_id = h.bed_id AND n.status = 'reserved'
				WHERE h.stay_id = s.id AND h.status = 'occupied')
		FROM reception_stay s JOIN reception_centre c ON c.id = s.centre_id
		WHERE s.status = 'present' AND `+cond+` ORDER BY s.until_date, s.id LIMIT `+fmt.Sprintf("$%d", len(args)), args...)
}

// more scans columns after those of a common list.
type more struct {
	row   db.Row
	extra []any
}

// Scan reads the common columns and then the others.
func (m more) Scan(dest ...any) error { return m.row.Scan(append(dest, m.extra...)...) }

// staysInPhase lists present stays of a phase, the longest in it first.
func staysInPhase(ctx context.Context, q db.Querier, where reach, phase Phase, page []string, limit int) ([]NextPhaseRow, error) {
	cond, args := where.cond("s.centre_id", nil)
	args = append(args, phase)
	cond += fmt.Sprintf(" AND s.phase = $%d", len(args))
	if page != nil {
		since, err := clock.ParseDate(page[0])
		if err != nil {
			return nil, fault.InvalidField("after", "reception.error.cursor")
		}
		args = append(args, since, page[1])
		cond += fmt.Sprintf(" AND (COALESCE(s.phase_since, s.from_date), s.id) > ($%d, $%d)", len(args)-1, len(args))
	}
	args = append(args, limit)
	return db.All(ctx, q, func(r db.Row) (row NextPhaseRow, err error) {
		row.Stay, err = scanStay(more{r, []any{&row.CentreName, &row.Persons, &row.Moving}})
		return row, err
	}, `SELECT `+stayColumns+`, c.name, (SELECT COUNT(*) FROM reception_hold h WHERE h.stay_id = s.id AND h.status = 'occupied'),
			EXISTS (SELECT 1 FROM reception_transfer t WHERE t.household_id = s.household_id AND t.status IN ('proposed', 'accepted'))
		FROM reception_stay s JOIN reception_centre c ON c.id = s.centre_id
		WHERE s.status = 'present' AND `+cond+` ORDER BY COALESCE(s.phase_since, s.from_date), s.id LIMIT `+fmt.Sprintf("$%d", len(args)), args...)
}
