package people

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermList allows to list and count persons.
var PermList = access.Declare("people.list")

// Filter says which persons are wanted; what is empty admits all.
type Filter struct {
	OrgID          string
	CentreID       string
	NoCentre       bool // only who belongs to no centre
	Statuses       []StatusCode
	Nationality    string // one of theirs
	Sexes          []Sex
	BornFrom       int // first year of birth
	BornTo         int // last year of birth
	Need           NeedCode
	Language       string
	SizeFrom       int // least size of the household
	SizeTo         int // greatest size of the household
	Unaccompanied  bool
	Interpreter    bool
	RegisteredFrom clock.Date // first day
	RegisteredTo   clock.Date // last day
}

// check refuses codes that do not exist, which would find nobody.
func (w *Filter) check(f form) {
	for n, c := range w.Statuses {
		oneOf(f.at("statuses", n), "code", c, Statuses)
	}
	for n, c := range w.Sexes {
		oneOf(f.at("sexes", n), "code", c, Sexes)
	}
	if w.Nationality != "" {
		f.nationality("nationality", &w.Nationality)
	}
	if w.Need != "" {
		oneOf(f, "need", w.Need, Needs)
	}
	if w.Language != "" {
		f.language("language", &w.Language)
	}
	for _, d := range []struct {
		field string
		date  clock.Date
	}{{"registered_from", w.RegisteredFrom}, {"registered_to", w.RegisteredTo}} {
		if !d.date.IsZero() && !d.date.Valid() {
			f.add(d.field, errDateRange)
		}
	}
}

// PersonLine is a person in a list.
type PersonLine struct {
	Facts
	Name          Name
	Sex           Sex
	Birth         BirthDate
	Nationalities []string
	LanguageCodes []string // the one to speak first
}

// ListInput says which page of which persons is wanted.
type ListInput struct {
	Filter Filter
	Cursor string // Next or Prev of another page; empty for the first
	Limit  int    // 1 to 200; 0: 50
}

// PersonPage is a page of a list, who was registered last first.
type PersonPage struct {
	Persons []PersonLine
	Total   int    // how many the filter finds, counted up to MaxTotal
	More    bool   // there are more than MaxTotal
	Next    string // cursor of the page after this, empty on the last
	Prev    string // cursor of the page before this, empty on the first
}

// MaxTotal is how far a list is counted.
const MaxTotal = 10_000

// ListPersons returns a page of the persons whom the actor may list.
func (s *Service) ListPersons(ctx context.Context, by access.Actor, in ListInput) (PersonPage, error) {
	if !by.May(PermList) {
		return PersonPage{}, fault.Denied()
	}
	f := newForm(s.today())
	in.Filter.Statuses, in.Filter.Sexes = slices.Clone(in.Filter.Statuses), slices.Clone(in.Filter.Sexes)
	in.Filter.check(f)
	at, err := parseCursor(in.Cursor)
	if err != nil {
		f.add("cursor", errCursor)
	}
	if err := f.err(); err != nil {
		return PersonPage{}, err
	}
	if in.Limit <= 0 || in.Limit > 200 {
		in.Limit = 50
	}
	var page PersonPage
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		cond, args := listCondition(by, in.Filter)
		rows, err := listPersons(ctx, tx, cond, args, at, in.Limit+1)
		if err != nil {
			return err
		}
		n := len(rows)
		if n > in.Limit || at != (cursor{}) { // else this page is all there is
			if n, err = countPersons(ctx, tx, cond, args); err != nil {
				return err
			}
		}
		page, err = s.page(ctx, rows, at, in.Limit)
		page.Total, page.More = min(n, MaxTotal), n > MaxTotal
		return err
	})
	return page, err
}

// page makes a page of up to limit rows; one more says that the list goes on.
func (s *Service) page(ctx context.Context, rows []personRow, at cursor, limit int) (PersonPage, error) {
	var p PersonPage
	more := len(rows) > limit
	rows = rows[:min(len(rows), limit)]
	if at.back {
		slices.Reverse(rows)
	}
	for _, row := range rows {
		line, err := s.line(ctx, row)
		if err != nil {
			return p, err
		}
		p.Persons = append(p.Persons, line)
	}
	if len(rows) == 0 {
		return p, nil
	}
	first, last := rows[0], rows[len(rows)-1]
	if at.back && more || !at.back && at.id != "" {
		p.Prev = cursor{first.createdAt, first.id, true}.String()
	}
	if at.back || more {
		p.Next = cursor{last.createdAt, last.id, false}.String()
	}
	return p, nil
}

// line opens a row for a list. Who may list a restricted person may see the name.
func (s *Service) line(ctx context.Context, row personRow) (PersonLine, error) {
	identity, _, err := s.open(ctx, row)
	if err != nil {
		return PersonLine{}, err
	}
	l := PersonLine{
		Facts: row.facts(), Name: identity.name(), Sex: row.sex, Birth: identity.Birth,
		Nationalities: row.nationalities, LanguageCodes: row.languages,
	}
	l.Name.Reference, l.Name.Restricted = row.reference, row.restricted
	return l, nil
}

// cursor is a place in a list: before or after a person.
type cursor struct {
	at   clock.Instant
	id   string
	back bool
}

// String writes a cursor for a link. It says when somebody was registered, and nothing else.
func (c cursor) String() string {
	way := "n"
	if c.back {
		way = "p"
	}
	return base64.RawURLEncoding.EncodeToString([]byte(way + c.at.String() + c.id))
}

func parseCursor(s string) (c cursor, err error) {
	if s == "" {
		return c, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) != 1+len(clock.InstantLayout)+26 || !strings.ContainsRune("np", rune(b[0])) {
		return c, clock.ErrInstant
	}
	text := string(b[1:])
	c.back, c.id = b[0] == 'p', text[len(clock.InstantLayout):]
	if !db.ValidID(c.id) {
		return c, clock.ErrInstant
	}
	c.at, err = clock.ParseInstant(text[:len(clock.InstantLayout)])
	return c, err
}
