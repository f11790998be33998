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
	return db.All(ctx, q, scanIndexRow, `SELECT `+indexColumns+` FROM `+personTables+`
		WHERE p.id > $1 AND NOT p.restricted ORDER BY p.id LIMIT $2`, after, pageSize)
}

// indexRows reads those of the persons who may be found by name.
func indexRows(ctx context.Context, q db.Querier, ids []string) ([]indexRow, error) {
	var out []indexRow
	err := inChunks(ids, func(in string, args []any) error {
		rows, err := db.All(ctx, q, scanIndexRow, `SELECT `+indexColumns+` FROM `+personTables+`
			WHERE p.id IN (`+in+`) AND NOT p.restricted`, args...)
		out = append(out, rows...)
		return err
	})
	return out, err
}
