package audit

import (
	"context"
	"fmt"
	"strings"

	"passerelle/internal/platform/db"
)

func filteredRows(ctx context.Context, q db.Querier, f Filter) ([]row, error) {
	var where []string
	var args []any
	add := func(cond string, values ...any) {
		n := make([]any, len(values))
		for i, v := range values {
			args = append(args, v)
			n[i] = len(args)
		}
		where = append(where, fmt.Sprintf(cond, n...))
	}
	for _, c := range []struct{ column, value string }{
		{"actor_id", f.Actor}, {"action", f.Action}, {"object_id", f.ObjectID}, {"person_id", f.PersonID},
	} {
		if c.value != "" {
			add(c.column+` = $%d`, c.value)
		}
	}
	if !f.From.IsZero() {
		add(`at >= $%d`, f.From)
	}
	if !f.Until.IsZero() {
		add(`at < $%d`, f.Until)
	}
	if f.Before != (Position{}) {
		add(`(at, id) < ($%d, $%d)`, f.Before.At, f.Before.ID)
	}
	query := `SELECT ` + rowColumns + ` FROM audit_entry`
	if len(where) > 0 {
		query += ` WHERE ` + strings.Join(where, ` AND `)
	}
	args = append(args, f.Limit)
	return db.All(ctx, q, scanRow, query+fmt.Sprintf(` ORDER BY at DESC, id DESC LIMIT $%d`, len(args)), args...)
}

// allActions hops from one action to the next in the index.
func allActions(ctx context.Context, q db.Querier) ([]string, error) {
	return db.All(ctx, q, db.Value[string], `WITH RECURSIVE hop (action) AS (
			SELECT min(action) FROM audit_entry
			UNION ALL
			SELECT (SELECT min(e.action) FROM audit_entry e WHERE e.action > hop.action) FROM hop WHERE hop.action IS NOT NULL)
		SELECT action FROM hop WHERE action IS NOT NULL`)
}
