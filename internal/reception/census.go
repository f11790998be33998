package reception

import (
	"slices"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
)

// BedState is the state of a bed in the night that follows a day.
type BedState string

// States of a bed. Each open bed is in exactly one of them.
//
// Occupied: somebody sleeps there. Who was to leave and has not been entered as
// departed goes on occupying the bed.
//
// Reserved: promised to somebody for that night, and nobody sleeps there.
//
// Out: out of service, and neither of the above.
//
// Blocked: none of the above, but the room belongs, for that night, to those
// who are in it or promised it, so that no stranger is put there: it is an
// isolation room, a family unit or a family room; or a household in it has a
// minor, or persons of more than one sex. A minor is who may be one by the year
// of birth; in a centre for minors they do not block, since minors share rooms
// there. Beds of a women's or men's room are not blocked: somebody can have them.
//
// Free: none of the above.
const (
	BedFree     BedState = "free"
	BedBlocked  BedState = "blocked"
	BedReserved BedState = "reserved"
	BedOccupied BedState = "occupied"
	BedOut      BedState = "out"
)

// census is the rooms of one centre and their holds over some nights. It is
// the one place that decides in which state a bed is.
type census struct {
	centre Centre
	today  clock.Date
	rooms  []censusRoom // by floor and number
}

type censusRoom struct {
	Room
	level    int
	floor    string       // its name
	building string       // id
	holds    []censusHold // by household
}

// censusHold is a hold with what counting needs to know of the person.
type censusHold struct {
	Hold
	bed        int // index in Room.Beds, noBed for a cot place
	outageID   string
	sex        string
	born       int // year, 0 unknown
	restricted bool
	status     string // legal status
	owner      access.Object
	followsOn  bool // the stay continues one in another centre
	departure  DepartureKind
}

// person reports whether a person holds the bed, not an outage.
func (h *censusHold) person() bool { return h.PersonID != "" }

// covers reports whether the hold is of the night that follows day. Who was to
// leave today occupies tonight's bed until the departure is entered; who was to
// leave before today stays nobody knows how long.
func (h *censusHold) covers(day, today clock.Date) bool {
	switch {
	case h.From.After(day):
		return false
	case h.Until.IsZero() || h.Until.After(day):
		return true
	case h.Status != HoldOccupied:
		return false
	}
	return h.Until.Before(today) || h.Until == today && !day.After(today)
}

// rank orders holds of one bed: who sleeps there, to whom it is promised, why it is out.
func (h *censusHold) rank() int {
	switch h.Status {
	case HoldOut:
		return 1
	case HoldReserved:
		return 2
	}
	return 3
}

// staysOn reports whether the person has a status that ends the right to
// reception of applicants: refugee status or subsidiary protection. Such a
// person stays because no housing was found.
func (h *censusHold) staysOn() bool {
	switch people.StatusCode(h.status) {
	case people.StatusRefugee, people.StatusSubsidiary, people.StatusResettled:
		return true
	}
	return false
}

// minor reports whether the person may be a minor on day, surely so where sure is set.
func (h *censusHold) minor(day clock.Date, sure bool) bool {
	if h.born == 0 {
		return false
	}
	if sure {
		return day.Year-h.born < 18
	}
	return day.Year-h.born <= 18
}

// states tells for each bed its state, empty where it is closed by the end of
// day, and the hold that decides it, an index into holds or -1.
func (r *censusRoom) states(day clock.Date, c *census) ([]BedState, []int) {
	states, ruling := make([]BedState, len(r.Beds)), make([]int, len(r.Beds))
	for i := range ruling {
		ruling[i] = -1
	}
	for i := range r.holds {
		h := &r.holds[i]
		if h.bed == noBed || !h.covers(day, c.today) {
			continue
		}
		if old := ruling[h.bed]; old < 0 || r.holds[old].rank() < h.rank() {
			ruling[h.bed] = i
		}
	}
	empty := BedFree
	if r.kept(day, c) {
		empty = BedBlocked
	}
	for i, h := range ruling {
		switch closed := r.Beds[i].ClosedAt; {
		case !closed.IsZero() && !closed.Date().After(day):
		case h < 0:
			states[i] = empty
		default:
			states[i] = [...]BedState{1: BedOut, 2: BedReserved, 3: BedOccupied}[r.holds[h].rank()]
		}
	}
	return states, ruling
}

