package reception

import (
	"context"
	"errors"
	"slices"

	"passerelle/internal/engine/allocation"
	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// resident is what a placement needs to know of one member of a household.
type resident struct {
	allocation.Member
	nationality   string   // the first one
	languages     []string // the one to speak first
	granted       bool     // holds a status that ends the right to a place in reception
	unaccompanied bool
}

// occupant is the member as those see them who share a room.
func (m resident) occupant() allocation.Occupant {
	return allocation.Occupant{Sex: m.Sex, Age: m.Age, Nationality: m.nationality, Languages: m.languages, Unaccompanied: m.unaccompanied}
}

// party is a household as a placement sees it: its members, without names.
type party struct {
	id            string
	reference     string
	head          string // id of the member who heads the household
	org           string
	centre        string
	restricted    bool // at least one member is seen only by whom the protection compartment is open to
	nationalities []string
	languages     []string
	members       []resident
}

// object is what access decides on.
func (p party) object() access.Object {
	o := access.Object{Org: p.org, Centre: p.centre}
	if p.restricted {
		o.Compartment = access.Protection
	}
	return o
}

func (p party) has(personID string) bool {
	_, ok := p.member(personID)
	return ok
}

func (p party) member(personID string) (resident, bool) {
	for _, m := range p.members {
		if m.ID == personID {
			return m, true
		}
	}
	return resident{}, false
}

// only is the household reduced to the persons named.
func (p party) only(persons []string) party {
	p.members = slices.DeleteFunc(slices.Clone(p.members), func(m resident) bool { return !slices.Contains(persons, m.ID) })
	return p
}

// household returns the engine's view of those members who are chosen. They
// are unaccompanied where there is no adult among them and those who are here already.
func (p party) household(chosen func(id string) bool, here func(id string) bool) allocation.Household {
	h := allocation.Household{ID: p.id, Nationalities: p.nationalities, Languages: p.languages}
	minor, adult := false, false
	for _, m := range p.members {
		moves := chosen(m.ID)
		if moves {
			h.Members = append(h.Members, m.Member)
		}
		if moves || here(m.ID) {
			minor, adult = minor || isMinor(m.Age), adult || !isMinor(m.Age)
		}
	}
	h.Unaccompanied = minor && !adult
	return h
}

// everybody is the engine's view of the whole household.
func (p party) everybody() allocation.Household {
	return p.household(func(string) bool { return true }, func(string) bool { return false })
}

// isMinor takes an unknown age for an adult's, as package allocation does.
func isMinor(age int) bool { return age >= 0 && age < 18 }

// partyFor returns a household if the actor may do perm to it; missing where
// it does not exist or belongs to others.
func (s *Service) partyFor(ctx context.Context, q db.Querier, by access.Actor, perm access.Permission, householdID string) (party, error) {
	p, err := s.partyOf(ctx, q, householdID)
	if err == nil && !by.MayOn(perm, p.object()) {
		err = fault.Missing()
	}
	return p, err
}

// partyOf returns a household without looking at who asks.
func (s *Service) partyOf(ctx context.Context, q db.Querier, householdID string) (party, error) {
	if !db.ValidID(householdID) {
		return party{}, fault.Missing()
	}
	p, err := s.people.Party(ctx, q, householdID)
	if errors.Is(err, db.ErrNoRow) {
		err = fault.Missing()
	}
	if err != nil {
		return party{}, err
	}
	return newParty(p, s.today()), nil
}

// partiesOf returns many households by id.
func (s *Service) partiesOf(ctx context.Context, q db.Querier, households []string) (map[string]party, error) {
	all, err := s.people.Parties(ctx, q, households)
	if err != nil {
		return nil, err
	}
	out := make(map[string]party, len(all))
	for id, p := range all {
		out[id] = newParty(p, s.today())
	}
	return out, nil
}

func newParty(p people.Party, today clock.Date) party {
	out := party{id: p.HouseholdID, reference: p.Reference, head: p.HeadID, org: p.OrgID, centre: p.CentreID}
	for _, m := range p.Members {
		r := resident{nationality: first(m.Nationalities), languages: m.Languages, granted: m.Status.Granted(), unaccompanied: m.Unaccompanied,
			Member: allocation.Member{ID: m.ID, Sex: sexOf(m.Sex), Age: m.AgeOn(today)}}
		for _, n := range m.Needs {
			r.Needs = append(r.Needs, allocation.Need(n))
		}
		out.restricted = out.restricted || m.Restricted
		out.nationalities = union(out.nationalities, m.Nationalities)
		out.languages = union(out.languages, m.Languages)
		out.members = append(out.members, r)
	}
	return out
}

// sexOf writes a sex as package allocation does.
func sexOf(s people.Sex) string {
	if s == people.SexUnknown {
		return ""
	}
	return string(s)
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func union(all, more []string) []string {
	for _, x := range more {
		if !slices.Contains(all, x) {
			all = append(all, x)
		}
	}
	return all
}

// occupants tells what a room needs to know of those who hold places in it, by person.
func (s *Service) occupants(ctx context.Context, q db.Querier, holds []roomHold) (map[string]allocation.Occupant, error) {
	households := map[string]bool{}
	for _, h := range holds {
		if h.person != "" {
			households[h.household] = true
		}
	}
	out := make(map[string]allocation.Occupant, len(holds))
	if len(households) == 0 {
		return out, nil
	}
	ids := make([]string, 0, len(households))
	for id := range households {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	parties, err := s.partiesOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for _, p := range parties {
		for _, m := range p.members {
			out[m.ID] = m.occupant()
		}
	}
	for _, h := range holds {
		if _, known := out[h.person]; !known && h.person != "" {
			out[h.person] = allocation.Occupant{Age: -1} // no longer of the household: taken for an adult of unknown sex
		}
	}
	return out, nil
}

// movedIn tells package people where a household that is on record lives now,
// and takes it off the waiting list.
func (s *Service) movedIn(ctx context.Context, tx *db.Tx, home party, centre access.Object) error {
	if err := closeWaiting(ctx, tx, home.id, WaitingPlaced, clock.Now(s.clock)); err != nil {
		return err
	}
	if home.centre == centre.Centre && home.org == centre.Org {
		return nil
	}
	return s.people.SetPlace(ctx, tx, home.id, centre.Org, centre.Centre)
}

// movedOut tells package people that a household lives in no centre any longer.
func (s *Service) movedOut(ctx context.Context, tx *db.Tx, home party) error {
	return s.people.SetPlace(ctx, tx, home.id, home.org, "")
}
