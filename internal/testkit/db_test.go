package testkit_test

import (
	"context"
	"testing"

	"passerelle/internal/platform/db"
	"passerelle/internal/schema"
	"passerelle/internal/testkit"
)

func TestEachDBGivesFreshMigratedDatabases(t *testing.T) {
	t.Parallel()
	for range 3 { // a second and third database see nothing of the first
		testkit.EachDB(t, func(t *testing.T, d *db.DB) {
			ctx := context.Background()
			at, newest, err := schema.Version(ctx, d)
			if err != nil || at != newest || at == 0 {
				t.Fatalf("version %d of %d, %v", at, newest, err)
			}
			if _, err := d.Writer().ExecContext(ctx, "CREATE TABLE testkit_only_here (x integer)"); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestEmptyURLHasNoTable(t *testing.T) {
	t.Parallel()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			d := testkit.OpenDB(t, testkit.EmptyURL(t, engine))
			ctx := context.Background()
			if err := schema.Migrate(ctx, d); err != nil {
				t.Fatalf("migrate an empty database: %v", err)
			}
			at, newest, err := schema.Version(ctx, d)
			if err != nil || at != newest {
				t.Fatalf("version %d of %d, %v", at, newest, err)
			}
		})
	}
}
