package fundingweb_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"passerelle/internal/funding"
	"passerelle/internal/funding/fundingweb"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/testkit"
)

// desk is the face on a fresh database with the register that the program
// brings along. Who is asked as is named by a cookie or token of that name.
type desk struct {
	testing.TB
	db      *db.DB
	funding *funding.Service
	site    *web.Site
	handler http.Handler
	actors  map[string]access.Actor
	keys    int

	call      string // the call that is there
	operation string // its first operation
}

// Session implements web.Authenticator.
func (h *desk) Session(_ context.Context, cookie string) (web.Session, error) {
	by, there := h.actors[cookie]
	if !there {
		return web.Session{}, fault.Denied()
	}
	return web.Session{Actor: by, Lang: i18n.English, Full: true, Left: time.Hour}, nil
}

// Token implements web.Authenticator.
func (h *desk) Token(ctx context.Context, bearer string) (web.Session, error) {
	return h.Session(ctx, bearer)
}

func actor(name string, perms ...access.Permission) access.Actor {
	return access.Actor{ID: "account-" + name, Name: name, Grants: []access.Grant{{Scope: access.Everywhere, Role: access.Role{Code: name, Permissions: perms}}}}
}

func newDesk(t *testing.T, d *db.DB) *desk {
	t.Helper()
	ctx, now := context.Background(), testkit.Clock(t)
	h := &desk{TB: t, db: d}
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(make([]byte, 32)))
	h.must(err)
	vault, err := crypt.OpenVault(ctx, d, now, master)
	h.must(err)
	log, err := audit.New(d, now, vault.SigningKey(), "")
	h.must(err)
	h.funding = funding.New(funding.Deps{DB: d, Vault: vault, Audit: log, Clock: now})
	_, err = h.funding.LoadFirst(ctx, access.System("test"))
	h.must(err)
	page, err := h.funding.Published(ctx, funding.OperationQuery{})
	h.must(err)
	h.operation, h.call = page.Operations[0].ID, page.Operations[0].Call.ID
	texts, err := i18n.Load(web.Catalogue, ui.Catalogue, fundingweb.Catalogue)
	h.must(err)
	h.site = web.New(web.Options{DB: d, Vault: vault, Clock: now, Catalogue: texts, Auth: h, Languages: i18n.Staff, Demo: true,
		Nav: func(*web.Request) []ui.NavItem { return []ui.NavItem{{Label: "Today", Href: ui.PathHome}} }})
	h.site.Mount("GET "+ui.AssetPrefix, ui.Handler())
	fundingweb.Mount(h.site, h.funding)
	h.must(h.site.Check())
	h.handler = h.site.Handler()
	h.actors = map[string]access.Actor{
		"manager": actor("manager", funding.PermRead, funding.PermEdit, funding.PermPublish),
		"reader":  actor("reader", funding.PermRead),
		"nobody":  actor("nobody"),
	}
	return h
}

func (h *desk) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// fill puts the ids of what is there into the pattern of a route.
func (h *desk) fill(pattern string) string {
	return strings.NewReplacer("calls/{id}", "calls/"+h.call, "operations/{id}", "operations/"+h.operation).Replace(pattern)
}

// answer is what a page answered.
type answer struct {
	*httptest.ResponseRecorder
	tb  testing.TB
	doc *goquery.Document
}

func (h *desk) do(who string, r *http.Request) answer {
	h.Helper()
	r.AddCookie(&http.Cookie{Name: "passerelle_session", Value: who})
	if r.Method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	a := answer{ResponseRecorder: w, tb: h}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		a.doc = testkit.Doc(h, strings.NewReader(w.Body.String()))
	}
	return a
}

func (h *desk) get(who, path string) answer {
	h.Helper()
	return h.do(who, httptest.NewRequest(http.MethodGet, path, nil))
}

// submit fills in the form of a page and sends it, as a browser without JavaScript does.
func (h *desk) submit(page string, fill url.Values) answer {
	h.Helper()
	f := testkit.ReadForm(h, h.get("manager", page).want(http.StatusOK).doc, "main form[method=post]:last-of-type")
	for name, values := range fill {
		f.Values[name] = values
	}
	return h.do("manager", f.Request(h, page))
}

func (a answer) want(status int) answer {
	a.tb.Helper()
	if a.Code != status {
		a.tb.Fatalf("status %d, want %d: %.1500s", a.Code, status, a.said())
	}
	return a
}

func (a answer) said() string {
	if a.doc == nil {
		return a.Body.String()
	}
	return strings.Join(strings.Fields(a.doc.Find("main").Text()), " ")
}

func (a answer) shows(texts ...string) answer {
	a.tb.Helper()
	for _, t := range texts {
		if !strings.Contains(a.said(), t) {
			a.tb.Errorf("does not say %q: %.2500s", t, a.said())
		}
	}
	return a
}

// leads fails unless the answer leads on to an address that begins so.
func (a answer) leads(to string) string {
	a.tb.Helper()
	a.want(http.StatusSeeOther)
	got := a.Header().Get("Location")
	if !strings.HasPrefix(got, to) {
		a.tb.Errorf("leads to %s, want %s", got, to)
	}
	return got
}

// wrong fails unless the page names the field as wrong.
func (a answer) wrong(field, text string) answer {
	a.tb.Helper()
	a.want(http.StatusUnprocessableEntity)
	if got := testkit.Text(a.tb, a.doc, `.errsum a[href="#`+ui.FieldID(field)+`"]`); got != text {
		a.tb.Errorf("of %s it says %q, want %q", field, got, text)
	}
	return a
}

// ask asks the API and decodes the answer into out, which may be nil.
func (h *desk) ask(who, method, path, etag string, body, out any) *httptest.ResponseRecorder {
	h.Helper()
	var in io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		h.must(err)
		in = strings.NewReader(string(b))
	}
	r := httptest.NewRequest(method, "/api/v1/funding"+path, in)
	r.Header.Set("Authorization", "Bearer "+who)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if etag != "" {
		r.Header.Set("If-Match", etag)
	}
	h.keys++
	r.Header.Set("Idempotency-Key", fmt.Sprintf("test-key-%010d", h.keys))
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	if out != nil && w.Code < 300 {
		h.must(json.Unmarshal(w.Body.Bytes(), out))
	}
	return w
}
