package crypt

import (
	"context"
	"errors"
	"fmt"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

func (v *Vault) ensure(ctx context.Context, tx *db.Tx, name string, fresh func() ([]byte, error)) error {
	_, err := db.One(ctx, tx, db.Value[string], `SELECT name FROM crypt_keyset WHERE name = $1`, name)
	if err == nil || !errors.Is(err, db.ErrNoRow) {
		return err
	}
	b, err := fresh()
	if err != nil {
		return err
	}
	return v.save(ctx, tx, name, b)
}

// save seals a keyset with the master key.
func (v *Vault) save(ctx context.Context, tx *db.Tx, name string, plain []byte) error {
	sealed, err := v.master.aead.Encrypt(plain, Place{"crypt_keyset", name, "sealed"}.aad())
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO crypt_keyset (name, sealed, updated_at) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at`,
		name, sealed, clock.Now(v.clock))
	return err
}

func (v *Vault) load(ctx context.Context, q db.Querier, name string) ([]byte, error) {
	sealed, err := db.One(ctx, q, db.Value[[]byte], `SELECT sealed FROM crypt_keyset WHERE name = $1`, name)
	if err != nil {
		return nil, err
	}
	plain, err := v.master.aead.Decrypt(sealed, Place{"crypt_keyset", name, "sealed"}.aad())
	if err != nil {
		return nil, fmt.Errorf("the master key does not open keyset %s of this database", name)
	}
	return plain, nil
}
