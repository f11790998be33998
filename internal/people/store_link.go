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
