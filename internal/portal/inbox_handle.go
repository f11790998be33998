package portal

import (
	"context"
	"errors"
	"slices"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// EnquiryChange is how a desk goes on with a message.
type EnquiryChange struct {
	ID       string
	Version  int
	Status   EnquiryStatus
	Due      clock.Date
	Assignee string // account; empty: nobody
}

// maxEntry bounds what a desk writes on a message.
const maxEntry = 10_000

// changeEnquiry runs do on a message in one transaction and puts it on record.
func (s *Service) changeEnquiry(ctx context.Context, by access.Actor, action, id string, do func(ctx context.Context, tx *db.Tx, e *enquiryRow) (map[string]any, error)) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		e, err := enquiryFor(ctx, tx, by, id)
		if err != nil {
			return err
		}
		detail, err := do(ctx, tx, &e)
		if err != nil {
			return err
		}
		if err := updateEnquiry(ctx, tx, e); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: action, ObjectType: "enquiry", ObjectID: id, Detail: detail})
	})
}

// become sets a status and the day on which the message was done with. Who is
// told that theirs is no use gives the place in a slot back.
func (s *Service) become(ctx context.Context, tx *db.Tx, e *enquiryRow, status EnquiryStatus) error {
	e.status = status
	switch {
	case status.open():
		e.closedOn = clock.Date{}
	case e.closedOn.IsZero():
		e.closedOn = clock.Today(s.Clock)
	}
	if status == EnquirySpam && e.slot != "" {
		return giveSlotBack(ctx, tx, e.id, e.slot)
	}
	return nil
}

// ChangeEnquiry sets status, due date and who sees to a message.
func (s *Service) ChangeEnquiry(ctx context.Context, by access.Actor, in EnquiryChange) error {
	var l fault.List
	if !slices.Contains(EnquiryStatuses, in.Status) {
		l.Add("status", "portal.contact.error.choice")
	}
	if !in.Due.Valid() {
		l.Add("due", "portal.contact.error.date")
	}
	if in.Assignee != "" && !db.ValidID(in.Assignee) {
		l.Add("assignee", "portal.contact.error.choice")
	}
	if in.Assignee != "" && l.Err() == nil {
		row, err := enquiryFor(ctx, s.DB, by, in.ID)
		if err != nil {
			return err
		}
		sits, err := s.DeskColleagues(ctx, row.desk)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(sits, func(c Colleague) bool { return c.ID == in.Assignee }) {
			l.Add("assignee", "portal.contact.error.choice")
		}
	}
	return s.changeEnquiry(ctx, by, "portal.enquiry.change", in.ID, func(ctx context.Context, tx *db.Tx, e *enquiryRow) (map[string]any, error) {
		if err := l.Err(); err != nil {
			return nil, err
		}
		if in.Version != e.version {
			return nil, fault.Conflicts("portal.enquiries.error.changed")
		}
		e.dueOn, e.assignedTo = in.Due, in.Assignee
		return map[string]any{"status": in.Status}, s.become(ctx, tx, e, in.Status)
	})
}

// DeskColleagues are who may be given a message that arrived at a desk.
func (s *Service) DeskColleagues(ctx context.Context, desk Desk) ([]Colleague, error) {
	i := slices.IndexFunc(deskRules, func(r deskRule) bool { return r.desk == desk })
	if i < 0 || s.Colleagues == nil {
		return nil, nil
	}
	return s.Colleagues(ctx, deskRules[i].permission, deskRules[i].compartment)
}

// AccountNames returns the names of accounts that are named on a message.
func (s *Service) AccountNames(ctx context.Context, ids []string) (map[string]string, error) {
	if s.Names == nil {
		return nil, nil
	}
	return s.Names(ctx, ids)
}

// addEntry seals what a desk writes on a message.
func (s *Service) addEntry(ctx context.Context, tx *db.Tx, by access.Actor, e *enquiryRow, kind string, entry sealedEntry) (string, error) {
	key, err := s.Vault.Unwrap(ctx, e.id, e.datakey)
	if err != nil {
		return "", err
	}
	row := entryRow{id: db.NewID(), enquiry: e.id, kind: kind, at: clock.Now(s.Clock), by: by.ID}
	if row.sealed, err = key.SealJSON(placeEntry(e.id, row.id), entry); err != nil {
		return "", err
	}
	return row.id, insertEntry(ctx, tx, row)
}

func entryText(field, text string) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return "", fault.InvalidField(field, "portal.contact.error.required")
	case len([]rune(text)) > maxEntry:
		return "", fault.InvalidField(field, "portal.contact.error.long", "max", maxEntry)
	}
	return text, nil
}

