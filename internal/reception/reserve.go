package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
)

// Reserve holds beds for a household from today or a later day on, also beds
// that somebody still sleeps in until that day: the stay begins as reserved and
// waits for Arrive, CancelReservation or NoShow. Errors are those of Place.
func (s *Service) Reserve(ctx context.Context, by access.Actor, in PlaceIn) (p Placement, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = s.ReserveTx(ctx, tx, by, in)
		return err
	})
	return p, err
}

// ReserveTx is Reserve inside the caller's transaction. After an error the
// transaction must be given up.
func (s *Service) ReserveTx(ctx context.Context, tx *db.Tx, by access.Actor, in PlaceIn) (Placement, error) {
	home, err := s.partyFor(ctx, tx, by, PermPlace, in.HouseholdID)
	if err != nil {
		return Placement{}, err
	}
	return s.place(ctx, tx, by, placing{PlaceIn: in, party: home, status: HoldReserved, perm: PermPlace})
}
