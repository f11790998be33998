package reception

import (
	"context"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
)

// AgeBand is an age as coarse as a list of beds needs it. It is computed from
// the year of birth.
type AgeBand string

// Age bands, in years.
const (
	AgeUnknown AgeBand = "unknown"
	AgeInfant  AgeBand = "infant" // 0 to 2
	AgeChild   AgeBand = "child"  // 3 to 11
	AgeYouth   AgeBand = "youth"  // 12 to 17
	AgeAdult   AgeBand = "adult"
	AgeSenior  AgeBand = "senior" // 65 and above
)

func ageBand(born int, day clock.Date) AgeBand {
	switch age := day.Year - born; {
	case born == 0 || age < 0:
		return AgeUnknown
	case age <= 2:
		return AgeInfant
	case age <= 11:
		return AgeChild
	case age <= 17:
		return AgeYouth
	case age <= 64:
		return AgeAdult
	}
	return AgeSenior
}

// permPeopleList is the permission of package people to see who somebody is.
var permPeopleList = people.PermList

// Occupant is who holds a place. An actor who may not list the person gets sex
// and age band only; of a restricted person, not even these.
type Occupant struct {
	PersonID    string // empty: the actor may not know
	HouseholdID string // likewise
	StayID      string // likewise
	Name        people.Name
	Sex         string
	Age         AgeBand
	Status      HoldStatus
	From, Until clock.Date
	StaysOn     bool // beneficiary of international protection
	Overdue     bool // was to leave before today
	Leaving     bool // is to leave on the day asked for
}

// owns is what access decides on about the person.
func (h *censusHold) owns() access.Object {
	o := h.owner
	if h.restricted {
		o.Compartment = access.Protection
	}
	return o
}

// occupantsFor reads the names that the actor may see and returns the function that shows a hold.
func (s *Service) occupantsFor(ctx context.Context, by access.Actor, holds []*censusHold) (func(*censusHold) *Occupant, error) {
	var ids []string
	asked := map[string]bool{}
	for _, h := range holds {
		if !asked[h.PersonID] && by.MayOn(permPeopleList, h.owns()) {
			asked[h.PersonID] = true
			ids = append(ids, h.PersonID)
		}
	}
	names, err := s.people.DisplayNamesFor(ctx, s.db, by, ids)
	if err != nil {
		return nil, err
	}
	today := s.today()
	return func(h *censusHold) *Occupant {
		o := &Occupant{Status: h.Status, From: h.From, Until: h.Until, Age: AgeUnknown, Sex: "u"}
		if h.Status == HoldOccupied && !h.Until.IsZero() {
			o.Overdue, o.Leaving = h.Until.Before(today), h.Until == today
		}
		may := by.MayOn(permPeopleList, h.owns())
		if may {
			o.PersonID, o.HouseholdID, o.StayID, o.Name, o.StaysOn = h.PersonID, h.HouseholdID, h.StayID, names[h.PersonID], h.staysOn()
		}
		if may || !h.restricted {
			o.Sex, o.Age = h.sex, ageBand(h.born, today)
		}
		return o
	}, nil
}
