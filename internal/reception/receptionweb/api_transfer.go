package receptionweb

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
)

type transferBody struct {
	ID             string `json:"id"`
	HouseholdID    string `json:"household_id"`
	Reference      string `json:"reference,omitempty" doc:"Of the household"`
	StayID         string `json:"stay_id" doc:"At the origin"`
	NewStayID      string `json:"new_stay_id,omitempty" doc:"At the destination, once accepted"`
	FromCentreID   string `json:"from_centre_id"`
	FromCentreName string `json:"from_centre_name"`
	ToCentreID     string `json:"to_centre_id"`
	ToCentreName   string `json:"to_centre_name"`
	On             string `json:"on"`
	Status         string `json:"status"`
	Reason         string `json:"reason"`
	Refusal        string `json:"refusal,omitempty"`
	Bus            string `json:"bus,omitempty"`
	Persons        int    `json:"persons"`
	ProposedAt     string `json:"proposed_at"`
	DecidedAt      string `json:"decided_at,omitempty"`
}

func transferBodyOf(t reception.Transfer, reference string) transferBody {
	return transferBody{t.ID, t.HouseholdID, reference, t.StayID, t.NewStayID, t.FromCentreID, t.FromCentreName, t.ToCentreID, t.ToCentreName,
		dayOut(t.On), string(t.Status), string(t.Reason), string(t.Refusal), t.Bus, t.Seats, t.ProposedAt.String(), t.DecidedAt.String()}
}

type transferOut struct{ Body transferBody }

func (f face) apiTransfers(ctx context.Context, by access.Actor, in *struct {
	PageIn
	Direction string   `query:"direction" enum:"in,out" default:"in" doc:"in: to centres where the caller decides; out: from centres where the caller proposes"`
	Centre    string   `query:"centre" doc:"Empty: all in scope"`
	Status    []string `query:"status" doc:"None: all"`
}) (*listOut[transferBody], error) {
	ask := reception.TransferQuery{Incoming: in.Direction != "out", CentreID: in.Centre, After: in.After, Limit: in.Limit}
	for _, s := range in.Status {
		status := known(s, reception.TransferStatuses)
		if status == "" {
			return nil, fault.InvalidField("status", "reception.error.unknown_code")
		}
		ask.Statuses = append(ask.Statuses, status)
	}
	list, next, err := f.reception.TransferList(ctx, by, ask)
	if err != nil {
		return nil, err
	}
	references, err := f.reception.TransferReferences(ctx, by, list)
	if err != nil {
		return nil, err
	}
	var items []transferBody
	for _, t := range list {
		items = append(items, transferBodyOf(t, references[t.HouseholdID]))
	}
	return listed(items, next), nil
}

