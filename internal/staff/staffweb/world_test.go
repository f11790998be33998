package staffweb_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/staff"
	"passerelle/internal/staff/staffweb"
	"passerelle/internal/testkit"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/pquerna/otp/totp"
)

// The log of refusals and failures that the tests provoke tells nothing.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

const password = "kettle marble seventeen"

// places stands in for the module that knows organisations and centres.
type places struct {
	list []staffweb.Place
	err  error
}

func (p *places) Options(context.Context, access.Actor) ([]staffweb.Place, error) {
	return p.list, p.err
}

// world is a whole site with this face alone.
type world struct {
	t       testing.TB
	db      *db.DB
	staff   *staff.Service
	site    *web.Site
	clock   *clock.Manual
	places  *places
	offline *offline
	handler http.Handler
}

// offline answers in place of the database where who is set.
type offline struct {
	staff *staff.Service
	who   *web.Session
	lang  i18n.Lang // of every session, where it is set
}

func (o *offline) Session(ctx context.Context, cookie string) (web.Session, error) {
	if o.who != nil {
		return *o.who, nil
	}
	s, err := sessionOf(o.staff.Session(ctx, cookie))
	if o.lang != "" {
		s.Lang = o.lang
	}
	return s, err
}

func (o *offline) Token(ctx context.Context, bearer string) (web.Session, error) {
	if o.who != nil {
		return *o.who, nil
	}
	return sessionOf(o.staff.Token(ctx, bearer))
}

func sessionOf(id staff.Identity, err error) (web.Session, error) {
	s := web.Session{
		Actor: id.Actor, Lang: i18n.Lang(id.Account.Lang), Theme: id.Account.Theme,
		Shortcuts: id.Account.Shortcuts, Full: id.Full, Left: id.Left,
	}
	if roles := id.Actor.RoleCodes(); len(roles) > 0 {
		s.RoleLabel = "staff.role." + roles[0]
	}
	return s, err
}

// centre and organisation are the places of the tests.
var (
	organisation = staffweb.Place{Kind: access.ScopeOrganisation, ID: db.NewID(), Name: "Croix-Rouge"}
	centre       = staffweb.Place{Kind: access.ScopeCentre, ID: db.NewID(), Name: "Redange"}
)

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, db: d, clock: testkit.Clock(t), places: &places{list: []staffweb.Place{organisation, centre}}}
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	w.check(err)
	vault, err := crypt.OpenVault(context.Background(), d, w.clock, master)
	w.check(err)
	log, err := audit.New(d, w.clock, vault.SigningKey(), "")
	w.check(err)
	run, cancel := context.WithCancel(context.Background())
	wait := log.Start(run)
	t.Cleanup(func() { cancel(); wait() })
	w.staff = staff.New(staff.Deps{
		DB: d, Vault: vault, Audit: log, Clock: w.clock, Hashing: staff.Hashing{MemoryKiB: 8, Passes: 1, Lanes: 1},
		Roles: []access.Role{
			{Code: "administrator", Permissions: []access.Permission{staff.PermAccounts, staff.PermTokens}},
			{Code: "auditor", Permissions: []access.Permission{staff.PermAuditLog}},
			{Code: "reception_desk", Permissions: []access.Permission{staff.PermTokens}},
		},
	})
	texts, err := i18n.Load(web.Catalogue, ui.Catalogue, staffweb.Catalogue)
	w.check(err)
	w.offline = &offline{staff: w.staff}
	w.site = web.New(web.Options{
		DB: d, Vault: vault, Clock: w.clock, Catalogue: texts, Auth: w.offline, Languages: i18n.Staff, Nav: navigation,
	})
	w.site.Mount("GET "+ui.AssetPrefix, ui.Handler())
	staffweb.Mount(w.site, w.staff, w.places)
	w.site.Handle(web.Route{Method: "GET", Pattern: ui.PathHome, Door: web.LoggedIn, Handle: func(rw http.ResponseWriter, r *web.Request) error {
		return r.Show(rw, r.Page("Home"), templ.Raw("<h1>Home</h1>"))
	}})
	w.check(w.site.Check())
	w.handler = w.site.Handler()
	return w
}

