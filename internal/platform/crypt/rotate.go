package crypt

import (
	"context"
	"strings"

	"passerelle/internal/platform/db"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// AddKey adds a new primary key to the wrapping keyset. What older keys sealed
// still opens, here and on other nodes, which read the keyset again when they
// meet a key they do not know.
func (v *Vault) AddKey(ctx context.Context) error {
	var fresh *keyset.Handle
	err := v.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		b, err := v.load(ctx, tx, wrapName)
		if err != nil {
			return err
		}
		h, err := keyset.Read(keyset.NewBinaryReader(strings.NewReader(string(b))), clearText{})
		if err != nil {
			return err
		}
		m := keyset.NewManagerFromHandle(h)
		id, err := m.Add(aead.AES256GCMKeyTemplate())
		if err != nil {
			return err
		}
		if err := m.SetPrimary(id); err != nil {
			return err
		}
		if fresh, err = m.Handle(); err != nil {
			return err
		}
		out, err := exportKeyset(fresh)
		if err != nil {
			return err
		}
		return v.save(ctx, tx, wrapName, out)
	})
	if err != nil {
		return err
	}
	return v.use(fresh)
}

// DropOldKeys deletes all keys but the primary one. Call it when everything has
// been wrapped again; what was not is lost, so the caller counts first.
func (v *Vault) DropOldKeys(ctx context.Context) error {
	var fresh *keyset.Handle
	err := v.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		b, err := v.load(ctx, tx, wrapName)
		if err != nil {
			return err
		}
		h, err := keyset.Read(keyset.NewBinaryReader(strings.NewReader(string(b))), clearText{})
		if err != nil {
			return err
		}
		m := keyset.NewManagerFromHandle(h)
		info := h.KeysetInfo()
		for _, k := range info.GetKeyInfo() {
			if k.GetKeyId() == info.GetPrimaryKeyId() {
				continue
			}
			if err := m.Delete(k.GetKeyId()); err != nil {
				return err
			}
		}
		if fresh, err = m.Handle(); err != nil {
			return err
		}
		out, err := exportKeyset(fresh)
		if err != nil {
			return err
		}
		return v.save(ctx, tx, wrapName, out)
	})
	if err != nil {
		return err
	}
	return v.use(fresh)
}

// Keys returns how many keys the wrapping keyset holds.
func (v *Vault) Keys() int { return v.ring.Load().handle.Len() }

// Current reports whether sealed was made with the primary key: Tink puts the
// key's id into the first five bytes.
func (v *Vault) Current(sealed []byte) bool {
	if len(sealed) < 5 {
		return false
	}
	id := v.ring.Load().handle.KeysetInfo().GetPrimaryKeyId()
	return sealed[1] == byte(id>>24) && sealed[2] == byte(id>>16) && sealed[3] == byte(id>>8) && sealed[4] == byte(id)
}

// ReloadKeys reads the keyset again, after another process rotated it.
func (v *Vault) ReloadKeys(ctx context.Context) error { return v.reload(ctx) }