func (f face) apiTransfer(ctx context.Context, by access.Actor, in *IDIn) (*transferOut, error) {
	t, err := f.reception.Transfer(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	return &transferOut{transferBodyOf(t.Transfer, t.Reference)}, nil
}

type handoverOut struct{ Body reception.Handover }

func (f face) apiHandover(ctx context.Context, by access.Actor, in *IDIn) (*handoverOut, error) {
	h, err := f.reception.Handover(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	return &handoverOut{h}, nil
}

type passengerBody struct {
	TransferID string   `json:"transfer_id"`
	Reference  string   `json:"reference"`
	FromCentre string   `json:"from_centre"`
	ToCentre   string   `json:"to_centre"`
	Seats      int      `json:"seats"`
	ChildSeats int      `json:"child_seats"`
	Needs      []string `json:"needs"`
	Confirmed  bool     `json:"confirmed" doc:"The destination has accepted"`
}

type busBody struct {
	Name       string          `json:"name" doc:"Empty: not said yet"`
	Seats      int             `json:"seats"`
	ChildSeats int             `json:"child_seats"`
	StepFree   int             `json:"step_free" doc:"Persons who need a step-free vehicle"`
	Passengers []passengerBody `json:"passengers"`
}

func (f face) apiBusList(ctx context.Context, by access.Actor, in *struct {
	On   string `query:"on" doc:"Empty: today"`
	From string `query:"from" doc:"Centre of origin; one of both is needed"`
	To   string `query:"to" doc:"Centre of destination"`
}) (*listOut[busBody], error) {
	on, err := dayIn("on", in.On, f.today())
	if err != nil {
		return nil, err
	}
	buses, err := f.reception.BusList(ctx, by, reception.BusQuery{On: on, FromCentreID: in.From, ToCentreID: in.To})
	if err != nil {
		return nil, err
	}
	var items []busBody
	for _, b := range buses {
		out := busBody{b.Name, b.Seats, b.ChildSeats, b.StepFree, []passengerBody{}}
		for _, p := range b.Passengers {
			out.Passengers = append(out.Passengers, passengerBody{p.TransferID, p.Reference, p.FromCentre, p.ToCentre, p.Seats, p.ChildSeats, orEmpty(p.Needs), p.Confirmed})
		}
		items = append(items, out)
	}
	return listed(items, ""), nil
}

type destinationBody struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Operator string `json:"operator"`
	Phase    string `json:"phase"`
}

func (f face) apiDestinations(ctx context.Context, by access.Actor, in *struct {
	IDIn
	PageIn
}) (*listOut[destinationBody], error) {
	all, err := f.reception.Destinations(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	list, next, err := partOf(all, in.PageIn, func(c reception.Centre) string { return c.ID })
	if err != nil {
		return nil, err
	}
	var items []destinationBody
	for _, c := range list {
		items = append(items, destinationBody{c.ID, c.Name, c.OrgName, string(c.Phase)})
	}
	return listed(items, next), nil
}

func (f face) apiPropose(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body struct {
		To     string `json:"to" doc:"Centre of destination"`
		On     string `json:"on" doc:"Day of the journey, today or later"`
		Reason string `json:"reason" enum:"next_phase,needs,medical,school,family_unity,work,safety,conflict,centre_closes,request,capacity,other"`
		Bus    string `json:"bus,omitempty" doc:"The vehicle, as both centres call it"`
		Note   string `json:"note,omitempty" doc:"For the destination"`
	}
}) (*transferOut, error) {
	on, err := dayIn("on", in.Body.On, clock.Date{})
	if err != nil {
		return nil, err
	}
	t, err := f.reception.ProposeTransfer(ctx, by, reception.TransferIn{StayID: in.ID, ToCentreID: in.Body.To, On: on,
		Reason: reception.TransferReason(in.Body.Reason), Note: in.Body.Note, Bus: in.Body.Bus})
	if err != nil {
		return nil, err
	}
	return &transferOut{transferBodyOf(t, "")}, nil
}

func (f face) apiSetBus(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body struct {
		Bus string `json:"bus" doc:"At most 20 characters; empty: not said yet"`
	}
}) (*done, error) {
	return &done{}, f.reception.SetBus(ctx, by, in.ID, in.Body.Bus)
}

func (f face) apiWithdraw(ctx context.Context, by access.Actor, in *IDIn) (*done, error) {
	return &done{}, f.reception.WithdrawTransfer(ctx, by, in.ID)
}

func (f face) apiSuggestTransfer(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Rooms []string `query:"rooms" doc:"Only these rooms"`
}) (*suggestionsOut, error) {
	found, err := f.reception.SuggestTransfer(ctx, by, in.ID, in.Rooms...)
	if err != nil {
		return nil, err
	}
	return suggestionsAnswer(found), nil
}

func (f face) apiAccept(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body struct {
		Assignments []assignmentBody `json:"assignments,omitempty"`
		Rooms       []string         `json:"rooms,omitempty" doc:"Who goes where among these rooms is worked out"`
		Accepted    []string         `json:"accepted,omitempty"`
	}
}) (*placementOut, error) {
	p, err := f.reception.AcceptTransfer(ctx, by, reception.AcceptIn{TransferID: in.ID, Assignments: assignments(in.Body.Assignments),
		Rooms: in.Body.Rooms, Accepted: in.Body.Accepted})
	if err != nil {
		return nil, err
	}
	return &placementOut{placementBodyOf(p)}, nil
}

func (f face) apiRefuse(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body struct {
		Reason string `json:"reason" enum:"full,unsuitable_rooms,needs_not_met,conflict,safety,works,file_incomplete,other"`
	}
}) (*done, error) {
	return &done{}, f.reception.RefuseTransfer(ctx, by, in.ID, reception.RefusalReason(in.Body.Reason))
}

func (f face) apiComplete(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body struct {
		On string `json:"on,omitempty" doc:"Day of arrival; empty: today"`
	}
}) (*done, error) {
	on, err := dayIn("on", in.Body.On, f.today())
	if err != nil {
		return nil, err
	}
	return &done{}, f.reception.CompleteTransfer(ctx, by, in.ID, on)
}
