package crypt

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Vault wraps data keys, seals values that belong to no person, and computes
// blind indexes. It is safe for concurrent use.
type Vault struct {
	master MasterKey
	d      *db.DB
	clock  clock.Clock
	ring   atomic.Pointer[ring]
	blind  *prf.Set
	sign   ed25519.PrivateKey
}

type ring struct {
	handle *keyset.Handle
	aead   tink.AEAD
}

// The rows of crypt_keyset.
const (
	wrapName  = "wrap"
	blindName = "blind"
	signName  = "sign"
)

// OpenVault loads the keysets, or makes them where the database has none.
func OpenVault(ctx context.Context, d *db.DB, c clock.Clock, master MasterKey) (*Vault, error) {
	v := &Vault{master: master, d: d, clock: c}
	err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := v.ensure(ctx, tx, wrapName, newWrap); err != nil {
			return err
		}
		if err := v.ensure(ctx, tx, blindName, newBlind); err != nil {
			return err
		}
		return v.ensure(ctx, tx, signName, newSign)
	})
	if err != nil {
		return nil, err
	}
	if err := v.reload(ctx); err != nil {
		return nil, err
	}
	b, err := v.load(ctx, d, blindName)
	if err != nil {
		return nil, err
	}
	h, err := keyset.Read(keyset.NewBinaryReader(strings.NewReader(string(b))), clearText{})
	if err != nil {
		return nil, fmt.Errorf("keyset %s: not readable", blindName)
	}
	if v.blind, err = prf.NewPRFSet(h); err != nil {
		return nil, err
	}
	seed, err := v.load(ctx, d, signName)
	if err != nil {
		return nil, err
	}
	v.sign = ed25519.NewKeyFromSeed(seed)
	d.OnChange(TopicKeyset, func(ctx context.Context, _ []string) {
		if err := v.reload(ctx); err != nil {
			slog.ErrorContext(ctx, "keyset not read again", "error", err.Error())
		}
	})
	return v, nil
}

func newWrap() ([]byte, error) {
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	return exportKeyset(h)
}

func newBlind() ([]byte, error) {
	h, err := keyset.NewHandle(prf.HMACSHA256PRFKeyTemplate())
	if err != nil {
		return nil, err
	}
	return exportKeyset(h)
}

func newSign() ([]byte, error) {
	seed := make([]byte, ed25519.SeedSize)
	_, err := rand.Read(seed)
	return seed, err
}

// clearText stands in for the master key inside the process: the bytes of a
// keyset are sealed as a whole with the master key by save.
type clearText struct{}

func (clearText) Encrypt(plain, _ []byte) ([]byte, error) { return plain, nil }
func (clearText) Decrypt(c, _ []byte) ([]byte, error)     { return c, nil }

func exportKeyset(h *keyset.Handle) ([]byte, error) {
	var b strings.Builder
	if err := h.Write(keyset.NewBinaryWriter(&b), clearText{}); err != nil {
		return nil, err
	}
	return []byte(b.String()), nil
}

// SigningKey returns the key that signs checkpoints of the audit log.
func (v *Vault) SigningKey() ed25519.PrivateKey { return v.sign }

func (v *Vault) reload(ctx context.Context) error {
	b, err := v.load(ctx, v.d, wrapName)
	if err != nil {
		return err
	}
	h, err := keyset.Read(keyset.NewBinaryReader(strings.NewReader(string(b))), clearText{})
	if err != nil {
		return fmt.Errorf("keyset %s: not readable", wrapName)
	}
	return v.use(h)
}

func (v *Vault) use(h *keyset.Handle) error {
	a, err := aead.New(h)
	if err != nil {
		return err
	}
	v.ring.Store(&ring{h, a})
	return nil
}

// NewDataKey makes a data key and its wrapped form for the row of its owner.
func (v *Vault) NewDataKey(owner string) (DataKey, []byte, error) {
	raw := make([]byte, 32)
	rand.Read(raw)
	k, err := newDataKey(raw)
	if err != nil {
		return DataKey{}, nil, err
	}
	wrapped, err := v.Wrap(owner, k)
	return k, wrapped, err
}

// Wrap wraps a data key with the primary key, as rotation does again.
func (v *Vault) Wrap(owner string, k DataKey) ([]byte, error) {
	return v.ring.Load().aead.Encrypt(k.raw[:], Place{"datakey", owner, "wrapped"}.aad())
}

// Unwrap opens a wrapped data key of its owner.
func (v *Vault) Unwrap(ctx context.Context, owner string, wrapped []byte) (DataKey, error) {
	raw, err := v.decrypt(ctx, wrapped, Place{"datakey", owner, "wrapped"}.aad())
	if err != nil {
		return DataKey{}, err
	}
	return newDataKey(raw)
}

// Seal encrypts a value that belongs to no person (staff names, secrets).
func (v *Vault) Seal(at Place, plain []byte) ([]byte, error) {
	return v.ring.Load().aead.Encrypt(plain, at.aad())
}

// Open decrypts what Seal made for the same place.
func (v *Vault) Open(ctx context.Context, at Place, sealed []byte) ([]byte, error) {
	return v.decrypt(ctx, sealed, at.aad())
}

// decrypt tries the keys at hand and then those another node may have added.
func (v *Vault) decrypt(ctx context.Context, sealed, aad []byte) ([]byte, error) {
	if plain, err := v.ring.Load().aead.Decrypt(sealed, aad); err == nil {
		return plain, nil
	}
	if err := v.reload(ctx); err != nil {
		return nil, errors.Join(ErrSealed, err)
	}
	plain, err := v.ring.Load().aead.Decrypt(sealed, aad)
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// Blind returns a 16-byte keyed digest of value for exact search. purpose
// separates indexes, so that a phone and a document number never compare.
// Values must be normalised by the caller and be of high entropy.
func (v *Vault) Blind(purpose, value string) []byte {
	b, err := v.blind.ComputePrimaryPRF([]byte(purpose+"\x00"+value), 16)
	if err != nil {
		panic("crypt: blind index: " + err.Error()) // only a wrong output length can fail
	}
	return b
}
