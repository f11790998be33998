package staffweb_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/staff"
	"passerelle/internal/testkit"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
)

// A new colleague is invited, opens the account, and logs in.
func TestFromInvitationToHome(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		boss := w.join("boss", "administrator")
		a := boss.get("/app/admin/accounts/new")
		a = boss.submit(a, "form.form", url.Values{
			"name": {"Amal <b>Hariri</b>"}, "login": {"amal"}, "email": {"amal@example.lu"}, "lang": {"de"},
			"role": {"reception_desk", "auditor"}, "where": {"centre:" + centre.ID, "all"},
		}).want(http.StatusOK)
		link := a.text("code")
		if strings.Contains(a.body, "<b>Hariri") || !strings.HasPrefix(link, "http://example.com/invitation/") {
			t.Fatalf("link %q on %s", link, a.body)
		}
		path := strings.TrimPrefix(link, "http://example.com")

		amal := &member{browser: w.browser()}
		page := amal.get(path)
		if !strings.Contains(page.text("main"), "Amal <b>Hariri</b>") {
			t.Errorf("the invitation says %q", page.text("main"))
		}
		amal.submit(page, "form.form", url.Values{"password": {"three small words"}, "password_again": {"three small word"}}).wrong(422, "password_again")
		amal.submit(page, "form.form", url.Values{"password": {"short"}, "password_again": {"short"}}).wrong(422, "password")
		page = amal.follow(amal.submit(page, "form.form", url.Values{"password": {password}, "password_again": {password}}))
		if !page.has(`svg[role=img][aria-label]`) {
			t.Error("no QR code")
		}
		amal.secret = strings.ReplaceAll(page.text("code"), " ", "")
		amal.get("/app").want(http.StatusSeeOther) // the second factor comes first
		amal.submit(page, "form.form", url.Values{"code": {"000000"}}).wrong(422, "code")
		page = amal.submit(page, "form.form", url.Values{"code": {amal.code()}}).want(http.StatusOK)
		var codes []string
		page.doc().Find(".codes code").Each(func(_ int, s *goquery.Selection) { codes = append(codes, s.Text()) })
		if len(codes) != 8 {
			t.Fatalf("%d recovery codes", len(codes))
		}
		if home := amal.get("/app").want(http.StatusOK); home.text("html[lang] h1") != "Home" || !home.has(`html[lang=de]`) {
			t.Error("her home is not in her language")
		}
		amal.follow(amal.post("/logout", nil))
		if a := amal.get("/app"); a.status != http.StatusSeeOther || amal.cookies["passerelle_session"] != "" {
			t.Error("logged out and still in")
		}

		// Back in, to the page that was asked for, with a recovery code.
		page = amal.follow(amal.get("/app/account?x=1"))
		w.clock.Advance(time.Minute)
		page = amal.follow(amal.submit(page, "form.form", url.Values{"login": {"AMAL"}, "password": {password}}))
		a = amal.submit(page, "form.form", url.Values{"code": {codes[3]}}).want(http.StatusSeeOther)
		if to := a.header.Get("Location"); to != "/app/account?x=1" {
			t.Errorf("led to %s", to)
		}
		own := amal.follow(a)
		for _, part := range []string{"Amal <b>Hariri</b>", "amal@example.lu", "Redange", "Überall", "Firefox auf Linux"} {
			if !strings.Contains(own.text("main"), part) {
				t.Errorf("her account does not say %q: %s", part, own.text("main"))
			}
		}
		amal.get("/login").want(http.StatusSeeOther)
		amal.get("/login/code").want(http.StatusSeeOther)
	})
}

// The page asked for before log-in must be one of ours.
func TestLogInLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		m := w.join("desk", "reception_desk")
		for _, next := range []string{"https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"} {
			b := w.browser()
			page := b.get("/login?next=" + url.QueryEscape(next))
			a := b.submit(page, "form.form", url.Values{"login": {"desk"}, "password": {password}, "next": {next}})
			page = b.follow(a)
			a = b.submit(page, "form.form", url.Values{"code": {m.code()}, "next": {next}})
			if to := a.header.Get("Location"); to != "/app" {
				t.Errorf("next %s leads to %q", next, to)
			}
			w.clock.Advance(time.Minute)
			if a := m.get("/login?next=" + url.QueryEscape(next)); a.header.Get("Location") != "/app" {
				t.Errorf("logged in, next %s leads to %q", next, a.header.Get("Location"))
			}
		}
	})
}

