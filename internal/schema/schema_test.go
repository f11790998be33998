package schema_test

import (
	"context"
	"strings"
	"testing"

	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

// What each engine ends with is written down, so that a change of a migration
// is a change that somebody has looked at.
var shape = map[db.Engine]string{
	db.SQLite: `SELECT type || ' ' || name || char(10) || coalesce(sql, '') FROM sqlite_master
		WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE 'river%' AND name NOT LIKE 'goose%' AND tbl_name NOT LIKE 'river%' AND tbl_name NOT LIKE 'goose%'
		ORDER BY tbl_name, type DESC, name`,
	db.Postgres: `SELECT line FROM (
		SELECT table_name AS t, 1 AS kind, ordinal_position AS n, 'column ' || table_name || '.' || column_name || ' ' || data_type ||
			CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END || coalesce(' default ' || column_default, '') AS line
		FROM information_schema.columns WHERE table_schema = current_schema()
		UNION ALL
		SELECT c.relname, 2, row_number() OVER (PARTITION BY c.relname ORDER BY k.conname), 'constraint ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
		FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE k.contype <> 'n' AND k.connamespace = current_schema()::regnamespace
		UNION ALL
		SELECT tablename, 3, row_number() OVER (PARTITION BY tablename ORDER BY indexname), 'index ' || replace(indexdef, current_schema() || '.', '')
		FROM pg_indexes WHERE schemaname = current_schema()
		UNION ALL
		SELECT c.relname, 4, row_number() OVER (PARTITION BY c.relname ORDER BY g.tgname), 'trigger ' || replace(pg_get_triggerdef(g.oid), current_schema() || '.', '')
		FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid WHERE NOT g.tgisinternal AND c.relnamespace = current_schema()::regnamespace
	) shape WHERE t NOT LIKE 'river%' AND t NOT LIKE 'goose%' ORDER BY t, kind, n`,
}

func TestSchemaIsTheOneWrittenDown(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		lines, err := db.All(context.Background(), d, db.Value[string], shape[d.Engine()])
		if err != nil {
			t.Fatal(err)
		}
		testkit.Golden(t, string(d.Engine())+".golden", []byte(strings.Join(lines, "\n")+"\n"))
	})
}
