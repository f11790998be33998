package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// CancelIn says which reserved beds are given back.
type CancelIn struct {
	StayID  string
	Persons []string // none: all for whom a bed is reserved
	Reason  CancelReason
}

// CancelReservation gives reserved beds back. Where nobody of the stay is left,
// the stay is cancelled. The beds of an accepted transfer go with the transfer.
func (s *Service) CancelReservation(ctx context.Context, by access.Actor, in CancelIn) error {
	if !known(in.Reason, CancelReasons) {
		return fault.InvalidField("reason", "reception.error.unknown_code")
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		stay, err := s.stayFor(ctx, tx, by, PermPlace, in.StayID)
		if err != nil {
			return err
		}
		if open, err := transferInto(ctx, tx, stay.ID); err != nil || open {
			return orConflict(err, "reception.error.part_of_transfer")
		}
		return s.drop(ctx, tx, by, dropping{stay, in.Persons, HoldCancelled, in.Reason, "reception.cancel"})
	})
}

// orConflict is err or, where there is none, a conflict.
func orConflict(err error, key string) error {
	if err != nil {
		return err
	}
	return fault.Conflicts(key)
}

// dropping gives reserved beds back, as cancelled or because nobody came.
type dropping struct {
	stay    Stay
	persons []string
	status  HoldStatus
	reason  CancelReason
	action  string
}

func (s *Service) drop(ctx context.Context, tx *db.Tx, by access.Actor, d dropping) error {
	holds, err := activeHolds(ctx, tx, d.stay.ID)
	if err != nil {
		return err
	}
	gone, err := pick(holds, HoldReserved, d.persons)
	if err != nil {
		return err
	}
	if d.status == HoldNoShow {
		for _, h := range gone {
			if h.From.After(s.today()) {
				return fault.Conflicts("reception.error.not_expected_yet")
			}
		}
	}
	at := clock.Now(s.clock)
	if err := dropHolds(ctx, tx, gone, d.status, string(d.reason), at); err != nil {
		return err
	}
	if len(gone) == len(holds) {
		d.stay.Status, d.stay.CancelReason, d.stay.EndedAt = StayStatus(d.status), d.reason, at
		if err := saveStay(ctx, tx, d.stay); err != nil {
			return err
		}
	}
	s.staysChange(tx, d.stay.ID)
	return s.record(ctx, tx, by, d.action, d.stay, map[string]any{"persons": len(gone), "reason": d.reason})
}
