package people

import (
	"context"

	"passerelle/internal/platform/db"
)

// rewrapPage is how many data keys are wrapped in one transaction: few enough
// that registrations hardly wait.
const rewrapPage = 500

// Rewrap wraps the data keys of all persons, and of imports, again with the
// primary key, where another wrapped them. Files may be read and written meanwhile: the data keys
// themselves stay. It tells progress how many it has looked at and returns how
// many it changed.
func (s *Service) Rewrap(ctx context.Context, progress func(int)) (int, error) {
	changed, err := s.rewrapImports(ctx)
	if err != nil {
		return changed, err
	}
	seen, after := 0, ""
	for {
		keys, err := wrappedKeys(ctx, s.db, after, rewrapPage)
		if err != nil || len(keys) == 0 {
			return changed, err
		}
		after = keys[len(keys)-1].person
		var fresh []wrappedKey
		for _, k := range keys {
			if s.vault.Current(k.wrapped) {
				continue
			}
			key, err := s.vault.Unwrap(ctx, k.person, k.wrapped)
			if err != nil {
				return changed, err
			}
			if k.fresh, err = s.vault.Wrap(k.person, key); err != nil {
				return changed, err
			}
			fresh = append(fresh, k)
		}
		if len(fresh) > 0 {
			if err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return updateKeys(ctx, tx, fresh) }); err != nil {
				return changed, err
			}
		}
		seen, changed = seen+len(keys), changed+len(fresh)
		progress(seen)
	}
}
