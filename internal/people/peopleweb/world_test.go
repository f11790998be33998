package peopleweb_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"passerelle/internal/people"
	"passerelle/internal/people/peopleweb"
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
	"passerelle/internal/testkit"
)

// The log of refusals and failures that the tests provoke tells nothing.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

// world is the face on a database of its own.
type world struct {
	t      testing.TB
	site   *web.Site
	people *people.Service
	db     *db.DB
	clock  *clock.Manual
	homes  map[string]peopleweb.Home
	hold   sync.RWMutex // locked: the work that a page of an import asks for waits
}

// Organisations and centres of the tests.
const (
	crl, ona   = "org-crl", "org-ona"
	eich, lily = "centre-eich", "centre-lily"
)

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	ctx := context.Background()
	w := &world{t: t, db: d, clock: testkit.Clock(t), homes: map[string]peopleweb.Home{}}
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	w.check(err)
	vault, err := crypt.OpenVault(ctx, d, w.clock, master)
	w.check(err)
	log, err := audit.New(d, w.clock, vault.SigningKey(), "")
	w.check(err)
	run, cancel := context.WithCancel(ctx)
	wait := log.Start(run)
	t.Cleanup(func() { cancel(); wait() })
	photos, err := files.NewLocal(t.TempDir())
	w.check(err)
	w.people = people.New(people.Deps{DB: d, Vault: vault, Audit: log, Clock: w.clock, Files: photos})
	w.check(w.people.LoadIndex(ctx))
	texts, err := i18n.Load(web.Catalogue, ui.Catalogue, files.Catalogue(), peopleweb.Catalogue)
	w.check(err)
	w.site = web.New(web.Options{DB: d, Vault: vault, Clock: w.clock, Catalogue: texts, Auth: door{}, Languages: i18n.Staff})
	w.site.Mount("GET "+ui.AssetPrefix, ui.Handler())
	peopleweb.Mount(w.site, w.people, w.people, places{w}, rooms{})
	w.check(w.site.Check())
	return w
}

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// everything a role of this module may do.
func every() []access.Permission {
	var out []access.Permission
	for _, p := range access.Declared() {
		if strings.HasPrefix(string(p), "people.") {
			out = append(out, p)
		}
	}
	return out
}

func actor(id string, scope access.Scope, perms []access.Permission, open ...access.Compartment) access.Actor {
	role := access.Role{Code: "tester", Permissions: perms, Compartments: open}
	return access.Actor{ID: "account-" + id, Name: "Name of " + id, Grants: []access.Grant{{Role: role, Scope: scope}}}
}

// actors of the tests: desk works in one centre, chief everywhere and with all
// compartments, reader only reads, guard may nothing.
var actors = map[string]func() access.Actor{
	"desk":  func() access.Actor { return actor("desk", access.Scope{Kind: access.ScopeCentre, ID: eich}, every()) },
	"other": func() access.Actor { return actor("other", access.Scope{Kind: access.ScopeCentre, ID: lily}, every()) },
	"chief": func() access.Actor { return actor("chief", access.Everywhere, every(), access.Compartments...) },
	"reader": func() access.Actor {
		return actor("reader", access.Everywhere, []access.Permission{people.PermRead, people.PermList, people.PermSearch})
	},
	"guard": func() access.Actor { return actor("guard", access.Everywhere, nil) },
}

// door knows who a cookie or token belongs to: "desk" or "desk.fr". It
// implements web.Authenticator.
type door struct{}

func (door) Session(_ context.Context, cookie string) (web.Session, error) {
	name, lang, _ := strings.Cut(cookie, ".")
	who, ok := actors[name]
	if !ok {
		return web.Session{}, fault.Denied()
	}
	if lang == "" {
		lang = "en"
	}
	return web.Session{Actor: who(), Lang: i18n.Lang(lang), Full: true, Shortcuts: true, Left: time.Hour}, nil
}

func (d door) Token(ctx context.Context, bearer string) (web.Session, error) {
	return d.Session(ctx, bearer)
}

// places is what the program tells this face.
type places struct{ w *world }

