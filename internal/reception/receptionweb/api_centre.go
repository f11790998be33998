package receptionweb

import (
	"context"
	"math"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// CentreFields are what a caller may set of a centre.
type CentreFields struct {
	OrgID         string        `json:"org_id" doc:"Organisation that runs it"`
	Name          string        `json:"name" doc:"At most 120 characters"`
	Type          string        `json:"type" enum:"first_reception,temporary,temporary_protection,minors,emergency,return_house,screening,hotel,modular,tent"`
	Phase         string        `json:"phase" enum:"first,second,accommodation,none"`
	Catering      string        `json:"catering" enum:"full_board,delivered,grocery_van,self_cook"`
	Status        string        `json:"status" enum:"planned,open,closed"`
	Address       string        `json:"address,omitempty"`
	AddressPublic bool          `json:"address_public,omitempty" doc:"The address may stand on public pages"`
	Commune       string        `json:"commune,omitempty"`
	Position      *positionBody `json:"position,omitempty"`
	Phone         string        `json:"phone,omitempty"`
	ForMinors     bool          `json:"for_minors,omitempty" doc:"A place for unaccompanied minors"`
	WomenOnly     bool          `json:"women_only,omitempty"`
	NearHospital  bool          `json:"near_hospital,omitempty"`
	NearSchool    bool          `json:"near_school,omitempty"`
	Rules         string        `json:"rules,omitempty" doc:"House rules, plain text"`
}

type positionBody struct {
	Latitude  float64 `json:"latitude" minimum:"-90" maximum:"90" doc:"Degrees, WGS 84; kept to four decimals"`
	Longitude float64 `json:"longitude" minimum:"-180" maximum:"180"`
}

// CentreBody is a centre.
type CentreBody struct {
	ID           string `json:"id"`
	Version      int    `json:"version"`
	Organisation string `json:"organisation"`
	Emergency    bool   `json:"emergency,omitempty"`
	Synthetic    bool   `json:"synthetic,omitempty" doc:"Its rooms and beds are invented for a demonstration"`
	CentreFields
}

// NumbersBody counts beds by their state in one night; gross is the sum of the others.
type NumbersBody struct {
	Gross    int `json:"gross"`
	Out      int `json:"out_of_service"`
	Blocked  int `json:"blocked" doc:"Empty, but in a room that belongs to those who are in it"`
	Reserved int `json:"reserved"`
	Occupied int `json:"occupied"`
	Free     int `json:"net_free"`
}

type freeBody struct {
	Men      int `json:"men"`
	Women    int `json:"women"`
	Family   int `json:"family"`
	StepFree int `json:"step_free"`
	Minors   int `json:"minors"`
}

// CountedBody are the numbers of a centre or of several.
type CountedBody struct {
	NumbersBody
	Suitable freeBody `json:"free_for" doc:"Net free beds by whom they suit; a bed counts for each kind"`
	Persons  int      `json:"persons" doc:"Present, those in cots included"`
	StayOn   int      `json:"stay_on" doc:"Of these, beneficiaries of international protection"`
}

type countedCentre struct {
	CentreBody
	Numbers CountedBody `json:"numbers"`
}

func numbersBody(n reception.Numbers) NumbersBody {
	return NumbersBody{n.Gross, n.Out, n.Blocked, n.Reserved, n.Occupied, n.Free}
}

func countedBody(n reception.CentreNumbers) CountedBody {
	f := n.FreeBeds
	return CountedBody{numbersBody(n.Numbers), freeBody{f.Men, f.Women, f.Family, f.StepFree, f.Minors}, n.Persons, n.StayOn}
}

func centreBody(c reception.Centre) CentreBody {
	b := CentreBody{c.ID, c.Version, c.OrgName, c.Emergency, c.Synthetic, CentreFields{
		OrgID: c.OrgID, Name: c.Name, Type: string(c.Type), Phase: string(c.Phase), Catering: string(c.Catering), Status: string(c.Status),
		Address: c.Address, AddressPublic: c.AddressPublic, Commune: c.Commune, Phone: c.Phone, ForMinors: c.ForMinors, WomenOnly: c.WomenOnly,
		NearHospital: c.NearHospital, NearSchool: c.NearSchool, Rules: c.Rules,
	}}
	if p := c.Position; p != nil {
		b.Position = &positionBody{float64(p.LatE4) / 1e4, float64(p.LonE4) / 1e4}
	}
	return b
}

func (in CentreFields) centre() reception.Centre {
	c := reception.Centre{
		OrgID: in.OrgID, Name: in.Name, Type: reception.CentreType(in.Type), Phase: reception.Phase(in.Phase), Catering: reception.Catering(in.Catering),
		Status: reception.CentreStatus(in.Status), Address: in.Address, AddressPublic: in.AddressPublic, Commune: in.Commune, Phone: in.Phone,
		ForMinors: in.ForMinors, WomenOnly: in.WomenOnly, NearHospital: in.NearHospital, NearSchool: in.NearSchool, Rules: in.Rules,
	}
	if p := in.Position; p != nil {
		c.Position = &reception.Position{LatE4: int(math.Round(p.Latitude * 1e4)), LonE4: int(math.Round(p.Longitude * 1e4))}
	}
	return c
}

type centreOut struct {
	ETag string `header:"ETag"`
	Body CentreBody
}

func centreAnswer(c reception.Centre) *centreOut {
	return &centreOut{web.ETag(c.Version), centreBody(c)}
}

func (f face) apiCentres(ctx context.Context, by access.Actor, in *struct {
	PageIn
	Org    string `query:"organisation"`
	Type   string `query:"type"`
	Phase  string `query:"phase"`
	Status string `query:"status"`
}) (*listOut[countedCentre], error) {
	count, err := f.reception.Centres(ctx, by, reception.CentreFilter{OrgID: in.Org, Type: reception.CentreType(in.Type),
		Phase: reception.Phase(in.Phase), Status: reception.CentreStatus(in.Status)})
	if err != nil {
		return nil, err
	}
	items, next, err := partOf(countedCentres(count), in.PageIn, func(c countedCentre) string { return c.ID })
	if err != nil {
		return nil, err
	}
	return listed(items, next), nil
}

func countedCentres(count reception.Count) []countedCentre {
	items := make([]countedCentre, len(count.Centres))
	for i, n := range count.Centres {
		items[i] = countedCentre{centreBody(n.Centre), countedBody(n)}
	}
	return items
}

func (f face) apiAddCentre(ctx context.Context, by access.Actor, in *struct{ Body CentreFields }) (*centreOut, error) {
	c, err := f.reception.SaveCentre(ctx, by, in.Body.centre())
	if err != nil {
		return nil, err
	}
	return centreAnswer(c), nil
}

func (f face) apiChangeCentre(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Matched
	Body CentreFields
}) (*centreOut, error) {
	c := in.Body.centre()
	c.ID = in.ID
	var err error
	if c.Version, err = in.version(); err != nil {
		return nil, err
	}
	if c, err = f.reception.SaveCentre(ctx, by, c); err != nil {
		return nil, err
	}
	return centreAnswer(c), nil
}

