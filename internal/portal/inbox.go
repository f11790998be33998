package portal

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/files"
)

// PermEnquiries opens the inbox; the permissions of the desks say what is in it.
var PermEnquiries = access.Declare("portal.enquiries")

// EnquiryStatus is how far the answer to a message is.
type EnquiryStatus string

// The statuses.
const (
	EnquiryNew        EnquiryStatus = "new"
	EnquiryInProgress EnquiryStatus = "in_progress"
	EnquiryWaiting    EnquiryStatus = "waiting"
	EnquiryAnswered   EnquiryStatus = "answered"
	EnquiryClosed     EnquiryStatus = "closed"
	EnquirySpam       EnquiryStatus = "spam"
)

// EnquiryStatuses are all statuses in their order.
var EnquiryStatuses = []EnquiryStatus{EnquiryNew, EnquiryInProgress, EnquiryWaiting, EnquiryAnswered, EnquiryClosed, EnquirySpam}

// open reports whether somebody still has to do something.
func (s EnquiryStatus) open() bool {
	return s == EnquiryNew || s == EnquiryInProgress || s == EnquiryWaiting
}

// InboxQuery asks for messages.
type InboxQuery struct {
	Desk      Desk
	Status    string // of EnquiryStatuses, "open" (the default) or "all"
	Purpose   string
	Lang      string
	Mine      bool
	Overdue   bool
	Reference string
	After     string // cursor of the page before
	Limit     int    // at most 200; 0: 50
}

// EnquirySummary is a message in a list: nothing that the sender wrote.
type EnquirySummary struct {
	ID, Reference, Purpose string
	Desk                   Desk
	Lang                   string
	Status                 EnquiryStatus
	Received               clock.Instant
	Due                    clock.Date
	Overdue                bool
	AssignedTo             string // account
}

// InboxPage is a part of the inbox.
type InboxPage struct {
	List  []EnquirySummary
	Total int
	Next  string // cursor, empty on the last page
}

// Inbox lists messages at the desks of by, those due first. Desks that by does
// not sit at are neither listed nor counted.
func (s *Service) Inbox(ctx context.Context, by access.Actor, in InboxQuery) (page InboxPage, err error) {
	if !by.May(PermEnquiries) {
		return page, fault.Denied()
	}
	after, err := inboxCursor(in.After)
	if err != nil {
		return page, err
	}
	if in.Limit <= 0 {
		in.Limit = 50
	}
	in.Limit = min(in.Limit, 200)
	if in.Reference != "" {
		ref, ok := ReadEnquiryReference(in.Reference)
		if !ok {
			return page, fault.InvalidField("reference", "portal.enquiries.error.reference")
		}
		in = InboxQuery{Reference: ref, Status: "all", Limit: in.Limit}
	}
	today := clock.Today(s.Clock)
	cond, args := inboxWhere(desksOf(by), in, by.ID, today)
	var rows []enquiryRow
	err = s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		if page.Total, err = inboxCount(ctx, tx, cond, args); err != nil {
			return err
		}
		rows, err = inboxRows(ctx, tx, cond, args, after, in.Limit+1)
		return err
	})
	if err != nil {
		return InboxPage{}, err
	}
	if len(rows) > in.Limit {
		rows = rows[:in.Limit]
		last := rows[in.Limit-1]
		page.Next = base64.RawURLEncoding.EncodeToString([]byte(last.dueOn.String() + "\x00" + last.id))
	}
	for _, r := range rows {
		page.List = append(page.List, r.summary(today))
	}
	return page, nil
}

func inboxCursor(s string) ([]string, error) {
	if s == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	values := strings.Split(string(b), "\x00")
	if err != nil || len(values) != 2 || !utf8.Valid(b) || !db.ValidID(values[1]) {
		return nil, fault.InvalidField("after", "portal.enquiries.error.cursor")
	}
	if _, err := clock.ParseDate(values[0]); err != nil {
		return nil, fault.InvalidField("after", "portal.enquiries.error.cursor")
	}
	return values, nil
}

func (e enquiryRow) summary(today clock.Date) EnquirySummary {
	return EnquirySummary{
		ID: e.id, Reference: e.reference, Purpose: e.purpose, Desk: e.desk, Lang: e.lang, Status: e.status, Received: e.receivedAt,
		Due: e.dueOn, Overdue: e.status.open() && e.dueOn.Before(today), AssignedTo: e.assignedTo,
	}
}

// Desks returns the desks that by sits at.
func (s *Service) Desks(by access.Actor) []Desk { return desksOf(by) }

// EnquiryLink names another message.
type EnquiryLink struct{ ID, Reference string }

// EnquiryEntry is what a desk wrote on a message: a note, an answer, what became of it.
type EnquiryEntry struct {
	Kind string // note, answer or conversion
	At   clock.Instant
	By   string // account
	Text string
	Mail bool // an answer that left by mail
}

