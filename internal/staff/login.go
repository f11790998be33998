package staff

import (
	"context"
	"errors"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// Admission is what a browser gets when it is let in.
type Admission struct {
	Session string // value of its cookie
	Full    bool   // false: the second factor is still to come
	Device  string // mark of this browser, for its next log-in; empty until Full
}

// LogIn checks a password and starts a session that waits for the second
// factor; only in the demonstration may it be full at once. Every refusal is
// the same fault: of an unknown login, a wrong password, a disabled account and
// after too many failures.
func (s *Service) LogIn(ctx context.Context, login, password string, from Browser) (Admission, error) {
	login = normalLogin(login)
	a, err := s.checkLogin(ctx, login, password, from)
	if err != nil {
		return Admission{}, err
	}
	full := s.PasswordOnly && !a.TOTP && a.Status == Active
	in := Admission{Full: full}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		stage := stagePassword
		if full {
			stage = stageFull
			if err := s.loginDone(ctx, tx, a, from, false); err != nil {
				return err
			}
		}
		in.Session, err = s.startSession(ctx, tx, a.ID, a.epoch, stage, from.Agent)
		return err
	})
	if full {
		in.Device = s.newDevice(a.Login)
	}
	return in, err
}

// checkLogin finds the account that login and password belong to.
func (s *Service) checkLogin(ctx context.Context, login, password string, from Browser) (Account, error) {
	var a Account
	if loginForm.MatchString(login) {
		var err error
		if a, err = findAccount(ctx, s.DB, "login", login); err != nil && !errors.Is(err, db.ErrNoRow) {
			return Account{}, err
		}
	}
	stored := a.passwordHash
	if stored == "" {
		stored = s.dummy // takes as long as any
	}
	var ok bool
	if err := s.withHashing(ctx, func() { ok = matches(stored, password) }); err != nil {
		return Account{}, err
	}
	bucket := s.bucket(login, from)
	wait, err := s.waiting(ctx, bucket)
	if err != nil {
		return Account{}, err
	}
	if wait || !ok || a.passwordHash == "" || a.Status == Disabled {
		if err := s.countFailure(ctx, bucket, a.ID, "password"); err != nil {
			return Account{}, err
		}
		return Account{}, fault.InvalidField("login", "staff.error.login")
	}
	return a, nil
}

// loginDone forgets the failures and writes the log-in down.
func (s *Service) loginDone(ctx context.Context, tx *db.Tx, a Account, from Browser, recovery bool) error {
	if err := forgetAttempts(ctx, tx, s.bucket(a.Login, from)); err != nil {
		return err
	}
	return s.Audit.Record(ctx, tx, access.Actor{ID: a.ID}, audit.Entry{Action: "staff.login", ObjectType: "account", ObjectID: a.ID, Detail: map[string]any{"recovery": recovery}})
}

// ConfirmCode gives the second factor, from the app or a recovery code, and
// returns a new session; the old one is worth nothing afterwards.
func (s *Service) ConfirmCode(ctx context.Context, sessionValue, code string, from Browser) (Admission, error) {
	a, sess, err := s.sessionAccount(ctx, sessionValue)
	if err != nil {
		return Admission{}, err
	}
	if !a.TOTP {
		return Admission{}, fault.Conflicts("staff.error.totp_missing")
	}
	bucket := s.bucket(a.Login, from)
	wait, err := s.waiting(ctx, bucket)
	if err != nil {
		return Admission{}, err
	}
	if wait {
		return Admission{}, fault.InvalidField("code", "staff.error.wait")
	}
	code, recovery := readCode(code)
	in := Admission{Full: true}
	var step int64
	if !recovery {
		step, err = s.checkTOTP(ctx, a, code)
	}
	if err == nil {
		err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := s.takeCode(ctx, tx, a, code, step); err != nil {
				return err
			}
			if err := deleteSession(ctx, tx, sess.hash); err != nil {
				return err
			}
			if err := s.loginDone(ctx, tx, a, from, recovery); err != nil {
				return err
			}
			in.Session, err = s.startSession(ctx, tx, a.ID, a.epoch, stageFull, from.Agent)
			return err
		})
	}
	if fault.Is(err, fault.Invalid, "") {
		return Admission{}, errors.Join(err, s.countFailure(ctx, bucket, a.ID, "code"))
	}
	if err != nil {
		return Admission{}, err
	}
	in.Device = s.newDevice(a.Login)
	return in, nil
}

// readCode folds what people type. A recovery code has letters; with or
// without the dash in its middle.
func readCode(typed string) (code string, recovery bool) {
	code = strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(typed))
	if len(code) != recoveryLength {
		return code, false
	}
	return code[:recoveryLength/2] + "-" + code[recoveryLength/2:], true
}

// takeCode uses a code up: the step of a TOTP, or a recovery code where step is 0.
func (s *Service) takeCode(ctx context.Context, tx *db.Tx, a Account, code string, step int64) error {
	refused := fault.InvalidField("code", "staff.error.code")
	if step == 0 {
		if n, err := useRecovery(ctx, tx, a.ID, hashSecret(code), clock.Now(s.Clock)); err != nil {
			return err
		} else if n == 0 {
			return refused
		}
	}
	n, err := loggedIn(ctx, tx, a, step, step == 0)
	if err == nil && n == 0 { // the same code came twice at once, or the account was reset
		return refused
	}
	return err
}

// LogOut ends a session. A value that is worth nothing is no error.
func (s *Service) LogOut(ctx context.Context, sessionValue string) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return deleteSession(ctx, tx, hashSecret(sessionValue))
	})
}
