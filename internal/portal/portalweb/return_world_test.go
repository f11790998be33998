package portalweb_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
	"passerelle/internal/portal/portalweb"
	"passerelle/internal/testkit"
)

// returnWorld is the face on a fresh database. Who is asked as is named by a
// cookie or token: editor holds the desk of stories, nobody holds nothing.
type returnWorld struct {
	*testing.T
	db      *db.DB
	clock   *clock.Manual
	portal  *portal.Service
	handler http.Handler
}

// Session implements web.Authenticator.
func (w *returnWorld) Session(_ context.Context, cookie string) (web.Session, error) {
	by := access.Actor{ID: "account-" + cookie, Name: cookie}
	switch cookie {
	case "editor":
		by.Grants = []access.Grant{{Scope: access.Everywhere, Role: access.Role{Code: "content_editor",
			Permissions: []access.Permission{portal.PermStories, portal.PermStoryConsent, portal.PermStoryPublish}}}}
	case "nobody":
	default:
		return web.Session{}, fault.Denied()
	}
	return web.Session{Actor: by, Lang: i18n.English, Full: true, Left: time.Hour}, nil
}

// Token implements web.Authenticator.
func (w *returnWorld) Token(ctx context.Context, bearer string) (web.Session, error) {
	return w.Session(ctx, bearer)
}

func newReturnWorld(t *testing.T, d *db.DB) *returnWorld {
	t.Helper()
	w := &returnWorld{T: t, db: d, clock: testkit.Clock(t)}
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	w.check(err)
	vault, err := crypt.OpenVault(t.Context(), d, w.clock, master)
	w.check(err)
	log, err := audit.New(d, w.clock, vault.SigningKey(), "")
	w.check(err)
	w.portal = portal.New(portal.Deps{DB: d, Vault: vault, Audit: log, Clock: w.clock})
	texts, err := i18n.Load(append(portalweb.Catalogues(), web.Catalogue, ui.Catalogue)...)
	w.check(err)
	site := web.New(web.Options{DB: d, Vault: vault, Clock: w.clock, Catalogue: texts, Auth: w, Languages: i18n.Staff, Public: i18n.Public})
	portalweb.Mount(site, w.portal)
	w.check(site.Check())
	w.handler = site.Handler()
	return w
}

func (w *returnWorld) check(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// ask sends a request as somebody; no name: without a cookie.
func (w *returnWorld) ask(as, method, path string, form url.Values) *httptest.ResponseRecorder {
	w.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if as != "" {
		r.AddCookie(&http.Cookie{Name: "passerelle_session", Value: as})
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	return rec
}

// page loads a page and looks into it.
func (w *returnWorld) page(as, path string) *goquery.Document {
	w.Helper()
	rec := w.ask(as, http.MethodGet, path, nil)
	if rec.Code != http.StatusOK {
		w.Fatalf("%s: status %d: %.800s", path, rec.Code, rec.Body)
	}
	return testkit.Doc(w, rec.Body)
}

// api calls an operation as somebody.
func (w *returnWorld) api(as, method, path, body, match string) *httptest.ResponseRecorder {
	w.Helper()
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+as)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", db.NewID())
	if match != "" {
		r.Header.Set("If-Match", match)
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	return rec
}
