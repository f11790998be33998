package people

import (
	"context"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PermNeed allows to record and end needs that bear on housing.
var PermNeed = access.Declare("people.need")

// AddNeed records a need that bears on housing; it returns the id of the entry.
// A need that holds already is a Conflict.
func (s *Service) AddNeed(ctx context.Context, by access.Actor, personID string, in NeedInput) (id string, err error) {
	f := newForm(s.today())
	in.check(f)
	if err := f.err(); err != nil {
		return "", err
	}
	return id, s.change(ctx, by, act{PermNeed, "people.need.add"}, personID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		if slices.Contains(p.needs, in.Code) {
			return nil, fault.Conflicts(errNeedOpen)
		}
		b := newPersonBatches().need
		id = addNeed(&b, p.plan(), in, s.write(by))
		if err := b.write(ctx, tx); err != nil {
			return nil, err
		}
		return map[string]any{"need": in.Code, "from": in.From}, setNeeds(ctx, tx, personID, append(p.needs, in.Code))
	})
}

// EndNeed says that a need no longer holds from a day on; an empty day is today.
func (s *Service) EndNeed(ctx context.Context, by access.Actor, personID, needID string, until clock.Date) error {
	if until.IsZero() {
		until = s.today()
	}
	return s.change(ctx, by, act{PermNeed, "people.need.end"}, personID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		lists := p.lists(ctx, tx)
		all := lists.needs()
		if lists.err != nil {
			return nil, lists.err
		}
		i := slices.IndexFunc(all, func(n Need) bool { return n.ID == needID })
		if i < 0 {
			return nil, fault.Missing()
		}
		f := newForm(s.today())
		f.day("until", until)
		f.until("until", all[i].From, until)
		if err := f.err(); err != nil {
			return nil, err
		}
		if err := endNeed(ctx, tx, personID, needID, until, s.write(by)); err != nil {
			return nil, err
		}
		left := slices.DeleteFunc(p.needs, func(c NeedCode) bool { return c == all[i].Code })
		return map[string]any{"need": all[i].Code, "until": until}, setNeeds(ctx, tx, personID, left)
	})
}
