package app

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/metrics"
	"passerelle/internal/platform/web"
	"passerelle/internal/staff"
	"passerelle/internal/testkit"
)

// house is a filled demonstration that the tests of this package share; none
// of them may change what another one reads.
type house struct {
	*App
	site *web.Site
	http http.Handler
}

var shared = sync.OnceValues(func() (*house, error) {
	dir, err := tempFolder()
	if err != nil {
		return nil, err
	}
	h, _, err := openCopy(dir, clock.System{})
	if err != nil {
		return nil, err
	}
	atEnd(h.Close)
	return h, nil
})

// filled is the folder of a demonstration that nobody opens again: filling takes
// much longer than copying.
var filled = sync.OnceValues(func() (string, error) {
	dir, err := tempFolder()
	if err != nil {
		return "", err
	}
	a, _, err := openDemo(context.Background(), dir, "127.0.0.1:0", 300, io.Discard)
	if err != nil {
		return "", err
	}
	a.Close()
	return dir, nil
})

// openCopy opens a copy of the filled demonstration in dir, with its accounts.
func openCopy(dir string, c clock.Clock) (*house, []demoAccount, error) {
	from, err := filled()
	if err != nil {
		return nil, nil, err
	}
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		return nil, nil, err
	}
	if err := os.Chmod(filepath.Join(dir, "master.key"), 0o600); err != nil { // CopyFS lets others read
		return nil, nil, err
	}
	accounts, err := readAccounts(filepath.Join(dir, "demo.json"))
	if err != nil {
		return nil, nil, err
	}
	config, err := demoConfig(dir, "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	a, err := Open(context.Background(), config, Options{Clock: c, Demo: true, Work: true})
	if err != nil {
		return nil, nil, err
	}
	site, err := a.Site(true, metrics.New("test"))
	if err != nil {
		a.Close()
		return nil, nil, err
	}
	return &house{a, site, site.Handler()}, accounts, nil
}

func tempFolder() (string, error) {
	dir, err := os.MkdirTemp("", "passerelle-app-test-")
	if err == nil {
		atEnd(func() { os.RemoveAll(dir) })
	}
	return dir, err
}

var (
	cleanupMu sync.Mutex
	cleanup   []func()
)

func atEnd(f func()) {
	cleanupMu.Lock()
	defer cleanupMu.Unlock()
	cleanup = append(cleanup, f)
}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, f := range slices.Backward(cleanup) {
		f()
	}
	os.Exit(code)
}