func (f face) apiCloseCentre(ctx context.Context, by access.Actor, in *IDIn) (*done, error) {
	return &done{}, f.reception.CloseCentre(ctx, by, in.ID)
}

func (f face) apiOpenEmergency(ctx context.Context, by access.Actor, in *struct {
	Body struct {
		OrgID       string `json:"org_id"`
		Name        string `json:"name"`
		Address     string `json:"address,omitempty"`
		Commune     string `json:"commune,omitempty"`
		Phone       string `json:"phone,omitempty"`
		Beds        int    `json:"beds" doc:"1 to 2000"`
		BedsPerRoom int    `json:"beds_per_room" doc:"1 to 200; the last room has what is left"`
	}
}) (*centreOut, error) {
	b := in.Body
	c, err := f.reception.OpenEmergencySite(ctx, by, reception.EmergencySite{OrgID: b.OrgID, Name: b.Name, Address: b.Address,
		Commune: b.Commune, Phone: b.Phone, Beds: b.Beds, BedsPerRoom: b.BedsPerRoom})
	if err != nil {
		return nil, err
	}
	return centreAnswer(c), nil
}

func (f face) apiNumbers(ctx context.Context, by access.Actor, in *struct {
	Centre string `query:"centre" doc:"Empty: all open ones in scope"`
	Day    string `query:"day" doc:"The night that follows this day; empty: today"`
}) (*countOut, error) {
	day, err := dayIn("day", in.Day, f.today())
	if err != nil {
		return nil, err
	}
	count, err := f.reception.Numbers(ctx, by, in.Centre, day)
	if err != nil {
		return nil, err
	}
	return &countOut{countBodyOf(count)}, nil
}

type countOut struct{ Body countBody }

type countBody struct {
	Day     string          `json:"day" format:"date"`
	Centres []countedCentre `json:"centres"`
	Total   CountedBody     `json:"total"`
}

func countBodyOf(c reception.Count) countBody {
	return countBody{c.Day.String(), countedCentres(c), countedBody(c.Total)}
}
