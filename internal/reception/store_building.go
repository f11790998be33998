package reception

import (
	"context"
	"errors"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

func saveBuilding(ctx context.Context, tx *db.Tx, b Building, added bool) error {
	if added {
		_, err := tx.Exec(ctx, `INSERT INTO reception_building (id, centre_id, name, lift) VALUES ($1, $2, $3, $4)`, b.ID, b.CentreID, b.Name, b.Lift)
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE reception_building SET name = $1, lift = $2 WHERE id = $3 AND centre_id = $4`, b.Name, b.Lift, b.ID, b.CentreID)
	return oneRow(n, err)
}

// saveFloor adds or changes a floor of a building of the same centre.
func saveFloor(ctx context.Context, tx *db.Tx, f Floor, added bool) error {
	if !added {
		n, err := tx.Exec(ctx, `UPDATE reception_floor SET level = $1, name = $2 WHERE id = $3 AND building_id = $4 AND centre_id = $5`,
			f.Level, f.Name, f.ID, f.BuildingID, f.CentreID)
		return oneRow(n, err)
	}
	n, err := tx.Exec(ctx, `INSERT INTO reception_floor (id, building_id, centre_id, level, name)
		SELECT $1, b.id, b.centre_id, $2, $3 FROM reception_building b WHERE b.id = $4 AND b.centre_id = $5`,
		f.ID, f.Level, f.Name, f.BuildingID, f.CentreID)
	return oneRow(n, err)
}

// oneRow answers missing where a statement touched none.
func oneRow(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Missing()
	}
	return err
}

// missing turns no row into a fault.
func missing[T any](v T, err error) (T, error) {
	if errors.Is(err, db.ErrNoRow) {
		err = fault.Missing()
	}
	return v, err
}

func floorOf(ctx context.Context, q db.Querier, id string) (Floor, error) {
	if !db.ValidID(id) {
		return Floor{}, fault.Missing()
	}
	return missing(db.One(ctx, q, scanFloor, `SELECT f.id, f.building_id, f.centre_id, f.level, f.name FROM reception_floor f WHERE f.id = $1`, id))
}

func scanFloor(r db.Row) (f Floor, err error) {
	return f, r.Scan(&f.ID, &f.BuildingID, &f.CentreID, &f.Level, &f.Name)
}

func floorsOf(ctx context.Context, q db.Querier, centreID string) ([]Floor, error) {
	return db.All(ctx, q, scanFloor, `SELECT f.id, f.building_id, f.centre_id, f.level, f.name FROM reception_floor f
		WHERE f.centre_id = $1 ORDER BY f.level, f.id`, centreID)
}

func buildingsOf(ctx context.Context, q db.Querier, centreID string) ([]Building, error) {
	return db.All(ctx, q, func(r db.Row) (b Building, err error) {
		return b, r.Scan(&b.ID, &b.CentreID, &b.Name, &b.Lift)
	}, `SELECT b.id, b.centre_id, b.name, b.lift FROM reception_building b WHERE b.centre_id = $1 ORDER BY b.name, b.id`, centreID)
}
