package app

import (
	"context"

	"passerelle/internal/platform/db"
)

// relation is a table or a sequence of PostgreSQL.
type relation struct {
	name     string
	sequence bool
}

func tablesAndSequences(ctx context.Context, d *db.DB) ([]relation, error) {
	return db.All(ctx, d, func(r db.Row) (t relation, err error) { return t, r.Scan(&t.name, &t.sequence) },
		`SELECT c.relname, c.relkind = 'S' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'S') AND n.nspname = current_schema() ORDER BY c.relname`)
}
