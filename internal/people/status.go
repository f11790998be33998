package people

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
)

// PermStatus allows to record and correct legal statuses.
var PermStatus = access.Declare("people.status")

// newest returns the status with the latest first day, empty for none. Of two
// that begin on one day the one recorded later counts; all is in the order of
// recording. A status whose end has passed stays the last that is known.
func newest(all []Status) StatusCode {
	var found Status
	for _, s := range all {
		if !s.From.Before(found.From) {
			found = s
		}
	}
	return found.Code
}

func statusesOf(in []StatusInput) []Status {
	var out []Status
	for _, s := range in {
		out = append(out, Status{Code: s.Code, From: s.From, Until: s.Until})
	}
	return out
}

// AddStatus records a legal status; it returns the id of the entry.
func (s *Service) AddStatus(ctx context.Context, by access.Actor, personID string, in StatusInput) (id string, err error) {
	f := newForm(s.today())
	in.check(f)
	if err := f.err(); err != nil {
		return "", err
	}
	return id, s.change(ctx, by, act{PermStatus, "people.status.add"}, personID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		id = db.NewID()
		w := s.write(by)
		b := newPersonBatches().status
		b.add(personID, id, string(in.Code), in.From, in.Until, w.at, w.by)
		if err := b.write(ctx, tx); err != nil {
			return nil, err
		}
		return map[string]any{"status": in.Code, "from": in.From}, refreshStatus(ctx, tx, p)
	})
}

// RemoveStatus strikes out a legal status that was recorded by mistake.
func (s *Service) RemoveStatus(ctx context.Context, by access.Actor, personID, statusID string) error {
	return s.change(ctx, by, act{PermStatus, "people.status.remove"}, personID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		if err := removeStatus(ctx, tx, personID, statusID, s.write(by)); err != nil {
			return nil, err
		}
		return map[string]any{"entry": statusID}, refreshStatus(ctx, tx, p)
	})
}

// refreshStatus writes the newest status where lists look for it.
func refreshStatus(ctx context.Context, tx *db.Tx, p *opened) error {
	lists := p.lists(ctx, tx)
	status := newest(lists.statuses())
	if lists.err != nil {
		return lists.err
	}
	return setStatus(ctx, tx, p.id, status)
}
