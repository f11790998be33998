package receptionweb

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
)

type stayPlaceBody struct {
	PersonID  string `json:"person_id"`
	Name      string `json:"name,omitempty" doc:"Absent where the caller may not know it"`
	RoomID    string `json:"room_id"`
	Room      string `json:"room"`
	BedID     string `json:"bed_id,omitempty" doc:"Absent: a cot place"`
	Bed       string `json:"bed,omitempty"`
	From      string `json:"from"`
	Until     string `json:"until,omitempty"`
	Status    string `json:"status"`
	Reason    string `json:"reason,omitempty"`
	LeftToday bool   `json:"left_today,omitempty" doc:"The departure can still be taken back"`
}

type stayBody struct {
	ID            string          `json:"id"`
	HouseholdID   string          `json:"household_id"`
	Reference     string          `json:"reference" doc:"Of the household"`
	CentreID      string          `json:"centre_id"`
	CentreName    string          `json:"centre_name"`
	Status        string          `json:"status"`
	From          string          `json:"from"`
	Until         string          `json:"until,omitempty"`
	Phase         string          `json:"phase"`
	PhaseSince    string          `json:"phase_since"`
	DepartureKind string          `json:"departure_kind,omitempty"`
	CancelReason  string          `json:"cancel_reason,omitempty"`
	OverdueDays   int             `json:"overdue_days,omitempty"`
	PromisedFrom  string          `json:"promised_from,omitempty" doc:"First day on which one of its beds is promised to others"`
	TransferOut   string          `json:"transfer_out,omitempty" doc:"Open transfer out of this stay"`
	TransferIn    string          `json:"transfer_in,omitempty" doc:"Open transfer that this stay continues"`
	Places        []stayPlaceBody `json:"places"`
}

func stayBodyOf(v reception.StayView) stayBody {
	out := stayBody{ID: v.ID, HouseholdID: v.HouseholdID, Reference: v.Reference, CentreID: v.CentreID, CentreName: v.Centre.Name,
		Status: string(v.Status), From: dayOut(v.From), Until: dayOut(v.Until), Phase: string(v.Phase), PhaseSince: dayOut(v.PhaseSince),
		DepartureKind: string(v.DepartureKind), CancelReason: string(v.CancelReason), OverdueDays: v.Days, PromisedFrom: dayOut(v.NextFrom),
		Places: []stayPlaceBody{}}
	if v.Leaving != nil {
		out.TransferOut = v.Leaving.ID
	}
	if v.Coming != nil {
		out.TransferIn = v.Coming.ID
	}
	for _, p := range v.Places {
		out.Places = append(out.Places, stayPlaceBody{p.PersonID, p.Name.Full(), p.RoomID, p.Room, p.BedID, p.Bed, dayOut(p.From), dayOut(p.Until),
			string(p.Status), p.Reason, p.LeftToday})
	}
	return out
}

type stayOut struct{ Body stayBody }

