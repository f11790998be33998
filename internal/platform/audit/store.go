package audit

import (
	"context"
	"fmt"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"

	"golang.org/x/mod/sumdb/tlog"
)

const rowColumns = `id, at, actor_id, action, object_type, object_id, COALESCE(person_id, ''), request_id, detail`

func scanRow(r db.Row) (x row, err error) {
	return x, r.Scan(&x.ID, &x.At, &x.Actor, &x.Action, &x.ObjectType, &x.ObjectID, &x.PersonID, &x.RequestID, &x.Detail)
}

func insertRow(ctx context.Context, tx *db.Tx, r row) error {
	var person any
	if r.PersonID != "" {
		person = r.PersonID
	}
	_, err := tx.Exec(ctx, `INSERT INTO audit_entry (id, at, actor_id, action, object_type, object_id, person_id, request_id, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		r.ID, r.At, r.Actor, r.Action, r.ObjectType, r.ObjectID, person, r.RequestID, r.Detail)
	return err
}

// lockSequencer lets one process integrate at a time; SQLite has one writer anyway.
func lockSequencer(ctx context.Context, tx *db.Tx) error {
	if tx.Engine() == db.SQLite {
		return nil
	}
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(7017281)`)
	return err
}

func openRows(ctx context.Context, q db.Querier, limit int) ([]row, error) {
	return db.All(ctx, q, scanRow, `SELECT `+rowColumns+` FROM audit_entry WHERE seq IS NULL ORDER BY at, id LIMIT $1`, limit)
}

func setSeq(ctx context.Context, tx *db.Tx, id string, seq int64) error {
	n, err := tx.Exec(ctx, `UPDATE audit_entry SET seq = $1 WHERE id = $2 AND seq IS NULL`, seq, id)
	if err == nil && n != 1 {
		return fmt.Errorf("audit: row took its place twice")
	}
	return err
}

// treeSize is the number of integrated rows: stored hashes of n leaves occupy
// positions below StoredHashIndex(0, n), so the newest checkpoint tells it.
func treeSize(ctx context.Context, q db.Querier) (int64, error) {
	return db.One(ctx, q, db.Value[int64], `SELECT COALESCE(max(size), 0) FROM audit_checkpoint`)
}

func insertHash(ctx context.Context, tx *db.Tx, at int64, h tlog.Hash) error {
	_, err := tx.Exec(ctx, `INSERT INTO audit_hash (position, hash) VALUES ($1, $2)`, at, h[:])
	return err
}

func readHash(ctx context.Context, q db.Querier, at int64) (tlog.Hash, error) {
	b, err := db.One(ctx, q, db.Value[[]byte], `SELECT hash FROM audit_hash WHERE position = $1`, at)
	if err != nil {
		return tlog.Hash{}, fmt.Errorf("audit: stored hash %d: %w", at, err)
	}
	var h tlog.Hash
	if len(b) != len(h) {
		return h, fmt.Errorf("audit: stored hash %d has a wrong length", at)
	}
	copy(h[:], b)
	return h, nil
}

// eachHash visits the stored hashes in the order of their positions until f says no.
func eachHash(ctx context.Context, q db.Querier, f func(at int64, hash []byte) bool) error {
	rows, err := q.QueryContext(ctx, `SELECT position, hash FROM audit_hash ORDER BY position`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var at int64
		var hash []byte
		if err := rows.Scan(&at, &hash); err != nil {
			return err
		}
		if !f(at, hash) {
			return nil
		}
	}
	return rows.Err()
}

func insertCheckpoint(ctx context.Context, tx *db.Tx, size int64, signed []byte, at clock.Instant) error {
	_, err := tx.Exec(ctx, `INSERT INTO audit_checkpoint (size, signed, at) VALUES ($1, $2, $3)`, size, string(signed), at)
	return err
}

type checkpointRow struct {
	size   int64
	signed string
}

func allCheckpoints(ctx context.Context, q db.Querier) ([]checkpointRow, error) {
	return db.All(ctx, q, func(r db.Row) (c checkpointRow, err error) {
		return c, r.Scan(&c.size, &c.signed)
	}, `SELECT size, signed FROM audit_checkpoint ORDER BY size`)
}

type placedRow struct {
	row
	seq int64
}

func placedRows(ctx context.Context, q db.Querier, from int64, limit int) ([]placedRow, error) {
	return db.All(ctx, q, func(r db.Row) (x placedRow, err error) {
		return x, r.Scan(&x.ID, &x.At, &x.Actor, &x.Action, &x.ObjectType, &x.ObjectID, &x.PersonID, &x.RequestID, &x.Detail, &x.seq)
	}, `SELECT `+rowColumns+`, seq FROM audit_entry WHERE seq >= $1 ORDER BY seq LIMIT $2`, from, limit)
}

// personEntries asks for the entries of a person before a position.
type personEntries struct {
	person string
	which  Which
	at, id string
	limit  int
}

func entriesOfPerson(ctx context.Context, q db.Querier, x personEntries) ([]row, error) {
	which := `action NOT LIKE '%.read'`
	if x.which == Reads {
		which = `action LIKE '%.read'`
	}
	return db.All(ctx, q, scanRow, `SELECT `+rowColumns+` FROM audit_entry
		WHERE person_id = $1 AND (at, id) < ($2, $3) AND `+which+` ORDER BY at DESC, id DESC LIMIT $4`,
		x.person, x.at, x.id, x.limit)
}
