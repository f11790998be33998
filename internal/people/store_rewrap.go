package people

import (
	"context"

	"passerelle/internal/platform/db"
)

type wrappedKey struct {
	person         string
	wrapped, fresh []byte
}

func wrappedKeys(ctx context.Context, q db.Querier, after string, limit int) ([]wrappedKey, error) {
	return db.All(ctx, q, func(r db.Row) (k wrappedKey, err error) {
		return k, r.Scan(&k.person, &k.wrapped)
	}, `SELECT person_id, wrapped FROM people_datakey WHERE person_id > $1 ORDER BY person_id LIMIT $2`, after, limit)
}

// updateKeys writes keys that were wrapped again. Who was erased meanwhile has
// no row any more and gets none.
func updateKeys(ctx context.Context, tx *db.Tx, keys []wrappedKey) error {
	for _, k := range keys {
		if _, err := tx.Exec(ctx, `UPDATE people_datakey SET wrapped = $1 WHERE person_id = $2 AND wrapped = $3`, k.fresh, k.person, k.wrapped); err != nil {
			return err
		}
	}
	return nil
}

// sealedPersons returns who is not erased, with key and identity, by id.
func sealedPersons(ctx context.Context, q db.Querier, after string, limit int) ([]sealedPerson, error) {
	return db.All(ctx, q, scanSealedPerson, `SELECT p.id, k.wrapped, p.sealed FROM people_person p JOIN people_datakey k ON k.person_id = p.id
		WHERE p.id > $1 ORDER BY p.id LIMIT $2`, after, limit)
}
