package staff

import (
	"context"
	"errors"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// Names returns the display names of accounts, for "who did this" beside a
// record that the caller was allowed to see. Ids that are no account are left
// out.
func (s *Service) Names(ctx context.Context, ids []string) (map[string]string, error) {
	out := make(map[string]string, len(ids))
	for _, id := range ids {
		if out[id] != "" || !db.ValidID(id) {
			continue
		}
		a, err := s.account(ctx, s.DB, id)
		switch {
		case fault.Is(err, fault.NotFound, ""), errors.Is(err, db.ErrNoRow):
		case err != nil:
			return nil, err
		default:
			out[id] = a.Name
		}
	}
	return out, nil
}
