package people

import (
	"context"
	"fmt"

	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
)

// reader reads the lists of one person. After the first error it reads nothing.
type reader struct {
	ctx    context.Context
	q      db.Querier
	person string
	key    crypt.DataKey
	err    error
}

// list reads one list; what lies sealed in a row is opened by scan.
func list[T any](r *reader, scan func(db.Row) (T, error), query string) []T {
	if r.err != nil {
		return nil
	}
	out, err := db.All(r.ctx, r.q, scan, query, r.person)
	if err != nil {
		r.err = fmt.Errorf("lists of person %s: %w", r.person, err)
	}
	return out
}

func (r *reader) relationship() Relationship {
	all := list(r, db.Value[Relationship], `SELECT relationship FROM people_member WHERE person_id = $1 AND left_at IS NULL`)
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

func (r *reader) languages() []Language {
	return list(r, func(row db.Row) (l Language, err error) {
		return l, row.Scan(&l.Code, &l.Level, &l.Interpreter)
	}, `SELECT language, level, interpreter FROM people_language WHERE person_id = $1 ORDER BY position, language`)
}

func (r *reader) contacts() []Contact {
	return list(r, func(row db.Row) (c Contact, err error) {
		var sealed []byte
		var in sealedContact
		if err := row.Scan(&c.ID, &c.Kind, &c.Safe, &sealed, &c.RecordedAt); err != nil {
			return c, err
		}
		err = r.key.OpenJSON(placeOf("people_contact", r.person, c.ID), sealed, &in)
		c.Value, c.Note = in.Value, in.Note
		return c, err
	}, `SELECT id, kind, safe, sealed, recorded_at FROM people_contact WHERE person_id = $1 AND removed_at IS NULL ORDER BY recorded_at, id`)
}

func (r *reader) documents() []Document {
	return list(r, func(row db.Row) (d Document, err error) {
		var sealed []byte
		var in sealedDocument
		if err := row.Scan(&d.ID, &d.Type, &d.Issuer, &d.ValidUntil, &sealed, &d.RecordedAt); err != nil {
			return d, err
		}
		if err := r.key.OpenJSON(placeOf("people_document", r.person, d.ID), sealed, &in); err != nil {
			return d, err
		}
		d.Number, d.Copy, d.Note = in.Number, in.Copy, in.Note
		return d, d.IssuedOn.UnmarshalText([]byte(in.IssuedOn))
	}, `SELECT id, type, issuer, valid_until, sealed, recorded_at FROM people_document
		WHERE person_id = $1 AND removed_at IS NULL ORDER BY recorded_at, id`)
}

func (r *reader) statuses() []Status {
	return list(r, func(row db.Row) (s Status, err error) {
		return s, row.Scan(&s.ID, &s.Code, &s.From, &s.Until, &s.RecordedAt)
	}, `SELECT id, status, from_date, until_date, recorded_at FROM people_status
		WHERE person_id = $1 AND removed_at IS NULL ORDER BY from_date, recorded_at, id`)
}

func (r *reader) needs() []Need {
	return list(r, func(row db.Row) (n Need, err error) {
		var sealed []byte
		if err := row.Scan(&n.ID, &n.Code, &n.From, &n.Until, &sealed, &n.RecordedAt); err != nil || len(sealed) == 0 {
			return n, err
		}
		note, err := r.key.Open(placeOf("people_need", r.person, n.ID), sealed)
		n.Note = string(note)
		return n, err
	}, `SELECT id, code, from_date, until_date, sealed, recorded_at FROM people_need
		WHERE person_id = $1 ORDER BY from_date, recorded_at, id`)
}

func (r *reader) consents() []Consent {
	return list(r, func(row db.Row) (c Consent, err error) {
		return c, row.Scan(&c.ID, &c.Purpose, &c.Given, &c.Language, &c.Interpreter, &c.Notice, &c.At, &c.WithdrawnAt)
	}, `SELECT id, purpose, given, language, interpreter, notice, at, withdrawn_at FROM people_consent
		WHERE person_id = $1 ORDER BY at, id`)
}

func (r *reader) representatives() []Representative {
	return list(r, func(row db.Row) (x Representative, err error) {
		var sealed []byte
		if err := row.Scan(&x.ID, &x.Kind, &x.PersonID, &x.From, &x.Until, &sealed); err != nil || len(sealed) == 0 {
			return x, err
		}
		var in sealedRepresentative
		err = r.key.OpenJSON(placeOf("people_representative", r.person, x.ID), sealed, &in)
		x.Name, x.Contact = in.Name, in.Contact
		return x, err
	}, `SELECT id, kind, COALESCE(representative_id, ''), from_date, until_date, sealed FROM people_representative
		WHERE person_id = $1 ORDER BY from_date, recorded_at, id`)
}