func navigation(r *web.Request) []ui.NavItem {
	return []ui.NavItem{
		{Label: r.L.T("staff.accounts.title"), Href: "/app/admin/accounts", Current: strings.HasPrefix(r.URL.Path, "/app/admin/accounts")},
		{Label: r.L.T("staff.audit.title"), Href: "/app/audit", Current: r.URL.Path == "/app/audit"},
	}
}

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// member is an account with what its owner keeps at home, and its browser.
type member struct {
	*browser
	staff.Account
	secret   string
	recovery []string
	token    string
}

// join makes an account with one role everywhere that is logged in.
func (w *world) join(login, role string) *member {
	w.t.Helper()
	ctx := context.Background()
	a, code, err := w.staff.Invite(ctx, access.System("test"), staff.Invitation{
		Login: login, Name: "Nadine <" + login + ">", Email: login + "@example.lu", Lang: "en",
		Assignments: []staff.Assignment{{Role: role, Scope: access.Everywhere}},
	})
	w.check(err)
	half, err := w.staff.AcceptInvitation(ctx, code, password, staff.Browser{Agent: firefox})
	w.check(err)
	e, err := w.staff.Enrol(ctx, half)
	w.check(err)
	m := &member{browser: w.browser(), Account: a, secret: e.Secret}
	in, recovery, err := w.staff.ConfirmEnrolment(ctx, half, m.code(), staff.Browser{Agent: firefox})
	w.check(err)
	m.recovery = recovery
	m.cookies["passerelle_session"] = in.Session
	_, m.token, err = w.staff.CreateToken(ctx, access.System("test"), a.ID, "first", 48*time.Hour)
	w.check(err)
	w.clock.Advance(time.Minute)
	return m
}

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

// code is what the authenticator app shows now.
func (m *member) code() string {
	m.w.t.Helper()
	c, err := totp.GenerateCode(m.secret, m.w.clock.Now())
	m.w.check(err)
	return c
}

// api sends a request to the API with the member's token.
func (m *member) api(method, path, body string) answer {
	m.w.t.Helper()
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+m.token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if method != http.MethodGet {
		r.Header.Set("Idempotency-Key", db.NewID())
	}
	return m.w.send(r)
}

// browser keeps cookies and knows which page it shows.
type browser struct {
	w       *world
	cookies map[string]string
	page    string
}

func (w *world) browser() *browser {
	return &browser{w: w, cookies: map[string]string{}, page: "http://example.com/"}
}

// answer is a response with its body read.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	body   string
}

func (w *world) send(r *http.Request) answer {
	w.t.Helper()
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	res := rec.Result()
	body, err := io.ReadAll(res.Body)
	w.check(err)
	return answer{w.t, res.StatusCode, res.Header, string(body)}
}

func (b *browser) send(r *http.Request) answer {
	b.w.t.Helper()
	r.Header.Set("User-Agent", firefox)
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	a := b.w.send(r)
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		b.cookies[c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	return a
}

// get loads a page.
func (b *browser) get(path string) answer {
	b.w.t.Helper()
	b.page = "http://example.com" + path
	return b.send(httptest.NewRequest(http.MethodGet, path, nil))
}

// post sends fields as a form of our own pages does.
func (b *browser) post(path string, fields url.Values) answer {
	b.w.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Referer", b.page)
	return b.send(r)
}

// submit fills the form that selector matches on the page of a and sends it.
func (b *browser) submit(a answer, selector string, fields url.Values) answer {
	b.w.t.Helper()
	f := testkit.ReadForm(b.w.t, a.doc(), selector)
	for name, values := range fields {
		f.Values[name] = values
	}
	r := f.Request(b.w.t, b.page)
	r.Header.Set("Referer", b.page)
	return b.send(r)
}

// follow goes where a redirect leads.
func (b *browser) follow(a answer) answer {
	b.w.t.Helper()
	a.want(http.StatusSeeOther)
	return b.get(a.header.Get("Location"))
}

func (a answer) want(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d, want %d: %.1500s", a.status, status, a.body)
	}
	return a
}

func (a answer) doc() *goquery.Document {
	a.t.Helper()
	return testkit.Doc(a.t, strings.NewReader(a.body))
}

// text returns the text of what selector matches first.
func (a answer) text(selector string) string {
	a.t.Helper()
	return testkit.Text(a.t, a.doc(), selector)
}

// has reports whether anything matches selector.
func (a answer) has(selector string) bool { return a.doc().Find(selector).Length() > 0 }

var errAway = errors.New("database is away")
