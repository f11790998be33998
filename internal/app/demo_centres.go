package app

import (
	"context"
	"fmt"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/reception"
	"passerelle/internal/synthetic"
)

// demoSeed makes every demonstration alike.
const demoSeed = 20261

// demoPlaces are the ids under which organisations and centres were stored.
type demoPlaces struct {
	orgs    map[string]string // by key
	centres map[string]demoCentre
	rooms   []demoRoom
	beds    int
}

type demoCentre struct{ id, org, name string }

// demoRoom is a room and the nights for which its beds are given away.
type demoRoom struct {
	centre demoCentre
	id     string
	beds   []demoBed
}

type demoBed struct {
	id    string
	taken [][2]clock.Date // first night, day of leaving; no end: zero
}

// addCentres stores organisations, centres, buildings, floors, rooms and beds.
func (a *App) addCentres(ctx context.Context, list []synthetic.Centre) (demoPlaces, error) {
	by := access.System("demo")
	p := demoPlaces{orgs: map[string]string{}, centres: map[string]demoCentre{}}
	for _, o := range synthetic.Organisations() {
		saved, err := a.Reception.SaveOrganisation(ctx, by, reception.Organisation{Name: o.Name, Kind: reception.OrgKind(o.Kind)})
		if err != nil {
			return p, fmt.Errorf("organisation %s: %w", o.Key, err)
		}
		p.orgs[o.Key] = saved.ID
	}
	for _, c := range list {
		saved, err := a.Reception.SaveCentre(ctx, by, centreOf(c, p.orgs[c.Organisation]))
		if err != nil {
			return p, fmt.Errorf("centre %s: %w", c.Key, err)
		}
		p.centres[c.Key] = demoCentre{saved.ID, saved.OrgID, saved.Name}
		for _, b := range synthetic.Layout(c, demoSeed) {
			if err := a.addBuilding(ctx, by, &p, p.centres[c.Key], b); err != nil {
				return p, fmt.Errorf("centre %s: %w", c.Key, err)
			}
		}
	}
	return p, nil
}

func centreOf(c synthetic.Centre, org string) reception.Centre {
	out := reception.Centre{
		OrgID: org, Name: c.Name, Type: reception.CentreType(c.Type), Phase: reception.Phase(c.Phase),
		Catering: reception.Catering(c.Catering), Commune: c.Commune, Phone: c.Phone, Status: reception.CentreOpen,
		ForMinors: c.Audience == "unaccompanied_minors", WomenOnly: c.Audience == "women",
		NearHospital: c.NearHospital, NearSchool: c.NearSchool, Synthetic: true,
	}
	if c.Street != "" && !c.Withheld {
		out.Address, out.AddressPublic = c.Street+", "+c.PostalCode+" "+c.Locality, true
	}
	if c.Commune != "" && !c.Withheld {
		out.Position = &reception.Position{LatE4: int(c.Latitude * 1e4), LonE4: int(c.Longitude * 1e4)}
	}
	if !c.Accommodation { // a service: it answers the telephone and has no beds
		out.Type, out.Phase, out.Catering = reception.TypeFirstReception, reception.PhaseNone, reception.CateringSelfCook
	}
	return out
}

func (a *App) addBuilding(ctx context.Context, by access.Actor, p *demoPlaces, centre demoCentre, b synthetic.Building) error {
	building, err := a.Reception.SaveBuilding(ctx, by, reception.Building{CentreID: centre.id, Name: b.Name, Lift: b.Lift})
	if err != nil {
		return err
	}
	for _, f := range b.Floors {
		floor, err := a.Reception.SaveFloor(ctx, by, reception.Floor{BuildingID: building.ID, CentreID: centre.id, Level: f.Level})
		if err != nil {
			return err
		}
		before := "" // rooms stand in a row: each is the neighbour of the one before
		for _, r := range f.Rooms {
			room, err := a.addRoom(ctx, by, floor, r, before)
			if err != nil {
				return fmt.Errorf("room %s: %w", r.Number, err)
			}
			before = room.ID
			stored := demoRoom{centre: centre, id: room.ID}
			for _, bed := range room.Beds {
				stored.beds = append(stored.beds, demoBed{id: bed.ID, taken: a.outOfService(r, bed.Label)})
			}
			p.rooms = append(p.rooms, stored)
			p.beds += len(room.Beds)
		}
	}
	return nil
}

func (a *App) addRoom(ctx context.Context, by access.Actor, floor reception.Floor, r synthetic.Room, neighbour string) (reception.Room, error) {
	edit := reception.RoomEdit{Room: reception.Room{
		CentreID: floor.CentreID, FloorID: floor.ID, Number: r.Number, Cots: r.CotPlaces, Area: reception.Area(r.AreaDM2),
		StepFree: r.StepFree, OwnBathroom: r.OwnBathroom, Lockable: r.Lockable, FamilyUnit: r.FamilyUnit,
		Isolation: r.Isolation, SexRule: reception.SexRule(r.SexRule),
	}}
	if neighbour != "" {
		edit.Neighbours = []string{neighbour}
	}
	for _, b := range r.Beds {
		edit.Labels = append(edit.Labels, b.Label)
	}
	room, err := a.Reception.SaveRoom(ctx, by, edit)
	if err != nil {
		return room, err
	}
	for _, b := range r.Beds {
		if b.OutOfService == "" {
			continue
		}
		if err := a.takeOut(ctx, by, room, b); err != nil {
			return room, err
		}
	}
	return room, nil
}

func (a *App) takeOut(ctx context.Context, by access.Actor, room reception.Room, b synthetic.Bed) error {
	for _, stored := range room.Beds {
		if stored.Label != b.Label {
			continue
		}
		_, err := a.Reception.TakeOutOfService(ctx, by, reception.OutageInput{
			BedID: stored.ID, Reason: reception.OutageReason(b.OutOfService), From: a.outSince(),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// outSince is the day on which the demonstration's broken beds broke.
func (a *App) outSince() clock.Date { return clock.Today(a.Clock).AddDays(-3) }

// outOfService returns the nights for which a bed of the layout is out of service.
func (a *App) outOfService(r synthetic.Room, label string) [][2]clock.Date {
	for _, b := range r.Beds {
		if b.Label == label && b.OutOfService != "" {
			return [][2]clock.Date{{a.outSince(), clock.Date{}}}
		}
	}
	return nil
}
