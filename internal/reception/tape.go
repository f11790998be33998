package reception

import (
	"cmp"
	"context"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
)

// maxTape is the most days of a tape chart: six weeks.
const maxTape = 42

// Tape is the plan of a centre: rooms down, nights across, who holds which.
type Tape struct {
	Centre Centre
	From   clock.Date
	Days   []Numbers // of each night from From on
	Rooms  []TapeRoom
}

// TapeRoom is a row of a tape chart.
type TapeRoom struct {
	Room
	Building string // id
	Level    int
	Free     []int // free beds in each night
	Bars     []TapeBar
}

// TapeBar is one household, or one outage, in one room over some nights.
type TapeBar struct {
	Household string // id, empty: an outage, or the actor may not know
	StayID    string // likewise
	OutageID  string // of an outage
	Status    HoldStatus
	Reason    OutageReason
	From      clock.Date // may be before the first day
	Until     clock.Date // first night free again; zero: open
	Overdue   bool       // was to leave before today
	Beds      []string   // labels
	Cots      int
	Persons   []*Occupant
}

// Tape shows the nights of a centre from a day on, 1 to 42 of them. That it
// was read is recorded once, for the centre.
func (s *Service) Tape(ctx context.Context, by access.Actor, centreID string, from clock.Date, days int) (Tape, error) {
	c, err := s.centreFor(ctx, s.db, by, PermBoard, centreID)
	if err != nil {
		return Tape{}, err
	}
	if err := s.countable(from); err != nil {
		return Tape{}, err
	}
	if days < 1 || days > maxTape {
		return Tape{}, fault.InvalidField("days", "reception.error.out_of_range", "min", 1, "max", maxTape)
	}
	taken, err := s.takeCensus(ctx, s.db, c, from, from.AddDays(days-1))
	if err != nil {
		return Tape{}, err
	}
	var holds []*censusHold
	for i := range taken.rooms {
		for j := range taken.rooms[i].holds {
			if h := &taken.rooms[i].holds[j]; h.person() {
				holds = append(holds, h)
			}
		}
	}
	show, err := s.occupantsFor(ctx, by, holds)
	if err != nil {
		return Tape{}, err
	}
	return taken.tape(from, days, show), s.audit.Read(ctx, by, audit.Entry{Action: "reception.tape.read", ObjectType: "centre", ObjectID: c.ID,
		Detail: map[string]any{"from": from.String(), "days": days, "persons": len(holds)}})
}

func (c *census) tape(from clock.Date, days int, show func(*censusHold) *Occupant) Tape {
	t := Tape{Centre: c.centre, From: from, Days: make([]Numbers, days)}
	for i := range c.rooms {
		r := &c.rooms[i]
		row := TapeRoom{Room: r.Room, Building: r.building, Level: r.level, Free: make([]int, days), Bars: r.bars(from, c.today, show)}
		for d := range days {
			states, _ := r.states(from.AddDays(d), c)
			n := countStates(states)
			row.Free[d] = n.Free
			t.Days[d] = t.Days[d].Add(n)
		}
		t.Rooms = append(t.Rooms, row)
	}
	return t
}

// bars joins the holds of one stay, or of one outage, that begin and end together.
func (r *censusRoom) bars(from, today clock.Date, show func(*censusHold) *Occupant) []TapeBar {
	type same struct {
		stay, outage string
		from, until  clock.Date
		status       HoldStatus
	}
	index := map[same]int{}
	var bars []TapeBar
	for i := range r.holds {
		h := &r.holds[i]
		overdue := h.Status == HoldOccupied && !h.Until.IsZero() && h.Until.Before(today)
		if !h.Until.IsZero() && !h.Until.After(from) && !overdue || h.Until == h.From {
			continue // over before the first night, or never slept
		}
		k := same{h.StayID, h.outageID, h.From, h.Until, h.Status}
		n, there := index[k]
		if !there {
			n = len(bars)
			index[k] = n
			bars = append(bars, TapeBar{OutageID: h.outageID, Status: h.Status, From: h.From, Until: h.Until, Overdue: overdue})
		}
		b := &bars[n]
		if h.bed == noBed {
			b.Cots++
		} else {
			b.Beds = append(b.Beds, r.Beds[h.bed].Label)
		}
		if !h.person() {
			b.Reason = OutageReason(h.Reason)
			continue
		}
		o := show(h)
		b.Persons = append(b.Persons, o)
		b.Household, b.StayID = cmp.Or(b.Household, o.HouseholdID), cmp.Or(b.StayID, o.StayID)
	}
	slices.SortStableFunc(bars, func(a, b TapeBar) int { return a.From.Compare(b.From) })
	for i := range bars {
		slices.SortFunc(bars[i].Beds, natural)
	}
	return bars
}
