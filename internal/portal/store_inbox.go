package portal

import (
	"context"
	"fmt"
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// inDesks compiles a list of desks to a condition; none is none.
func inDesks(desks []Desk, args []any) (string, []any) {
	if len(desks) == 0 {
		return "FALSE", args
	}
	var marks []string
	for _, d := range desks {
		args = append(args, d)
		marks = append(marks, fmt.Sprintf("$%d", len(args)))
	}
	return "e.desk IN (" + strings.Join(marks, ", ") + ")", args
}

// inboxWhere compiles a query of the inbox.
func inboxWhere(desks []Desk, q InboxQuery, me string, today clock.Date) (string, []any) {
	cond, args := inDesks(desks, nil)
	conds := []string{cond, "e.deleted_at IS NULL"}
	add := func(format string, value any) {
		args = append(args, value)
		conds = append(conds, fmt.Sprintf(format, len(args)))
	}
	if q.Desk != "" {
		add("e.desk = $%d", q.Desk)
	}
	if q.Purpose != "" {
		add("e.purpose = $%d", q.Purpose)
	}
	if q.Lang != "" {
		add("e.lang = $%d", q.Lang)
	}
	if q.Mine {
		add("e.assigned_to = $%d", me)
	}
	if q.Overdue {
		add("e.status IN ('new', 'in_progress', 'waiting') AND e.due_on < $%d", today)
	}
	switch {
	case q.Status == "open" || q.Status == "" && !q.Overdue:
		conds = append(conds, "e.status IN ('new', 'in_progress', 'waiting')")
	case q.Status != "" && q.Status != "all":
		add("e.status = $%d", q.Status)
	}
	if q.Reference != "" {
		add("e.reference = $%d", q.Reference)
	}
	return strings.Join(conds, " AND "), args
}

func inboxRows(ctx context.Context, q db.Querier, cond string, args []any, after []string, limit int) ([]enquiryRow, error) {
	if after != nil {
		args = append(args, after[0], after[1])
		cond += fmt.Sprintf(" AND (e.due_on, e.id) > ($%d, $%d)", len(args)-1, len(args))
	}
	args = append(args, limit)
	return db.All(ctx, q, scanEnquiry, `SELECT `+enquiryColumns+` FROM portal_enquiry e WHERE `+cond+
		fmt.Sprintf(" ORDER BY e.due_on, e.id LIMIT $%d", len(args)), args...)
}

func inboxCount(ctx context.Context, q db.Querier, cond string, args []any) (int, error) {
	return db.One(ctx, q, db.Value[int], `SELECT count(*) FROM portal_enquiry e WHERE `+cond, args...)
}

// enquiryFigures counts messages by month, purpose and language. Deleted ones
// count on: nothing of them is left but this.
func enquiryFigures(ctx context.Context, q db.Querier, desks []Desk, from, until clock.Date) ([]EnquiryFigure, error) {
	cond, args := inDesks(desks, nil)
	args = append(args, from.String(), until.AddDays(1).String())
	return db.All(ctx, q, func(r db.Row) (f EnquiryFigure, err error) {
		return f, r.Scan(&f.Month, &f.Purpose, &f.Lang, &f.Count, &f.Closed)
	}, `SELECT substr(e.received_at, 1, 7), e.purpose, e.lang, count(*), sum(CASE WHEN e.status IN ('answered', 'closed') THEN 1 ELSE 0 END)
		FROM portal_enquiry e WHERE `+cond+fmt.Sprintf(` AND e.status <> 'spam' AND e.received_at >= $%d AND e.received_at < $%d`, len(args)-1, len(args))+`
		GROUP BY substr(e.received_at, 1, 7), e.purpose, e.lang ORDER BY 1 DESC, 2, 3`, args...)
}

// expiredEnquiries returns messages whose period is over: counted from the day
// they were closed, or received where nobody closed them.
func expiredEnquiries(ctx context.Context, q db.Querier, purpose string, before clock.Date, limit int) ([]enquiryRow, error) {
	return db.All(ctx, q, scanEnquiry, `SELECT `+enquiryColumns+` FROM portal_enquiry e WHERE e.deleted_at IS NULL AND e.purpose = $1
		AND (e.closed_on < $2 OR e.closed_on IS NULL AND e.received_at < $3) ORDER BY e.id LIMIT $4`, purpose, before, before.String(), limit)
}

// deleteEnquiry destroys the key and what lies sealed. What is left tells that
// there was a message, when, for which purpose and in which language.
func deleteEnquiry(ctx context.Context, tx *db.Tx, id string, at clock.Instant) (int64, error) {
	n, err := tx.Exec(ctx, `UPDATE portal_enquiry SET datakey = NULL, sealed = NULL, assigned_to = '', converted_to = '', deleted_at = $1,
		version = version + 1 WHERE id = $2 AND deleted_at IS NULL`, at, id)
	if err != nil || n == 0 {
		return n, err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM portal_enquiry_entry WHERE enquiry_id = $1`, id); err != nil {
		return n, err
	}
	_, err = tx.Exec(ctx, `DELETE FROM portal_attachment WHERE owner_id = $1`, id)
	return n, err
}

func attachmentIDs(ctx context.Context, q db.Querier, owner string) ([]attachment, error) {
	return db.All(ctx, q, func(r db.Row) (a attachment, err error) { return a, r.Scan(&a.ID) },
		`SELECT id FROM portal_attachment WHERE owner_id = $1`, owner)
}

func expiredDrafts(ctx context.Context, q db.Querier, today clock.Date, limit int) ([]string, error) {
	return db.All(ctx, q, db.Value[string], `SELECT id FROM portal_enquiry_draft WHERE until_date < $1 ORDER BY id LIMIT $2`, today, limit)
}

func deleteDraft(ctx context.Context, tx *db.Tx, id string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM portal_attachment WHERE owner_id = $1`, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM portal_enquiry_draft WHERE id = $1`, id)
	return err
}

// enquiryKey is a wrapped key of a message or draft.
type enquiryKey struct {
	draft          bool
	id             string
	wrapped, fresh []byte
}

func enquiryKeys(ctx context.Context, q db.Querier, draft bool, after string, limit int) ([]enquiryKey, error) {
	query := `SELECT id, datakey FROM portal_enquiry WHERE datakey IS NOT NULL AND id > $1 ORDER BY id LIMIT $2`
	if draft {
		query = `SELECT id, datakey FROM portal_enquiry_draft WHERE id > $1 ORDER BY id LIMIT $2`
	}
	return db.All(ctx, q, func(r db.Row) (k enquiryKey, err error) {
		k.draft = draft
		return k, r.Scan(&k.id, &k.wrapped)
	}, query, after, limit)
}

func updateEnquiryKeys(ctx context.Context, tx *db.Tx, keys []enquiryKey) error {
	for _, k := range keys {
		query := `UPDATE portal_enquiry SET datakey = $1 WHERE id = $2 AND datakey = $3`
		if k.draft {
			query = `UPDATE portal_enquiry_draft SET datakey = $1 WHERE id = $2 AND datakey = $3`
		}
		if _, err := tx.Exec(ctx, query, k.fresh, k.id, k.wrapped); err != nil {
			return err
		}
	}
	return nil
}
