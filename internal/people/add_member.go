package people

import (
	"context"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// MemberInput is somebody who is registered into a household that is on record:
// a child that was born, a relative who came later.
type MemberInput struct {
	Household HouseholdRef
	Person    PersonInput
}

// AddMember registers a person into a household. Fields of faults are those of
// the person, without a prefix.
func (s *Service) AddMember(ctx context.Context, by access.Actor, in MemberInput) (RegisteredPerson, error) {
	f := newForm(s.today())
	in.Person.check(f)
	in.Person.checkRelationship(f, false)
	for n, r := range in.Person.Representatives {
		if r.Member != nil {
			f.at("representatives", n).add("member", errRepresentativeWho)
		}
		if in.Person.adult(f.today) {
			f.at("representatives", n).add("kind", errRepresentativeAge)
		}
	}
	if err := f.err(); err != nil {
		return RegisteredPerson{}, err
	}
	sealed, err := s.planPerson(in.Person, f)
	if err != nil {
		return RegisteredPerson{}, err
	}
	if err := s.reserveReferences(ctx, 1); err != nil {
		return RegisteredPerson{}, err
	}
	var out RegisteredPerson
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := s.openCrew(ctx, tx, by, PermRegister, in.Household)
		if err != nil {
			return err
		}
		if !by.MayOn(PermRegister, object(c.orgID, c.centreID, in.Person.Restricted)) {
			return fault.Denied()
		}
		out, err = s.insertMember(ctx, tx, by, c, sealed)
		return err
	})
	return out, err
}

func (s *Service) insertMember(ctx context.Context, tx *db.Tx, by access.Actor, c *crew, p personPlan) (RegisteredPerson, error) {
	refs, err := s.takeReferences(ctx, tx, 1)
	if err != nil {
		return RegisteredPerson{}, err
	}
	out := RegisteredPerson{p.id, refs[0]}
	w := s.write(by)
	plan := householdPlan{id: c.id, org: c.orgID, centre: c.centreID, people: []personPlan{p}}
	if err := s.insertPeople(ctx, tx, plan, Registered{Persons: []RegisteredPerson{out}}, w); err != nil {
		return out, err
	}
	members, err := readPartyMembers(ctx, tx, []string{c.id})
	if err != nil {
		return out, err
	}
	if err := s.settle(ctx, tx, c.id, c.headID, members, nil); err != nil {
		return out, err
	}
	touched := slices.DeleteFunc(members, func(m memberRow) bool { return m.id != p.id })
	return out, s.record(ctx, tx, by, audit.Entry{Action: "people.member.add", ObjectID: c.id, Detail: map[string]any{"relationship": p.relationship}}, touched)
}
