package portal

import (
	"context"
	"strconv"
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

func addVisits(ctx context.Context, tx *db.Tx, day clock.Date, key [2]string, n int) error {
	_, err := tx.Exec(ctx, `INSERT INTO portal_visit (day, lang, page, visits) VALUES ($1, $2, $3, $4)
		ON CONFLICT (day, lang, page) DO UPDATE SET visits = portal_visit.visits + excluded.visits`, day, key[0], key[1], n)
	return err
}

// readVisits reads a page of the list. The cursor is the last row: visits,
// language and page.
func readVisits(ctx context.Context, q db.Querier, in VisitQuery) (out VisitPage, err error) {
	visits, lang, page := 0, "", ""
	if in.After != "" {
		parts := strings.SplitN(in.After, " ", 3)
		if len(parts) != 3 {
			return out, fault.InvalidField("after", "portal.desk.error.cursor")
		}
		if visits, err = strconv.Atoi(parts[0]); err != nil {
			return out, fault.InvalidField("after", "portal.desk.error.cursor")
		}
		lang, page = parts[1], parts[2]
	}
	const sums = `(SELECT lang, page, CAST(sum(visits) AS integer) AS n FROM portal_visit
		WHERE day >= $1 AND day <= $2 AND ($3 = '' OR lang = $3) GROUP BY lang, page) x`
	out.Total, err = db.One(ctx, q, db.Value[int], `SELECT CAST(COALESCE(sum(n), 0) AS integer) FROM `+sums, in.From, in.Until, string(in.Lang))
	if err != nil {
		return out, err
	}
	out.List, err = db.All(ctx, q, func(r db.Row) (v Visits, err error) { return v, r.Scan(&v.Lang, &v.Page, &v.Visits) },
		`SELECT lang, page, n FROM `+sums+` WHERE $4 = 0 OR n < $4 OR n = $4 AND (lang > $5 OR lang = $5 AND page > $6)
		ORDER BY n DESC, lang, page LIMIT $7`, in.From, in.Until, string(in.Lang), visits, lang, page, visitsShown+1)
	if len(out.List) > visitsShown {
		last := out.List[visitsShown-1]
		out.List, out.Next = out.List[:visitsShown], strconv.Itoa(last.Visits)+" "+string(last.Lang)+" "+last.Page
	}
	return out, err
}
