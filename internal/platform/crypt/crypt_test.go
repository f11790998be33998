package crypt_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

func master(t *testing.T) crypt.MasterKey {
	t.Helper()
	path := filepath.Join(t.TempDir(), "master.key")
	if err := crypt.NewMasterKeyFile(path); err != nil {
		t.Fatal(err)
	}
	k, err := crypt.ReadMasterKey(path)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func open(t *testing.T, d *db.DB, k crypt.MasterKey) *crypt.Vault {
	t.Helper()
	v, err := crypt.OpenVault(context.Background(), d, clock.System{}, k)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestASealedValueOpensOnlyInItsPlace(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		v := open(t, d, master(t))
		key, wrapped, err := v.NewDataKey("person-1")
		if err != nil {
			t.Fatal(err)
		}
		at := crypt.Place{Table: "people_person", Row: "person-1", Column: "sealed"}
		sealed := key.Seal(at, []byte("Selam"))
		if bytes.Contains(sealed, []byte("Selam")) {
			t.Fatal("the sealed value shows its content")
		}
		again, err := v.Unwrap(ctx, "person-1", wrapped)
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := again.Open(at, sealed); err != nil || string(plain) != "Selam" {
			t.Errorf("Open = %q, %v", plain, err)
		}
		for _, other := range []crypt.Place{
			{Table: "people_contact", Row: "person-1", Column: "sealed"},
			{Table: "people_person", Row: "person-2", Column: "sealed"},
			{Table: "people_person", Row: "person-1", Column: "note"},
		} {
			if _, err := again.Open(other, sealed); !errors.Is(err, crypt.ErrSealed) {
				t.Errorf("Open at %+v = %v, want ErrSealed", other, err)
			}
		}
		if _, err := v.Unwrap(ctx, "person-2", wrapped); !errors.Is(err, crypt.ErrSealed) {
			t.Errorf("a data key unwraps for another person: %v", err)
		}
		sealed[len(sealed)-1] ^= 1
		if _, err := again.Open(at, sealed); !errors.Is(err, crypt.ErrSealed) {
			t.Errorf("a changed value opens: %v", err)
		}
	})
}

// Two processes share the database; one rotates, the other goes on.
func TestRotationLosesNothing(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		k := master(t)
		one, two := open(t, d, k), open(t, d, k)
		at := crypt.Place{Table: "staff_account", Row: "a", Column: "name_sealed"}
		old, err := one.Seal(at, []byte("before"))
		if err != nil {
			t.Fatal(err)
		}
		if err := one.AddKey(ctx); err != nil {
			t.Fatal(err)
		}
		if one.Current(old) {
			t.Error("a value of the old key counts as current")
		}
		fresh, err := one.Seal(at, []byte("after"))
		if err != nil {
			t.Fatal(err)
		}
		for name, sealed := range map[string][]byte{"before": old, "after": fresh} {
			if plain, err := two.Open(ctx, at, sealed); err != nil || string(plain) != name {
				t.Errorf("the other process opens %s = %q, %v", name, plain, err)
			}
		}
		for range 2 { // the oldest of three keys goes
			if err := one.AddKey(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if err := one.DropOldKeys(ctx); err != nil {
			t.Fatal(err)
		}
		if one.Keys() != 2 {
			t.Errorf("keys after dropping = %d, want the primary one and the one before", one.Keys())
		}
		if _, err := open(t, d, k).Open(ctx, at, old); !errors.Is(err, crypt.ErrSealed) {
			t.Errorf("a value of a dropped key opens: %v", err)
		}
	})
}

func TestAWrongMasterKeyIsRefused(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		open(t, d, master(t))
		if _, err := crypt.OpenVault(context.Background(), d, clock.System{}, master(t)); err == nil {
			t.Error("another master key opened the vault")
		}
	})
}

func TestBlindIndexesAreKeyedAndSeparate(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := master(t)
		one, two := open(t, d, k), open(t, d, k)
		if !bytes.Equal(one.Blind("phone", "+352621000001"), two.Blind("phone", "+352621000001")) {
			t.Error("two processes compute different blind indexes")
		}
		if bytes.Equal(one.Blind("phone", "123"), one.Blind("document", "123")) {
			t.Error("a phone and a document number compare")
		}
	})
}

func TestMasterKeyFilesMustBePrivateAndWhole(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "master.key")
	if err := crypt.NewMasterKeyFile(path); err != nil {
		t.Fatal(err)
	}
	if err := crypt.NewMasterKeyFile(path); err == nil {
		t.Error("an existing master key was replaced")
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := crypt.ReadMasterKey(path); err == nil {
		t.Error("a master key that others can read was accepted")
	}
	for _, text := range []string{"", "short", "AAAA", "not base64 at all, but long enough to be a key?!"} {
		if _, err := crypt.ParseMasterKey(text); err == nil {
			t.Errorf("ParseMasterKey(%q) succeeded", text)
		}
	}
}
