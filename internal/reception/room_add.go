package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// maxRoomsAtOnce bounds one AddRooms.
const maxRoomsAtOnce = 300

// RoomSeries is a run of like rooms, such as 2.01 to 2.20 with four beds each.
type RoomSeries struct {
	Like        Room   // what all have; Number, ID, Beds and Neighbours are not read
	First, Last string // room numbers; they differ in their last digits only
	Beds        int    // of each room; named A, B, C …
	InARow      bool   // each room is the neighbour of the one before it
}

// AddRooms adds a run of rooms to a floor, all or none. A number that the
// floor already has is refused.
func (s *Service) AddRooms(ctx context.Context, by access.Actor, in RoomSeries) ([]Room, error) {
	var l fault.List
	lineNeeded(&l, "first", &in.First, maxNumber)
	lineNeeded(&l, "last", &in.Last, maxNumber)
	between(&l, "beds", in.Beds, 1, maxBeds)
	in.Like.Number, in.Like.Neighbours = in.First, nil
	var own fault.List
	wellFormedRoom(&own, &in.Like)
	for _, f := range own {
		if f.Field != "number" { // told of first and last
			l = append(l, f)
		}
	}
	var numbers []string
	if len(l) == 0 {
		var err error
		numbers, err = roomNumbers(in.First, in.Last, maxRoomsAtOnce)
		l.AddErr(err)
	}
	var out []Room
	err := s.inCentre(ctx, by, PermRooms, in.Like.CentreID, func(ctx context.Context, tx *db.Tx, c Centre) error {
		if err := s.roomFits(ctx, tx, c, in.Like.FloorID, l); err != nil {
			return err
		}
		rooms := seriesOf(in.Like, numbers, in.Beds)
		if err := insertRooms(ctx, tx, rooms); err != nil {
			return seriesTwice(err)
		}
		if in.InARow {
			if err := joinInARow(ctx, tx, rooms); err != nil {
				return err
			}
		}
		out = rooms
		tx.Changed(TopicCentre, in.Like.CentreID)
		return s.audit.Record(ctx, tx, by, audit.Entry{Action: "reception.add_rooms", ObjectType: "floor", ObjectID: in.Like.FloorID,
			Detail: map[string]any{"centre": in.Like.CentreID, "rooms": len(rooms), "beds": len(rooms) * in.Beds}})
	})
	return out, err
}

func seriesTwice(err error) error {
	if db.Violation(err) == "reception_room_floor_id_number" {
		return fault.InvalidField("first", "reception.error.number_in_range_twice")
	}
	return err
}

func seriesOf(like Room, numbers []string, beds int) []Room {
	rooms := make([]Room, len(numbers))
	for i, n := range numbers {
		r := like
		r.ID, r.Number, r.Version = db.NewID(), n, 1
		r.Beds = bedsFor(r, BedLabels(beds))
		rooms[i] = r
	}
	return rooms
}

// joinInARow makes each room the neighbour of the one before it.
func joinInARow(ctx context.Context, tx *db.Tx, rooms []Room) error {
	var pairs [][2]string
	for i := 1; i < len(rooms); i++ {
		pairs = append(pairs, [2]string{rooms[i-1].ID, rooms[i].ID})
	}
	return insertNeighbours(ctx, tx, pairs)
}
