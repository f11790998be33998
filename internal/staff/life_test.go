package staff_test

import (
	"bytes"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/staff"
	"passerelle/internal/testkit"

	"github.com/google/go-cmp/cmp"
)

func TestFromInvitationToLogIn(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		in := staff.Invitation{Login: " Nadine.W ", Name: " Nadine Wagener ", Email: "nadine@example.lu", Lang: "lb", Assignments: everywhere("reception_desk")}
		a, code, err := w.Invite(ctx, w.admin, in)
		if err != nil {
			t.Fatal(err)
		}
		if a.Login != "nadine.w" || a.Name != "Nadine Wagener" || a.Email != "nadine@example.lu" || a.Status != staff.Invited || a.Lang != "lb" {
			t.Errorf("invited: %+v", a)
		}
		if open, err := w.OpenInvitation(ctx, code); err != nil || open.Name != "Nadine Wagener" {
			t.Errorf("OpenInvitation = %q, %v", open.Name, err)
		}
		half, err := w.AcceptInvitation(ctx, code, goodPassword, staff.Browser{})
		if err != nil {
			t.Fatal(err)
		}
		if id, err := w.Session(ctx, half); err != nil || id.Full || id.Actor.May(permWork) {
			t.Errorf("after the password: full %v, may %v, %v", id.Full, id.Actor.May(permWork), err)
		}
		_, err = w.OpenInvitation(ctx, code)
		refused(t, "the invitation a second time", err, fault.NotFound, "staff.error.invitation")

		e, err := w.Enrol(ctx, half)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := w.Enrol(ctx, half); err != nil || again.Secret != e.Secret {
			t.Errorf("the page again shows another key: %v", err)
		}
		if u, err := url.Parse(e.URL); err != nil || u.Scheme != "otpauth" || u.Query().Get("secret") != e.Secret {
			t.Errorf("address for the app: %v", err)
		}
		m := &member{Account: a, secret: e.Secret}
		_, _, err = w.ConfirmEnrolment(ctx, half, "000000", staff.Browser{})
		refused(t, "a wrong first code", err, fault.Invalid, "staff.error.code")
		full, recovery, err := w.ConfirmEnrolment(ctx, half, m.code(t, w), staff.Browser{Agent: "Firefox"})
		if err != nil || len(recovery) != 8 || !full.Full || full.Device == "" {
			t.Fatalf("ConfirmEnrolment = %+v, %d codes, %v", full, len(recovery), err)
		}
		if _, err := w.Session(ctx, half); err == nil {
			t.Error("the session from before the second factor lives on")
		}
		id, err := w.Session(ctx, full.Session)
		if err != nil || !id.Full || !id.Actor.May(permWork) || id.Actor.Name != "Nadine Wagener" || id.Account.Status != staff.Active {
			t.Errorf("identity %+v, %v", id, err)
		}
		_, err = w.Enrol(ctx, full.Session)
		refused(t, "a second second factor", err, fault.Conflict, "staff.error.totp_exists")

		w.clock.Advance(time.Minute)
		m.logIn(t, w)
		if err := w.LogOut(ctx, m.session); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Session(ctx, m.session); err == nil {
			t.Error("logged out and still in")
		}
		want := []string{"staff.invitation.accept", "staff.invite", "staff.login", "staff.totp.confirm"}
		if diff := cmp.Diff(want, w.actions(t, a.ID)); diff != "" {
			t.Errorf("audit log (-want +got):\n%s", diff)
		}
	})
}

func TestAnInvitationEnds(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		invite := func(login string) (staff.Account, string) {
			a, code, err := w.Invite(ctx, w.admin, staff.Invitation{Login: login, Name: "N", Assignments: everywhere("reception_desk")})
			if err != nil {
				t.Fatal(err)
			}
			return a, code
		}
		old, oldCode := invite("old")
		w.clock.Advance(7*24*time.Hour + time.Second)
		_, err := w.AcceptInvitation(ctx, oldCode, goodPassword, staff.Browser{})
		refused(t, "after a week", err, fault.NotFound, "staff.error.invitation")

		fresh, err := w.Reset(ctx, w.admin, old.ID)
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.OpenInvitation(ctx, oldCode)
		refused(t, "the code before the reset", err, fault.NotFound, "staff.error.invitation")
		if _, err := w.OpenInvitation(ctx, fresh); err != nil {
			t.Errorf("the code of the reset: %v", err)
		}
		gone, goneCode := invite("gone")
		if err := w.Disable(ctx, w.admin, gone.ID); err != nil {
			t.Fatal(err)
		}
		_, err = w.OpenInvitation(ctx, goneCode)
		refused(t, "of a disabled account", err, fault.NotFound, "staff.error.invitation")
		_, err = w.OpenInvitation(ctx, "")
		refused(t, "no code", err, fault.NotFound, "staff.error.invitation")

		_, code := invite("two")
		var ok int
		var mu sync.Mutex
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if _, err := w.AcceptInvitation(ctx, code, goodPassword, staff.Browser{}); err == nil {
					mu.Lock()
					ok++
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if ok != 1 {
			t.Errorf("one invitation was taken up %d times", ok)
		}
	})
}

