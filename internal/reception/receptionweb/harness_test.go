package receptionweb_test

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

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
	"passerelle/internal/reception/receptionweb"
	"passerelle/internal/testkit"
)

// today is the day on which tests stand.
var today = clock.Date{Year: 2026, Month: time.November, Day: 23}

var system = access.System("test")

// house is the face on a fresh database. Who is asked as is named by a cookie
// or token of the actor's name.
type house struct {
	testing.TB
	db        *db.DB
	clock     *clock.Manual
	people    *people.Service
	reception *reception.Service
	site      *web.Site
	handler   http.Handler
	actors    map[string]access.Actor
	lang      i18n.Lang
	texts     *i18n.Catalogue
	keys      int

	org, other string // organisations
	centre     reception.Centre
	floor      reception.Floor
	rooms      []reception.Room
}

// Session implements web.Authenticator.
func (h *house) Session(_ context.Context, cookie string) (web.Session, error) {
	by, there := h.actors[cookie]
	if !there {
		return web.Session{}, fault.Denied()
	}
	return web.Session{Actor: by, Lang: h.lang, Full: true, Shortcuts: true, Left: time.Hour}, nil
}

// Token implements web.Authenticator.
func (h *house) Token(ctx context.Context, bearer string) (web.Session, error) {
	return h.Session(ctx, bearer)
}

func actor(name string, scope access.Scope, perms ...access.Permission) access.Actor {
	return access.Actor{ID: "account-" + name, Name: name, Grants: []access.Grant{{Scope: scope,
		Role: access.Role{Code: name, Permissions: perms, Compartments: access.Compartments}}}}
}

// newHouse has one centre with three rooms: 1 (four beds), 2 (two, for women,
// step-free, one cot place) and 3 (one bed).
func newHouse(tb testing.TB, d *db.DB) *house {
	tb.Helper()
	ctx := context.Background()
	h := &house{TB: tb, db: d, lang: i18n.English, clock: clock.NewManual(today.Time(clock.Luxembourg).Add(9 * time.Hour))}
	master, err := crypt.ParseMasterKey(base64.StdEncoding.EncodeToString(make([]byte, 32)))
	h.must(err)
	vault, err := crypt.OpenVault(ctx, d, h.clock, master)
	h.must(err)
	log, err := audit.New(d, h.clock, vault.SigningKey(), "")
	h.must(err)
	running, stop := context.WithCancel(ctx)
	wait := log.Start(running)
	tb.Cleanup(func() { stop(); wait() })
	h.people = people.New(people.Deps{DB: d, Vault: vault, Audit: log, Clock: h.clock})
	h.must(h.people.LoadIndex(ctx))
	h.reception = reception.New(reception.Deps{DB: d, Vault: vault, Audit: log, Clock: h.clock, People: h.people})
	h.must(h.reception.LoadAvailability(ctx))
	h.texts, err = i18n.Load(web.Catalogue, ui.Catalogue, receptionweb.Catalogue)
	h.must(err)
	h.site = web.New(web.Options{DB: d, Vault: vault, Clock: h.clock, Catalogue: h.texts, Auth: h, Languages: i18n.Staff, Demo: true, Nav: nav})
	h.site.Mount("GET "+ui.AssetPrefix, ui.Handler())
	receptionweb.Mount(h.site, h.reception, h.people)
	h.must(h.site.Check())
	h.handler = h.site.Handler()
	h.stock()
	h.actors = map[string]access.Actor{
		"all":     actor("all", access.Everywhere, access.Declared()...),
		"nobody":  actor("nobody", access.Everywhere),
		"reader":  actor("reader", access.Everywhere, reception.PermCentres, reception.PermBoard, reception.PermNumbers),
		"foreign": actor("foreign", access.Scope{Kind: access.ScopeOrganisation, ID: h.other}, access.Declared()...),
	}
	return h
}

