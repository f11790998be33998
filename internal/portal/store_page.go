package portal

import (
	"context"
	"errors"
	"fmt"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

const pageColumns = `p.id, p.kind, p.path, p.position, p.source_lang, p.legal, p.archived_at, p.version`

func scanPage(r db.Row) (p Page, err error) {
	var archived clock.Instant
	err = r.Scan(&p.ID, &p.Kind, &p.Path, &p.Position, &p.SourceLang, &p.Legal, &archived, &p.Version)
	p.Archived = !archived.IsZero()
	return p, err
}

func pageByID(ctx context.Context, q db.Querier, id string) (Page, error) {
	if !db.ValidID(id) {
		return Page{}, fault.Missing()
	}
	return orMissing(db.One(ctx, q, scanPage, `SELECT `+pageColumns+` FROM portal_page p WHERE p.id = $1`, id))
}

// orMissing turns "no row" into the fault that a reader sees.
func orMissing[T any](v T, err error) (T, error) {
	if errors.Is(err, db.ErrNoRow) {
		err = fault.Missing()
	}
	return v, err
}

func pageByPath(ctx context.Context, q db.Querier, kind PageKind, path string) (Page, error) {
	return orMissing(db.One(ctx, q, scanPage, `SELECT `+pageColumns+` FROM portal_page p WHERE p.kind = $1 AND p.path = $2 AND p.archived_at IS NULL`, kind, path))
}

func countPages(ctx context.Context, q db.Querier) (int, error) {
	return db.One(ctx, q, db.Value[int], `SELECT count(*) FROM portal_page`)
}

// pagesOf returns the pages of a kind in the order of the tree.
func pagesOf(ctx context.Context, q db.Querier, kind PageKind, archived bool) ([]Page, error) {
	return db.All(ctx, q, scanPage, `SELECT `+pageColumns+` FROM portal_page p WHERE p.kind = $1 AND (p.archived_at IS NOT NULL) = $2
		ORDER BY p.position, p.path`, kind, archived)
}

func insertPage(ctx context.Context, tx *db.Tx, p Page, at clock.Instant, by string) error {
	_, err := tx.Exec(ctx, `INSERT INTO portal_page (id, kind, path, position, source_lang, legal, created_at, created_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, p.ID, p.Kind, p.Path, p.Position, p.SourceLang, p.Legal, at, by)
	if db.Violation(err) == "portal_page_kind_path" {
		return fault.InvalidField("path", "portal.pages.error.path_taken")
	}
	return err
}

// updatePage changes position, flag and archive of the version that was read.
func updatePage(ctx context.Context, tx *db.Tx, p Page, at clock.Instant) error {
	var archived clock.Instant
	if p.Archived {
		archived = at
	}
	n, err := tx.Exec(ctx, `UPDATE portal_page SET position = $1, legal = $2, archived_at = $3, version = version + 1
		WHERE id = $4 AND version = $5`, p.Position, p.Legal, archived, p.ID, p.Version)
	return once(n, err)
}

// once makes a conflict of an update that found another version.
func once(n int64, err error) error {
	if err == nil && n == 0 {
		err = fault.Conflicts("portal.pages.error.changed")
	}
	return err
}

const textColumns = `t.id, t.page_id, t.lang, t.number, t.state, t.title, t.summary, t.body, t.hash, t.source_hash, t.unread,
	t.checked_on, t.writer, t.writers, t.remark, t.reviewed_by, t.publish_at, t.updated_at, t.version`

func scanText(r db.Row) (t PageText, err error) {
	var reviewed *string
	err = r.Scan(&t.ID, &t.PageID, &t.Lang, &t.Number, &t.State, &t.Title, &t.Summary, &t.Body, &t.Hash, &t.SourceHash, &t.Unread,
		&t.CheckedOn, &t.Writer, &t.Writers, &t.Remark, &reviewed, &t.PublishAt, &t.UpdatedAt, &t.Version)
	if reviewed != nil {
		t.ReviewedBy = *reviewed
	}
	return t, err
}

// live is the condition that a version t is the one that readers see at the
// instant $at.
func live(at int) string {
	return fmt.Sprintf(`t.state = 'published' AND t.publish_at <= $%[1]d AND NOT EXISTS (SELECT 1 FROM portal_page_text n
		WHERE n.page_id = t.page_id AND n.lang = t.lang AND n.state = 'published' AND n.publish_at <= $%[1]d
		AND (n.publish_at > t.publish_at OR n.publish_at = t.publish_at AND n.number > t.number))`, at)
}

// liveTexts returns what readers of a kind of pages see, in all languages asked for.
func liveTexts(ctx context.Context, q db.Querier, kind PageKind, langs []i18n.Lang, now clock.Instant) ([]PageText, error) {
	args := []any{now, kind}
	marks := ""
	for i, l := range langs {
		if i > 0 {
			marks += ", "
		}
		args = append(args, l)
		marks += fmt.Sprintf("$%d", len(args))
	}
	return db.All(ctx, q, scanText, `SELECT `+textColumns+` FROM portal_page_text t JOIN portal_page p ON p.id = t.page_id
		WHERE `+live(1)+` AND p.kind = $2 AND p.archived_at IS NULL AND t.lang IN (`+marks+`)`, args...)
}

// liveText returns what readers of a language see of a page; NotFound where it
// has nothing.
func liveText(ctx context.Context, q db.Querier, pageID string, lang i18n.Lang, now clock.Instant) (PageText, error) {
	return orMissing(db.One(ctx, q, scanText, `SELECT `+textColumns+` FROM portal_page_text t WHERE `+live(1)+` AND t.page_id = $2 AND t.lang = $3`, now, pageID, lang))
}

// openText returns the version under way.
func openText(ctx context.Context, q db.Querier, pageID string, lang i18n.Lang) (PageText, error) {
	return orMissing(db.One(ctx, q, scanText, `SELECT `+textColumns+` FROM portal_page_text t WHERE t.page_id = $1 AND t.lang = $2 AND t.state IN ('draft', 'review')`, pageID, lang))
}

func textByNumber(ctx context.Context, q db.Querier, pageID string, lang i18n.Lang, number int) (PageText, error) {
	return orMissing(db.One(ctx, q, scanText, `SELECT `+textColumns+` FROM portal_page_text t WHERE t.page_id = $1 AND t.lang = $2 AND t.number = $3`, pageID, lang, number))
}

// textByHash returns the newest version with the given content.
func textByHash(ctx context.Context, q db.Querier, pageID string, lang i18n.Lang, hash string) (PageText, error) {
	return orMissing(db.One(ctx, q, scanText, `SELECT `+textColumns+` FROM portal_page_text t WHERE t.page_id = $1 AND t.lang = $2 AND t.hash = $3
		ORDER BY t.number DESC LIMIT 1`, pageID, lang, hash))
}

// texts returns the newest versions of a page in a language, the newest first.
func texts(ctx context.Context, q db.Querier, pageID string, lang i18n.Lang, before, limit int) ([]PageText, error) {
	return db.All(ctx, q, scanText, `SELECT `+textColumns+` FROM portal_page_text t WHERE t.page_id = $1 AND t.lang = $2 AND t.number < $3
		ORDER BY t.number DESC LIMIT $4`, pageID, lang, before, limit)
}

// standing returns what counts for how pages stand: versions under way or
// scheduled and what readers see, without the body, the newest first.
func standing(ctx context.Context, q db.Querier, now clock.Instant, pageID string) ([]PageText, error) {
	args, only := []any{now}, ""
	if pageID != "" {
		args, only = append(args, pageID), " AND t.page_id = $2"
	}
	return db.All(ctx, q, func(r db.Row) (t PageText, err error) {
		return t, r.Scan(&t.PageID, &t.Lang, &t.Number, &t.State, &t.Title, &t.Hash, &t.SourceHash, &t.Unread, &t.CheckedOn, &t.Writer, &t.PublishAt)
	}, `SELECT t.page_id, t.lang, t.number, t.state, t.title, t.hash, t.source_hash, t.unread, t.checked_on, t.writer, t.publish_at
		FROM portal_page_text t WHERE (t.state IN ('draft', 'review') OR t.state = 'published' AND t.publish_at > $1 OR `+live(1)+`)`+only+`
		ORDER BY t.page_id, t.lang, t.number DESC`, args...)
}

func lastNumber(ctx context.Context, q db.Querier, pageID string, lang i18n.Lang) (int, error) {
	return db.One(ctx, q, db.Value[int], `SELECT coalesce(max(number), 0) FROM portal_page_text WHERE page_id = $1 AND lang = $2`, pageID, lang)
}

func insertText(ctx context.Context, tx *db.Tx, t PageText, at clock.Instant) error {
	_, err := tx.Exec(ctx, `INSERT INTO portal_page_text (id, page_id, lang, number, state, title, summary, body, hash, source_hash, unread,
		checked_on, writer, writers, publish_at, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		t.ID, t.PageID, t.Lang, t.Number, t.State, t.Title, t.Summary, t.Body, t.Hash, t.SourceHash, t.Unread,
		t.CheckedOn, t.Writer, t.Writers, t.PublishAt, at, at)
	switch db.Violation(err) {
	case "portal_page_text_page_id_lang", "portal_page_text_page_id_lang_number":
		return fault.Conflicts("portal.pages.error.under_way")
	}
	return err
}

// updateText writes a version under way where nobody changed it meanwhile.
func updateText(ctx context.Context, tx *db.Tx, t PageText, at clock.Instant) error {
	var reviewed *string
	var reviewedAt clock.Instant
	if t.ReviewedBy != "" {
		reviewed, reviewedAt = &t.ReviewedBy, at
	}
	n, err := tx.Exec(ctx, `UPDATE portal_page_text SET state = $1, title = $2, summary = $3, body = $4, hash = $5, source_hash = $6, unread = $7,
		checked_on = $8, writer = $9, writers = $10, remark = $11, reviewed_by = $12, reviewed_at = $13, publish_at = $14, updated_at = $15,
		version = version + 1 WHERE id = $16 AND version = $17 AND state IN ('draft', 'review')`,
		t.State, t.Title, t.Summary, t.Body, t.Hash, t.SourceHash, t.Unread, t.CheckedOn, t.Writer, t.Writers, t.Remark, reviewed, reviewedAt, t.PublishAt, at, t.ID, t.Version)
	return once(n, err)
}

func deletePageDraft(ctx context.Context, tx *db.Tx, t PageText) error {
	return once(tx.Exec(ctx, `DELETE FROM portal_page_text WHERE id = $1 AND version = $2 AND state = 'draft'`, t.ID, t.Version))
}

// withdrawUntil withdraws a published version and those before it.
func withdrawUntil(ctx context.Context, tx *db.Tx, t PageText, at clock.Instant) (int64, error) {
	return tx.Exec(ctx, `UPDATE portal_page_text SET state = 'withdrawn', updated_at = $1, version = version + 1
		WHERE page_id = $2 AND lang = $3 AND state = 'published' AND number <= $4`, at, t.PageID, t.Lang, t.Number)
}

// withdrawOne takes a scheduled version back; what readers see stays.
func withdrawOne(ctx context.Context, tx *db.Tx, t PageText, at clock.Instant) (int64, error) {
	return tx.Exec(ctx, `UPDATE portal_page_text SET state = 'withdrawn', updated_at = $1, version = version + 1 WHERE id = $2 AND state = 'published'`, at, t.ID)
}

func markRead(ctx context.Context, tx *db.Tx, t PageText, today clock.Date, at clock.Instant) (int64, error) {
	return tx.Exec(ctx, `UPDATE portal_page_text SET unread = FALSE, checked_on = $1, updated_at = $2, version = version + 1 WHERE id = $3 AND unread`, today, at, t.ID)
}
