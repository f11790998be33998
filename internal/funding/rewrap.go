package funding

import (
	"context"

	"passerelle/internal/platform/db"
)

// Rewrap seals the contacts of operations again with the primary key, where
// another sealed them. It returns how many values it changed.
func (s *Service) Rewrap(ctx context.Context, progress func(int)) (int, error) {
	changed := 0
	for _, c := range sealedColumns {
		list, err := c.all(ctx, s.DB)
		if err != nil {
			return changed, err
		}
		for _, v := range list {
			if s.Vault.Current(v.sealed) {
				continue
			}
			at := sealedAt(v.id, c.column)
			plain, err := s.Vault.Open(ctx, at, v.sealed)
			if err != nil {
				return changed, err
			}
			fresh, err := s.Vault.Seal(at, plain)
			if err != nil {
				return changed, err
			}
			if err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return c.replace(ctx, tx, v, fresh) }); err != nil {
				return changed, err
			}
			changed++
			progress(changed)
		}
	}
	return changed, nil
}

// sealedColumns are the columns of this module that the vault seals.
var sealedColumns = []sealedColumn{
	{column: columnContactName, query: contactNames, update: updateContactName},
	{column: columnContactEmail, query: contactEmails, update: updateContactEmail},
}

type sealedColumn struct{ column, query, update string }

type sealedValue struct {
	id     string
	sealed []byte
}
