package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
)

// PermBoard lets an actor see the bed board and the tape chart of a centre. Who
// is in the beds is told as far as the actor may list people.
var PermBoard = access.Declare("reception.board")

// Board is the beds of a centre in one night.
type Board struct {
	Centre    Centre
	Day       clock.Date
	Numbers   Numbers
	FreeBeds  FreeBeds
	Persons   int
	Buildings []BoardBuilding
}

// BoardBuilding is a building of a board.
type BoardBuilding struct {
	ID, Name string
	Floors   []BoardFloor
}

// BoardFloor is a floor of a board, from below.
type BoardFloor struct {
	ID    string
	Level int
	Name  string
	Rooms []BoardRoom
}

// BoardRoom is a room of a board.
type BoardRoom struct {
	Room
	Numbers
	Places []BoardBed
	InCots []*Occupant // who holds a cot place that night
}

// BoardBed is a bed of a board.
type BoardBed struct {
	Bed
	State    BedState
	Occupant *Occupant    // who sleeps there or to whom it is promised
	Next     *Occupant    // to whom it is promised, while somebody still sleeps there
	Arriving bool         // reserved, and expected on that day or before
	Reason   OutageReason // where it is out
	OutageID string
	Until    clock.Date // end of the outage, zero: open
}

// Board shows a centre's beds in the night that follows day. That it was read
// is recorded once, for the centre.
func (s *Service) Board(ctx context.Context, by access.Actor, centreID string, day clock.Date) (Board, error) {
	c, err := s.centreFor(ctx, s.db, by, PermBoard, centreID)
	if err != nil {
		return Board{}, err
	}
	if err := s.countable(day); err != nil {
		return Board{}, err
	}
	taken, err := s.takeCensus(ctx, s.db, c, day, day)
	if err != nil {
		return Board{}, err
	}
	var holds []*censusHold
	for i := range taken.rooms {
		for j := range taken.rooms[i].holds {
			if h := &taken.rooms[i].holds[j]; h.person() && h.covers(day, taken.today) {
				holds = append(holds, h)
			}
		}
	}
	show, err := s.occupantsFor(ctx, by, holds)
	if err != nil {
		return Board{}, err
	}
	buildings, err := buildingsOf(ctx, s.db, c.ID)
	if err != nil {
		return Board{}, err
	}
	board := taken.board(day, buildings, show)
	return board, s.audit.Read(ctx, by, audit.Entry{Action: "reception.board.read", ObjectType: "centre", ObjectID: c.ID,
		Detail: map[string]any{"day": day.String(), "persons": len(holds)}})
}

func (c *census) board(day clock.Date, buildings []Building, show func(*censusHold) *Occupant) Board {
	b := Board{Centre: c.centre, Day: day, FreeBeds: c.free(day)}
	for _, building := range buildings {
		out := BoardBuilding{ID: building.ID, Name: building.Name}
		for i := range c.rooms {
			r := &c.rooms[i]
			if r.building != building.ID {
				continue
			}
			if n := len(out.Floors); n == 0 || out.Floors[n-1].ID != r.FloorID {
				out.Floors = append(out.Floors, BoardFloor{ID: r.FloorID, Level: r.level, Name: r.floor})
			}
			f := &out.Floors[len(out.Floors)-1]
			room := r.board(day, c, show)
			f.Rooms = append(f.Rooms, room)
			b.Numbers = b.Numbers.Add(room.Numbers)
		}
		if len(out.Floors) > 0 {
			b.Buildings = append(b.Buildings, out)
		}
	}
	c.persons(day, func(*censusRoom, *censusHold) { b.Persons++ })
	return b
}

func (r *censusRoom) board(day clock.Date, c *census, show func(*censusHold) *Occupant) BoardRoom {
	states, ruling := r.states(day, c)
	out := BoardRoom{Room: r.Room, Numbers: countStates(states)}
	for i, bed := range r.Beds {
		place := BoardBed{Bed: bed, State: states[i]}
		if ruling[i] >= 0 {
			h := &r.holds[ruling[i]]
			switch {
			case h.person():
				place.Occupant = show(h)
				place.Arriving = h.Status == HoldReserved && !h.From.After(day)
			default:
				place.Reason, place.OutageID, place.Until = OutageReason(h.Reason), h.outageID, h.Until
			}
		}
		out.Places = append(out.Places, place)
	}
	for i := range r.holds {
		h := &r.holds[i]
		if !h.person() || !h.covers(day, c.today) {
			continue
		}
		switch {
		case h.bed == noBed:
			out.InCots = append(out.InCots, show(h))
		case ruling[h.bed] != i && h.Status == HoldReserved:
			out.Places[h.bed].Next = show(h)
		}
	}
	return out
}
