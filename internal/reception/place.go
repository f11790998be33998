package reception

import (
	"context"
	"errors"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermPlace lets an actor give beds of a centre to a household.
var PermPlace = access.Declare("reception.place")

// PlaceIn says who sleeps where. Either Assignments or Rooms is given.
type PlaceIn struct {
	HouseholdID string
	From        clock.Date // first night
	Until       clock.Date // day of leaving; zero: open
	Assignments []Assignment
	Rooms       []string   // room ids; who goes where among them is worked out
	LeftOut     []LeaveOut // members who get no bed now; all others must get one
	Accepted    []string   // codes of the warnings that whoever decided has seen
}

// Placement is what a placement made.
type Placement struct {
	StayID      string
	CentreID    string
	Assignments []Assignment // with room ids
	Warnings    []string     // codes of what speaks against the place and was accepted
}

// Place gives beds to a household that is here, from today or from a day at
// most 30 days ago: the stay begins as present. Members who come later join the
// stay in the same way. Errors are a Conflict for each hard rule that the place
// would break, in particular where somebody was faster (see TakenMeanwhile),
// and for each warning that was not accepted.
func (s *Service) Place(ctx context.Context, by access.Actor, in PlaceIn) (p Placement, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = s.PlaceTx(ctx, tx, by, in)
		return err
	})
	return p, err
}

// PlaceTx is Place inside the caller's transaction. After an error the
// transaction must be given up.
func (s *Service) PlaceTx(ctx context.Context, tx *db.Tx, by access.Actor, in PlaceIn) (Placement, error) {
	home, err := s.partyFor(ctx, tx, by, PermPlace, in.HouseholdID)
	if err != nil {
		return Placement{}, err
	}
	return s.place(ctx, tx, by, placing{PlaceIn: in, party: home, status: HoldOccupied, perm: PermPlace})
}

// placing is a placement on its way through the checks into the tables.
type placing struct {
	PlaceIn
	party    party
	status   HoldStatus // occupied or reserved
	perm     access.Permission
	register registration // for a household that is not on record yet
	previous Stay         // that a transfer continues
	takeOver bool         // the stay may have begun long before; see TakeOverTx
}

// registration puts a household on record once a place in the centre stands.
type registration func(context.Context, *db.Tx, access.Object) (party, error)

func (in placing) newcome() bool { return in.register != nil }

func (s *Service) place(ctx context.Context, tx *db.Tx, by access.Actor, in placing) (Placement, error) {
	if err := s.wellFormedPlacing(in); err != nil {
		return Placement{}, err
	}
	stay, p, err := s.planFor(ctx, tx, in)
	if err != nil {
		return Placement{}, err
	}
	if err := s.examine(ctx, tx, &p); err != nil {
		return Placement{}, err
	}
	if err := allow(by, in.perm, p.centre); err != nil {
		return Placement{}, err
	}
	if stay.ID != "" && stay.CentreID != p.centre.Centre {
		return Placement{}, fault.Conflicts(keyStayOpen)
	}
	if in.newcome() {
		if err := p.registerFirst(ctx, tx, &in); err != nil {
			return Placement{}, err
		}
	}
	action := "reception.join"
	if stay.ID == "" {
		action, stay = in.newStay(p)
		if err := insertStay(ctx, tx, stay, clock.Now(s.clock), by.ID); err != nil {
			return Placement{}, heldTwice(err)
		}
	}
	holds, err := s.settle(ctx, tx, by, stay, settling{p, in.status})
	if err != nil {
		return Placement{}, err
	}
	if action != "reception.join" {
		s.beds.foretell(stay, holds, in.party)
	}
	switch {
	case in.newcome() && in.party.centre == p.centre.Centre: // registered there, and never waited
	case in.status == HoldOccupied:
		err = s.movedIn(ctx, tx, in.party, p.centre)
	default:
		err = closeWaiting(ctx, tx, in.HouseholdID, WaitingPlaced, clock.Now(s.clock))
	}
	if err != nil {
		return Placement{}, err
	}
	detail := map[string]any{"persons": len(p.assigned), "left_out": leftOutCodes(in.LeftOut), "warnings": p.warnings}
	if err := s.record(ctx, tx, by, action, stay, detail); err != nil {
		return Placement{}, err
	}
	return Placement{StayID: stay.ID, CentreID: stay.CentreID, Assignments: p.assigned, Warnings: p.warnings}, nil
}

// registerFirst puts the household on record and writes its ids into the plan.
func (p *plan) registerFirst(ctx context.Context, tx *db.Tx, in *placing) error {
	home, err := in.register(ctx, tx, p.centre)
	if err != nil {
		return err
	}
	ids := map[string]string{}
	for i, m := range in.party.members {
		ids[m.ID] = home.members[i].ID
	}
	for i, a := range p.assigned {
		p.assigned[i].PersonID = ids[a.PersonID]
	}
	in.party, in.HouseholdID = home, home.id
	return nil
}

// newStay begins a stay, and says what it is in the audit log.
func (in placing) newStay(p plan) (action string, stay Stay) {
	stay = Stay{ID: db.NewID(), HouseholdID: in.HouseholdID, CentreID: p.centre.Centre, Phase: p.phase, PhaseSince: in.From,
		From: in.From, Until: in.Until, Status: StayPresent, PreviousID: in.previous.ID}
	if in.previous.Phase == stay.Phase {
		stay.PhaseSince = in.previous.PhaseSince
	}
	if in.status == HoldReserved {
		stay.Status = StayReserved
		return "reception.reserve", stay
	}
	return "reception.place", stay
}

