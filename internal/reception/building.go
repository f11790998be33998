package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermRooms lets an actor add and change the buildings, floors, rooms and beds of a centre.
var PermRooms = access.Declare("reception.rooms")

// SaveBuilding adds a building to a centre (empty ID) or changes one.
func (s *Service) SaveBuilding(ctx context.Context, by access.Actor, in Building) (Building, error) {
	var l fault.List
	lineNeeded(&l, "name", &in.Name, maxName)
	added := in.ID == ""
	err := s.inCentre(ctx, by, PermRooms, in.CentreID, func(ctx context.Context, tx *db.Tx, _ Centre) error {
		if err := l.Err(); err != nil {
			return err
		}
		b := in
		if added {
			b.ID = db.NewID()
		}
		if err := saveBuilding(ctx, tx, b, added); err != nil {
			return err
		}
		in.ID = b.ID
		return s.audit.Record(ctx, tx, by, audit.Entry{Action: "reception.save_building", ObjectType: "building", ObjectID: b.ID,
			Detail: map[string]any{"centre": b.CentreID, "new": added}})
	})
	return in, err
}

// Levels of a floor, deepest cellar to highest storey.
const minLevel, maxLevel = -9, 99

// SaveFloor adds a floor to a building (empty ID) or changes one. A building
// has each level once.
func (s *Service) SaveFloor(ctx context.Context, by access.Actor, in Floor) (Floor, error) {
	var l fault.List
	between(&l, "level", in.Level, minLevel, maxLevel)
	line(&l, "name", &in.Name, maxName)
	added := in.ID == ""
	err := s.inCentre(ctx, by, PermRooms, in.CentreID, func(ctx context.Context, tx *db.Tx, _ Centre) error {
		if err := l.Err(); err != nil {
			return err
		}
		f := in
		if added {
			f.ID = db.NewID()
		}
		err := saveFloor(ctx, tx, f, added)
		if db.Violation(err) == "reception_floor_building_id_level" {
			return fault.InvalidField("level", "reception.error.level_twice")
		}
		if err != nil {
			return err
		}
		in.ID = f.ID
		tx.Changed(TopicCentre, f.CentreID)
		return s.audit.Record(ctx, tx, by, audit.Entry{Action: "reception.save_floor", ObjectType: "floor", ObjectID: f.ID,
			Detail: map[string]any{"centre": f.CentreID, "level": f.Level, "new": added}})
	})
	return in, err
}

// inCentre runs f in a transaction if the actor may do perm in the centre.
func (s *Service) inCentre(ctx context.Context, by access.Actor, perm access.Permission, centreID string, f func(context.Context, *db.Tx, Centre) error) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := s.centreFor(ctx, tx, by, perm, centreID)
		if err != nil {
			return err
		}
		return f(ctx, tx, c)
	})
}
