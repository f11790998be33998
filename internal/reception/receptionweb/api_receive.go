package receptionweb

import (
	"context"
	"strconv"
	"strings"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
)

// newcomerBody is somebody at the door: what bears on a bed and on finding them
// again. What else there is to say is added to the file afterwards.
type newcomerBody struct {
	Given         string   `json:"given,omitempty"`
	Family        string   `json:"family,omitempty"`
	Father        string   `json:"father,omitempty" doc:"Given name of the father"`
	Grandfather   string   `json:"grandfather,omitempty" doc:"Given name of the father's father"`
	Original      string   `json:"original,omitempty" doc:"Full name in the original script"`
	NameUnknown   bool     `json:"name_unknown,omitempty" doc:"Nobody knows a name yet; only then may all names be empty"`
	Sex           string   `json:"sex,omitempty" enum:"f,m,x,u" doc:"Absent: u, unknown"`
	Birth         string   `json:"birth,omitempty" doc:"2006-03-14, 2006-03 or 2006; ~ before it: estimated"`
	Nationalities []string `json:"nationalities,omitempty" doc:"ISO 3166-1 alpha-3, RKS, or XXA (stateless), XXB, XXC, XXX"`
	Relationship  string   `json:"relationship,omitempty" doc:"To the head of the household, a UNHCR code; absent for the head"`
	Unaccompanied bool     `json:"unaccompanied,omitempty"`
	Restricted    bool     `json:"restricted,omitempty"`
	Languages     []string `json:"languages,omitempty" doc:"ISO 639-1 or 639-3; the one to speak first"`
	Interpreter   bool     `json:"interpreter,omitempty" doc:"Needs one for the first language"`
	Needs         []string `json:"needs,omitempty" doc:"Codes of needs that bear on housing"`
	Status        string   `json:"status,omitempty" doc:"Code of the legal status, from today"`
}

func (in newcomerBody) person(today clock.Date) (people.PersonInput, error) {
	birth, err := people.ParseBirthDate(in.Birth)
	if err != nil {
		err = fault.InvalidField("birth", "reception.error.birth")
	}
	p := people.PersonInput{Relationship: people.Relationship(in.Relationship), Unaccompanied: in.Unaccompanied, Restricted: in.Restricted,
		Identity: people.Identity{Names: people.Names{Given: in.Given, Family: in.Family, Father: in.Father, Grandfather: in.Grandfather, Original: in.Original},
			NameUnknown: in.NameUnknown, Sex: people.Sex(in.Sex), Birth: birth, Nationalities: in.Nationalities}}
	for i, code := range in.Languages {
		p.Languages = append(p.Languages, people.Language{Code: code, Interpreter: in.Interpreter && i == 0})
	}
	for _, code := range in.Needs {
		p.Needs = append(p.Needs, people.NeedInput{Code: people.NeedCode(code)})
	}
	if in.Status != "" {
		p.Statuses = []people.StatusInput{{Code: people.StatusCode(in.Status), From: today}}
	}
	return p, err
}

// wantedPlaceBody is a place for a household that is not on record yet. Either
// seats or rooms is given.
type wantedPlaceBody struct {
	From     string            `json:"from,omitempty" doc:"First night; absent: today"`
	Until    string            `json:"until,omitempty"`
	Rooms    []string          `json:"rooms,omitempty" doc:"Who goes where among these rooms is worked out"`
	Seats    []seatBody        `json:"seats,omitempty"`
	LeftOut  map[string]string `json:"left_out,omitempty" doc:"Position among persons: reason why they get no bed now"`
	Accepted []string          `json:"accepted,omitempty"`
}

type seatBody struct {
	Member int    `json:"member" doc:"Position among persons"`
	BedID  string `json:"bed_id,omitempty" doc:"Empty: a cot place of the room"`
	RoomID string `json:"room_id,omitempty"`
}

