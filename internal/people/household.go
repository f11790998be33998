package people

import (
	"context"
	"errors"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermHousehold allows to split and join households, and to change heads and
// relationships.
var PermHousehold = access.Declare("people.household")

// Household is a household with the members whom the actor may see, those of
// the past too.
type Household struct {
	ID        string
	Reference string
	OrgID     string
	CentreID  string // empty for none
	HeadID    string // empty where the actor may not see the head, or it is closed
	Members   []HouseholdMember
	Past      []HouseholdMember // who left, the first to leave first
	OriginID  string            // the household it was split from, empty for none
	JoinedID  string            // the household that its members joined, empty for none
	CreatedAt clock.Instant
	ClosedAt  clock.Instant // empty while it has members
	Version   int
}

// HouseholdMember is somebody in a household.
type HouseholdMember struct {
	Facts
	Name         Name
	Sex          Sex
	Birth        BirthDate
	Relationship Relationship // to the head
	JoinedAt     clock.Instant
	LeftAt       clock.Instant // empty while they are in it
}

// Household opens a household. That the actor saw its members is on record
// before this returns. Where the actor may see none of them, it is not found.
func (s *Service) Household(ctx context.Context, by access.Actor, id string) (Household, error) {
	var h Household
	var reads []audit.Entry
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		stored, err := visibleHousehold(ctx, tx, by, PermRead, id)
		if err != nil {
			return err
		}
		h = Household{
			ID: id, Reference: stored.reference, OrgID: stored.orgID, CentreID: stored.centreID, OriginID: stored.originID,
			JoinedID: stored.joinedID, CreatedAt: stored.createdAt, ClosedAt: stored.closedAt, Version: stored.version,
		}
		rows, err := readAllMembers(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if !by.MayOn(PermRead, row.object()) {
				continue
			}
			m, err := s.member(ctx, row)
			if err != nil {
				return err
			}
			if reads = append(reads, audit.Entry{Action: "people.household.read", ObjectType: "household", ObjectID: id, PersonID: m.ID}); !m.LeftAt.IsZero() {
				h.Past = append(h.Past, m)
				continue
			}
			h.Members = append(h.Members, m)
			if m.ID == stored.headID {
				h.HeadID = m.ID
			}
		}
		if len(h.Members)+len(h.Past) == 0 && len(rows) > 0 {
			return fault.Missing()
		}
		return nil
	})
	if err != nil {
		return Household{}, err
	}
	if err := s.audit.Read(ctx, by, reads...); err != nil {
		return Household{}, err
	}
	return h, nil
}

func (s *Service) member(ctx context.Context, row memberRow) (HouseholdMember, error) {
	identity, _, err := s.open(ctx, row.personRow)
	if err != nil {
		return HouseholdMember{}, err
	}
	name := identity.name()
	name.Reference, name.Restricted = row.reference, row.restricted
	return HouseholdMember{
		Facts: row.facts(), Name: name, Sex: identity.Sex, Birth: identity.Birth,
		Relationship: row.relationship, JoinedAt: row.joinedAt, LeftAt: row.leftAt,
	}, nil
}

// visibleHousehold reads a household on which the actor holds the permission.
func visibleHousehold(ctx context.Context, q db.Querier, by access.Actor, perm access.Permission, id string) (storedHousehold, error) {
	if !db.ValidID(id) {
		return storedHousehold{}, fault.Missing()
	}
	all, err := readHouseholds(ctx, q, []string{id})
	if err != nil {
		return storedHousehold{}, err
	}
	if len(all) == 0 {
		return storedHousehold{}, fault.Missing()
	}
	o := object(all[0].orgID, all[0].centreID, false)
	switch {
	case by.MayOn(perm, o):
		return all[0], nil
	case by.MayOn(PermRead, o):
		return all[0], fault.Denied()
	}
	return storedHousehold{}, fault.Missing()
}

// crew is a household under change: its members, those too whom the actor may
// not see and whom a change of the whole touches all the same.
type crew struct {
	storedHousehold
	members []memberRow
}

func (c *crew) find(id string) *memberRow {
	for n := range c.members {
		if c.members[n].id == id {
			return &c.members[n]
		}
	}
	return nil
}

// openCrew reads a household that the actor may change. Version 0 is not
// compared.
func (s *Service) openCrew(ctx context.Context, tx *db.Tx, by access.Actor, perm access.Permission, ref HouseholdRef) (*crew, error) {
	stored, err := visibleHousehold(ctx, tx, by, perm, ref.ID)
	if err != nil {
		return nil, err
	}
	c := &crew{storedHousehold: stored}
	if c.members, err = readPartyMembers(ctx, tx, []string{ref.ID}); err != nil {
		return nil, err
	}
	switch {
	case !stored.closedAt.IsZero():
		return nil, fault.Conflicts(errClosed)
	case ref.Version != 0 && ref.Version != stored.version:
		return nil, fault.Conflicts(errChanged, "field", "household")
	}
	return c, nil
}

// HouseholdRef names a household as somebody saw it.
type HouseholdRef struct {
	ID      string
	Version int // that was seen; 0: whatever it is now
}

// mayName refuses members whom the actor may not see: to them they are no members.
func (c *crew) mayName(f form, by access.Actor, field string, ids ...string) {
	for _, id := range ids {
		if m := c.find(id); m == nil || !by.MayOn(PermRead, m.object()) {
			f.add(field, errNotMember)
		}
	}
}

// checkRelationships checks what members are to their head after a change.
func checkRelationships(f form, head string, of map[string]Relationship) {
	for id, r := range of {
		switch {
		case id == head:
			if r != RelationshipHead {
				f.add("relationships."+id, errHeadRelationship)
			}
		case r == RelationshipHead:
			f.add("relationships."+id, errHeadSecond)
		default:
			oneOf(f, "relationships."+id, r, Relationships)
		}
	}
}

// relationshipsAfter completes what members are to a head: the head itself, what
// was said, and where the head changed and nothing was said, unknown.
func relationshipsAfter(members []memberRow, head string, headStays bool, said map[string]Relationship) map[string]Relationship {
	out := make(map[string]Relationship, len(members))
	for _, m := range members {
		r, ok := said[m.id]
		switch {
		case m.id == head:
			r = RelationshipHead
		case ok:
		case headStays && m.relationship != RelationshipHead:
			r = m.relationship
		default:
			r = RelationshipUnknown
		}
		out[m.id] = r
	}
	return out
}

// protectMinors marks those as unaccompanied who are minors without anybody in
// the household who may be of age.
func (s *Service) protectMinors(ctx context.Context, tx *db.Tx, members []memberRow) error {
	var minors []string
	for _, m := range members {
		identity, _, err := s.open(ctx, m.personRow)
		if err != nil {
			return err
		}
		if !identity.minor(s.today()) {
			return nil
		}
		minors = append(minors, m.id)
	}
	return setUnaccompanied(ctx, tx, minors)
}

// record writes the audit entry of a change of a household, one for each person
// whom it touched, and announces them.
func (s *Service) record(ctx context.Context, tx *db.Tx, by access.Actor, e audit.Entry, members []memberRow) error {
	var errs []error
	for _, m := range members {
		e := e
		e.ObjectType, e.PersonID = "household", m.id
		errs = append(errs, s.audit.Record(ctx, tx, by, e))
		tx.Changed(TopicPerson, m.id)
	}
	return errors.Join(errs...)
}
