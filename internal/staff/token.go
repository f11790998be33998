package staff

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// tokenPrefix lets secret scanners know a leaked token.
const tokenPrefix = "psl_"

// longestToken is the longest life of a token.
const longestToken = 366 * 24 * time.Hour

// Token is a key of an account for the API. It acts with the roles that the
// account has at the time of each request.
type Token struct {
	ID        string
	Label     string
	CreatedAt clock.Instant
	Until     clock.Instant
	UsedAt    clock.Instant
	RevokedAt clock.Instant

	account string
	epoch   int
}

// CreateToken makes a token for one's own account; only the command line makes
// one for another, since a token acts with its account's rights and an
// administrator has none to case data. The secret is returned once.
func (s *Service) CreateToken(ctx context.Context, by access.Actor, account, label string, life time.Duration) (Token, string, error) {
	if !by.IsSystem() && (account != by.ID || !by.May(PermTokens)) {
		return Token{}, "", fault.Denied()
	}
	label = strings.TrimSpace(label)
	if n := utf8.RuneCountInString(label); n == 0 || n > 100 {
		return Token{}, "", fault.InvalidField("label", "staff.error.label")
	}
	if life < time.Hour || life > longestToken {
		return Token{}, "", fault.InvalidField("days", "staff.error.token_life")
	}
	secret, hash := newSecret(tokenPrefix)
	now := clock.Now(s.Clock)
	t := Token{ID: db.NewID(), Label: label, CreatedAt: now, Until: now.Add(life), account: account}
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := s.account(ctx, tx, account)
		if err != nil {
			return err
		}
		if a.Status != Active {
			return fault.Conflicts("staff.error.not_active")
		}
		t.epoch = a.epoch
		if err := insertToken(ctx, tx, t, hash); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "staff.token.create", ObjectType: "account", ObjectID: account, Detail: map[string]any{"token": t.ID}})
	})
	return t, secret, err
}

// Token returns who a bearer token belongs to.
func (s *Service) Token(ctx context.Context, secret string) (Identity, error) {
	if !strings.HasPrefix(secret, tokenPrefix) || len(secret) > 100 {
		return Identity{}, fault.Denied()
	}
	t, err := findToken(ctx, s.DB, hashSecret(secret))
	if errors.Is(err, db.ErrNoRow) {
		return Identity{}, fault.Denied()
	}
	if err != nil {
		return Identity{}, err
	}
	now := clock.Now(s.Clock)
	if !t.RevokedAt.IsZero() || !t.Until.After(now) {
		return Identity{}, fault.Denied()
	}
	a, err := s.account(ctx, s.DB, t.account)
	if err != nil {
		return Identity{}, err
	}
	if a.Status != Active || a.epoch != t.epoch {
		return Identity{}, fault.Denied()
	}
	if t.UsedAt.IsZero() || now.Sub(t.UsedAt) > time.Hour {
		err := s.DB.Write(db.WithoutJoin(ctx), func(ctx context.Context, tx *db.Tx) error { return touchToken(ctx, tx, t.ID, now) })
		if err != nil {
			return Identity{}, err
		}
	}
	return Identity{Account: a, Actor: s.actor(a), Full: true}, nil
}

// Tokens lists the tokens of an account, newest first.
func (s *Service) Tokens(ctx context.Context, by access.Actor, account string) ([]Token, error) {
	if account != by.ID && !by.MayOn(PermAccounts, access.Object{}) {
		return nil, fault.Missing()
	}
	return listTokens(ctx, s.DB, account)
}

// RevokeToken ends a token at once.
func (s *Service) RevokeToken(ctx context.Context, by access.Actor, account, id string) error {
	if account != by.ID && !by.MayOn(PermAccounts, access.Object{}) {
		return fault.Missing()
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := revokeToken(ctx, tx, account, id, clock.Now(s.Clock))
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Missing()
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "staff.token.revoke", ObjectType: "account", ObjectID: account, Detail: map[string]any{"token": id}})
	})
}
