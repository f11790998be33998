package staff

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

const accountColumns = `id, login, name_sealed, email_sealed, status, lang, theme, shortcuts, totp_confirmed, invite_until,
	created_at, version, COALESCE(password_hash, ''), totp_sealed, totp_last_step, epoch, failures, blocked_until`

// scanAccount leaves name and e-mail sealed; fill opens them.
func scanAccount(r db.Row) (a Account, err error) {
	var name, email []byte
	err = r.Scan(&a.ID, &a.Login, &name, &email, &a.Status, &a.Lang, &a.Theme, &a.Shortcuts, &a.TOTP, &a.InviteUntil,
		&a.CreatedAt, &a.Version, &a.passwordHash, &a.totpSealed, &a.totpLast, &a.epoch, &a.failures, &a.blockedUntil)
	a.Name, a.Email = string(name), string(email)
	return a, err
}

// findAccount looks an account up by one of its unique columns.
func findAccount(ctx context.Context, q db.Querier, column, value string) (Account, error) {
	return db.One(ctx, q, scanAccount, `SELECT `+accountColumns+` FROM staff_account WHERE `+column+` = $1`, value)
}

func listAccounts(ctx context.Context, q db.Querier, f AccountFilter) ([]Account, error) {
	query := `SELECT ` + accountColumns + ` FROM staff_account a WHERE login > $1`
	args := []any{f.After, f.Status, f.Role, f.Limit}
	query += ` AND ($2 = '' OR status = $2)
		AND ($3 = '' OR EXISTS (SELECT 1 FROM staff_role r WHERE r.account_id = a.id AND r.role = $3))
		ORDER BY login LIMIT $4`
	return db.All(ctx, q, scanAccount, query, args...)
}

type newAccount struct {
	id, login   string
	name, email []byte
	lang, hash  string
	until       clock.Instant
	by          string
	at          clock.Instant
}

func insertAccount(ctx context.Context, tx *db.Tx, a newAccount) error {
	if a.lang == "" {
		a.lang = "en"
	}
	_, err := tx.Exec(ctx, `INSERT INTO staff_account (id, login, name_sealed, email_sealed, status, lang, invite_hash, invite_until, invited_by, created_at)
		VALUES ($1, $2, $3, $4, 'invited', $5, $6, $7, $8, $9)`, a.id, a.login, a.name, a.email, a.lang, a.hash, a.until, a.by, a.at)
	return err
}

func assignments(ctx context.Context, q db.Querier, account string) ([]Assignment, error) {
	return db.All(ctx, q, func(r db.Row) (a Assignment, err error) {
		var kind string
		err = r.Scan(&a.Role, &kind, &a.Scope.ID)
		a.Scope.Kind = access.ScopeKind(kind)
		return a, err
	}, `SELECT role, scope_kind, scope_id FROM staff_role WHERE account_id = $1 ORDER BY role, scope_kind, scope_id`, account)
}

func replaceAssignments(ctx context.Context, tx *db.Tx, account string, list []Assignment, by string, at clock.Instant) error {
	if _, err := tx.Exec(ctx, `DELETE FROM staff_role WHERE account_id = $1`, account); err != nil {
		return err
	}
	for _, a := range list {
		_, err := tx.Exec(ctx, `INSERT INTO staff_role (account_id, role, scope_kind, scope_id, granted_by, granted_at)
			VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`, account, a.Role, string(a.Scope.Kind), a.Scope.ID, by, at)
		if err != nil {
			return err
		}
	}
	return nil
}

func acceptInvite(ctx context.Context, tx *db.Tx, account, inviteHash, passwordHash string) (int64, error) {
	return tx.Exec(ctx, `UPDATE staff_account SET password_hash = $1, invite_hash = NULL, invite_until = NULL, epoch = epoch + 1,
		failures = 0, blocked_until = NULL, version = version + 1 WHERE id = $2 AND invite_hash = $3`, passwordHash, account, inviteHash)
}

func saveTOTP(ctx context.Context, tx *db.Tx, account string, sealed []byte) error {
	_, err := tx.Exec(ctx, `UPDATE staff_account SET totp_sealed = $1, totp_last_step = 0 WHERE id = $2 AND NOT totp_confirmed`, sealed, account)
	return err
}

func confirmTOTP(ctx context.Context, tx *db.Tx, account string, step int64) error {
	_, err := tx.Exec(ctx, `UPDATE staff_account SET totp_confirmed = TRUE, totp_last_step = $1, status = 'active', version = version + 1
		WHERE id = $2 AND status <> 'disabled'`, step, account)
	return err
}

