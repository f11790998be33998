package people

import (
	"context"
	"fmt"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

const candidateColumns = `c.id, c.a_id, c.b_id, c.score, c.verdict, c.found_at, c.decision, c.remind_on, c.decided_at,
	COALESCE(c.decided_by, ''), c.version, a.org_id, COALESCE(a.centre_id, ''), b.org_id, COALESCE(b.centre_id, '')`

// candidateTables holds pairs of persons who are both there and neither of them
// under restriction: what a sweep found before must not tell of them after.
const candidateTables = `people_candidate c
	JOIN people_person a ON a.id = c.a_id AND a.erased_at IS NULL AND NOT a.restricted
	JOIN people_person b ON b.id = c.b_id AND b.erased_at IS NULL AND NOT b.restricted`

func scanCandidate(r db.Row) (c candidateRow, err error) {
	var score int
	var a, b [2]string
	err = r.Scan(&c.ID, &c.aID, &c.bID, &score, &c.Verdict, &c.FoundAt, &c.Decision, &c.RemindOn, &c.DecidedAt,
		&c.DecidedBy, &c.Version, &a[0], &a[1], &b[0], &b[1])
	c.Score = float64(score) / perThousand
	c.aObject, c.bObject = object(a[0], a[1], false), object(b[0], b[1], false)
	return c, err
}

// bothIn adds the condition that the actor holds a permission on both persons.
func (c *conditions) bothIn(by access.Actor, perm access.Permission) {
	for _, p := range []string{"a", "b"} {
		var scope string
		scope, c.args = by.Where(perm, access.Columns{Org: p + ".org_id", Centre: p + ".centre_id"}, c.args)
		c.parts = append(c.parts, scope)
	}
}

// candidateCondition admits what is to be decided now, by this actor.
func candidateCondition(by access.Actor, w CandidateFilter, today clock.Date) *conditions {
	c := &conditions{parts: []string{"c.decision IN ('open', 'later')"}}
	c.add("(c.remind_on IS NULL OR c.remind_on <= %s)", today)
	c.bothIn(by, PermLink)
	if w.Verdict != "" {
		c.add("c.verdict = %s", string(w.Verdict))
	}
	for _, x := range []struct{ column, value string }{{"org_id", w.OrgID}, {"centre_id", w.CentreID}} {
		if x.value != "" {
			c.add("%s IN (a."+x.column+", b."+x.column+")", x.value)
		}
	}
	return c
}

// countCandidates counts up to MaxCandidates and one.
func countCandidates(ctx context.Context, q db.Querier, c *conditions) (int, error) {
	query := fmt.Sprintf(`SELECT COUNT(*) FROM (SELECT 1 FROM `+candidateTables+` WHERE %s LIMIT %d) x`,
		strings.Join(c.parts, " AND "), MaxCandidates+1)
	return db.One(ctx, q, db.Value[int], query, c.args...)
}

// listCandidates reads a page, the likest first or the other way round, of those
// behind a place in that order.
func listCandidates(ctx context.Context, q db.Querier, c *conditions, at *candidatePlace, ascending bool, limit int) ([]candidateRow, error) {
	than, order := "<", "DESC"
	if ascending {
		than, order = ">", "ASC"
	}
	cond, args := strings.Join(c.parts, " AND "), c.args
	if at != nil {
		n := len(args)
		cond += fmt.Sprintf(" AND (c.score, c.id) %s ($%d, $%d)", than, n+1, n+2)
		args = append(args[:n:n], at.score, at.id)
	}
	query := fmt.Sprintf(`SELECT `+candidateColumns+` FROM `+candidateTables+` WHERE %s ORDER BY c.score %s, c.id %s LIMIT %d`, cond, order, order, limit)
	return db.All(ctx, q, scanCandidate, query, args...)
}

// candidatePlace is where a pair stands in the order of the list.
type candidatePlace struct {
	score int
	id    string
}

// placeOfCandidate finds where a pair stands, also one that was decided; db.ErrNoRow
// where it is gone.
func placeOfCandidate(ctx context.Context, q db.Querier, id string) (*candidatePlace, error) {
	score, err := db.One(ctx, q, db.Value[int], `SELECT score FROM people_candidate WHERE id = $1`, id)
	return &candidatePlace{score, id}, err
}

func readCandidate(ctx context.Context, q db.Querier, id string) (candidateRow, error) {
	return db.One(ctx, q, scanCandidate, `SELECT `+candidateColumns+` FROM `+candidateTables+` WHERE c.id = $1`, id)
}

// lastCandidate reads the pair that an account decided last, if that was after an instant.
func lastCandidate(ctx context.Context, q db.Querier, by access.Actor, after clock.Instant) (candidateRow, error) {
	c := &conditions{}
	c.add("c.decided_by = %s", by.ID)
	c.add("c.decided_at > %s", after)
	c.bothIn(by, PermLink)
	return db.One(ctx, q, scanCandidate, `SELECT `+candidateColumns+` FROM `+candidateTables+`
		WHERE `+strings.Join(c.parts, " AND ")+` ORDER BY c.decided_at DESC, c.id LIMIT 1`, c.args...)
}

// postponeCandidate sets a pair of that version aside until a day.
func postponeCandidate(ctx context.Context, tx *db.Tx, c candidateRow, until clock.Date, w write) error {
	_, err := tx.Exec(ctx, `UPDATE people_candidate SET decision = 'later', remind_on = $1, decided_at = $2, decided_by = $3, version = version + 1
		WHERE id = $4`, until, w.at, w.by, c.ID)
	return err
}

// settleCandidate notes a decision on a pair, where a sweep had found it.
func settleCandidate(ctx context.Context, tx *db.Tx, a, b string, verdict LinkVerdict, w write) error {
	_, err := tx.Exec(ctx, `UPDATE people_candidate SET decision = $1, remind_on = NULL, decided_at = $2, decided_by = $3, version = version + 1
		WHERE a_id = $4 AND b_id = $5`, string(verdict), w.at, w.by, a, b)
	return err
}

// reopenCandidate asks about a pair again. A sweep that is under way and has
// passed it leaves it alone.
func reopenCandidate(ctx context.Context, tx *db.Tx, a, b string) error {
	_, err := tx.Exec(ctx, `UPDATE people_candidate SET decision = 'open', remind_on = NULL, decided_at = NULL, decided_by = NULL,
		run = COALESCE((SELECT s.run FROM people_sweep s), run), version = version + 1 WHERE a_id = $1 AND b_id = $2`, a, b)
	return err
}

// dropCandidates forgets the undecided pairs of a person.
func dropCandidates(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `DELETE FROM people_candidate WHERE (a_id = $1 OR b_id = $1) AND decision IN ('open', 'later')`, id)
	return err
}

