package reception

import (
	"context"

	"passerelle/internal/platform/db"
)

const (
	transferNotes      = `SELECT id, note_sealed FROM reception_transfer WHERE note_sealed IS NOT NULL`
	waitingNotes       = `SELECT id, note_sealed FROM reception_waiting WHERE note_sealed IS NOT NULL`
	updateTransferNote = `UPDATE reception_transfer SET note_sealed = $1 WHERE id = $2 AND note_sealed = $3`
	updateWaitingNote  = `UPDATE reception_waiting SET note_sealed = $1 WHERE id = $2 AND note_sealed = $3`
)

func (c noteColumn) all(ctx context.Context, q db.Querier) ([]sealedNote, error) {
	return db.All(ctx, q, func(r db.Row) (n sealedNote, err error) { return n, r.Scan(&n.id, &n.sealed) }, c.query)
}

// replace puts a fresh seal on a note unless it was changed meanwhile.
func (c noteColumn) replace(ctx context.Context, tx *db.Tx, n sealedNote, fresh []byte) error {
	_, err := tx.Exec(ctx, c.update, fresh, n.id, n.sealed)
	return err
}
