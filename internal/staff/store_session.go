package staff

import (
	"context"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

const sessionColumns = `id_hash, account_id, epoch, stage, agent, created_at, seen_at, until`

func scanSession(r db.Row) (s Session, err error) {
	err = r.Scan(&s.hash, &s.account, &s.epoch, &s.stage, &s.Agent, &s.CreatedAt, &s.SeenAt, &s.until)
	if err == nil {
		s.ID = sessionID(s.hash)
		s.Full = s.stage == stageFull
	}
	return s, err
}

func insertSession(ctx context.Context, tx *db.Tx, s Session) error {
	_, err := tx.Exec(ctx, `INSERT INTO staff_session (id_hash, account_id, epoch, stage, agent, created_at, seen_at, until)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, s.hash, s.account, s.epoch, s.stage, s.Agent, s.CreatedAt, s.SeenAt, s.until)
	return err
}

func findSession(ctx context.Context, q db.Querier, hash string) (Session, error) {
	return db.One(ctx, q, scanSession, `SELECT `+sessionColumns+` FROM staff_session WHERE id_hash = $1`, hash)
}

func listSessions(ctx context.Context, q db.Querier, account string, now clock.Instant) ([]Session, error) {
	return db.All(ctx, q, scanSession, `SELECT `+sessionColumns+` FROM staff_session WHERE account_id = $1 AND until > $2 ORDER BY seen_at DESC`, account, now)
}

func touchSession(ctx context.Context, tx *db.Tx, hash string, at clock.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE staff_session SET seen_at = $1 WHERE id_hash = $2`, at, hash)
	return err
}

func deleteSession(ctx context.Context, tx *db.Tx, hash string) error {
	_, err := tx.Exec(ctx, `DELETE FROM staff_session WHERE id_hash = $1`, hash)
	return err
}

func deleteSessionOf(ctx context.Context, tx *db.Tx, account, id string) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM staff_session WHERE account_id = $1 AND substr(id_hash, 1, 16) = $2`, account, id)
}

func deleteSessions(ctx context.Context, tx *db.Tx, account string) error {
	_, err := tx.Exec(ctx, `DELETE FROM staff_session WHERE account_id = $1`, account)
	return err
}

func sweepSessions(ctx context.Context, tx *db.Tx, now clock.Instant) error {
	_, err := tx.Exec(ctx, `DELETE FROM staff_session WHERE until < $1`, now)
	return err
}

const tokenColumns = `id, account_id, label, epoch, created_at, until, used_at, revoked_at`

func scanToken(r db.Row) (t Token, err error) {
	return t, r.Scan(&t.ID, &t.account, &t.Label, &t.epoch, &t.CreatedAt, &t.Until, &t.UsedAt, &t.RevokedAt)
}

func insertToken(ctx context.Context, tx *db.Tx, t Token, hash string) error {
	_, err := tx.Exec(ctx, `INSERT INTO staff_token (id, account_id, hash, label, epoch, created_at, until) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		t.ID, t.account, hash, t.Label, t.epoch, t.CreatedAt, t.Until)
	return err
}

func findToken(ctx context.Context, q db.Querier, hash string) (Token, error) {
	return db.One(ctx, q, scanToken, `SELECT `+tokenColumns+` FROM staff_token WHERE hash = $1`, hash)
}

func listTokens(ctx context.Context, q db.Querier, account string) ([]Token, error) {
	return db.All(ctx, q, scanToken, `SELECT `+tokenColumns+` FROM staff_token WHERE account_id = $1 ORDER BY created_at DESC`, account)
}

func touchToken(ctx context.Context, tx *db.Tx, id string, at clock.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE staff_token SET used_at = $1 WHERE id = $2`, at, id)
	return err
}

func revokeToken(ctx context.Context, tx *db.Tx, account, id string, at clock.Instant) (int64, error) {
	return tx.Exec(ctx, `UPDATE staff_token SET revoked_at = $1 WHERE account_id = $2 AND id = $3 AND revoked_at IS NULL`, at, account, id)
}
