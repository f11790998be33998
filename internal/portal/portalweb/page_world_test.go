package portalweb_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/files"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
	"passerelle/internal/portal/portalweb"
	"passerelle/internal/testkit"
)

// The log of refusals and failures that the tests provoke tells nothing.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

// people who knock: the cookie or token is their name.
type doorman map[string]access.Actor

// Session implements web.Authenticator.
func (d doorman) Session(_ context.Context, name string) (web.Session, error) {
	a, ok := d[name]
	if !ok {
		return web.Session{}, fault.Denied()
	}
	return web.Session{Actor: a, Lang: i18n.English, Full: true, Left: time.Hour}, nil
}

// Token implements web.Authenticator.
func (d doorman) Token(ctx context.Context, name string) (web.Session, error) {
	return d.Session(ctx, name)
}

// pageSite is a whole site with this face alone and the first pages.
type pageSite struct {
	t       *testing.T
	db      *db.DB
	portal  *portal.Service
	handler http.Handler
	people  doorman
}

func newPageSite(t *testing.T, d *db.DB) *pageSite {
	t.Helper()
	clk := testkit.Clock(t)
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	k := &pageSite{t: t, db: d, people: doorman{}}
	k.must(err)
	vault, err := crypt.OpenVault(t.Context(), d, clk, master)
	k.must(err)
	log, err := audit.New(d, clk, vault.SigningKey(), "")
	k.must(err)
	run, cancel := context.WithCancel(context.Background())
	wait := log.Start(run)
	t.Cleanup(func() { cancel(); wait() })
	k.portal = portal.New(portal.Deps{DB: d, Vault: vault, Audit: log, Clock: clk})
	k.must(k.portal.BeginPages(t.Context()))
	texts, err := i18n.Load(append(portalweb.Catalogues(), web.Catalogue, ui.Catalogue, files.Catalogue())...)
	k.must(err)
	for name, list := range map[string][]access.Permission{
		"anna": {portal.PermPages, portal.PermPublishPage, portal.PermWritePage}, "bert": {portal.PermPages, portal.PermPublishPage, portal.PermWritePage}, "guest": nil,
	} {
		k.people[name] = access.Actor{ID: db.NewID(), Name: name, Grants: []access.Grant{{Role: access.Role{Code: name, Permissions: list}, Scope: access.Everywhere}}}
	}
	site := web.New(web.Options{DB: d, Vault: vault, Clock: clk, Catalogue: texts, Auth: k.people, Languages: i18n.Staff, Public: i18n.Public})
	site.Mount("GET "+ui.AssetPrefix, ui.Handler())
	portalweb.Mount(site, k.portal)
	k.must(site.Check())
	k.handler = site.Handler()
	return k
}

func (k *pageSite) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// ask sends a request as somebody; with fields it is a posted form.
func (k *pageSite) ask(who, path string, fields url.Values) *httptest.ResponseRecorder {
	k.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if fields != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(fields.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if who != "" {
		r.AddCookie(&http.Cookie{Name: "passerelle_session", Value: who})
	}
	w := httptest.NewRecorder()
	k.handler.ServeHTTP(w, r)
	return w
}

// call sends a request to the API as somebody.
func (k *pageSite) call(who, method, path string, body map[string]any, header ...string) *httptest.ResponseRecorder {
	k.t.Helper()
	b, err := json.Marshal(body)
	k.must(err)
	r := httptest.NewRequest(method, "/api/v1"+path, bytes.NewReader(b))
	if method == http.MethodGet {
		r = httptest.NewRequest(method, "/api/v1"+path, nil)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", db.NewID())
	r.Header.Set("Authorization", "Bearer "+who)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	k.handler.ServeHTTP(w, r)
	return w
}

// see returns a page that must be there.
func (k *pageSite) see(who, path string) *goquery.Document {
	k.t.Helper()
	w := k.ask(who, path, nil)
	if w.Code != http.StatusOK {
		k.t.Fatalf("%s: status %d", path, w.Code)
	}
	return testkit.Doc(k.t, w.Body)
}

// done posts a form that must lead on, and returns where to.
func (k *pageSite) done(who, path string, fields url.Values) string {
	k.t.Helper()
	w := k.ask(who, path, fields)
	if w.Code != http.StatusSeeOther {
		k.t.Fatalf("%s: status %d: %s", path, w.Code, testkit.Doc(k.t, w.Body).Find(".errsum, .page").Text())
	}
	return w.Header().Get("Location")
}

// pageID is the id of a page of the guide.
func (k *pageSite) pageID(path string) string {
	k.t.Helper()
	list, err := k.portal.Pages(k.t.Context(), k.people["anna"], portal.PageGuide, false)
	k.must(err)
	for _, p := range list {
		if p.Path == path {
			return p.ID
		}
	}
	k.t.Fatalf("no page %s", path)
	return ""
}