func TestOwnAccount(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		m := w.join("desk", "reception_desk")
		elsewhere := w.browser()
		page := elsewhere.follow(elsewhere.submit(elsewhere.get("/login"), "form.form", url.Values{"login": {"desk"}, "password": {password}}))
		elsewhere.submit(page, "form.form", url.Values{"code": {m.code()}}).want(http.StatusSeeOther)
		elsewhere.get("/app").want(http.StatusOK)

		page = m.get("/app/account")
		row := page.doc().Find("#sessions tbody tr").FilterFunction(func(_ int, s *goquery.Selection) bool { return !strings.Contains(s.Text(), "this browser") })
		if row.Length() != 1 {
			t.Fatalf("%d other sessions", row.Length())
		}
		page = m.follow(m.post(row.Find("form").AttrOr("action", ""), nil))
		if page.text("[data-flash]") != "The session has ended." {
			t.Errorf("said %q", page.text("[data-flash]"))
		}
		elsewhere.get("/app").want(http.StatusSeeOther)

		page = m.submit(page, `form[action$="/tokens"]`, url.Values{"label": {"Monthly <i>figures</i>"}, "days": {"30"}}).want(http.StatusOK)
		m.token = page.text("code")
		if strings.Contains(page.body, "<i>figures") || m.api("GET", "/accounts/me", "").status != http.StatusOK {
			t.Errorf("token %q", m.token)
		}
		page = m.get("/app/account")
		if strings.Contains(page.body, m.token) {
			t.Error("the token is shown again")
		}
		first := page.doc().Find("#tokens tbody tr").First()
		if !strings.Contains(first.Text(), "Monthly <i>figures</i>") {
			t.Errorf("newest token: %s", first.Text())
		}
		page = m.follow(m.post(first.Find("form").AttrOr("action", ""), nil))
		if page.text("[data-flash]") != "The token is revoked." || !strings.Contains(page.text("#tokens"), "revoked") {
			t.Errorf("said %q", page.text("[data-flash]"))
		}
		if a := m.api("GET", "/accounts/me", ""); a.status != http.StatusUnauthorized {
			t.Errorf("the revoked token: %d", a.status)
		}

		old := m.cookies["passerelle_session"]
		page = m.submit(m.get("/app/account/password"), "form.form", url.Values{"old_password": {password}, "password": {"another three words"}, "password_again": {"another three words"}})
		if page = m.follow(page); !strings.Contains(page.text("[data-flash]"), "password is changed") || m.cookies["passerelle_session"] == old {
			t.Errorf("said %q", page.text("[data-flash]"))
		}
		page = m.submit(m.get("/app/account/recovery-codes"), "form.form", url.Values{"password": {"another three words"}}).want(http.StatusOK)
		if n := page.doc().Find(".codes code").Length(); n != 8 {
			t.Errorf("%d recovery codes", n)
		}
	})
}

func TestRolesAreEdited(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		boss, desk := w.join("boss", "administrator"), w.join("desk", "reception_desk")
		page := boss.get("/app/admin/accounts/" + desk.ID)
		f := testkit.ReadForm(t, page.doc(), `form[action$="/roles"]`)
		if diff := cmp.Diff([]string{"reception_desk", "", ""}, f.Values["role"]); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
		var places []string
		page.doc().Find("#f-where-1 option").Each(func(_ int, o *goquery.Selection) { places = append(places, o.Text()) })
		if diff := cmp.Diff([]string{"Everywhere", "Croix-Rouge", "Redange"}, places); diff != "" {
			t.Errorf("places (-want +got):\n%s", diff)
		}
		page = boss.follow(boss.submit(page, `form[action$="/roles"]`, url.Values{
			"role": {"", "reception_desk", "auditor"}, "where": {"all", "centre:" + centre.ID, "organisation:" + organisation.ID},
		}))
		if page.text("[data-flash]") != "The roles are saved. They count at once." {
			t.Errorf("said %q", page.text("[data-flash]"))
		}
		f = testkit.ReadForm(t, page.doc(), `form[action$="/roles"]`)
		if diff := cmp.Diff([]string{"organisation:" + organisation.ID, "centre:" + centre.ID, "all", "all"}, f.Values["where"]); diff != "" {
			t.Errorf("read back (-want +got):\n%s", diff)
		}
		// A place that the reader cannot see stays what it is when he saves.
		w.places.list = nil
		page = boss.get("/app/admin/accounts/" + desk.ID)
		boss.submit(page, `form[action$="/roles"]`, nil).want(http.StatusSeeOther)
		a, err := w.staff.Account(t.Context(), access.System("test"), desk.ID)
		want := []staff.Assignment{{Role: "auditor", Scope: access.Scope{Kind: access.ScopeOrganisation, ID: organisation.ID}}, {Role: "reception_desk", Scope: access.Scope{Kind: access.ScopeCentre, ID: centre.ID}}}
		if diff := cmp.Diff(want, a.Assignments); diff != "" || err != nil {
			t.Errorf("stored: %v (-want +got):\n%s", err, diff)
		}
		if own := boss.get("/app/admin/accounts/" + boss.ID); own.has(`form[action$="/roles"]`) || own.has(`a[href$="/disable"]`) {
			t.Error("an administrator is offered to change his own account")
		}
	})
}

