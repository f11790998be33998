package staff_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"slices"
	"testing"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/staff"
	"passerelle/internal/testkit"

	"github.com/pquerna/otp/totp"
)

var permWork = access.Declare("stafftest.work")

// cheap makes password hashes of no strength at once.
var cheap = staff.Hashing{MemoryKiB: 8, Passes: 1, Lanes: 1}

const goodPassword = "kettle marble seventeen"

// world is the service with an administrator who acts from outside it.
type world struct {
	*staff.Service
	db    *db.DB
	vault *crypt.Vault
	log   *audit.Log
	clock *clock.Manual
	admin access.Actor
}

func newWorld(t *testing.T, d *db.DB, change ...func(*staff.Deps)) *world {
	t.Helper()
	w := &world{db: d, clock: testkit.Clock(t)}
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	if w.vault, err = crypt.OpenVault(t.Context(), d, w.clock, master); err != nil {
		t.Fatal(err)
	}
	if w.log, err = audit.New(d, w.clock, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize)), ""); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	wait := w.log.Start(ctx)
	t.Cleanup(func() { cancel(); wait() })
	deps := staff.Deps{
		DB: d, Vault: w.vault, Audit: w.log, Clock: w.clock, Hashing: cheap,
		Roles: []access.Role{
			{Code: "administrator", Permissions: []access.Permission{staff.PermAccounts, staff.PermTokens}},
			{Code: "auditor", Permissions: []access.Permission{staff.PermAuditLog}},
			{Code: "reception_desk", Permissions: []access.Permission{permWork, staff.PermTokens}},
		},
	}
	for _, f := range change {
		f(&deps)
	}
	w.Service = staff.New(deps)
	w.admin = access.Actor{ID: db.NewID(), Grants: []access.Grant{{Role: deps.Roles[0], Scope: access.Everywhere}}}
	return w
}

func everywhere(role string) []staff.Assignment {
	return []staff.Assignment{{Role: role, Scope: access.Everywhere}}
}

// member is an account with what its owner keeps at home.
type member struct {
	staff.Account
	secret   string // of the authenticator app
	session  string
	device   string
	recovery []string
}

// join takes an account from its invitation to its first full session.
func (w *world) join(t *testing.T, login string, roles ...string) *member {
	t.Helper()
	in := staff.Invitation{Login: login, Name: "Nadine " + login, Email: login + "@example.lu", Lang: "fr"}
	for _, r := range roles {
		in.Assignments = append(in.Assignments, everywhere(r)...)
	}
	a, code, err := w.Invite(t.Context(), w.admin, in)
	if err != nil {
		t.Fatal(err)
	}
	half, err := w.AcceptInvitation(t.Context(), code, goodPassword, staff.Browser{Agent: "test"})
	if err != nil {
		t.Fatal(err)
	}
	m := &member{Account: a}
	m.enrol(t, w, half)
	return m
}

func (m *member) enrol(t *testing.T, w *world, half string) {
	t.Helper()
	e, err := w.Enrol(t.Context(), half)
	if err != nil {
		t.Fatal(err)
	}
	m.secret = e.Secret
	in, recovery, err := w.ConfirmEnrolment(t.Context(), half, m.code(t, w), staff.Browser{Agent: "test"})
	if err != nil {
		t.Fatal(err)
	}
	m.session, m.device, m.recovery = in.Session, in.Device, recovery
	w.clock.Advance(time.Minute) // the next code is another
}

// code is what the app shows now.
func (m *member) code(t *testing.T, w *world) string {
	t.Helper()
	c, err := totp.GenerateCode(m.secret, w.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// logIn logs in with password and code and moves the clock to the next code.
func (m *member) logIn(t *testing.T, w *world) {
	t.Helper()
	in, err := w.LogIn(t.Context(), m.Login, goodPassword, staff.Browser{Agent: "test"})
	if err == nil {
		in, err = w.ConfirmCode(t.Context(), in.Session, m.code(t, w), staff.Browser{Agent: "test"})
	}
	if err != nil {
		t.Fatal(err)
	}
	m.session, m.device = in.Session, in.Device
	w.clock.Advance(time.Minute)
}

// actor is the member as the next request would see him.
func (m *member) actor(t *testing.T, w *world) access.Actor {
	t.Helper()
	id, err := w.Session(t.Context(), m.session)
	if err != nil {
		t.Fatal(err)
	}
	return id.Actor
}

// token makes an API token of the member.
func (m *member) token(t *testing.T, w *world) (staff.Token, string) {
	t.Helper()
	tok, secret, err := w.CreateToken(t.Context(), m.actor(t, w), m.ID, "statistics", 24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return tok, secret
}

// alive reports whether session and token are worth something.
func (w *world) alive(t *testing.T, session, token string) (bool, bool) {
	t.Helper()
	_, err1 := w.Session(t.Context(), session)
	_, err2 := w.Token(t.Context(), token)
	for _, err := range []error{err1, err2} {
		if err != nil && !fault.Is(err, fault.Forbidden, "") {
			t.Fatalf("refused with %v, want a fault of kind Forbidden", err)
		}
	}
	return err1 == nil, err2 == nil
}

// refused fails the test unless err is a fault of the kind and key.
func refused(t *testing.T, what string, err error, kind fault.Kind, key string) {
	t.Helper()
	if !fault.Is(err, kind, key) {
		t.Errorf("%s: %v, want %s %s", what, err, kind, key)
	}
}

// actions returns what the audit log says of an account, sorted.
func (w *world) actions(t *testing.T, account string) (out []string) {
	t.Helper()
	list, err := w.log.Entries(t.Context(), audit.Filter{ObjectID: account})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		out = append(out, e.Action)
	}
	slices.Sort(out)
	return out
}