func theHouse(t *testing.T) *house {
	t.Helper()
	h, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// account makes an account with one role and returns its session cookie and token.
func (h *house) account(t *testing.T, role string, scope access.Scope) (cookie, token string) {
	t.Helper()
	ctx := context.Background()
	login := strings.ToLower(strings.ReplaceAll(role, "_", ".")) + "." + strings.ToLower(db.NewID())
	acc, err := h.Staff.AddDemoAccount(ctx, staff.Invitation{Login: login, Name: "Test " + role, Lang: "en", Assignments: []staff.Assignment{{Role: role, Scope: scope}}}, "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	cookie, err = h.logIn(ctx, login, "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if _, token, err = h.Staff.CreateToken(ctx, access.System("test"), acc.ID, "test", tokenLife); err != nil {
		t.Fatal(err)
	}
	return cookie, token
}

func (h *house) get(t *testing.T, path, cookie string) *httptest.ResponseRecorder {
	t.Helper()
	r := newRequest(http.MethodGet, path, nil)
	if cookie != "" {
		r.AddCookie(&http.Cookie{Name: "passerelle_session", Value: cookie})
	}
	w := httptest.NewRecorder()
	h.http.ServeHTTP(w, r)
	return w
}

// routes.golden is the list of doors and their twins; a change of it is a change of the program
// that somebody has looked at.
func TestRoutes(t *testing.T) {
	t.Parallel()
	h := theHouse(t)
	var lines []string
	for _, r := range h.site.Routes() {
		lines = append(lines, fmt.Sprintf("%-5s %-60s %-28s %s", r.Method, r.Pattern, door(r), r.Twin))
	}
	for _, op := range h.site.Operations() {
		lines = append(lines, fmt.Sprintf("%-5s %-60s %-28s %s", op.Method, "/api/v1"+op.Path, door(web.Route{Permission: op.Permission, Door: op.Door}), op.ID))
	}
	sort.Strings(lines)
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	testkit.Golden(t, "routes.golden", []byte(strings.Join(lines, "\n")+"\n"))
}

func door(r web.Route) string {
	switch {
	case r.Permission != "":
		return string(r.Permission)
	case r.Door == web.Public:
		return "(public)"
	case r.Door == web.HalfWay:
		return "(half way)"
	}
	return "(any account)"
}

// routes.golden is the list of doors, and permissions.golden who may go through
// them: route × permission × role, then permission × role.
func TestPermissions(t *testing.T) {
	t.Parallel()
	h := theHouse(t)
	roles := Roles()
	var b strings.Builder
	for _, r := range roles {
		fmt.Fprintf(&b, "%s %s\n", initials(r.Code), r.Code)
	}
	for _, r := range h.site.Routes() {
		fmt.Fprintln(&b, strings.TrimRight(fmt.Sprintf("%-6s %-58s %-28s %s", r.Method, r.Pattern, door(r), through(roles, r)), " "))
	}
	for _, op := range h.site.Operations() {
		r := web.Route{Permission: op.Permission, Door: op.Door}
		fmt.Fprintln(&b, strings.TrimRight(fmt.Sprintf("%-6s %-58s %-28s %s", op.Method, "/api/v1"+op.Path, door(r), through(roles, r)), " "))
	}
	for _, p := range access.Declared() {
		var holders []string
		for _, r := range roles {
			if r.Has(p) {
				holders = append(holders, r.Code)
			}
		}
		fmt.Fprintf(&b, "%-32s %s\n", p, strings.Join(holders, " "))
	}
	for _, r := range roles {
		for _, p := range r.Permissions {
			if !access.Known(p) {
				t.Errorf("role %s holds %s, which nobody declared", r.Code, p)
			}
		}
		fmt.Fprintf(&b, "%-32s opens %v\n", r.Code, r.Compartments)
	}
	testkit.Golden(t, "permissions.golden", []byte(b.String()))
}

// initials shorten a role's code to the first letters of its words.
func initials(code string) string {
	var b strings.Builder
	for _, word := range strings.Split(code, "_") {
		b.WriteString(word[:2])
	}
	return b.String()
}

// through lists the roles whose members may go through a door that asks for a permission.
func through(roles []access.Role, r web.Route) string {
	var holders []string
	for _, role := range roles {
		if r.Permission != "" && role.Has(r.Permission) {
			holders = append(holders, initials(role.Code))
		}
	}
	return strings.Join(holders, " ")
}

func TestNoPermissionIsOutOfReach(t *testing.T) {
	t.Parallel()
	theHouse(t)
	for _, p := range access.Declared() {
		if p == "reception.take_over" {
			continue // for the command line, which acts as the system
		}
		if !slices.ContainsFunc(Roles(), func(r access.Role) bool { return r.Has(p) }) {
			t.Errorf("no role holds %s", p)
		}
	}
}

// Every page renders in every staff language without a raw key.
func TestEveryPageInEveryLanguage(t *testing.T) {
	t.Parallel()
	h := theHouse(t)
	w := h.world(t)
	for _, lang := range i18n.Staff {
		cookie, _ := h.account(t, "national_coordinator", access.Everywhere)
		admin, _ := h.account(t, "administrator", access.Everywhere)
		for _, r := range h.site.Routes() {
			path, ok := w.path(r.Pattern, w.inside)
			if r.Method != http.MethodGet || !ok {
				continue
			}
			for _, c := range []string{cookie, admin} {
				req := newRequest(http.MethodGet, path, nil)
				req.AddCookie(&http.Cookie{Name: "passerelle_session", Value: c})
				h.setLanguage(t, c, lang)
				rec := httptest.NewRecorder()
				h.http.ServeHTTP(rec, req)
				if rec.Code >= 500 {
					t.Errorf("%s in %s: status %d", r.Pattern, lang, rec.Code)
				}
				if i := strings.Index(rec.Body.String(), "⟦"); i >= 0 {
					t.Errorf("%s in %s shows a raw key: %.80s", r.Pattern, lang, rec.Body.String()[i:])
				}
			}
		}
	}
}

// logIn returns a session cookie for an account of the demonstration.
func (h *house) logIn(ctx context.Context, login, password string) (string, error) {
	r := newRequest(http.MethodPost, "/login", strings.NewReader("login="+login+"&password="+strings.ReplaceAll(password, " ", "+"))).WithContext(ctx)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.http.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.Name == "passerelle_session" {
			return c.Value, nil
		}
	}
	return "", fmt.Errorf("log-in of %s: status %d", login, w.Code)
}

// newRequest comes from this machine, which the general rate limit leaves alone.
func newRequest(method, path string, body io.Reader) *http.Request {
	r := httptest.NewRequest(method, path, body)
	r.RemoteAddr = "127.0.0.1:4711"
	return r
}
