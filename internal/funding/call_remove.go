package funding

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// RemoveCall removes a call for good, if version is the one it has now. One that
// has operations stays.
func (s *Service) RemoveCall(ctx context.Context, by access.Actor, id string, version int) error {
	if !by.May(PermEdit) {
		return fault.Denied()
	}
	if !db.ValidID(id) {
		return fault.Missing()
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := callOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if c.Version != version {
			return changedMeanwhile()
		}
		if c.Operations > 0 {
			return fault.Conflicts("funding.error.call_has_operations", "count", c.Operations)
		}
		if err := deleteCall(ctx, tx, id); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "funding.remove_call", ObjectType: "funding_call", ObjectID: id,
			Detail: map[string]any{"fund": c.Fund, "year": c.Year}})
	})
}

// changedMeanwhile says that somebody else has saved since the caller read.
func changedMeanwhile() error { return fault.Conflicts("funding.error.changed_meanwhile") }
