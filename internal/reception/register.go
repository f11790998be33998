package reception

import (
	"context"
	"slices"
	"strconv"

	"passerelle/internal/engine/allocation"
	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermReceive lets an actor register a household that has just arrived and
// place it, or put it on the waiting list, in one go. What it does in
// particular needs its own permission too.
var PermReceive = access.Declare("reception.receive")

// ReceiveIn is a household at the door.
type ReceiveIn struct {
	Household people.HouseholdInput
	Places    []ReceivePlace // in the order in which they are wanted; the first that stands is taken
	// Best takes the best place that Suggest finds, and looks again when
	// somebody was faster: for the hours in which more arrive than a desk can
	// look at. Members of the question that name persons are ignored.
	Best    *SuggestIn
	Wait    bool     // where no place stands: on the waiting list
	Grounds []string // for the waiting list, see WaitingIn
}

// ReceivePlace is a place for a household that is not on record yet. Either
// Seats or Rooms is given.
type ReceivePlace struct {
	From     clock.Date // first night
	Until    clock.Date // day of leaving; zero: open
	Rooms    []string   // room ids; who goes where among them is worked out
	Seats    []Seat
	LeftOut  map[int]LeaveOutReason // by position in the form
	Accepted []string               // codes of the warnings that whoever decided has seen
}

// Seat gives a bed, or a cot place of a room, to a member by the position in the form.
type Seat struct {
	Member        int
	BedID, RoomID string
}

// Received is what became of a household at the door.
type Received struct {
	people.Registered
	Placement *Placement // nil: no place
	Waiting   *Waiting   // nil: not on the waiting list
}

// ReceiveHousehold registers a household and places it, all or nothing. Where
// places are named and none of them stands, and it is not to wait, nothing is
// registered and the error tells of the last place; see TakenMeanwhile.
// Without any place it is registered alone, or put on the waiting list.
func (s *Service) ReceiveHousehold(ctx context.Context, by access.Actor, in ReceiveIn) (Received, error) {
	if !by.MayOn(PermReceive, access.Object{Org: in.Household.OrgID, Centre: in.Household.CentreID}) {
		return Received{}, fault.Denied()
	}
	if err := s.people.ReserveReferences(ctx, len(in.Household.Persons)); err != nil {
		return Received{}, err
	}
	home := s.partyAtDoor(in.Household)
	var taken error
	for _, place := range in.Places {
		out, err := s.receive(ctx, by, in, home, &place)
		if err == nil || !TakenMeanwhile(err) {
			return out, err
		}
		taken = err
	}
	if in.Best != nil {
		out, err := s.receiveBest(ctx, by, in, home)
		if err == nil && out.Placement != nil || err != nil && !TakenMeanwhile(err) {
			return out, err
		}
		taken = err
	}
	if taken != nil && !in.Wait {
		return Received{}, taken
	}
	return s.receive(ctx, by, in, home, nil)
}

// triesBest bounds how often one household looks for the best place again.
// Each try that fails means that somebody else got a place meanwhile.
const triesBest = 200

// receiveBest tries what Suggest finds until a place stands or nothing is left.
func (s *Service) receiveBest(ctx context.Context, by access.Actor, in ReceiveIn, home party) (out Received, err error) {
	question := *in.Best
	question.Persons = nil
	if question.From.IsZero() {
		question.From = s.today()
	}
	for range triesBest {
		found, askErr := s.suggest(ctx, by, home, question)
		if askErr != nil {
			return Received{}, askErr
		}
		if len(found.Best) == 0 {
			return Received{}, err
		}
		best := found.Best[0]
		place := ReceivePlace{From: question.From, Until: question.Until, Rooms: best.RoomIDs(), Accepted: best.Warnings}
		if out, err = s.receive(ctx, by, in, home, &place); err == nil || !TakenMeanwhile(err) {
			return out, err
		}
	}
	return Received{}, err
}

// receive registers and places, or puts on the waiting list, in one transaction.
func (s *Service) receive(ctx context.Context, by access.Actor, in ReceiveIn, home party, place *ReceivePlace) (out Received, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out = Received{}
		register := func(ctx context.Context, tx *db.Tx, centre access.Object) (party, error) {
			input := in.Household
			if input.CentreID == "" && input.OrgID == centre.Org && by.MayOn(people.PermRegister, centre) {
				input.CentreID = centre.Centre
			}
			out.Registered, err = s.people.RegisterHouseholdTx(ctx, tx, by, input)
			return home.registered(out.Registered, input), err
		}
		if place != nil {
			p, err := s.place(ctx, tx, by, home.newcomers(*place, register))
			out.Placement = &p
			return err
		}
		registered, err := register(ctx, tx, access.Object{})
		if err != nil || !in.Wait {
			return err
		}
		if !by.MayOn(PermWaiting, registered.object()) {
			return fault.Denied()
		}
		w, err := s.enqueue(ctx, tx, by, registered, WaitingIn{CentreID: in.Household.CentreID, Grounds: in.Grounds})
		out.Waiting = &w
		return err
	})
	return out, err
}

