package people

import (
	"context"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// SplitInput says who leaves a household to form a new one.
type SplitInput struct {
	Household     HouseholdRef
	Members       []string                // who leaves
	Head          string                  // of the new household, one of Members; empty where only one leaves
	RemainingHead string                  // of those who stay; needed where the head leaves and several stay
	Relationships map[string]Relationship // of any member to their head after the split; unknown where nothing is said and the head is another
}

// SplitHousehold makes a new household of some of a household's members, in the
// same place; the old one stays on record as its origin, and their time in it as
// its past. Minors who are left without anybody who may be of age become
// unaccompanied. It returns the new household's id and reference.
func (s *Service) SplitHousehold(ctx context.Context, by access.Actor, in SplitInput) (Registered, error) {
	if err := s.reserveReferences(ctx, 1); err != nil {
		return Registered{}, err
	}
	var out Registered
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out, err = s.SplitHouseholdTx(ctx, tx, by, in)
		return err
	})
	return out, err
}

// SplitHouseholdTx is SplitHousehold in the caller's transaction, for package
// reception, which says in it who keeps which bed.
func (s *Service) SplitHouseholdTx(ctx context.Context, tx *db.Tx, by access.Actor, in SplitInput) (Registered, error) {
	c, err := s.openCrew(ctx, tx, by, PermHousehold, in.Household)
	if err != nil {
		return Registered{}, err
	}
	in.Members = slices.Compact(slices.Sorted(slices.Values(in.Members)))
	leaving, staying := c.divide(in.Members)
	remaining := c.headID
	if slices.Contains(in.Members, c.headID) {
		remaining = orOnly(in.RemainingHead, staying)
	}
	in.Head = orOnly(in.Head, leaving)
	if err := in.check(newForm(s.today()), by, c, remaining); err != nil {
		return Registered{}, err
	}
	refs, err := s.takeReferences(ctx, tx, 1)
	if err != nil {
		return Registered{}, err
	}
	w := s.write(by)
	out := Registered{HouseholdID: db.NewID(), Reference: refs[0]}
	err = insertHouseholdRow(ctx, tx, householdRow{
		id: out.HouseholdID, reference: out.Reference, headID: in.Head, orgID: c.orgID, centreID: c.centreID,
		originID: c.id, createdAt: w.at, createdBy: w.by,
	})
	if err != nil {
		return Registered{}, err
	}
	said := relationshipsAfter(leaving, in.Head, false, in.Relationships)
	if err := s.moveMembers(ctx, tx, leaving, move{from: c.id, to: out.HouseholdID, as: said, write: w}); err != nil {
		return Registered{}, err
	}
	said = relationshipsAfter(staying, remaining, remaining == c.headID, in.Relationships)
	if err := s.settle(ctx, tx, c.id, remaining, staying, said); err != nil {
		return Registered{}, err
	}
	if err := s.settle(ctx, tx, out.HouseholdID, in.Head, leaving, nil); err != nil {
		return Registered{}, err
	}
	for _, m := range leaving {
		out.Persons = append(out.Persons, RegisteredPerson{m.id, m.reference})
	}
	detail := map[string]any{"new_household": out.HouseholdID, "leaving": len(leaving), "staying": len(staying)}
	return out, s.record(ctx, tx, by, audit.Entry{Action: "people.household.split", ObjectID: c.id, Detail: detail}, c.members)
}

// orOnly is the head who was named; where nobody was, the only one there is.
func orOnly(head string, members []memberRow) string {
	if head == "" && len(members) == 1 {
		return members[0].id
	}
	return head
}

