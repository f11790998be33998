package people

import (
	"context"

	"passerelle/internal/platform/db"
)

// erasePerson destroys a person's key and what it opened.
func erasePerson(ctx context.Context, tx *db.Tx, id, household string, w write) error {
	for _, query := range []string{
		`DELETE FROM people_datakey WHERE person_id = $1`,
		`DELETE FROM people_contact WHERE person_id = $1`,
		`DELETE FROM people_document WHERE person_id = $1`,
		`DELETE FROM people_representative WHERE person_id = $1`,
		`UPDATE people_representative SET representative_id = NULL WHERE representative_id = $1`,
		`UPDATE people_need SET sealed = NULL WHERE person_id = $1`,
		`DELETE FROM people_import_row WHERE person_id = $1`,
		`DELETE FROM people_candidate WHERE a_id = $1 OR b_id = $1`,
	} {
		if _, err := tx.Exec(ctx, query, id); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `UPDATE people_person SET sealed = $1, photo_id = NULL, erased_at = $2, updated_at = $2, version = version + 1 WHERE id = $3`,
		[]byte{}, w.at, id)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE people_member SET left_at = $1, left_by = $2
		WHERE household_id = $3 AND person_id = $4 AND left_at IS NULL`, w.at, w.by, household, id)
	return err
}
