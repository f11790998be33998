package reception

import (
	"context"
	"errors"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

func insertOrganisation(ctx context.Context, tx *db.Tx, o Organisation, at clock.Instant) error {
	_, err := tx.Exec(ctx, `INSERT INTO reception_organisation (id, name, kind, phone, created_at) VALUES ($1, $2, $3, $4, $5)`,
		o.ID, o.Name, o.Kind, o.Phone, at)
	return err
}

func updateOrganisation(ctx context.Context, tx *db.Tx, o Organisation) error {
	n, err := tx.Exec(ctx, `UPDATE reception_organisation SET name = $1, kind = $2, phone = $3, version = version + 1
		WHERE id = $4 AND version = $5`, o.Name, o.Kind, o.Phone, o.ID, o.Version)
	if err != nil || n == 1 {
		return err
	}
	return staleOrMissing(ctx, tx, `SELECT version FROM reception_organisation WHERE id = $1`, o.ID)
}

// staleOrMissing tells why an update by id and version touched no row.
func staleOrMissing(ctx context.Context, q db.Querier, query, id string) error {
	_, err := db.One(ctx, q, db.Value[int], query, id)
	switch {
	case errors.Is(err, db.ErrNoRow):
		return fault.Missing()
	case err != nil:
		return err
	}
	return fault.Conflicts("reception.error.changed_meanwhile")
}

func organisations(ctx context.Context, q db.Querier, by access.Actor) ([]Organisation, error) {
	seen, args := by.Where(PermCentres, access.Columns{Org: "c.org_id", Centre: "c.id"}, nil)
	own, args := by.Where(PermCentres, access.Columns{Org: "o.id"}, args)
	return db.All(ctx, q, func(r db.Row) (o Organisation, err error) {
		return o, r.Scan(&o.ID, &o.Name, &o.Kind, &o.Phone, &o.Version)
	}, `SELECT o.id, o.name, o.kind, o.phone, o.version FROM reception_organisation o
		WHERE o.id IN (SELECT c.org_id FROM reception_centre c WHERE `+seen+`) OR `+own+`
		ORDER BY lower(o.name), o.id`, args...)
}

func organisationExists(ctx context.Context, q db.Querier, id string) (bool, error) {
	if !db.ValidID(id) {
		return false, nil
	}
	return db.One(ctx, q, db.Value[bool], `SELECT EXISTS (SELECT 1 FROM reception_organisation WHERE id = $1)`, id)
}
