package receptionweb

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
)

// PlacesIn asks for places for a household.
type PlacesIn struct {
	IDIn
	From    string   `query:"from" doc:"First night, 2006-01-02; empty: today"`
	Until   string   `query:"until" doc:"Day of leaving; empty: open"`
	Persons []string `query:"persons" doc:"Members who need a place; none: all"`
	Centres []string `query:"centres" doc:"Only these centres"`
	Rooms   []string `query:"rooms" doc:"Only these rooms"`
	Phase   string   `query:"phase" doc:"Phase of reception that suits; empty: the one they are in"`
	Needs   []string `query:"needs" doc:"Codes of needs that count beside those on record"`
}

func (in PlacesIn) question() (reception.SuggestIn, error) {
	var l fault.List
	from, err := dayIn("from", in.From, clock.Date{})
	l.AddErr(err)
	until, err := dayIn("until", in.Until, clock.Date{})
	l.AddErr(err)
	return reception.SuggestIn{HouseholdID: in.ID, Persons: in.Persons, From: from, Until: until, Centres: in.Centres, Rooms: in.Rooms,
		Phase: reception.Phase(in.Phase), Needs: in.Needs}, l.Err()
}

// assignmentBody gives a person a bed, or a cot place of a room.
type assignmentBody struct {
	PersonID string `json:"person_id"`
	BedID    string `json:"bed_id,omitempty" doc:"Empty: a cot place of the room"`
	RoomID   string `json:"room_id,omitempty"`
}

func assignmentBodies(list []reception.Assignment) []assignmentBody {
	out := make([]assignmentBody, len(list))
	for i, a := range list {
		out[i] = assignmentBody{a.PersonID, a.BedID, a.RoomID}
	}
	return out
}

func assignments(list []assignmentBody) []reception.Assignment {
	var out []reception.Assignment
	for _, a := range list {
		out = append(out, reception.Assignment{PersonID: a.PersonID, BedID: a.BedID, RoomID: a.RoomID})
	}
	return out
}

type reasonBody struct {
	Code   string  `json:"code"`
	RoomID string  `json:"room_id,omitempty" doc:"Empty: of the place as a whole"`
	Weight float64 `json:"weight" doc:"Positive speaks for the place; only the order means something"`
}

type suggestedRoomBody struct {
	RoomID      string           `json:"room_id"`
	Number      string           `json:"number"`
	Floor       int              `json:"floor"`
	Assignments []assignmentBody `json:"assignments"`
}

type suggestionBody struct {
	CentreID   string              `json:"centre_id"`
	CentreName string              `json:"centre_name"`
	Phase      string              `json:"phase"`
	Rooms      []suggestedRoomBody `json:"rooms"`
	Reasons    []reasonBody        `json:"reasons"`
	Warnings   []string            `json:"warnings" doc:"What a placement must accept"`
}

type suggestionsOut struct{ Body suggestionsBody }

type suggestionsBody struct {
	Best    []suggestionBody `json:"best"`
	Rooms   int              `json:"rooms" doc:"How many rooms were looked at"`
	Refused map[string]int   `json:"refused" doc:"Code of the first hard rule against a room: number of rooms"`
}

func suggestionsAnswer(s reception.Suggestions) *suggestionsOut {
	return &suggestionsOut{suggestionsBody{suggestionBodies(s.Best), s.Rooms, s.Refused}}
}

func suggestionBodies(list []reception.Suggestion) []suggestionBody {
	out := []suggestionBody{}
	for _, s := range list {
		b := suggestionBody{CentreID: s.CentreID, CentreName: s.CentreName, Phase: string(s.Phase), Reasons: []reasonBody{}, Warnings: orEmpty(s.Warnings)}
		for _, r := range s.Rooms {
			b.Rooms = append(b.Rooms, suggestedRoomBody{r.RoomID, r.Number, r.Floor, assignmentBodies(r.Assignments)})
		}
		for _, r := range s.Reasons {
			b.Reasons = append(b.Reasons, reasonBody{r.Code, r.RoomID, r.Weight})
		}
		out = append(out, b)
	}
	return out
}

// orEmpty makes no list an empty one, which JSON tells from null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func (f face) apiSuggest(ctx context.Context, by access.Actor, in *PlacesIn) (*suggestionsOut, error) {
	ask, err := in.question()
	if err != nil {
		return nil, err
	}
	found, err := f.reception.Suggest(ctx, by, ask)
	if err != nil {
		return nil, err
	}
	return suggestionsAnswer(found), nil
}

type bedChoiceBody struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Free  bool   `json:"free"`
}

type roomChoiceBody struct {
	RoomID      string          `json:"room_id"`
	Number      string          `json:"number"`
	CentreID    string          `json:"centre_id"`
	CentreName  string          `json:"centre_name"`
	Floor       int             `json:"floor"`
	StepFree    bool            `json:"step_free"`
	OwnBathroom bool            `json:"own_bathroom"`
	FamilyUnit  bool            `json:"family_unit"`
	Isolation   bool            `json:"isolation"`
	SexRule     string          `json:"sex_rule"`
	Beds        []bedChoiceBody `json:"beds"`
	FreeCots    int             `json:"free_cots"`
	Others      int             `json:"others" doc:"Persons of other households who sleep there in that time"`
	Refused     string          `json:"refused,omitempty" doc:"Code of the first hard rule against the whole household in this room"`
	Reasons     []reasonBody    `json:"reasons"`
	Warnings    []string        `json:"warnings"`
}

