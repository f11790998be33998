package staff

import (
	"context"
	"errors"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// blockedUntil returns when the next try is heard, zero where it may come now.
func blockedUntil(ctx context.Context, q db.Querier, bucket []byte) (clock.Instant, error) {
	at, err := db.One(ctx, q, db.Value[clock.Instant], `SELECT blocked_until FROM staff_attempt WHERE bucket = $1`, bucket)
	if errors.Is(err, db.ErrNoRow) {
		return clock.Instant{}, nil
	}
	return at, err
}

// addFailure returns how many there are now.
func addFailure(ctx context.Context, tx *db.Tx, bucket []byte, at clock.Instant) (int, error) {
	return db.One(ctx, tx, db.Value[int], `INSERT INTO staff_attempt (bucket, failures, last_at) VALUES ($1, 1, $2)
		ON CONFLICT (bucket) DO UPDATE SET failures = staff_attempt.failures + 1, last_at = excluded.last_at RETURNING failures`, bucket, at)
}

func block(ctx context.Context, tx *db.Tx, bucket []byte, until clock.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE staff_attempt SET blocked_until = $1 WHERE bucket = $2`, until, bucket)
	return err
}

// touchAttempt writes down that somebody tried while blocked.
func touchAttempt(ctx context.Context, tx *db.Tx, bucket []byte, at clock.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE staff_attempt SET last_at = $1 WHERE bucket = $2`, at, bucket)
	return err
}

func forgetAttempts(ctx context.Context, tx *db.Tx, bucket []byte) error {
	_, err := tx.Exec(ctx, `DELETE FROM staff_attempt WHERE bucket = $1`, bucket)
	return err
}

func sweepAttempts(ctx context.Context, tx *db.Tx, before clock.Instant) error {
	_, err := tx.Exec(ctx, `DELETE FROM staff_attempt WHERE last_at < $1`, before)
	return err
}
