package staff

import (
	"context"
	"errors"
	"strings"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// Stages of a session.
const (
	stagePassword = "password" // the second factor is missing
	stageFull     = "full"
)

// passwordStageLife is how long the page for the second factor waits.
const passwordStageLife = 10 * time.Minute

// Session is one browser where an account is logged in.
type Session struct {
	ID        string // opaque; not the cookie
	Agent     string
	CreatedAt clock.Instant
	SeenAt    clock.Instant
	Full      bool

	hash    string
	account string
	epoch   int
	stage   string
	until   clock.Instant
}

// Identity is what a valid cookie or token stands for.
type Identity struct {
	Account Account
	Actor   access.Actor  // who may do nothing, unless Full
	Full    bool          // the second factor was given
	Left    time.Duration // until the session ends without activity
}

func (s *Service) startSession(ctx context.Context, tx *db.Tx, account string, epoch int, stage, agent string) (string, error) {
	value, hash := newSecret("")
	now := clock.Now(s.Clock)
	life := s.SessionLife
	if stage == stagePassword {
		life = passwordStageLife
	}
	agent = strings.ToValidUTF8(agent[:min(len(agent), 200)], "") // a header may hold any byte
	return value, insertSession(ctx, tx, Session{hash: hash, account: account, epoch: epoch, stage: stage, Agent: agent, CreatedAt: now, SeenAt: now, until: now.Add(life)})
}

// Session returns who a session cookie belongs to. Reading keeps the session
// alive; the time of the last activity is written once a minute.
func (s *Service) Session(ctx context.Context, value string) (Identity, error) {
	a, sess, err := s.sessionAccount(ctx, value)
	if err != nil {
		return Identity{}, err
	}
	now := clock.Now(s.Clock)
	if now.Sub(sess.SeenAt) > time.Minute {
		err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return touchSession(ctx, tx, sess.hash, now) })
		if err != nil {
			return Identity{}, err
		}
	}
	left := min(s.SessionIdle, sess.until.Sub(now))
	id := Identity{Account: a, Full: sess.stage == stageFull, Left: left}
	if id.Full {
		id.Actor = s.actor(a)
	}
	return id, nil
}

// sessionAccount finds session and account; every refusal is the same fault.
func (s *Service) sessionAccount(ctx context.Context, value string) (Account, Session, error) {
	refused := fault.Denied()
	if value == "" {
		return Account{}, Session{}, refused
	}
	sess, err := findSession(ctx, s.DB, hashSecret(value))
	if errors.Is(err, db.ErrNoRow) {
		return Account{}, Session{}, refused
	}
	if err != nil {
		return Account{}, Session{}, err
	}
	now := clock.Now(s.Clock)
	if !sess.until.After(now) || now.Sub(sess.SeenAt) > s.SessionIdle {
		return Account{}, Session{}, refused
	}
	a, err := s.account(ctx, s.DB, sess.account)
	if err != nil {
		return Account{}, Session{}, err
	}
	if a.epoch != sess.epoch || a.Status == Disabled || (sess.stage == stageFull && a.Status != Active) {
		return Account{}, Session{}, refused
	}
	return a, sess, nil
}

// Sessions lists where an account is logged in: one's own, or any for who
// manages accounts.
func (s *Service) Sessions(ctx context.Context, by access.Actor, account string) ([]Session, error) {
	if account != by.ID && !by.MayOn(PermAccounts, access.Object{}) {
		return nil, fault.Missing()
	}
	return listSessions(ctx, s.DB, account, clock.Now(s.Clock))
}

// SessionID returns the ID of the session that a cookie belongs to.
func SessionID(value string) string { return sessionID(hashSecret(value)) }

// sessionID is enough to name a session among one account's, too little to be one.
func sessionID(hash string) string { return hash[:16] }

// RevokeSession ends one session at once; an empty id ends all of the account.
func (s *Service) RevokeSession(ctx context.Context, by access.Actor, account, id string) error {
	if account != by.ID && !by.MayOn(PermAccounts, access.Object{}) {
		return fault.Missing()
	}
	return s.change(ctx, by, account, audit.Entry{Action: "staff.session.revoke"}, func(ctx context.Context, tx *db.Tx) error {
		if id == "" {
			return deleteSessions(ctx, tx, account)
		}
		n, err := deleteSessionOf(ctx, tx, account, id)
		if err == nil && n == 0 {
			return fault.Missing()
		}
		return err
	})
}

// Sweep forgets sessions that have ended and failures that are long past.
func (s *Service) Sweep(ctx context.Context) error {
	now := clock.Now(s.Clock)
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := sweepAttempts(ctx, tx, now.Add(-attemptLife)); err != nil {
			return err
		}
		return sweepSessions(ctx, tx, now)
	})
}
