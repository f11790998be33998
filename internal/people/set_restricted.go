package people

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermRestricted allows to put a file under restriction and to find restricted
// persons by a number.
var PermRestricted = access.Declare("people.restricted")

// SetRestricted puts a person's file under restriction, for their protection,
// or lifts it. A restricted file is open only to roles with the protection
// compartment, and no search by name finds it. Who may do so must be one of them.
func (s *Service) SetRestricted(ctx context.Context, by access.Actor, personID string, restricted bool) error {
	return s.change(ctx, by, act{PermRestricted, "people.restricted"}, personID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		if !by.MayOn(PermRestricted, object(p.orgID, p.centreID, true)) {
			return nil, fault.Denied()
		}
		if restricted {
			if err := dropCandidates(ctx, tx, personID); err != nil {
				return nil, err
			}
		}
		return map[string]any{"restricted": restricted}, setRestricted(ctx, tx, personID, restricted)
	})
}
