package testkit

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"passerelle/internal/platform/db"
	"passerelle/internal/schema"
)

// sqliteURL copies the migrated template into the test's own folder.
func sqliteURL(tb testing.TB) string {
	tb.Helper()
	template, err := sqliteTemplate()
	if err != nil {
		tb.Fatalf("make the SQLite template: %v", err)
	}
	path := filepath.Join(tb.TempDir(), "test.db")
	if err := os.WriteFile(path, template, 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

// sqliteTemplate migrates an empty file once per test process and keeps its
// content.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "passerelle-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	d, err := db.Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	if err := schema.Migrate(context.Background(), d); err != nil {
		d.Close()
		return nil, err
	}
	if err := d.Close(); err != nil { // moves the WAL into the file
		return nil, err
	}
	return os.ReadFile(path)
})
