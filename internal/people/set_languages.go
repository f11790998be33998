package people

import (
	"context"
	"slices"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
)

// SetLanguages says which languages somebody speaks, the one to speak first.
func (s *Service) SetLanguages(ctx context.Context, by access.Actor, personID string, all []Language) error {
	f := newForm(s.today())
	all = slices.Clone(all)
	checkLanguages(f, all)
	if err := f.err(); err != nil {
		return err
	}
	return s.change(ctx, by, act{PermEdit, "people.languages"}, personID, func(ctx context.Context, tx *db.Tx, p *opened) (map[string]any, error) {
		codes, interpreter := languageCodes(all)
		return map[string]any{"languages": codes, "interpreter": interpreter}, replaceLanguages(ctx, tx, personID, all)
	})
}
