package people

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
)

// PermHistory allows to see what was done to a person's file, and who looked.
var PermHistory = access.Declare("people.history")

// HistoryInput says which page of a person's history is wanted.
type HistoryInput struct {
	PersonID string
	Before   audit.Position // of the last entry of the page before; zero for the first page
	Limit    int            // 1 to 200; 0: 50
}

// PersonHistory returns what was done to a person's file, the newest first:
// what, when, by which account, with codes and ids and nothing personal.
func (s *Service) PersonHistory(ctx context.Context, by access.Actor, in HistoryInput) ([]audit.Recorded, error) {
	return s.entries(ctx, by, in, audit.Changes)
}

// WhoLooked returns who opened a person's file, the newest first: the list that
// the person may ask for (GDPR, Art. 15).
func (s *Service) WhoLooked(ctx context.Context, by access.Actor, in HistoryInput) ([]audit.Recorded, error) {
	return s.entries(ctx, by, in, audit.Reads)
}

func (s *Service) entries(ctx context.Context, by access.Actor, in HistoryInput, which audit.Which) ([]audit.Recorded, error) {
	if _, err := visible(ctx, s.db, by, PermHistory, in.PersonID); err != nil {
		return nil, err
	}
	if in.Limit <= 0 || in.Limit > 200 {
		in.Limit = 50
	}
	return audit.OfPerson(ctx, s.db, in.PersonID, which, in.Before, in.Limit)
}
