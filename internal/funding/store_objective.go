package funding

import (
	"context"
	"errors"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

const objectiveColumns = `b.id, b.fund, b.code, b.title, b.valid_from, b.valid_until, b.source, b.confirmed`

func (o *Objective) fields() []any {
	return []any{&o.ID, &o.Fund, &o.Code, &o.Title, &o.ValidFrom, &o.ValidUntil, &o.Source, &o.Confirmed}
}

func scanObjective(r db.Row) (o Objective, err error) { return o, r.Scan(o.fields()...) }

// objectives lists all, or those of published operations.
func objectives(ctx context.Context, q db.Querier, published bool) ([]Objective, error) {
	where := ""
	if published {
		where = ` WHERE EXISTS (SELECT 1 FROM funding_call c JOIN funding_operation o ON o.call_id = c.id
			WHERE c.objective_id = b.id AND o.status = 'published')`
	}
	return db.All(ctx, q, scanObjective, `SELECT `+objectiveColumns+` FROM funding_objective b`+where+` ORDER BY b.fund, b.valid_from DESC, b.code`)
}

// objectiveOf finds an objective that a form names.
func objectiveOf(ctx context.Context, q db.Querier, id string) (Objective, error) {
	o, err := db.One(ctx, q, scanObjective, `SELECT `+objectiveColumns+` FROM funding_objective b WHERE b.id = $1`, id)
	if errors.Is(err, db.ErrNoRow) {
		err = fault.InvalidField("objective_id", "funding.error.unknown_code")
	}
	return o, err
}
