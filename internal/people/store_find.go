package people

import (
	"context"

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

func idsByDocument(ctx context.Context, q db.Querier, blind any) ([]string, error) {
	return db.All(ctx, q, db.Value[string], `SELECT DISTINCT person_id FROM people_document
		WHERE blind = $1 AND removed_at IS NULL ORDER BY person_id LIMIT $2`, blind, maxFound)
}

func idsByContact(ctx context.Context, q db.Querier, blind any) ([]string, error) {
	return db.All(ctx, q, db.Value[string], `SELECT DISTINCT person_id FROM people_contact
		WHERE blind = $1 AND removed_at IS NULL ORDER BY person_id LIMIT $2`, blind, maxFound)
}
