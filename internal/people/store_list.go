package people

import (
	"context"
	"fmt"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
)

// conditions collects what a list's rows must fulfil, with arguments in order.
type conditions struct {
	parts []string
	args  []any
}

// add adds a condition that has %s where its one argument goes.
func (c *conditions) add(condition string, arg any) {
	c.args = append(c.args, arg)
	c.parts = append(c.parts, fmt.Sprintf(condition, fmt.Sprintf("$%d", len(c.args))))
}

// in adds a condition that a column is one of some codes.
func in[T ~string](c *conditions, column string, codes []T) {
	if len(codes) == 0 {
		return
	}
	var of []string
	for _, code := range codes {
		c.args = append(c.args, string(code))
		of = append(of, fmt.Sprintf("$%d", len(c.args)))
	}
	c.parts = append(c.parts, column+" IN ("+strings.Join(of, ", ")+")")
}

// listCondition compiles a filter and the actor's scope.
func listCondition(by access.Actor, w Filter) (string, []any) {
	var c conditions
	c.parts = append(c.parts, "p.erased_at IS NULL")
	var scope string
	scope, c.args = by.Where(PermList, columns, c.args)
	c.parts = append(c.parts, scope)
	if w.OrgID != "" {
		c.add("p.org_id = %s", w.OrgID)
	}
	if w.CentreID != "" {
		c.add("p.centre_id = %s", w.CentreID)
	}
	in(&c, "p.status", w.Statuses)
	in(&c, "p.sex", w.Sexes)
	if w.Need != "" {
		c.parts = append(c.parts, "p.needs <> ''") // most have none: quicker told than by LIKE
	}
	for _, x := range []struct {
		column, code string
	}{{"p.nationalities", w.Nationality}, {"p.needs", string(w.Need)}, {"p.languages", w.Language}} {
		if x.code != "" {
			c.add(x.column+" LIKE %s", "% "+x.code+" %")
		}
	}
	for _, x := range []struct {
		condition string
		number    int
	}{
		{"p.birth_year >= %s", w.BornFrom}, {"p.birth_year <= %s", w.BornTo},
		{"p.household_size >= %s", w.SizeFrom}, {"p.household_size <= %s", w.SizeTo},
	} {
		if x.number != 0 {
			c.add(x.condition, x.number)
		}
	}
	if !w.RegisteredFrom.IsZero() {
		c.add("p.created_at >= %s", clock.At(w.RegisteredFrom.Time(clock.Luxembourg)))
	}
	if !w.RegisteredTo.IsZero() {
		c.add("p.created_at < %s", clock.At(w.RegisteredTo.AddDays(1).Time(clock.Luxembourg)))
	}
	for _, x := range []struct {
		condition string
		wanted    bool
	}{{"p.unaccompanied", w.Unaccompanied}, {"p.interpreter", w.Interpreter}, {"p.centre_id IS NULL", w.NoCentre}} {
		if x.wanted {
			c.parts = append(c.parts, x.condition)
		}
	}
	return strings.Join(c.parts, " AND "), c.args
}

// countPersons counts up to MaxTotal and one.
func countPersons(ctx context.Context, q db.Querier, cond string, args []any) (int, error) {
	query := fmt.Sprintf(`SELECT COUNT(*) FROM (SELECT 1 FROM people_person p WHERE %s LIMIT %d) x`, cond, MaxTotal+1)
	return db.One(ctx, q, db.Value[int], query, args...)
}

// listPersons reads a page in the direction of the cursor: who was registered
// last first, or backwards. The inner query decides on clear columns alone, so
// that what lies sealed is read of the page's rows only.
func listPersons(ctx context.Context, q db.Querier, cond string, args []any, at cursor, limit int) ([]personRow, error) {
	than, order := "<", "DESC"
	if at.back {
		than, order = ">", "ASC"
	}
	if at.id != "" {
		n := len(args)
		cond += fmt.Sprintf(" AND (p.created_at, p.id) %s ($%d, $%d)", than, n+1, n+2)
		args = append(args[:n:n], at.at, at.id)
	}
	query := fmt.Sprintf(`SELECT `+personColumns+` FROM
		(SELECT p.id FROM people_person p WHERE %s ORDER BY p.created_at %s, p.id %s LIMIT %d) x
		JOIN people_person p ON p.id = x.id JOIN people_datakey k ON k.person_id = p.id
		ORDER BY p.created_at %s, p.id %s`, cond, order, order, limit, order, order)
	return db.All(ctx, q, scanPerson, query, args...)
}
