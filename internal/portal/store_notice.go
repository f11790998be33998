package portal

import (
	"context"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
)

func insertNotice(ctx context.Context, tx *db.Tx, n Notice, by string) error {
	_, err := tx.Exec(ctx, `INSERT INTO portal_notice (id, begins_at, until_at, recorded_by) VALUES ($1, $2, $3, $4)`, n.ID, n.BeginsAt, n.UntilAt, by)
	for lang, text := range n.Texts {
		if err == nil {
			_, err = tx.Exec(ctx, `INSERT INTO portal_notice_text (notice_id, lang, text) VALUES ($1, $2, $3)`, n.ID, string(lang), text)
		}
	}
	return err
}

// endNotices ends the notice of that id, or where it is empty all, that stand at
// a time, and returns how many.
func endNotices(ctx context.Context, tx *db.Tx, id string, at clock.Instant) (int64, error) {
	return tx.Exec(ctx, `UPDATE portal_notice SET ended_at = $1 WHERE ($2 = '' OR id = $2) AND ended_at IS NULL AND until_at > $1`, at, id)
}

func listNotices(ctx context.Context, q db.Querier, limit int) ([]Notice, error) {
	list, err := db.All(ctx, q, func(r db.Row) (n Notice, err error) {
		return n, r.Scan(&n.ID, &n.BeginsAt, &n.UntilAt, &n.EndedAt)
	}, `SELECT id, begins_at, until_at, ended_at FROM portal_notice ORDER BY begins_at DESC, id DESC LIMIT $1`, limit)
	for i := range list {
		if err == nil {
			list[i].Texts, err = noticeTexts(ctx, q, list[i].ID)
		}
	}
	return list, err
}

func noticeTexts(ctx context.Context, q db.Querier, id string) (map[i18n.Lang]string, error) {
	type row struct{ lang, text string }
	rows, err := db.All(ctx, q, func(r db.Row) (x row, err error) { return x, r.Scan(&x.lang, &x.text) },
		`SELECT lang, text FROM portal_notice_text WHERE notice_id = $1`, id)
	texts := map[i18n.Lang]string{}
	for _, x := range rows {
		texts[i18n.Lang(x.lang)] = x.text
	}
	return texts, err
}
