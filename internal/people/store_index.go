package people

import (
	"context"

	"passerelle/internal/platform/db"
)

// indexRow is what the index of names needs of a person.
type indexRow struct {
	id, orgID, centreID string
	sex                 Sex
	nationalities       []string
	sealed, wrapped     []byte
	phones              []string // keyed hashes
}

const indexColumns = `p.id, p.org_id, COALESCE(p.centre_id, ''), p.sex, p.nationalities, p.sealed, k.wrapped`

func scanIndexRow(r db.Row) (x indexRow, err error) {
	var nationalities string
	err = r.Scan(&x.id, &x.orgID, &x.centreID, &x.sex, &nationalities, &x.sealed, &x.wrapped)
	x.nationalities = unpackCodes[string](nationalities)
	return x, err
}

// pageSize is how many persons LoadIndex reads with one statement. One statement
// for all would keep SQLite from taking its log back for the whole time.
const pageSize = 2000

// indexPage reads the next persons who may be found by name.
func indexPage(ctx context.Context, q db.Querier, after string) ([]indexRow, error) {
	rows, err := db.All(ctx, q, scanIndexRow, `SELECT `+indexColumns+` FROM `+personTables+`
		WHERE p.id > $1 AND NOT p.restricted ORDER BY p.id LIMIT $2`, after, pageSize)
	if err != nil {
		return nil, err
	}
	return rows, withPhones(ctx, q, rows, itself)
}

func itself(row *indexRow) *indexRow { return row }

// indexRows reads those of the persons who may be found by name.
func indexRows(ctx context.Context, q db.Querier, ids []string) ([]indexRow, error) {
	var out []indexRow
	err := inChunks(ids, func(in string, args []any) error {
		rows, err := db.All(ctx, q, scanIndexRow, `SELECT `+indexColumns+` FROM `+personTables+`
			WHERE p.id IN (`+in+`) AND NOT p.restricted`, args...)
		out = append(out, rows...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, withPhones(ctx, q, out, itself)
}

// withPhones fills in the telephones of rows.
func withPhones[R any](ctx context.Context, q db.Querier, rows []R, of func(*R) *indexRow) error {
	ids, at := make([]string, len(rows)), make(map[string]*indexRow, len(rows))
	for n := range rows {
		row := of(&rows[n])
		ids[n], at[row.id] = row.id, row
	}
	type phone struct {
		person string
		hash   []byte
	}
	return inChunks(ids, func(in string, args []any) error {
		found, err := db.All(ctx, q, func(r db.Row) (p phone, err error) { return p, r.Scan(&p.person, &p.hash) },
			`SELECT person_id, blind FROM people_contact WHERE person_id IN (`+in+`) AND kind = 'phone' AND removed_at IS NULL AND blind IS NOT NULL
			ORDER BY person_id, id`, args...)
		for _, p := range found {
			row := at[p.person]
			row.phones = append(row.phones, string(p.hash))
		}
		return err
	})
}
