package receptionweb

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/reception"
)

type outageBody struct {
	ID     string          `json:"id"`
	Centre string          `json:"centre_id"`
	Reason string          `json:"reason"`
	From   string          `json:"from" format:"date" doc:"First night out"`
	Until  string          `json:"until,omitempty" format:"date" doc:"First night in service again; absent: open"`
	Beds   []outageBedBody `json:"beds"`
}

type outageBedBody struct {
	ID     string `json:"id"`
	RoomID string `json:"room_id"`
	Room   string `json:"room"`
	Label  string `json:"label"`
}

type outageOut struct{ Body outageBody }

func outageBodyOf(o reception.Outage) outageBody {
	b := outageBody{ID: o.ID, Centre: o.CentreID, Reason: string(o.Reason), From: dayOut(o.From), Until: dayOut(o.Until), Beds: []outageBedBody{}}
	for _, bed := range o.Beds {
		b.Beds = append(b.Beds, outageBedBody{bed.BedID, bed.RoomID, bed.Room, bed.Bed})
	}
	return b
}

func (f face) apiOutages(ctx context.Context, by access.Actor, in *struct {
	PageIn
	Centre string `query:"centre" doc:"Empty: all in scope"`
	Past   bool   `query:"past" doc:"With those that are over"`
}) (*listOut[outageBody], error) {
	list, next, err := f.reception.Outages(ctx, by, reception.OutageQuery{CentreID: in.Centre, Past: in.Past, After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	var items []outageBody
	for _, o := range list {
		items = append(items, outageBodyOf(o))
	}
	return listed(items, next), nil
}

func (f face) apiTakeOut(ctx context.Context, by access.Actor, in *struct {
	Body struct {
		BedID   string `json:"bed_id,omitempty" doc:"Exactly one of bed, room and floor"`
		RoomID  string `json:"room_id,omitempty"`
		FloorID string `json:"floor_id,omitempty"`
		Reason  string `json:"reason" enum:"repair,works,cleaning,disinfection,pests,damage,quarantine,staffing,other"`
		From    string `json:"from" format:"date" doc:"First night out"`
		Until   string `json:"until,omitempty" doc:"First night in service again; absent: open"`
	}
}) (*outageOut, error) {
	from, err := dayIn("from", in.Body.From, clock.Date{})
	if err != nil {
		return nil, err
	}
	until, err := dayIn("until", in.Body.Until, clock.Date{})
	if err != nil {
		return nil, err
	}
	o, err := f.reception.TakeOutOfService(ctx, by, reception.OutageInput{BedID: in.Body.BedID, RoomID: in.Body.RoomID, FloorID: in.Body.FloorID,
		Reason: reception.OutageReason(in.Body.Reason), From: from, Until: until})
	if err != nil {
		return nil, err
	}
	return &outageOut{outageBodyOf(o)}, nil
}

func (f face) apiEndOutage(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body struct {
		Beds []string `json:"beds,omitempty" doc:"Ids; none: all"`
		On   string   `json:"on,omitempty" doc:"First night in service again; absent: today"`
	}
}) (*endedOut, error) {
	on, err := dayIn("on", in.Body.On, clock.Date{})
	if err != nil {
		return nil, err
	}
	n, err := f.reception.EndOutage(ctx, by, reception.OutageEnd{OutageID: in.ID, BedIDs: in.Body.Beds, On: on})
	if err != nil {
		return nil, err
	}
	return &endedOut{endedBody{n}}, nil
}

type endedOut struct{ Body endedBody }

type endedBody struct {
	Beds int `json:"beds" doc:"How many were given back"`
}