// partyAtDoor is the household of a form. Its members have ids of their own
// until they are registered. Whether the form is right shows then.
func (s *Service) partyAtDoor(in people.HouseholdInput) party {
	out := party{org: in.OrgID, centre: in.CentreID}
	minors := 0
	for _, p := range in.Persons {
		age := ageAtDoor(p.Identity, s.today())
		m := resident{nationality: first(p.Nationalities), unaccompanied: p.Unaccompanied, Member: allocation.Member{ID: db.NewID(), Sex: sexOf(p.Sex), Age: age}}
		for _, n := range p.Needs {
			m.Needs = append(m.Needs, allocation.Need(n.Code))
		}
		for _, st := range p.Statuses {
			m.granted = m.granted || st.Code.Granted()
		}
		for _, l := range p.Languages {
			m.languages = append(m.languages, l.Code)
		}
		out.languages = union(out.languages, m.languages)
		if isMinor(age) {
			minors++
		}
		out.restricted = out.restricted || p.Restricted
		out.nationalities = union(out.nationalities, p.Nationalities)
		out.members = append(out.members, m)
	}
	for i := range out.members { // as package people marks them
		out.members[i].unaccompanied = out.members[i].unaccompanied || minors == len(out.members)
	}
	return out
}

// ageAtDoor is the age as people.Member tells it of somebody on record.
func ageAtDoor(i people.Identity, today clock.Date) int {
	birth := i.Birth
	if w := i.BirthWritten; w != nil {
		birth, _ = w.Calendar.BirthDate(people.CalendarDate{Year: w.Year, Month: w.Month, Day: w.Day})
	}
	birth.Estimated = false
	if least, _, known := birth.Age(today.Time(clock.Luxembourg)); known {
		return least
	}
	return -1
}

// registered is the household under the ids it has on record.
func (p party) registered(r people.Registered, in people.HouseholdInput) party {
	members := make([]resident, len(p.members))
	copy(members, p.members)
	for i := range r.Persons {
		members[i].ID = r.Persons[i].ID
	}
	p.id, p.reference, p.org, p.centre, p.members = r.HouseholdID, r.Reference, in.OrgID, in.CentreID, members
	return p
}

// newcomers is the placement of a household that is registered once its place
// has been found to stand.
func (p party) newcomers(place ReceivePlace, register registration) placing {
	in := placing{party: p, status: HoldOccupied, perm: PermPlace, register: register,
		PlaceIn: PlaceIn{From: place.From, Until: place.Until, Rooms: place.Rooms, Accepted: place.Accepted}}
	for _, seat := range place.Seats {
		a := Assignment{BedID: seat.BedID, RoomID: seat.RoomID}
		if seat.Member >= 0 && seat.Member < len(p.members) {
			a.PersonID = p.members[seat.Member].ID
		}
		in.Assignments = append(in.Assignments, a)
	}
	for i, reason := range place.LeftOut {
		out := LeaveOut{Reason: reason}
		if i >= 0 && i < len(p.members) {
			out.PersonID = p.members[i].ID
		}
		in.LeftOut = append(in.LeftOut, out)
	}
	return in
}

// SuggestAtDoor is Suggest for a household that is not on record yet. The
// assignments name members by the position in the form.
func (s *Service) SuggestAtDoor(ctx context.Context, by access.Actor, form people.HouseholdInput, in SuggestIn) (Suggestions, error) {
	if !by.MayOn(PermSuggest, access.Object{Org: form.OrgID, Centre: form.CentreID}) {
		return Suggestions{}, fault.Denied()
	}
	in.Persons = nil
	home := s.partyAtDoor(form)
	found, err := s.suggest(ctx, by, home, in)
	for _, best := range found.Best {
		for _, room := range best.Rooms {
			for i, a := range room.Assignments {
				n := slices.IndexFunc(home.members, func(m resident) bool { return m.ID == a.PersonID })
				room.Assignments[i].PersonID = strconv.Itoa(n)
			}
		}
	}
	return found, err
}