// NoteEnquiry adds a note that only the desk reads.
func (s *Service) NoteEnquiry(ctx context.Context, by access.Actor, id, text string) error {
	text, wrong := entryText("note", text)
	return s.changeEnquiry(ctx, by, "portal.enquiry.note", id, func(ctx context.Context, tx *db.Tx, e *enquiryRow) (map[string]any, error) {
		if wrong != nil {
			return nil, wrong
		}
		_, err := s.addEntry(ctx, tx, by, e, "note", sealedEntry{Text: text})
		return nil, err
	})
}

// AnswerEnquiry stores an answer and sends it where the sender gave an address
// and mail leaves here. It reports whether it was sent: if not, the desk calls.
func (s *Service) AnswerEnquiry(ctx context.Context, by access.Actor, id, text string) (mailed bool, err error) {
	text, wrong := entryText("answer", text)
	err = s.changeEnquiry(ctx, by, "portal.enquiry.answer", id, func(ctx context.Context, tx *db.Tx, e *enquiryRow) (map[string]any, error) {
		if wrong != nil {
			return nil, wrong
		}
		form, err := s.openForm(ctx, *e)
		if err != nil {
			return nil, err
		}
		mailed = s.EnquiryAnswered != nil && form.Get("email") != ""
		entry, err := s.addEntry(ctx, tx, by, e, "answer", sealedEntry{Text: text, Mail: mailed})
		if err != nil {
			return nil, err
		}
		if mailed {
			if err := s.EnquiryAnswered(ctx, tx, entry); err != nil {
				return nil, err
			}
		}
		return map[string]any{"mail": mailed}, s.become(ctx, tx, e, EnquiryAnswered)
	})
	return mailed, err
}

func (s *Service) openForm(ctx context.Context, e enquiryRow) (EnquiryForm, error) {
	key, err := s.Vault.Unwrap(ctx, e.id, e.datakey)
	if err != nil {
		return nil, err
	}
	var sealed sealedEnquiry
	err = key.OpenJSON(placeEnquiry(e.id), e.sealed, &sealed)
	return sealed.Form, err
}

// MergeEnquiry links a duplicate to the message of a reference and closes it.
// Both stay as they were sent.
func (s *Service) MergeEnquiry(ctx context.Context, by access.Actor, id, reference string) error {
	ref, ok := ReadEnquiryReference(reference)
	return s.changeEnquiry(ctx, by, "portal.enquiry.merge", id, func(ctx context.Context, tx *db.Tx, e *enquiryRow) (map[string]any, error) {
		if !ok {
			return nil, fault.InvalidField("reference", "portal.enquiries.error.reference")
		}
		into, err := enquiryByReference(ctx, tx, ref)
		if err != nil && !errors.Is(err, db.ErrNoRow) {
			return nil, err
		}
		// Desks keep to themselves: a message of another is as if it were not there.
		if err != nil || into.desk != e.desk {
			return nil, fault.InvalidField("reference", "portal.enquiries.error.no_such")
		}
		if into.id == e.id || into.mergedInto != "" {
			return nil, fault.InvalidField("reference", "portal.enquiries.error.merge")
		}
		if merged, err := mergedEnquiries(ctx, tx, e.id); err != nil || len(merged) > 0 {
			if err == nil {
				err = fault.InvalidField("reference", "portal.enquiries.error.merge")
			}
			return nil, err
		}
		e.mergedInto = into.id
		return map[string]any{"into": into.id}, s.become(ctx, tx, e, EnquiryClosed)
	})
}

// Conversions are what a message may become.
var Conversions = []string{"volunteer", "donor", "case", "tracing"}

// ConvertEnquiry marks what became of a message, with a note on where it is
// found. The desks that keep volunteers, donors and cases call it, or do by hand.
func (s *Service) ConvertEnquiry(ctx context.Context, by access.Actor, id, to, note string) error {
	var l fault.List
	if !slices.Contains(Conversions, to) {
		l.Add("to", "portal.contact.error.choice")
	}
	text, err := entryText("conversion", note)
	l.AddErr(err)
	return s.changeEnquiry(ctx, by, "portal.enquiry.convert", id, func(ctx context.Context, tx *db.Tx, e *enquiryRow) (map[string]any, error) {
		if err := l.Err(); err != nil {
			return nil, err
		}
		e.convertedTo = to
		_, err := s.addEntry(ctx, tx, by, e, "conversion", sealedEntry{Text: text})
		return map[string]any{"to": to}, err
	})
}
