package staff

import (
	"context"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// PasswordChange replaces one's own password.
type PasswordChange struct {
	Old, New string
	Stay     bool    // start a session for From, since all others end
	From     Browser // where it is done
}

// ChangePassword replaces one's own password. All sessions and tokens end; the
// new session is empty unless Stay asks for one.
func (s *Service) ChangePassword(ctx context.Context, by access.Actor, in PasswordChange) (session string, err error) {
	a, err := s.account(ctx, s.DB, by.ID)
	if err != nil {
		return "", err
	}
	if err := checkPassword("password", in.New, a.Login); err != nil {
		return "", err
	}
	if err := s.confirmPassword(ctx, a, "old_password", in.Old, in.From); err != nil {
		return "", err
	}
	var hash string
	if err := s.withHashing(ctx, func() { hash = s.Hashing.hash(in.New) }); err != nil {
		return "", err
	}
	err = s.change(ctx, by, a.ID, audit.Entry{Action: "staff.password"}, func(ctx context.Context, tx *db.Tx) error {
		if n, err := setPassword(ctx, tx, a, hash); err != nil {
			return err
		} else if n == 0 {
			return fault.Denied()
		}
		if err := forgetAttempts(ctx, tx, s.bucket(a.Login, in.From)); err != nil {
			return err
		}
		if err := deleteSessions(ctx, tx, a.ID); err != nil || !in.Stay {
			return err
		}
		session, err = s.startSession(ctx, tx, a.ID, a.epoch+1, stageFull, in.From.Agent)
		return err
	})
	return session, err
}

// confirmPassword asks for the password once more, before something that a
// forgotten open browser must not allow. Failures count as those of logging in.
func (s *Service) confirmPassword(ctx context.Context, a Account, field, password string, from Browser) error {
	bucket := s.bucket(a.Login, from)
	wait, err := s.waiting(ctx, bucket)
	if err != nil {
		return err
	}
	if wait {
		return fault.InvalidField(field, "staff.error.wait")
	}
	var ok bool
	if err := s.withHashing(ctx, func() { ok = matches(a.passwordHash, password) }); err != nil || ok {
		return err
	}
	if err := s.countFailure(ctx, bucket, a.ID, "password"); err != nil {
		return err
	}
	return fault.InvalidField(field, "staff.error.old_password")
}
