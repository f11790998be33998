package reception

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"passerelle/internal/engine/allocation"
	"passerelle/internal/platform/access"
)

// RoomQuery asks which rooms a household can have, for whoever chooses by room.
type RoomQuery struct {
	SuggestIn
	TransferID  string // instead of a household: who is to come to the destination of this transfer
	All         bool   // also rooms with a free bed that do not take everybody
	StepFree    bool   // only these
	OwnBathroom bool
	FamilyUnit  bool
	After       string // cursor of the page before
	Limit       int    // at most 200; 0: 50
}

// RoomChoice is a room and what of it is free in the whole period asked for.
type RoomChoice struct {
	RoomID, Number string
	CentreID       string
	CentreName     string
	Level          int // of the floor
	StepFree       bool
	OwnBathroom    bool
	FamilyUnit     bool
	Isolation      bool
	SexRule        SexRule // of the room or, for women only, of the centre
	Beds           []BedChoice
	FreeCots       int
	Others         int                 // persons of other households who sleep there in that time
	Refused        string              // code of the first hard rule against everybody in this room; empty: it takes them
	Reasons        []allocation.Reason // where it takes them
	Warnings       []string            // what Place wants to be accepted
}

// FreeBeds counts the beds that are free.
func (r RoomChoice) FreeBeds() int {
	n := 0
	for _, b := range r.Beds {
		if b.Free {
			n++
		}
	}
	return n
}

// BedChoice is a bed of a RoomChoice.
type BedChoice struct {
	ID, Label string
	Free      bool
}

// RoomsFor lists the rooms that take a whole household, by centre, floor and
// number, and the cursor of the next page, empty on the last. As Suggest it
// reads the map of beds and holds nothing.
func (s *Service) RoomsFor(ctx context.Context, by access.Actor, in RoomQuery) ([]RoomChoice, string, error) {
	home, ask, err := s.asked(ctx, by, in)
	if err != nil {
		return nil, "", err
	}
	after, err := parseCursor(in.After, len(roomKey{}))
	if err != nil {
		return nil, "", err
	}
	h, apart, q, err := s.asking(ctx, home, ask)
	if err != nil {
		return nil, "", err
	}
	s.mend(ctx)
	rooms := s.beds.choices(h, apart, q, s.question(by, ask))
	rooms = slices.DeleteFunc(rooms, func(r roomChoice) bool {
		return !in.passes(r) || after != nil && slices.Compare(r.key[:], after) <= 0
	})
	slices.SortFunc(rooms, func(a, b roomChoice) int { return slices.Compare(a.key[:], b.key[:]) })
	limit, next := pageSize(in.Limit), ""
	if len(rooms) > limit {
		rooms, next = rooms[:limit], cursor(rooms[limit-1].key[:]...)
	}
	out := make([]RoomChoice, len(rooms))
	for i, r := range rooms {
		out[i] = r.explain(h, q)
	}
	return out, next, nil
}

// asked returns the household of a query and the question about it.
func (s *Service) asked(ctx context.Context, by access.Actor, in RoomQuery) (party, SuggestIn, error) {
	if in.TransferID == "" {
		home, err := s.partyFor(ctx, s.db, by, PermSuggest, in.HouseholdID)
		return home, in.SuggestIn, err
	}
	home, ask, err := s.transferQuestion(ctx, by, in.TransferID)
	ask.Rooms = in.Rooms
	return home, ask, err
}

// asking turns a question into what the engine needs to know.
func (s *Service) asking(ctx context.Context, home party, in SuggestIn) (h allocation.Household, apart []string, q query, err error) {
	if in.From.IsZero() {
		in.From = s.today()
	}
	if err := s.wellFormedQuestion(home, in); err != nil {
		return h, nil, q, err
	}
	var p plan
	if home.id != "" { // empty: not on record yet
		if err := s.keepApart(ctx, s.db, &p, home.id); err != nil {
			return h, nil, q, err
		}
	}
	wanted := func(id string) bool { return len(in.Persons) == 0 || slices.Contains(in.Persons, id) }
	h = home.household(wanted, func(string) bool { return false })
	if len(in.Persons) > 0 { // the others are there already, or will be
		h.Unaccompanied = home.everybody().Unaccompanied
	}
	h.Conflicts, h.CentreID, h.Phase = p.household.Conflicts, home.centre, string(in.Phase)
	q = query{nights: nightsOf(in.From, in.Until), today: dayNumber(s.today())}
	for _, m := range h.Members {
		q.leaving = append(q.leaving, m.ID)
	}
	return h, p.apart, q, nil
}

