package reception

import (
	"context"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// AcceptIn says which beds the destination gives. Either Assignments or Rooms
// is given, as in PlaceIn.
type AcceptIn struct {
	TransferID  string
	Assignments []Assignment
	Rooms       []string
	Accepted    []string // codes of warnings that whoever decided has seen
}

// AcceptTransfer takes a household that was proposed: from the day of the
// journey beds are reserved for all its members, and its stay at the origin
// ends on that day. Errors about the beds are those of Place.
func (s *Service) AcceptTransfer(ctx context.Context, by access.Actor, in AcceptIn) (p Placement, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := s.transferAs(ctx, tx, by, in.TransferID, PermTransferDecide)
		if err != nil {
			return err
		}
		if err := t.must(TransferProposed); err != nil {
			return err
		}
		stay, err := stayOf(ctx, tx, t.StayID)
		if err != nil {
			return err
		}
		holds, err := s.cutStay(ctx, tx, stay, t.On)
		if err != nil {
			return err
		}
		home, err := s.partyOf(ctx, tx, t.HouseholdID)
		if err != nil {
			return err
		}
		home = home.only(personsOf(holds))
		p, err = s.place(ctx, tx, by, placing{party: home, status: HoldReserved, perm: PermTransferDecide, previous: stay,
			PlaceIn: PlaceIn{HouseholdID: t.HouseholdID, From: t.On, Assignments: in.Assignments, Rooms: in.Rooms, Accepted: in.Accepted}})
		if err != nil {
			return err
		}
		if p.CentreID != t.ToCentreID {
			return fault.Conflicts("reception.error.other_destination")
		}
		t.Status, t.NewStayID, t.DecidedAt = TransferAccepted, p.StayID, clock.Now(s.clock)
		if err := saveTransfer(ctx, tx, t, by.ID); err != nil {
			return err
		}
		return s.recordTransfer(ctx, tx, by, "reception.accept_transfer", t)
	})
	return p, err
}

// cutStay lets the stay at the origin end on the day of the journey, and
// returns its holds.
func (s *Service) cutStay(ctx context.Context, tx *db.Tx, stay Stay, on clock.Date) ([]Hold, error) {
	if stay.Status != StayPresent {
		return nil, fault.Conflicts("reception.error.not_present")
	}
	holds, err := activeHolds(ctx, tx, stay.ID)
	if err != nil {
		return nil, err
	}
	if _, err := pick(holds, HoldOccupied, nil); err != nil {
		return nil, err
	}
	for _, h := range holds {
		if !on.After(h.From) && h.Status == HoldReserved {
			return nil, fault.Conflicts("reception.error.member_expected") // somebody would arrive where nobody is any longer
		}
	}
	if err := setUntil(ctx, tx, holds, on); err != nil {
		return nil, reservedAfter(heldTwice(err))
	}
	stay.planned, stay.Until = stay.Until, on
	s.staysChange(tx, stay.ID)
	return holds, saveStay(ctx, tx, stay)
}

// RefuseTransfer declines a household that was proposed, or gives back one that
// was accepted when the beds are needed otherwise: they are free again.
func (s *Service) RefuseTransfer(ctx context.Context, by access.Actor, transferID string, reason RefusalReason) error {
	return s.endTransfer(ctx, by, transferID, PermTransferDecide, func(t *Transfer) error {
		if !known(reason, RefusalReasons) {
			return fault.InvalidField("reason", "reception.error.unknown_code")
		}
		t.Status, t.Refusal = TransferRefused, reason
		return nil
	})
}

// WithdrawTransfer takes a proposal back, accepted or not: beds reserved at the
// destination are free again, and the stay goes on as planned before.
func (s *Service) WithdrawTransfer(ctx context.Context, by access.Actor, transferID string) error {
	return s.endTransfer(ctx, by, transferID, PermTransfer, func(t *Transfer) error {
		t.Status = TransferWithdrawn
		return nil
	})
}

