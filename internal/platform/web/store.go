package web

import (
	"context"
	"errors"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

func saveDraft(ctx context.Context, tx *db.Tx, account, form string, sealed []byte, at clock.Instant) error {
	_, err := tx.Exec(ctx, `INSERT INTO web_draft (account_id, form, sealed, updated_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (account_id, form) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at`, account, form, sealed, at)
	return err
}

// trimDrafts forgets all but the newest drafts of an account.
func trimDrafts(ctx context.Context, tx *db.Tx, account string, keep int) error {
	_, err := tx.Exec(ctx, `DELETE FROM web_draft WHERE account_id = $1 AND form NOT IN
		(SELECT form FROM web_draft WHERE account_id = $1 ORDER BY updated_at DESC, form LIMIT $2)`, account, keep)
	return err
}

func loadDraft(ctx context.Context, q db.Querier, account, form string) (sealed []byte, at clock.Instant, err error) {
	_, err = db.One(ctx, q, func(r db.Row) (struct{}, error) { return struct{}{}, r.Scan(&sealed, &at) },
		`SELECT sealed, updated_at FROM web_draft WHERE account_id = $1 AND form = $2`, account, form)
	if errors.Is(err, db.ErrNoRow) {
		return nil, clock.Instant{}, nil
	}
	return sealed, at, err
}

func clearDraft(ctx context.Context, tx *db.Tx, account, form string) error {
	_, err := tx.Exec(ctx, `DELETE FROM web_draft WHERE account_id = $1 AND form = $2`, account, form)
	return err
}

// deleteDrafts forgets drafts that nobody touched since a time.
func deleteDrafts(ctx context.Context, tx *db.Tx, before clock.Instant) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM web_draft WHERE updated_at < $1`, before)
}

// claim is a key that an account has used.
type claim struct {
	account, key string
	hash         string // of the request
	status       int    // of the answer; 0: not kept
	sealed       []byte
}

func findClaim(ctx context.Context, q db.Querier, account, key string) (claim, bool, error) {
	c, err := db.One(ctx, q, func(r db.Row) (c claim, err error) { return c, r.Scan(&c.hash, &c.status, &c.sealed) },
		`SELECT body_hash, status, response FROM web_idempotency WHERE account_id = $1 AND key = $2`, account, key)
	if errors.Is(err, db.ErrNoRow) {
		return claim{}, false, nil
	}
	return c, err == nil, err
}

func insertClaim(ctx context.Context, tx *db.Tx, c claim, at clock.Instant) error {
	_, err := tx.Exec(ctx, `INSERT INTO web_idempotency (account_id, key, body_hash, status, created_at) VALUES ($1, $2, $3, 0, $4)`, c.account, c.key, c.hash, at)
	return err
}

func answerClaim(ctx context.Context, tx *db.Tx, account, key string, status int, sealed []byte) error {
	_, err := tx.Exec(ctx, `UPDATE web_idempotency SET status = $1, response = $2 WHERE account_id = $3 AND key = $4`, status, sealed, account, key)
	return err
}

func deleteClaims(ctx context.Context, tx *db.Tx, before clock.Instant) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM web_idempotency WHERE created_at < $1`, before)
}

func allDrafts(ctx context.Context, q db.Querier) ([]sealedDraft, error) {
	return db.All(ctx, q, func(r db.Row) (d sealedDraft, err error) {
		return d, r.Scan(&d.account, &d.form, &d.sealed, &d.at)
	}, `SELECT account_id, form, sealed, updated_at FROM web_draft`)
}

// resealDraft replaces a sealed draft unless its form was saved meanwhile.
func resealDraft(ctx context.Context, tx *db.Tx, d sealedDraft, fresh []byte) error {
	_, err := tx.Exec(ctx, `UPDATE web_draft SET sealed = $1 WHERE account_id = $2 AND form = $3 AND updated_at = $4`, fresh, d.account, d.form, d.at)
	return err
}

func sealedClaims(ctx context.Context, q db.Querier) ([]sealedClaim, error) {
	return db.All(ctx, q, func(r db.Row) (c sealedClaim, err error) {
		return c, r.Scan(&c.account, &c.key, &c.sealed)
	}, `SELECT account_id, key, response FROM web_idempotency WHERE response IS NOT NULL`)
}