// passes reports whether a room is wanted.
func (in RoomQuery) passes(r roomChoice) bool {
	f := r.state.facts
	named := slices.Contains(in.Rooms, f.ID)
	return (named || r.refused == "" || in.All && r.view.Free > 0) &&
		(!in.StepFree || f.StepFree) && (!in.OwnBathroom || f.OwnBath) && (!in.FamilyUnit || f.FamilyUnit)
}

// roomKey orders rooms: centre, its id, floor, room, its id.
type roomKey [5]string

// roomChoice is a room under choice.
type roomChoice struct {
	key     roomKey
	state   *roomState
	view    allocation.Room
	centre  *centreState
	refused string
}

// choices looks at every room in question.
func (a *availability) choices(h allocation.Household, apart []string, q query, where question) []roomChoice {
	states, centres := a.lookUp(where)
	everybody := make([]string, len(h.Members))
	for i, m := range h.Members {
		everybody[i] = m.ID
	}
	closed := map[string]bool{} // centres with a household that must not be near
	out := make([]roomChoice, 0, len(states))
	for _, r := range states {
		c := roomChoice{state: r, view: r.view(q), centre: centres[r.facts.CentreID]}
		if slices.ContainsFunc(c.view.Occupants, func(o allocation.Occupant) bool { return slices.Contains(apart, o.Household) }) {
			closed[r.facts.CentreID] = true
		}
		c.key = roomKey{sortKey(c.centre.name), c.centre.object.Centre, strconv.Itoa(1000 + r.facts.Floor), sortKey(r.number), r.facts.ID}
		if broken := allocation.Check(h, []allocation.Share{{RoomID: r.facts.ID, Members: everybody}}, []allocation.Room{c.view}); len(broken) > 0 {
			c.refused = broken[0].Code
		}
		out = append(out, c)
	}
	for i, c := range out {
		if closed[c.centre.object.Centre] {
			out[i].refused = strings.TrimPrefix(keyConflictInCentre, RuleKey)
		}
	}
	return out
}

// explain writes a room out.
func (c roomChoice) explain(h allocation.Household, q query) RoomChoice {
	f := c.state.facts
	out := RoomChoice{RoomID: f.ID, Number: c.state.number, CentreID: f.CentreID, CentreName: c.centre.name, Level: f.Floor,
		StepFree: f.StepFree, OwnBathroom: f.OwnBath, FamilyUnit: f.FamilyUnit, Isolation: f.Isolation, SexRule: SexRule(f.SexRule),
		FreeCots: c.view.FreeCots, Refused: c.refused}
	for i, free := range c.state.freeBeds(q, nil) {
		out.Beds = append(out.Beds, BedChoice{ID: c.state.beds[i].id, Label: c.state.beds[i].label, Free: free})
	}
	for _, o := range c.view.Occupants {
		if o.Household != h.ID || h.ID == "" {
			out.Others++
		}
	}
	check := plan{household: h, states: map[string]*roomState{f.ID: c.state}}
	for _, m := range h.Members {
		check.assigned = append(check.assigned, Assignment{PersonID: m.ID, RoomID: f.ID})
	}
	_ = check.checkWarnings() // only what it finds is wanted
	out.Warnings = check.warnings
	if c.refused == "" {
		if best, _ := allocation.Propose(h, []allocation.Room{c.view}, 1); len(best) > 0 {
			out.Reasons = best[0].Reasons
		}
	}
	return out
}
