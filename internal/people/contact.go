package people

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
)

// AddContact records a way to reach somebody; it returns the id of the entry.
func (s *Service) AddContact(ctx context.Context, by access.Actor, personID string, in ContactInput) (id string, err error) {
	f := newForm(s.today())
	in.check(f)
	if err := f.err(); err != nil {
		return "", err
	}
	return id, s.change(ctx, by, act{PermEdit, "people.contact.add"}, personID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		b := newPersonBatches().contact
		if id, err = s.addContact(&b, p.plan(), in, s.write(by)); err != nil {
			return nil, err
		}
		return map[string]any{"kind": in.Kind, "safe": in.Safe, "entry": id}, b.write(ctx, tx)
	})
}

// RemoveContact strikes out a way to reach somebody.
func (s *Service) RemoveContact(ctx context.Context, by access.Actor, personID, contactID string) error {
	return s.change(ctx, by, act{PermEdit, "people.contact.remove"}, personID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		return map[string]any{"entry": contactID}, removeContact(ctx, tx, personID, contactID, s.write(by))
	})
}
