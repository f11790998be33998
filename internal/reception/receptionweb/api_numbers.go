package receptionweb

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/reception"
)

type numberRowBody struct {
	CentreID string        `json:"centre_id"`
	Centre   string        `json:"centre"`
	RoomID   string        `json:"room_id"`
	Room     string        `json:"room"`
	BedID    string        `json:"bed_id,omitempty" doc:"Absent: a cot place"`
	Bed      string        `json:"bed,omitempty"`
	State    string        `json:"state"`
	Reason   string        `json:"reason,omitempty"`
	From     string        `json:"from,omitempty" format:"date"`
	Until    string        `json:"until,omitempty" format:"date"`
	Occupant *occupantBody `json:"occupant,omitempty"`
}

func (f face) apiNumberList(ctx context.Context, by access.Actor, in *struct {
	PageIn
	Kind   string `path:"kind" enum:"gross,out,blocked,reserved,occupied,free,persons,stay_on"`
	Centre string `query:"centre" doc:"Empty: all open ones in scope"`
	Day    string `query:"day" doc:"The night that follows this day; empty: today"`
}) (*listOut[numberRowBody], error) {
	day, err := dayIn("day", in.Day, f.today())
	if err != nil {
		return nil, err
	}
	rows, next, err := f.reception.NumberList(ctx, by, reception.NumberQuery{Kind: reception.NumberKind(in.Kind), CentreID: in.Centre, Day: day, After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	var items []numberRowBody
	for _, r := range rows {
		items = append(items, numberRowBody{CentreID: r.CentreID, Centre: r.CentreName, RoomID: r.RoomID, Room: r.Room, BedID: r.BedID, Bed: r.Bed,
			State: string(r.State), Reason: string(r.Reason), From: dayOut(r.From), Until: dayOut(r.Until), Occupant: occupantBodyOf(r.Occupant)})
	}
	return listed(items, next), nil
}

// FlowBody counts persons who came and went.
type FlowBody struct {
	Arrivals   int `json:"arrivals" doc:"Into the network"`
	Departures int `json:"departures" doc:"Out of it"`
	MovedIn    int `json:"moved_in" doc:"From another centre"`
	MovedOut   int `json:"moved_out"`
}

func flowBody(f reception.Flow) FlowBody {
	return FlowBody{f.Arrivals, f.Departures, f.MovedIn, f.MovedOut}
}

type dayBody struct {
	Day string `json:"day" format:"date"`
	NumbersBody
	Persons int `json:"persons"`
	FlowBody
}

type stepBody struct {
	From string `json:"from" format:"date"`
	Days int    `json:"days" doc:"Of the step that were counted"`
	FlowBody
}

type overviewOut struct {
	Body struct {
		Now         countBody  `json:"now"`
		Days        []dayBody  `json:"days"`
		Flows       []stepBody `json:"flows"`
		AverageStay struct {
			Households int `json:"households" doc:"That left in these days"`
			Nights     int `json:"nights"`
		} `json:"average_stay"`
	}
}

func (f face) apiOverview(ctx context.Context, by access.Actor, in *struct {
	Centre string `query:"centre" doc:"Empty: all open ones in scope"`
	Days   int    `query:"days" default:"30" minimum:"1" maximum:"1100" doc:"How far back"`
	Step   string `query:"step" default:"day" enum:"day,week,month" doc:"How days are joined in flows"`
}) (*overviewOut, error) {
	o, err := f.reception.Overview(ctx, by, in.Centre, in.Days)
	if err != nil {
		return nil, err
	}
	out := &overviewOut{}
	out.Body.Now = countBodyOf(o.Now)
	out.Body.AverageStay.Households, out.Body.AverageStay.Nights = o.AverageStay.Households, o.AverageStay.Nights
	for _, d := range o.Days {
		out.Body.Days = append(out.Body.Days, dayBody{d.Day.String(), numbersBody(d.Numbers), d.Persons, flowBody(d.Flow)})
	}
	for _, s := range o.Flows(reception.Step(in.Step)) {
		out.Body.Flows = append(out.Body.Flows, stepBody{s.From.String(), s.Days, flowBody(s.Flow)})
	}
	return out, nil
}

type deskStayBody struct {
	CentreID    string `json:"centre_id"`
	Centre      string `json:"centre"`
	Persons     int    `json:"persons"`
	From        string `json:"from" format:"date"`
	Until       string `json:"until,omitempty" format:"date"`
	HouseholdID string `json:"household_id,omitempty"`
	StayID      string `json:"stay_id,omitempty"`
	Reference   string `json:"reference,omitempty"`
	Head        string `json:"head,omitempty"`
}

type deskListBody struct {
	Count int            `json:"count"`
	Stays []deskStayBody `json:"stays" doc:"The first of them; GET /desk/{part} lists all"`
}

type alertBody struct {
	Kind     string `json:"kind" enum:"over_capacity,minor_alone,outage_ends,transfer,waiting"`
	CentreID string `json:"centre_id,omitempty"`
	RoomID   string `json:"room_id,omitempty"`
	OutageID string `json:"outage_id,omitempty"`
	Count    int    `json:"count"`
	Day      string `json:"day,omitempty" format:"date"`
}

type deskOut struct {
	Body struct {
		Day      string       `json:"day" format:"date"`
		Now      CountedBody  `json:"now"`
		Arrivals deskListBody `json:"arrivals"`
		Due      deskListBody `json:"due"`
		Overdue  deskListBody `json:"overdue"`
		Waiting  struct {
			Households int `json:"households"`
			Persons    int `json:"persons"`
		} `json:"waiting"`
		Alerts []alertBody `json:"alerts"`
	}
}

func (f face) apiDesk(ctx context.Context, by access.Actor, in *struct {
	Centre string `query:"centre" doc:"Empty: all open ones in scope"`
}) (*deskOut, error) {
	d, err := f.reception.Desk(ctx, by, in.Centre)
	if err != nil {
		return nil, err
	}
	out := &deskOut{}
	b := &out.Body
	b.Day, b.Now = d.Day.String(), countedBody(d.Now)
	b.Arrivals, b.Due, b.Overdue = deskListOf(d.Arrivals), deskListOf(d.Due), deskListOf(d.Overdue)
	b.Waiting.Households, b.Waiting.Persons = d.Waiting.Households, d.Waiting.Persons
	b.Alerts = []alertBody{}
	for _, a := range d.Alerts {
		b.Alerts = append(b.Alerts, alertBody{string(a.Kind), a.CentreID, a.RoomID, a.OutageID, a.Count, dayOut(a.Day)})
	}
	return out, nil
}

func deskListOf(l reception.DeskList) deskListBody {
	out := deskListBody{Count: l.Count, Stays: []deskStayBody{}}
	for _, s := range l.Stays {
		out.Stays = append(out.Stays, deskStayBodyOf(s))
	}
	return out
}

func deskStayBodyOf(s reception.DeskStay) deskStayBody {
	return deskStayBody{s.CentreID, s.CentreName, s.Persons, dayOut(s.From), dayOut(s.Until), s.HouseholdID, s.StayID, s.Reference, s.Head.Full()}
}

func (f face) apiDeskStays(ctx context.Context, by access.Actor, in *struct {
	ListIn
	Part string `path:"part" enum:"arrivals,due,overdue"`
}) (*listOut[deskStayBody], error) {
	list, next, err := f.reception.DeskStays(ctx, by, reception.DeskPart(in.Part), in.list())
	if err != nil {
		return nil, err
	}
	var items []deskStayBody
	for _, s := range list {
		items = append(items, deskStayBodyOf(s))
	}
	return listed(items, next), nil
}

type apartBody struct {
	HouseholdID string `json:"household_id"`
	Level       string `json:"level" enum:"room,centre"`
}

func (f face) apiConflicts(ctx context.Context, by access.Actor, in *IDIn) (*listOut[apartBody], error) {
	list, err := f.reception.KeptApart(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	var items []apartBody
	for _, a := range list {
		items = append(items, apartBody{a.HouseholdID, string(a.Level)})
	}
	return listed(items, ""), nil
}

func (f face) apiKeepApart(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Other string `path:"other"`
	Body  struct {
		Level string `json:"level" enum:"room,centre" doc:"Not in one room, or not in one centre"`
	}
}) (*done, error) {
	return &done{}, f.reception.KeepApart(ctx, by, in.ID, reception.Apart{HouseholdID: in.Other, Level: reception.ConflictLevel(in.Body.Level)})
}

func (f face) apiEndKeepApart(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Other string `path:"other"`
}) (*done, error) {
	return &done{}, f.reception.EndKeepApart(ctx, by, in.ID, in.Other)
}