// endTransfer ends an open transfer; outcome says how.
func (s *Service) endTransfer(ctx context.Context, by access.Actor, id string, perm access.Permission, outcome func(*Transfer) error) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := s.transferAs(ctx, tx, by, id, perm)
		if err != nil {
			return err
		}
		if err := t.must(TransferProposed, TransferAccepted); err != nil {
			return err
		}
		if err := outcome(&t); err != nil {
			return err
		}
		return s.closeTransfer(ctx, tx, by, t)
	})
}

// closeTransfer stores a transfer that will not take place, and undoes what its
// acceptance has done.
func (s *Service) closeTransfer(ctx context.Context, tx *db.Tx, by access.Actor, t Transfer) error {
	t.DecidedAt = clock.Now(s.clock)
	if t.NewStayID != "" {
		next, err := stayOf(ctx, tx, t.NewStayID)
		if err != nil {
			return err
		}
		err = s.drop(ctx, tx, by, dropping{next, nil, HoldCancelled, CancelTransferEnded, "reception.cancel"})
		if err != nil {
			return err
		}
		if err := s.uncutStay(ctx, tx, t.StayID); err != nil {
			return err
		}
	}
	if err := saveTransfer(ctx, tx, t, by.ID); err != nil {
		return err
	}
	action := "reception.withdraw_transfer"
	if t.Status == TransferRefused {
		action = "reception.refuse_transfer"
	}
	return s.recordTransfer(ctx, tx, by, action, t)
}

// uncutStay gives a stay the end back that it had before a transfer cut it.
// Where its beds have been promised to others by then, it keeps the cut end
// and shows up as an overstay.
func (s *Service) uncutStay(ctx context.Context, tx *db.Tx, stayID string) error {
	stay, err := stayOf(ctx, tx, stayID)
	if err != nil || stay.Status != StayPresent {
		return err
	}
	holds, err := activeHolds(ctx, tx, stay.ID)
	if err != nil || len(holds) == 0 {
		return err
	}
	promised, err := promisedAfter(ctx, tx, holds)
	if err != nil || promised {
		return err
	}
	if err := setUntil(ctx, tx, holds, stay.planned); err != nil {
		return err
	}
	stay.Until, stay.planned = stay.planned, clock.Date{}
	s.staysChange(tx, stay.ID)
	return saveStay(ctx, tx, stay)
}

// leaveTransfer takes those who leave out of the open transfer of their stay,
// if there is one; where nobody stays, it is withdrawn, and the stay has the end
// again that was planned before.
func (s *Service) leaveTransfer(ctx context.Context, tx *db.Tx, by access.Actor, in *departing) error {
	open, err := openTransfersFrom(ctx, tx, in.stay.ID)
	if err != nil || len(open) == 0 {
		return err
	}
	_, leaving, staying, err := in.divide(ctx, tx)
	if err != nil {
		return err
	}
	for _, t := range open {
		if len(staying) == 0 {
			t.Status = TransferWithdrawn
			err = s.closeTransfer(ctx, tx, by, t)
		} else if t.NewStayID != "" {
			err = s.dropPlaces(ctx, tx, t.NewStayID, leaving)
		}
		if err != nil {
			return err
		}
	}
	in.stay, err = stayOf(ctx, tx, in.stay.ID)
	return err
}

// dropPlaces gives back the beds that are reserved in a stay for persons who leave.
func (s *Service) dropPlaces(ctx context.Context, tx *db.Tx, stayID string, leaving []Hold) error {
	holds, err := activeHolds(ctx, tx, stayID)
	if err != nil {
		return err
	}
	theirs := slices.DeleteFunc(holds, func(h Hold) bool { return !has(leaving, h.PersonID) })
	if len(theirs) == 0 {
		return nil
	}
	s.staysChange(tx, stayID)
	return dropHolds(ctx, tx, theirs, HoldCancelled, string(CancelTransferEnded), clock.Now(s.clock))
}
