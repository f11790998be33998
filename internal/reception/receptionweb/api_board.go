package receptionweb

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/reception"
)

// occupantBody is who holds a place, as far as the caller may know.
type occupantBody struct {
	PersonID    string `json:"person_id,omitempty"`
	HouseholdID string `json:"household_id,omitempty"`
	StayID      string `json:"stay_id,omitempty"`
	Name        string `json:"name,omitempty"`
	Sex         string `json:"sex"`
	Age         string `json:"age" doc:"Band of ages"`
	Status      string `json:"status"`
	From        string `json:"from" format:"date"`
	Until       string `json:"until,omitempty" format:"date"`
	Overdue     bool   `json:"overdue,omitempty"`
	StaysOn     bool   `json:"stays_on,omitempty" doc:"Beneficiary of international protection"`
}

func occupantBodyOf(o *reception.Occupant) *occupantBody {
	if o == nil {
		return nil
	}
	return &occupantBody{PersonID: o.PersonID, HouseholdID: o.HouseholdID, StayID: o.StayID, Name: o.Name.Full(), Sex: o.Sex, Age: string(o.Age),
		Status: string(o.Status), From: dayOut(o.From), Until: dayOut(o.Until), Overdue: o.Overdue, StaysOn: o.StaysOn}
}

type boardBedBody struct {
	ID       string        `json:"id"`
	Label    string        `json:"label"`
	State    string        `json:"state" enum:"free,blocked,reserved,occupied,out"`
	Occupant *occupantBody `json:"occupant,omitempty"`
	Next     *occupantBody `json:"next,omitempty" doc:"To whom it is promised while somebody still sleeps there"`
	Reason   string        `json:"reason,omitempty" doc:"Why it is out of service"`
	OutageID string        `json:"outage_id,omitempty"`
	Until    string        `json:"until,omitempty" format:"date" doc:"End of the outage"`
}

type boardRoomBody struct {
	ID      string          `json:"id"`
	Number  string          `json:"number"`
	FloorID string          `json:"floor_id"`
	Beds    []boardBedBody  `json:"beds"`
	InCots  []*occupantBody `json:"in_cots,omitempty"`
}

type boardOut struct {
	Body struct {
		Day     string          `json:"day" format:"date"`
		Numbers NumbersBody     `json:"numbers"`
		Rooms   []boardRoomBody `json:"rooms"`
	}
}

func (f face) apiBoard(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Day string `query:"day" doc:"The night that follows this day; empty: today"`
}) (*boardOut, error) {
	day, err := dayIn("day", in.Day, f.today())
	if err != nil {
		return nil, err
	}
	board, err := f.reception.Board(ctx, by, in.ID, day)
	if err != nil {
		return nil, err
	}
	out := &boardOut{}
	out.Body.Day, out.Body.Numbers, out.Body.Rooms = day.String(), numbersBody(board.Numbers), []boardRoomBody{}
	for _, b := range board.Buildings {
		for _, fl := range b.Floors {
			for _, r := range fl.Rooms {
				out.Body.Rooms = append(out.Body.Rooms, boardRoomBodyOf(r))
			}
		}
	}
	return out, nil
}

func boardRoomBodyOf(r reception.BoardRoom) boardRoomBody {
	out := boardRoomBody{ID: r.ID, Number: r.Number, FloorID: r.FloorID, Beds: []boardBedBody{}}
	for _, b := range r.Places {
		out.Beds = append(out.Beds, boardBedBody{ID: b.ID, Label: b.Label, State: string(b.State), Occupant: occupantBodyOf(b.Occupant),
			Next: occupantBodyOf(b.Next), Reason: string(b.Reason), OutageID: b.OutageID, Until: dayOut(b.Until)})
	}
	for _, o := range r.InCots {
		out.InCots = append(out.InCots, occupantBodyOf(o))
	}
	return out
}

type planBarBody struct {
	HouseholdID string          `json:"household_id,omitempty"`
	StayID      string          `json:"stay_id,omitempty"`
	OutageID    string          `json:"outage_id,omitempty"`
	Status      string          `json:"status"`
	Reason      string          `json:"reason,omitempty"`
	From        string          `json:"from" format:"date"`
	Until       string          `json:"until,omitempty" format:"date" doc:"First night free again; absent: open"`
	Overdue     bool            `json:"overdue,omitempty"`
	Beds        []string        `json:"beds,omitempty"`
	Cots        int             `json:"cots,omitempty"`
	Persons     []*occupantBody `json:"persons,omitempty"`
}

type planRoomBody struct {
	ID     string        `json:"id"`
	Number string        `json:"number"`
	Free   []int         `json:"free" doc:"Free beds in each night"`
	Bars   []planBarBody `json:"stays"`
}

type planOut struct {
	Body struct {
		From   string         `json:"from" format:"date"`
		Nights []NumbersBody  `json:"nights"`
		Rooms  []planRoomBody `json:"rooms"`
	}
}

func (f face) apiPlan(ctx context.Context, by access.Actor, in *struct {
	IDIn
	From string `query:"from" doc:"Empty: today"`
	Days int    `query:"days" default:"14" minimum:"1" maximum:"42"`
}) (*planOut, error) {
	from, err := dayIn("from", in.From, f.today())
	if err != nil {
		return nil, err
	}
	tape, err := f.reception.Tape(ctx, by, in.ID, from, in.Days)
	if err != nil {
		return nil, err
	}
	out := &planOut{}
	out.Body.From, out.Body.Rooms = from.String(), []planRoomBody{}
	for _, n := range tape.Days {
		out.Body.Nights = append(out.Body.Nights, numbersBody(n))
	}
	for _, r := range tape.Rooms {
		room := planRoomBody{ID: r.ID, Number: r.Number, Free: r.Free, Bars: []planBarBody{}}
		for _, b := range r.Bars {
			room.Bars = append(room.Bars, planBarBodyOf(b))
		}
		out.Body.Rooms = append(out.Body.Rooms, room)
	}
	return out, nil
}

func planBarBodyOf(b reception.TapeBar) planBarBody {
	out := planBarBody{HouseholdID: b.Household, StayID: b.StayID, OutageID: b.OutageID, Status: string(b.Status), Reason: string(b.Reason),
		From: dayOut(b.From), Until: dayOut(b.Until), Overdue: b.Overdue, Beds: b.Beds, Cots: b.Cots}
	for _, o := range b.Persons {
		out.Persons = append(out.Persons, occupantBodyOf(o))
	}
	return out
}
