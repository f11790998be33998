package reception

import (
	"cmp"
	"context"
	"hash/fnv"
	"slices"
	"strings"

	"passerelle/internal/engine/allocation"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
)

// PermSuggest lets an actor ask for places for a household.
var PermSuggest = access.Declare("reception.suggest")

// suggestions is how many places are suggested at once.
const suggestions = 5

// SuggestIn asks for places.
type SuggestIn struct {
	HouseholdID string
	Persons     []string   // members who need a place; none: all
	From        clock.Date // first night; zero: today
	Until       clock.Date // day of leaving; zero: open
	Centres     []string   // none: all in scope
	Rooms       []string   // none: all of these centres
	Phase       Phase      // the phase that suits; empty: of the centre where they live now
	Needs       []string   // codes of needs that count beside those on record
}

// Suggestion is a place for all who need one.
type Suggestion struct {
	CentreID   string
	CentreName string
	Phase      Phase
	Rooms      []SuggestedRoom
	Score      float64             // only its order means something
	Reasons    []allocation.Reason // what speaks for it and against it, weightiest first
	Warnings   []string            // what Place wants to be accepted
}

// RoomIDs returns the rooms of the suggestion, as Place takes them.
func (s Suggestion) RoomIDs() []string {
	ids := make([]string, len(s.Rooms))
	for i, r := range s.Rooms {
		ids[i] = r.RoomID
	}
	return ids
}

// Assignments returns who takes which bed, as Place takes them.
func (s Suggestion) Assignments() []Assignment {
	var out []Assignment
	for _, r := range s.Rooms {
		out = append(out, r.Assignments...)
	}
	return out
}

// SuggestedRoom is a room of a suggestion and who sleeps there in which bed.
type SuggestedRoom struct {
	RoomID, Number string
	Floor          int
	Assignments    []Assignment
}

// Suggestions is what can be offered to a household.
type Suggestions struct {
	Best    []Suggestion   // at most five
	Rooms   int            // how many rooms were looked at
	Refused map[string]int // why rooms do not take everybody: code of the first hard rule against it, number of rooms
}

// Suggest returns the five best places for a household and their reasons, and
// why other rooms do not fit. It reads the map of beds in memory and holds
// nothing: a place may be gone when it is chosen. Where many places are equally
// good, different households are offered them in a different order, so that
// two desks at once seldom want the same.
func (s *Service) Suggest(ctx context.Context, by access.Actor, in SuggestIn) (Suggestions, error) {
	home, err := s.partyFor(ctx, s.db, by, PermSuggest, in.HouseholdID)
	if err != nil {
		return Suggestions{}, err
	}
	return s.suggest(ctx, by, home, in)
}

func (s *Service) suggest(ctx context.Context, by access.Actor, home party, in SuggestIn) (Suggestions, error) {
	h, apart, q, err := s.asking(ctx, home, in)
	if err != nil {
		return Suggestions{}, err
	}
	for i := range h.Members {
		for _, n := range in.Needs {
			h.Members[i].Needs = append(slices.Clone(h.Members[i].Needs), allocation.Need(n))
		}
	}
	s.mend(ctx)
	return s.beds.suggest(h, apart, q, s.question(by, in)), nil
}

func (s *Service) wellFormedQuestion(home party, in SuggestIn) error {
	var l fault.List
	if today := s.today(); !in.From.Valid() || in.From.Before(today.AddDays(-maxBackdate)) || in.From.After(today.AddDays(maxAhead)) {
		l.Add("from", "reception.error.date_range", "from", today.AddDays(-maxBackdate), "until", today.AddDays(maxAhead))
	}
	l.AddErr(period(in.From, in.Until))
	for _, id := range in.Persons {
		if !home.has(id) {
			l.Add("persons", "reception.error.person_not_here")
		}
	}
	if len(home.members) == 0 {
		l.AddErr(fault.Conflicts("reception.error.nobody_to_place"))
	}
	return l.Err()
}

// question is where to look.
type question struct {
	centre func(*centreState) bool
	room   func(*roomState) bool
	phase  Phase
}