func (s *Service) wellFormedPlacing(in placing) error {
	var l fault.List
	switch {
	case in.status == HoldReserved:
		l.AddErr(s.comingDay("from", in.From))
	case in.takeOver:
		l.AddErr(s.notAhead("from", in.From))
	default:
		l.AddErr(s.pastDay("from", in.From))
	}
	l.AddErr(period(in.From, in.Until))
	if len(in.Assignments) == 0 && len(in.Rooms) == 0 {
		l.Add("rooms", "reception.error.no_place_chosen")
	}
	for _, out := range in.LeftOut {
		if !known(out.Reason, LeaveOutReasons) || !in.party.has(out.PersonID) {
			l.Add("left_out", "reception.error.left_out")
		}
	}
	return l.Err()
}

// planFor says who of the household is to be placed, and the stay that they
// join: a zero stay where a new one begins.
func (s *Service) planFor(ctx context.Context, tx *db.Tx, in placing) (stay Stay, p plan, err error) {
	p = plan{from: in.From, until: in.Until, rooms: in.Rooms, assigned: slices.Clone(in.Assignments), accepted: in.Accepted}
	var here []Hold
	if !in.newcome() {
		if err := s.keepApart(ctx, tx, &p, in.HouseholdID); err != nil {
			return stay, p, err
		}
	}
	if !in.newcome() && in.status == HoldOccupied {
		if stay, err = presentStay(ctx, tx, in.HouseholdID); err == nil {
			here, err = holdsPresent(ctx, tx, in.HouseholdID)
			p.until = stay.Until // all members of a stay leave on one day
		}
		if err != nil && !errors.Is(err, db.ErrNoRow) {
			return stay, p, err
		}
		if stay.ID != "" && in.From.Before(stay.From) {
			return stay, p, fault.InvalidField("from", "reception.error.before_stay")
		}
		if stay.ID != "" && overdue(stay, s.today()) {
			return stay, p, fault.Conflicts("reception.error.overstay_first")
		}
	}
	out := make(map[string]bool, len(in.LeftOut))
	for _, l := range in.LeftOut {
		out[l.PersonID] = true
	}
	present := seats(in.party, here)
	sleepsHere := func(id string) bool {
		return slices.ContainsFunc(present, func(m seated) bool { return m.ID == id })
	}
	conflicts := p.household.Conflicts
	p.household = in.party.household(func(id string) bool { return !out[id] && !sleepsHere(id) }, sleepsHere)
	p.household.Conflicts, p.staying = conflicts, present
	if len(p.household.Members) == 0 {
		return stay, p, fault.Conflicts("reception.error.nobody_to_place")
	}
	return stay, p, nil
}

// seats joins holds with the members who have them.
func seats(home party, holds []Hold) []seated {
	var out []seated
	for _, h := range holds {
		if m, ok := home.member(h.PersonID); ok {
			out = append(out, seated{m.Member, Assignment{PersonID: h.PersonID, BedID: h.BedID, RoomID: h.RoomID}})
		}
	}
	return out
}

// keepApart tells the plan which households must not live near.
func (s *Service) keepApart(ctx context.Context, q db.Querier, p *plan, householdID string) error {
	conflicts, err := conflictsOf(ctx, q, householdID)
	for _, c := range conflicts {
		p.household.Conflicts = append(p.household.Conflicts, c.other)
		if c.level == ConflictCentre {
			p.apart = append(p.apart, c.other)
		}
	}
	return err
}

// settling is a plan that was examined, ready to be stored.
type settling struct {
	plan
	status HoldStatus
}

// settle stores the holds of a plan.
func (s *Service) settle(ctx context.Context, tx *db.Tx, by access.Actor, stay Stay, p settling) ([]Hold, error) {
	holds := make([]Hold, 0, len(p.assigned))
	for _, a := range p.assigned {
		holds = append(holds, Hold{ID: db.NewID(), BedID: a.BedID, RoomID: a.RoomID, CentreID: stay.CentreID, StayID: stay.ID,
			HouseholdID: stay.HouseholdID, PersonID: a.PersonID, From: p.from, Until: p.until, Status: p.status})
	}
	if err := insertHolds(ctx, tx, holds, clock.Now(s.clock), by.ID); err != nil {
		return nil, heldTwice(err)
	}
	s.staysChange(tx, stay.ID)
	return holds, nil
}

// record writes the audit entry of a change of a stay.
func (s *Service) record(ctx context.Context, tx *db.Tx, by access.Actor, action string, stay Stay, detail map[string]any) error {
	detail["household"], detail["centre"] = stay.HouseholdID, stay.CentreID
	return s.audit.Record(ctx, tx, by, audit.Entry{Action: action, ObjectType: "stay", ObjectID: stay.ID, Detail: detail})
}

func leftOutCodes(out []LeaveOut) []string {
	codes := make([]string, len(out))
	for i, l := range out {
		codes[i] = string(l.Reason)
	}
	return codes
}

// heldTwice says in the words of the desk which constraint a write has met.
func heldTwice(err error) error {
	switch db.Violation(err) {
	case "reception_hold_bed_twice", "reception_hold_bed_id":
		return fault.Conflicts(keyBedTaken, "room", "")
	case "reception_hold_person_twice", "reception_hold_person_id":
		return fault.Conflicts(keyPersonPlaced)
	case "reception_stay_household_id":
		return fault.Conflicts(keyStayOpen)
	}
	return err
}
