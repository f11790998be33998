package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
)

// CloseBed takes a bed away for good; its outage ends. It refuses while the
// bed is held. Saving the room with the bed's label opens it again.
func (s *Service) CloseBed(ctx context.Context, by access.Actor, bedID string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		b, err := bedOf(ctx, tx, bedID)
		if err != nil {
			return err
		}
		if _, err := s.centreFor(ctx, tx, by, PermRooms, b.CentreID); err != nil || !b.ClosedAt.IsZero() {
			return err
		}
		if err := s.shutBed(ctx, tx, b); err != nil {
			return err
		}
		tx.Changed(TopicCentre, b.CentreID)
		return s.audit.Record(ctx, tx, by, audit.Entry{Action: "reception.close_bed", ObjectType: "bed", ObjectID: b.ID,
			Detail: map[string]any{"centre": b.CentreID}})
	})
}
