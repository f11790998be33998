package web

import (
	"context"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
)

// Rewrap forgets kept answers and seals drafts again with the primary key,
// where another sealed them. An answer that is gone is answered with "already
// carried out", which is true.
func Rewrap(ctx context.Context, d *db.DB, v *crypt.Vault, progress func(int)) (int, error) {
	drafts, err := allDrafts(ctx, d)
	if err != nil {
		return 0, err
	}
	changed := 0
	for _, draft := range drafts {
		if v.Current(draft.sealed) {
			continue
		}
		at := draftPlace(draft.account, draft.form)
		plain, err := v.Open(ctx, at, draft.sealed)
		if err != nil {
			continue // nobody can open it: it is no draft any more
		}
		fresh, err := v.Seal(at, plain)
		if err != nil {
			return changed, err
		}
		err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return resealDraft(ctx, tx, draft, fresh) })
		if err != nil {
			return changed, err
		}
		changed++
		progress(changed)
	}
	claims, err := sealedClaims(ctx, d)
	if err != nil {
		return changed, err
	}
	for _, c := range claims {
		if v.Current(c.sealed) {
			continue
		}
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return answerClaim(ctx, tx, c.account, c.key, 0, nil) })
		if err != nil {
			return changed, err
		}
		changed++
	}
	return changed, nil
}

type sealedDraft struct {
	account, form string
	sealed        []byte
	at            clock.Instant
}

type sealedClaim struct {
	account, key string
	sealed       []byte
}