func (f face) apiStay(ctx context.Context, by access.Actor, in *IDIn) (*stayOut, error) {
	v, err := f.reception.Stay(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	return &stayOut{stayBodyOf(v)}, nil
}

func (f face) apiHousing(ctx context.Context, by access.Actor, in *IDIn) (*listOut[stayBody], error) {
	h, err := f.reception.Housing(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	var items []stayBody
	for _, v := range h.Stays {
		items = append(items, stayBodyOf(v))
	}
	return listed(items, ""), nil
}

// ListIn asks for a part of a list of one centre or of all.
type ListIn struct {
	PageIn
	Centre string `query:"centre" doc:"Empty: all in scope"`
}

func (in ListIn) list() reception.ListIn {
	return reception.ListIn{CentreID: in.Centre, After: in.After, Limit: in.Limit}
}

type overstayBody struct {
	StayID       string `json:"stay_id"`
	HouseholdID  string `json:"household_id"`
	CentreID     string `json:"centre_id"`
	CentreName   string `json:"centre_name"`
	Persons      int    `json:"persons"`
	Until        string `json:"until"`
	Days         int    `json:"days"`
	PromisedFrom string `json:"promised_from,omitempty"`
}

func (f face) apiOverstays(ctx context.Context, by access.Actor, in *ListIn) (*listOut[overstayBody], error) {
	list, next, err := f.reception.Overstays(ctx, by, in.list())
	if err != nil {
		return nil, err
	}
	var items []overstayBody
	for _, s := range list {
		items = append(items, overstayBody{s.ID, s.HouseholdID, s.CentreID, s.CentreName, s.Persons, dayOut(s.Until), s.Days, dayOut(s.NextFrom)})
	}
	return listed(items, next), nil
}

type nextPhaseBody struct {
	StayID      string `json:"stay_id"`
	HouseholdID string `json:"household_id"`
	CentreID    string `json:"centre_id"`
	CentreName  string `json:"centre_name"`
	Persons     int    `json:"persons"`
	Since       string `json:"since"`
	Days        int    `json:"days"`
	Next        string `json:"next"`
	Granted     bool   `json:"granted" doc:"A member holds a status that ends the right to a place"`
	Moving      bool   `json:"moving" doc:"A transfer is open"`
}

func (f face) apiPhases(ctx context.Context, by access.Actor, in *struct {
	ListIn
	Phase string `path:"phase" enum:"first,second"`
}) (*listOut[nextPhaseBody], error) {
	list, next, err := f.reception.NextPhase(ctx, by, reception.NextPhaseIn{ListIn: in.list(), Phase: reception.Phase(in.Phase)})
	if err != nil {
		return nil, err
	}
	var items []nextPhaseBody
	for _, s := range list {
		items = append(items, nextPhaseBody{s.ID, s.HouseholdID, s.CentreID, s.CentreName, s.Persons, dayOut(s.PhaseSince), s.Days, string(s.Next), s.Granted, s.Moving})
	}
	return listed(items, next), nil
}

func (f face) apiArrive(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body struct {
		On      string   `json:"on" doc:"First night, at most 30 days ago"`
		Persons []string `json:"persons,omitempty" doc:"None: all for whom a bed is reserved"`
	}
}) (*done, error) {
	on, err := dayIn("on", in.Body.On, clock.Date{})
	if err != nil {
		return nil, err
	}
	return &done{}, f.reception.Arrive(ctx, by, reception.ArriveIn{StayID: in.ID, On: on, Persons: in.Body.Persons})
}

func (f face) apiMove(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body struct {
		On          string           `json:"on,omitempty" doc:"First night in the new bed; a reservation keeps its own day"`
		Persons     []string         `json:"persons,omitempty" doc:"With rooms: who moves; none: everybody"`
		Assignments []assignmentBody `json:"assignments,omitempty"`
		Rooms       []string         `json:"rooms,omitempty"`
		Accepted    []string         `json:"accepted,omitempty"`
	}
}) (*placementOut, error) {
	on, err := dayIn("on", in.Body.On, f.today())
	if err != nil {
		return nil, err
	}
	p, err := f.reception.Move(ctx, by, reception.MoveIn{StayID: in.ID, On: on, Persons: in.Body.Persons,
		Assignments: assignments(in.Body.Assignments), Rooms: in.Body.Rooms, Accepted: in.Body.Accepted})
	if err != nil {
		return nil, err
	}
	return &placementOut{placementBodyOf(p)}, nil
}

func (f face) apiSwap(ctx context.Context, by access.Actor, in *struct {
	Body struct {
		PersonA  string   `json:"person_a"`
		PersonB  string   `json:"person_b"`
		On       string   `json:"on,omitempty" doc:"First night in the other bed; empty: today"`
		Accepted []string `json:"accepted,omitempty"`
	}
}) (*done, error) {
	on, err := dayIn("on", in.Body.On, f.today())
	if err != nil {
		return nil, err
	}
	return &done{}, f.reception.Swap(ctx, by, reception.SwapIn{PersonA: in.Body.PersonA, PersonB: in.Body.PersonB, On: on, Accepted: in.Body.Accepted})
}

