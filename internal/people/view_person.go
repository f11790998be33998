package people

import (
	"context"
	"errors"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermRead allows to open a person's file.
var PermRead = access.Declare("people.read")

// Section is a part of a file that has its own permission or compartment.
type Section string

// The sections.
const (
	SectionDocuments Section = "documents"  // needs PermDocument
	SectionNeedNotes Section = "need_notes" // of needs, each by its compartment
	SectionConsents  Section = "consents"   // needs PermConsent
	SectionPhoto     Section = "photo"      // needs PermPhoto
	SectionLinks     Section = "links"      // needs PermIdentify
)

// File is what the register knows of a person.
type File struct {
	Facts
	Identity
	Relationship    Relationship // to the head of the household
	Languages       []Language
	Contacts        []Contact
	Documents       []Document
	Statuses        []Status // as recorded, the oldest first
	Needs           []Need   // those that ended too
	Consents        []Consent
	Representatives []Representative
	Links           []Link
	Hidden          []Section // sections that the actor may not see and that are therefore empty
}

// Facts are what lists and files both show, none of it sealed.
type Facts struct {
	ID            string
	Reference     string
	HouseholdID   string
	HouseholdSize int
	OrgID         string
	CentreID      string // empty for none
	Status        StatusCode
	NeedCodes     []NeedCode // that hold now
	Interpreter   bool       // needs one for some language
	Unaccompanied bool
	Restricted    bool
	Photo         bool // there is one
	RegisteredAt  clock.Instant
	UpdatedAt     clock.Instant
	Version       int // of the identity; see EditPerson
}

func (p *personRow) facts() Facts {
	return Facts{
		ID: p.id, Reference: p.reference, HouseholdID: p.householdID, HouseholdSize: p.householdSize, OrgID: p.orgID, CentreID: p.centreID,
		Status: p.status, NeedCodes: p.needs, Interpreter: p.interpreter, Unaccompanied: p.unaccompanied, Restricted: p.restricted,
		Photo: p.photoID != "", RegisteredAt: p.createdAt, UpdatedAt: p.updatedAt, Version: p.version,
	}
}

// Contact is a way to reach somebody, as on record.
type Contact struct {
	ID string
	ContactInput
	RecordedAt clock.Instant
}

// Phones are the telephones that the actor may see, as they are written.
func (f *File) Phones() (out []string) {
	for _, c := range f.Contacts {
		if c.Kind == ContactPhone {
			out = append(out, c.Value)
		}
	}
	return out
}

// Document is an identity document, as on record.
type Document struct {
	ID string
	DocumentInput
	RecordedAt clock.Instant
}

// Status is a legal status, as on record.
type Status struct {
	ID         string
	Code       StatusCode
	From       clock.Date
	Until      clock.Date // empty until the next one
	RecordedAt clock.Instant
}

// Need is a need that bears on housing, as on record.
type Need struct {
	ID         string
	Code       NeedCode
	From       clock.Date
	Until      clock.Date // empty while it holds
	Note       string     // empty where the actor may not see it
	RecordedAt clock.Instant
}

// Compartment is what a role must be opened to for seeing the notes of a need.
func (c NeedCode) Compartment() access.Compartment {
	switch c {
	case NeedStepFree, NeedGroundFloor, NeedNearHospital, NeedIsolation, NeedOwnBathroom:
		return access.Medical
	case NeedQuiet:
		return access.Psychological
	case NeedWomenOnly:
		return access.Protection
	}
	return access.Ordinary
}

// Consent is information given or consent asked for, as on record.
type Consent struct {
	ID string
	ConsentInput
	At          clock.Instant
	WithdrawnAt clock.Instant // empty while it holds
}

// Representative is who answers for a minor, as on record.
type Representative struct {
	ID       string
	Kind     RepresentativeKind
	PersonID string // where they are in the register
	Name     string // where they are not
	Contact  string
	From     clock.Date
	Until    clock.Date // empty while it holds
}

// Person opens the file of a person. That it was opened is on record before
// this returns. What the actor may not know of is not found; sections that they
// may not see are empty and named in Hidden.
func (s *Service) Person(ctx context.Context, by access.Actor, id string) (File, error) {
	if !db.ValidID(id) {
		return File{}, fault.Missing()
	}
	var f File
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		row, err := visible(ctx, tx, by, PermRead, id)
		if err != nil {
			return err
		}
		f, err = s.file(ctx, tx, by, row)
		return err
	})
	if err != nil {
		return File{}, err
	}
	if err := s.audit.Read(ctx, by, audit.Entry{Action: "people.person.read", ObjectType: "person", ObjectID: id, PersonID: id}); err != nil {
		return File{}, err
	}
	return f, nil
}

// visible reads a person on whom the actor holds the permission; others are
// not found. Who may read a person but not do this to them is told so.
func visible(ctx context.Context, q db.Querier, by access.Actor, perm access.Permission, id string) (personRow, error) {
	if !db.ValidID(id) {
		return personRow{}, fault.Missing()
	}
	row, err := readPerson(ctx, q, id)
	switch {
	case errors.Is(err, db.ErrNoRow):
		return row, fault.Missing()
	case err != nil:
		return row, err
	case by.MayOn(perm, row.object()):
		return row, nil
	case by.MayOn(PermRead, row.object()):
		return row, fault.Denied()
	}
	return row, fault.Missing()
}

// file reads and opens everything of a person that the actor may see.
func (s *Service) file(ctx context.Context, q db.Querier, by access.Actor, row personRow) (File, error) {
	f := File{Facts: row.facts()}
	var key crypt.DataKey
	var err error
	if f.Identity, key, err = s.open(ctx, row); err != nil {
		return f, err
	}
	lists := reader{ctx, q, row.id, key, nil}
	f.Relationship = lists.relationship()
	f.Languages = lists.languages()
	f.Contacts = lists.contacts()
	f.Statuses = lists.statuses()
	f.Needs = lists.needs()
	f.Representatives = lists.representatives()
	may := func(perm access.Permission, section Section) bool {
		if by.MayOn(perm, row.object()) {
			return true
		}
		f.Hidden = append(f.Hidden, section)
		return false
	}
	if may(PermDocument, SectionDocuments) {
		f.Documents = lists.documents()
	}
	if may(PermConsent, SectionConsents) {
		f.Consents = lists.consents()
	}
	if may(PermIdentify, SectionLinks) {
		f.Links, err = s.links(ctx, q, by, row.id)
		lists.err = errors.Join(lists.err, err)
	}
	if !may(PermPhoto, SectionPhoto) {
		f.Photo = false
	}
	f.hideNotes(by, row)
	return f, lists.err
}

// hideNotes empties the notes of needs whose compartment is closed to the actor.
func (f *File) hideNotes(by access.Actor, row personRow) {
	for n := range f.Needs {
		need := &f.Needs[n]
		o := row.object()
		if c := need.Code.Compartment(); c != access.Ordinary {
			o.Compartment = c
		}
		if need.Note != "" && !by.MayOn(PermRead, o) {
			need.Note = ""
			if !slices.Contains(f.Hidden, SectionNeedNotes) {
				f.Hidden = append(f.Hidden, SectionNeedNotes)
			}
		}
	}
}
