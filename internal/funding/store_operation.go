package funding

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

const selectOperation = `SELECT o.id, o.position, o.title, o.leader, o.audience, o.objective, o.period_from, o.period_until,
	o.contact_name_sealed, o.contact_email_sealed, o.link, o.status, o.version, o.updated_at, o.published_at, ` + callColumns + `, ` + objectiveColumns + `
	FROM funding_operation o JOIN funding_call c ON c.id = o.call_id JOIN funding_objective b ON b.id = c.objective_id`

// sealedOperation is an operation with what the vault has yet to open.
type sealedOperation struct {
	Operation
	name, email []byte
}

func scanOperation(r db.Row) (o sealedOperation, err error) {
	fields := []any{&o.ID, &o.Position, &o.Title, &o.Leader, &o.Audience, &o.Objective, &o.From, &o.Until,
		&o.name, &o.email, &o.Link, &o.Status, &o.Version, &o.UpdatedAt, &o.PublishedAt}
	return o, r.Scan(append(append(fields, o.Call.fields()...), o.Call.Objective.fields()...)...)
}

// Columns of funding_operation that the vault seals.
const (
	columnContactName  = "contact_name_sealed"
	columnContactEmail = "contact_email_sealed"
)

func sealedAt(id, column string) crypt.Place {
	return crypt.Place{Table: "funding_operation", Row: id, Column: column}
}

// seal returns the sealed contact; what is empty is NULL.
func (s *Service) seal(o Operation) (name, email []byte, err error) {
	if o.Contact.Name != "" {
		if name, err = s.Vault.Seal(sealedAt(o.ID, columnContactName), []byte(o.Contact.Name)); err != nil {
			return nil, nil, err
		}
	}
	if o.Contact.Email != "" {
		email, err = s.Vault.Seal(sealedAt(o.ID, columnContactEmail), []byte(o.Contact.Email))
	}
	return name, email, err
}

// open returns the operation with its contact.
func (s *Service) open(ctx context.Context, o sealedOperation) (Operation, error) {
	for _, part := range []struct {
		column string
		sealed []byte
		to     *string
	}{{columnContactName, o.name, &o.Contact.Name}, {columnContactEmail, o.email, &o.Contact.Email}} {
		if len(part.sealed) == 0 {
			continue
		}
		plain, err := s.Vault.Open(ctx, sealedAt(o.ID, part.column), part.sealed)
		if err != nil {
			return Operation{}, err
		}
		*part.to = string(plain)
	}
	return o.Operation, nil
}

func (o Operation) searchText() string {
	texts := o.Title.all()
	for _, t := range []Text{o.Leader, o.Audience, o.Objective} {
		texts = append(texts, t.all()...)
	}
	return fold(texts...)
}

