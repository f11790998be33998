package people

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
)

func importPlace(id string, number int, column string) crypt.Place {
	return crypt.Place{Table: "people_import_row", Row: id + "/" + strconv.Itoa(number), Column: column}
}

const importColumns = `i.id, i.account_id, i.org_id, COALESCE(i.centre_id, ''), i.status, i.mode, i.mapping, i.total, i.fresh, i.good, i.bad, i.ask,
	i.held, i.left_out, i.done, i.alike, i.version, i.created_at, i.finished_at, i.wrapped, i.sealed`

func scanImport(r db.Row) (i importRow, err error) {
	var mapping string
	c := &i.Counts
	err = r.Scan(&i.ID, &i.account, &i.OrgID, &i.CentreID, &i.Status, &i.Mode, &mapping, &c.Total, &c.Fresh, &c.Good, &c.Bad, &c.Ask,
		&c.Held, &c.LeftOut, &c.Done, &c.Alike, &i.Version, &i.CreatedAt, &i.FinishedAt, &i.wrapped, &i.sealed)
	i.Targets = unpackTargets(mapping)
	return i, err
}

func readImportRow(ctx context.Context, q db.Querier, id string) (importRow, error) {
	return db.One(ctx, q, scanImport, `SELECT `+importColumns+` FROM people_import i WHERE i.id = $1`, id)
}

func readImports(ctx context.Context, q db.Querier, account string, limit int) ([]importRow, error) {
	return db.All(ctx, q, scanImport, `SELECT `+importColumns+` FROM people_import i WHERE i.account_id = $1
		ORDER BY i.created_at DESC, i.id DESC LIMIT $2`, account, limit)
}

func countOpenImports(ctx context.Context, q db.Querier, account string) (int, error) {
	return db.One(ctx, q, db.Value[int], `SELECT COUNT(*) FROM people_import WHERE account_id = $1 AND wrapped IS NOT NULL`, account)
}

func insertImport(ctx context.Context, tx *db.Tx, i importRow) error {
	_, err := tx.Exec(ctx, `INSERT INTO people_import (id, account_id, org_id, centre_id, status, mode, mapping, total, fresh, created_at, touched_at, wrapped, sealed)
		VALUES ($1, $2, $3, $4, $5, '', $6, $7, $8, $9, $10, $11, $12)`,
		i.ID, i.account, i.OrgID, orNull(i.CentreID), string(i.Status), packTargets(i.Targets), i.Counts.Total, i.Counts.Fresh,
		i.CreatedAt, i.CreatedAt, i.wrapped, i.sealed)
	return err
}

func insertImportRows(ctx context.Context, tx *db.Tx, id string, lines []importLine, sealed [][]byte) error {
	b := batch{insert: `INSERT INTO people_import_row (import_id, number, household, status, verdict, decision, problems, sealed) VALUES `}
	for n, line := range lines {
		b.add(id, line.number, line.number, string(RowFresh), "", "", "", sealed[n])
	}
	return b.write(ctx, tx)
}

// storedRow is a row of people_import_row.
type storedRow struct {
	number, household int
	status            ImportRowStatus
	verdict           string
	decision          ImportDecision
	linkID, personID  string
	problems          []ImportProblem
	sealed, matches   []byte
}

const importRowColumns = `r.number, r.household, r.status, r.verdict, r.decision, COALESCE(r.link_id, ''), COALESCE(r.person_id, ''), r.problems, r.sealed, r.matches`

func scanImportRow(r db.Row) (x storedRow, err error) {
	var problems string
	err = r.Scan(&x.number, &x.household, &x.status, &x.verdict, &x.decision, &x.linkID, &x.personID, &problems, &x.sealed, &x.matches)
	if err == nil && problems != "" {
		err = json.Unmarshal([]byte(problems), &x.problems)
	}
	return x, err
}

func packProblems(all []ImportProblem) (string, error) {
	if len(all) == 0 {
		return "", nil
	}
	b, err := json.Marshal(all)
	return string(b), err
}

// importPage reads the rows after a number, in the order of the file.
func importPage(ctx context.Context, q db.Querier, id string, after, limit int) ([]storedRow, error) {
	return db.All(ctx, q, scanImportRow, `SELECT `+importRowColumns+` FROM people_import_row r
		WHERE r.import_id = $1 AND r.number > $2 ORDER BY r.number LIMIT $3`, id, after, limit)
}

