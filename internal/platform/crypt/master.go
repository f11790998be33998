package crypt

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// MasterKey encrypts the keysets. It comes from a file or the environment.
type MasterKey struct{ aead tink.AEAD }

// ParseMasterKey reads 32 bytes in base64, as NewMasterKeyFile writes them.
func ParseMasterKey(text string) (MasterKey, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(raw) != 32 {
		return MasterKey{}, errors.New("master key: expected 32 bytes in base64; make one with: passerelle key new FILE")
	}
	a, err := subtle.NewAESGCM(raw)
	if err != nil {
		return MasterKey{}, errors.New("master key: not usable")
	}
	return MasterKey{a}, nil
}

// ReadMasterKey reads the key from a file that only its owner may read.
func ReadMasterKey(path string) (MasterKey, error) {
	info, err := os.Stat(path)
	if err != nil {
		return MasterKey{}, fmt.Errorf("master key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return MasterKey{}, fmt.Errorf("master key: %s is readable by others; run: chmod 600 %s", path, path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return MasterKey{}, fmt.Errorf("master key: %w", err)
	}
	return ParseMasterKey(string(b))
}

// NewMasterKeyFile makes a random master key in a new file; it never replaces one.
func NewMasterKeyFile(path string) error {
	raw := make([]byte, 32)
	rand.Read(raw)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("master key: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("master key: %w", err)
	}
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(raw) + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}