func nav(r *web.Request) []ui.NavItem {
	return []ui.NavItem{{Label: "Today", Href: ui.PathHome}, {Label: "Centres", Href: "/app/centres"}}
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) stock() {
	ctx := context.Background()
	org, err := h.reception.SaveOrganisation(ctx, system, reception.Organisation{Name: "Croix-Rouge luxembourgeoise", Kind: reception.OrgOperator, Phone: "2755 5400"})
	h.must(err)
	other, err := h.reception.SaveOrganisation(ctx, system, reception.Organisation{Name: "Autre prestataire", Kind: reception.OrgOther})
	h.must(err)
	h.org, h.other = org.ID, other.ID
	h.centre, err = h.reception.SaveCentre(ctx, system, reception.Centre{OrgID: h.org, Name: "Centre d’accueil « Mersch Creos »", Type: reception.TypeTemporary,
		Phase: reception.PhaseSecond, Catering: reception.CateringSelfCook, Status: reception.CentreOpen, Phone: "2755 5460", Rules: "Quiet after 22:00.\nNo fire.", Commune: "Mersch"})
	h.must(err)
	b, err := h.reception.SaveBuilding(ctx, system, reception.Building{CentreID: h.centre.ID, Name: "Bâtiment A", Lift: true})
	h.must(err)
	h.floor, err = h.reception.SaveFloor(ctx, system, reception.Floor{BuildingID: b.ID, CentreID: h.centre.ID, Level: 1})
	h.must(err)
	for _, r := range []reception.RoomEdit{
		{Room: reception.Room{Number: "1", Area: 1850}, Labels: []string{"A", "B", "C", "D"}},
		{Room: reception.Room{Number: "2", SexRule: reception.SexRuleWomen, StepFree: true, Cots: 1}, Labels: []string{"A", "B"}},
		{Room: reception.Room{Number: "3"}, Labels: []string{"A"}},
	} {
		r.CentreID, r.FloorID = h.centre.ID, h.floor.ID
		room, err := h.reception.SaveRoom(ctx, system, r)
		h.must(err)
		h.rooms = append(h.rooms, room)
	}
}

// person is a member of a household of a test; the first is its head.
type person struct {
	given, family, original string
	sex                     people.Sex
	born                    int
	status                  people.StatusCode
}

var (
	amal  = person{given: "Amal", family: "al-Hariri", original: "أمل الحريري", sex: people.SexFemale, born: 1994}
	yusuf = person{given: "Yusuf", family: "al-Hariri", sex: people.SexMale, born: 1990}
	lina  = person{given: "Lina", family: "al-Hariri", sex: people.SexFemale, born: 2018}
	dawit = person{given: "Dawit", family: "Tesfay", sex: people.SexMale, born: 1999, status: people.StatusRefugee}
)

// register puts a household on record.
func (h *house) register(members ...person) people.Registered {
	h.Helper()
	in := people.HouseholdInput{OrgID: h.org}
	for i, m := range members {
		p := people.PersonInput{Relationship: people.RelationshipUnknown, Identity: people.Identity{
			Names: people.Names{Given: m.given, Family: m.family, Original: m.original}, Sex: m.sex, Birth: people.BirthDate{Year: m.born}}}
		if i == 0 {
			p.Relationship = people.RelationshipHead
		}
		if m.status != "" {
			p.Statuses = []people.StatusInput{{Code: m.status, From: today.AddDays(-10)}}
		}
		in.Persons = append(in.Persons, p)
	}
	out, err := h.people.RegisterHousehold(context.Background(), system, in)
	h.must(err)
	return out
}

// place gives a household beds of a room from today until a day, zero: open.
func (h *house) place(home people.Registered, room int, until clock.Date) reception.Placement {
	h.Helper()
	p, err := h.reception.Place(context.Background(), system, reception.PlaceIn{HouseholdID: home.HouseholdID, From: today, Until: until,
		Rooms: []string{h.rooms[room].ID}, Accepted: allWarnings})
	h.must(err)
	return p
}

