package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// CloseRoom closes a room with its beds; outages in it end. It refuses while
// anybody is present or reserved in it. Saving the room opens it again.
func (s *Service) CloseRoom(ctx context.Context, by access.Actor, roomID string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := roomOf(ctx, tx, roomID)
		if err != nil {
			return err
		}
		if _, err := s.centreFor(ctx, tx, by, PermRooms, r.CentreID); err != nil || !r.ClosedAt.IsZero() {
			return err
		}
		if err := refuseIfHeld(ctx, tx, "h.room_id", r.ID, s.today()); err != nil {
			return err
		}
		if err := endOutages(ctx, tx, "room_id", r.ID, s.today()); err != nil {
			return err
		}
		if err := closePlaces(ctx, tx, "room_id", r.ID, clock.Now(s.clock)); err != nil {
			return err
		}
		tx.Changed(TopicCentre, r.CentreID)
		return s.audit.Record(ctx, tx, by, audit.Entry{Action: "reception.close_room", ObjectType: "room", ObjectID: r.ID,
			Detail: map[string]any{"centre": r.CentreID, "beds": len(r.Beds)}})
	})
}