// importList reads the rows that a filter finds behind a row, household by
// household.
func importList(ctx context.Context, q db.Querier, id string, f ImportRowFilter) ([]storedRow, error) {
	where, args := `r.import_id = $1`, []any{id}
	add := func(condition string, value any) {
		args = append(args, value)
		where += strings.ReplaceAll(condition, "?", "$"+strconv.Itoa(len(args)))
	}
	if f.Status != "" {
		add(` AND r.status = ?`, string(f.Status))
	}
	if f.Alike {
		where += ` AND r.verdict <> ''`
	}
	if f.After != 0 {
		add(` AND (r.household, r.number) > (SELECT x.household, x.number FROM people_import_row x WHERE x.import_id = $1 AND x.number = ?)`, f.After)
	}
	add(` ORDER BY r.household, r.number LIMIT ?`, f.Limit)
	return db.All(ctx, q, scanImportRow, `SELECT `+importRowColumns+` FROM people_import_row r WHERE `+where, args...)
}

// nextHouseholds reads whole households by the number of their first row: those
// of the next rows of a status, limit of them, behind a household. Rows of other
// households may be among them.
func nextHouseholds(ctx context.Context, q db.Querier, id string, status ImportRowStatus, after, limit int) ([]storedRow, error) {
	numbers, err := db.All(ctx, q, db.Value[int], `SELECT r.household FROM people_import_row r
		WHERE r.import_id = $1 AND r.status = $2 AND r.household > $3 ORDER BY r.household LIMIT $4`, id, string(status), after, limit)
	if err != nil || len(numbers) == 0 {
		return nil, err
	}
	return db.All(ctx, q, scanImportRow, `SELECT `+importRowColumns+` FROM people_import_row r
		WHERE r.import_id = $1 AND r.household >= $2 AND r.household <= $3 ORDER BY r.household, r.number`,
		id, numbers[0], numbers[len(numbers)-1])
}

func householdRows(ctx context.Context, q db.Querier, id string, household int) ([]storedRow, error) {
	return db.All(ctx, q, scanImportRow, `SELECT `+importRowColumns+` FROM people_import_row r
		WHERE r.import_id = $1 AND r.household = $2 ORDER BY r.number`, id, household)
}

func readImportLine(ctx context.Context, q db.Querier, id string, number int) (storedRow, error) {
	return db.One(ctx, q, scanImportRow, `SELECT `+importRowColumns+` FROM people_import_row r WHERE r.import_id = $1 AND r.number = $2`, id, number)
}

// documentHolders finds who has a document of that number, as far as the actor
// may know of them.
func documentHolders(ctx context.Context, q db.Querier, by access.Actor, blind any) ([]string, error) {
	scope, args := by.Where(PermIdentify, columns, []any{blind})
	return db.All(ctx, q, db.Value[string], `SELECT DISTINCT p.id FROM people_document d JOIN people_person p ON p.id = d.person_id
		WHERE d.blind = $1 AND d.removed_at IS NULL AND NOT p.restricted AND `+scope+` ORDER BY p.id LIMIT 3`, args...)
}

// resetImportRow puts a row into its household as if nothing had been checked.
func resetImportRow(ctx context.Context, tx *db.Tx, id string, number, household int) error {
	_, err := tx.Exec(ctx, `UPDATE people_import_row SET household = $1, status = 'fresh', verdict = '', decision = '', link_id = NULL, problems = '', matches = NULL
		WHERE import_id = $2 AND number = $3`, household, id, number)
	return err
}

// saveChecked writes what the dry run found of a row.
func saveChecked(ctx context.Context, tx *db.Tx, id string, r storedRow) error {
	problems, err := packProblems(r.problems)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE people_import_row SET status = $1, verdict = $2, problems = $3, matches = $4 WHERE import_id = $5 AND number = $6`,
		string(r.status), r.verdict, problems, r.matches, id, r.number)
	return err
}

// saveDecided writes what was decided on a row and what follows for its status.
func saveDecided(ctx context.Context, tx *db.Tx, id string, r storedRow) error {
	problems, err := packProblems(r.problems)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE people_import_row SET status = $1, decision = $2, link_id = $3, problems = $4 WHERE import_id = $5 AND number = $6`,
		string(r.status), string(r.decision), orNull(r.linkID), problems, id, r.number)
	return err
}

// saveDone notes as whom a row was registered and forgets its values.
func saveDone(ctx context.Context, tx *db.Tx, id string, number int, person string) error {
	_, err := tx.Exec(ctx, `UPDATE people_import_row SET status = 'done', person_id = $1, sealed = NULL, matches = NULL WHERE import_id = $2 AND number = $3`,
		person, id, number)
	return err
}

