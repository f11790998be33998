package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
)

// NoShow says that those for whom beds are reserved have not come, on the day
// itself or later; their beds are free again. Persons: none means all. It is
// for a person to say: a reservation never lapses by itself.
func (s *Service) NoShow(ctx context.Context, by access.Actor, stayID string, persons []string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		stay, err := s.stayFor(ctx, tx, by, PermPlace, stayID)
		if err != nil {
			return err
		}
		if open, err := transferInto(ctx, tx, stay.ID); err != nil || open {
			return orConflict(err, "reception.error.part_of_transfer")
		}
		return s.drop(ctx, tx, by, dropping{stay, persons, HoldNoShow, "", "reception.no_show"})
	})
}
