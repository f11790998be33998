package reception

import (
	"context"
	"slices"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// RoomEdit is a room as it shall be. Room.Beds is not read: Labels lists the
// beds that the room shall have.
type RoomEdit struct {
	Room
	Labels []string
}

// SaveRoom adds a room (empty ID) or changes one, if Version is the one it has
// now. A bed whose label is no longer listed is closed, which is refused while
// it is held; a closed bed whose label is listed is open again. Fewer cot
// places than are held are refused.
func (s *Service) SaveRoom(ctx context.Context, by access.Actor, in RoomEdit) (Room, error) {
	var l fault.List
	wellFormedRoom(&l, &in.Room)
	labels := wellFormedLabels(&l, in.Labels)
	var out Room
	err := s.inCentre(ctx, by, PermRooms, in.CentreID, func(ctx context.Context, tx *db.Tx, c Centre) error {
		if err := s.roomFits(ctx, tx, c, in.FloorID, l); err != nil {
			return err
		}
		r := in.Room
		var err error
		if in.ID == "" {
			err = s.addRoom(ctx, tx, &r, labels)
		} else {
			err = s.changeRoom(ctx, tx, &r, labels)
		}
		if err != nil {
			return numberTwice(err, r.Number)
		}
		if err := setNeighbours(ctx, tx, r); err != nil {
			return err
		}
		if out, err = roomOf(ctx, tx, r.ID); err != nil {
			return err
		}
		tx.Changed(TopicCentre, r.CentreID)
		return s.audit.Record(ctx, tx, by, audit.Entry{Action: "reception.save_room", ObjectType: "room", ObjectID: r.ID,
			Detail: map[string]any{"centre": r.CentreID, "beds": len(labels), "new": in.ID == ""}})
	})
	return out, err
}

// roomFits adds to the faults of the form a floor that is not the centre's,
// and refuses a closed centre.
func (s *Service) roomFits(ctx context.Context, q db.Querier, c Centre, floorID string, form fault.List) error {
	all := slices.Clone(form) // the transaction may run again
	f, err := floorOf(ctx, q, floorID)
	switch {
	case fault.Is(err, fault.NotFound, "") || err == nil && f.CentreID != c.ID:
		all.Add("floor_id", "reception.error.floor_unknown")
	case err != nil:
		return err
	case c.Status == CentreClosed:
		return fault.Conflicts("reception.error.centre_closed")
	}
	return all.Err()
}

func numberTwice(err error, number string) error {
	if db.Violation(err) == "reception_room_floor_id_number" {
		return fault.InvalidField("number", "reception.error.number_twice", "number", number)
	}
	return err
}

func (s *Service) addRoom(ctx context.Context, tx *db.Tx, r *Room, labels []string) error {
	r.ID, r.Version = db.NewID(), 1
	r.Beds = bedsFor(*r, labels)
	return insertRooms(ctx, tx, []Room{*r})
}

func bedsFor(r Room, labels []string) []Bed {
	beds := make([]Bed, len(labels))
	for i, label := range labels {
		beds[i] = Bed{ID: db.NewID(), RoomID: r.ID, CentreID: r.CentreID, Label: label}
	}
	return beds
}

func (s *Service) changeRoom(ctx context.Context, tx *db.Tx, r *Room, labels []string) error {
	if !db.ValidID(r.ID) {
		return fault.Missing()
	}
	today := s.today()
	held, err := cotsHeld(ctx, tx, r.ID, today)
	if err != nil {
		return err
	}
	if held > r.Cots {
		return fault.InvalidField("cots", "reception.error.cots_held", "count", held)
	}
	if err := updateRoom(ctx, tx, *r); err != nil {
		return err
	}
	beds, err := allBedsOf(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	for _, b := range beds {
		wanted := slices.Contains(labels, b.Label)
		switch {
		case wanted && !b.ClosedAt.IsZero():
			err = reopenBed(ctx, tx, b.ID)
		case !wanted && b.ClosedAt.IsZero():
			err = s.shutBed(ctx, tx, b)
		}
		if err != nil {
			return err
		}
		labels = slices.DeleteFunc(slices.Clone(labels), func(l string) bool { return l == b.Label })
	}
	return insertBeds(ctx, tx, bedsFor(*r, labels))
}

// shutBed closes a bed that nobody holds and ends its outage.
func (s *Service) shutBed(ctx context.Context, tx *db.Tx, b Bed) error {
	n, err := personsHeld(ctx, tx, "h.bed_id", b.ID, s.today())
	if err != nil {
		return err
	}
	if n > 0 {
		return fault.InvalidField("beds", "reception.error.bed_held", "bed", b.Label)
	}
	if err := endOutages(ctx, tx, "bed_id", b.ID, s.today()); err != nil {
		return err
	}
	return closeBed(ctx, tx, b.ID, clock.Now(s.clock))
}

// peak returns the largest number of periods that share a night.
func peak(from, until []clock.Date) int {
	most := 0
	for i := range from {
		n := 0
		for j := range from {
			if !from[j].After(from[i]) && (until[j].IsZero() || until[j].After(from[i])) {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// natural orders texts by their sort keys.
func natural(a, b string) int { return strings.Compare(sortKey(a), sortKey(b)) }
