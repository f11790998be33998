package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermCloseCentre lets an actor close a centre.
var PermCloseCentre = access.Declare("reception.close_centre")

// CloseCentre closes a centre with all its rooms and beds; its outages end. It
// refuses while anybody is present or reserved there. Closing a closed centre
// does nothing.
func (s *Service) CloseCentre(ctx context.Context, by access.Actor, centreID string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := s.centreFor(ctx, tx, by, PermCloseCentre, centreID)
		if err != nil || c.Status == CentreClosed {
			return err
		}
		today, now := s.today(), clock.Now(s.clock)
		if err := refuseIfHeld(ctx, tx, "h.centre_id", c.ID, today); err != nil {
			return err
		}
		if err := endOutages(ctx, tx, "centre_id", c.ID, today); err != nil {
			return err
		}
		if err := closePlaces(ctx, tx, "centre_id", c.ID, now); err != nil {
			return err
		}
		if err := setCentreClosed(ctx, tx, c.ID, now); err != nil {
			return err
		}
		tx.Changed(TopicCentre, c.ID)
		return s.audit.Record(ctx, tx, by, audit.Entry{Action: "reception.close_centre", ObjectType: "centre", ObjectID: c.ID})
	})
}

// refuseIfHeld answers a conflict with the count where persons are present or
// reserved, now or later, in what column = id names.
func refuseIfHeld(ctx context.Context, q db.Querier, column, id string, today clock.Date) error {
	n, err := personsHeld(ctx, q, column, id, today)
	if err == nil && n > 0 {
		err = fault.Conflicts("reception.error.still_held", "count", n)
	}
	return err
}
