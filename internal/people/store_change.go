package people

import (
	"context"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

func touchPerson(ctx context.Context, tx *db.Tx, id string, at clock.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE people_person SET updated_at = $1 WHERE id = $2`, at, id)
	return err
}

func updateIdentity(ctx context.Context, tx *db.Tx, id string, in EditInput, sealed []byte) error {
	i := in.Identity
	_, err := tx.Exec(ctx, `UPDATE people_person SET sex = $1, birth_year = $2, birth_precision = $3, nationalities = $4,
		unaccompanied = $5, arrived_on = $6, sealed = $7, version = version + 1 WHERE id = $8`,
		string(i.Sex), orNoYear(i.Birth), string(i.Birth.Precision()), packCodes(i.Nationalities),
		in.Unaccompanied, i.ArrivedOn, sealed, id)
	return err
}

// one turns "no row was touched" into not found: the row of a person's list is
// gone, was never there, or is another person's.
func one(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Missing()
	}
	return err
}

func setStatus(ctx context.Context, tx *db.Tx, id string, status StatusCode) error {
	_, err := tx.Exec(ctx, `UPDATE people_person SET status = $1 WHERE id = $2`, string(status), id)
	return err
}

func removeStatus(ctx context.Context, tx *db.Tx, person, id string, w write) error {
	return one(tx.Exec(ctx, `UPDATE people_status SET removed_at = $1, removed_by = $2
		WHERE person_id = $3 AND id = $4 AND removed_at IS NULL`, w.at, w.by, person, id))
}

func setNeeds(ctx context.Context, tx *db.Tx, id string, needs []NeedCode) error {
	_, err := tx.Exec(ctx, `UPDATE people_person SET needs = $1 WHERE id = $2`, packCodes(needs), id)
	return err
}

func endNeed(ctx context.Context, tx *db.Tx, person, id string, until clock.Date, w write) error {
	return one(tx.Exec(ctx, `UPDATE people_need SET until_date = $1, ended_at = $2, ended_by = $3
		WHERE person_id = $4 AND id = $5 AND until_date IS NULL`, until, w.at, w.by, person, id))
}

func removeDocument(ctx context.Context, tx *db.Tx, person, id string, w write) error {
	return one(tx.Exec(ctx, `UPDATE people_document SET removed_at = $1, removed_by = $2
		WHERE person_id = $3 AND id = $4 AND removed_at IS NULL`, w.at, w.by, person, id))
}

func removeContact(ctx context.Context, tx *db.Tx, person, id string, w write) error {
	return one(tx.Exec(ctx, `UPDATE people_contact SET removed_at = $1, removed_by = $2
		WHERE person_id = $3 AND id = $4 AND removed_at IS NULL`, w.at, w.by, person, id))
}

func replaceLanguages(ctx context.Context, tx *db.Tx, person string, all []Language) error {
	if _, err := tx.Exec(ctx, `DELETE FROM people_language WHERE person_id = $1`, person); err != nil {
		return err
	}
	b := newPersonBatches().language
	for n, l := range all {
		b.add(person, l.Code, string(l.Level), l.Interpreter, n)
	}
	if err := b.write(ctx, tx); err != nil {
		return err
	}
	codes, interpreter := languageCodes(all)
	_, err := tx.Exec(ctx, `UPDATE people_person SET languages = $1, interpreter = $2 WHERE id = $3`, packCodes(codes), interpreter, person)
	return err
}

func withdrawConsent(ctx context.Context, tx *db.Tx, person, id string, w write) (ConsentPurpose, error) {
	purposes, err := db.All(ctx, tx, db.Value[ConsentPurpose], `UPDATE people_consent SET withdrawn_at = $1, withdrawn_by = $2
		WHERE person_id = $3 AND id = $4 AND withdrawn_at IS NULL RETURNING purpose`, w.at, w.by, person, id)
	if err := one(int64(len(purposes)), err); err != nil {
		return "", err
	}
	return purposes[0], nil
}

func endRepresentative(ctx context.Context, tx *db.Tx, person, id string, until clock.Date, w write) error {
	return one(tx.Exec(ctx, `UPDATE people_representative SET until_date = $1, ended_at = $2, ended_by = $3
		WHERE person_id = $4 AND id = $5 AND until_date IS NULL`, until, w.at, w.by, person, id))
}

func setRestricted(ctx context.Context, tx *db.Tx, id string, restricted bool) error {
	_, err := tx.Exec(ctx, `UPDATE people_person SET restricted = $1 WHERE id = $2`, restricted, id)
	return err
}

func setPhoto(ctx context.Context, tx *db.Tx, id, photo string) error {
	_, err := tx.Exec(ctx, `UPDATE people_person SET photo_id = $1 WHERE id = $2`, orNull(photo), id)
	return err
}