// kept reports whether the room belongs to those who are in it that night.
func (r *censusRoom) kept(day clock.Date, c *census) bool {
	household, sex := "", ""
	for i := range r.holds {
		h := &r.holds[i]
		if !h.person() || !h.covers(day, c.today) {
			continue
		}
		switch {
		case r.Isolation || r.FamilyUnit || r.SexRule == SexRuleFamily,
			h.minor(day, false) && !c.centre.ForMinors,
			h.HouseholdID == household && h.sex != sex:
			return true
		}
		household, sex = h.HouseholdID, h.sex
	}
	return false
}

// count counts the beds of the centre by state.
func (c *census) count(day clock.Date) Numbers {
	var n Numbers
	for i := range c.rooms {
		states, _ := c.rooms[i].states(day, c)
		n = n.Add(countStates(states))
	}
	return n
}

func countStates(states []BedState) (n Numbers) {
	for _, s := range states {
		switch s {
		case BedOut:
			n.Out++
		case BedBlocked:
			n.Blocked++
		case BedReserved:
			n.Reserved++
		case BedOccupied:
			n.Occupied++
		case BedFree:
			n.Free++
		default:
			continue // closed
		}
		n.Gross++
	}
	return n
}

// persons calls f for each person who sleeps in the centre, in cots too.
func (c *census) persons(day clock.Date, f func(*censusRoom, *censusHold)) {
	for i := range c.rooms {
		r := &c.rooms[i]
		for j := range r.holds {
			if h := &r.holds[j]; h.person() && h.rank() == 3 && h.covers(day, c.today) {
				f(r, h)
			}
		}
	}
}

// FreeBeds counts net free beds by whom they suit. A bed counts for each kind
// that it suits.
type FreeBeds struct {
	Men      int // in a room for men, or in one that is empty or has only men in it
	Women    int // likewise
	Family   int // in rooms that are empty, and not for women or men only
	StepFree int
	Minors   int // in centres for minors; these count for no other kind but step-free
}

func (f FreeBeds) add(g FreeBeds) FreeBeds {
	return FreeBeds{f.Men + g.Men, f.Women + g.Women, f.Family + g.Family, f.StepFree + g.StepFree, f.Minors + g.Minors}
}

// free counts the free beds of the centre. Isolation rooms count for none but step-free.
func (c *census) free(day clock.Date) FreeBeds {
	var f FreeBeds
	for i := range c.rooms {
		r := &c.rooms[i]
		states, _ := r.states(day, c)
		n := countStates(states).Free
		if n == 0 {
			continue
		}
		if r.StepFree {
			f.StepFree += n
		}
		if c.centre.ForMinors {
			f.Minors += n
			continue
		}
		sexes := r.sexes(day, c)
		rule := r.SexRule
		if c.centre.WomenOnly {
			rule = SexRuleWomen
		}
		only := func(sex string) bool { return !slices.ContainsFunc(sexes, func(s string) bool { return s != sex }) }
		if r.Isolation {
			continue
		}
		if rule == SexRuleMen || rule == SexRuleNone && !r.FamilyUnit && only("m") {
			f.Men += n
		}
		if rule == SexRuleWomen || rule == SexRuleNone && !r.FamilyUnit && only("f") {
			f.Women += n
		}
		if (rule == SexRuleNone || rule == SexRuleFamily) && len(sexes) == 0 {
			f.Family += n
		}
	}
	return f
}

// sexes lists the sexes of those who are in the room or promised it.
func (r *censusRoom) sexes(day clock.Date, c *census) (out []string) {
	for i := range r.holds {
		if h := &r.holds[i]; h.person() && h.covers(day, c.today) {
			out = append(out, h.sex)
		}
	}
	return out
}
