package people

import (
	"context"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// AddRepresentative records who answers for a minor; it returns the id of the entry.
func (s *Service) AddRepresentative(ctx context.Context, by access.Actor, personID string, in RepresentativeInput) (id string, err error) {
	f := newForm(s.today())
	in.Member = nil
	in.check(f)
	if err := f.err(); err != nil {
		return "", err
	}
	return id, s.change(ctx, by, act{PermEdit, "people.representative.add"}, personID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		switch {
		case p.adult(s.today()):
			return nil, fault.InvalidField("kind", errRepresentativeAge)
		case in.PersonID == personID:
			return nil, fault.InvalidField("person", errRepresentativeWho)
		case in.PersonID != "":
			if err := s.checkRepresentative(ctx, tx, by, f, in.PersonID); err != nil {
				return nil, err
			}
		}
		b := newPersonBatches().representative
		if id, err = addRepresentative(&b, p.plan(), in, s.write(by)); err != nil {
			return nil, err
		}
		return map[string]any{"kind": in.Kind, "from": in.From, "entry": id}, b.write(ctx, tx)
	})
}

// EndRepresentative says that somebody no longer answers for a minor, from a
// day on; an empty day is today.
func (s *Service) EndRepresentative(ctx context.Context, by access.Actor, personID, representativeID string, until clock.Date) error {
	if until.IsZero() {
		until = s.today()
	}
	return s.change(ctx, by, act{PermEdit, "people.representative.end"}, personID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		lists := p.lists(ctx, tx)
		all := lists.representatives()
		if lists.err != nil {
			return nil, lists.err
		}
		i := slices.IndexFunc(all, func(r Representative) bool { return r.ID == representativeID })
		if i < 0 {
			return nil, fault.Missing()
		}
		f := newForm(s.today())
		f.day("until", until)
		f.until("until", all[i].From, until)
		if err := f.err(); err != nil {
			return nil, err
		}
		return map[string]any{"kind": all[i].Kind, "until": until}, endRepresentative(ctx, tx, personID, representativeID, until, s.write(by))
	})
}
