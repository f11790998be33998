package portal

import (
	"context"

	"passerelle/internal/platform/db"
)

// topicPublic is announced when anything that a visitor may see has changed.
const topicPublic = "portal.public"

// publish carries out what changes a public page, and says so to this process
// and to the others.
func (s *Service) publish(ctx context.Context, f func(ctx context.Context, tx *db.Tx) error) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		tx.Changed(topicPublic, "all")
		return f(ctx, tx)
	})
}

// OnPublished calls f after each change of what a visitor may see, here or in
// another process.
func (s *Service) OnPublished(f func()) {
	s.DB.OnChange(topicPublic, func(context.Context, []string) { f() })
}
