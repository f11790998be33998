package people

import (
	"context"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// Party is a household as package reception needs it to find it a place. It
// names nobody.
type Party struct {
	HouseholdID string
	Reference   string
	OrgID       string
	CentreID    string
	HeadID      string
	Members     []Member // the head first
}

// Member is somebody of a Party.
type Member struct {
	ID             string
	Reference      string
	Relationship   Relationship
	Sex            Sex
	Needs          []NeedCode
	Languages      []string // the one to speak first
	Interpreter    bool
	Nationalities  []string
	Status         StatusCode
	Unaccompanied  bool // minor without an adult who answers for them
	Representative bool // somebody is appointed to answer for them
	Restricted     bool
	ArrivedOn      clock.Date // in Luxembourg

	birth BirthDate
}

// AgeOn returns the completed years on a day: exact where the birth date is
// known to the day. Where it is not, the youngest age that the date as written
// allows, since a doubt about age is decided for the minor (Regulation (EU)
// 2024/1348, Art. 25). -1 where nothing is known.
func (m Member) AgeOn(on clock.Date) int {
	b := m.birth
	b.Estimated = false // the margin of an estimate would make young adults minors
	least, _, ok := b.Age(on.Time(clock.Luxembourg))
	if !ok {
		return -1
	}
	return least
}

// Party returns a household without checking who asks: module reception calls
// it in its own use cases, after its own check, and nobody else does. db.ErrNoRow
// where there is no such household; one whose members all left has no members.
func (s *Service) Party(ctx context.Context, q db.Querier, householdID string) (Party, error) {
	all, err := s.Parties(ctx, q, []string{householdID})
	if err != nil {
		return Party{}, err
	}
	p, ok := all[householdID]
	if !ok {
		return Party{}, db.ErrNoRow
	}
	return p, nil
}

// Parties is Party for many households at once; who is not there is left out.
func (s *Service) Parties(ctx context.Context, q db.Querier, householdIDs []string) (map[string]Party, error) {
	households, err := readHouseholds(ctx, q, householdIDs)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Party, len(households))
	for _, h := range households {
		out[h.id] = Party{HouseholdID: h.id, Reference: h.reference, OrgID: h.orgID, CentreID: h.centreID, HeadID: h.headID}
	}
	members, err := readPartyMembers(ctx, q, householdIDs)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		identity, _, err := s.open(ctx, m.personRow)
		if err != nil {
			return nil, err
		}
		p := out[m.householdID]
		p.Members = append(p.Members, Member{
			ID: m.id, Reference: m.reference, Relationship: m.relationship, Sex: m.sex, Needs: m.needs,
			Languages: m.languages, Interpreter: m.interpreter, Nationalities: m.nationalities, Status: m.status,
			Unaccompanied: m.unaccompanied, Representative: m.represented, Restricted: m.restricted,
			ArrivedOn: m.arrivedOn, birth: identity.Birth,
		})
		out[m.householdID] = p
	}
	return out, nil
}