func TestInvitationsAreChecked(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		w.join(t, "taken", "reception_desk")
		good := func() staff.Invitation {
			return staff.Invitation{Login: "new", Name: "New", Lang: "en", Assignments: everywhere("reception_desk")}
		}
		for name, tt := range map[string]struct {
			spoil func(*staff.Invitation)
			field string
		}{
			"taken login":      {func(in *staff.Invitation) { in.Login = "TAKEN" }, "login"},
			"empty login":      {func(in *staff.Invitation) { in.Login = "" }, "login"},
			"login with space": {func(in *staff.Invitation) { in.Login = "a b" }, "login"},
			"look-alike login": {func(in *staff.Invitation) { in.Login = "tаken" }, "login"}, // Cyrillic а
			"no name":          {func(in *staff.Invitation) { in.Name = "  " }, "name"},
			"long name":        {func(in *staff.Invitation) { in.Name = strings.Repeat("é", 201) }, "name"},
			"e-mail":           {func(in *staff.Invitation) { in.Email = "Name <a@b.lu>" }, "email"},
			"e-mail header":    {func(in *staff.Invitation) { in.Email = "a@b.lu\r\nBcc: x@y.lu" }, "email"},
			"language":         {func(in *staff.Invitation) { in.Lang = "tlh" }, "lang"},
			"no role":          {func(in *staff.Invitation) { in.Assignments = nil }, "roles"},
			"unknown role":     {func(in *staff.Invitation) { in.Assignments = everywhere("king") }, "roles"},
			"too many roles":   {func(in *staff.Invitation) { in.Assignments = slices.Repeat(in.Assignments, 31) }, "roles"},
			"scope without id": {func(in *staff.Invitation) { in.Assignments[0].Scope = access.Scope{Kind: access.ScopeCentre} }, "roles"},
			"strange scope":    {func(in *staff.Invitation) { in.Assignments[0].Scope = access.Scope{Kind: "world"} }, "roles"},
			"all of one":       {func(in *staff.Invitation) { in.Assignments[0].Scope.ID = db.NewID() }, "roles"},
		} {
			in := good()
			tt.spoil(&in)
			_, _, err := w.Invite(ctx, w.admin, in)
			if l := fault.Of(err); err == nil || l[0].Kind != fault.Invalid || l[0].Field != tt.field {
				t.Errorf("%s: %v, want a fault of field %s", name, err, tt.field)
			}
		}
		if _, _, err := w.Invite(ctx, w.admin, good()); err != nil {
			t.Errorf("a good one: %v", err)
		}
		nobody := access.Actor{ID: db.NewID()}
		_, _, err := w.Invite(ctx, nobody, good())
		refused(t, "who may not", err, fault.Forbidden, "")
		inOneCentre := access.Actor{ID: db.NewID(), Grants: []access.Grant{{Role: w.admin.Grants[0].Role, Scope: access.Scope{Kind: access.ScopeCentre, ID: db.NewID()}}}}
		_, _, err = w.Invite(ctx, inOneCentre, good())
		refused(t, "an administrator of one centre", err, fault.Forbidden, "")
	})
}

func TestPasswordsAreChecked(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		_, code, err := w.Invite(ctx, w.admin, staff.Invitation{Login: "wagener", Name: "N", Assignments: everywhere("reception_desk")})
		if err != nil {
			t.Fatal(err)
		}
		for password, key := range map[string]string{
			"":                           "staff.error.password_short",
			"elevencharé":                "staff.error.password_short",
			strings.Repeat("kettle", 34): "staff.error.password_long",
			"aaaaaaaaaaaaaaaa":           "staff.error.password_guessable",
			"Password1234":               "staff.error.password_guessable",
			"123456789012":               "staff.error.password_guessable",
			"Passerelle2026":             "staff.error.password_guessable",
			"my wagener word":            "staff.error.password_guessable",
		} {
			_, err := w.AcceptInvitation(ctx, code, password, staff.Browser{})
			refused(t, "password "+password, err, fault.Invalid, key)
		}
		if _, err := w.AcceptInvitation(ctx, code, "пароль из трёх слов", staff.Browser{}); err != nil {
			t.Errorf("a passphrase in another script: %v", err)
		}
	})
}

