package portal

import (
	"context"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

func purposeSettings(ctx context.Context, q db.Querier) ([]PurposeSettings, error) {
	return db.All(ctx, q, func(r db.Row) (p PurposeSettings, err error) {
		return p, r.Scan(&p.Purpose, &p.DueDays, &p.RetentionDays, &p.Source)
	}, `SELECT code, due_days, retention_days, source FROM portal_purpose ORDER BY code`)
}

func updatePurpose(ctx context.Context, tx *db.Tx, p PurposeSettings) error {
	_, err := tx.Exec(ctx, `UPDATE portal_purpose SET due_days = $1, retention_days = $2, source = $3, version = version + 1 WHERE code = $4`,
		p.DueDays, p.RetentionDays, p.Source, p.Purpose)
	return err
}

func goods(ctx context.Context, q db.Querier) ([]Good, error) {
	return db.All(ctx, q, func(r db.Row) (g Good, err error) { return g, r.Scan(&g.Code, &g.State) },
		`SELECT code, state FROM portal_good ORDER BY position`)
}

func updateGood(ctx context.Context, tx *db.Tx, g Good) error {
	n, err := tx.Exec(ctx, `UPDATE portal_good SET state = $1 WHERE code = $2`, g.State, g.Code)
	if err == nil && n == 0 {
		return fault.Missing()
	}
	return err
}

func slots(ctx context.Context, q db.Querier, from clock.Date) ([]Slot, error) {
	return db.All(ctx, q, func(r db.Row) (s Slot, err error) {
		return s, r.Scan(&s.ID, &s.On, &s.From, &s.Until, &s.Place, &s.Capacity, &s.Taken)
	}, `SELECT id, on_date, from_time, until_time, place, capacity, taken FROM portal_slot WHERE on_date >= $1
		ORDER BY on_date, from_time, place LIMIT 200`, from)
}

func insertSlot(ctx context.Context, tx *db.Tx, s Slot) error {
	_, err := tx.Exec(ctx, `INSERT INTO portal_slot (id, on_date, from_time, until_time, place, capacity) VALUES ($1, $2, $3, $4, $5, $6)`,
		s.ID, s.On, s.From, s.Until, s.Place, s.Capacity)
	if db.Violation(err) == "portal_slot_on_date_from_time_place" {
		return fault.InvalidField("from", "portal.enquiries.error.slot_there")
	}
	return err
}

// deleteSlot removes a slot that nobody took.
func deleteSlot(ctx context.Context, tx *db.Tx, id string) error {
	n, err := tx.Exec(ctx, `DELETE FROM portal_slot WHERE id = $1 AND taken = 0 AND NOT EXISTS (SELECT 1 FROM portal_enquiry WHERE slot_id = $1)`, id)
	if err == nil && n == 0 {
		return fault.Conflicts("portal.enquiries.error.slot_taken")
	}
	return err
}

func scanCanned(r db.Row) (c CannedAnswer, err error) {
	return c, r.Scan(&c.ID, &c.Purpose, &c.Lang, &c.Title, &c.Body)
}

func cannedOf(ctx context.Context, q db.Querier, purpose string) ([]CannedAnswer, error) {
	return db.All(ctx, q, scanCanned, `SELECT id, purpose, lang, title, body FROM portal_canned WHERE purpose = $1 ORDER BY lang, title LIMIT 500`, purpose)
}

func cannedByID(ctx context.Context, q db.Querier, id string) (CannedAnswer, error) {
	return db.One(ctx, q, scanCanned, `SELECT id, purpose, lang, title, body FROM portal_canned WHERE id = $1`, id)
}

func insertCanned(ctx context.Context, tx *db.Tx, c CannedAnswer, at clock.Instant, by string) error {
	_, err := tx.Exec(ctx, `INSERT INTO portal_canned (id, purpose, lang, title, body, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		c.ID, c.Purpose, c.Lang, c.Title, c.Body, at, by)
	if db.Violation(err) == "portal_canned_purpose_lang_title" {
		return fault.InvalidField("title", "portal.enquiries.error.title_there")
	}
	return err
}

func deleteCanned(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `DELETE FROM portal_canned WHERE id = $1`, id)
	return err
}
