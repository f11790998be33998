package crypt

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
)

// ErrSealed says that a value does not open: wrong key, moved or changed.
var ErrSealed = errors.New("crypt: sealed value does not open")

// Place binds a sealed value to where it lies.
type Place struct{ Table, Row, Column string }

func (p Place) aad() []byte {
	return []byte(p.Table + "\x00" + p.Row + "\x00" + p.Column)
}

// DataKey seals the values of one person. The zero value opens nothing.
type DataKey struct {
	raw  [32]byte
	aead cipher.AEAD
}

func newDataKey(raw []byte) (DataKey, error) {
	if len(raw) != 32 {
		return DataKey{}, ErrSealed
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return DataKey{}, err
	}
	a, err := cipher.NewGCM(block)
	if err != nil {
		return DataKey{}, err
	}
	k := DataKey{aead: a}
	copy(k.raw[:], raw)
	return k, nil
}

// FileKey returns the key for the person's files (photos, scans).
func (k DataKey) FileKey() [32]byte { return k.raw }

// Seal encrypts plain for its place.
func (k DataKey) Seal(at Place, plain []byte) []byte {
	nonce := make([]byte, k.aead.NonceSize(), k.aead.NonceSize()+len(plain)+k.aead.Overhead())
	rand.Read(nonce)
	return k.aead.Seal(nonce, nonce, plain, at.aad())
}

// Open decrypts what Seal made for the same place.
func (k DataKey) Open(at Place, sealed []byte) ([]byte, error) {
	if k.aead == nil || len(sealed) < k.aead.NonceSize() {
		return nil, ErrSealed
	}
	n := k.aead.NonceSize()
	plain, err := k.aead.Open(nil, sealed[:n], sealed[n:], at.aad())
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// SealJSON seals the JSON form of v.
func (k DataKey) SealJSON(at Place, v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return k.Seal(at, b), nil
}

// OpenJSON opens what SealJSON sealed into v.
func (k DataKey) OpenJSON(at Place, sealed []byte, v any) error {
	b, err := k.Open(at, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}