// A short login must not forbid half of all passphrases.
func TestAShortLoginForbidsNoPassword(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.join(t, "ma", "reception_desk") // as in "marble"
	})
}

func TestDemoAccountsAreForTheDemonstration(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		in := staff.Invitation{Login: "desk", Name: "Desk", Assignments: everywhere("reception_desk")}
		real := newWorld(t, d)
		if _, err := real.AddDemoAccount(ctx, in, "demo"); err == nil {
			t.Fatal("a real system has a demonstration account")
		}
		demo := newWorld(t, d, func(deps *staff.Deps) { deps.PasswordOnly = true })
		a, err := demo.AddDemoAccount(ctx, in, "demo")
		if err != nil || a.Status != staff.Active {
			t.Fatalf("AddDemoAccount = %+v, %v", a, err)
		}
		for range 3 { // failures before a success are forgotten each time
			for range 4 {
				_, err := demo.LogIn(ctx, "desk", "wrong", staff.Browser{})
				refused(t, "wrong password", err, fault.Invalid, "staff.error.login")
			}
			in, err := demo.LogIn(ctx, "desk", "demo", staff.Browser{})
			if err != nil || !in.Full {
				t.Fatalf("LogIn = %+v, %v", in, err)
			}
		}
		// The same account in a real system: the password alone is not enough.
		in2, err := real.LogIn(ctx, "desk", "demo", staff.Browser{})
		if err != nil || in2.Full {
			t.Errorf("LogIn without a second factor = full %v, %v", in2.Full, err)
		}
	})
}

func TestRewrapLosesNothing(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		m := w.join(t, "nadine", "reception_desk")
		w.join(t, "bert", "auditor")
		for round, changed := range []int{0, 2, 0} {
			if round == 1 {
				if err := w.vault.AddKey(ctx); err != nil {
					t.Fatal(err)
				}
			}
			n, err := w.Rewrap(ctx, func(int) {})
			if err != nil || n != changed {
				t.Fatalf("round %d: Rewrap = %d, %v; want %d", round, n, err, changed)
			}
		}
		m.logIn(t, w) // the second factor opens
		a, err := w.Service.Account(ctx, w.admin, m.ID)
		if err != nil || a.Name != "Nadine nadine" || a.Email != "nadine@example.lu" {
			t.Errorf("account %+v, %v", a, err)
		}
	})
}

// Whoever steals the database learns no name, address, secret or password.
func TestTheDatabaseFileTellsNoName(t *testing.T) {
	t.Parallel()
	path := testkit.URL(t, db.SQLite)
	d := testkit.OpenDB(t, path)
	w, ctx := newWorld(t, d), t.Context()
	a, code, err := w.Invite(ctx, w.admin, staff.Invitation{Login: "nn", Name: "Canary-Name", Email: "canary-mail@example.lu", Assignments: everywhere("reception_desk")})
	if err != nil {
		t.Fatal(err)
	}
	half, err := w.AcceptInvitation(ctx, code, goodPassword, staff.Browser{})
	if err != nil {
		t.Fatal(err)
	}
	m := &member{Account: a}
	m.enrol(t, w, half)
	_, token := m.token(t, w)
	if _, err := w.LogIn(ctx, "Canary-Typed-Into-The-Wrong-Field", "x", staff.Browser{}); err == nil {
		t.Fatal("logged in as nobody")
	}
	canaries := append([]string{"Canary-Name", "canary-mail", "Canary-Typed", "canary-typed", goodPassword, m.secret, m.session, token, code}, m.recovery...)
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range canaries {
			if c == "" {
				t.Fatalf("canary %d is empty", i)
			}
			if bytes.Contains(b, []byte(c)) {
				t.Errorf("the database%s shows canary %d", suffix, i)
			}
		}
		if suffix == "-wal" && !bytes.Contains(b, []byte("staff.invite")) {
			t.Error("the file does not hold what the test wrote: it proves nothing")
		}
	}
}

