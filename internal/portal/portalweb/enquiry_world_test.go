package portalweb_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io/fs"
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
	"passerelle/internal/platform/files"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/portal"
	"passerelle/internal/portal/portalweb"
	"passerelle/internal/testkit"
)

// enquirySite is a site with this face alone. Who holds the cookie "desk" sits
// at ordinary desks, who holds "none" at none.
type enquirySite struct {
	t       *testing.T
	db      *db.DB
	portal  *portal.Service
	clock   *clock.Manual
	handler http.Handler
}

type identities struct{}

func (identities) who(name string) (web.Session, error) {
	role := access.Role{Code: name, Permissions: []access.Permission{"portal.enquiries", "portal.enquiries.settings", "portal.desk.reception", "portal.desk.donations"}}
	if name == "none" {
		role.Permissions = nil
	}
	if name != "desk" && name != "none" {
		return web.Session{}, fault.Denied()
	}
	actor := access.Actor{ID: strings.Repeat("a", 26), Name: "Nadine", Grants: []access.Grant{{Role: role, Scope: access.Everywhere}}}
	return web.Session{Actor: actor, Lang: i18n.English, Full: true, Left: time.Hour}, nil
}

func (i identities) Session(_ context.Context, cookie string) (web.Session, error) {
	return i.who(cookie)
}
func (i identities) Token(_ context.Context, bearer string) (web.Session, error) {
	return i.who(bearer)
}

func newEnquirySite(t *testing.T) *enquirySite {
	t.Helper()
	w := &enquirySite{t: t, db: testkit.OpenDB(t, testkit.URL(t, db.SQLite)), clock: testkit.Clock(t)}
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	w.check(err)
	vault, err := crypt.OpenVault(t.Context(), w.db, w.clock, master)
	w.check(err)
	log, err := audit.New(w.db, w.clock, vault.SigningKey(), "")
	w.check(err)
	run, cancel := context.WithCancel(context.Background())
	wait := log.Start(run)
	t.Cleanup(func() { cancel(); wait() })
	store, err := files.NewLocal(t.TempDir())
	w.check(err)
	w.portal = portal.New(portal.Deps{DB: w.db, Vault: vault, Audit: log, Clock: w.clock, Files: store})
	texts, err := i18n.Load(append([]fs.FS{web.Catalogue, ui.Catalogue, files.Catalogue()}, portalweb.Catalogues()...)...)
	w.check(err)
	site := web.New(web.Options{DB: w.db, Vault: vault, Clock: w.clock, Catalogue: texts, Auth: identities{}, Languages: i18n.Staff, Public: i18n.Public})
	site.Mount("GET "+ui.AssetPrefix, ui.Handler())
	portalweb.Mount(site, w.portal)
	w.check(site.Check())
	w.handler = site.Handler()
	return w
}

func (w *enquirySite) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// answer is a response with its body read.
type answer struct {
	t    *testing.T
	rec  *httptest.ResponseRecorder
	body string
}

func (w *enquirySite) send(r *http.Request, session string) answer {
	w.t.Helper()
	if session != "" {
		r.AddCookie(&http.Cookie{Name: "passerelle_session", Value: session})
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	return answer{w.t, rec, rec.Body.String()}
}

func (w *enquirySite) get(path, session string) answer {
	return w.send(httptest.NewRequest(http.MethodGet, path, nil), session)
}

func (w *enquirySite) post(path, session string, form url.Values) answer {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.send(r, session)
}

func (a answer) want(status int) answer {
	a.t.Helper()
	if a.rec.Code != status {
		a.t.Fatalf("status %d, want %d: %.800s", a.rec.Code, status, a.body)
	}
	return a
}

func (a answer) doc() *goquery.Document {
	a.t.Helper()
	return testkit.Doc(a.t, strings.NewReader(a.body))
}

// form reads the form that selector matches and sets fields in it.
func (a answer) form(selector string, set url.Values) testkit.Form {
	a.t.Helper()
	f := testkit.ReadForm(a.t, a.doc(), selector)
	for name, values := range set {
		f.Values[name] = values
	}
	return f
}

// away makes every further query fail.
func (w *enquirySite) away() {
	w.t.Helper()
	w.check(errors.Join(w.db.Writer().Close(), w.db.Reader().Close()))
}

func actorOf(session string) access.Actor {
	s, err := identities{}.who(session)
	if err != nil {
		panic(err) // a name of this file
	}
	return s.Actor
}
