package portal

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// PermEnquirySettings lets an actor set how soon a purpose is due and how long
// its messages are kept.
var PermEnquirySettings = access.Declare("portal.enquiries.settings")

// PurposeSettings are the rules of one purpose.
type PurposeSettings struct {
	Purpose       string
	DueDays       int
	RetentionDays int    // after it was closed, or received
	Source        string // of the period; empty: to be confirmed
}

// PurposeSettings returns the rules of all purposes.
func (s *Service) PurposeSettings(ctx context.Context, by access.Actor) ([]PurposeSettings, error) {
	if !by.May(PermEnquiries) {
		return nil, fault.Denied()
	}
	return purposeSettings(ctx, s.DB)
}

// SavePurpose sets the rules of one purpose for messages to come, and how long
// those there are kept.
func (s *Service) SavePurpose(ctx context.Context, by access.Actor, in PurposeSettings) error {
	if !by.May(PermEnquirySettings) {
		return fault.Denied()
	}
	if _, ok := PurposeOf(in.Purpose); !ok {
		return fault.Missing()
	}
	var l fault.List
	if in.DueDays < 0 || in.DueDays > 365 {
		l.Add("due_days", "portal.contact.error.number", "max", 365)
	}
	if in.RetentionDays < 30 || in.RetentionDays > 3650 {
		l.Add("retention_days", "portal.enquiries.error.retention")
	}
	if in.Source = strings.TrimSpace(in.Source); len([]rune(in.Source)) > maxLine {
		l.Add("source", "portal.contact.error.long", "max", maxLine)
	}
	if err := l.Err(); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := updatePurpose(ctx, tx, in); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.purpose.save", ObjectType: "purpose", ObjectID: in.Purpose,
			Detail: map[string]any{"due_days": in.DueDays, "retention_days": in.RetentionDays}})
	})
}

// Good is a kind of thing that people bring.
type Good struct {
	Code  string
	State string // needed, welcome or not_needed
}

// GoodStates are the states of a good.
var GoodStates = []string{"needed", "welcome", "not_needed"}

// Goods says what is needed now and what is not.
func (s *Service) Goods(ctx context.Context) ([]Good, error) { return goods(ctx, s.DB) }

// SaveGood sets whether a kind of thing is needed.
func (s *Service) SaveGood(ctx context.Context, by access.Actor, in Good) error {
	if !by.May(permDonations) {
		return fault.Denied()
	}
	if !slices.Contains(GoodStates, in.State) {
		return fault.InvalidField("state", "portal.contact.error.choice")
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := updateGood(ctx, tx, in); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.good.save", ObjectType: "good", ObjectID: in.Code, Detail: map[string]any{"state": in.State}})
	})
}

// Slot is a time at which donations are taken.
type Slot struct {
	ID              string
	On              clock.Date
	From, Until     string // 14:00
	Place           string
	Capacity, Taken int
}

// Full reports whether nobody more may come.
func (s Slot) Full() bool { return s.Taken >= s.Capacity }

// Slots are the times to come at which donations are taken.
func (s *Service) Slots(ctx context.Context) ([]Slot, error) {
	return slots(ctx, s.DB, clock.Today(s.Clock))
}

var timeOfDay = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)

// AddSlot opens a time at which donations are taken.
func (s *Service) AddSlot(ctx context.Context, by access.Actor, in Slot) (Slot, error) {
	if !by.May(permDonations) {
		return Slot{}, fault.Denied()
	}
	var l fault.List
	if !in.On.Valid() || in.On.Before(clock.Today(s.Clock)) {
		l.Add("on", "portal.contact.error.date")
	}
	if !timeOfDay.MatchString(in.From) {
		l.Add("from", "portal.enquiries.error.time")
	}
	if !timeOfDay.MatchString(in.Until) || in.Until <= in.From {
		l.Add("until", "portal.enquiries.error.time")
	}
	if in.Capacity < 1 || in.Capacity > 500 {
		l.Add("capacity", "portal.contact.error.number", "max", 500)
	}
	if in.Place = strings.TrimSpace(in.Place); in.Place == "" || len([]rune(in.Place)) > maxLine {
		l.Add("place", "portal.contact.error.required")
	}
	if err := l.Err(); err != nil {
		return Slot{}, err
	}
	in.ID, in.Taken = db.NewID(), 0
	return in, s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := insertSlot(ctx, tx, in); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.slot.add", ObjectType: "slot", ObjectID: in.ID, Detail: map[string]any{"capacity": in.Capacity}})
	})
}

