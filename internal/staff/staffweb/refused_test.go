package staffweb_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/web"
	"passerelle/internal/staff"
	"passerelle/internal/testkit"
)

var wildcard = regexp.MustCompile(`\{[^}]+\}`)

// filled puts ids into a pattern: the first names an account.
func filled(pattern, account string) string {
	path := strings.NewReplacer("{id}", account, "{key}", "some-form").Replace(pattern)
	return wildcard.ReplaceAllString(strings.TrimSuffix(path, "{$}"), db.NewID())
}

// Every page asks who is there and what he may, before anything else.
func TestPagesRefuse(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		boss, desk := w.join("boss", "administrator"), w.join("desk", "reception_desk")
		half := w.browser()
		half.post("/login", url.Values{"login": {"boss"}, "password": {password}})
		ask := func(b *browser, r web.Route) answer {
			if r.Method == http.MethodGet {
				return b.get(filled(r.Pattern, boss.ID))
			}
			return b.post(filled(r.Pattern, boss.ID), nil)
		}
		for _, r := range w.site.Routes() {
			if r.Door == web.Public {
				continue
			}
			name := r.Method + " " + r.Pattern
			if a := ask(w.browser(), r); a.status != http.StatusSeeOther && a.status != http.StatusUnauthorized {
				t.Errorf("%s as nobody: %d", name, a.status)
			}
			if r.Door == web.HalfWay {
				continue
			}
			if a := ask(half, r); a.status != http.StatusSeeOther && a.status != http.StatusUnauthorized {
				t.Errorf("%s with half a session: %d", name, a.status)
			}
			if r.Permission == staff.PermAccounts || r.Permission == staff.PermAuditLog {
				if a := ask(desk.browser, r); a.status != http.StatusForbidden || a.text("h1") != "Not allowed" {
					t.Errorf("%s as the desk: %d", name, a.status)
				}
			}
		}
	})
}

func TestOperationsRefuse(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		boss, desk := w.join("boss", "administrator"), w.join("desk", "reception_desk")
		bodies := map[string]string{
			"inviteAccount":   `{"login":"x2","name":"X","roles":[{"role":"auditor","scope":"all"}]}`,
			"setAccountRoles": `{"roles":[{"role":"auditor","scope":"all"}]}`, "createToken": `{"label":"x","days":1}`,
			"changePassword": `{"old_password":"wrong","password":"another three words"}`, "newRecoveryCodes": `{"password":"wrong"}`,
		}
		own := map[string]bool{"changePassword": true, "newRecoveryCodes": true} // whose path says "me"
		for _, op := range w.site.Operations() {
			path := filled(op.Path, boss.ID)
			r := httptest.NewRequest(op.Method, "/api/v1"+path, strings.NewReader(bodies[op.ID]))
			r.Header.Set("Idempotency-Key", db.NewID())
			for name, value := range boss.cookies {
				r.AddCookie(&http.Cookie{Name: name, Value: value})
			}
			if a := w.send(r); a.status != http.StatusUnauthorized {
				t.Errorf("%s with a cookie: %d", op.ID, a.status)
			}
			if own[op.ID] {
				continue
			}
			a := desk.api(op.Method, path, bodies[op.ID])
			if a.status != http.StatusForbidden && a.status != http.StatusNotFound {
				t.Errorf("%s on another's account: %d %s", op.ID, a.status, a.body)
			}
		}
		for _, path := range []string{"/accounts/" + boss.ID, "/accounts/" + boss.ID + "/tokens", "/accounts/" + db.NewID()} {
			if a := desk.api("GET", path, ""); a.status != http.StatusNotFound {
				t.Errorf("%s: %d, want what does not exist", path, a.status)
			}
		}
	})
}

// Where the database is away every page says so, and none logs out or shows half.
func TestADatabaseThatIsAway(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		m := w.join("boss", "administrator")
		all := access.Role{Permissions: []access.Permission{staff.PermAccounts, staff.PermAuditLog, staff.PermTokens}}
		w.offline.who = &web.Session{
			Actor: access.Actor{ID: m.ID, Name: "Boss", Grants: []access.Grant{{Role: all, Scope: access.Everywhere}}}, Lang: i18n.English, Full: true,
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		// Pages that read nothing, and what a full session is led away from.
		still := map[string]int{
			"GET /login": 303, "GET /login/code": 303, "GET /app": 200, "POST /app/session": 204,
			"GET /app/account/password": 200, "GET /app/account/recovery-codes": 200,
		}
		form := url.Values{
			"login": {"boss"}, "name": {"Boss"}, "password": {password}, "password_again": {password}, "old_password": {password}, "code": {"123456"},
			"role": {"auditor"}, "where": {"all"}, "label": {"x"}, "days": {"30"}, "lang": {"fr"},
		}
		for _, r := range w.site.Routes() {
			name := r.Method + " " + r.Pattern
			path := filled(r.Pattern, db.NewID())
			var a answer
			if r.Method == http.MethodGet {
				a = m.get(path)
			} else {
				a = m.post(path, form)
			}
			status := http.StatusInternalServerError
			if s, ok := still[name]; ok {
				status = s
			}
			if a.status != status {
				t.Errorf("%s: status %d, want %d", name, a.status, status)
			} else if status == http.StatusInternalServerError && a.text("h1") != "Something went wrong" {
				t.Errorf("%s: no error page", name)
			}
		}
		for _, op := range w.site.Operations() {
			if op.Method == http.MethodGet {
				if a := m.api(op.Method, filled(op.Path, db.NewID()), ""); a.status != http.StatusInternalServerError {
					t.Errorf("%s: %d %s", op.ID, a.status, a.body)
				}
			}
		}
	})
}

// A module that cannot name places does not keep anybody from his account, but
// a failure of it is one.
func TestPlacesThatAreRefusedOrAway(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		m := w.join("boss", "administrator")
		w.places.list, w.places.err = nil, deniedPlaces()
		for _, path := range []string{"/app/account", "/app/admin/accounts", "/app/admin/accounts/new", "/app/admin/accounts/" + m.ID} {
			m.get(path).want(http.StatusOK)
		}
		w.places.err = errAway
		for _, path := range []string{"/app/account", "/app/admin/accounts", "/app/admin/accounts/new", "/app/admin/accounts/" + m.ID} {
			m.get(path).want(http.StatusInternalServerError)
		}
	})
}
