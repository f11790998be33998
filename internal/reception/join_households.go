package reception

import (
	"context"
	"slices"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// JoinHouseholds makes the members of one household members of another, as
// package people does, and brings along what they have here: their beds, which
// are then held until the day on which the other stay ends. Nobody moves: who
// lives in another centre must be transferred first, and a transfer that is
// open must be decided.
func (s *Service) JoinHouseholds(ctx context.Context, by access.Actor, in people.JoinInput) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		theirs, err := s.staysToDivide(ctx, tx, in.From.ID)
		if err != nil {
			return err
		}
		own, err := s.staysToDivide(ctx, tx, in.Into.ID)
		if err != nil {
			return err
		}
		if err := s.people.JoinHouseholdsTx(ctx, tx, by, in); err != nil {
			return err
		}
		for _, stay := range theirs {
			if err := s.joinStay(ctx, tx, by, stay, own, in.Into.ID); err != nil {
				return err
			}
		}
		if err := s.joinWaiting(ctx, tx, by, in.From.ID, in.Into.ID); err != nil {
			return err
		}
		return s.shareConflicts(ctx, tx, by, in.From.ID, in.Into.ID)
	})
}

// joinStay brings a stay into the other household: into its own stay where both
// are present, otherwise as it is.
func (s *Service) joinStay(ctx context.Context, tx *db.Tx, by access.Actor, stay Stay, own []Stay, household string) error {
	there := slices.IndexFunc(own, func(o Stay) bool { return o.Status == StayPresent })
	if stay.Status == StayPresent && there >= 0 {
		return s.mergeStays(ctx, tx, by, stay, own[there])
	}
	holds, err := activeHolds(ctx, tx, stay.ID)
	if err != nil {
		return err
	}
	stay.HouseholdID = household
	if err := setHousehold(ctx, tx, stay); err != nil {
		return heldTwice(err)
	}
	if err := giveHolds(ctx, tx, holds, stay); err != nil {
		return err
	}
	if stay.Status == StayPresent {
		home, err := s.partyOf(ctx, tx, household)
		if err != nil {
			return err
		}
		centre, err := centreByID(ctx, tx, stay.CentreID)
		if err != nil {
			return err
		}
		if err := s.movedIn(ctx, tx, home, centre.Object()); err != nil {
			return err
		}
	}
	s.staysChange(tx, stay.ID)
	return s.record(ctx, tx, by, "reception.join_stay", stay, map[string]any{"persons": len(holds)})
}

// mergeStays brings the beds of one present stay into another in the same centre.
func (s *Service) mergeStays(ctx context.Context, tx *db.Tx, by access.Actor, stay, into Stay) error {
	if stay.CentreID != into.CentreID {
		return fault.Conflicts("reception.error.needs_transfer")
	}
	holds, err := activeHolds(ctx, tx, stay.ID)
	if err != nil {
		return err
	}
	if !into.Until.IsZero() && slices.ContainsFunc(holds, func(h Hold) bool { return !into.Until.After(h.From) }) {
		return fault.Conflicts(keyStayOpen) // somebody would come after the others have left
	}
	at := clock.Now(s.clock)
	stay.Status, stay.planned, stay.Until, stay.DepartureKind, stay.EndedAt = StayEnded, stay.Until, s.today(), DepartureTransfer, at
	if err := saveStay(ctx, tx, stay); err != nil {
		return err
	}
	if err := giveHolds(ctx, tx, holds, into); err != nil {
		return err
	}
	if err := setUntil(ctx, tx, holds, into.Until); err != nil {
		return reservedAfter(heldTwice(err))
	}
	s.staysChange(tx, stay.ID, into.ID)
	return s.record(ctx, tx, by, "reception.join_stay", into, map[string]any{"from": stay.ID, "persons": len(holds)})
}

// joinWaiting lets the household that is left wait for all.
func (s *Service) joinWaiting(ctx context.Context, tx *db.Tx, by access.Actor, from, into string) error {
	if err := closeWaiting(ctx, tx, from, WaitingLeft, clock.Now(s.clock)); err != nil {
		return err
	}
	w, err := openWaitingOf(ctx, tx, into)
	if err != nil || w == nil {
		return err
	}
	return s.recount(ctx, tx, by, *w)
}