func TestDeeds(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		boss, desk := w.join("boss", "administrator"), w.join("desk", "reception_desk")
		one := "/app/admin/accounts/" + desk.ID
		do := func(deed string) answer {
			t.Helper()
			if !boss.get(one).has(`a[href="` + one + "/" + deed + `"]`) {
				t.Errorf("the page does not offer to %s", deed)
			}
			return boss.submit(boss.get(one+"/"+deed), "form.form", nil)
		}
		page := boss.follow(do("disable"))
		if page.text("[data-flash]") != "The account is disabled." || page.text(".tag") != "disabled" {
			t.Errorf("said %q, status %q", page.text("[data-flash]"), page.text(".tag"))
		}
		desk.get("/app").want(http.StatusSeeOther)
		if page = boss.follow(do("enable")); page.text("[data-flash]") != "The account is enabled." || page.text(".tag") != "active" {
			t.Errorf("said %q, status %q", page.text("[data-flash]"), page.text(".tag"))
		}
		page = do("reset").want(http.StatusOK)
		w.browser().get(strings.TrimPrefix(page.text("code"), "http://example.com")).want(http.StatusOK)
		if page = boss.get(one); page.text(".tag") != "invited" || strings.Contains(page.body, "/invitation/") {
			t.Error("after the reset: not invited, or the link is shown again")
		}
	})
}

func TestAdministratorsEndSessions(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		boss, desk := w.join("boss", "administrator"), w.join("desk", "reception_desk")
		w.browser().post("/login", url.Values{"login": {"desk"}, "password": {password}}).want(http.StatusSeeOther)
		page := boss.get("/app/admin/accounts/" + desk.ID)
		boss.follow(boss.submit(page, `form[action*="/tokens/"]`, nil))
		if a := desk.api("GET", "/accounts/me", ""); a.status != http.StatusUnauthorized {
			t.Errorf("the revoked token: %d", a.status)
		}
		page = boss.follow(boss.submit(page, `form[action$="/sessions/end"]`, nil))
		if page.has("#sessions") || !strings.Contains(page.text("main"), "Not logged in anywhere") {
			t.Error("there are sessions left")
		}
		desk.get("/app").want(http.StatusSeeOther)
	})
}

func TestAccountsAreListed(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		boss := w.join("boss", "administrator")
		for i := range 60 {
			_, _, err := w.staff.Invite(t.Context(), access.System("test"), staff.Invitation{Login: fmt.Sprintf("a%02d", i), Name: fmt.Sprintf("Person %d", i), Assignments: []staff.Assignment{{Role: "auditor", Scope: access.Everywhere}}})
			w.check(err)
		}
		logins := func(a answer) (out []string) {
			a.doc().Find("#accounts tbody tr td:nth-child(2)").Each(func(_ int, s *goquery.Selection) { out = append(out, strings.TrimSpace(s.Text())) })
			return out
		}
		page := boss.get("/app/admin/accounts").want(http.StatusOK)
		seen := logins(page)
		if len(seen) != 50 || page.has("a[rel=prev]") {
			t.Errorf("%d rows on the first page", len(seen))
		}
		page = boss.get(testkit.MustFind(t, page.doc(), "a[rel=next]").AttrOr("href", ""))
		seen = append(seen, logins(page)...)
		if len(seen) != 61 || !slices.IsSorted(seen) || page.has("a[rel=next]") || !page.has("a[rel=prev]") {
			t.Errorf("%d rows in all: %v", len(seen), seen)
		}
		page = boss.get("/app/admin/accounts?status=active&role=administrator")
		if diff := cmp.Diff([]string{"boss"}, logins(page)); diff != "" {
			t.Errorf("filtered (-want +got):\n%s", diff)
		}
		if n := page.doc().Find(".chip").Length(); n != 2 {
			t.Errorf("%d filters shown", n)
		}
		page = boss.get("/app/admin/accounts?status=disabled")
		if page.has("#accounts") || page.text(".empty-title") != "No account matches these filters" {
			t.Error("no empty state")
		}
		if page = boss.get("/app/admin/accounts?status=strange&role=king&after=" + url.QueryEscape("'; --")); page.status != http.StatusOK {
			t.Errorf("strange filters: %d", page.status)
		}
	})
}

