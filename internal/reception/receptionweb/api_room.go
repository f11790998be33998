package receptionweb

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
)

// BuildingFields are what a caller may set of a building.
type BuildingFields struct {
	Name string `json:"name"`
	Lift bool   `json:"lift,omitempty"`
}

// FloorFields are what a caller may set of a floor.
type FloorFields struct {
	BuildingID string `json:"building_id"`
	Level      int    `json:"level" doc:"0 is the ground floor"`
	Name       string `json:"name,omitempty" doc:"Empty: the level says it"`
}

// RoomTraits are what a caller may set of one room or of a run of like ones.
type RoomTraits struct {
	FloorID     string `json:"floor_id"`
	Cots        int    `json:"cots,omitempty" doc:"Places for cots besides the beds"`
	Area        string `json:"area_m2,omitempty" doc:"Square metres with at most two decimals, such as 18.5" example:"18.5"`
	StepFree    bool   `json:"step_free,omitempty"`
	OwnBathroom bool   `json:"own_bathroom,omitempty"`
	Lockable    bool   `json:"lockable,omitempty"`
	FamilyUnit  bool   `json:"family_unit,omitempty" doc:"Given to one household as a whole"`
	Isolation   bool   `json:"isolation,omitempty" doc:"Medical: for one household at a time"`
	SexRule     string `json:"sex_rule,omitempty" enum:",women,men,family"`
}

// RoomFields are what a caller may set of a room.
type RoomFields struct {
	RoomTraits
	Number     string   `json:"number" doc:"As it stands on the door"`
	Beds       []string `json:"beds" doc:"Labels; a bed that is no longer listed is closed, a closed one that is listed opens again"`
	Neighbours []string `json:"neighbours,omitempty" doc:"Ids of rooms that a divided household may take with this one"`
}

type bedBody struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

type roomBody struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	Closed  bool   `json:"closed,omitempty"`
	RoomTraits
	Number     string    `json:"number"`
	Beds       []bedBody `json:"beds"`
	Neighbours []string  `json:"neighbours"`
}

type floorBody struct {
	ID string `json:"id"`
	FloorFields
	Rooms []roomBody `json:"rooms,omitempty"`
}

type buildingBody struct {
	ID string `json:"id"`
	BuildingFields
	Floors []floorBody `json:"floors,omitempty"`
}

type treeBody struct {
	CentreBody
	Numbers   CountedBody    `json:"numbers"`
	Buildings []buildingBody `json:"buildings"`
}

type (
	buildingOut struct{ Body buildingBody }
	floorOut    struct{ Body floorBody }
	roomOut     struct {
		ETag string `header:"ETag"`
		Body roomBody
	}
	treeOut struct {
		ETag string `header:"ETag"`
		Body treeBody
	}
)

func traitsOf(r reception.Room) RoomTraits {
	return RoomTraits{r.FloorID, r.Cots, r.Area.String(), r.StepFree, r.OwnBathroom, r.Lockable, r.FamilyUnit, r.Isolation, string(r.SexRule)}
}

func (in RoomTraits) room() (reception.Room, error) {
	area, err := reception.ParseArea(in.Area)
	return reception.Room{FloorID: in.FloorID, Cots: in.Cots, Area: area, StepFree: in.StepFree, OwnBathroom: in.OwnBathroom,
		Lockable: in.Lockable, FamilyUnit: in.FamilyUnit, Isolation: in.Isolation, SexRule: reception.SexRule(in.SexRule)}, err
}

func roomBodyOf(r reception.Room) roomBody {
	b := roomBody{ID: r.ID, Version: r.Version, Closed: !r.ClosedAt.IsZero(), RoomTraits: traitsOf(r), Number: r.Number, Beds: []bedBody{}, Neighbours: []string{}}
	for _, bed := range r.Beds {
		b.Beds = append(b.Beds, bedBody{bed.ID, bed.Label})
	}
	b.Neighbours = append(b.Neighbours, r.Neighbours...)
	return b
}

