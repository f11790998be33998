package portal

import (
	"context"

	"passerelle/internal/platform/db"
)

// RewrapStories seals the texts of stories again with the primary key, where
// another sealed them. It returns how many it changed.
func (s *Service) RewrapStories(ctx context.Context, progress func(int)) (int, error) {
	changed, after := 0, ""
	for {
		list, err := sealedStories(ctx, s.DB, after, 100)
		if err != nil || len(list) == 0 {
			return changed, err
		}
		for _, t := range list {
			after = t.id
			if s.Vault.Current(t.sealed) {
				continue
			}
			plain, err := s.Vault.Open(ctx, storyPlace(t.id), t.sealed)
			if err != nil {
				return changed, err
			}
			fresh, err := s.Vault.Seal(storyPlace(t.id), plain)
			if err != nil {
				return changed, err
			}
			if err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return replaceStorySeal(ctx, tx, t, fresh) }); err != nil {
				return changed, err
			}
			changed++
		}
		progress(changed)
	}
}