func (in wantedPlaceBody) place(today clock.Date) (reception.ReceivePlace, error) {
	var l fault.List
	from, err := dayIn("from", in.From, today)
	l.AddErr(err)
	until, err := dayIn("until", in.Until, clock.Date{})
	l.AddErr(err)
	out := reception.ReceivePlace{From: from, Until: until, Rooms: in.Rooms, Accepted: in.Accepted}
	for _, s := range in.Seats {
		out.Seats = append(out.Seats, reception.Seat{Member: s.Member, BedID: s.BedID, RoomID: s.RoomID})
	}
	for position, reason := range in.LeftOut {
		n, err := strconv.Atoi(position)
		if err != nil {
			l.Add("left_out", "reception.error.left_out")
			continue
		}
		if out.LeftOut == nil {
			out.LeftOut = map[int]reception.LeaveOutReason{}
		}
		out.LeftOut[n] = reception.LeaveOutReason(reason)
	}
	return out, l.Err()
}

// ArrivalFields are a household at the door.
type ArrivalFields struct {
	OrgID    string            `json:"org_id" doc:"Organisation that receives them"`
	CentreID string            `json:"centre_id,omitempty" doc:"Centre they arrive at"`
	Head     int               `json:"head,omitempty" doc:"Position of the head among persons"`
	Persons  []newcomerBody    `json:"persons" minItems:"1" maxItems:"30"`
	Places   []wantedPlaceBody `json:"places,omitempty" doc:"In the order in which they are wanted; the first that stands is taken"`
	Best     bool              `json:"best,omitempty" doc:"Take the best place that is found from today"`
	Centres  []string          `json:"centres,omitempty" doc:"With best: only these centres"`
	Wait     bool              `json:"wait,omitempty" doc:"Where no place stands: on the waiting list"`
	Grounds  []string          `json:"grounds,omitempty" doc:"For the waiting list"`
}

func (in ArrivalFields) arrival(today clock.Date) (reception.ReceiveIn, error) {
	out := reception.ReceiveIn{Household: people.HouseholdInput{OrgID: in.OrgID, CentreID: in.CentreID, Head: in.Head}, Wait: in.Wait, Grounds: in.Grounds}
	var l fault.List
	for i, n := range in.Persons {
		p, err := n.person(today)
		for _, f := range fault.Of(err) {
			l.Add("persons."+strconv.Itoa(i)+"."+f.Field, f.Key, f.Args...)
		}
		if i == in.Head && p.Relationship == "" {
			p.Relationship = people.RelationshipHead
		}
		out.Household.Persons = append(out.Household.Persons, p)
	}
	for i, w := range in.Places {
		place, err := w.place(today)
		for _, f := range fault.Of(err) {
			l.Add(strings.Join([]string{"places", strconv.Itoa(i), f.Field}, "."), f.Key, f.Args...)
		}
		out.Places = append(out.Places, place)
	}
	if in.Best {
		out.Best = &reception.SuggestIn{From: today, Centres: in.Centres}
	}
	return out, l.Err()
}

type receivedOut struct{ Body receivedBody }

type receivedBody struct {
	HouseholdID string           `json:"household_id"`
	Reference   string           `json:"reference"`
	Persons     []registeredBody `json:"persons" doc:"In the order of the request"`
	Placement   *placementBody   `json:"placement,omitempty" doc:"Absent: no place"`
	Waiting     *waitingBody     `json:"waiting,omitempty" doc:"Absent: not on the waiting list"`
}

type registeredBody struct {
	ID        string `json:"id"`
	Reference string `json:"reference"`
}

func (f face) apiReceive(ctx context.Context, by access.Actor, in *struct{ Body ArrivalFields }) (*receivedOut, error) {
	arrival, err := in.Body.arrival(f.today())
	if err != nil {
		return nil, err
	}
	got, err := f.reception.ReceiveHousehold(ctx, by, arrival)
	if err != nil {
		return nil, err
	}
	out := &receivedOut{receivedBody{HouseholdID: got.HouseholdID, Reference: got.Reference}}
	for _, p := range got.Persons {
		out.Body.Persons = append(out.Body.Persons, registeredBody{p.ID, p.Reference})
	}
	if got.Placement != nil {
		p := placementBodyOf(*got.Placement)
		out.Body.Placement = &p
	}
	if got.Waiting != nil {
		w := waitingBodyOf(*got.Waiting)
		out.Body.Waiting = &w
	}
	return out, nil
}
