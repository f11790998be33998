package web

import (
	"context"
	"time"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// Retention of what this package keeps.
const (
	draftLife = 30 * 24 * time.Hour // a form left for a month is abandoned
	claimLife = 30 * 24 * time.Hour // a device that lay in a drawer may still retry
)

// Sweep forgets old drafts and idempotency keys.
func (s *Site) Sweep(ctx context.Context) error {
	now := clock.Now(s.Clock)
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := deleteDrafts(ctx, tx, now.Add(-draftLife)); err != nil {
			return err
		}
		_, err := deleteClaims(ctx, tx, now.Add(-claimLife))
		return err
	})
}
