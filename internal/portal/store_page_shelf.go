package portal

import (
	"context"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

func scanContact(r db.Row) (c PageContact, err error) {
	return c, r.Scan(&c.Key, &c.Name, &c.NameLang, &c.Phone, &c.Email, &c.Address, &c.Version)
}

const contactColumns = `key, name, name_lang, phone, email, address, version`

func pageContacts(ctx context.Context, q db.Querier) ([]PageContact, error) {
	return db.All(ctx, q, scanContact, `SELECT `+contactColumns+` FROM portal_page_contact ORDER BY key`)
}

func pageContact(ctx context.Context, q db.Querier, key string) (PageContact, error) {
	return orMissing(db.One(ctx, q, scanContact, `SELECT `+contactColumns+` FROM portal_page_contact WHERE key = $1`, key))
}

// putContact inserts a contact of version 0 and updates one of a later version.
func putContact(ctx context.Context, tx *db.Tx, c PageContact, at clock.Instant, by string) error {
	if c.Version > 0 {
		n, err := tx.Exec(ctx, `UPDATE portal_page_contact SET name = $1, name_lang = $2, phone = $3, email = $4, address = $5, updated_at = $6,
			updated_by = $7, version = version + 1 WHERE key = $8 AND version = $9`, c.Name, c.NameLang, c.Phone, c.Email, c.Address, at, by, c.Key, c.Version)
		return once(n, err)
	}
	n, err := tx.Exec(ctx, `INSERT INTO portal_page_contact (key, name, name_lang, phone, email, address, updated_at, updated_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (key) DO NOTHING`, c.Key, c.Name, c.NameLang, c.Phone, c.Email, c.Address, at, by)
	if err == nil && n == 0 {
		err = fault.InvalidField("key", "portal.pages.error.key_taken")
	}
	return err
}

func scanPicture(r db.Row) (p PagePicture, err error) {
	return p, r.Scan(&p.ID, &p.Width, &p.Height, &p.CreatedAt)
}

func pagePictures(ctx context.Context, q db.Querier) ([]PagePicture, error) {
	return db.All(ctx, q, scanPicture, `SELECT id, width, height, created_at FROM portal_page_picture ORDER BY created_at DESC, id`)
}

func insertPicture(ctx context.Context, tx *db.Tx, p PagePicture, jpeg []byte, by string) error {
	_, err := tx.Exec(ctx, `INSERT INTO portal_page_picture (id, jpeg, width, height, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6)`,
		p.ID, jpeg, p.Width, p.Height, p.CreatedAt, by)
	return err
}

func pictureBytes(ctx context.Context, q db.Querier, id string) ([]byte, error) {
	return orMissing(db.One(ctx, q, db.Value[[]byte], `SELECT jpeg FROM portal_page_picture WHERE id = $1`, id))
}

// addVote counts one answer to "was this helpful?".
func addVote(ctx context.Context, tx *db.Tx, pageID string, lang i18n.Lang, helpful bool) error {
	yes, no := 0, 1
	if helpful {
		yes, no = 1, 0
	}
	_, err := tx.Exec(ctx, `INSERT INTO portal_page_vote (page_id, lang, helpful, unhelpful) VALUES ($1, $2, $3, $4)
		ON CONFLICT (page_id, lang) DO UPDATE SET helpful = portal_page_vote.helpful + excluded.helpful,
		unhelpful = portal_page_vote.unhelpful + excluded.unhelpful`, pageID, lang, yes, no)
	return err
}

func pageVotes(ctx context.Context, q db.Querier, pageID string) ([]PageVotes, error) {
	return db.All(ctx, q, func(r db.Row) (v PageVotes, err error) {
		return v, r.Scan(&v.Lang, &v.Helpful, &v.Unhelpful)
	}, `SELECT lang, helpful, unhelpful FROM portal_page_vote WHERE page_id = $1 ORDER BY lang`, pageID)
}
