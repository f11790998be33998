package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// CompleteTransfer says that a household has arrived at the destination, on the
// day planned or another, at most 30 days ago: the stay at the origin ends and
// frees its beds, the new one begins, and the file follows the household. It is
// for the destination to say.
func (s *Service) CompleteTransfer(ctx context.Context, by access.Actor, transferID string, on clock.Date) error {
	if err := s.pastDay("on", on); err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := s.transferAs(ctx, tx, by, transferID, PermTransferDecide)
		if err != nil {
			return err
		}
		if err := t.must(TransferAccepted); err != nil {
			return err
		}
		home, err := s.partyOf(ctx, tx, t.HouseholdID)
		if err != nil {
			return err
		}
		next, err := stayOf(ctx, tx, t.NewStayID)
		if err != nil {
			return err
		}
		if !next.Until.IsZero() && !on.Before(next.Until) {
			return fault.InvalidField("on", "reception.error.after_end")
		}
		came, err := s.leaveOrigin(ctx, tx, by, t, home, on)
		if err != nil {
			return err
		}
		if err := s.arrive(ctx, tx, by, arriving{next, home, on, came}); err != nil {
			return err
		}
		t.Status = TransferDone
		if err := saveTransfer(ctx, tx, t, ""); err != nil {
			return err
		}
		return s.recordTransfer(ctx, tx, by, "reception.complete_transfer", t)
	})
}

// leaveOrigin ends the stay at the origin on the day of arrival and returns who
// was there; the beds of others stay reserved for them. The reserved beds follow
// to that day first, since nobody may hold two beds on one night.
func (s *Service) leaveOrigin(ctx context.Context, tx *db.Tx, by access.Actor, t Transfer, home party, on clock.Date) ([]string, error) {
	stay, err := stayOf(ctx, tx, t.StayID)
	if err != nil {
		return nil, err
	}
	reserved, err := activeHolds(ctx, tx, t.NewStayID)
	if err != nil {
		return nil, err
	}
	if on.After(t.On) && len(reserved) > 0 {
		if err := setFrom(ctx, tx, reserved, on); err != nil {
			return nil, heldTwice(err)
		}
	}
	here, err := activeHolds(ctx, tx, stay.ID)
	if err != nil {
		return nil, err
	}
	_, err = s.depart(ctx, tx, by, departing{stay, home, DepartIn{StayID: stay.ID, On: on, Kind: DepartureTransfer}})
	return personsOf(ofStatus(here, HoldOccupied)), err
}
