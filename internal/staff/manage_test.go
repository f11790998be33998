package staff_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/staff"
	"passerelle/internal/testkit"

	"github.com/google/go-cmp/cmp"
)

// What ends an account's access ends it at once, for browsers and programs.
func TestWhatEndsSessionsAndTokens(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(t *testing.T, w *world, m *member) error{
		"disabled": func(t *testing.T, w *world, m *member) error { return w.Disable(t.Context(), w.admin, m.ID) },
		"reset": func(t *testing.T, w *world, m *member) error {
			_, err := w.Reset(t.Context(), w.admin, m.ID)
			return err
		},
		"password": func(t *testing.T, w *world, m *member) error {
			_, err := w.ChangePassword(t.Context(), m.actor(t, w), staff.PasswordChange{Old: goodPassword, New: "another three words"})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testkit.EachDB(t, func(t *testing.T, d *db.DB) {
				w := newWorld(t, d)
				m, other := w.join(t, "nadine", "reception_desk"), w.join(t, "bert", "reception_desk")
				_, token := m.token(t, w)
				_, otherToken := other.token(t, w)
				if s, tok := w.alive(t, m.session, token); !s || !tok {
					t.Fatal("not alive before")
				}
				if err := end(t, w, m); err != nil {
					t.Fatal(err)
				}
				if s, tok := w.alive(t, m.session, token); s || tok {
					t.Errorf("session lives %v, token lives %v", s, tok)
				}
				if s, tok := w.alive(t, other.session, otherToken); !s || !tok {
					t.Errorf("another's session lives %v, token lives %v", s, tok)
				}
			})
		})
	}
}

func TestRolesCountAtOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		m := w.join(t, "nadine", "reception_desk")
		_, token := m.token(t, w)
		centre := access.Scope{Kind: access.ScopeCentre, ID: db.NewID()}
		list := []staff.Assignment{{Role: "auditor", Scope: access.Everywhere}, {Role: "reception_desk", Scope: centre}, {Role: "reception_desk", Scope: centre}}
		before, err := w.Service.Account(ctx, w.admin, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.SetRoles(ctx, w.admin, m.ID, before.Version, list); err != nil {
			t.Fatal(err)
		}
		bySession, err1 := w.Session(ctx, m.session)
		byToken, err2 := w.Token(ctx, token)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		for _, by := range []access.Actor{bySession.Actor, byToken.Actor} {
			if by.MayOn(permWork, access.Object{}) || !by.MayOn(permWork, access.Object{Centre: centre.ID}) || !by.MayOn(staff.PermAuditLog, access.Object{}) {
				t.Errorf("actor %+v", by)
			}
		}
		after, err := w.Service.Account(ctx, w.admin, m.ID)
		if diff := cmp.Diff(list[:2], after.Assignments); diff != "" || err != nil {
			t.Errorf("assignments: %v\n%s", err, diff)
		}
		refused(t, "two administrators at once", w.SetRoles(ctx, w.admin, m.ID, before.Version, everywhere("auditor")), fault.Conflict, "staff.error.changed")
		refused(t, "no roles", w.SetRoles(ctx, w.admin, m.ID, after.Version, nil), fault.Invalid, "staff.error.roles_required")
		entries, err := w.log.Entries(ctx, audit.Filter{ObjectID: m.ID, Action: "staff.roles"})
		if err != nil || len(entries) != 1 || !strings.Contains(fmt.Sprint(entries[0].Detail["roles"]), "reception_desk@centre:"+centre.ID) {
			t.Errorf("audit log: %+v, %v", entries, err)
		}
	})
}

