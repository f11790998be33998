package staff

import (
	"context"
	"errors"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// inviteLife is how long an invitation waits to be taken up.
const inviteLife = 7 * 24 * time.Hour

// Invitation is a new account before its owner has seen it.
type Invitation struct {
	Login       string // 2 to 100 letters, digits and . _ @ + -
	Name        string
	Email       string // optional
	Lang        string
	Assignments []Assignment
}

// Invite makes an account and returns the code that its owner opens it with.
// The code is shown once and stored as a hash.
func (s *Service) Invite(ctx context.Context, by access.Actor, in Invitation) (Account, string, error) {
	if !by.MayOn(PermAccounts, access.Object{}) {
		return Account{}, "", fault.Denied()
	}
	in.Login = normalLogin(in.Login)
	if err := s.checkInvitation(in); err != nil {
		return Account{}, "", err
	}
	code, hash := newSecret("")
	id := db.NewID()
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.insert(ctx, tx, by, id, in, hash); err != nil {
			return err
		}
		if err := s.tellInvited(ctx, tx, id, code); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, by, audit.Entry{Action: "staff.invite", ObjectType: "account", ObjectID: id, Detail: detailOf(in.Assignments)})
	})
	if db.Violation(err) == "staff_account_login" {
		return Account{}, "", fault.InvalidField("login", "staff.error.login_taken")
	}
	if err != nil {
		return Account{}, "", err
	}
	a, err := s.account(ctx, s.DB, id)
	return a, code, err
}

func (s *Service) tellInvited(ctx context.Context, tx *db.Tx, account, code string) error {
	if s.Invited == nil {
		return nil
	}
	return s.Invited(ctx, tx, account, code)
}

func (s *Service) insert(ctx context.Context, tx *db.Tx, by access.Actor, id string, in Invitation, hash string) error {
	name, err := s.Vault.Seal(sealedAt(id, "name_sealed"), []byte(strings.TrimSpace(in.Name)))
	if err != nil {
		return err
	}
	var email []byte
	if in.Email != "" {
		if email, err = s.Vault.Seal(sealedAt(id, "email_sealed"), []byte(in.Email)); err != nil {
			return err
		}
	}
	now := clock.Now(s.Clock)
	if err := insertAccount(ctx, tx, newAccount{id, in.Login, name, email, in.Lang, hash, now.Add(inviteLife), by.ID, now}); err != nil {
		return err
	}
	return replaceAssignments(ctx, tx, id, in.Assignments, by.ID, now)
}

func (s *Service) checkInvitation(in Invitation) error {
	var l fault.List
	if n := utf8.RuneCountInString(strings.TrimSpace(in.Name)); n == 0 || n > 200 {
		l.Add("name", "staff.error.name")
	}
	if !loginForm.MatchString(in.Login) {
		l.Add("login", "staff.error.login_form")
	}
	if in.Email != "" {
		if a, err := mail.ParseAddress(in.Email); err != nil || a.Address != in.Email {
			l.Add("email", "staff.error.email")
		}
	}
	if in.Lang != "" && !validLang(in.Lang) {
		l.Add("lang", "staff.error.lang")
	}
	l.AddErr(s.checkAssignments(in.Assignments))
	return l.Err()
}

func validLang(l string) bool { return l == "en" || l == "fr" || l == "de" || l == "lb" }

// maxAssignments bounds the roles of an account: each is looked at in every request.
const maxAssignments = 30

func (s *Service) checkAssignments(list []Assignment) error {
	if len(list) == 0 {
		return fault.InvalidField("roles", "staff.error.roles_required")
	}
	if len(list) > maxAssignments {
		return fault.InvalidField("roles", "staff.error.roles_many", "max", maxAssignments)
	}
	for _, a := range list {
		if _, ok := s.roles[a.Role]; !ok {
			return fault.InvalidField("roles", "staff.error.role_unknown")
		}
		switch a.Scope.Kind {
		case access.ScopeAll:
			if a.Scope.ID != "" {
				return fault.InvalidField("roles", "staff.error.scope")
			}
		case access.ScopeOrganisation, access.ScopeCentre, access.ScopeTeam:
			if !db.ValidID(a.Scope.ID) {
				return fault.InvalidField("roles", "staff.error.scope")
			}
		default:
			return fault.InvalidField("roles", "staff.error.scope")
		}
	}
	return nil
}

func detailOf(list []Assignment) map[string]any {
	var roles []string
	for _, a := range list {
		roles = append(roles, strings.TrimSuffix(a.Role+"@"+string(a.Scope.Kind)+":"+a.Scope.ID, ":"))
	}
	return map[string]any{"roles": roles}
}

// Enrolment is what a new member of staff needs to set up the second factor.
type Enrolment struct {
	Account Account
	Secret  string // base 32, for typing
	URL     string // otpauth://, for the QR code
}

// OpenInvitation returns the account that an invitation code belongs to.
func (s *Service) OpenInvitation(ctx context.Context, code string) (Account, error) {
	a, err := findAccount(ctx, s.DB, "invite_hash", hashSecret(code))
	if errors.Is(err, db.ErrNoRow) {
		return Account{}, noInvitation()
	}
	if err != nil {
		return Account{}, err
	}
	if a.InviteUntil.Before(clock.Now(s.Clock)) || a.Status == Disabled {
		return Account{}, noInvitation()
	}
	return a, s.fill(ctx, s.DB, &a)
}

// noInvitation answers a code that was never given out, is used up or too old.
func noInvitation() error {
	return &fault.Fault{Kind: fault.NotFound, Key: "staff.error.invitation"}
}

// AcceptInvitation sets the first password. The account becomes active when the
// second factor is confirmed.
func (s *Service) AcceptInvitation(ctx context.Context, code, password string, from Browser) (session string, err error) {
	a, err := s.OpenInvitation(ctx, code)
	if err != nil {
		return "", err
	}
	if err := checkPassword("password", password, a.Login); err != nil {
		return "", err
	}
	var hash string
	if err := s.withHashing(ctx, func() { hash = s.Hashing.hash(password) }); err != nil {
		return "", err
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := acceptInvite(ctx, tx, a.ID, hashSecret(code), hash)
		if err != nil {
			return err
		}
		if n == 0 {
			return noInvitation() // used by somebody else meanwhile
		}
		if err := deleteSessions(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := forgetAttempts(ctx, tx, s.bucket(a.Login, from)); err != nil {
			return err
		}
		by := access.Actor{ID: a.ID}
		if err := s.Audit.Record(ctx, tx, by, audit.Entry{Action: "staff.invitation.accept", ObjectType: "account", ObjectID: a.ID}); err != nil {
			return err
		}
		session, err = s.startSession(ctx, tx, a.ID, a.epoch+1, stagePassword, from.Agent)
		return err
	})
	return session, err
}
