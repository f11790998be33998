package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
)

// PermNumbers lets an actor count beds and persons in centres, and list the
// beds behind each number.
var PermNumbers = access.Declare("reception.numbers")

// Numbers counts beds by their state in one night. Gross is always the sum of
// the others. BedState tells what the states mean.
type Numbers struct {
	Gross    int // beds there are
	Out      int // out of service
	Blocked  int // empty, but in a room that belongs to those who are in it
	Reserved int
	Occupied int
	Free     int // net: what can be given tonight
}

// Add returns the sum of both.
func (n Numbers) Add(m Numbers) Numbers {
	return Numbers{n.Gross + m.Gross, n.Out + m.Out, n.Blocked + m.Blocked, n.Reserved + m.Reserved, n.Occupied + m.Occupied, n.Free + m.Free}
}

// Usable is how many beds are neither out of service nor blocked.
func (n Numbers) Usable() int { return n.Gross - n.Out - n.Blocked }

// Rate returns the occupancy in permille of the usable beds, 0 where there are none.
func (n Numbers) Rate() int {
	if n.Usable() <= 0 {
		return 0
	}
	return n.Occupied * 1000 / n.Usable()
}

// CentreNumbers are the numbers of one centre.
type CentreNumbers struct {
	Centre Centre
	Numbers
	FreeBeds FreeBeds
	Persons  int // present, those in cots included
	StayOn   int // of these, beneficiaries of international protection, who stay because they found no housing
}

// Count is the numbers of several centres in one night.
type Count struct {
	Day     clock.Date
	Centres []CentreNumbers // by name
	Total   CentreNumbers   // without a centre
}

// Numbers counts the beds of one centre, or of all open centres in the actor's
// scope (empty centreID), in the night that follows day. The numbers of a
// night to come are what is held for it by now.
func (s *Service) Numbers(ctx context.Context, by access.Actor, centreID string, day clock.Date) (Count, error) {
	centres, err := s.centresFor(ctx, by, PermNumbers, centreID)
	if err != nil {
		return Count{}, err
	}
	if err := s.countable(day); err != nil {
		return Count{}, err
	}
	return s.countAll(ctx, centres, day)
}

// countable refuses days that nobody counts: more than ten years away.
func (s *Service) countable(day clock.Date) error {
	today := s.today()
	if !day.Valid() || day.Before(today.AddDays(-maxAhead)) || day.After(today.AddDays(maxAhead)) {
		return fault.InvalidField("day", "reception.error.date_range",
			"from", today.AddDays(-maxAhead), "until", today.AddDays(maxAhead))
	}
	return nil
}

// centresFor returns the one centre named, or all open ones where the actor may do perm.
func (s *Service) centresFor(ctx context.Context, by access.Actor, perm access.Permission, centreID string) ([]Centre, error) {
	if centreID != "" {
		c, err := s.centreFor(ctx, s.db, by, perm, centreID)
		return []Centre{c}, err
	}
	if !by.May(perm) {
		return nil, fault.Denied()
	}
	return openCentres(ctx, s.db, reach{by: by, perm: perm})
}

func (s *Service) countAll(ctx context.Context, centres []Centre, day clock.Date) (Count, error) {
	out := Count{Day: day}
	var total count
	for _, c := range centres {
		n, err := s.countOf(ctx, c, day)
		if err != nil {
			return Count{}, err
		}
		out.Centres = append(out.Centres, n.of(c))
		total = total.add(n)
	}
	out.Total = total.of(Centre{})
	return out, nil
}

func (n count) of(c Centre) CentreNumbers {
	return CentreNumbers{Centre: c, Numbers: n.Numbers, FreeBeds: n.FreeBeds, Persons: n.persons, StayOn: n.stayOn}
}