// UntilIn is a new day of leaving.
type UntilIn struct {
	IDIn
	Body struct {
		Until string `json:"until" doc:"Day of leaving; empty: open, which only an extension may say"`
	}
}

func (f face) apiExtend(ctx context.Context, by access.Actor, in *UntilIn) (*done, error) {
	until, err := dayIn("until", in.Body.Until, clock.Date{})
	if err != nil {
		return nil, err
	}
	return &done{}, f.reception.Extend(ctx, by, in.ID, until)
}

func (f face) apiShorten(ctx context.Context, by access.Actor, in *UntilIn) (*done, error) {
	until, err := dayIn("until", in.Body.Until, clock.Date{})
	if err != nil {
		return nil, err
	}
	return &done{}, f.reception.Shorten(ctx, by, in.ID, until)
}

// PersonsIn names some of those whom a stay is about.
type PersonsIn struct {
	IDIn
	Body struct {
		Persons []string `json:"persons,omitempty" doc:"None: all"`
	}
}

func (f face) apiCancel(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body struct {
		Persons []string `json:"persons,omitempty" doc:"None: all for whom a bed is reserved"`
		Reason  string   `json:"reason" enum:"household,other_place,centre,authority,mistake"`
	}
}) (*done, error) {
	return &done{}, f.reception.CancelReservation(ctx, by, reception.CancelIn{StayID: in.ID, Persons: in.Body.Persons, Reason: reception.CancelReason(in.Body.Reason)})
}

func (f face) apiNoShow(ctx context.Context, by access.Actor, in *PersonsIn) (*done, error) {
	return &done{}, f.reception.NoShow(ctx, by, in.ID, in.Body.Persons)
}

// DepartFields say who has left, when and where to.
type DepartFields struct {
	On      string   `json:"on" doc:"Day of leaving, whose night is free again; at most 30 days ago"`
	Kind    string   `json:"kind" enum:"own_housing,lisko,other_provider,family,voluntary_return,member_state,removal,disappeared,excluded,hospital,detention,deceased,other"`
	Persons []string `json:"persons,omitempty" doc:"None: everybody"`
}

func (in DepartFields) departure(stay string) (reception.DepartIn, error) {
	on, err := dayIn("on", in.On, clock.Date{})
	return reception.DepartIn{StayID: stay, On: on, Kind: reception.DepartureKind(in.Kind), Persons: in.Persons}, err
}

type departedOut struct {
	Body struct {
		StayEnded bool     `json:"stay_ended"`
		Alerts    []string `json:"alerts" doc:"Codes of rules that no longer hold for those who stay"`
	}
}

func (f face) apiDepart(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body DepartFields
}) (*departedOut, error) {
	leave, err := in.Body.departure(in.ID)
	if err != nil {
		return nil, err
	}
	d, err := f.reception.Depart(ctx, by, leave)
	if err != nil {
		return nil, err
	}
	out := &departedOut{}
	out.Body.StayEnded, out.Body.Alerts = d.StayEnded, orEmpty(d.Alerts)
	return out, nil
}

func (f face) apiUndo(ctx context.Context, by access.Actor, in *PersonsIn) (*done, error) {
	return &done{}, f.reception.UndoDeparture(ctx, by, in.ID, in.Body.Persons)
}

func (f face) apiOverstay(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body struct {
		Extend   bool          `json:"extend,omitempty" doc:"The household is still here"`
		Until    string        `json:"until,omitempty" doc:"With extend: the new day of leaving; empty: open"`
		Departed *DepartFields `json:"departed,omitempty" doc:"The household has left; exactly one of both is given"`
	}
}) (*done, error) {
	var l fault.List
	until, err := dayIn("until", in.Body.Until, clock.Date{})
	l.AddErr(err)
	out := reception.OverstayIn{StayID: in.ID, Extend: in.Body.Extend, Until: until}
	if in.Body.Departed != nil {
		leave, err := in.Body.Departed.departure(in.ID)
		l.AddErr(err)
		out.Departed = &leave
	}
	if err := l.Err(); err != nil {
		return nil, err
	}
	return &done{}, f.reception.ResolveOverstay(ctx, by, out)
}