// reserve promises a household beds of a room.
func (h *house) reserve(home people.Registered, room int, from clock.Date) reception.Placement {
	h.Helper()
	p, err := h.reception.Reserve(context.Background(), system, reception.PlaceIn{HouseholdID: home.HouseholdID, From: from,
		Rooms: []string{h.rooms[room].ID}, Accepted: allWarnings})
	h.must(err)
	return p
}

// answer is what a page answered.
type answer struct {
	*httptest.ResponseRecorder
	tb  testing.TB
	doc *goquery.Document
}

func (h *house) do(who string, r *http.Request) answer {
	h.Helper()
	r.AddCookie(&http.Cookie{Name: "passerelle_session", Value: who})
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	a := answer{ResponseRecorder: w, tb: h}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		a.doc = testkit.Doc(h, strings.NewReader(w.Body.String()))
	}
	return a
}

func (h *house) get(who, path string) answer {
	h.Helper()
	return h.do(who, httptest.NewRequest(http.MethodGet, path, nil))
}

func (h *house) post(who, path string, form url.Values) answer {
	h.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return h.do(who, r)
}

// open gets a page that must be there.
func (h *house) open(path string) answer {
	h.Helper()
	a := h.get("all", path)
	a.want(http.StatusOK)
	return a
}

// submit fills in the form of a page and sends it, as a browser without JavaScript does.
func (h *house) submit(page string, fill url.Values) answer {
	h.Helper()
	f := testkit.ReadForm(h, h.open(page).doc, "main form[method=post]:last-of-type")
	for name, values := range fill {
		f.Values[name] = values
	}
	return h.do("all", f.Request(h, page))
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

// shows fails unless the page says each text.
func (a answer) shows(texts ...string) answer {
	a.tb.Helper()
	said := a.said()
	for _, t := range texts {
		if !strings.Contains(said, t) {
			a.tb.Errorf("does not say %q: %.2500s", t, said)
		}
	}
	return a
}

func (a answer) hides(texts ...string) answer {
	a.tb.Helper()
	said := a.said()
	for _, t := range texts {
		if strings.Contains(said, t) {
			a.tb.Errorf("says %q", t)
		}
	}
	return a
}

// leads fails unless the answer leads on to a path.
func (a answer) leads(to string) answer {
	a.tb.Helper()
	a.want(http.StatusSeeOther)
	if got := a.Header().Get("Location"); got != to {
		a.tb.Errorf("leads to %s, want %s", got, to)
	}
	return a
}

// wrong fails unless the page names the field as wrong and gives the value back.
func (a answer) wrong(field, text string) answer {
	a.tb.Helper()
	a.want(http.StatusUnprocessableEntity)
	if got := testkit.Text(a.tb, a.doc, `.errsum a[href="#`+ui.FieldID(field)+`"]`); got != text {
		a.tb.Errorf("of %s it says %q, want %q", field, got, text)
	}
	return a
}

// call asks the API and decodes the answer into out, which may be nil.
func (h *house) call(who, method, path string, body, out any) *httptest.ResponseRecorder {
	h.Helper()
	return h.callWith(who, method, path, "", body, out)
}

func (h *house) callWith(who, method, path, etag string, body, out any) *httptest.ResponseRecorder {
	h.Helper()
	var in io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		h.must(err)
		in = strings.NewReader(string(b))
	}
	r := httptest.NewRequest(method, "/api/v1"+path, in)
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

// allWarnings accepts whatever speaks against a place.
var allWarnings = []string{"next_phase", "stranger", "step_free", "own_bathroom", "empty_beds", "cot"}

func TestHouseStands(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		home := h.register(amal, yusuf, lina)
		h.place(home, 0, clock.Date{})
		h.open("/app/centres").shows("Mersch Creos")
	})
}