func TestAnInvitationIsNotLost(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		boss := w.join("boss", "administrator")
		page := boss.get("/app/admin/accounts/new")
		f := testkit.ReadForm(t, page.doc(), "form[data-draft]")
		f.Values.Set("name", "Amal")
		f.Values["role"], f.Values["where"] = []string{"auditor", ""}, []string{"centre:" + centre.ID, "all"}
		boss.post("/app/drafts/"+testkit.MustFind(t, page.doc(), "form[data-draft]").AttrOr("data-draft", ""), f.Values).want(http.StatusNoContent)
		page = boss.get("/app/admin/accounts/new")
		f = testkit.ReadForm(t, page.doc(), "form[data-draft]")
		if f.Values.Get("name") != "Amal" || f.Values["where"][0] != "centre:"+centre.ID || !page.has(".notice form") {
			t.Errorf("restored: %v", f.Values)
		}
		page = boss.follow(boss.submit(page, ".notice form", nil))
		if f = testkit.ReadForm(t, page.doc(), "form[data-draft]"); f.Values.Get("name") != "" || page.has(".notice form") {
			t.Errorf("discarded, yet: %v", f.Values)
		}
	})
}

func TestAuditLogPages(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		auditor, desk := w.join("auditor", "auditor"), w.join("desk", "reception_desk")
		rows := func(a answer) int { a.want(http.StatusOK); return a.doc().Find("#audit tbody tr").Length() }
		page := auditor.get("/app/audit?actor=desk&action=staff.totp.confirm&from=2026-11-23&to=2026-11-23&object=" + desk.ID)
		if rows(page) != 1 || !strings.Contains(page.text("#audit"), "desk") {
			t.Errorf("%d rows: %s", rows(page), page.text("main"))
		}
		if n := page.doc().Find(".chip").Length(); n != 5 {
			t.Errorf("%d filters shown", n)
		}
		f := testkit.ReadForm(t, page.doc(), "form.filters")
		if f.Values.Get("action") != "staff.totp.confirm" || f.Values.Get("from") != "2026-11-23" {
			t.Errorf("the form forgot its question: %v", f.Values)
		}
		for _, q := range []struct {
			query string
			rows  int
		}{
			{"from=2026-11-24", 0}, {"to=2026-11-22", 0}, {"person=" + db.NewID(), 0}, {"actor=system:test&object=" + desk.ID, 2},
			{"action=staff.audit.read", 5}, // the questions before this one
		} {
			if page := auditor.get("/app/audit?" + q.query); rows(page) != q.rows {
				t.Errorf("%s: %d rows, want %d", q.query, rows(page), q.rows)
			}
		}
		if auditor.get("/app/audit?from=2026-11-24").text(".empty-title") == "" {
			t.Error("no empty state")
		}
		for range 60 {
			auditor.get("/app/audit?actor=desk").want(http.StatusOK)
		}
		page = auditor.get("/app/audit?action=staff.audit.read")
		if rows(page) != 50 {
			t.Fatalf("%d rows on the first page", rows(page))
		}
		next := testkit.MustFind(t, page.doc(), "a[rel=next]").AttrOr("href", "")
		if page = auditor.get(next); rows(page) < 10 || rows(page) == 50 || page.has("a[rel=next]") || !strings.Contains(next, "action=staff.audit.read") {
			t.Errorf("%d rows on the second page of %s", rows(page), next)
		}
		if page = auditor.get("/app/audit?before=nonsense"); rows(page) != 50 {
			t.Errorf("a strange cursor: %d rows", rows(page))
		}
	})
}

func TestPreferencesAreKept(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		b := w.browser()
		page := b.follow(b.post("/app/preferences", url.Values{"lang": {"lb"}, "back": {"/login"}}))
		if !page.has("html[lang=lb]") || page.text("h1") != "Aloggen" {
			t.Error("before log-in: not in Luxembourgish")
		}
		m := w.join("desk", "reception_desk")
		page = m.get("/app/account")
		page = m.follow(m.submit(page, "form[data-preferences]", url.Values{"lang": {"fr"}}))
		if !page.has("html[lang=fr]") || page.text("h1") != "Votre compte" {
			t.Error("not in French, or elsewhere")
		}
		m.submit(page, "form[data-preferences]", url.Values{"theme": {"dark"}}).want(http.StatusSeeOther)
		m.submit(page, "form[data-preferences]", url.Values{"shortcuts": {"off"}}).want(http.StatusSeeOther)
		if page = m.get("/app/account"); !page.has("html[data-theme=dark][lang=fr]") || !page.has("body[data-no-shortcuts]") {
			t.Error("dark, French and without shortcuts is not what the page is")
		}
		m.submit(page, "form[data-preferences]", url.Values{"theme": {"auto"}}).want(http.StatusSeeOther)
		if m.get("/app/account").has("html[data-theme]") {
			t.Error("the theme stays")
		}
		if a := m.post("/app/preferences", url.Values{"lang": {"de"}, "back": {"https://evil.example/"}}); a.header.Get("Location") != "/app" {
			t.Errorf("led to %s", a.header.Get("Location"))
		}
	})
}
