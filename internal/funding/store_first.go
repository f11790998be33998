package funding

import (
	"context"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// markFirst notes that something was brought along, and reports whether nobody
// had noted it before. Of two processes that start at once, one does.
func markFirst(ctx context.Context, tx *db.Tx, name string, at clock.Instant) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO funding_first (name, loaded_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, name, at)
	return n == 1, err
}
