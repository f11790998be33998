package people

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
)

// act is what is done to a person: the permission it needs and the action that
// the audit log and the person's history show.
type act struct {
	perm   access.Permission
	action string
}

// opened is a person under change.
type opened struct {
	personRow
	Identity
	key crypt.DataKey
}

// plan returns what rows of a list are sealed and keyed with.
func (p *opened) plan() personPlan { return personPlan{id: p.id, key: p.key} }

// change runs f on a person whom the actor may change, in one transaction with
// the audit entry, whose detail f returns: codes and counts, nothing personal.
func (s *Service) change(ctx context.Context, by access.Actor, a act, id string, f func(context.Context, *db.Tx, *opened) (map[string]any, error)) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		row, err := visible(ctx, tx, by, a.perm, id)
		if err != nil {
			return err
		}
		p := &opened{personRow: row}
		if p.Identity, p.key, err = s.open(ctx, row); err != nil {
			return err
		}
		detail, err := f(ctx, tx, p)
		if err != nil {
			return err
		}
		if err := touchPerson(ctx, tx, id, s.now()); err != nil {
			return err
		}
		tx.Changed(TopicPerson, id)
		return s.audit.Record(ctx, tx, by, audit.Entry{Action: a.action, ObjectType: "person", ObjectID: id, PersonID: id, Detail: detail})
	})
}

// lists returns a reader of the person's lists.
func (p *opened) lists(ctx context.Context, q db.Querier) *reader {
	return &reader{ctx, q, p.id, p.key, nil}
}
