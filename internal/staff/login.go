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

// Failures after which an account waits before the next try, and the longest
// wait: an attacker is slowed, the owner is not locked out.
const (
	freeFailures = 5
	longestWait  = 15 * time.Minute
)

// LogIn checks a password and starts a session that waits for the second
// factor; full says that it does not wait, which only the demonstration grants.
// Every refusal is the same fault.
func (s *Service) LogIn(ctx context.Context, login, password, agent string) (session string, full bool, err error) {
	a, err := s.checkLogin(ctx, login, password)
	if err != nil {
		return "", false, err
	}
	stage := stagePassword
	if full = s.PasswordOnly && !a.TOTP && a.Status == Active; full {
		stage = stageFull
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if full {
			if err := s.Audit.Record(ctx, tx, access.Actor{ID: a.ID}, audit.Entry{Action: "staff.login", ObjectType: "account", ObjectID: a.ID}); err != nil {
				return err
			}
		}
		session, err = s.startSession(ctx, tx, a.ID, a.epoch, stage, agent)
		return err
	})
	return session, full, err
}

// checkLogin finds the account that login and password belong to.
func (s *Service) checkLogin(ctx context.Context, login, password string) (Account, error) {
	a, err := findAccount(ctx, s.DB, "login", normalLogin(login))
	unknown := errors.Is(err, db.ErrNoRow)
	if err != nil && !unknown {
		return Account{}, err
	}
	stored := a.passwordHash
	if unknown || stored == "" {
		stored = s.dummy
	}
	if now := clock.Now(s.Clock); !unknown && a.blockedUntil.After(now) {
		return Account{}, fault.InvalidField("login", "staff.error.wait")
	}
	var ok bool
	if err := s.withHashing(ctx, func() { ok = matches(stored, password) }); err != nil {
		return Account{}, err
	}
	if unknown || !ok || a.passwordHash == "" || a.Status == Disabled {
		if !unknown {
			if err := s.countFailure(ctx, a, "password"); err != nil {
				return Account{}, err
			}
		}
		return Account{}, fault.InvalidField("login", "staff.error.login")
	}
	return a, nil
}

// ConfirmCode gives the second factor, from the app or a recovery code, and
// returns a new session value; the old one is worth nothing afterwards.
func (s *Service) ConfirmCode(ctx context.Context, sessionValue, code, agent string) (session string, err error) {
	a, sess, err := s.sessionAccount(ctx, sessionValue)
	if err != nil {
		return "", err
	}
	if !a.TOTP {
		return "", fault.Conflicts("staff.error.totp_missing")
	}
	if a.blockedUntil.After(clock.Now(s.Clock)) {
		return "", fault.InvalidField("code", "staff.error.wait")
	}
	recovery := strings.Contains(code, "-")
	var step int64
	if !recovery {
		if step, err = s.checkTOTP(ctx, a, code); err != nil {
			return "", errors.Join(err, s.countFailure(ctx, a, "code"))
		}
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if recovery {
			n, err := useRecovery(ctx, tx, a.ID, hashSecret(strings.ToLower(strings.TrimSpace(code))), clock.Now(s.Clock))
			if err != nil {
				return err
			}
			if n == 0 {
				return fault.InvalidField("code", "staff.error.code")
			}
			step = a.totpLast
		}
		n, err := loggedIn(ctx, tx, a.ID, step, recovery)
		if err != nil {
			return err
		}
		if n == 0 { // the same code came twice at once
			return fault.InvalidField("code", "staff.error.code")
		}
		if err := deleteSession(ctx, tx, sess.hash); err != nil {
			return err
		}
		if err := s.Audit.Record(ctx, tx, access.Actor{ID: a.ID}, audit.Entry{Action: "staff.login", ObjectType: "account", ObjectID: a.ID, Detail: map[string]any{"recovery": recovery}}); err != nil {
			return err
		}
		session, err = s.startSession(ctx, tx, a.ID, a.epoch, stageFull, agent)
		return err
	})
	if recovery && fault.Is(err, fault.Invalid, "") {
		err = errors.Join(err, s.countFailure(ctx, a, "recovery"))
	}
	return session, err
}

// countFailure slows the next try down and writes the failure down.
func (s *Service) countFailure(ctx context.Context, a Account, factor string) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		failures, err := addFailure(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if over := failures - freeFailures; over >= 0 {
			wait := min(time.Second<<min(over, 20), longestWait)
			if err := block(ctx, tx, a.ID, clock.Now(s.Clock).Add(wait)); err != nil {
				return err
			}
		}
		return s.Audit.Record(ctx, tx, access.Actor{ID: a.ID}, audit.Entry{Action: "staff.login.failed", ObjectType: "account", ObjectID: a.ID, Detail: map[string]any{"factor": factor}})
	})
}

// LogOut ends a session. A value that is worth nothing is no error.
func (s *Service) LogOut(ctx context.Context, sessionValue string) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return deleteSession(ctx, tx, hashSecret(sessionValue))
	})
}
