package people

import (
	"context"
	"fmt"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
)

// maxFound bounds how many persons one number finds: a household's members, all
// those who gave the telephone of a centre.
const maxFound = 100

// idsByReference finds the person, or the members of the household, of a
// reference; the head comes first.
func idsByReference(ctx context.Context, q db.Querier, reference string) ([]string, error) {
	return db.All(ctx, q, db.Value[string], `SELECT id FROM (
			SELECT id, 0 AS place, reference FROM people_person WHERE reference = $1
			UNION ALL SELECT p.id, CASE WHEN m.relationship = 'PA' THEN 0 ELSE 1 END, p.reference
			FROM people_household h JOIN people_member m ON m.household_id = h.id JOIN people_person p ON p.id = m.person_id
			WHERE h.reference = $1 AND m.left_at IS NULL) x
		ORDER BY place, reference LIMIT $2`, reference, maxFound)
}

// idsByBlind finds whom the actor may search by the keyed hash of a number: the
// scope counts here already, so that others never crowd them out.
func idsByBlind(ctx context.Context, q db.Querier, by access.Actor, how FoundBy, blind any) ([]string, error) {
	table := map[FoundBy]string{FoundByDocument: "people_document", FoundByContact: "people_contact"}[how]
	scope, args := by.Where(PermSearch, columns, []any{blind})
	return db.All(ctx, q, firstOfTwo, fmt.Sprintf(`SELECT DISTINCT p.id, p.reference FROM %s x JOIN people_person p ON p.id = x.person_id
		WHERE x.blind = $1 AND x.removed_at IS NULL AND %s ORDER BY p.reference LIMIT %d`, table, scope, maxFound), args...)
}

// firstOfTwo scans the first column; the second is there to sort by.
func firstOfTwo(r db.Row) (first string, err error) {
	var second string
	return first, r.Scan(&first, &second)
}