func (p places) Desks(r *web.Request, perm access.Permission) ([]peopleweb.Desk, error) {
	var out []peopleweb.Desk
	for _, d := range []peopleweb.Desk{{crl, eich, "Eich"}, {ona, lily, "Lily Unden"}, {crl, "", "Croix-Rouge"}} {
		if r.Actor.MayOn(perm, access.Object{Org: d.OrgID, Centre: d.CentreID}) {
			out = append(out, d)
		}
	}
	return out, nil
}

func (p places) Homes(_ *web.Request, households []string) (map[string]peopleweb.Home, error) {
	out := map[string]peopleweb.Home{}
	for _, id := range households {
		if h, ok := p.w.homes[id]; ok {
			out[id] = h
		}
	}
	return out, nil
}

func (p places) Household(_ *web.Request, id string) (peopleweb.HouseholdLinks, error) {
	return peopleweb.HouseholdLinks{
		Actions: []ui.Action{{Label: "Find a place", Href: "/app/households/" + id + "/place"}},
		Tabs:    []ui.NavItem{{Label: "Stays", Href: "/app/households/" + id + "/stays"}},
	}, nil
}

func (p places) Staff(_ *web.Request, accounts []string) (map[string]string, error) {
	out := map[string]string{}
	for _, id := range accounts {
		out[id] = "Name of " + strings.TrimPrefix(id, "account-")
	}
	return out, nil
}

// rooms finds one room.
type rooms struct{}

func (rooms) Find(_ *web.Request, q string, _ int) ([]ui.Hit, error) {
	if q != "1.07" {
		return nil, nil
	}
	return []ui.Hit{{Label: "1.07", Note: "Eich", Kind: "Room", Href: "/app/rooms/107"}}, nil
}

// answer is what a request got.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	body   string
	page   string // path that was asked
	who    string
}

func (w *world) do(r *http.Request, who string) answer {
	w.t.Helper()
	if who != "" {
		r.AddCookie(&http.Cookie{Name: "passerelle_session", Value: who})
	}
	r.RemoteAddr = "127.0.0.1:1" // which has no limit: the clock of the tests stands still
	rec := httptest.NewRecorder()
	w.site.Handler().ServeHTTP(rec, r)
	return answer{w.t, rec.Code, rec.Header(), rec.Body.String(), r.URL.RequestURI(), who}
}

func (w *world) get(path, who string) answer {
	w.t.Helper()
	return w.do(httptest.NewRequest(http.MethodGet, path, nil), who)
}

func (w *world) post(path, who string, fields url.Values) answer {
	w.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return w.do(r, who)
}

func (a answer) want(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s as %s: status %d, want %d\n%.3000s", a.page, a.who, a.status, status, testkit.Doc(a.t, strings.NewReader(a.body)).Find("main").Text())
	}
	return a
}

// leads returns where a redirect leads.
func (a answer) leads() string {
	a.t.Helper()
	return a.want(http.StatusSeeOther).header.Get("Location")
}

func (a answer) doc() *goquery.Document {
	a.t.Helper()
	return testkit.Doc(a.t, strings.NewReader(a.body))
}

// form reads the form of the page that selector matches, filled in as it is.
func (a answer) form(selector string) testkit.Form {
	a.t.Helper()
	f := testkit.ReadForm(a.t, a.doc(), selector)
	if f.Action == "" {
		f.Action = a.page
	}
	return f
}

// press submits a form with the button whose value is do.
func (w *world) press(f testkit.Form, who, do string) answer {
	w.t.Helper()
	values := url.Values{}
	for name, v := range f.Values {
		values[name] = v
	}
	if do != "" {
		values.Set("do", do)
	}
	return w.post(f.Action, who, values)
}

// says fails unless the page's text has each of the words.
func (a answer) says(words ...string) answer {
	a.t.Helper()
	text := strings.Join(strings.Fields(a.doc().Find("body").Text()), " ")
	for _, word := range words {
		if !strings.Contains(text, word) {
			a.t.Errorf("%s does not say %q:\n%.3000s", a.page, word, text)
		}
	}
	return a
}

// failing makes every question to the database fail.
func (w *world) failing() {
	w.t.Helper()
	w.check(errors.Join(w.db.Close()))
}