func roomChoiceBodies(list []reception.RoomChoice) []roomChoiceBody {
	out := make([]roomChoiceBody, len(list))
	for i, c := range list {
		b := roomChoiceBody{RoomID: c.RoomID, Number: c.Number, CentreID: c.CentreID, CentreName: c.CentreName, Floor: c.Level, StepFree: c.StepFree,
			OwnBathroom: c.OwnBathroom, FamilyUnit: c.FamilyUnit, Isolation: c.Isolation, SexRule: string(c.SexRule), FreeCots: c.FreeCots,
			Others: c.Others, Refused: c.Refused, Reasons: []reasonBody{}, Warnings: orEmpty(c.Warnings), Beds: []bedChoiceBody{}}
		for _, bed := range c.Beds {
			b.Beds = append(b.Beds, bedChoiceBody{bed.ID, bed.Label, bed.Free})
		}
		for _, r := range c.Reasons {
			b.Reasons = append(b.Reasons, reasonBody{r.Code, r.RoomID, r.Weight})
		}
		out[i] = b
	}
	return out
}

func (f face) apiRooms(ctx context.Context, by access.Actor, in *struct {
	PlacesIn
	PageIn
	All         bool `query:"all" doc:"Also rooms with a free bed that do not take everybody"`
	StepFree    bool `query:"step_free"`
	OwnBathroom bool `query:"own_bathroom"`
	FamilyUnit  bool `query:"family_unit"`
}) (*listOut[roomChoiceBody], error) {
	ask, err := in.question()
	if err != nil {
		return nil, err
	}
	list, next, err := f.reception.RoomsFor(ctx, by, reception.RoomQuery{SuggestIn: ask, All: in.All, StepFree: in.StepFree,
		OwnBathroom: in.OwnBathroom, FamilyUnit: in.FamilyUnit, After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return listed(roomChoiceBodies(list), next), nil
}

// PlaceFields say who sleeps where. Either assignments or rooms is given.
type PlaceFields struct {
	From        string           `json:"from" doc:"First night"`
	Until       string           `json:"until,omitempty" doc:"Day of leaving; empty: open"`
	Assignments []assignmentBody `json:"assignments,omitempty"`
	Rooms       []string         `json:"rooms,omitempty" doc:"Who goes where among these rooms is worked out"`
	LeftOut     []leftOutBody    `json:"left_out,omitempty" doc:"Members who get no bed now; all others must get one"`
	Accepted    []string         `json:"accepted,omitempty" doc:"Codes of the warnings that whoever decided has seen"`
}

type leftOutBody struct {
	PersonID string `json:"person_id"`
	Reason   string `json:"reason" enum:"arrives_later,hospital,detention,lives_elsewhere,separated"`
}

func (in PlaceFields) placement(household string) (reception.PlaceIn, error) {
	var l fault.List
	from, err := dayIn("from", in.From, clock.Date{})
	l.AddErr(err)
	until, err := dayIn("until", in.Until, clock.Date{})
	l.AddErr(err)
	out := reception.PlaceIn{HouseholdID: household, From: from, Until: until, Assignments: assignments(in.Assignments), Rooms: in.Rooms, Accepted: in.Accepted}
	for _, o := range in.LeftOut {
		out.LeftOut = append(out.LeftOut, reception.LeaveOut{PersonID: o.PersonID, Reason: reception.LeaveOutReason(o.Reason)})
	}
	return out, l.Err()
}

type placementOut struct{ Body placementBody }

type placementBody struct {
	StayID      string           `json:"stay_id"`
	CentreID    string           `json:"centre_id"`
	Assignments []assignmentBody `json:"assignments"`
	Warnings    []string         `json:"warnings" doc:"What speaks against the place and was accepted"`
}

func placementBodyOf(p reception.Placement) placementBody {
	return placementBody{p.StayID, p.CentreID, assignmentBodies(p.Assignments), orEmpty(p.Warnings)}
}

// PlacementIn is a placement of the household of the address.
type PlacementIn struct {
	IDIn
	Body PlaceFields
}

func (f face) apiPlace(ctx context.Context, by access.Actor, in *PlacementIn) (*placementOut, error) {
	return givePlace(ctx, by, in, f.reception.Place)
}

func (f face) apiReserve(ctx context.Context, by access.Actor, in *PlacementIn) (*placementOut, error) {
	return givePlace(ctx, by, in, f.reception.Reserve)
}

func givePlace(ctx context.Context, by access.Actor, in *PlacementIn, act func(context.Context, access.Actor, reception.PlaceIn) (reception.Placement, error)) (*placementOut, error) {
	place, err := in.Body.placement(in.ID)
	if err != nil {
		return nil, err
	}
	p, err := act(ctx, by, place)
	if err != nil {
		return nil, err
	}
	return &placementOut{placementBodyOf(p)}, nil
}