// recount sets the counts of an import from its rows and says when it was
// touched.
func recount(ctx context.Context, tx *db.Tx, id string, at clock.Instant) error {
	var sets []string
	for _, st := range []ImportRowStatus{RowFresh, RowGood, RowBad, RowAsk, RowHeld, RowLeftOut, RowDone} {
		sets = append(sets, string(st)+` = (SELECT COUNT(*) FROM people_import_row r WHERE r.import_id = $1 AND r.status = '`+string(st)+`')`)
	}
	_, err := tx.Exec(ctx, `UPDATE people_import SET `+strings.Join(sets, ", ")+`,
		alike = (SELECT COUNT(*) FROM people_import_row r WHERE r.import_id = $1 AND r.verdict <> ''), touched_at = $2 WHERE id = $1`, id, at)
	return err
}

// errImportMoved says that an import is no longer at the step, or read by the
// columns, that its rows were worked on for.
var errImportMoved = errors.New("people: import moved on")

// stepImport moves an import of a version from one step to another;
// errImportMoved where it is not there any more.
func stepImport(ctx context.Context, tx *db.Tx, i *openImport, to ImportStatus, mode ImportMode) error {
	n, err := tx.Exec(ctx, `UPDATE people_import SET status = $1, mode = $2 WHERE id = $3 AND status = $4 AND version = $5`,
		string(to), string(mode), i.ID, string(i.Status), i.Version)
	if err == nil && n == 0 {
		err = errImportMoved
	}
	return err
}

func finishImport(ctx context.Context, tx *db.Tx, id string, at clock.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE people_import SET status = 'finished', finished_at = $1 WHERE id = $2`, at, id)
	return err
}

// saveMapping writes what the columns say and starts the check from the beginning.
func saveMapping(ctx context.Context, tx *db.Tx, i *openImport, targets []ImportTarget) error {
	n, err := tx.Exec(ctx, `UPDATE people_import SET mapping = $1, status = 'checking', version = version + 1
		WHERE id = $2 AND version = $3 AND status IN ('mapping', 'checking', 'checked')`, packTargets(targets), i.ID, i.Version)
	if err == nil && n == 0 {
		err = errImportMoved
	}
	return err
}

// readHeadings returns what an account last said of columns by the hashes of
// their headings; nil for nothing.
func readHeadings(ctx context.Context, q db.Querier, account string, headings [][]byte) ([]*ImportTarget, error) {
	type said struct {
		heading []byte
		target  ImportTarget
	}
	rows, err := db.All(ctx, q, func(r db.Row) (s said, err error) {
		return s, r.Scan(&s.heading, &s.target)
	}, `SELECT heading, target FROM people_import_heading WHERE account_id = $1`, account)
	if err != nil {
		return nil, err
	}
	byHeading := make(map[string]ImportTarget, len(rows))
	for _, r := range rows {
		byHeading[string(r.heading)] = r.target
	}
	out := make([]*ImportTarget, len(headings))
	for n, h := range headings {
		if t, known := byHeading[string(h)]; known && h != nil {
			out[n] = &t
		}
	}
	return out, nil
}

func saveHeading(ctx context.Context, tx *db.Tx, account string, heading []byte, t ImportTarget) error {
	_, err := tx.Exec(ctx, `INSERT INTO people_import_heading (account_id, heading, target) VALUES ($1, $2, $3)
		ON CONFLICT (account_id, heading) DO UPDATE SET target = excluded.target`, account, heading, string(t))
	return err
}

func deleteImportRows(ctx context.Context, tx *db.Tx, id string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM people_import_row WHERE import_id = $1`, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE people_import SET wrapped = NULL, sealed = NULL WHERE id = $1`, id)
	return err
}

func deleteImport(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `DELETE FROM people_import WHERE id = $1`, id)
	return err
}

// importsTouched lists imports that were last worked on before a moment: those
// with rows, or those without.
func importsTouched(ctx context.Context, q db.Querier, before clock.Instant, withRows bool) ([]string, error) {
	return db.All(ctx, q, db.Value[string], `SELECT id FROM people_import WHERE touched_at < $1 AND (wrapped IS NOT NULL) = $2 ORDER BY id LIMIT 100`, before, withRows)
}

func importKeys(ctx context.Context, q db.Querier) ([]wrappedKey, error) {
	return db.All(ctx, q, func(r db.Row) (k wrappedKey, err error) {
		return k, r.Scan(&k.person, &k.wrapped)
	}, `SELECT id, wrapped FROM people_import WHERE wrapped IS NOT NULL ORDER BY id`)
}

func updateImportKey(ctx context.Context, tx *db.Tx, k wrappedKey) error {
	_, err := tx.Exec(ctx, `UPDATE people_import SET wrapped = $1 WHERE id = $2 AND wrapped = $3`, k.fresh, k.person, k.wrapped)
	return err
}