func (f face) apiCentre(ctx context.Context, by access.Actor, in *IDIn) (*treeOut, error) {
	tree, err := f.reception.Centre(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	body := treeBody{CentreBody: centreBody(tree.Centre), Numbers: countedBody(tree.CentreNumbers), Buildings: []buildingBody{}}
	for _, b := range tree.Buildings {
		building := buildingBody{ID: b.ID, BuildingFields: BuildingFields{b.Name, b.Lift}}
		for _, fl := range b.Floors {
			floor := floorBody{ID: fl.ID, FloorFields: FloorFields{b.ID, fl.Level, fl.Name}}
			for _, r := range fl.Rooms {
				floor.Rooms = append(floor.Rooms, roomBodyOf(r))
			}
			building.Floors = append(building.Floors, floor)
		}
		body.Buildings = append(body.Buildings, building)
	}
	return &treeOut{web.ETag(tree.Centre.Version), body}, nil
}

func (f face) apiSaveBuilding(ctx context.Context, by access.Actor, b reception.Building) (*buildingOut, error) {
	b, err := f.reception.SaveBuilding(ctx, by, b)
	if err != nil {
		return nil, err
	}
	return &buildingOut{buildingBody{ID: b.ID, BuildingFields: BuildingFields{b.Name, b.Lift}}}, nil
}

func (f face) apiAddBuilding(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body BuildingFields
}) (*buildingOut, error) {
	return f.apiSaveBuilding(ctx, by, reception.Building{CentreID: in.ID, Name: in.Body.Name, Lift: in.Body.Lift})
}

func (f face) apiChangeBuilding(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Building string `path:"building"`
	Body     BuildingFields
}) (*buildingOut, error) {
	return f.apiSaveBuilding(ctx, by, reception.Building{ID: in.Building, CentreID: in.ID, Name: in.Body.Name, Lift: in.Body.Lift})
}

func (f face) apiSaveFloor(ctx context.Context, by access.Actor, fl reception.Floor) (*floorOut, error) {
	fl, err := f.reception.SaveFloor(ctx, by, fl)
	if err != nil {
		return nil, err
	}
	return &floorOut{floorBody{ID: fl.ID, FloorFields: FloorFields{fl.BuildingID, fl.Level, fl.Name}}}, nil
}

func (f face) apiAddFloor(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body FloorFields
}) (*floorOut, error) {
	return f.apiSaveFloor(ctx, by, reception.Floor{CentreID: in.ID, BuildingID: in.Body.BuildingID, Level: in.Body.Level, Name: in.Body.Name})
}

func (f face) apiChangeFloor(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Floor string `path:"floor"`
	Body  FloorFields
}) (*floorOut, error) {
	return f.apiSaveFloor(ctx, by, reception.Floor{ID: in.Floor, CentreID: in.ID, BuildingID: in.Body.BuildingID, Level: in.Body.Level, Name: in.Body.Name})
}

func (f face) apiAddRooms(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Body struct {
		RoomTraits
		First  string `json:"first" doc:"Number of the first room"`
		Last   string `json:"last,omitempty" doc:"Number of the last room, different in its last digits only; empty: one room"`
		Beds   int    `json:"beds" doc:"Of each room"`
		InARow bool   `json:"in_a_row,omitempty" doc:"Each room is the neighbour of the one before it"`
	}
}) (*listOut[roomBody], error) {
	like, err := in.Body.room()
	if err != nil {
		return nil, err
	}
	like.CentreID = in.ID
	series := reception.RoomSeries{Like: like, First: in.Body.First, Last: in.Body.Last, Beds: in.Body.Beds, InARow: in.Body.InARow}
	if series.Last == "" {
		series.Last = series.First
	}
	rooms, err := f.reception.AddRooms(ctx, by, series)
	if err != nil {
		return nil, err
	}
	var items []roomBody
	for _, r := range rooms {
		items = append(items, roomBodyOf(r))
	}
	return listed(items, ""), nil
}

func (f face) apiChangeRoom(ctx context.Context, by access.Actor, in *struct {
	IDIn
	Matched
	Room string `path:"room"`
	Body RoomFields
}) (*roomOut, error) {
	room, err := in.Body.room()
	if err != nil {
		return nil, err
	}
	if room.Version, err = in.version(); err != nil {
		return nil, err
	}
	room.ID, room.CentreID, room.Number, room.Neighbours = in.Room, in.ID, in.Body.Number, in.Body.Neighbours
	if room, err = f.reception.SaveRoom(ctx, by, reception.RoomEdit{Room: room, Labels: in.Body.Beds}); err != nil {
		return nil, err
	}
	return &roomOut{web.ETag(room.Version), roomBodyOf(room)}, nil
}

func (f face) apiCloseRoom(ctx context.Context, by access.Actor, in *IDIn) (*done, error) {
	return &done{}, f.reception.CloseRoom(ctx, by, in.ID)
}

func (f face) apiCloseBed(ctx context.Context, by access.Actor, in *IDIn) (*done, error) {
	return &done{}, f.reception.CloseBed(ctx, by, in.ID)
}
