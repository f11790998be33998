package receptionweb

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/reception"
)

type waitingBody struct {
	ID           string     `json:"id"`
	Reference    string     `json:"reference" doc:"What the call list shows instead of a name"`
	HouseholdID  string     `json:"household_id"`
	CentreID     string     `json:"centre_id,omitempty" doc:"Where the household asked"`
	Persons      int        `json:"persons"`
	Since        string     `json:"since"`
	ConfirmedOn  string     `json:"confirmed_on"`
	ConfirmUntil string     `json:"confirm_until"`
	Status       string     `json:"status"`
	Grounds      []string   `json:"grounds" doc:"Those that the caller may know"`
	Rank         int        `json:"rank,omitempty"`
	Weight       int        `json:"weight,omitempty" doc:"Of all grounds"`
	Days         int        `json:"days,omitempty"`
	Lapsing      bool       `json:"lapsing,omitempty"`
	Lines        []rankBody `json:"lines,omitempty" doc:"Why it has this rank"`
}

type rankBody struct {
	Code   string `json:"code" doc:"A ground, or waiting_time, draw, hidden_ground"`
	Weight int    `json:"weight,omitempty"`
	Days   int    `json:"days,omitempty"`
}

func waitingBodyOf(w reception.Waiting) waitingBody {
	return waitingBody{ID: w.ID, Reference: w.Reference, HouseholdID: w.HouseholdID, CentreID: w.CentreID, Persons: w.Persons, Since: dayOut(w.Since),
		ConfirmedOn: dayOut(w.ConfirmedOn), ConfirmUntil: dayOut(w.ConfirmUntil), Status: string(w.Status), Grounds: orEmpty(w.Grounds)}
}

func waitingRowBody(row reception.WaitingRow) waitingBody {
	out := waitingBodyOf(row.Waiting)
	out.Rank, out.Weight, out.Days, out.Lapsing = row.Rank, row.Weight, row.Days, row.Lapsing
	for _, l := range row.Lines {
		out.Lines = append(out.Lines, rankBody{l.Code, l.Weight, l.Days})
	}
	return out
}

type waitingOut struct{ Body waitingBody }

func (f face) apiWaiting(ctx context.Context, by access.Actor, in *PageIn) (*listOut[waitingBody], error) {
	all, err := f.reception.WaitingList(ctx, by)
	if err != nil {
		return nil, err
	}
	size := in.Limit
	if size == 0 {
		size = waitingPageSize
	}
	rows, next := part(all, in.After, size)
	var items []waitingBody
	for _, row := range rows {
		items = append(items, waitingRowBody(row))
	}
	return listed(items, next), nil
}

type groundsOut struct{ Body reception.GroundTable }

func (f face) apiGrounds(context.Context, access.Actor, *struct{}) (*groundsOut, error) {
	return &groundsOut{reception.Grounds()}, nil
}

type callBody struct {
	Rank         int    `json:"rank"`
	Reference    string `json:"reference"`
	Persons      int    `json:"persons"`
	ConfirmUntil string `json:"confirm_until"`
	Lapsing      bool   `json:"lapsing"`
}

func (f face) apiCallList(ctx context.Context, by access.Actor, in *PageIn) (*listOut[callBody], error) {
	all, err := f.reception.CallList(ctx, by)
	if err != nil {
		return nil, err
	}
	size := in.Limit
	if size == 0 {
		size = waitingPageSize
	}
	list, next := part(all, in.After, size)
	var items []callBody
	for _, c := range list {
		items = append(items, callBody{c.Rank, c.Reference, c.Persons, dayOut(c.ConfirmUntil), c.Lapsing})
	}
	return listed(items, next), nil
}

type offerOut struct{ Body offerBody }

type offerBody struct {
	Next        *waitingBody     `json:"next,omitempty" doc:"Absent: nobody waits who fits"`
	Suggestions []suggestionBody `json:"suggestions"`
	Passed      []passedBody     `json:"passed" doc:"Who comes before and why nothing fits them"`
}

type passedBody struct {
	Waiting waitingBody    `json:"waiting"`
	Refused map[string]int `json:"refused"`
}

func (f face) apiOffer(ctx context.Context, by access.Actor, in *struct {
	Centre string   `query:"centre" doc:"Empty: anywhere in scope"`
	Rooms  []string `query:"rooms" doc:"Only these rooms"`
	From   string   `query:"from" doc:"First night; empty: today"`
}) (*offerOut, error) {
	from, err := dayIn("from", in.From, clock.Date{})
	if err != nil {
		return nil, err
	}
	offer, err := f.reception.OfferNext(ctx, by, reception.OfferIn{CentreID: in.Centre, RoomIDs: in.Rooms, From: from})
	if err != nil {
		return nil, err
	}
	out := &offerOut{offerBody{Suggestions: suggestionBodies(offer.Suggestions), Passed: []passedBody{}}}
	if offer.Row != nil {
		next := waitingRowBody(*offer.Row)
		out.Body.Next = &next
	}
	for _, p := range offer.Passed {
		out.Body.Passed = append(out.Body.Passed, passedBody{waitingRowBody(p.Row), p.Refused})
	}
	return out, nil
}

func (f face) apiAddToWaiting(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body struct {
		CentreID string   `json:"centre_id,omitempty" doc:"Where the household asked"`
		Since    string   `json:"since,omitempty" doc:"Empty: today"`
		Grounds  []string `json:"grounds,omitempty" doc:"Codes that the register does not show by itself"`
		Note     string   `json:"note,omitempty"`
	}
}) (*waitingOut, error) {
	since, err := dayIn("since", in.Body.Since, clock.Date{})
	if err != nil {
		return nil, err
	}
	w, err := f.reception.AddToWaiting(ctx, by, reception.WaitingIn{HouseholdID: in.ID, CentreID: in.Body.CentreID, Since: since,
		Grounds: in.Body.Grounds, Note: in.Body.Note})
	if err != nil {
		return nil, err
	}
	return &waitingOut{waitingBodyOf(w)}, nil
}

func (f face) apiConfirmWaiting(ctx context.Context, by access.Actor, in *IDIn) (*waitingOut, error) {
	w, err := f.reception.ConfirmAvailability(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	return &waitingOut{waitingBodyOf(w)}, nil
}

func (f face) apiCloseWaiting(ctx context.Context, by access.Actor, in *IDIn) (*done, error) {
	return &done{}, f.reception.CloseWaiting(ctx, by, in.ID)
}
