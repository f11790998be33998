package reception

import (
	"context"
	"errors"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermMove lets an actor give residents other beds in the same centre, and move the end of stays.
var PermMove = access.Declare("reception.move")

// reasonMoved stands on holds that ended because somebody took another bed.
const reasonMoved = "moved"

// MoveIn says who takes which other bed. Either Assignments or Rooms is given.
type MoveIn struct {
	StayID      string
	On          clock.Date // first night in the new bed, at most 30 days ago; a reservation keeps its own day
	Persons     []string   // with Rooms: who moves; none: everybody who is here, or for whom is reserved
	Assignments []Assignment
	Rooms       []string
	Accepted    []string // codes of warnings that whoever decided has seen
}

// Move gives members of a household other beds in the same centre; the stay
// goes on. Errors are those of Place; who stays behind is looked at too, so
// that no child is left alone.
func (s *Service) Move(ctx context.Context, by access.Actor, in MoveIn) (p Placement, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = s.MoveTx(ctx, tx, by, in)
		return err
	})
	return p, err
}

// MoveTx is Move inside the caller's transaction.
func (s *Service) MoveTx(ctx context.Context, tx *db.Tx, by access.Actor, in MoveIn) (Placement, error) {
	m, err := s.moving(ctx, tx, by, in)
	if err != nil {
		return Placement{}, err
	}
	if err := s.examine(ctx, tx, &m.plan); err != nil {
		return Placement{}, err
	}
	if err := s.giveUp(ctx, tx, m); err != nil {
		return Placement{}, err
	}
	return s.relocate(ctx, tx, by, m)
}

// moving is a move within one centre under examination.
type moving struct {
	plan
	stay   Stay
	movers []Hold
}

func (s *Service) moving(ctx context.Context, tx *db.Tx, by access.Actor, in MoveIn) (m moving, err error) {
	if m.stay, err = s.stayFor(ctx, tx, by, PermMove, in.StayID); err != nil {
		return m, err
	}
	if m.stay.Status != StayPresent && m.stay.Status != StayReserved {
		return m, fault.Conflicts("reception.error.stay_over")
	}
	home, err := s.partyFor(ctx, tx, by, PermMove, m.stay.HouseholdID)
	if err != nil {
		return m, err
	}
	holds, err := activeHolds(ctx, tx, m.stay.ID)
	if err != nil {
		return m, err
	}
	persons := in.Persons
	for _, a := range in.Assignments {
		persons = append(persons, a.PersonID)
	}
	status := HoldReserved
	if slices.ContainsFunc(holds, func(h Hold) bool {
		return h.Status == HoldOccupied && (len(persons) == 0 || slices.Contains(persons, h.PersonID))
	}) {
		status = HoldOccupied
	}
	if m.movers, err = pick(holds, status, persons); err != nil {
		return m, err
	}
	if err := s.moveDay(&in, m.stay, m.movers); err != nil {
		return m, err
	}
	m.plan = plan{from: in.On, until: m.stay.Until, rooms: in.Rooms, assigned: slices.Clone(in.Assignments), accepted: in.Accepted}
	if len(in.Assignments) == 0 && len(in.Rooms) == 0 {
		return m, fault.InvalidField("rooms", "reception.error.no_place_chosen")
	}
	if err := s.keepApart(ctx, tx, &m.plan, m.stay.HouseholdID); err != nil {
		return m, err
	}
	m.replace(home, m.movers, rest(holds, m.movers))
	return m, nil
}

// moveDay checks the first night in the new beds.
func (s *Service) moveDay(in *MoveIn, stay Stay, movers []Hold) error {
	if movers[0].Status == HoldReserved {
		in.On = movers[0].From
		return nil
	}
	if err := s.pastDay("on", in.On); err != nil {
		return err
	}
	if overdue(stay, s.today()) {
		return fault.Conflicts("reception.error.overstay_first")
	}
	for _, h := range movers {
		if in.On.Before(h.From) {
			return fault.InvalidField("on", "reception.error.before_stay")
		}
	}
	return nil
}

