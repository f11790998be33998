package people

import (
	"context"
	"database/sql"
	"fmt"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
)

// personRow is a row of people_person with the person's wrapped key.
type personRow struct {
	id, reference, householdID string
	householdSize              int
	orgID, centreID            string
	sex                        Sex
	birthYear                  int
	precision                  Precision
	nationalities              []string
	languages                  []string
	needs                      []NeedCode
	interpreter                bool
	status                     StatusCode
	unaccompanied, restricted  bool
	arrivedOn                  clock.Date
	photoID                    string
	createdAt, updatedAt       clock.Instant
	version                    int
	sealed, wrapped            []byte
}

const personColumns = `p.id, p.reference, p.household_id, p.household_size, p.org_id, COALESCE(p.centre_id, ''), p.sex, p.birth_year,
	p.birth_precision, p.nationalities, p.languages, p.needs, p.interpreter, p.status, p.unaccompanied, p.restricted, p.arrived_on,
	COALESCE(p.photo_id, ''), p.created_at, p.updated_at, p.version, p.sealed, k.wrapped`

// personTables leaves out who was erased: they have no key.
const personTables = `people_person p JOIN people_datakey k ON k.person_id = p.id`

func scanPerson(r db.Row) (p personRow, err error) {
	var year sql.NullInt64
	var nationalities, languages, needs string
	err = r.Scan(&p.id, &p.reference, &p.householdID, &p.householdSize, &p.orgID, &p.centreID, &p.sex, &year,
		&p.precision, &nationalities, &languages, &needs, &p.interpreter, &p.status, &p.unaccompanied, &p.restricted, &p.arrivedOn,
		&p.photoID, &p.createdAt, &p.updatedAt, &p.version, &p.sealed, &p.wrapped)
	p.birthYear = int(year.Int64)
	p.nationalities, p.languages, p.needs = unpackCodes[string](nationalities), unpackCodes[string](languages), unpackCodes[NeedCode](needs)
	return p, err
}

func (p *personRow) object() access.Object { return object(p.orgID, p.centreID, p.restricted) }

// open opens the identity of a row.
func (s *Service) open(ctx context.Context, p personRow) (Identity, crypt.DataKey, error) {
	i := Identity{Sex: p.sex, Nationalities: p.nationalities, ArrivedOn: p.arrivedOn}
	key, sealed, err := s.openIdentity(ctx, p.id, p.wrapped, p.sealed)
	if err != nil {
		return i, key, err
	}
	if err := i.unseal(sealed); err != nil {
		return i, key, fmt.Errorf("open person %s: %w", p.id, err)
	}
	return i, key, nil
}

// readPerson reads one person; db.ErrNoRow where there is none, or none any more.
func readPerson(ctx context.Context, q db.Querier, id string) (personRow, error) {
	return db.One(ctx, q, scanPerson, `SELECT `+personColumns+` FROM `+personTables+` WHERE p.id = $1`, id)
}

// maxIn bounds the ids of one statement; PostgreSQL takes 65,535 parameters,
// SQLite 32,766, and a text of this length is quick to compile.
const maxIn = 200

// readPersons reads persons by id, in no order; who is not there is left out.
func readPersons(ctx context.Context, q db.Querier, ids []string) ([]personRow, error) {
	var out []personRow
	err := inChunks(ids, func(in string, args []any) error {
		rows, err := db.All(ctx, q, scanPerson, `SELECT `+personColumns+` FROM `+personTables+` WHERE p.id IN (`+in+`)`, args...)
		out = append(out, rows...)
		return err
	})
	return out, err
}

// inChunks runs f with the placeholders and arguments of up to maxIn ids at a
// time. Chunks are filled up to few sizes by repeating an id, so that there are
// few texts to compile.
func inChunks(ids []string, f func(in string, args []any) error) error {
	for len(ids) > 0 {
		chunk := ids[:min(len(ids), maxIn)]
		ids = ids[len(chunk):]
		size := 1
		for size < len(chunk) {
			size *= 4
		}
		args := make([]any, 0, size)
		for i := range size {
			args = append(args, chunk[min(i, len(chunk)-1)])
		}
		in := placeholders(1, len(args))
		if err := f(in[1:len(in)-1], args); err != nil {
			return err
		}
	}
	return nil
}
