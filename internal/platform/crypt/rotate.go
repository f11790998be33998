package crypt

import (
	"bytes"
	"context"

	"passerelle/internal/platform/db"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// TopicKeyset names the keyset in the change feed, so that other processes read
// it again when a key was added.
const TopicKeyset = "crypt.keyset"

// AddKey adds a new primary key to the wrapping keyset. What older keys sealed
// still opens, here and on other nodes.
func (v *Vault) AddKey(ctx context.Context) error {
	return v.edit(ctx, func(m *keyset.Manager, _ *keyset.Handle) error {
		id, err := m.Add(aead.AES256GCMKeyTemplate())
		if err != nil {
			return err
		}
		return m.SetPrimary(id)
	})
}

// keptKeys is how many keys stay after a rotation: the primary one and the one
// before, for a process that wrote with it a moment ago.
const keptKeys = 2

// DropOldKeys deletes the oldest keys. Call it when everything has been wrapped
// again: what only they open is lost.
func (v *Vault) DropOldKeys(ctx context.Context) error {
	return v.edit(ctx, func(m *keyset.Manager, h *keyset.Handle) error {
		keys := h.KeysetInfo().GetKeyInfo()
		for _, k := range keys[:max(0, len(keys)-keptKeys)] {
			if err := m.Delete(k.GetKeyId()); err != nil {
				return err
			}
		}
		return nil
	})
}

// edit changes the wrapping keyset in the database and here.
func (v *Vault) edit(ctx context.Context, f func(*keyset.Manager, *keyset.Handle) error) error {
	var fresh *keyset.Handle
	err := v.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		b, err := v.load(ctx, tx, wrapName)
		if err != nil {
			return err
		}
		h, err := keyset.Read(keyset.NewBinaryReader(bytes.NewReader(b)), clearText{})
		if err != nil {
			return err
		}
		m := keyset.NewManagerFromHandle(h)
		if err := f(m, h); err != nil {
			return err
		}
		if fresh, err = m.Handle(); err != nil {
			return err
		}
		out, err := exportKeyset(fresh)
		if err != nil {
			return err
		}
		tx.Changed(TopicKeyset, wrapName)
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
