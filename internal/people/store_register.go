package people

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// write says when and by whom rows are written.
type write struct {
	at    clock.Instant
	by    string
	actor access.Actor
}

func (s *Service) write(by access.Actor) write { return write{s.now(), by.ID, by} }

// advanceCounter takes n numbers of a year and returns the first.
func advanceCounter(ctx context.Context, tx *db.Tx, year, n int) (int, error) {
	past, err := db.One(ctx, tx, db.Value[int], `INSERT INTO people_counter (year, next) VALUES ($1, $2)
		ON CONFLICT (year) DO UPDATE SET next = people_counter.next + excluded.next - 1 RETURNING next`, year, n+1)
	return past - n, err
}

type householdRow struct {
	id, reference, headID, orgID, centreID, originID string

	createdAt clock.Instant
	createdBy string
}

func insertHouseholdRow(ctx context.Context, tx *db.Tx, h householdRow) error {
	_, err := tx.Exec(ctx, `INSERT INTO people_household (id, reference, head_id, org_id, centre_id, created_at, created_by, origin_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		h.id, h.reference, h.headID, h.orgID, orNull(h.centreID), h.createdAt, h.createdBy, orNull(h.originID))
	return err
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// batch collects rows of one table, so that many go in one statement.
type batch struct {
	insert string // "INSERT INTO table (a, b) VALUES "
	rows   [][]any
}

func (b *batch) add(values ...any) { b.rows = append(b.rows, values) }

// write inserts the rows in statements of 16, 8, 4, 2 and 1 of them: few
// round trips, and few texts for the database to compile.
func (b *batch) write(ctx context.Context, tx *db.Tx) error {
	for rows, size := b.rows, 16; len(rows) > 0; {
		if len(rows) < size {
			size /= 2
			continue
		}
		var args []any
		for _, r := range rows[:size] {
			args = append(args, r...)
		}
		if _, err := tx.Exec(ctx, b.insert+placeholders(size, len(rows[0])), args...); err != nil {
			return err
		}
		rows = rows[size:]
	}
	return nil
}

// placeholders writes "($1, $2), ($3, $4)" for 2 rows of 2 columns.
func placeholders(rows, columns int) string {
	var s strings.Builder
	for n := range rows * columns {
		switch {
		case n == 0:
			s.WriteString("($1")
		case n%columns == 0:
			s.WriteString("), ($" + strconv.Itoa(n+1))
		default:
			s.WriteString(", $" + strconv.Itoa(n+1))
		}
	}
	s.WriteString(")")
	return s.String()
}

// personBatches are the rows of new persons, table by table in an order that
// foreign keys allow.
type personBatches struct {
	person, key, member, language, contact, document, status, need, consent, representative batch
}

func newPersonBatches() *personBatches {
	return &personBatches{
		person: batch{insert: `INSERT INTO people_person (id, reference, household_id, household_size, org_id, centre_id, sex, birth_year,
			birth_precision, nationalities, languages, needs, interpreter, status, unaccompanied, restricted, arrived_on, sealed,
			created_at, created_by, updated_at) VALUES `},
		key:      batch{insert: `INSERT INTO people_datakey (person_id, wrapped) VALUES `},
		member:   batch{insert: `INSERT INTO people_member (household_id, person_id, joined_at, joined_by, relationship) VALUES `},
		language: batch{insert: `INSERT INTO people_language (person_id, language, level, interpreter, position) VALUES `},
		contact:  batch{insert: `INSERT INTO people_contact (person_id, id, kind, safe, blind, sealed, recorded_at, recorded_by) VALUES `},
		document: batch{insert: `INSERT INTO people_document (person_id, id, type, issuer, valid_until, blind, sealed, recorded_at, recorded_by) VALUES `},
		status:   batch{insert: `INSERT INTO people_status (person_id, id, status, from_date, until_date, recorded_at, recorded_by) VALUES `},
		need:     batch{insert: `INSERT INTO people_need (person_id, id, code, from_date, sealed, recorded_at, recorded_by) VALUES `},
		consent:  batch{insert: `INSERT INTO people_consent (person_id, id, purpose, given, language, interpreter, notice, at, recorded_by) VALUES `},
		representative: batch{insert: `INSERT INTO people_representative (person_id, id, representative_id, kind, from_date, sealed,
			recorded_at, recorded_by) VALUES `},
	}
}

func (b *personBatches) write(ctx context.Context, tx *db.Tx) error {
	for _, t := range []*batch{&b.person, &b.key, &b.member, &b.language, &b.contact, &b.document, &b.status, &b.need, &b.consent, &b.representative} {
		if err := t.write(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// insertPeople writes the persons of a plan as members of the household.
func (s *Service) insertPeople(ctx context.Context, tx *db.Tx, plan householdPlan, as Registered, w write) error {
	b := newPersonBatches()
	for i, p := range plan.people {
		in := &p.in
		languages, interpreter := languageCodes(in.Languages)
		var needs []NeedCode
		for _, n := range in.Needs {
			needs = append(needs, n.Code)
		}
		b.person.add(p.id, as.Persons[i].Reference, plan.id, len(plan.people), plan.org, orNull(plan.centre), string(in.Sex), orNoYear(in.Birth),
			string(in.Birth.Precision()), packCodes(in.Nationalities), packCodes(languages), packCodes(needs), interpreter,
			string(newest(statusesOf(in.Statuses))), in.Unaccompanied, in.Restricted, in.ArrivedOn, p.sealed, w.at, w.by, w.at)
		b.key.add(p.id, p.wrapped)
		b.member.add(plan.id, p.id, w.at, w.by, string(p.relationship))
		if err := s.addLists(ctx, tx, b, plan, p, w); err != nil {
			return err
		}
	}
	return b.write(ctx, tx)
}

// addLists seals and adds the rows of a new person's lists.
func (s *Service) addLists(ctx context.Context, tx *db.Tx, b *personBatches, plan householdPlan, p personPlan, w write) error {
	var errs []error
	for n, l := range p.in.Languages {
		b.language.add(p.id, l.Code, string(l.Level), l.Interpreter, n)
	}
	for _, c := range p.in.Contacts {
		_, err := s.addContact(&b.contact, p, c, w)
		errs = append(errs, err)
	}
	for _, d := range p.in.Documents {
		_, err := s.addDocument(&b.document, p, d, w)
		errs = append(errs, err)
	}
	for _, st := range p.in.Statuses {
		b.status.add(p.id, db.NewID(), string(st.Code), st.From, st.Until, w.at, w.by)
	}
	for _, n := range p.in.Needs {
		addNeed(&b.need, p, n, w)
	}
	for _, c := range p.in.Consents {
		b.consent.add(p.id, db.NewID(), string(c.Purpose), c.Given, c.Language, c.Interpreter, c.Notice, w.at, w.by)
	}
	for n, r := range p.in.Representatives {
		if r.Member != nil {
			r.PersonID = plan.people[*r.Member].id
		} else if r.PersonID != "" {
			errs = append(errs, s.checkRepresentative(ctx, tx, w.actor, p.form.at("representatives", n), r.PersonID))
		}
		_, err := addRepresentative(&b.representative, p, r, w)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (s *Service) addContact(b *batch, p personPlan, c ContactInput, w write) (id string, err error) {
	id = db.NewID()
	sealed, err := p.key.SealJSON(placeOf("people_contact", p.id, id), sealedContact{c.Value, c.Note})
	b.add(p.id, id, string(c.Kind), c.Safe, s.blind(blindContact, c.blindKey()), sealed, w.at, w.by)
	return id, err
}

func (s *Service) addDocument(b *batch, p personPlan, d DocumentInput, w write) (id string, err error) {
	id = db.NewID()
	sealed, err := p.key.SealJSON(placeOf("people_document", p.id, id), sealedDocument{d.Number, d.IssuedOn.String(), d.Copy, d.Note})
	b.add(p.id, id, string(d.Type), d.Issuer, d.ValidUntil, s.blind(blindDocument, normalNumber(d.Number)), sealed, w.at, w.by)
	return id, err
}

func addNeed(b *batch, p personPlan, n NeedInput, w write) (id string) {
	id = db.NewID()
	var sealed any
	if n.Note != "" {
		sealed = p.key.Seal(placeOf("people_need", p.id, id), []byte(n.Note))
	}
	b.add(p.id, id, string(n.Code), n.From, sealed, w.at, w.by)
	return id
}

func addRepresentative(b *batch, p personPlan, r RepresentativeInput, w write) (id string, err error) {
	id = db.NewID()
	sealed, err := p.key.SealJSON(placeOf("people_representative", p.id, id), sealedRepresentative{r.Name, r.Contact})
	b.add(p.id, id, orNull(r.PersonID), string(r.Kind), r.From, sealed, w.at, w.by)
	return id, err
}

// checkRepresentative refuses who is under age, not in the register or not to be
// seen by the actor.
func (s *Service) checkRepresentative(ctx context.Context, tx *db.Tx, by access.Actor, f form, id string) error {
	row, err := readPerson(ctx, tx, id)
	if errors.Is(err, db.ErrNoRow) || err == nil && !by.MayOn(PermRead, row.object()) {
		return fault.InvalidField(f.prefix+"person", errRepresentativeWho)
	}
	if err != nil {
		return err
	}
	identity, _, err := s.open(ctx, row)
	if err != nil {
		return err
	}
	if identity.minor(s.today()) {
		return fault.InvalidField(f.prefix+"person", errRepresentativeAge)
	}
	return nil
}

func orNoYear(b BirthDate) any {
	if b.Year == 0 {
		return nil
	}
	return b.Year
}
