package portal

import (
	"context"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// enquiryRow is a row of portal_enquiry.
type enquiryRow struct {
	id, reference, formKey, purpose string
	desk                            Desk
	lang                            string
	status                          EnquiryStatus
	notice                          string
	receivedAt                      clock.Instant
	dueOn, closedOn                 clock.Date
	assignedTo, mergedInto          string
	convertedTo                     string
	slot                            string
	datakey, sealed                 []byte
	deletedAt                       clock.Instant
	version                         int
}

const enquiryColumns = `e.id, e.reference, e.purpose, e.desk, e.lang, e.status, e.notice, e.received_at, e.due_on, e.closed_on, e.assigned_to,
	COALESCE(e.merged_into, ''), e.converted_to, COALESCE(e.slot_id, ''), e.datakey, e.sealed, e.deleted_at, e.version`

func scanEnquiry(r db.Row) (e enquiryRow, err error) {
	return e, r.Scan(&e.id, &e.reference, &e.purpose, &e.desk, &e.lang, &e.status, &e.notice, &e.receivedAt, &e.dueOn, &e.closedOn, &e.assignedTo,
		&e.mergedInto, &e.convertedTo, &e.slot, &e.datakey, &e.sealed, &e.deletedAt, &e.version)
}

const receiptByForm = `SELECT reference, purpose FROM portal_enquiry WHERE form_key = $1`

func insertEnquiry(ctx context.Context, tx *db.Tx, e enquiryRow) error {
	_, err := tx.Exec(ctx, `INSERT INTO portal_enquiry (id, reference, form_key, purpose, desk, lang, status, notice, received_at, due_on, closed_on,
		slot_id, datakey, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		e.id, e.reference, e.formKey, e.purpose, e.desk, e.lang, e.status, e.notice, e.receivedAt, e.dueOn, e.closedOn, orNull(e.slot), e.datakey, e.sealed)
	return err
}

// orNull stores an empty text as none.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func dueDays(ctx context.Context, q db.Querier, purpose string) (int, error) {
	return db.One(ctx, q, db.Value[int], `SELECT due_days FROM portal_purpose WHERE code = $1`, purpose)
}

// nextEnquiryNumber counts the messages of a year.
func nextEnquiryNumber(ctx context.Context, tx *db.Tx, year int) (int, error) {
	return db.One(ctx, tx, db.Value[int], `INSERT INTO portal_enquiry_counter (year, next) VALUES ($1, 2)
		ON CONFLICT (year) DO UPDATE SET next = portal_enquiry_counter.next + 1 RETURNING next - 1`, year)
}

func enquiryByID(ctx context.Context, q db.Querier, id string) (enquiryRow, error) {
	return db.One(ctx, q, scanEnquiry, `SELECT `+enquiryColumns+` FROM portal_enquiry e WHERE e.id = $1 AND e.deleted_at IS NULL`, id)
}

func enquiryByReference(ctx context.Context, q db.Querier, reference string) (enquiryRow, error) {
	return db.One(ctx, q, scanEnquiry, `SELECT `+enquiryColumns+` FROM portal_enquiry e WHERE e.reference = $1 AND e.deleted_at IS NULL`, reference)
}

// updateEnquiry writes what a desk may change, where nobody was faster.
func updateEnquiry(ctx context.Context, tx *db.Tx, e enquiryRow) error {
	n, err := tx.Exec(ctx, `UPDATE portal_enquiry SET status = $1, due_on = $2, assigned_to = $3, closed_on = $4, merged_into = $5, converted_to = $6,
		version = version + 1 WHERE id = $7 AND version = $8 AND deleted_at IS NULL`,
		e.status, e.dueOn, e.assignedTo, e.closedOn, orNull(e.mergedInto), e.convertedTo, e.id, e.version)
	if err == nil && n == 0 {
		return fault.Conflicts("portal.enquiries.error.changed")
	}
	return err
}

func mergedEnquiries(ctx context.Context, q db.Querier, id string) ([]EnquiryLink, error) {
	return db.All(ctx, q, scanLink, `SELECT id, reference FROM portal_enquiry WHERE merged_into = $1 AND deleted_at IS NULL ORDER BY received_at`, id)
}

func scanLink(r db.Row) (l EnquiryLink, err error) { return l, r.Scan(&l.ID, &l.Reference) }

type entryRow struct {
	id, enquiry, kind string
	at                clock.Instant
	by                string
	sealed            []byte
}

func scanEntry(r db.Row) (e entryRow, err error) {
	return e, r.Scan(&e.id, &e.enquiry, &e.kind, &e.at, &e.by, &e.sealed)
}

func insertEntry(ctx context.Context, tx *db.Tx, e entryRow) error {
	_, err := tx.Exec(ctx, `INSERT INTO portal_enquiry_entry (id, enquiry_id, kind, at, by_id, sealed) VALUES ($1, $2, $3, $4, $5, $6)`,
		e.id, e.enquiry, e.kind, e.at, e.by, e.sealed)
	return err
}

func entriesOf(ctx context.Context, q db.Querier, enquiry string) ([]entryRow, error) {
	return db.All(ctx, q, scanEntry, `SELECT id, enquiry_id, kind, at, by_id, sealed FROM portal_enquiry_entry WHERE enquiry_id = $1 ORDER BY at DESC, id`, enquiry)
}

func entryByID(ctx context.Context, q db.Querier, id string) (entryRow, error) {
	return db.One(ctx, q, scanEntry, `SELECT id, enquiry_id, kind, at, by_id, sealed FROM portal_enquiry_entry WHERE id = $1`, id)
}

// insertAttachments names files; already are there of the same owner.
func insertAttachments(ctx context.Context, tx *db.Tx, owner string, already int, list []attachment) error {
	for i, a := range list {
		if _, err := tx.Exec(ctx, `INSERT INTO portal_attachment (id, owner_id, position, media, size, sealed) VALUES ($1, $2, $3, $4, $5, $6)`,
			a.ID, owner, already+i, a.Media, a.Size, a.sealed); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) attachmentsOf(ctx context.Context, q db.Querier, key crypt.DataKey, owner string) ([]Attachment, error) {
	list, err := db.All(ctx, q, func(r db.Row) (a attachment, err error) {
		return a, r.Scan(&a.ID, &a.Media, &a.Size, &a.sealed)
	}, `SELECT id, media, size, sealed FROM portal_attachment WHERE owner_id = $1 ORDER BY position`, owner)
	if err != nil {
		return nil, err
	}
	out := make([]Attachment, len(list))
	for i, a := range list {
		name, err := key.Open(placeAttachment(owner, a.ID), a.sealed)
		if err != nil {
			return nil, err
		}
		a.Name = string(name)
		out[i] = a.Attachment
	}
	return out, nil
}

// draftRow is a row of portal_enquiry_draft.
type draftRow struct {
	id              string
	code            []byte
	purpose, lang   string
	until           clock.Date
	datakey, sealed []byte
}

func insertDraft(ctx context.Context, tx *db.Tx, d draftRow) error {
	_, err := tx.Exec(ctx, `INSERT INTO portal_enquiry_draft (id, code, purpose, lang, until_date, datakey, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		d.id, d.code, d.purpose, d.lang, d.until, d.datakey, d.sealed)
	return err
}

func updateDraft(ctx context.Context, tx *db.Tx, d draftRow) error {
	n, err := tx.Exec(ctx, `UPDATE portal_enquiry_draft SET lang = $1, until_date = $2, sealed = $3 WHERE id = $4`, d.lang, d.until, d.sealed, d.id)
	if err == nil && n == 0 {
		return fault.InvalidField("code", "portal.contact.error.code")
	}
	return err
}

func draftByCode(ctx context.Context, q db.Querier, code []byte, today clock.Date) (draftRow, error) {
	return db.One(ctx, q, func(r db.Row) (d draftRow, err error) {
		return d, r.Scan(&d.id, &d.purpose, &d.lang, &d.until, &d.datakey, &d.sealed)
	}, `SELECT id, purpose, lang, until_date, datakey, sealed FROM portal_enquiry_draft WHERE code = $1 AND until_date >= $2`, code, today)
}

// endDraft removes a draft that becomes a message; its files stay.
func endDraft(ctx context.Context, tx *db.Tx, id string) error {
	n, err := tx.Exec(ctx, `DELETE FROM portal_enquiry_draft WHERE id = $1`, id)
	if err == nil && n == 0 {
		return fault.InvalidField("code", "portal.contact.error.code")
	}
	return err
}

// takeSlot takes one place of a slot that has one left.
func takeSlot(ctx context.Context, tx *db.Tx, id string, today clock.Date) error {
	n, err := tx.Exec(ctx, `UPDATE portal_slot SET taken = taken + 1 WHERE id = $1 AND on_date >= $2 AND taken < capacity`, id, today)
	if err == nil && n == 0 {
		return fault.InvalidField("slot", "portal.contact.error.slot")
	}
	return err
}

// giveSlotBack frees the place that a message holds.
func giveSlotBack(ctx context.Context, tx *db.Tx, enquiry, slot string) error {
	if _, err := tx.Exec(ctx, `UPDATE portal_slot SET taken = taken - 1 WHERE id = $1 AND taken > 0`, slot); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE portal_enquiry SET slot_id = NULL WHERE id = $1`, enquiry)
	return err
}
