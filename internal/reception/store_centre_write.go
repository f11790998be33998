package reception

import (
	"context"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

func (p *Position) columns() (lat, lon any) {
	if p == nil {
		return nil, nil
	}
	return p.LatE4, p.LonE4
}

func insertCentre(ctx context.Context, tx *db.Tx, c Centre, at clock.Instant) error {
	lat, lon := c.Position.columns()
	_, err := tx.Exec(ctx, `INSERT INTO reception_centre (id, org_id, name, type, phase, catering, address, address_public, commune,
		lat_e4, lon_e4, phone, status, for_minors, women_only, near_hospital, near_school, emergency, synthetic, rules, sort, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`,
		c.ID, c.OrgID, c.Name, c.Type, c.Phase, c.Catering, c.Address, c.AddressPublic, c.Commune,
		lat, lon, c.Phone, c.Status, c.ForMinors, c.WomenOnly, c.NearHospital, c.NearSchool, c.Emergency, c.Synthetic, c.Rules, sortKey(c.Name), at)
	return err
}

func updateCentre(ctx context.Context, tx *db.Tx, c Centre) error {
	lat, lon := c.Position.columns()
	n, err := tx.Exec(ctx, `UPDATE reception_centre SET org_id = $1, name = $2, type = $3, phase = $4, catering = $5, address = $6,
		address_public = $7, commune = $8, lat_e4 = $9, lon_e4 = $10, phone = $11, status = $12, for_minors = $13, women_only = $14,
		near_hospital = $15, near_school = $16, rules = $17, sort = $18, version = version + 1
		WHERE id = $19 AND version = $20`,
		c.OrgID, c.Name, c.Type, c.Phase, c.Catering, c.Address, c.AddressPublic, c.Commune, lat, lon, c.Phone, c.Status,
		c.ForMinors, c.WomenOnly, c.NearHospital, c.NearSchool, c.Rules, sortKey(c.Name), c.ID, c.Version)
	if err != nil || n == 1 {
		return err
	}
	return staleOrMissing(ctx, tx, `SELECT version FROM reception_centre WHERE id = $1`, c.ID)
}

func setCentreClosed(ctx context.Context, tx *db.Tx, id string, at clock.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE reception_centre SET status = 'closed', closed_at = $1, version = version + 1 WHERE id = $2`, at, id)
	return err
}

// closePlaces closes the open rooms and beds that column = id names; column is centre_id or room_id.
func closePlaces(ctx context.Context, tx *db.Tx, column, id string, at clock.Instant) error {
	if _, err := tx.Exec(ctx, `UPDATE reception_bed SET closed_at = $1 WHERE `+column+` = $2 AND closed_at IS NULL`, at, id); err != nil {
		return err
	}
	if column == "room_id" {
		column = "id"
	}
	_, err := tx.Exec(ctx, `UPDATE reception_room SET closed_at = $1, version = version + 1 WHERE `+column+` = $2 AND closed_at IS NULL`, at, id)
	return err
}

// reopenWith opens the rooms and beds that were closed with the centre.
func reopenWith(ctx context.Context, tx *db.Tx, centreID string) error {
	for _, query := range []string{
		`UPDATE reception_bed SET closed_at = NULL WHERE centre_id = $1
			AND closed_at = (SELECT c.closed_at FROM reception_centre c WHERE c.id = reception_bed.centre_id)`,
		`UPDATE reception_room SET closed_at = NULL, version = version + 1 WHERE centre_id = $1
			AND closed_at = (SELECT c.closed_at FROM reception_centre c WHERE c.id = reception_room.centre_id)`,
		`UPDATE reception_centre SET closed_at = NULL WHERE id = $1`,
	} {
		if _, err := tx.Exec(ctx, query, centreID); err != nil {
			return err
		}
	}
	return nil
}

// personsHeld counts the persons present, or reserved for a night to come, where column = id.
func personsHeld(ctx context.Context, q db.Querier, column, id string, today clock.Date) (int, error) {
	return db.One(ctx, q, db.Value[int], `SELECT count(*) FROM reception_hold h WHERE `+column+` = $1 AND
		(h.status = 'occupied' OR h.status = 'reserved' AND (h.until_date IS NULL OR h.until_date > $2))`, id, today)
}

// endOutages ends on today what outages there are where column = id; column is centre_id, room_id or bed_id.
func endOutages(ctx context.Context, tx *db.Tx, column, id string, today clock.Date) error {
	if _, err := tx.Exec(ctx, `UPDATE reception_hold SET status = 'cancelled' WHERE `+column+` = $1 AND status = 'out' AND from_date >= $2`, id, today); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE reception_hold SET until_date = $1 WHERE `+column+` = $2 AND status = 'out'
		AND (until_date IS NULL OR until_date > $1)`, today, id)
	return err
}