func TestNobodyManagesHisOwnAccount(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		boss, desk := w.join(t, "boss", "administrator"), w.join(t, "nadine", "reception_desk")
		by := boss.actor(t, w)
		reset := func(by access.Actor, id string) error { _, err := w.Reset(ctx, by, id); return err }
		refused(t, "own roles", w.SetRoles(ctx, by, boss.ID, boss.Version, everywhere("auditor")), fault.Conflict, "staff.error.own_account")
		refused(t, "disabling oneself", w.Disable(ctx, by, boss.ID), fault.Conflict, "staff.error.own_account")
		refused(t, "enabling oneself", w.Enable(ctx, by, boss.ID), fault.Conflict, "staff.error.own_account")
		refused(t, "resetting oneself", reset(by, boss.ID), fault.Conflict, "staff.error.own_account")
		for _, id := range []string{boss.ID, desk.ID} {
			by := desk.actor(t, w)
			refused(t, "roles without the right", w.SetRoles(ctx, by, id, 1, everywhere("administrator")), fault.Forbidden, "")
			refused(t, "disable without the right", w.Disable(ctx, by, id), fault.Forbidden, "")
			refused(t, "enable without the right", w.Enable(ctx, by, id), fault.Forbidden, "")
			refused(t, "reset without the right", reset(by, id), fault.Forbidden, "")
		}
		refused(t, "one that is not there", w.Disable(ctx, by, db.NewID()), fault.NotFound, "")
	})
}

func TestDisableAndEnable(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		m := w.join(t, "nadine", "reception_desk")
		_, token := m.token(t, w)
		if err := w.Disable(ctx, w.admin, m.ID); err != nil {
			t.Fatal(err)
		}
		refused(t, "disabled", w.try(t, "nadine", goodPassword, staff.Browser{}), fault.Invalid, "staff.error.login")
		if err := w.Enable(ctx, w.admin, m.ID); err != nil {
			t.Fatal(err)
		}
		if s, tok := w.alive(t, m.session, token); s || tok {
			t.Errorf("enabled again: old session lives %v, old token lives %v", s, tok)
		}
		m.logIn(t, w)
	})
}

func TestAResetNeedsEverythingAnew(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		m := w.join(t, "nadine", "reception_desk")
		half, err := w.LogIn(ctx, "nadine", goodPassword, staff.Browser{})
		if err != nil {
			t.Fatal(err)
		}
		code, err := w.Reset(ctx, w.admin, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		refused(t, "the old password", w.try(t, "nadine", goodPassword, staff.Browser{}), fault.Invalid, "staff.error.login")
		_, err = w.ConfirmCode(ctx, half.Session, m.recovery[0], staff.Browser{})
		refused(t, "a log-in that had begun", err, fault.Forbidden, "")
		fresh, err := w.AcceptInvitation(ctx, code, goodPassword, staff.Browser{})
		if err != nil {
			t.Fatal(err)
		}
		old := m.secret
		m.enrol(t, w, fresh)
		if m.secret == old {
			t.Error("the second factor is the old one")
		}
		m.logIn(t, w)
		if a, err := w.Service.Account(ctx, w.admin, m.ID); err != nil || a.Status != staff.Active || len(a.Assignments) != 1 {
			t.Errorf("account %+v, %v", a, err)
		}
	})
}

func TestChangePassword(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		m := w.join(t, "nadine", "reception_desk")
		by := m.actor(t, w)
		change := func(old, fresh string) error {
			_, err := w.ChangePassword(ctx, by, staff.PasswordChange{Old: old, New: fresh})
			return err
		}
		refused(t, "too short", change(goodPassword, "short"), fault.Invalid, "staff.error.password_short")
		for range 5 {
			refused(t, "wrong old one", change("wrong", "another three words"), fault.Invalid, "staff.error.old_password")
		}
		refused(t, "guessing goes on", change(goodPassword, "another three words"), fault.Invalid, "staff.error.wait")
		w.clock.Advance(2 * time.Second)
		session, err := w.ChangePassword(ctx, by, staff.PasswordChange{Old: goodPassword, New: "another three words", Stay: true, From: staff.Browser{Agent: "here"}})
		if err != nil || session == "" {
			t.Fatalf("ChangePassword = %q, %v", session, err)
		}
		if id, err := w.Session(ctx, session); err != nil || !id.Full {
			t.Errorf("the browser where it was done: %v", err)
		}
		list, err := w.Sessions(ctx, by, m.ID)
		if err != nil || len(list) != 1 || list[0].ID != staff.SessionID(session) || list[0].Agent != "here" {
			t.Errorf("sessions %+v, %v", list, err)
		}
		refused(t, "the old password", w.try(t, "nadine", goodPassword, staff.Browser{}), fault.Invalid, "staff.error.login")
		if err := w.try(t, "nadine", "another three words", staff.Browser{}); err != nil {
			t.Errorf("the new password: %v", err)
		}
	})
}

