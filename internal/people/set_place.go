package people

import (
	"context"

	"passerelle/internal/platform/db"
)

// SetPlace says to which organisation and centre a household belongs now; its
// members' files are open to the staff there. An empty centreID is none. It
// checks no permission and writes no audit entry: module reception calls it in
// the transaction of a placement, transfer or departure, which does both.
// db.ErrNoRow where there is no such household.
func (s *Service) SetPlace(ctx context.Context, tx *db.Tx, householdID, orgID, centreID string) error {
	members, err := movePeople(ctx, tx, householdID, orgID, centreID)
	if err != nil {
		return err
	}
	tx.Changed(TopicPerson, members...)
	return nil
}
