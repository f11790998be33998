package reception

import (
	"context"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// conflict is that two households are kept apart.
type conflict struct {
	household, other string
	level            ConflictLevel
}

// ordered returns the two households in the order in which they are stored.
func (c conflict) ordered() (a, b string) {
	return min(c.household, c.other), max(c.household, c.other)
}

// conflictsOf returns the households that one is kept apart from.
func conflictsOf(ctx context.Context, q db.Querier, householdID string) ([]conflict, error) {
	return db.All(ctx, q, func(r db.Row) (conflict, error) {
		c := conflict{household: householdID}
		return c, r.Scan(&c.other, &c.level)
	}, `SELECT household_b, level FROM reception_conflict WHERE household_a = $1 AND ended_at IS NULL
		UNION ALL SELECT household_a, level FROM reception_conflict WHERE household_b = $1 AND ended_at IS NULL`, householdID)
}

func insertConflict(ctx context.Context, tx *db.Tx, c conflict, at clock.Instant, by string) error {
	a, b := c.ordered()
	_, err := tx.Exec(ctx, `INSERT INTO reception_conflict (id, household_a, household_b, level, recorded_at, recorded_by)
		VALUES ($1, $2, $3, $4, $5, $6)`, db.NewID(), a, b, c.level, at, by)
	return err
}

func endConflict(ctx context.Context, tx *db.Tx, household, other string, at clock.Instant) (bool, error) {
	a, b := conflict{household: household, other: other}.ordered()
	n, err := tx.Exec(ctx, `UPDATE reception_conflict SET ended_at = $1 WHERE household_a = $2 AND household_b = $3 AND ended_at IS NULL`, at, a, b)
	return n > 0, err
}
