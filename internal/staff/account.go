package staff

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// Account states.
const (
	Invited  = "invited"
	Active   = "active"
	Disabled = "disabled"
)

// Account is one member of staff.
type Account struct {
	ID          string
	Login       string
	Name        string
	Email       string
	Status      string
	Lang        string
	Theme       string
	Shortcuts   bool
	Assignments []Assignment
	TOTP        bool          // a second factor is confirmed
	InviteUntil clock.Instant // of an invitation that waits, zero where none does
	CreatedAt   clock.Instant
	Version     int

	passwordHash string
	totpSealed   []byte
	totpLast     int64
	epoch        int // sessions and tokens of another epoch are worth nothing
}

// Assignment is a role held in a scope.
type Assignment struct {
	Role  string
	Scope access.Scope
}

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@+-]{1,99}$`)

// normalLogin folds what people type: spaces around and capitals.
func normalLogin(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Account returns one account with its roles.
func (s *Service) Account(ctx context.Context, by access.Actor, id string) (Account, error) {
	if id != by.ID && !by.MayOn(PermAccounts, access.Object{}) {
		return Account{}, fault.Missing()
	}
	return s.account(ctx, s.DB, id)
}

// AccountFilter narrows Accounts. The zero value lists all.
type AccountFilter struct {
	Status string
	Role   string
	After  string // id or login of the last row of the page before
	Limit  int    // 0: 50
}

// Accounts lists accounts by login.
func (s *Service) Accounts(ctx context.Context, by access.Actor, f AccountFilter) ([]Account, error) {
	if !by.MayOn(PermAccounts, access.Object{}) {
		return nil, fault.Denied()
	}
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	list, err := listAccounts(ctx, s.DB, f)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if err := s.fill(ctx, s.DB, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (s *Service) account(ctx context.Context, q db.Querier, id string) (Account, error) {
	a, err := findAccount(ctx, q, "id", id)
	if errors.Is(err, db.ErrNoRow) {
		return Account{}, fault.Missing()
	}
	if err != nil {
		return Account{}, err
	}
	return a, s.fill(ctx, q, &a)
}

// fill opens the sealed columns and adds the roles.
func (s *Service) fill(ctx context.Context, q db.Querier, a *Account) error {
	name, err := s.Vault.Open(ctx, sealedAt(a.ID, "name_sealed"), []byte(a.Name))
	if err != nil {
		return err
	}
	a.Name = string(name)
	if a.Email != "" {
		email, err := s.Vault.Open(ctx, sealedAt(a.ID, "email_sealed"), []byte(a.Email))
		if err != nil {
			return err
		}
		a.Email = string(email)
	}
	a.Assignments, err = assignments(ctx, q, a.ID)
	return err
}

func sealedAt(id, column string) crypt.Place {
	return crypt.Place{Table: "staff_account", Row: id, Column: column}
}

// actor returns who the account is to the rest of the program.
func (s *Service) actor(a Account) access.Actor {
	by := access.Actor{ID: a.ID, Name: a.Name}
	for _, as := range a.Assignments {
		if role, ok := s.roles[as.Role]; ok {
			by.Grants = append(by.Grants, access.Grant{Role: role, Scope: as.Scope})
		}
	}
	return by
}
