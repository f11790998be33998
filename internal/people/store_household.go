package people

import (
	"context"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// storedHousehold is a row of people_household.
type storedHousehold struct {
	householdRow
	joinedID string
	closedAt clock.Instant
	version  int
}

const householdColumns = `h.id, h.reference, COALESCE(h.head_id, ''), h.org_id, COALESCE(h.centre_id, ''), COALESCE(h.origin_id, ''),
	COALESCE(h.joined_id, ''), h.created_at, h.created_by, h.closed_at, h.version`

func scanHousehold(r db.Row) (h storedHousehold, err error) {
	return h, r.Scan(&h.id, &h.reference, &h.headID, &h.orgID, &h.centreID, &h.originID, &h.joinedID, &h.createdAt, &h.createdBy, &h.closedAt, &h.version)
}

func readHouseholds(ctx context.Context, q db.Querier, ids []string) ([]storedHousehold, error) {
	var out []storedHousehold
	err := inChunks(ids, func(in string, args []any) error {
		rows, err := db.All(ctx, q, scanHousehold, `SELECT `+householdColumns+` FROM people_household h WHERE h.id IN (`+in+`)`, args...)
		out = append(out, rows...)
		return err
	})
	return out, err
}

// memberRow is a person in a household.
type memberRow struct {
	personRow
	relationship Relationship
	joinedAt     clock.Instant
	leftAt       clock.Instant
	represented  bool
}

// readPartyMembers reads the members of households, heads first.
func readPartyMembers(ctx context.Context, q db.Querier, households []string) ([]memberRow, error) {
	var out []memberRow
	err := inChunks(households, func(in string, args []any) error {
		rows, err := db.All(ctx, q, func(r db.Row) (m memberRow, err error) {
			m.personRow, err = scanPerson(extra{r, []any{&m.relationship, &m.joinedAt, &m.represented}})
			return m, err
		}, `SELECT `+personColumns+`, m.relationship, m.joined_at,
			EXISTS (SELECT 1 FROM people_representative r WHERE r.person_id = p.id AND r.until_date IS NULL)
			FROM people_member m JOIN people_person p ON p.id = m.person_id JOIN people_datakey k ON k.person_id = p.id
			WHERE m.household_id IN (`+in+`) AND m.left_at IS NULL
			ORDER BY m.household_id, CASE WHEN m.relationship = 'PA' THEN 0 ELSE 1 END, p.reference`, args...)
		out = append(out, rows...)
		return err
	})
	return out, err
}

// readAllMembers reads who is and was in a household, those who left last.
func readAllMembers(ctx context.Context, q db.Querier, household string) ([]memberRow, error) {
	return db.All(ctx, q, func(r db.Row) (m memberRow, err error) {
		m.personRow, err = scanPerson(extra{r, []any{&m.relationship, &m.joinedAt, &m.leftAt}})
		return m, err
	}, `SELECT `+personColumns+`, m.relationship, m.joined_at, m.left_at
		FROM people_member m JOIN people_person p ON p.id = m.person_id JOIN people_datakey k ON k.person_id = p.id
		WHERE m.household_id = $1
		ORDER BY COALESCE(m.left_at, ''), CASE WHEN m.relationship = 'PA' THEN 0 ELSE 1 END, p.reference`, household)
}

// extra scans more columns after those of a common list.
type extra struct {
	row  db.Row
	more []any
}

// Scan reads the common columns and then the others.
func (e extra) Scan(dest ...any) error { return e.row.Scan(append(dest, e.more...)...) }

// movePeople writes where a household and its members belong now; it returns
// the members. Who was erased is not one.
func movePeople(ctx context.Context, tx *db.Tx, householdID, orgID, centreID string) ([]string, error) {
	n, err := tx.Exec(ctx, `UPDATE people_household SET org_id = $1, centre_id = $2 WHERE id = $3`, orgID, orNull(centreID), householdID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, db.ErrNoRow
	}
	return db.All(ctx, tx, db.Value[string], `UPDATE people_person SET org_id = $1, centre_id = $2
		WHERE id IN (SELECT person_id FROM people_member WHERE household_id = $3 AND left_at IS NULL) RETURNING id`,
		orgID, orNull(centreID), householdID)
}

// readReferences returns the references of households by id.
func readReferences(ctx context.Context, q db.Querier, households []string) (map[string]string, error) {
	out := make(map[string]string, len(households))
	err := inChunks(households, func(in string, args []any) error {
		rows, err := db.All(ctx, q, func(r db.Row) (x [2]string, err error) {
			return x, r.Scan(&x[0], &x[1])
		}, `SELECT id, reference FROM people_household WHERE id IN (`+in+`)`, args...)
		for _, x := range rows {
			out[x[0]] = x[1]
		}
		return err
	})
	return out, err
}

// moveMember ends a person's time in one household and begins that in another.
func moveMember(ctx context.Context, tx *db.Tx, person string, m move) error {
	_, err := tx.Exec(ctx, `UPDATE people_member SET left_at = $1, left_by = $2
		WHERE household_id = $3 AND person_id = $4 AND left_at IS NULL`, m.at, m.by, m.from, person)
	if err != nil {
		return err
	}
	b := newPersonBatches().member
	b.add(m.to, person, m.at, m.by, string(m.as[person]))
	if err := b.write(ctx, tx); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE people_person SET household_id = $1 WHERE id = $2`, m.to, person)
	return err
}

func setRelationship(ctx context.Context, tx *db.Tx, household, person string, r Relationship) error {
	return one(tx.Exec(ctx, `UPDATE people_member SET relationship = $1
		WHERE household_id = $2 AND person_id = $3 AND left_at IS NULL`, string(r), household, person))
}

func setHead(ctx context.Context, tx *db.Tx, household, head string) error {
	return one(tx.Exec(ctx, `UPDATE people_household SET head_id = $1, version = version + 1 WHERE id = $2`, head, household))
}

func setSize(ctx context.Context, tx *db.Tx, household string, n int) error {
	_, err := tx.Exec(ctx, `UPDATE people_person SET household_size = $1
		WHERE id IN (SELECT person_id FROM people_member WHERE household_id = $2 AND left_at IS NULL)`, n, household)
	return err
}

func setUnaccompanied(ctx context.Context, tx *db.Tx, persons []string) error {
	for _, id := range persons {
		if _, err := tx.Exec(ctx, `UPDATE people_person SET unaccompanied = TRUE WHERE id = $1`, id); err != nil {
			return err
		}
	}
	return nil
}

// closeHousehold says that a household's members joined another, or that nobody
// is left in it.
func closeHousehold(ctx context.Context, tx *db.Tx, id, joined string, w write) error {
	return one(tx.Exec(ctx, `UPDATE people_household SET closed_at = $1, joined_id = $2, head_id = NULL, version = version + 1
		WHERE id = $3`, w.at, orNull(joined), id))
}