// RemoveSlot closes a time that nobody has chosen.
func (s *Service) RemoveSlot(ctx context.Context, by access.Actor, id string) error {
	if !by.May(permDonations) {
		return fault.Denied()
	}
	if !db.ValidID(id) {
		return fault.Missing()
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := deleteSlot(ctx, tx, id); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.slot.remove", ObjectType: "slot", ObjectID: id})
	})
}

// CannedAnswer is a text that a desk uses again.
type CannedAnswer struct{ ID, Purpose, Lang, Title, Body string }

// maySitAt refuses who does not sit at the desk of a purpose, as if there were none.
func maySitAt(by access.Actor, purpose string) error {
	if !by.May(PermEnquiries) {
		return fault.Denied()
	}
	p, ok := PurposeOf(purpose)
	if !ok || !slices.Contains(desksOf(by), p.Desk) {
		return fault.Missing()
	}
	return nil
}

// CannedAnswers returns the texts of a purpose in all languages.
func (s *Service) CannedAnswers(ctx context.Context, by access.Actor, purpose string) ([]CannedAnswer, error) {
	if err := maySitAt(by, purpose); err != nil {
		return nil, err
	}
	return cannedOf(ctx, s.DB, purpose)
}

// AddCanned keeps a text for answers of a purpose in one language.
func (s *Service) AddCanned(ctx context.Context, by access.Actor, in CannedAnswer) (CannedAnswer, error) {
	if err := maySitAt(by, in.Purpose); err != nil {
		return CannedAnswer{}, err
	}
	var l fault.List
	if !i18n.Lang(in.Lang).Known() {
		l.Add("lang", "portal.contact.error.choice")
	}
	if in.Title = strings.TrimSpace(in.Title); in.Title == "" {
		l.Add("title", "portal.contact.error.required")
	} else if len([]rune(in.Title)) > maxLine {
		l.Add("title", "portal.contact.error.long", "max", maxLine)
	}
	var err error
	in.Body, err = entryText("body", in.Body)
	l.AddErr(err)
	if err := l.Err(); err != nil {
		return CannedAnswer{}, err
	}
	in.ID = db.NewID()
	return in, s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := insertCanned(ctx, tx, in, clock.Now(s.Clock), by.ID); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.canned.add", ObjectType: "canned", ObjectID: in.ID, Detail: map[string]any{"purpose": in.Purpose, "lang": in.Lang}})
	})
}

// RemoveCanned forgets a text for answers.
func (s *Service) RemoveCanned(ctx context.Context, by access.Actor, id string) error {
	if !by.May(PermEnquiries) {
		return fault.Denied()
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := cannedByID(ctx, tx, id)
		if errors.Is(err, db.ErrNoRow) {
			return fault.Missing()
		}
		if err == nil {
			err = maySitAt(by, c.Purpose)
		}
		if err == nil {
			err = deleteCanned(ctx, tx, id)
		}
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "portal.canned.remove", ObjectType: "canned", ObjectID: id})
	})
}

// EnquiryFigure counts messages of a month, purpose and language.
type EnquiryFigure struct {
	Month         string // 2026-11
	Purpose, Lang string
	Count, Closed int // Closed: of these, answered or closed
}

// EnquiryFigures counts the messages of the desks of by that were received from
// one day to another.
func (s *Service) EnquiryFigures(ctx context.Context, by access.Actor, from, until clock.Date) ([]EnquiryFigure, error) {
	if !by.May(PermEnquiries) {
		return nil, fault.Denied()
	}
	if !from.Valid() || !until.Valid() || until.Before(from) {
		return nil, fault.InvalidField("until", "portal.contact.error.period")
	}
	return enquiryFigures(ctx, s.DB, desksOf(by), from, until)
}