func TestRevokeOneSession(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		m := w.join(t, "nadine", "reception_desk")
		first := m.session
		if _, err := w.LogIn(ctx, m.Login, goodPassword, staff.Browser{Agent: strings.Repeat("x", 199) + "é\xff"}); err != nil {
			t.Fatalf("a browser with a strange name: %v", err)
		}
		m.logIn(t, w)
		by := m.actor(t, w)
		list, err := w.Sessions(ctx, by, m.ID)
		if err != nil || len(list) != 3 {
			t.Fatalf("%d sessions, %v", len(list), err)
		}
		if err := w.RevokeSession(ctx, by, m.ID, staff.SessionID(first)); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Session(ctx, first); err == nil {
			t.Error("the revoked one lives")
		}
		m.actor(t, w) // the other lives
		refused(t, "a second time", w.RevokeSession(ctx, by, m.ID, staff.SessionID(first)), fault.NotFound, "")
		if err := w.RevokeSession(ctx, w.admin, m.ID, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Session(ctx, m.session); err == nil {
			t.Error("all were revoked, one lives")
		}
	})
}

func TestTokens(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		m := w.join(t, "nadine", "reception_desk")
		by := m.actor(t, w)
		tok, secret := m.token(t, w)
		if !strings.HasPrefix(secret, "psl_") || len(secret) < 40 {
			t.Errorf("secret of %d characters", len(secret))
		}
		id, err := w.Token(ctx, secret)
		if err != nil || id.Actor.ID != m.ID || !id.Actor.May(permWork) || !id.Full {
			t.Fatalf("Token = %+v, %v", id, err)
		}
		list, err := w.Tokens(ctx, by, m.ID)
		if err != nil || len(list) != 1 || list[0].Label != "statistics" || list[0].UsedAt.IsZero() {
			t.Errorf("tokens %+v, %v", list, err)
		}
		for _, wrong := range []string{"", "psl_", secret[4:], "PSL_" + secret[4:], secret + "x", secret[:len(secret)-1], m.session, "psl_" + m.session, strings.Repeat("psl_", 50)} {
			_, err := w.Token(ctx, wrong)
			refused(t, fmt.Sprintf("token %.8q", wrong), err, fault.Forbidden, "")
		}
		if _, err := w.Session(ctx, secret); err == nil {
			t.Error("a token is a session")
		}
		w.clock.Advance(24 * time.Hour)
		_, err = w.Token(ctx, secret)
		refused(t, "after its life", err, fault.Forbidden, "")

		m.logIn(t, w)
		tok, secret = m.token(t, w)
		if err := w.RevokeToken(ctx, by, m.ID, tok.ID); err != nil {
			t.Fatal(err)
		}
		_, err = w.Token(ctx, secret)
		refused(t, "revoked", err, fault.Forbidden, "")
		refused(t, "revoked twice", w.RevokeToken(ctx, by, m.ID, tok.ID), fault.NotFound, "")
	})
}