// saveCandidate keeps a pair, unless one of the two is gone or restricted by now
// or somebody decided on them. Found from both sides, the higher score counts;
// what was decided stays.
func saveCandidate(ctx context.Context, tx *db.Tx, p foundPair, run int, at clock.Instant) error {
	_, err := tx.Exec(ctx, `INSERT INTO people_candidate (id, a_id, b_id, score, verdict, run, found_at)
		SELECT CAST($1 AS text), CAST($2 AS text), CAST($3 AS text), CAST($4 AS integer), CAST($5 AS text), CAST($6 AS integer), CAST($7 AS text)
		WHERE 2 = (SELECT COUNT(*) FROM `+personTables+` WHERE p.id IN ($2, $3) AND NOT p.restricted)
		AND NOT EXISTS (SELECT 1 FROM people_link l WHERE l.a_id = $2 AND l.b_id = $3 AND l.undone_at IS NULL)
		ON CONFLICT (a_id, b_id) DO UPDATE SET run = excluded.run,
		score = CASE WHEN people_candidate.run = excluded.run AND people_candidate.score > excluded.score THEN people_candidate.score ELSE excluded.score END,
		verdict = CASE WHEN people_candidate.run = excluded.run AND people_candidate.score > excluded.score THEN people_candidate.verdict ELSE excluded.verdict END`,
		db.NewID(), p.a, p.b, p.score, string(p.verdict), run, at)
	return err
}

// dropStale forgets the undecided pairs that the sweep did not find again.
func dropStale(ctx context.Context, tx *db.Tx, run int) error {
	_, err := tx.Exec(ctx, `DELETE FROM people_candidate WHERE run < $1 AND decision IN ('open', 'later')`, run)
	return err
}

