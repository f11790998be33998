package reception

import (
	"context"
	"errors"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// TransferIn proposes that a household goes to another centre.
type TransferIn struct {
	StayID     string
	ToCentreID string
	On         clock.Date // the day of the journey, today or later
	Reason     TransferReason
	Note       string // for the destination; sealed
	Bus        string // the vehicle, may be said later
}

// ProposeTransfer proposes that a household that is present goes to another
// centre as a whole. The destination decides; until then nothing else changes.
func (s *Service) ProposeTransfer(ctx context.Context, by access.Actor, in TransferIn) (Transfer, error) {
	formErr := s.wellFormedTransfer(&in)
	var t Transfer
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		stay, err := s.stayFor(ctx, tx, by, PermTransfer, in.StayID)
		if err != nil {
			return err
		}
		from, err := s.centreFor(ctx, tx, by, PermTransfer, stay.CentreID)
		if err != nil {
			return err
		}
		if formErr != nil {
			return formErr
		}
		to, err := s.destination(ctx, tx, in.ToCentreID, from)
		if err != nil {
			return err
		}
		if stay.Status != StayPresent {
			return fault.Conflicts("reception.error.not_present")
		}
		holds, err := activeHolds(ctx, tx, stay.ID)
		if err != nil {
			return err
		}
		t = Transfer{ID: db.NewID(), HouseholdID: stay.HouseholdID, StayID: stay.ID, FromCentreID: from.ID, FromCentreName: from.Name,
			ToCentreID: to.ID, ToCentreName: to.Name, FromOrgID: from.OrgID, ToOrgID: to.OrgID, On: in.On, Status: TransferProposed,
			Reason: in.Reason, Bus: in.Bus, Seats: len(holds), ProposedAt: clock.Now(s.clock)}
		sealed, err := s.sealNote(t.ID, in.Note)
		if err != nil {
			return err
		}
		if err := insertTransfer(ctx, tx, t, sealed, by.ID); err != nil {
			if db.Violation(err) == "reception_transfer_household_id" {
				return fault.Conflicts("reception.error.transfer_open")
			}
			return err
		}
		return s.recordTransfer(ctx, tx, by, "reception.propose_transfer", t)
	})
	return t, err
}

func (s *Service) wellFormedTransfer(in *TransferIn) error {
	var l fault.List
	l.AddErr(s.comingDay("on", in.On))
	code(&l, "reason", in.Reason, TransferReasons)
	paragraphs(&l, "note", &in.Note, maxNote)
	line(&l, "bus", &in.Bus, maxNumber)
	return l.Err()
}

// destination returns an open centre other than the origin. The actor need not
// hold anything there.
func (s *Service) destination(ctx context.Context, q db.Querier, id string, from Centre) (Centre, error) {
	if !db.ValidID(id) {
		return Centre{}, fault.Missing()
	}
	to, err := centreByID(ctx, q, id)
	switch {
	case errors.Is(err, db.ErrNoRow):
		return to, fault.Missing()
	case err == nil && to.ID == from.ID:
		return to, fault.InvalidField("to", "reception.error.same_centre")
	case err == nil && to.Status != CentreOpen:
		return to, fault.InvalidField("to", "reception.error.centre_closed")
	}
	return to, err
}

func (s *Service) sealNote(id, note string) ([]byte, error) {
	if note == "" {
		return nil, nil
	}
	return s.vault.Seal(notePlace(id), []byte(note))
}

// SetBus says with which vehicle a household goes.
func (s *Service) SetBus(ctx context.Context, by access.Actor, transferID, bus string) error {
	var l fault.List
	line(&l, "bus", &bus, maxNumber)
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := s.transferAs(ctx, tx, by, transferID, PermTransfer)
		if err != nil {
			return err
		}
		if err := errors.Join(l.Err(), t.must(TransferProposed, TransferAccepted)); err != nil {
			return err
		}
		t.Bus = bus
		if err := saveTransfer(ctx, tx, t, ""); err != nil {
			return err
		}
		return s.recordTransfer(ctx, tx, by, "reception.set_bus", t)
	})
}
