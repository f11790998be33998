package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermTakeOver lets an actor bring in stays that began, or ended, before the
// centre kept its beds in this register.
var PermTakeOver = access.Declare("reception.take_over")

// TakeOverTx is PlaceTx for a stay that began at any time in the past. All hard
// rules hold, over the whole time.
func (s *Service) TakeOverTx(ctx context.Context, tx *db.Tx, by access.Actor, in PlaceIn) (Placement, error) {
	home, err := s.partyFor(ctx, tx, by, PermTakeOver, in.HouseholdID)
	if err != nil {
		return Placement{}, err
	}
	return s.place(ctx, tx, by, placing{PlaceIn: in, party: home, status: HoldOccupied, perm: PermTakeOver, takeOver: true})
}

// PastStay is a stay that has ended.
type PastStay struct {
	HouseholdID string
	From, Until clock.Date // Until is the day they left
	Departure   DepartureKind
	Assignments []Assignment // beds with their rooms
}

// TakeOverPastTx brings in a stay that has ended. That nobody else had one of
// its beds, and none of them another bed, in that time is held by the database.
func (s *Service) TakeOverPastTx(ctx context.Context, tx *db.Tx, by access.Actor, in PastStay) error {
	home, err := s.partyFor(ctx, tx, by, PermTakeOver, in.HouseholdID)
	if err != nil {
		return err
	}
	if err := s.wellFormedPast(home, in); err != nil {
		return err
	}
	places, err := places(ctx, tx, in.Assignments)
	if err != nil {
		return err
	}
	centre, err := s.centreFor(ctx, tx, by, PermTakeOver, places[0].CentreID)
	if err != nil {
		return err
	}
	now := clock.Now(s.clock)
	stay := Stay{ID: db.NewID(), HouseholdID: in.HouseholdID, CentreID: centre.ID, Phase: centre.Phase, PhaseSince: in.From,
		From: in.From, Until: in.Until, Status: StayEnded, DepartureKind: in.Departure, EndedAt: now}
	if err := insertStay(ctx, tx, stay, now, by.ID); err != nil {
		return err
	}
	if err := saveStay(ctx, tx, stay); err != nil { // how it ended
		return err
	}
	var holds []Hold
	for i, a := range in.Assignments {
		if places[i].CentreID != centre.ID {
			return fault.InvalidField("rooms", "reception.error.no_place_chosen")
		}
		holds = append(holds, Hold{ID: db.NewID(), BedID: a.BedID, RoomID: places[i].RoomID, CentreID: centre.ID, StayID: stay.ID,
			HouseholdID: in.HouseholdID, PersonID: a.PersonID, From: in.From, Until: in.Until, Status: HoldEnded})
	}
	if err := insertHolds(ctx, tx, holds, now, by.ID); err != nil {
		return heldTwice(err)
	}
	tx.Changed(TopicStay, stay.ID)
	return s.record(ctx, tx, by, "reception.take_over", stay, map[string]any{"persons": len(holds), "departure": string(in.Departure)})
}

func (s *Service) wellFormedPast(home party, in PastStay) error {
	var l fault.List
	l.AddErr(s.notAhead("from", in.From))
	l.AddErr(s.notAhead("until", in.Until))
	l.AddErr(period(in.From, in.Until))
	code(&l, "kind", in.Departure, DepartureKinds)
	if len(in.Assignments) == 0 {
		l.Add("rooms", "reception.error.no_place_chosen")
	}
	for _, a := range in.Assignments {
		if !home.has(a.PersonID) || !db.ValidID(a.BedID) {
			l.Add("rooms", "reception.error.no_place_chosen")
		}
	}
	return l.Err()
}

// notAhead checks a day of the past, however far.
func (s *Service) notAhead(field string, day clock.Date) error {
	switch {
	case !day.Valid():
		return fault.InvalidField(field, "reception.error.date_missing")
	case day.After(s.today()):
		return fault.InvalidField(field, "reception.error.date_future")
	}
	return nil
}

// places returns the bed of each assignment.
func places(ctx context.Context, q db.Querier, list []Assignment) ([]Bed, error) {
	out := make([]Bed, len(list))
	for i, a := range list {
		b, err := placeOfBed(ctx, q, a.BedID)
		if err != nil {
			return nil, err
		}
		out[i] = b
	}
	return out, nil
}
