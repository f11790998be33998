package reception

import (
	"context"
	"errors"
	"fmt"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

const centreColumns = `c.id, c.org_id, o.name, c.name, c.type, c.phase, c.catering, c.address, c.address_public, c.commune,
	c.lat_e4, c.lon_e4, c.phone, c.status, c.for_minors, c.women_only, c.near_hospital, c.near_school,
	c.emergency, c.synthetic, c.rules, c.version`

const centreTables = ` FROM reception_centre c JOIN reception_organisation o ON o.id = c.org_id `

func scanCentre(r db.Row) (c Centre, err error) {
	var lat, lon *int
	err = r.Scan(&c.ID, &c.OrgID, &c.OrgName, &c.Name, &c.Type, &c.Phase, &c.Catering, &c.Address, &c.AddressPublic, &c.Commune,
		&lat, &lon, &c.Phone, &c.Status, &c.ForMinors, &c.WomenOnly, &c.NearHospital, &c.NearSchool,
		&c.Emergency, &c.Synthetic, &c.Rules, &c.Version)
	if lat != nil && lon != nil {
		c.Position = &Position{*lat, *lon}
	}
	return c, err
}

// centreFor returns the centre if the actor may do perm there: missing where
// it does not exist or may not be seen, denied where it may be seen only.
func (s *Service) centreFor(ctx context.Context, q db.Querier, by access.Actor, perm access.Permission, id string) (Centre, error) {
	if !db.ValidID(id) {
		return Centre{}, fault.Missing()
	}
	c, err := db.One(ctx, q, scanCentre, `SELECT `+centreColumns+centreTables+`WHERE c.id = $1`, id)
	if errors.Is(err, db.ErrNoRow) {
		return Centre{}, fault.Missing()
	}
	if err != nil {
		return Centre{}, err
	}
	return c, allow(by, perm, c.Object())
}

// allow answers nil where the actor may do perm to o, denied where the actor
// may at least see centres there, missing otherwise.
func allow(by access.Actor, perm access.Permission, o access.Object) error {
	switch {
	case by.MayOn(perm, o):
		return nil
	case by.MayOn(PermCentres, o):
		return fault.Denied()
	}
	return fault.Missing()
}

// centreByID returns a centre whoever asks; db.ErrNoRow where there is none.
func centreByID(ctx context.Context, q db.Querier, id string) (Centre, error) {
	return db.One(ctx, q, scanCentre, `SELECT `+centreColumns+centreTables+`WHERE c.id = $1`, id)
}

// filterCentres lists, by name, the centres that the actor may see and that pass f.
func filterCentres(ctx context.Context, q db.Querier, by access.Actor, f CentreFilter) ([]Centre, error) {
	where, args := by.Where(PermCentres, access.Columns{Org: "c.org_id", Centre: "c.id"}, nil)
	equal := func(column, value string) {
		if value != "" {
			args = append(args, value)
			where += fmt.Sprintf(" AND %s = $%d", column, len(args))
		}
	}
	equal("c.org_id", f.OrgID)
	equal("c.status", string(f.Status))
	equal("c.type", string(f.Type))
	equal("c.phase", string(f.Phase))
	equal("c.commune", f.Commune)
	only := func(column string, wanted bool) {
		if wanted {
			where += " AND " + column
		}
	}
	only("c.for_minors", f.ForMinors)
	only("c.women_only", f.WomenOnly)
	only("c.near_hospital", f.NearHospital)
	only("c.near_school", f.NearSchool)
	only("c.emergency", f.Emergency)
	return db.All(ctx, q, scanCentre, `SELECT `+centreColumns+centreTables+`WHERE `+where+` ORDER BY c.sort, c.id`, args...)
}

// buildingTrees reads what a centre consists of.
func buildingTrees(ctx context.Context, q db.Querier, centreID string) ([]BuildingTree, error) {
	buildings, err := buildingsOf(ctx, q, centreID)
	if err != nil {
		return nil, err
	}
	floors, err := floorsOf(ctx, q, centreID)
	if err != nil {
		return nil, err
	}
	rooms, err := roomsOf(ctx, q, centreID)
	if err != nil {
		return nil, err
	}
	out := make([]BuildingTree, len(buildings))
	for i, b := range buildings {
		out[i].Building = b
		for _, f := range floors {
			if f.BuildingID != b.ID {
				continue
			}
			tree := FloorTree{Floor: f}
			for _, r := range rooms {
				if r.FloorID == f.ID {
					tree.Rooms = append(tree.Rooms, r)
				}
			}
			out[i].Floors = append(out[i].Floors, tree)
		}
	}
	return out, nil
}
