package funding

import (
	"context"
	"errors"
	"fmt"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

const callColumns = `c.id, c.fund, c.period_from, c.period_until, c.year, c.name, c.managing_authority, c.intermediary_body,
	c.introduction, c.opens_on, c.closes_on, c.source_link, c.version, c.updated_at`

func (c *Call) fields() []any {
	return []any{&c.ID, &c.Fund, &c.PeriodFrom, &c.PeriodUntil, &c.Year, &c.Name, &c.ManagingAuthority, &c.IntermediaryBody,
		&c.Introduction, &c.OpensOn, &c.ClosesOn, &c.SourceLink, &c.Version, &c.UpdatedAt}
}

const selectCall = `SELECT ` + callColumns + `, ` + objectiveColumns + `,
	(SELECT count(*) FROM funding_operation o WHERE o.call_id = c.id)
	FROM funding_call c JOIN funding_objective b ON b.id = c.objective_id`

func scanCall(r db.Row) (c Call, err error) {
	return c, r.Scan(append(append(c.fields(), c.Objective.fields()...), &c.Operations)...)
}

func (c Call) searchText() string { return fold(append(c.Name.all(), c.Fund)...) }

func insertCall(ctx context.Context, tx *db.Tx, c Call) error {
	_, err := tx.Exec(ctx, `INSERT INTO funding_call (id, fund, period_from, period_until, year, objective_id, name, managing_authority,
		intermediary_body, introduction, opens_on, closes_on, source_link, search, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		c.ID, c.Fund, c.PeriodFrom, c.PeriodUntil, c.Year, c.Objective.ID, c.Name, c.ManagingAuthority,
		c.IntermediaryBody, c.Introduction, c.OpensOn, c.ClosesOn, c.SourceLink, c.searchText(), c.UpdatedAt, c.UpdatedAt)
	return err
}

func updateCall(ctx context.Context, tx *db.Tx, c Call) error {
	n, err := tx.Exec(ctx, `UPDATE funding_call SET fund = $1, period_from = $2, period_until = $3, year = $4, objective_id = $5, name = $6,
		managing_authority = $7, intermediary_body = $8, introduction = $9, opens_on = $10, closes_on = $11, source_link = $12,
		search = $13, updated_at = $14, version = version + 1 WHERE id = $15 AND version = $16`,
		c.Fund, c.PeriodFrom, c.PeriodUntil, c.Year, c.Objective.ID, c.Name, c.ManagingAuthority, c.IntermediaryBody,
		c.Introduction, c.OpensOn, c.ClosesOn, c.SourceLink, c.searchText(), c.UpdatedAt, c.ID, c.Version)
	if err != nil || n == 1 {
		return err
	}
	if _, err := callOf(ctx, tx, c.ID); err != nil {
		return err
	}
	return changedMeanwhile()
}

func deleteCall(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `DELETE FROM funding_call WHERE id = $1`, id)
	return err
}

func callOf(ctx context.Context, q db.Querier, id string) (Call, error) {
	c, err := db.One(ctx, q, scanCall, selectCall+` WHERE c.id = $1`, id)
	if errors.Is(err, db.ErrNoRow) {
		err = fault.Missing()
	}
	return c, err
}

// matching is a condition that column holds every word of a search.
func matching(column, search string, args []any) (string, []any) {
	cond := ""
	for _, p := range searchPatterns(search) {
		args = append(args, p)
		cond += fmt.Sprintf(` AND %s LIKE $%d ESCAPE '\'`, column, len(args))
	}
	return cond, args
}

func countCalls(ctx context.Context, q db.Querier, search string) (int, error) {
	cond, args := matching("c.search", search, nil)
	return db.One(ctx, q, db.Value[int], `SELECT count(*) FROM funding_call c WHERE 1 = 1`+cond, args...)
}

func calls(ctx context.Context, q db.Querier, search string, after []string, limit int) ([]Call, error) {
	cond, args := matching("c.search", search, nil)
	if after != nil {
		year, err := wholeOf(after[0])
		if err != nil {
			return nil, err
		}
		args = append(args, year, after[1])
		cond += fmt.Sprintf(" AND (c.year, c.id) < ($%d, $%d)", len(args)-1, len(args))
	}
	args = append(args, limit)
	return db.All(ctx, q, scanCall, selectCall+` WHERE 1 = 1`+cond+fmt.Sprintf(` ORDER BY c.year DESC, c.id DESC LIMIT $%d`, len(args)), args...)
}