// sweepRow is a person whom a sweep looks at.
type sweepRow struct {
	indexRow
	householdID string
}

// sweepPage reads the next persons who may be found by name.
func sweepPage(ctx context.Context, q db.Querier, after string, limit int) ([]sweepRow, error) {
	rows, err := db.All(ctx, q, func(r db.Row) (x sweepRow, err error) {
		var nationalities string
		err = r.Scan(&x.id, &x.orgID, &x.centreID, &x.sex, &nationalities, &x.sealed, &x.wrapped, &x.householdID)
		x.nationalities = unpackCodes[string](nationalities)
		return x, err
	}, `SELECT `+indexColumns+`, p.household_id FROM `+personTables+` WHERE p.id > $1 AND NOT p.restricted ORDER BY p.id LIMIT $2`, after, limit)
	if err != nil {
		return nil, err
	}
	return rows, withPhones(ctx, q, rows, func(row *sweepRow) *indexRow { return &row.indexRow })
}

// readDecidedPairs reads with whom each of the persons has a standing decision.
func readDecidedPairs(ctx context.Context, q db.Querier, ids []string) (map[[2]string]bool, error) {
	out := map[[2]string]bool{}
	scan := func(r db.Row) (pair [2]string, err error) { return pair, r.Scan(&pair[0], &pair[1]) }
	err := inChunks(ids, func(in string, args []any) error {
		for _, column := range []string{"a_id", "b_id"} {
			pairs, err := db.All(ctx, q, scan, `SELECT a_id, b_id FROM people_link WHERE `+column+` IN (`+in+`) AND undone_at IS NULL`, args...)
			if err != nil {
				return err
			}
			for _, p := range pairs {
				out[p] = true
			}
		}
		return nil
	})
	return out, err
}

// readSweep reads the sweep that is under way or was the last; db.ErrNoRow before the first.
func readSweep(ctx context.Context, q db.Querier) (Sweep, error) {
	return db.One(ctx, q, func(r db.Row) (s Sweep, err error) {
		return s, r.Scan(&s.Run, &s.after, &s.Seen, &s.Total, &s.Found, &s.StartedAt, &s.startedBy, &s.FinishedAt)
	}, `SELECT run, after_id, seen, total, found, started_at, started_by, finished_at FROM people_sweep WHERE id = 1`)
}

// beginSweep begins the next sweep; begun is false where one is under way.
func beginSweep(ctx context.Context, tx *db.Tx, total int, w write) (begun bool, err error) {
	n, err := tx.Exec(ctx, `INSERT INTO people_sweep (id, run, after_id, seen, total, found, started_at, started_by) VALUES (1, 1, '', 0, $1, 0, $2, $3)
		ON CONFLICT (id) DO UPDATE SET run = people_sweep.run + 1, after_id = '', seen = 0, total = excluded.total, found = 0,
		started_at = excluded.started_at, started_by = excluded.started_by, finished_at = NULL WHERE people_sweep.finished_at IS NOT NULL`,
		total, w.at, w.by)
	return n > 0, err
}

// moveSweep notes how far a sweep is; moved is false where somebody else carried it on.
func moveSweep(ctx context.Context, tx *db.Tx, s Sweep, after string, seen int) (moved bool, err error) {
	n, err := tx.Exec(ctx, `UPDATE people_sweep SET after_id = $1, seen = seen + $2
		WHERE run = $3 AND after_id = $4 AND finished_at IS NULL`, after, seen, s.Run, s.after)
	return n > 0, err
}

// finishSweep ends a sweep and counts the pairs that it found and nobody had decided on.
func finishSweep(ctx context.Context, tx *db.Tx, s Sweep, at clock.Instant) (finished bool, err error) {
	n, err := tx.Exec(ctx, `UPDATE people_sweep SET finished_at = $1,
		found = (SELECT COUNT(*) FROM people_candidate c WHERE c.run = people_sweep.run AND c.decision IN ('open', 'later'))
		WHERE run = $2 AND after_id = $3 AND finished_at IS NULL`, at, s.Run, s.after)
	return n > 0, err
}
