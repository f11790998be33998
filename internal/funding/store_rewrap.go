package funding

import (
	"context"

	"passerelle/internal/platform/db"
)

const (
	contactNames       = `SELECT id, contact_name_sealed FROM funding_operation WHERE contact_name_sealed IS NOT NULL`
	contactEmails      = `SELECT id, contact_email_sealed FROM funding_operation WHERE contact_email_sealed IS NOT NULL`
	updateContactName  = `UPDATE funding_operation SET contact_name_sealed = $1 WHERE id = $2 AND contact_name_sealed = $3`
	updateContactEmail = `UPDATE funding_operation SET contact_email_sealed = $1 WHERE id = $2 AND contact_email_sealed = $3`
)

func (c sealedColumn) all(ctx context.Context, q db.Querier) ([]sealedValue, error) {
	return db.All(ctx, q, func(r db.Row) (v sealedValue, err error) { return v, r.Scan(&v.id, &v.sealed) }, c.query)
}

// replace puts a fresh seal on a value unless it was changed meanwhile.
func (c sealedColumn) replace(ctx context.Context, tx *db.Tx, v sealedValue, fresh []byte) error {
	_, err := tx.Exec(ctx, c.update, fresh, v.id, v.sealed)
	return err
}
