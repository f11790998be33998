package people

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
)

// PermDocument allows to see, record and strike out identity documents.
var PermDocument = access.Declare("people.document")

// AddDocument records an identity document; it returns the id of the entry.
func (s *Service) AddDocument(ctx context.Context, by access.Actor, personID string, in DocumentInput) (id string, err error) {
	f := newForm(s.today())
	in.check(f)
	if err := f.err(); err != nil {
		return "", err
	}
	return id, s.change(ctx, by, act{PermDocument, "people.document.add"}, personID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		b := newPersonBatches().document
		if id, err = s.addDocument(&b, p.plan(), in, s.write(by)); err != nil {
			return nil, err
		}
		return map[string]any{"type": in.Type, "entry": id}, b.write(ctx, tx)
	})
}

// RemoveDocument strikes out a document, recorded by mistake or given back.
func (s *Service) RemoveDocument(ctx context.Context, by access.Actor, personID, documentID string) error {
	return s.change(ctx, by, act{PermDocument, "people.document.remove"}, personID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		return map[string]any{"entry": documentID}, removeDocument(ctx, tx, personID, documentID, s.write(by))
	})
}