// check refuses a split that names others than members whom the actor may see,
// leaves nobody, or leaves one of the two without a head.
func (in *SplitInput) check(f form, by access.Actor, c *crew, remaining string) error {
	c.mayName(f, by, "members", in.Members...)
	if len(*f.faults) > 0 {
		return f.err()
	}
	switch {
	case len(in.Members) == 0:
		f.add("members", errRequired)
	case len(in.Members) == len(c.members):
		f.add("members", errAllMembers)
	default:
		if remaining == "" || slices.Contains(in.Members, remaining) {
			f.add("remaining_head", errHead)
		} else {
			c.mayName(f, by, "remaining_head", remaining)
		}
	}
	if !slices.Contains(in.Members, in.Head) {
		f.add("head", errHead)
	}
	of := map[string]Relationship{}
	for id, r := range in.Relationships {
		if c.mayName(f, by, "relationships."+id, id); id != in.Head && id != remaining {
			of[id] = r
		}
	}
	checkRelationships(f, "", of)
	return f.err()
}

func (c *crew) divide(leaving []string) (leave, stay []memberRow) {
	for _, m := range c.members {
		if slices.Contains(leaving, m.id) {
			leave = append(leave, m)
		} else {
			stay = append(stay, m)
		}
	}
	return leave, stay
}

// move says between which households members move.
type move struct {
	from, to string
	as       map[string]Relationship // to the head there
	write
}

func (s *Service) moveMembers(ctx context.Context, tx *db.Tx, members []memberRow, m move) error {
	for _, member := range members {
		if err := moveMember(ctx, tx, member.id, m); err != nil {
			return err
		}
	}
	return nil
}

// settle writes a household's head, size and relationships after its members
// changed, and protects minors. Relationships that nothing is said of stay.
func (s *Service) settle(ctx context.Context, tx *db.Tx, id, head string, members []memberRow, as map[string]Relationship) error {
	for _, m := range members {
		if r, ok := as[m.id]; ok && r != m.relationship {
			if err := setRelationship(ctx, tx, id, m.id, r); err != nil {
				return err
			}
		}
	}
	if err := setHead(ctx, tx, id, head); err != nil {
		return err
	}
	if err := setSize(ctx, tx, id, len(members)); err != nil {
		return err
	}
	return s.protectMinors(ctx, tx, members)
}

// JoinInput says which household joins which.
type JoinInput struct {
	Into          HouseholdRef
	From          HouseholdRef
	Relationships map[string]Relationship // of those who join to the head of Into; unknown where nothing is said
}

// JoinHouseholds makes the members of one household members of another; the
// joining household is closed and stays on record. Where the two are in
// different places, the members belong to that of Into from now on.
func (s *Service) JoinHouseholds(ctx context.Context, by access.Actor, in JoinInput) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return s.JoinHouseholdsTx(ctx, tx, by, in) })
}

// JoinHouseholdsTx is JoinHouseholds in the caller's transaction, for package
// reception, which says in it what becomes of the beds.
func (s *Service) JoinHouseholdsTx(ctx context.Context, tx *db.Tx, by access.Actor, in JoinInput) error {
	if in.Into.ID == in.From.ID {
		return fault.InvalidField("from", errSameHousehold)
	}
	into, err := s.openCrew(ctx, tx, by, PermHousehold, in.Into)
	if err != nil {
		return err
	}
	from, err := s.openCrew(ctx, tx, by, PermHousehold, in.From)
	if err != nil {
		return err
	}
	f := newForm(s.today())
	for id := range in.Relationships {
		from.mayName(f, by, "relationships."+id, id)
	}
	checkRelationships(f, into.headID, in.Relationships)
	if err := f.err(); err != nil {
		return err
	}
	w := s.write(by)
	said := relationshipsAfter(from.members, into.headID, false, in.Relationships)
	if err := s.moveMembers(ctx, tx, from.members, move{from: from.id, to: into.id, as: said, write: w}); err != nil {
		return err
	}
	if err := closeHousehold(ctx, tx, from.id, into.id, w); err != nil {
		return err
	}
	all := slices.Concat(into.members, from.members)
	if err := s.settle(ctx, tx, into.id, into.headID, all, nil); err != nil {
		return err
	}
	if _, err := movePeople(ctx, tx, into.id, into.orgID, into.centreID); err != nil {
		return err
	}
	detail := map[string]any{"from": from.id, "joining": len(from.members)}
	return s.record(ctx, tx, by, audit.Entry{Action: "people.household.join", ObjectID: into.id, Detail: detail}, all)
}
