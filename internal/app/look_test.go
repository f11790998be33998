package app

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/web"
	"passerelle/internal/reception"
	"passerelle/internal/staff"
	"passerelle/internal/testkit"
)

// noSight are the doors behind which no page stands that somebody looks at.
var noSight = map[string]string{
	"/login/code":                      "needs a second factor: package staffweb looks at it",
	"/app/imports/template":            "a file",
	"/{lang}/offline.json":             "data",
	"/{lang}/poster/{door}":            "looks as the poster of the first page",
	"/sitemap.xml":                     "data",
	"/robots.txt":                      "data",
	"/app/imports/{id}/report":         "a file",
	"/app/imports/{id}/progress":       "a part of a page",
	"/app/overview/figures.csv":        "a file",
	"/{lang}/projects.csv":             "a file",
	"/app/people/{id}/photo":           "a picture",
	"/pictures/{id}":                   "a picture",
	"/app/duplicates/sweep":            "a part of a page",
	"/app/duplicates/{id}":             "needs a pair: package peopleweb looks at it",
	"/app/enquiries/{id}":              "needs a message: package portalweb looks at it",
	"/app/enquiries/{id}/files/{file}": "a file",
	"/app/transfers/{id}/complete":     "needs a journey that was accepted: package receptionweb looks at it",
}

// publicSights are examples of public pages whose address has more to it than a
// language, by their pattern: what stands behind /{lang}/.
var publicSights = map[string]string{
	"/{lang}/guide/{path...}":         "guide/service/family-links",
	"/{lang}/return/countries/{code}": "return/countries/xk",
	"/{lang}/contact/{purpose}":       "contact/volunteer",
}

// publicIDs ask the demonstration for an example of a page whose address ends
// with an id.
var publicIDs = map[string]string{
	"/{lang}/centres/{id}":        `SELECT id FROM portal_directory_service WHERE kind = 'centre' ORDER BY position LIMIT 1`,
	"/{lang}/projects/{id}":       `SELECT id FROM funding_operation WHERE status = 'published' ORDER BY position LIMIT 1`,
	"/{lang}/return/stories/{id}": `SELECT id FROM portal_story WHERE status = 'published' ORDER BY published_at DESC LIMIT 1`,
}

// publicSight is the example of a pattern.
func (h *house) publicSight(t *testing.T, pattern string) (string, bool) {
	t.Helper()
	if query := publicIDs[pattern]; query != "" {
		id, err := db.One(t.Context(), h.DB, db.Value[string], query)
		rest := strings.TrimPrefix(pattern, "/{lang}/")
		return strings.Replace(rest, "{id}", id, 1), err == nil
	}
	rest, ok := publicSights[pattern]
	return rest, ok
}

// public are the public pages in a language written either way.
func (h *house) public(t *testing.T) (out []sight) {
	out = append(out, sight{"/", "", http.StatusOK})
	for _, r := range h.site.Routes() {
		rest, ok := strings.CutPrefix(r.Pattern, "/{lang}/")
		if r.Method != http.MethodGet || !ok || noSight[r.Pattern] != "" {
			continue
		}
		if rest = strings.TrimSuffix(rest, "{$}"); strings.Contains(rest, "{") {
			if rest, ok = h.publicSight(t, r.Pattern); !ok {
				t.Errorf("%s: nobody looks at it; name an example", r.Pattern)
			}
		}
		for _, lang := range []string{"en", "ar"} {
			out = append(out, sight{"/" + lang + "/" + rest, "", http.StatusOK})
		}
	}
	return out
}

// sight is a page of the house and who opens it.
type sight struct {
	path, session string
	status        int64
}

// Every page of the house, as somebody who may open it sees it, has no fault
// that axe finds and does not scroll sideways: on a desk in daylight and on a
// telephone at night.
func TestEveryPageIsAccessible(t *testing.T) {
	t.Parallel()
	testkit.Browser(t) // without one nothing need be prepared
	h, _, err := openCopy(t.TempDir(), clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	server := httptest.NewServer(h.http)
	t.Cleanup(server.Close)
	sights := h.sights(t)
	t.Run("looks", func(t *testing.T) {
		for name, dark := range map[string]bool{"desk": false, "telephone": true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				tab := testkit.Browser(t)
				tab.Dark(dark)
				tab.Viewport(map[bool]int64{false: 1280, true: 320}[dark], 900)
				tab.Run(network.SetCookie("passerelle_lang", string(i18n.German)).WithURL(server.URL))
				for _, s := range sights {
					s.look(t, tab, server.URL)
				}
			})
		}
	})
}

