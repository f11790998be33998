package reception

import (
	"context"
	"errors"

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
