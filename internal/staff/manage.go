package staff

import (
	"context"
	"errors"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// SetRoles replaces the roles of an account. Nobody changes his own. It counts
// from the next request on.
func (s *Service) SetRoles(ctx context.Context, by access.Actor, account string, list []Assignment) error {
	if err := s.mayManage(by, account); err != nil {
		return err
	}
	if err := s.checkAssignments(list); err != nil {
		return err
	}
	return s.change(ctx, by, account, "staff.roles", detailOf(list), func(ctx context.Context, tx *db.Tx) error {
		return replaceAssignments(ctx, tx, account, list, by.ID, clock.Now(s.Clock))
	})
}

// Disable ends an account: its sessions and tokens are worth nothing at once.
func (s *Service) Disable(ctx context.Context, by access.Actor, account string) error {
	if err := s.mayManage(by, account); err != nil {
		return err
	}
	return s.change(ctx, by, account, "staff.disable", nil, func(ctx context.Context, tx *db.Tx) error {
		if err := deleteSessions(ctx, tx, account); err != nil {
			return err
		}
		return setStatus(ctx, tx, account, Disabled)
	})
}

// Enable opens a disabled account again; its owner logs in as before.
func (s *Service) Enable(ctx context.Context, by access.Actor, account string) error {
	if err := s.mayManage(by, account); err != nil {
		return err
	}
	return s.change(ctx, by, account, "staff.enable", nil, func(ctx context.Context, tx *db.Tx) error {
		return enable(ctx, tx, account)
	})
}

// Reset makes a new invitation for somebody who lost password or phone. The
// old ones are worth nothing from now on. It returns the code, shown once.
func (s *Service) Reset(ctx context.Context, by access.Actor, account string) (string, error) {
	if err := s.mayManage(by, account); err != nil {
		return "", err
	}
	code, hash := newSecret("")
	err := s.change(ctx, by, account, "staff.reset", nil, func(ctx context.Context, tx *db.Tx) error {
		if err := deleteSessions(ctx, tx, account); err != nil {
			return err
		}
		return reset(ctx, tx, account, hash, clock.Now(s.Clock).Add(inviteLife))
	})
	return code, err
}

// ChangePassword replaces one's own password; all other sessions and all
// tokens end.
func (s *Service) ChangePassword(ctx context.Context, by access.Actor, old, fresh, agent string) (session string, err error) {
	a, err := s.account(ctx, s.DB, by.ID)
	if err != nil {
		return "", err
	}
	if err := checkPassword("password", fresh, a.Login); err != nil {
		return "", err
	}
	var ok bool
	var hash string
	if err := s.withHashing(ctx, func() {
		if ok = matches(a.passwordHash, old); ok {
			hash = s.Hashing.hash(fresh)
		}
	}); err != nil {
		return "", err
	}
	if !ok {
		if err := s.countFailure(ctx, a, "password"); err != nil {
			return "", err
		}
		return "", fault.InvalidField("old_password", "staff.error.old_password")
	}
	err = s.change(ctx, by, a.ID, "staff.password", nil, func(ctx context.Context, tx *db.Tx) error {
		if err := setPassword(ctx, tx, a.ID, hash); err != nil {
			return err
		}
		if err := deleteSessions(ctx, tx, a.ID); err != nil {
			return err
		}
		var err error
		session, err = s.startSession(ctx, tx, a.ID, a.epoch+1, stageFull, agent)
		return err
	})
	return session, err
}

// Preferences are how an account likes its pages.
type Preferences struct {
	Lang      string // en, fr, de, lb
	Theme     string // light, dark, or empty to follow the device
	Shortcuts bool   // single-key shortcuts
}

// SetPreferences stores one's own preferences.
func (s *Service) SetPreferences(ctx context.Context, by access.Actor, p Preferences) error {
	if !validLang(p.Lang) {
		return fault.InvalidField("lang", "staff.error.lang")
	}
	if p.Theme != "" && p.Theme != "light" && p.Theme != "dark" {
		return fault.InvalidField("theme", "staff.error.theme")
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return setPreferences(ctx, tx, by.ID, p) })
}

// RoleCodes returns the codes of all roles that can be granted.
func (s *Service) RoleCodes() []string {
	out := make([]string, len(s.Roles))
	for i, r := range s.Roles {
		out[i] = r.Code
	}
	return out
}

func (s *Service) mayManage(by access.Actor, account string) error {
	if !by.MayOn(PermAccounts, access.Object{}) {
		return fault.Denied()
	}
	if account == by.ID {
		return fault.Conflicts("staff.error.own_account")
	}
	return nil
}

// change runs f on an existing account and writes it down.
func (s *Service) change(ctx context.Context, by access.Actor, account, action string, detail map[string]any, f func(ctx context.Context, tx *db.Tx) error) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := s.account(ctx, tx, account); err != nil {
			return err
		}
		if err := f(ctx, tx); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: action, ObjectType: "account", ObjectID: account, Detail: detail})
	})
}

// AccountByLogin finds an account for the command line and for who manages accounts.
func (s *Service) AccountByLogin(ctx context.Context, by access.Actor, login string) (Account, error) {
	if !by.MayOn(PermAccounts, access.Object{}) {
		return Account{}, fault.Denied()
	}
	a, err := findAccount(ctx, s.DB, "login", normalLogin(login))
	if errors.Is(err, db.ErrNoRow) {
		return Account{}, fault.Missing()
	}
	if err != nil {
		return Account{}, err
	}
	return a, s.fill(ctx, s.DB, &a)
}