func TestPreferences(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		m := w.join(t, "nadine", "reception_desk")
		by := m.actor(t, w)
		if err := w.SetPreferences(ctx, by, staff.Preferences{Lang: "de", Theme: "dark"}); err != nil {
			t.Fatal(err)
		}
		if a, err := w.Service.Account(ctx, by, m.ID); err != nil || a.Lang != "de" || a.Theme != "dark" || a.Shortcuts {
			t.Errorf("account %+v, %v", a, err)
		}
		refused(t, "language", w.SetPreferences(ctx, by, staff.Preferences{Lang: "xx"}), fault.Invalid, "staff.error.lang")
		refused(t, "theme", w.SetPreferences(ctx, by, staff.Preferences{Lang: "de", Theme: "pink"}), fault.Invalid, "staff.error.theme")
	})
}

func TestAccountsInPages(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		for i, login := range []string{"a-1", "a-2", "b-1", "b-2", "c-1"} {
			role := []string{"reception_desk", "auditor"}[i%2]
			if _, _, err := w.Invite(ctx, w.admin, staff.Invitation{Login: login, Name: login, Assignments: everywhere(role)}); err != nil {
				t.Fatal(err)
			}
		}
		w.join(t, "d-1", "auditor")
		list := func(f staff.AccountFilter) (out []string) {
			for {
				page, err := w.Accounts(ctx, w.admin, f)
				if err != nil {
					t.Fatal(err)
				}
				if len(page) == 0 {
					return out
				}
				for _, a := range page {
					out = append(out, a.Login)
				}
				f.After = page[len(page)-1].ID
			}
		}
		for name, tt := range map[string]struct {
			f    staff.AccountFilter
			want []string
		}{
			"all, two a page":  {staff.AccountFilter{Limit: 2}, []string{"a-1", "a-2", "b-1", "b-2", "c-1", "d-1"}},
			"role":             {staff.AccountFilter{Role: "auditor"}, []string{"a-2", "b-2", "d-1"}},
			"status":           {staff.AccountFilter{Status: staff.Active}, []string{"d-1"}},
			"role and status":  {staff.AccountFilter{Role: "auditor", Status: staff.Invited, Limit: 1}, []string{"a-2", "b-2"}},
			"nobody like that": {staff.AccountFilter{Status: staff.Disabled}, nil},
		} {
			if diff := cmp.Diff(tt.want, list(tt.f)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		_, err := w.Accounts(ctx, access.Actor{ID: "x"}, staff.AccountFilter{})
		refused(t, "who may not", err, fault.Forbidden, "")
	})
}

func TestWhoSeesAnAccount(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		m, other := w.join(t, "nadine", "reception_desk"), w.join(t, "bert", "reception_desk")
		by := m.actor(t, w)
		if _, err := w.Service.Account(ctx, by, m.ID); err != nil {
			t.Errorf("one's own: %v", err)
		}
		_, err := w.Service.Account(ctx, by, other.ID)
		refused(t, "another's", err, fault.NotFound, "")
		_, err = w.Sessions(ctx, by, other.ID)
		refused(t, "another's sessions", err, fault.NotFound, "")
		_, err = w.Tokens(ctx, by, other.ID)
		refused(t, "another's tokens", err, fault.NotFound, "")
		refused(t, "ending another's session", w.RevokeSession(ctx, by, other.ID, ""), fault.NotFound, "")
		refused(t, "revoking another's token", w.RevokeToken(ctx, by, other.ID, db.NewID()), fault.NotFound, "")
		_, err = w.AccountByLogin(ctx, by, "bert")
		refused(t, "by login", err, fault.Forbidden, "")
		_, err = w.Service.Account(ctx, w.admin, db.NewID())
		refused(t, "one that is not there", err, fault.NotFound, "")
		if a, err := w.AccountByLogin(ctx, w.admin, " BERT "); err != nil || a.ID != other.ID {
			t.Errorf("AccountByLogin = %s, %v", a.ID, err)
		}
	})
}

func TestSweepForgetsWhatHasEnded(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		w.join(t, "nadine", "reception_desk")
		_, _ = w.LogIn(ctx, "nobody", "x", staff.Browser{}) // refused: leaves an attempt
		w.clock.Advance(25 * time.Hour)
		if err := w.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"staff_session", "staff_attempt"} {
			n, err := db.One(ctx, d, db.Value[int], `SELECT count(*) FROM `+table)
			if err != nil || n != 0 {
				t.Errorf("%s has %d rows, %v", table, n, err)
			}
		}
	})
}