// replace makes the plan one in which movers leave the beds of their holds and
// stayers keep theirs.
func (p *plan) replace(home party, movers, stayers []Hold) {
	conflicts := p.household.Conflicts
	p.household = home.household(func(id string) bool { return has(movers, id) }, func(id string) bool { return has(stayers, id) })
	p.household.Conflicts = conflicts
	p.staying = seats(home, stayers)
	for _, h := range movers {
		p.left = append(p.left, h.RoomID)
	}
}

// giveUp ends the holds of the movers.
func (s *Service) giveUp(ctx context.Context, tx *db.Tx, m moving) error {
	if m.centre.Centre != m.stay.CentreID {
		return fault.Conflicts("reception.error.needs_transfer")
	}
	if m.movers[0].Status == HoldReserved {
		return dropHolds(ctx, tx, m.movers, HoldCancelled, reasonMoved, clock.Now(s.clock))
	}
	return endHolds(ctx, tx, m.movers, m.from, reasonMoved, clock.Now(s.clock))
}

// relocate stores the new holds of a move that was examined and whose old ones have ended.
func (s *Service) relocate(ctx context.Context, tx *db.Tx, by access.Actor, m moving) (Placement, error) {
	if _, err := s.settle(ctx, tx, by, m.stay, settling{m.plan, m.movers[0].Status}); err != nil {
		return Placement{}, err
	}
	detail := map[string]any{"persons": len(m.assigned), "on": m.from.String(), "warnings": m.warnings}
	if err := s.record(ctx, tx, by, "reception.move", m.stay, detail); err != nil {
		return Placement{}, err
	}
	return Placement{StayID: m.stay.ID, CentreID: m.stay.CentreID, Assignments: m.assigned, Warnings: m.warnings}, nil
}

// SwapIn names two residents of one centre who change beds.
type SwapIn struct {
	PersonA, PersonB string
	On               clock.Date // first night in the other bed, at most 30 days ago
	Accepted         []string   // codes of warnings that whoever decided has seen
}

// Swap lets two residents change beds. Errors are those of Move.
func (s *Service) Swap(ctx context.Context, by access.Actor, in SwapIn) error {
	if in.PersonA == in.PersonB || !db.ValidID(in.PersonA) || !db.ValidID(in.PersonB) {
		return fault.Missing()
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := sleeper(ctx, tx, in.PersonA)
		if err != nil {
			return err
		}
		b, err := sleeper(ctx, tx, in.PersonB)
		if err != nil {
			return err
		}
		if a.StayID == b.StayID {
			_, err := s.MoveTx(ctx, tx, by, MoveIn{StayID: a.StayID, On: in.On, Accepted: in.Accepted,
				Assignments: []Assignment{takes(a, b), takes(b, a)}})
			return err
		}
		return s.exchange(ctx, tx, by, in, [2]Hold{a, b})
	})
}

func sleeper(ctx context.Context, q db.Querier, personID string) (Hold, error) {
	h, err := holdOfPerson(ctx, q, personID)
	if errors.Is(err, db.ErrNoRow) {
		err = fault.Missing()
	}
	return h, err
}

// takes is the place of other for the person of h.
func takes(h, other Hold) Assignment {
	return Assignment{PersonID: h.PersonID, BedID: other.BedID, RoomID: other.RoomID}
}

// exchange swaps two people of different households: both moves are examined
// before either is stored.
func (s *Service) exchange(ctx context.Context, tx *db.Tx, by access.Actor, in SwapIn, holds [2]Hold) error {
	var moves [2]moving
	for i, h := range holds {
		other := holds[1-i]
		var err error
		moves[i], err = s.moving(ctx, tx, by, MoveIn{StayID: h.StayID, On: in.On, Accepted: in.Accepted, Assignments: []Assignment{takes(h, other)}})
		if err != nil {
			return err
		}
		moves[i].absent = []string{other.PersonID}
		if err := s.examine(ctx, tx, &moves[i].plan); err != nil {
			return err
		}
	}
	for _, m := range moves {
		if err := s.giveUp(ctx, tx, m); err != nil {
			return err
		}
	}
	for _, m := range moves {
		if _, err := s.relocate(ctx, tx, by, m); err != nil {
			return err
		}
	}
	return nil
}
