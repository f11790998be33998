package testkit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"passerelle/internal/platform/db"
)

// EachDB runs f as a parallel subtest on a fresh, migrated database of each
// engine; both are removed afterwards.
func EachDB(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	EachURL(t, func(t *testing.T, url string) { f(t, OpenDB(t, url)) })
}

// EachURL is EachDB for tests that open the database themselves, perhaps more
// than once: it gives the URL.
func EachURL(t *testing.T, f func(t *testing.T, url string)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			f(t, URL(t, engine))
		})
	}
}

// OpenDB opens url and closes it when the test ends.
func OpenDB(tb testing.TB, url string) *db.DB {
	tb.Helper()
	d, err := db.Open(context.Background(), url)
	if err != nil {
		tb.Fatalf("open test database: %v", err)
	}
	tb.Cleanup(func() {
		if err := d.Close(); err != nil {
			tb.Errorf("close test database: %v", err)
		}
	})
	return d
}

// URL makes a fresh, migrated database of one engine and returns its URL.
func URL(tb testing.TB, engine db.Engine) string {
	tb.Helper()
	if engine == db.Postgres {
		return postgresURL(tb, postgresTemplate(tb))
	}
	return sqliteURL(tb)
}

// EmptyURL makes a fresh database without any table and returns its URL, for
// tests of the migrations themselves.
func EmptyURL(tb testing.TB, engine db.Engine) string {
	tb.Helper()
	if engine == db.Postgres {
		return postgresURL(tb, "template0")
	}
	return filepath.Join(tb.TempDir(), "empty.db")
}

// schemaHash names the schema that the source tree makes: the migrations, the
// code that applies them and the versions of the libraries that do.
func schemaHash(tb testing.TB) string {
	tb.Helper()
	root, h := Root(tb), sha256.New()
	add := func(path string) error {
		b, err := os.ReadFile(path)
		h.Write([]byte(path))
		h.Write(b)
		return err
	}
	err := add(filepath.Join(root, "go.mod"))
	for _, dir := range []string{"internal/schema", "internal/platform/db"} {
		if err != nil {
			break
		}
		err = filepath.WalkDir(filepath.Join(root, dir), func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			return add(path)
		})
	}
	if err != nil {
		tb.Fatalf("read the schema: %v", err)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}
