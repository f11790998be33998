package reception

import (
	"context"
	"strings"

	"passerelle/internal/platform/access"
)

// FindWaiting finds who waits under a reference of the call list, on a list
// that the actor keeps; nobody where it is none.
func (s *Service) FindWaiting(ctx context.Context, by access.Actor, reference string) ([]Waiting, error) {
	reference = strings.ToUpper(strings.TrimSpace(reference))
	if !by.May(PermWaiting) || !strings.HasPrefix(reference, "W-") {
		return nil, nil
	}
	return waitingUnder(ctx, s.db, by, reference)
}
