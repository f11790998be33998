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

// SetRoles replaces the roles of an account as it was at a version. Nobody
// changes his own. It counts from the next request on, of sessions and tokens
// alike.
func (s *Service) SetRoles(ctx context.Context, by access.Actor, account string, version int, list []Assignment) error {
	if err := s.mayManage(by, account); err != nil {
		return err
	}
	if err := s.checkAssignments(list); err != nil {
		return err
	}
	return s.change(ctx, by, account, audit.Entry{Action: "staff.roles", Detail: detailOf(list)}, func(ctx context.Context, tx *db.Tx) error {
		if n, err := nextVersion(ctx, tx, account, version); err != nil {
			return err
		} else if n == 0 {
			return fault.Conflicts("staff.error.changed")
		}
		return replaceAssignments(ctx, tx, account, list, by.ID, clock.Now(s.Clock))
	})
}

// Disable ends an account: its sessions and tokens are worth nothing at once.
func (s *Service) Disable(ctx context.Context, by access.Actor, account string) error {
	if err := s.mayManage(by, account); err != nil {
		return err
	}
	return s.change(ctx, by, account, audit.Entry{Action: "staff.disable"}, func(ctx context.Context, tx *db.Tx) error {
		if err := deleteSessions(ctx, tx, account); err != nil {
			return err
		}
		return setStatus(ctx, tx, account, Disabled)
	})
}

// Enable opens a disabled account again; its owner logs in as before. Tokens do
// not come back. An account that never had a second factor needs a Reset too.
func (s *Service) Enable(ctx context.Context, by access.Actor, account string) error {
	if err := s.mayManage(by, account); err != nil {
		return err
	}
	return s.change(ctx, by, account, audit.Entry{Action: "staff.enable"}, func(ctx context.Context, tx *db.Tx) error {
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
	err := s.change(ctx, by, account, audit.Entry{Action: "staff.reset"}, func(ctx context.Context, tx *db.Tx) error {
		if err := deleteSessions(ctx, tx, account); err != nil {
			return err
		}
		if err := reset(ctx, tx, account, hash, clock.Now(s.Clock).Add(inviteLife)); err != nil {
			return err
		}
		return s.tellInvited(ctx, tx, account, code)
	})
	return code, err
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

// change runs f on an existing account and writes it down as e.
func (s *Service) change(ctx context.Context, by access.Actor, account string, e audit.Entry, f func(ctx context.Context, tx *db.Tx) error) error {
	e.ObjectType, e.ObjectID = "account", account
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := s.account(ctx, tx, account); err != nil {
			return err
		}
		if err := f(ctx, tx); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, e)
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
