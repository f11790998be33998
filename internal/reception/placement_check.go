package reception

import (
	"context"
	"slices"
	"strings"

	"passerelle/internal/engine/allocation"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// RuleKey begins the catalogue key of every hard rule that a placement breaks;
// the code of the rule, as package allocation names it, follows.
const RuleKey = "reception.rule."

// Keys of the conflicts that this package finds itself.
const (
	keyBedTaken         = "reception.error.bed_taken"
	keyPersonPlaced     = "reception.error.person_placed"
	keyRoomClosed       = "reception.error.room_closed"
	keyStayOpen         = "reception.error.stay_open"
	keyWarning          = "reception.error.warning" // argument code: what was not accepted
	keyCotAge           = RuleKey + "cot_age"
	keyConflictInCentre = RuleKey + "conflict_in_centre"
)

// TakenMeanwhile reports whether err says that the place is not, or no longer,
// as it was suggested, so that the next suggestion is worth a try.
func TakenMeanwhile(err error) bool {
	for _, f := range fault.Of(err) {
		if f.Kind == fault.Conflict && (f.Key == keyBedTaken || f.Key == keyRoomClosed || strings.HasPrefix(f.Key, RuleKey)) {
			return true
		}
	}
	return false
}

// plan is a placement under examination.
type plan struct {
	household allocation.Household // who gets a new place, the movers
	staying   []seated             // members of the household who keep theirs
	absent    []string             // persons whose holds do not count: not here yet, or about to leave
	apart     []string             // households never in the same centre
	from      clock.Date
	until     clock.Date
	rooms     []string     // where no assignments are given: the rooms to choose beds in
	left      []string     // rooms that movers leave
	assigned  []Assignment // in the end complete, with room ids
	accepted  []string     // codes of warnings that were seen and accepted
	extending bool         // the places are slept in: only the company of others is examined
	decided   bool         // the places were decided before: only what others do can stand against them

	today    int32
	states   map[string]*roomState
	centre   access.Object
	phase    Phase // of the centre
	warnings []string
}

// seated is a member of the household with the place that they have.
type seated struct {
	allocation.Member
	Assignment
}

// examine checks the plan against the database and completes it. Every way to
// a bed goes through here, whatever the map of beds says. The answer is a
// Conflict for each rule broken.
func (s *Service) examine(ctx context.Context, tx *db.Tx, p *plan) error {
	if err := s.readPlan(ctx, tx, p); err != nil {
		return err
	}
	if len(p.assigned) == 0 {
		if broken := p.choose(); len(broken) > 0 {
			return p.faults(broken)
		}
	}
	if err := p.checkSeats(); err != nil {
		return err
	}
	at := p.states[p.assigned[0].RoomID]
	p.centre, p.phase = access.Object{Org: at.org, Centre: at.facts.CentreID}, at.phase
	if err := p.checkRules(); err != nil {
		return err
	}
	if len(p.apart) > 0 {
		there, err := anyInCentre(ctx, tx, p.centre.Centre, p.apart, p.from)
		if err != nil {
			return err
		}
		if there {
			return fault.Conflicts(keyConflictInCentre)
		}
	}
	return p.checkWarnings()
}

// readPlan reads the rooms of the plan as the transaction sees them.
func (s *Service) readPlan(ctx context.Context, tx *db.Tx, p *plan) error {
	p.today = dayNumber(s.today())
	if err := roomsOfBeds(ctx, tx, p.assigned); err != nil {
		return err
	}
	wanted := slices.Clone(p.rooms)
	for _, a := range p.assigned {
		wanted = append(wanted, a.RoomID)
	}
	slices.Sort(wanted)
	wanted = slices.Compact(wanted)
	for _, id := range wanted {
		if !db.ValidID(id) {
			return fault.Missing()
		}
	}
	touched := slices.Clone(wanted)
	for _, id := range p.left {
		if !slices.Contains(touched, id) {
			touched = append(touched, id)
		}
	}
	var err error
	if p.states, err = s.readRooms(ctx, tx, roomFilter{rooms: touched, lock: true}, p.from); err != nil {
		return err
	}
	for _, id := range wanted {
		if p.states[id] == nil {
			return fault.Conflicts(keyRoomClosed)
		}
	}
	return nil
}

// query is the plan's period without those who leave their places.
func (p *plan) query(leaving []string) query {
	return query{nightsOf(p.from, p.until), p.today, append(slices.Clone(p.absent), leaving...)}
}

func (p *plan) movers() []string {
	ids := make([]string, len(p.household.Members))
	for i, m := range p.household.Members {
		ids[i] = m.ID
	}
	return ids
}

// choose lets the engine spread the movers over the rooms and seats them.
func (p *plan) choose() []allocation.Violation {
	q := p.query(p.movers())
	var views []allocation.Room
	for _, id := range p.rooms {
		views = append(views, p.states[id].view(q))
	}
	best, refused := allocation.Propose(p.household, views, 1)
	if len(best) > 0 {
		for _, share := range best[0].Rooms {
			p.assigned = append(p.assigned, p.states[share.RoomID].seat(p.membersOf(share), q)...)
		}
		return nil
	}
	var broken []allocation.Violation
	for code := range refused {
		broken = append(broken, allocation.Violation{Code: code, RoomID: p.rooms[0]})
	}
	slices.SortFunc(broken, func(a, b allocation.Violation) int { return strings.Compare(a.Code, b.Code) })
	return broken
}

func (p *plan) membersOf(share allocation.Share) []allocation.Member {
	out := make([]allocation.Member, 0, len(share.Members))
	for _, m := range p.household.Members {
		if slices.Contains(share.Members, m.ID) {
			out = append(out, m)
		}
	}
	return out
}

// mover returns the member of the plan with that id.
func (p *plan) mover(id string) (allocation.Member, bool) {
	for _, m := range p.household.Members {
		if m.ID == id {
			return m, true
		}
	}
	return allocation.Member{}, false
}

// checkSeats checks each bed and cot place on its own.
func (p *plan) checkSeats() error {
	q := p.query(p.movers())
	taken, cots := map[string]bool{}, map[string]int{}
	for _, a := range p.assigned {
		room := p.states[a.RoomID]
		if a.BedID == "" {
			if m, ok := p.mover(a.PersonID); ok && !fitsCot(m) && !p.decided {
				return fault.Conflicts(keyCotAge, "room", room.number)
			}
			if cots[a.RoomID]++; cots[a.RoomID] > room.freeCots(q) {
				return fault.Conflicts(keyBedTaken, "room", room.number)
			}
			continue
		}
		i := room.bed(a.BedID)
		if i < 0 {
			return fault.Conflicts(keyRoomClosed, "room", room.number)
		}
		if taken[a.BedID] || !room.freeBeds(q, nil)[i] {
			return fault.Conflicts(keyBedTaken, "room", room.number)
		}
		taken[a.BedID] = true
	}
	return nil
}

// checkRules asks the engine about every room that the plan fills or leaves,
// with the members of the household who stay in them.
func (p *plan) checkRules() error {
	h, assigned := p.household, slices.Clone(p.assigned)
	h.Members = slices.Clone(h.Members)
	leaving := p.movers()
	for _, m := range p.staying {
		if p.states[m.RoomID] != nil {
			h.Members, leaving, assigned = append(h.Members, m.Member), append(leaving, m.ID), append(assigned, m.Assignment)
		}
	}
	for i, m := range h.Members {
		if kept := p.decided || i >= len(p.household.Members); kept && inCot(assigned, m.ID) {
			h.Members[i].Age = min(max(m.Age, 0), cotAge-1) // a child who has outgrown the cot still takes no bed
		}
	}
	q := p.query(leaving)
	var views []allocation.Room
	for _, r := range p.states {
		views = append(views, r.view(q))
	}
	var hard []allocation.Violation
	for _, v := range allocation.Check(h, sharesOf(assigned), views) {
		switch {
		case v.Code == allocation.NotNeighbours && p.decided, p.extending && !slices.Contains(asCompany, v.Code):
		case v.Code == allocation.NotNeighbours && len(p.staying) > 0:
			p.warn(v.Code) // somebody who joins or moves alone may live down the corridor
		default:
			hard = append(hard, v)
		}
	}
	return p.faults(hard)
}

func inCot(assigned []Assignment, personID string) bool {
	return slices.ContainsFunc(assigned, func(a Assignment) bool { return a.PersonID == personID && a.BedID == "" })
}

func sharesOf(assigned []Assignment) []allocation.Share {
	var out []allocation.Share
	for _, a := range assigned {
		i := slices.IndexFunc(out, func(s allocation.Share) bool { return s.RoomID == a.RoomID })
		if i < 0 {
			i, out = len(out), append(out, allocation.Share{RoomID: a.RoomID})
		}
		out[i].Members = append(out[i].Members, a.PersonID)
	}
	return out
}

// faults says which rules are broken, each once. A room that would have beds
// enough, had others not come first, is taken rather than too small.
func (p *plan) faults(broken []allocation.Violation) error {
	var list fault.List
	for _, v := range broken {
		key, number := RuleKey+v.Code, ""
		if r := p.states[v.RoomID]; r != nil {
			number = r.number
			if v.Code == allocation.BedsShort && len(r.beds) >= len(p.household.Members) && len(r.who) > 0 {
				key = keyBedTaken
			}
		}
		if !slices.ContainsFunc(list, func(f *fault.Fault) bool { return f.Key == key }) {
			list = append(list, fault.Conflicts(key, "room", number))
		}
	}
	return list.Err()
}

func (p *plan) warn(code string) {
	if !slices.Contains(p.warnings, code) {
		p.warnings = append(p.warnings, code)
	}
}

// checkWarnings compares what speaks against the place with what was accepted.
func (p *plan) checkWarnings() error {
	for _, a := range p.assigned {
		m, _ := p.mover(a.PersonID)
		for _, need := range m.Needs {
			if !meets(need, p.states[a.RoomID].facts) {
				p.warn(string(need) + "_missing")
			}
		}
	}
	slices.Sort(p.warnings)
	var open fault.List
	for _, code := range p.warnings {
		if !p.decided && !slices.Contains(p.accepted, code) {
			open = append(open, fault.Conflicts(keyWarning, "code", code))
		}
	}
	return open.Err()
}

// meets reports whether a room serves a need; needs that no room can serve are met.
func meets(need allocation.Need, r allocation.Room) bool {
	switch need {
	case allocation.NeedStepFree:
		return r.StepFree
	case allocation.NeedGroundFloor:
		return r.Floor == 0
	case allocation.NeedNearHospital:
		return r.NearHospital
	case allocation.NeedNearSchool:
		return r.NearSchool
	case allocation.NeedWomenOnly:
		return r.SexRule == allocation.SexRuleWomen
	case allocation.NeedOwnBathroom:
		return r.OwnBath
	case allocation.NeedIsolation:
		return r.Isolation
	}
	return true
}
