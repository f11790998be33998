package funding

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// RemoveOperation removes an operation for good, if version is the one it has
// now. What is published is withdrawn first.
func (s *Service) RemoveOperation(ctx context.Context, by access.Actor, id string, version int) error {
	if !by.May(PermEdit) {
		return fault.Denied()
	}
	if !db.ValidID(id) {
		return fault.Missing()
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err := s.operationOf(ctx, tx, id, false)
		if err != nil {
			return err
		}
		if o.Version != version {
			return changedMeanwhile()
		}
		if o.Status == StatusPublished {
			return fault.Conflicts("funding.error.published")
		}
		if err := deleteOperation(ctx, tx, id); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "funding.remove_operation", ObjectType: "funding_operation", ObjectID: id,
			Detail: map[string]any{"call": o.Call.ID, "status": o.Status}})
	})
}