func nextPosition(ctx context.Context, tx *db.Tx, callID string) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT coalesce(max(o.position), 0) + 1 FROM funding_operation o WHERE o.call_id = $1`, callID)
}

func (s *Service) insertOperation(ctx context.Context, tx *db.Tx, o Operation) error {
	name, email, err := s.seal(o)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO funding_operation (id, call_id, position, title, leader, audience, objective, period_from, period_until,
		contact_name_sealed, contact_email_sealed, link, status, search, created_at, updated_at, published_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		o.ID, o.Call.ID, o.Position, o.Title, o.Leader, o.Audience, o.Objective, o.From, o.Until,
		name, email, o.Link, o.Status, o.searchText(), o.UpdatedAt, o.UpdatedAt, o.PublishedAt)
	if err != nil {
		return err
	}
	return insertAudiences(ctx, tx, o)
}

func (s *Service) updateOperation(ctx context.Context, tx *db.Tx, o Operation) error {
	name, email, err := s.seal(o)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE funding_operation SET call_id = $1, position = $2, title = $3, leader = $4, audience = $5, objective = $6,
		period_from = $7, period_until = $8, contact_name_sealed = $9, contact_email_sealed = $10, link = $11, search = $12,
		updated_at = $13, version = $14 WHERE id = $15`,
		o.Call.ID, o.Position, o.Title, o.Leader, o.Audience, o.Objective, o.From, o.Until, name, email, o.Link, o.searchText(),
		o.UpdatedAt, o.Version, o.ID)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM funding_audience WHERE operation_id = $1`, o.ID); err != nil {
		return err
	}
	return insertAudiences(ctx, tx, o)
}

func insertAudiences(ctx context.Context, tx *db.Tx, o Operation) error {
	for _, a := range o.Audiences {
		if _, err := tx.Exec(ctx, `INSERT INTO funding_audience (operation_id, code) VALUES ($1, $2)`, o.ID, a); err != nil {
			return err
		}
	}
	return nil
}

func updateStatus(ctx context.Context, tx *db.Tx, o Operation) error {
	_, err := tx.Exec(ctx, `UPDATE funding_operation SET status = $1, updated_at = $2, published_at = $3, version = $4 WHERE id = $5`,
		o.Status, o.UpdatedAt, o.PublishedAt, o.Version, o.ID)
	return err
}

func deleteOperation(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `DELETE FROM funding_operation WHERE id = $1`, id)
	return err
}

func (s *Service) operationOf(ctx context.Context, q db.Querier, id string, published bool) (Operation, error) {
	cond := ""
	if published {
		cond = ` AND o.status = 'published'`
	}
	sealed, err := db.One(ctx, q, scanOperation, selectOperation+` WHERE o.id = $1`+cond, id)
	if errors.Is(err, db.ErrNoRow) {
		err = fault.Missing()
	}
	if err != nil {
		return Operation{}, err
	}
	list := []sealedOperation{sealed}
	if err := addAudiences(ctx, q, list); err != nil {
		return Operation{}, err
	}
	return s.open(ctx, list[0])
}

// where compiles the filters; its conditions follow another one.
func (in OperationQuery) where() (string, []any) {
	cond, args := matching("o.search", in.Search, nil)
	add := func(text string, arg any) {
		args = append(args, arg)
		cond += fmt.Sprintf(text, len(args))
	}
	if in.CallID != "" {
		add(` AND o.call_id = $%d`, in.CallID)
	}
	if in.ObjectiveID != "" {
		add(` AND c.objective_id = $%d`, in.ObjectiveID)
	}
	if in.Audience != "" {
		add(` AND EXISTS (SELECT 1 FROM funding_audience a WHERE a.operation_id = o.id AND a.code = $%d)`, in.Audience)
	}
	if in.Status != "" {
		add(` AND o.status = $%d`, in.Status)
	}
	if in.Year != 0 {
		year := min(max(in.Year, 1), 9999)
		add(` AND o.period_from <= $%d`, clock.Date{Year: year, Month: 12, Day: 31})
		add(` AND o.period_until >= $%d`, clock.Date{Year: year, Month: 1, Day: 1})
	}
	return cond, args
}

func countOperations(ctx context.Context, q db.Querier, in OperationQuery) (int, error) {
	cond, args := in.where()
	return db.One(ctx, q, db.Value[int], `SELECT count(*) FROM funding_operation o JOIN funding_call c ON c.id = o.call_id WHERE 1 = 1`+cond, args...)
}

func (s *Service) operations(ctx context.Context, q db.Querier, in OperationQuery, after []string, limit int) ([]Operation, error) {
	cond, args := in.where()
	if after != nil {
		year, err := wholeOf(after[0])
		if err != nil {
			return nil, err
		}
		position, err := wholeOf(after[2])
		if err != nil {
			return nil, err
		}
		n := len(args)
		args = append(args, year, after[1], position, after[3])
		cond += fmt.Sprintf(` AND (-c.year, c.id, o.position, o.id) > ($%d, $%d, $%d, $%d)`, n+1, n+2, n+3, n+4)
	}
	args = append(args, limit)
	sealed, err := db.All(ctx, q, scanOperation, selectOperation+` WHERE 1 = 1`+cond+
		fmt.Sprintf(` ORDER BY -c.year, c.id, o.position, o.id LIMIT $%d`, len(args)), args...)
	if err != nil {
		return nil, err
	}
	if err := addAudiences(ctx, q, sealed); err != nil {
		return nil, err
	}
	out := make([]Operation, 0, len(sealed))
	for _, o := range sealed {
		open, err := s.open(ctx, o)
		if err != nil {
			return nil, err
		}
		out = append(out, open)
	}
	return out, nil
}

// addAudiences reads the audiences of a page of operations at once.
func addAudiences(ctx context.Context, q db.Querier, list []sealedOperation) error {
	if len(list) == 0 {
		return nil
	}
	at := map[string]int{}
	marks, args := make([]string, len(list)), make([]any, len(list))
	for i, o := range list {
		at[o.ID], args[i], marks[i] = i, o.ID, fmt.Sprintf("$%d", i+1)
	}
	type pair struct {
		id   string
		code Audience
	}
	found, err := db.All(ctx, q, func(r db.Row) (p pair, err error) { return p, r.Scan(&p.id, &p.code) },
		`SELECT a.operation_id, a.code FROM funding_audience a WHERE a.operation_id IN (`+strings.Join(marks, ", ")+`)`, args...)
	if err != nil {
		return err
	}
	has := map[pair]bool{}
	for _, p := range found {
		has[p] = true
	}
	for i := range list {
		for _, a := range Audiences {
			if has[pair{list[i].ID, a}] {
				list[i].Audiences = append(list[i].Audiences, a)
			}
		}
	}
	return nil
}

func publishedAudiences(ctx context.Context, q db.Querier) (map[Audience]bool, error) {
	list, err := db.All(ctx, q, db.Value[Audience], `SELECT DISTINCT a.code FROM funding_audience a
		JOIN funding_operation o ON o.id = a.operation_id WHERE o.status = 'published'`)
	out := map[Audience]bool{}
	for _, a := range list {
		out[a] = true
	}
	return out, err
}

// span is the time that published operations cover, and when one of them or
// its call last changed.
type span struct {
	from, until clock.Date
	updated     clock.Instant
}

func publishedSpan(ctx context.Context, q db.Querier) (span, error) {
	return db.One(ctx, q, func(r db.Row) (p span, err error) {
		var call clock.Instant
		err = r.Scan(&p.from, &p.until, &p.updated, &call)
		if call.After(p.updated) {
			p.updated = call
		}
		return p, err
	}, `SELECT min(o.period_from), max(o.period_until), max(o.updated_at), max(c.updated_at)
		FROM funding_operation o JOIN funding_call c ON c.id = o.call_id WHERE o.status = 'published'`)
}
