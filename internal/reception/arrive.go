package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// ArriveIn says who of a reservation has come.
type ArriveIn struct {
	StayID  string
	On      clock.Date // the first night, at most 30 days ago
	Persons []string   // none: all for whom a bed is reserved; the others may come later
}

// Arrive turns reserved beds into occupied ones. It refuses where the one who
// slept there before has not left, and where the rules stand against those who
// came without the others: children whose parents arrive tomorrow.
func (s *Service) Arrive(ctx context.Context, by access.Actor, in ArriveIn) error {
	if err := s.pastDay("on", in.On); err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		stay, err := s.stayFor(ctx, tx, by, PermPlace, in.StayID)
		if err != nil {
			return err
		}
		home, err := s.partyFor(ctx, tx, by, PermPlace, stay.HouseholdID)
		if err != nil {
			return err
		}
		return s.arrive(ctx, tx, by, arriving{stay, home, in.On, in.Persons})
	})
}

type arriving struct {
	stay    Stay
	party   party
	on      clock.Date
	persons []string
}

func (s *Service) arrive(ctx context.Context, tx *db.Tx, by access.Actor, in arriving) error {
	stay := in.stay
	switch {
	case stay.Status != StayReserved && stay.Status != StayPresent:
		return fault.Conflicts("reception.error.stay_over")
	case !stay.Until.IsZero() && !in.on.Before(stay.Until):
		return fault.InvalidField("on", "reception.error.after_end")
	case stay.Status == StayPresent && in.on.Before(stay.From):
		return fault.InvalidField("on", "reception.error.before_stay")
	}
	holds, err := activeHolds(ctx, tx, stay.ID)
	if err != nil {
		return err
	}
	coming, err := pick(holds, HoldReserved, in.persons)
	if err != nil {
		return err
	}
	p := plan{from: in.on, until: stay.Until, decided: true}
	if err := s.keepApart(ctx, tx, &p, stay.HouseholdID); err != nil {
		return err
	}
	p.keepPlaces(in.party, coming, ofStatus(holds, HoldOccupied))
	p.absent = personsOf(rest(ofStatus(holds, HoldReserved), coming))
	if err := s.examine(ctx, tx, &p); err != nil {
		return err
	}
	if err := occupyHolds(ctx, tx, coming, in.on); err != nil {
		return heldTwice(err)
	}
	if stay.Status == StayReserved {
		if stay.PhaseSince == stay.From {
			stay.PhaseSince = in.on
		}
		stay.Status, stay.From = StayPresent, in.on
		if err := saveStay(ctx, tx, stay); err != nil {
			return heldTwice(err)
		}
	}
	if err := s.movedIn(ctx, tx, in.party, p.centre); err != nil {
		return err
	}
	s.staysChange(tx, stay.ID)
	return s.record(ctx, tx, by, "reception.arrive", stay, map[string]any{"persons": len(coming), "on": in.on.String()})
}

// keepPlaces makes the plan one in which movers have the beds of their holds
// and stayers theirs.
func (p *plan) keepPlaces(home party, movers, stayers []Hold) {
	moves := func(id string) bool { return has(movers, id) }
	conflicts := p.household.Conflicts
	p.household = home.household(moves, func(id string) bool { return has(stayers, id) })
	p.household.Conflicts = conflicts
	p.staying = seats(home, stayers)
	for _, m := range seats(home, movers) {
		p.assigned = append(p.assigned, m.Assignment)
	}
}

func has(holds []Hold, personID string) bool {
	for _, h := range holds {
		if h.PersonID == personID {
			return true
		}
	}
	return false
}
