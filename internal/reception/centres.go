package reception

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/fault"
)

// PermCentres lets an actor see centres, their rooms and beds, without who is in them.
var PermCentres = access.Declare("reception.centres")

// CentreFilter narrows a list of centres; empty fields do not.
type CentreFilter struct {
	OrgID        string
	Status       CentreStatus
	Type         CentreType
	Phase        Phase
	Commune      string
	ForMinors    bool // only these
	WomenOnly    bool
	NearHospital bool
	NearSchool   bool
	Emergency    bool
}

// Centres lists, by name, the centres in the actor's scope that pass the
// filter, with tonight's numbers.
func (s *Service) Centres(ctx context.Context, by access.Actor, f CentreFilter) (Count, error) {
	if !by.May(PermCentres) {
		return Count{}, fault.Denied()
	}
	centres, err := filterCentres(ctx, s.db, by, f)
	if err != nil {
		return Count{}, err
	}
	return s.countAll(ctx, centres, s.today())
}

// CentreTree is a centre with all that it consists of.
type CentreTree struct {
	CentreNumbers
	Buildings []BuildingTree // by name
}

// BuildingTree is a building with its floors, from below.
type BuildingTree struct {
	Building
	Floors []FloorTree
}

// FloorTree is a floor with its rooms, by number. Closed rooms are among them.
type FloorTree struct {
	Floor
	Rooms []Room
}

// Centre returns a centre with its buildings, floors, rooms and beds, and
// tonight's numbers.
func (s *Service) Centre(ctx context.Context, by access.Actor, id string) (CentreTree, error) {
	c, err := s.centreFor(ctx, s.db, by, PermCentres, id)
	if err != nil {
		return CentreTree{}, err
	}
	n, err := s.countOf(ctx, c, s.today())
	if err != nil {
		return CentreTree{}, err
	}
	tree := CentreTree{CentreNumbers: n.of(c)}
	tree.Buildings, err = buildingTrees(ctx, s.db, id)
	return tree, err
}