func (s sight) look(t *testing.T, tab *testkit.Tab, base string) {
	t.Helper()
	tab.Run(network.SetCookie("passerelle_session", s.session).WithURL(base))
	if got := tab.Navigate(base + s.path); got != s.status {
		t.Errorf("%s: status %d, want %d", s.path, got, s.status)
	}
	tab.Screenshot(strings.ReplaceAll(s.path, "?", "_"))
	tab.Axe()
	var sideways string
	if tab.Eval(sticksOut, &sideways); sideways != "" {
		t.Errorf("%s scrolls sideways: %s", s.path, sideways)
	}
}

// sights are all pages of the routes, those before log-in, and what is shown to
// somebody who has lost the way or may not enter.
func (h *house) sights(t *testing.T) []sight {
	t.Helper()
	w := h.world(t)
	more := h.more(t, w.inside)
	out := []sight{
		{"/app/nowhere", more.sessions["reception_desk"], http.StatusNotFound},
		{"/app/people/" + db.NewID(), more.sessions["reception_desk"], http.StatusNotFound},
		{"/app/audit", more.sessions["reception_desk"], http.StatusForbidden},
		{"/nowhere", "", http.StatusNotFound},
		{"/invitation/none", "", http.StatusNotFound},
		{"/login", "", http.StatusOK}, {"/app/help", "", http.StatusOK},
		{"/invitation/" + more.invitation, "", http.StatusOK},
		{"/login/second-factor", more.halfWay, http.StatusOK},
		{"/app", more.sessions["reception_desk"], http.StatusOK},
		{"/app/people?q=a", more.sessions["reception_desk"], http.StatusOK},
		{"/app/centres/" + w.inside.centre + "/board?view=list", more.sessions["reception_desk"], http.StatusOK},
		{"/app/centres/" + w.inside.centre + "/plan?view=list", more.sessions["reception_desk"], http.StatusOK},
	}
	out = append(out, h.public(t)...)
	seen := map[string]bool{"/login": true, "/app/help": true, "/invitation/{code}": true, "/login/second-factor": true}
	for _, r := range h.site.Routes() {
		if r.Method != http.MethodGet || seen[r.Pattern] || noSight[r.Pattern] != "" || r.Door == web.Public && strings.HasPrefix(r.Pattern, "/{") {
			continue
		}
		path, ok := w.path(more.fill(r.Pattern), w.inside)
		if !ok {
			t.Errorf("nobody looks at %s: give it what it needs, or a reason in noSight", r.Pattern)
			continue
		}
		out = append(out, sight{path, more.sessions[opener(t, r)], http.StatusOK})
	}
	return out
}

// openers are who may open pages, those who may most first.
var openers = []string{"centre_coordinator", "national_coordinator", "administrator", "auditor", "social_worker", "fund_manager", "content_editor"}

func opener(t *testing.T, r web.Route) string {
	t.Helper()
	for _, code := range openers {
		i := slices.IndexFunc(Roles(), func(x access.Role) bool { return x.Code == code })
		if r.Permission == "" || Roles()[i].Has(r.Permission) {
			return code
		}
	}
	t.Errorf("nobody of %v may open %s", openers, r.Pattern)
	return openers[0]
}

// objectsMore are the things that only some pages are about.
type objectsMore struct {
	sessions            map[string]string // by role
	invitation, halfWay string
	ids                 map[string]string // by the beginning or the end of a route
}

// fill puts ids into the pattern of a route.
func (m objectsMore) fill(pattern string) string {
	for _, part := range []string{"/app/stays/{id}/arrive", "/app/stays/{id}/cancel", "/app/stays/{id}/no-show", "/app/stays/{id}/overstay", "/app/stays/{id}/undo",
		"/app/transfers/{id}", "/app/waiting/{id}", "/app/imports/{id}", "/app/admin/accounts/{id}", "/app/people/{id}/restriction",
		"/app/funding/calls/{id}", "/app/funding/operations/{id}", "/app/stories/{id}", "/app/pages/{id}"} {
		if id := m.ids[part]; strings.HasPrefix(pattern, part) && id != "" {
			pattern = strings.Replace(pattern, "{id}", id, 1)
		}
	}
	if _, rest, ok := strings.Cut(pattern, "/app/people/{id}/"); ok && strings.Contains(rest, "{entry}") {
		kind, _, _ := strings.Cut(rest, "/")
		person, entry, _ := strings.Cut(m.ids[kind], "/")
		pattern = strings.NewReplacer("{id}", person, "{entry}", entry).Replace(pattern)
	}
	return strings.NewReplacer("{outage}", m.ids["outage"], "{in}", "fr").Replace(pattern)
}

