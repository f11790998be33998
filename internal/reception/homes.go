package reception

import (
	"context"
	"slices"

	"passerelle/internal/platform/access"
)

// Home is where a household lives now.
type Home struct {
	HouseholdID string
	StayID      string
	CentreID    string
	CentreName  string
	RoomIDs     []string // of the same index as Rooms
	Rooms       []string // numbers
}

// Homes tells by household where those among them live who live in a centre
// whose stays the actor may see. It names nobody.
func (s *Service) Homes(ctx context.Context, by access.Actor, householdIDs []string) (map[string]Home, error) {
	out := map[string]Home{}
	if len(householdIDs) == 0 || !by.May(PermStays) {
		return out, nil
	}
	rows, err := homeRooms(ctx, s.db, by, distinct(householdIDs))
	for _, r := range rows {
		h, there := out[r.HouseholdID]
		if !there {
			h = r
		} else if !slices.Contains(h.RoomIDs, r.RoomIDs[0]) {
			h.RoomIDs, h.Rooms = append(h.RoomIDs, r.RoomIDs[0]), append(h.Rooms, r.Rooms[0])
		}
		out[r.HouseholdID] = h
	}
	return out, err
}
