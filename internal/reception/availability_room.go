package reception

import (
	"math"
	"slices"
	"sync/atomic"

	"passerelle/internal/engine/allocation"
	"passerelle/internal/platform/clock"
)

// openEnd is the end of a period without one, as a day number.
const openEnd = math.MaxInt32

// dayNumber counts days from 1 January 1970; the zero date has openEnd.
func dayNumber(d clock.Date) int32 {
	if d.IsZero() {
		return openEnd
	}
	return int32(d.Sub(clock.Date{Year: 1970, Month: 1, Day: 1}))
}

// dateOf is the day of a number that is not openEnd.
func dateOf(n int32) clock.Date { return clock.Date{Year: 1970, Month: 1, Day: 1}.AddDays(int(n)) }

// nights is a period of nights as day numbers: from the first, until the first
// that is free again.
type nights struct{ from, until int32 }

func nightsOf(from, until clock.Date) nights { return nights{dayNumber(from), dayNumber(until)} }

func (n nights) overlaps(o nights) bool { return n.from < o.until && o.from < n.until }

// roomState is a room, its open beds and who holds them. It is read from the
// database for a decision and kept in memory for suggestions. A state that
// others can see is never changed, only replaced.
type roomState struct {
	facts  allocation.Room // without what depends on a period
	org    string          // that runs the centre
	phase  Phase           // of the centre
	number string
	floor  string // id
	cots   int
	beds   []bedState // open ones, in order of their labels
	holds  []holdState
	who    []allocation.Occupant // of the same index as holds; outages come last and have none
	marks  uint64                // of the persons who hold

	kept atomic.Pointer[keptView]
}

type bedState struct{ id, label string }

// Bed indexes of holds that are on no open bed.
const (
	noBed     = -1 // a cot place
	closedBed = -2
)

type holdState struct {
	nights
	bed      int32 // index in beds, or noBed, or closedBed
	occupied bool
	stay     string // empty: an outage
	person   string
}

// span is the period for which the hold keeps its bed from others, as the
// numbers count it: who is to leave today keeps tonight's bed until the
// departure is entered; who has stayed past the day of leaving, without end.
func (h *holdState) span(today int32) nights {
	switch {
	case h.occupied && h.until < today:
		return nights{h.from, openEnd}
	case h.occupied && h.until == today:
		return nights{h.from, today + 1}
	}
	return h.nights
}

// query asks what is free.
type query struct {
	nights
	today int32
	// leaving are persons whose holds end as the new ones begin.
	leaving []string
}

// view is the room as the engine judges it for a period. The last answer is
// kept, since most questions are about tonight without end.
func (r *roomState) view(q query) allocation.Room {
	if !r.holdsAny(q.leaving) {
		q.leaving = nil
		if kept := r.kept.Load(); kept != nil && kept.nights == q.nights && kept.today == q.today {
			return kept.room
		}
	}
	room := r.facts
	var few [64]bool // on the stack: a country has ten thousand rooms
	for _, f := range r.freeBeds(q, few[:0]) {
		if f {
			room.Free++
		}
	}
	room.FreeCots = r.freeCots(q)
	room.Occupants = r.occupants(q)
	if q.leaving == nil {
		r.kept.Store(&keptView{q.nights, q.today, room})
	}
	return room
}

// keptView is an answer of view when nobody leaves.
type keptView struct {
	nights
	today int32
	room  allocation.Room
}

// holdsAny reports whether one of the persons has a hold in the room.
func (r *roomState) holdsAny(persons []string) bool {
	for _, id := range persons {
		if r.marks&markOf(id) != 0 && slices.ContainsFunc(r.holds, func(h holdState) bool { return h.person == id }) {
			return true
		}
	}
	return false
}

// markOf is a bit for an id, which is random: a room whose marks lack it does
// not hold the person, and most rooms are passed over so.
func markOf(id string) uint64 {
	if len(id) < 2 {
		return 1
	}
	return 1 << ((id[len(id)-1]*31 + id[len(id)-2]) % 64)
}

// freeBeds appends for each bed whether nobody holds it in the period.
func (r *roomState) freeBeds(q query, free []bool) []bool {
	for range r.beds {
		free = append(free, true)
	}
	for i := range r.holds {
		if h := &r.holds[i]; h.bed >= 0 && h.against(q) {
			free[h.bed] = false
		}
	}
	return free
}

func (r *roomState) freeCots(q query) int {
	free := r.cots
	for i := range r.holds {
		if h := &r.holds[i]; h.bed == noBed && h.against(q) {
			free--
		}
	}
	return max(free, 0)
}

// against reports whether the hold stands against a new one in the period.
func (h *holdState) against(q query) bool {
	return h.span(q.today).overlaps(q.nights) && !slices.Contains(q.leaving, h.person)
}

// occupants are the people in the room at any time in the period. Where these
// are all, nothing is copied.
func (r *roomState) occupants(q query) []allocation.Occupant {
	in := 0
	for i := range r.who {
		if r.holds[i].against(q) {
			in++
		}
	}
	switch in {
	case 0:
		return nil
	case len(r.who):
		return r.who
	}
	out := make([]allocation.Occupant, 0, in)
	for i := range r.who {
		if r.holds[i].against(q) {
			out = append(out, r.who[i])
		}
	}
	return out
}

// bed returns the index of a bed, noBed where it is not an open bed of the room.
func (r *roomState) bed(id string) int {
	return slices.IndexFunc(r.beds, func(b bedState) bool { return b.id == id })
}

// seat gives the members of a share their beds: cots to babies while there are
// any, beds to the others, in order of the labels.
func (r *roomState) seat(members []allocation.Member, q query) []Assignment {
	out := make([]Assignment, 0, len(members))
	cots, next, free := r.freeCots(q), 0, r.freeBeds(q, nil)
	for _, m := range members {
		a := Assignment{PersonID: m.ID, RoomID: r.facts.ID}
		if fitsCot(m) && cots > 0 {
			cots--
			out = append(out, a)
			continue
		}
		for next < len(free) && !free[next] {
			next++
		}
		if next == len(free) {
			return nil // the caller asked for more than is free
		}
		a.BedID = r.beds[next].id
		next++
		out = append(out, a)
	}
	return out
}

// cotAge is the age in years below which a child may be given a cot place.
const cotAge = 2

func fitsCot(m allocation.Member) bool { return m.Age >= 0 && m.Age < cotAge }
