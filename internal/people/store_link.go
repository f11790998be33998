package people

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
)

// linkRow is a link and where its other person belongs.
type linkRow struct {
	Link
	object access.Object
}

// readLinks reads the standing links of a person to persons who are still there.
func readLinks(ctx context.Context, q db.Querier, id string) ([]linkRow, error) {
	return db.All(ctx, q, func(r db.Row) (l linkRow, err error) {
		var org, centre string
		var restricted bool
		err = r.Scan(&l.ID, &l.PersonID, &l.Reference, &org, &centre, &restricted, &l.Verdict, &l.DecidedAt, &l.DecidedBy)
		l.object = object(org, centre, restricted)
		return l, err
	}, `SELECT l.id, p.id, p.reference, p.org_id, COALESCE(p.centre_id, ''), p.restricted, l.verdict, l.decided_at, l.decided_by
		FROM people_link l JOIN people_person p ON p.id = CASE WHEN l.a_id = $1 THEN l.b_id ELSE l.a_id END
		WHERE (l.a_id = $1 OR l.b_id = $1) AND l.undone_at IS NULL AND p.erased_at IS NULL
		ORDER BY l.decided_at, l.id`, id)
}

func insertLink(ctx context.Context, tx *db.Tx, a, b string, verdict LinkVerdict, w write) error {
	_, err := tx.Exec(ctx, `INSERT INTO people_link (id, a_id, b_id, verdict, decided_at, decided_by) VALUES ($1, $2, $3, $4, $5, $6)`,
		db.NewID(), a, b, string(verdict), w.at, w.by)
	return err
}

func undoLink(ctx context.Context, tx *db.Tx, a, b string, w write) error {
	return one(tx.Exec(ctx, `UPDATE people_link SET undone_at = $1, undone_by = $2 WHERE a_id = $3 AND b_id = $4 AND undone_at IS NULL`,
		w.at, w.by, a, b))
}