func (s *Service) question(by access.Actor, in SuggestIn) question {
	return question{
		centre: func(c *centreState) bool {
			return (len(in.Centres) == 0 || slices.Contains(in.Centres, c.object.Centre)) && by.MayOn(PermSuggest, c.object)
		},
		room:  func(r *roomState) bool { return len(in.Rooms) == 0 || slices.Contains(in.Rooms, r.facts.ID) },
		phase: in.Phase,
	}
}

// suggest asks the engine about the rooms in the map.
func (a *availability) suggest(h allocation.Household, apart []string, q query, where question) Suggestions {
	states, centres := a.lookUp(where)
	h.Phase = string(where.phase)
	if c := centres[h.CentreID]; c != nil && h.Phase == "" {
		h.Phase = string(c.phase)
	}
	closed := map[string]bool{} // centres with a household that must not be near
	views := make([]allocation.Room, 0, len(states))
	for _, r := range states {
		view := r.view(q)
		if len(apart) > 0 && slices.ContainsFunc(view.Occupants, func(o allocation.Occupant) bool { return slices.Contains(apart, o.Household) }) {
			closed[view.CentreID] = true
		}
		views = append(views, view)
	}
	if len(closed) > 0 {
		views = slices.DeleteFunc(views, func(v allocation.Room) bool { return closed[v.CentreID] })
	}
	roomy := 0
	for i := range views {
		if views[i].Free >= len(h.Members) {
			roomy++
		}
	}
	limit := suggestions
	if roomy >= manyRooms {
		limit = manyRooms
	}
	best, refused := allocation.Propose(h, views, limit)
	best = spread(best, h)
	out := Suggestions{Rooms: len(states), Refused: refused}
	for _, p := range best {
		out.Best = append(out.Best, a.write(p, h, q, centres))
	}
	return out
}

// lookUp returns the rooms in question and their centres.
func (a *availability) lookUp(where question) ([]*roomState, map[string]*centreState) {
	centres := map[string]*centreState{}
	rooms := a.roomsIn(func(c *centreState) bool {
		if !where.centre(c) {
			return false
		}
		centres[c.object.Centre] = c
		return true
	})
	return slices.DeleteFunc(rooms, func(r *roomState) bool { return !where.room(r) }), centres
}

// manyRooms is among how many equally good rooms households are spread. With
// fewer rooms than that the engine would look for neighbouring ones in vain.
const manyRooms = 8 * suggestions

// spread turns the proposals that are as good as the best one by a number drawn
// from the household, and keeps as many as are suggested.
func spread(best []allocation.Proposal, h allocation.Household) []allocation.Proposal {
	if len(best) == 0 {
		return best
	}
	ties := 0
	for ties < len(best) && best[ties].Score == best[0].Score {
		ties++
	}
	sum := fnv.New32a()
	for _, m := range h.Members {
		sum.Write([]byte(m.ID))
	}
	turn := int(sum.Sum32() % uint32(ties))
	turned := append(slices.Clone(best[turn:ties]), best[:turn]...)
	return append(turned, best[ties:]...)[:min(suggestions, len(best))]
}

// write turns a proposal into a suggestion with beds.
func (a *availability) write(p allocation.Proposal, h allocation.Household, q query, centres map[string]*centreState) Suggestion {
	a.mu.RLock()
	defer a.mu.RUnlock()
	out := Suggestion{Score: p.Score, Reasons: p.Reasons}
	check := plan{household: h, states: map[string]*roomState{}}
	for _, share := range p.Rooms {
		at, ok := a.rooms[share.RoomID]
		if !ok {
			continue // closed this moment
		}
		r := at.centre.rooms[at.index]
		c := centres[r.facts.CentreID]
		out.CentreID, out.CentreName, out.Phase = c.object.Centre, c.name, c.phase
		seats := r.seat(check.membersOf(share), q)
		out.Rooms = append(out.Rooms, SuggestedRoom{RoomID: share.RoomID, Number: r.number, Floor: r.facts.Floor, Assignments: seats})
		check.assigned = append(check.assigned, seats...)
		check.states[share.RoomID] = r
	}
	_ = check.checkWarnings()
	out.Warnings = check.warnings
	slices.SortFunc(out.Rooms, func(x, y SuggestedRoom) int {
		return cmp.Or(cmp.Compare(x.Floor, y.Floor), strings.Compare(x.Number, y.Number))
	})
	return out
}
