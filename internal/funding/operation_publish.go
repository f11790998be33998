package funding

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// Publish shows an operation to the public, if version is the one it has now.
func (s *Service) Publish(ctx context.Context, by access.Actor, id string, version int) (Operation, error) {
	return s.setStatus(ctx, by, turn{id, version, StatusPublished, "funding.publish_operation"})
}

// Withdraw hides an operation from the public again, if version is the one it
// has now.
func (s *Service) Withdraw(ctx context.Context, by access.Actor, id string, version int) (Operation, error) {
	return s.setStatus(ctx, by, turn{id, version, StatusWithdrawn, "funding.withdraw_operation"})
}

// turn is a change of what the public sees.
type turn struct {
	id      string
	version int
	to      Status
	action  string
}

func (s *Service) setStatus(ctx context.Context, by access.Actor, t turn) (Operation, error) {
	if !by.May(PermPublish) {
		return Operation{}, fault.Denied()
	}
	if !db.ValidID(t.id) {
		return Operation{}, fault.Missing()
	}
	var o Operation
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if o, err = s.operationOf(ctx, tx, t.id, false); err != nil {
			return err
		}
		if o.Version != t.version {
			return changedMeanwhile()
		}
		if (o.Status == StatusPublished) == (t.to == StatusPublished) {
			return fault.Conflicts("funding.error.status")
		}
		o.Status, o.UpdatedAt = t.to, clock.Now(s.Clock)
		o.Version++
		if t.to == StatusPublished {
			o.PublishedAt = o.UpdatedAt
		}
		if err := updateStatus(ctx, tx, o); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: t.action, ObjectType: "funding_operation", ObjectID: o.ID,
			Detail: map[string]any{"call": o.Call.ID}})
	})
	return o, err
}
