package reception

import (
	"context"
	"errors"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// placeOfBed returns a bed, also one that is closed: somebody may have slept there before.
func placeOfBed(ctx context.Context, q db.Querier, id string) (Bed, error) {
	b, err := db.One(ctx, q, func(r db.Row) (b Bed, err error) {
		return b, r.Scan(&b.ID, &b.RoomID, &b.CentreID, &b.Label)
	}, `SELECT id, room_id, centre_id, label FROM reception_bed WHERE id = $1`, id)
	if errors.Is(err, db.ErrNoRow) {
		err = fault.Missing()
	}
	return b, err
}
