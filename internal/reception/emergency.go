package reception

import (
	"context"
	"fmt"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermEmergency lets an actor open an emergency site for an organisation.
var PermEmergency = access.Declare("reception.open_emergency_site")

// maxSiteBeds is the largest emergency site.
const maxSiteBeds = 2000

// EmergencySite is a site to be opened at once, with nothing but a count of beds.
type EmergencySite struct {
	OrgID       string
	Name        string
	Address     string
	Commune     string
	Phone       string
	Beds        int // 1 to 2000
	BedsPerRoom int // 1 to 200; the last room has what is left
}

// OpenEmergencySite opens a site with all its beds in one transaction: a
// centre of type emergency, one building, its ground floor, and rooms numbered
// from 1. Rooms, sex rules and addresses can be refined afterwards.
func (s *Service) OpenEmergencySite(ctx context.Context, by access.Actor, in EmergencySite) (Centre, error) {
	if err := allow(by, PermEmergency, access.Object{Org: in.OrgID}); err != nil {
		return Centre{}, err
	}
	c := Centre{OrgID: in.OrgID, Name: in.Name, Type: TypeEmergency, Phase: PhaseNone, Catering: CateringDelivered,
		Address: in.Address, Commune: in.Commune, Phone: in.Phone, Status: CentreOpen, Emergency: true}
	var l fault.List
	l.AddErr(wellFormedCentre(&c))
	between(&l, "beds", in.Beds, 1, maxSiteBeds)
	between(&l, "beds_per_room", in.BedsPerRoom, 1, maxBeds)
	if err := l.Err(); err != nil {
		return Centre{}, err
	}
	c.ID, c.Version = db.NewID(), 1
	b := Building{ID: db.NewID(), CentreID: c.ID, Name: "1"}
	f := Floor{ID: db.NewID(), BuildingID: b.ID, CentreID: c.ID}
	rooms := siteRooms(f, in.Beds, in.BedsPerRoom)
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if there, err := organisationExists(ctx, tx, in.OrgID); err != nil {
			return err
		} else if !there {
			return fault.InvalidField("org_id", "reception.error.organisation_unknown")
		}
		if err := insertCentre(ctx, tx, c, clock.Now(s.clock)); err != nil {
			return err
		}
		if err := saveBuilding(ctx, tx, b, true); err != nil {
			return err
		}
		if err := saveFloor(ctx, tx, f, true); err != nil {
			return err
		}
		if err := insertRooms(ctx, tx, rooms); err != nil {
			return err
		}
		if err := joinInARow(ctx, tx, rooms); err != nil {
			return err
		}
		tx.Changed(TopicCentre, c.ID)
		return s.audit.Record(ctx, tx, by, audit.Entry{Action: "reception.open_emergency_site", ObjectType: "centre", ObjectID: c.ID,
			Detail: map[string]any{"beds": in.Beds, "rooms": len(rooms)}})
	})
	return c, err
}

func siteRooms(f Floor, beds, perRoom int) []Room {
	var rooms []Room
	count := (beds + perRoom - 1) / perRoom
	width := len(fmt.Sprint(count))
	for n := 1; beds > 0; n++ {
		r := Room{ID: db.NewID(), CentreID: f.CentreID, FloorID: f.ID, Number: fmt.Sprintf("%0*d", width, n), Version: 1}
		r.Beds = bedsFor(r, BedLabels(min(beds, perRoom)))
		rooms = append(rooms, r)
		beds -= len(r.Beds)
	}
	return rooms
}
