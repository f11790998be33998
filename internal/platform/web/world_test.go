package web_test

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
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/testkit"

	"github.com/a-h/templ"
)

var (
	permLook   = access.Declare("webtest.look")
	permChange = access.Declare("webtest.change")
)

// The log of refusals and failures that the tests provoke tells nothing.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

// doorkeeper knows whom cookies and tokens belong to. It implements
// web.Authenticator.
type doorkeeper struct {
	sessions map[string]web.Session
	broken   bool // every question fails, as with a database that is away
}

func (k *doorkeeper) Session(_ context.Context, cookie string) (web.Session, error) {
	if k.broken {
		return web.Session{}, errors.New("database is away")
	}
	s, ok := k.sessions[cookie]
	if !ok {
		return web.Session{}, fault.Denied()
	}
	return s, nil
}

func (k *doorkeeper) Token(ctx context.Context, bearer string) (web.Session, error) {
	secret, ok := strings.CutPrefix(bearer, "token-of-")
	if !ok && !k.broken {
		return web.Session{}, fault.Denied()
	}
	return k.Session(ctx, secret)
}

func actor(id string, perms ...access.Permission) access.Actor {
	return access.Actor{ID: id, Name: "Name of " + id, Grants: []access.Grant{{Role: access.Role{Code: "tester", Permissions: perms}, Scope: access.Everywhere}}}
}

// anna may do all, bert only look, cleo gave no second factor yet.
func people() *doorkeeper {
	return &doorkeeper{sessions: map[string]web.Session{
		"anna": {Actor: actor("anna", permLook, permChange), Lang: i18n.English, Full: true, Left: time.Hour},
		"bert": {Actor: actor("bert", permLook), Lang: i18n.French, Full: true, Left: time.Hour},
		"cleo": {Actor: actor("cleo", permLook, permChange), Lang: i18n.English},
	}}
}

// world is a site in the making.
type world struct {
	*web.Site
	door  *doorkeeper
	clock *clock.Manual
	db    *db.DB
	vault *crypt.Vault
}

// newWorld returns a site. d is nil for tests that touch no database.
func newWorld(t *testing.T, d *db.DB, change ...func(*web.Options)) *world {
	t.Helper()
	texts, err := i18n.Load(web.Catalogue, ui.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{door: people(), clock: testkit.Clock(t), db: d}
	if d != nil {
		w.vault = openVault(t, d, w.clock)
	}
	o := web.Options{DB: d, Vault: w.vault, Clock: w.clock, Catalogue: texts, Auth: w.door, Languages: i18n.Staff}
	for _, f := range change {
		f(&o)
	}
	w.Site = web.New(o)
	return w
}

func openVault(t *testing.T, d *db.DB, c clock.Clock) *crypt.Vault {
	t.Helper()
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	v, err := crypt.OpenVault(t.Context(), d, c, master)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// handle adds a route that answers with a page saying text.
func (w *world) handle(route web.Route, text string) {
	route.Handle = func(rw http.ResponseWriter, r *web.Request) error {
		return r.Show(rw, r.Page("Title"), templ.Raw("<p id=\"said\">"+text+"</p>"))
	}
	w.Site.Handle(route)
}

// get returns a request for path, with the session cookie of who where that is not empty.
func get(path, who string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if who != "" {
		r.AddCookie(&http.Cookie{Name: "passerelle_session", Value: who})
	}
	return r
}

// post returns a request as a form of our own pages sends it.
func post(path, who string, fields url.Values) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if who != "" {
		r.AddCookie(&http.Cookie{Name: "passerelle_session", Value: who})
	}
	return r
}

// call returns a request to the API with the token of who.
func call(method, path, who, body string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if who != "" {
		r.Header.Set("Authorization", "Bearer token-of-"+who)
	}
	return r
}

// do sends a request and returns the answer with its body read.
func (w *world) do(t *testing.T, r *http.Request) (*http.Response, string) {
	t.Helper()
	if err := w.Check(); err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, r)
	a := rec.Result()
	body, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a, string(body)
}

// want fails the test unless the answer has the status.
func want(t *testing.T, a *http.Response, body string, status int) {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("status %d, want %d; body: %.600s", a.StatusCode, status, body)
	}
}

// cookie returns the cookie that the answer sets, nil where it sets none of that name.
func cookie(a *http.Response, name string) *http.Cookie {
	for _, c := range a.Cookies() {
		if c.Name == name {
			return c
		}
	}
	return nil
}