func TestWhoMakesTokens(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		desk, auditor := w.join(t, "nadine", "reception_desk"), w.join(t, "bert", "auditor")
		create := func(by access.Actor, account, label string, life time.Duration) error {
			_, _, err := w.CreateToken(ctx, by, account, label, life)
			return err
		}
		day := 24 * time.Hour
		refused(t, "an administrator for another", create(w.admin, desk.ID, "x", day), fault.Forbidden, "")
		refused(t, "a colleague for another", create(desk.actor(t, w), auditor.ID, "x", day), fault.Forbidden, "")
		refused(t, "whose role has none", create(auditor.actor(t, w), auditor.ID, "x", day), fault.Forbidden, "")
		if err := create(access.System("command-line"), desk.ID, "x", day); err != nil {
			t.Errorf("the command line: %v", err)
		}
		by := desk.actor(t, w)
		refused(t, "without a label", create(by, desk.ID, " ", day), fault.Invalid, "staff.error.label")
		refused(t, "a long label", create(by, desk.ID, strings.Repeat("é", 101), day), fault.Invalid, "staff.error.label")
		refused(t, "too short a life", create(by, desk.ID, "x", time.Minute), fault.Invalid, "staff.error.token_life")
		refused(t, "too long a life", create(by, desk.ID, "x", 400*day), fault.Invalid, "staff.error.token_life")
		if err := w.Disable(ctx, w.admin, desk.ID); err != nil {
			t.Fatal(err)
		}
		refused(t, "for a disabled account", create(access.System("command-line"), desk.ID, "x", day), fault.Conflict, "staff.error.not_active")
	})
}

func TestReadingTheAuditLogIsWrittenDown(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		m, auditor := w.join(t, "nadine", "reception_desk"), w.join(t, "bert", "auditor")
		by := auditor.actor(t, w)
		person := db.NewID()
		page, err := w.AuditLog(ctx, by, staff.AuditQuery{Login: " NADINE ", Filter: audit.Filter{PersonID: person, Action: "staff.login"}})
		if err != nil || len(page.Entries) != 0 {
			t.Fatalf("%d entries, %v", len(page.Entries), err)
		}
		page, err = w.AuditLog(ctx, by, staff.AuditQuery{Login: "bert", Filter: audit.Filter{Action: "staff.audit.read"}})
		if err != nil || len(page.Entries) != 1 || page.More || page.Logins[auditor.ID] != "bert" {
			t.Fatalf("the question before: %+v, %v", page, err)
		}
		if e := page.Entries[0]; e.PersonID != person || e.Detail["actor"] != m.ID || e.Detail["action"] != nil {
			t.Errorf("entry %+v", e)
		}
		page, err = w.AuditLog(ctx, by, staff.AuditQuery{Filter: audit.Filter{Limit: 3}})
		if err != nil || len(page.Entries) != 3 || !page.More || !slices.Contains(page.Actions, "staff.totp.confirm") {
			t.Errorf("the first page: %d entries, more %v, actions %v, %v", len(page.Entries), page.More, page.Actions, err)
		}
		page, err = w.AuditLog(ctx, by, staff.AuditQuery{Filter: audit.Filter{ObjectID: m.ID}})
		if err != nil || len(page.Entries) != 3 || page.Logins[m.ID] != "nadine" {
			t.Errorf("of an account: %+v, %v", page, err)
		}
		if page, err = w.AuditLog(ctx, by, staff.AuditQuery{Login: "system:night"}); err != nil || len(page.Entries) != 0 {
			t.Errorf("of the system: %+v, %v", page, err)
		}
		for name, q := range map[string]staff.AuditQuery{
			"unknown login": {Login: "nobody"}, "no id": {Filter: audit.Filter{ObjectID: "Selam"}}, "no person id": {Filter: audit.Filter{PersonID: "Selam"}}, "strange system": {Login: "system:Selam Tesfay"},
		} {
			_, err := w.AuditLog(ctx, by, q)
			refused(t, name, err, fault.Invalid, "")
		}
		for name, by := range map[string]access.Actor{"administrator": w.admin, "desk": m.actor(t, w)} {
			_, err := w.AuditLog(ctx, by, staff.AuditQuery{})
			refused(t, name, err, fault.Forbidden, "")
		}
	})
}
