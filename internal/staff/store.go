package staff

import (
	"context"
	"strconv"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

const accountColumns = `id, login, name_sealed, email_sealed, status, lang, theme, shortcuts, totp_confirmed, invite_until,
	created_at, version, COALESCE(password_hash, ''), totp_sealed, totp_last_step, epoch`

// scanAccount leaves name and e-mail sealed; fill opens them.
func scanAccount(r db.Row) (a Account, err error) {
	var name, email []byte
	err = r.Scan(&a.ID, &a.Login, &name, &email, &a.Status, &a.Lang, &a.Theme, &a.Shortcuts, &a.TOTP, &a.InviteUntil,
		&a.CreatedAt, &a.Version, &a.passwordHash, &a.totpSealed, &a.totpLast, &a.epoch)
	a.Name, a.Email = string(name), string(email)
	return a, err
}

// findAccount looks an account up by one of its unique columns.
func findAccount(ctx context.Context, q db.Querier, column, value string) (Account, error) {
	return db.One(ctx, q, scanAccount, `SELECT `+accountColumns+` FROM staff_account WHERE `+column+` = $1`, value)
}

func listAccounts(ctx context.Context, q db.Querier, f AccountFilter) ([]Account, error) {
	query := `SELECT ` + accountColumns + ` FROM staff_account a
		WHERE login > COALESCE((SELECT login FROM staff_account WHERE id = $1), $1)`
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
		version = version + 1 WHERE id = $2 AND invite_hash = $3`, passwordHash, account, inviteHash)
}

// saveTOTP stores a secret where there is none yet.
func saveTOTP(ctx context.Context, tx *db.Tx, account string, sealed []byte) (int64, error) {
	return tx.Exec(ctx, `UPDATE staff_account SET totp_sealed = $1, totp_last_step = 0 WHERE id = $2 AND totp_sealed IS NULL`, sealed, account)
}

// confirmTOTP touches no row where the account was reset or disabled meanwhile.
func confirmTOTP(ctx context.Context, tx *db.Tx, a Account, step int64) (int64, error) {
	return tx.Exec(ctx, `UPDATE staff_account SET totp_confirmed = TRUE, totp_last_step = $1, status = 'active', version = version + 1
		WHERE id = $2 AND epoch = $3 AND status <> 'disabled' AND NOT totp_confirmed`, step, a.ID, a.epoch)
}

// loggedIn stores the step of the code. It touches no row where the step was
// used, or the account reset or disabled, meanwhile. A recovery code has no step.
func loggedIn(ctx context.Context, tx *db.Tx, a Account, step int64, recovery bool) (int64, error) {
	if recovery {
		return tx.Exec(ctx, `UPDATE staff_account SET version = version WHERE id = $1 AND epoch = $2`, a.ID, a.epoch)
	}
	return tx.Exec(ctx, `UPDATE staff_account SET totp_last_step = $1 WHERE id = $2 AND epoch = $3 AND totp_last_step < $1`, step, a.ID, a.epoch)
}

func activate(ctx context.Context, tx *db.Tx, account string) error {
	_, err := tx.Exec(ctx, `UPDATE staff_account SET status = 'active' WHERE id = $1`, account)
	return err
}

func setStatus(ctx context.Context, tx *db.Tx, account, status string) error {
	_, err := tx.Exec(ctx, `UPDATE staff_account SET status = $1, epoch = epoch + 1, invite_hash = NULL, invite_until = NULL, version = version + 1 WHERE id = $2`, status, account)
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
		invite_hash = $1, invite_until = $2, epoch = epoch + 1, version = version + 1 WHERE id = $3`, hash, until, account)
	return err
}

// setPassword touches no row where the account was reset or disabled meanwhile.
func setPassword(ctx context.Context, tx *db.Tx, a Account, hash string) (int64, error) {
	return tx.Exec(ctx, `UPDATE staff_account SET password_hash = $1, epoch = epoch + 1, version = version + 1
		WHERE id = $2 AND epoch = $3 AND status = 'active'`, hash, a.ID, a.epoch)
}

// nextVersion touches no row where somebody changed the account meanwhile.
func nextVersion(ctx context.Context, tx *db.Tx, account string, version int) (int64, error) {
	return tx.Exec(ctx, `UPDATE staff_account SET version = version + 1 WHERE id = $1 AND version = $2`, account, version)
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

const sealedColumns = `id, name_sealed, email_sealed, totp_sealed`

func scanSealed(r db.Row) (a sealedAccount, err error) {
	return a, r.Scan(&a.id, &a.name, &a.email, &a.totp)
}

func sealedAccounts(ctx context.Context, q db.Querier, after string, limit int) ([]sealedAccount, error) {
	return db.All(ctx, q, scanSealed, `SELECT `+sealedColumns+` FROM staff_account WHERE id > $1 ORDER BY id LIMIT $2`, after, limit)
}

func findSealed(ctx context.Context, q db.Querier, id string) (sealedAccount, error) {
	return db.One(ctx, q, scanSealed, `SELECT `+sealedColumns+` FROM staff_account WHERE id = $1`, id)
}

// updateSealed touches no row where somebody changed one of the columns meanwhile.
func updateSealed(ctx context.Context, tx *db.Tx, old, fresh sealedAccount) (int64, error) {
	return tx.Exec(ctx, `UPDATE staff_account SET name_sealed = $1, email_sealed = $2, totp_sealed = $3
		WHERE id = $4 AND name_sealed = $5 AND email_sealed IS NOT DISTINCT FROM $6 AND totp_sealed IS NOT DISTINCT FROM $7`,
		fresh.name, fresh.email, fresh.totp, old.id, old.name, old.email, old.totp)
}

// loginsOf returns the logins of accounts by id.
func loginsOf(ctx context.Context, q db.Querier, ids []string) (map[string]string, error) {
	out := map[string]string{}
	if len(ids) == 0 {
		return out, nil
	}
	marks, args := make([]string, len(ids)), make([]any, len(ids))
	for i, id := range ids {
		marks[i], args[i] = "$"+strconv.Itoa(i+1), id
	}
	_, err := db.All(ctx, q, func(r db.Row) (struct{}, error) {
		var id, login string
		err := r.Scan(&id, &login)
		out[id] = login
		return struct{}{}, err
	}, `SELECT id, login FROM staff_account WHERE id IN (`+strings.Join(marks, ", ")+`)`, args...)
	return out, err
}
