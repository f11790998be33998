package reception

import (
	"context"
	"errors"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

const waitingColumns = `w.id, w.reference, w.household_id, w.org_id, COALESCE(w.centre_id, ''), w.persons, w.since, w.confirmed_on, w.confirm_until,
	w.status, w.grounds, w.version`

func scanWaiting(r db.Row) (w Waiting, err error) {
	var grounds string
	err = r.Scan(&w.ID, &w.Reference, &w.HouseholdID, &w.OrgID, &w.CentreID, &w.Persons, &w.Since, &w.ConfirmedOn, &w.ConfirmUntil,
		&w.Status, &grounds, &w.Version)
	w.Grounds = strings.Fields(grounds)
	return w, err
}

// write says when and by whom a row is written.
type write struct {
	at clock.Instant
	by string
}

// waitingOf returns an entry of the waiting list; missing where it does not exist.
func waitingOf(ctx context.Context, q db.Querier, id string) (Waiting, error) {
	if !db.ValidID(id) {
		return Waiting{}, fault.Missing()
	}
	w, err := db.One(ctx, q, scanWaiting, `SELECT `+waitingColumns+` FROM reception_waiting w WHERE w.id = $1`, id)
	if errors.Is(err, db.ErrNoRow) {
		err = fault.Missing()
	}
	return w, err
}

func insertWaiting(ctx context.Context, tx *db.Tx, w Waiting, note []byte, wr write) error {
	_, err := tx.Exec(ctx, `INSERT INTO reception_waiting (id, reference, household_id, org_id, centre_id, persons, since, confirmed_on,
			confirm_until, status, grounds, note_sealed, created_at, created_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		w.ID, w.Reference, w.HouseholdID, w.OrgID, orNull(w.CentreID), w.Persons, w.Since, w.ConfirmedOn,
		w.ConfirmUntil, w.Status, strings.Join(w.Grounds, " "), note, wr.at, wr.by)
	return err
}

func saveWaiting(ctx context.Context, tx *db.Tx, w Waiting, closed clock.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE reception_waiting SET persons = $1, grounds = $2, confirmed_on = $3, confirm_until = $4, status = $5,
		closed_at = $6, version = version + 1 WHERE id = $7`,
		w.Persons, strings.Join(w.Grounds, " "), w.ConfirmedOn, w.ConfirmUntil, w.Status, closed, w.ID)
	return err
}

// closeWaiting takes a household off the list, where it is on it.
func closeWaiting(ctx context.Context, tx *db.Tx, householdID string, status WaitingStatus, at clock.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE reception_waiting SET status = $1, closed_at = $2, version = version + 1
		WHERE household_id = $3 AND status = 'waiting'`, status, at, householdID)
	return err
}

// waitingFor lists who waits on the lists that the actor keeps, by the day since when.
func waitingFor(ctx context.Context, q db.Querier, by access.Actor, perm access.Permission) ([]Waiting, error) {
	where, args := by.Where(perm, access.Columns{Org: "w.org_id", Centre: "w.centre_id"}, nil)
	return db.All(ctx, q, scanWaiting, `SELECT `+waitingColumns+` FROM reception_waiting w
		WHERE w.status = 'waiting' AND `+where+` ORDER BY w.since, w.id`, args...)
}

// waitingUnder is who waits under a reference on the lists that the actor keeps.
func waitingUnder(ctx context.Context, q db.Querier, by access.Actor, reference string) ([]Waiting, error) {
	where, args := by.Where(PermWaiting, access.Columns{Org: "w.org_id", Centre: "w.centre_id"}, []any{reference})
	return db.All(ctx, q, scanWaiting, `SELECT `+waitingColumns+` FROM reception_waiting w
		WHERE w.status = 'waiting' AND w.reference = $1 AND `+where, args...)
}

// lapsedWaiting lists entries that were not confirmed in time.
func lapsedWaiting(ctx context.Context, q db.Querier, today clock.Date, limit int) ([]Waiting, error) {
	return db.All(ctx, q, scanWaiting, `SELECT `+waitingColumns+` FROM reception_waiting w
		WHERE w.status = 'waiting' AND w.confirm_until < $1 ORDER BY w.since, w.id LIMIT $2`, today, limit)
}