// more finds or makes in the demonstration what world does not have.
func (h *house) more(t *testing.T, inside objects) objectsMore {
	t.Helper()
	ctx, by, today := t.Context(), access.System("test"), clock.Today(h.Clock)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	one := func(query string, args ...any) string {
		t.Helper()
		v, err := db.One(ctx, h.DB, db.Value[string], query, args...)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return v
	}
	m := objectsMore{sessions: map[string]string{}, ids: map[string]string{}}
	for _, role := range append([]string{"reception_desk"}, openers...) {
		m.sessions[role], _ = h.account(t, role, access.Everywhere)
		h.setLanguage(t, m.sessions[role], i18n.German)
	}
	invite := func(login string) (string, string) {
		acc, code, err := h.Staff.Invite(ctx, by, staff.Invitation{Login: login, Name: "Claire Müller", Lang: "de", Assignments: []staff.Assignment{{Role: "reception_desk", Scope: access.Everywhere}}})
		must(err)
		return acc.ID, code
	}
	var err error
	m.ids["/app/admin/accounts/{id}"], m.invitation = invite("claire.muller")
	_, code := invite("claire.muller.2")
	m.halfWay, err = h.Staff.AcceptInvitation(ctx, code, "correct horse battery", staff.Browser{})
	must(err)

	m.ids["/app/funding/calls/{id}"] = one(`SELECT id FROM funding_call ORDER BY id LIMIT 1`)
	m.ids["/app/funding/operations/{id}"] = one(`SELECT id FROM funding_operation ORDER BY position LIMIT 1`)
	reserved := one(`SELECT id FROM reception_stay WHERE status = 'reserved' AND from_date <= $1 ORDER BY id LIMIT 1`, today)
	m.ids["/app/stays/{id}/arrive"], m.ids["/app/stays/{id}/cancel"], m.ids["/app/stays/{id}/no-show"] = reserved, reserved, reserved
	m.ids["/app/stays/{id}/overstay"] = one(`SELECT id FROM reception_stay WHERE status = 'present' AND until_date < $1 ORDER BY id LIMIT 1`, today)
	present := `SELECT id FROM reception_stay WHERE status = 'present' AND until_date IS NULL AND id <> $1 ORDER BY id DESC LIMIT 1`
	m.ids["/app/stays/{id}/undo"] = one(present, inside.stay)
	_, err = h.Reception.Depart(ctx, by, reception.DepartIn{StayID: one(present, inside.stay), On: today, Kind: reception.DepartureOwnHousing})
	must(err)
	going := one(present, inside.stay)
	transfer, err := h.Reception.ProposeTransfer(ctx, by, reception.TransferIn{StayID: going, On: today, Reason: reception.TransferReasons[0],
		ToCentreID: one(`SELECT c.id FROM reception_centre c JOIN reception_room r ON r.centre_id = c.id WHERE c.id <> (SELECT centre_id FROM reception_stay WHERE id = $1) AND c.for_minors = FALSE AND c.women_only = FALSE GROUP BY c.id ORDER BY COUNT(*) DESC LIMIT 1`, going)})
	must(err)
	m.ids["/app/transfers/{id}"] = transfer.ID
	m.ids["/app/waiting/{id}"] = one(`SELECT id FROM reception_waiting WHERE status = 'waiting' ORDER BY id LIMIT 1`)
	m.ids["outage"] = one(`SELECT outage_id FROM reception_hold WHERE kind = 'outage' AND status = 'out' AND centre_id = $1 LIMIT 1`, inside.centre)
	m.ids["/app/pages/{id}"] = one(`SELECT id FROM portal_page WHERE kind = 'guide' ORDER BY path LIMIT 1`)
	m.ids["/app/stories/{id}"] = one(`SELECT id FROM portal_story WHERE status = 'draft' ORDER BY id LIMIT 1`)
	for kind, table := range map[string]string{"contacts": "contact", "documents": "document", "needs": "need", "statuses": "status", "representatives": "representative", "consents": "consent"} {
		m.ids[kind] = one(`SELECT person_id || '/' || id FROM people_` + table + ` ORDER BY id LIMIT 1`)
	}
	viewer, err := h.Staff.Session(ctx, m.sessions["centre_coordinator"])
	must(err)
	file, err := h.People.StartImport(ctx, viewer.Actor, people.ImportFile{Name: "liste.csv", OrgID: inside.org,
		Data: []byte("Prénom;Nom;Naissance;X\nAmal;Haddad;14.03.1985;1\nRima;Khoury;1990;2\n")})
	must(err)
	m.ids["/app/imports/{id}"] = file.ID
	return m
}