// loggedIn stores the step of the code; it touches no row where the step was used meanwhile.
func loggedIn(ctx context.Context, tx *db.Tx, account string, step int64, recovery bool) (int64, error) {
	return tx.Exec(ctx, `UPDATE staff_account SET totp_last_step = $1, failures = 0, blocked_until = NULL
		WHERE id = $2 AND (totp_last_step < $1 OR $3)`, step, account, recovery)
}

func activate(ctx context.Context, tx *db.Tx, account string) error {
	_, err := tx.Exec(ctx, `UPDATE staff_account SET status = 'active' WHERE id = $1`, account)
	return err
}

func addFailure(ctx context.Context, tx *db.Tx, account string) (int, error) {
	return db.One(ctx, tx, db.Value[int], `UPDATE staff_account SET failures = failures + 1 WHERE id = $1 RETURNING failures`, account)
}

func block(ctx context.Context, tx *db.Tx, account string, until clock.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE staff_account SET blocked_until = $1 WHERE id = $2`, until, account)
	return err
}

func setStatus(ctx context.Context, tx *db.Tx, account, status string) error {
	_, err := tx.Exec(ctx, `UPDATE staff_account SET status = $1, epoch = epoch + 1, invite_hash = NULL, version = version + 1 WHERE id = $2`, status, account)
	return err
}

// enable returns a disabled account to where it was: active with a second factor, otherwise invited.
func enable(ctx context.Context, tx *db.Tx, account string) error {
	_, err := tx.Exec(ctx, `UPDATE staff_account SET status = CASE WHEN totp_confirmed THEN 'active' ELSE 'invited' END, version = version + 1
		WHERE id = $1 AND status = 'disabled'`, account)
	return err
}

func reset(ctx context.Context, tx *db.Tx, account, hash string, until clock.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE staff_account SET status = 'invited', password_hash = NULL, totp_sealed = NULL, totp_confirmed = FALSE,
		invite_hash = $1, invite_until = $2, epoch = epoch + 1, failures = 0, blocked_until = NULL, version = version + 1 WHERE id = $3`, hash, until, account)
	return err
}

func setPassword(ctx context.Context, tx *db.Tx, account, hash string) error {
	_, err := tx.Exec(ctx, `UPDATE staff_account SET password_hash = $1, epoch = epoch + 1, version = version + 1 WHERE id = $2`, hash, account)
	return err
}

func setPreferences(ctx context.Context, tx *db.Tx, account string, p Preferences) error {
	_, err := tx.Exec(ctx, `UPDATE staff_account SET lang = $1, theme = $2, shortcuts = $3 WHERE id = $4`, p.Lang, p.Theme, p.Shortcuts, account)
	return err
}

func replaceRecovery(ctx context.Context, tx *db.Tx, account string, hashes []string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM staff_recovery WHERE account_id = $1`, account); err != nil {
		return err
	}
	for _, h := range hashes {
		if _, err := tx.Exec(ctx, `INSERT INTO staff_recovery (account_id, hash) VALUES ($1, $2)`, account, h); err != nil {
			return err
		}
	}
	return nil
}

func useRecovery(ctx context.Context, tx *db.Tx, account, hash string, at clock.Instant) (int64, error) {
	return tx.Exec(ctx, `UPDATE staff_recovery SET used_at = $1 WHERE account_id = $2 AND hash = $3 AND used_at IS NULL`, at, account, hash)
}

func sealedAccounts(ctx context.Context, q db.Querier, after string, limit int) ([]sealedAccount, error) {
	return db.All(ctx, q, func(r db.Row) (a sealedAccount, err error) {
		return a, r.Scan(&a.id, &a.name, &a.email, &a.totp)
	}, `SELECT id, name_sealed, email_sealed, totp_sealed FROM staff_account WHERE id > $1 ORDER BY id LIMIT $2`, after, limit)
}

// updateSealed replaces sealed columns unless somebody changed them meanwhile.
func updateSealed(ctx context.Context, tx *db.Tx, old, fresh sealedAccount) error {
	_, err := tx.Exec(ctx, `UPDATE staff_account SET name_sealed = $1, email_sealed = $2, totp_sealed = $3
		WHERE id = $4 AND name_sealed = $5`, fresh.name, fresh.email, fresh.totp, old.id, old.name)
	return err
}
