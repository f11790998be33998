package portal

import (
	"context"
	"errors"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// NoticeVersion names the notice on the purpose of the data that is shown above
// every form; it changes with its text.
const NoticeVersion = "2026-11"

// Message is what somebody without an account sends.
type Message struct {
	Purpose string
	Lang    string // of the page, and of the answer
	Form    EnquiryForm
	Files   []Upload
	Ticket  string // of the form
	Draft   string // code of the draft that the form came from; empty for none
	Trapped bool   // a field that nobody sees was filled in
}

// Receipt is what the sender keeps of a message.
type Receipt struct {
	Reference string
	Purpose   string
	Mail      bool // a confirmation goes to the address that was given
}

// sealedEnquiry is what portal_enquiry.sealed and portal_enquiry_draft.sealed hold.
type sealedEnquiry struct {
	Form EnquiryForm `json:"form"`
}

func placeEnquiry(id string) crypt.Place {
	return crypt.Place{Table: "portal_enquiry", Row: id, Column: "sealed"}
}

// public is who writes without an account.
var public = access.System("public")

// Submit takes a message. When it returns without an error the message is
// committed. The same form sent twice is one message and gives one receipt.
func (s *Service) Submit(ctx context.Context, in Message) (Receipt, error) {
	purpose, ok := PurposeOf(in.Purpose)
	if !ok {
		return Receipt{}, fault.Missing()
	}
	formKey, err := s.readTicket(in.Ticket, minFilling)
	if err != nil {
		return Receipt{}, err
	}
	if again, found, err := s.receiptOf(ctx, formKey); err != nil || found {
		return again, err
	}
	return s.submit(ctx, purpose, formKey, in)
}

// receiptOf finds the message that a form has become.
func (s *Service) receiptOf(ctx context.Context, formKey string) (Receipt, bool, error) {
	r, err := db.One(ctx, s.DB, func(row db.Row) (r Receipt, err error) {
		return r, row.Scan(&r.Reference, &r.Purpose)
	}, receiptByForm, formKey)
	if errors.Is(err, db.ErrNoRow) {
		return Receipt{}, false, nil
	}
	return r, err == nil, err
}

func (s *Service) submit(ctx context.Context, purpose Purpose, formKey string, in Message) (Receipt, error) {
	home, err := s.homeOf(ctx, purpose, in.Draft)
	if err != nil {
		return Receipt{}, err
	}
	form, faults, err := s.readForm(ctx, purpose, in.Form)
	if err != nil {
		return Receipt{}, err
	}
	list, err := s.wellFormedFiles(ctx, purpose, in.Files, home.files)
	faults.AddErr(err)
	if err := faults.Err(); err != nil {
		return Receipt{}, err
	}
	e := enquiryRow{
		id: home.id, formKey: formKey, purpose: purpose.Code, desk: purpose.Desk, lang: in.Lang, status: EnquiryNew,
		notice: NoticeVersion, receivedAt: clock.Now(s.Clock), slot: form.Get("slot"), datakey: home.wrapped,
	}
	if in.Trapped {
		e.status, e.slot = EnquirySpam, ""
		closed := clock.Today(s.Clock)
		e.closedOn = closed
	}
	if e.sealed, err = home.key.SealJSON(placeEnquiry(e.id), sealedEnquiry{form}); err != nil {
		return Receipt{}, err
	}
	if err := s.keepAttachments(ctx, home.key, e.id, list); err != nil {
		return Receipt{}, err
	}
	letter := s.EnquiryConfirmed != nil && form.Get("email") != "" && !in.Trapped
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return s.writeEnquiry(ctx, tx, &e, home, list, letter)
	})
	if err != nil {
		s.dropAttachments(ctx, list)
		if db.Violation(err) == "portal_enquiry_form_key" { // sent twice at once: the other one won
			again, _, err := s.receiptOf(ctx, formKey)
			return again, err
		}
		return Receipt{}, err
	}
	return Receipt{e.reference, e.purpose, letter}, nil
}

// writeEnquiry writes all of a message in one transaction.
func (s *Service) writeEnquiry(ctx context.Context, tx *db.Tx, e *enquiryRow, home enquiryHome, list []attachment, letter bool) error {
	today := clock.Today(s.Clock)
	due, err := dueDays(ctx, tx, e.purpose)
	if err != nil {
		return err
	}
	e.dueOn = today.AddDays(due)
	n, err := nextEnquiryNumber(ctx, tx, today.Year)
	if err != nil {
		return err
	}
	e.reference = enquiryReference(today.Year, n)
	if e.slot != "" {
		if err := takeSlot(ctx, tx, e.slot, today); err != nil {
			return err
		}
	}
	if home.draft {
		if err := endDraft(ctx, tx, e.id); err != nil {
			return err
		}
	}
	if err := insertEnquiry(ctx, tx, *e); err != nil {
		return err
	}
	if err := insertAttachments(ctx, tx, e.id, home.files, list); err != nil {
		return err
	}
	if letter {
		if err := s.EnquiryConfirmed(ctx, tx, e.id); err != nil {
			return err
		}
	}
	return s.Audit.Record(ctx, tx, public, audit.Entry{Action: "portal.enquiry.receive", ObjectType: "enquiry", ObjectID: e.id,
		Detail: map[string]any{"purpose": e.purpose, "lang": e.lang, "files": home.files + len(list)}})
}

// wellFormedFiles checks what is sent with a message of the purpose.
func (s *Service) wellFormedFiles(ctx context.Context, p Purpose, uploads []Upload, already int) ([]attachment, error) {
	if p.FileRequired && len(uploads)+already == 0 {
		return nil, fault.InvalidField("files", "portal.contact.error.file_needed")
	}
	if len(uploads) == 0 {
		return nil, nil
	}
	if !p.Files || s.attachments == nil {
		return nil, fault.InvalidField("files", "portal.contact.error.files", "max", 0)
	}
	return readAttachments(ctx, uploads, already)
}

// enquiryHome is the id and the key that a message or draft has: new ones, or
// those of the draft that it came from.
type enquiryHome struct {
	id      string
	key     crypt.DataKey
	wrapped []byte
	draft   bool
	files   int // that are there already
}

func (s *Service) homeOf(ctx context.Context, p Purpose, code string) (enquiryHome, error) {
	if code != "" {
		d, err := s.openDraft(ctx, code)
		if err == nil && d.row.purpose == p.Code {
			return enquiryHome{d.row.id, d.key, d.row.datakey, true, len(d.Files)}, nil
		}
		if err != nil && !fault.Is(err, fault.Invalid, "") {
			return enquiryHome{}, err
		}
	}
	h := enquiryHome{id: db.NewID()}
	var err error
	h.key, h.wrapped, err = s.Vault.NewDataKey(h.id)
	return h, err
}

// ConfirmHeld sends the draft of a code as it is, for browsers without a script,
// once the wait is over. The ticket is the one that the draft was held with.
func (s *Service) ConfirmHeld(ctx context.Context, lang, code, ticket string) (Receipt, error) {
	formKey, err := s.readTicket(ticket, EnquiryWait)
	if err != nil {
		return Receipt{}, err
	}
	if again, found, err := s.receiptOf(ctx, formKey); err != nil || found {
		return again, err
	}
	d, err := s.openDraft(ctx, code)
	if err != nil {
		return Receipt{}, err
	}
	purpose, _ := PurposeOf(d.Purpose)
	return s.submit(ctx, purpose, formKey, Message{Purpose: d.Purpose, Lang: lang, Form: d.Form, Draft: code})
}