// Enquiry is a message with what a desk did about it.
type Enquiry struct {
	EnquirySummary
	Form        EnquiryForm
	Files       []Attachment
	Entries     []EnquiryEntry // newest first
	Notice      string         // version of the notice that the sender was shown
	MergedInto  EnquiryLink
	Merged      []EnquiryLink // duplicates of this one
	ConvertedTo string
	SlotID      string
	Version     int
}

type sealedEntry struct {
	Text string `json:"text"`
	Mail bool   `json:"mail,omitempty"`
}

func placeEntry(enquiry, id string) crypt.Place {
	return crypt.Place{Table: "portal_enquiry_entry", Row: enquiry + "/" + id, Column: "sealed"}
}

// enquiryFor returns a message that by may know of.
func enquiryFor(ctx context.Context, q db.Querier, by access.Actor, id string) (enquiryRow, error) {
	if !by.May(PermEnquiries) {
		return enquiryRow{}, fault.Denied()
	}
	if !db.ValidID(id) {
		return enquiryRow{}, fault.Missing()
	}
	e, err := enquiryByID(ctx, q, id)
	if errors.Is(err, db.ErrNoRow) || err == nil && !slices.Contains(desksOf(by), e.desk) {
		return enquiryRow{}, fault.Missing()
	}
	return e, err
}

// OpenEnquiry returns a message. That it was read is on record.
func (s *Service) OpenEnquiry(ctx context.Context, by access.Actor, id string) (out Enquiry, err error) {
	row, err := enquiryFor(ctx, s.DB, by, id)
	if err != nil {
		return out, err
	}
	key, err := s.Vault.Unwrap(ctx, row.id, row.datakey)
	if err != nil {
		return out, err
	}
	var sealed sealedEnquiry
	if err := key.OpenJSON(placeEnquiry(row.id), row.sealed, &sealed); err != nil {
		return out, err
	}
	out = Enquiry{
		EnquirySummary: row.summary(clock.Today(s.Clock)), Form: sealed.Form, Notice: row.notice,
		ConvertedTo: row.convertedTo, SlotID: row.slot, Version: row.version,
	}
	if out.Files, err = s.attachmentsOf(ctx, s.DB, key, row.id); err != nil {
		return out, err
	}
	if out.Entries, err = openEntries(ctx, s.DB, key, row.id); err != nil {
		return out, err
	}
	if out.Merged, err = mergedEnquiries(ctx, s.DB, row.id); err != nil {
		return out, err
	}
	if row.mergedInto != "" {
		into, err := enquiryByID(ctx, s.DB, row.mergedInto)
		if err != nil && !errors.Is(err, db.ErrNoRow) {
			return out, err
		}
		out.MergedInto = EnquiryLink{into.id, into.reference}
	}
	return out, s.Audit.Read(ctx, by, audit.Entry{Action: "portal.enquiry.read", ObjectType: "enquiry", ObjectID: row.id})
}

func openEntries(ctx context.Context, q db.Querier, key crypt.DataKey, enquiry string) ([]EnquiryEntry, error) {
	rows, err := entriesOf(ctx, q, enquiry)
	if err != nil {
		return nil, err
	}
	out := make([]EnquiryEntry, len(rows))
	for i, r := range rows {
		var sealed sealedEntry
		if err := key.OpenJSON(placeEntry(enquiry, r.id), r.sealed, &sealed); err != nil {
			return nil, err
		}
		out[i] = EnquiryEntry{Kind: r.kind, At: r.at, By: r.by, Text: sealed.Text, Mail: sealed.Mail}
	}
	return out, nil
}

// EnquiryFile returns a file that came with a message. That it was read is on record.
func (s *Service) EnquiryFile(ctx context.Context, by access.Actor, id, file string) (Attachment, []byte, error) {
	row, err := enquiryFor(ctx, s.DB, by, id)
	if err != nil {
		return Attachment{}, nil, err
	}
	key, err := s.Vault.Unwrap(ctx, row.id, row.datakey)
	if err != nil {
		return Attachment{}, nil, err
	}
	list, err := s.attachmentsOf(ctx, s.DB, key, row.id)
	if err != nil {
		return Attachment{}, nil, err
	}
	i := slices.IndexFunc(list, func(a Attachment) bool { return a.ID == file })
	if i < 0 || s.attachments == nil {
		return Attachment{}, nil, fault.Missing()
	}
	b, err := s.attachments.Read(ctx, key.FileKey(), file)
	if errors.Is(err, files.ErrNotFound) {
		return Attachment{}, nil, fault.Missing()
	}
	if err != nil {
		return Attachment{}, nil, err
	}
	return list[i], b, s.Audit.Read(ctx, by, audit.Entry{Action: "portal.enquiry.file.read", ObjectType: "enquiry", ObjectID: row.id})
}
