package portal

import (
	"context"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// PageVotes is how many readers of a language found an answer helpful.
type PageVotes struct {
	Lang      i18n.Lang
	Helpful   int
	Unhelpful int
}

// Vote counts whether an answer helped. It keeps who said so nowhere: no
// account, no cookie, no address, no time; hence nothing in the audit log.
func (s *Service) Vote(ctx context.Context, slug string, lang i18n.Lang, helpful bool) error {
	if !lang.Known() {
		return fault.Missing()
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := pageByPath(ctx, tx, PageFAQ, slug)
		if err != nil {
			return err
		}
		return addVote(ctx, tx, p.ID, lang, helpful)
	})
}
