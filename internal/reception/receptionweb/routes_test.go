package receptionweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

// route is a page or action of the stock of places with what it needs filled in.
type route struct{ method, pattern, path string }

// routes lists every route of the stock of places over the objects of the house.
func (h *house) routes(household, outage string) []route {
	h.Helper()
	values := strings.NewReplacer("/organisations/{id}", "/organisations/"+h.org, "/households/{id}", "/households/"+household, "{id}", h.centre.ID,
		"{room}", h.rooms[0].ID, "{bed}", h.rooms[0].Beds[0].ID, "{building}", h.floor.BuildingID, "{floor}", h.floor.ID, "{outage}", outage, "{kind}", "persons")
	var out []route
	for _, r := range h.site.Routes() {
		if !ours(r.Pattern) {
			continue
		}
		out = append(out, route{r.Method, r.Pattern, values.Replace(r.Pattern)})
	}
	return out
}

// ours are the routes of the stock of places; those of stays have tests of their own.
func ours(pattern string) bool {
	switch pattern {
	case "/app", "/app/centres", "/app/centres/new", "/app/centres/emergency", "/app/outages", "/app/numbers/{kind}", "/app/overview", "/app/overview/figures.csv":
		return true
	}
	rest, centre := strings.CutPrefix(pattern, "/app/centres/{id}")
	if centre {
		part := strings.Split(strings.TrimPrefix(rest, "/"), "/")[0]
		return strings.Contains(" edit close rooms buildings floors outages board plan numbers ", " "+part+" ") || part == ""
	}
	return strings.HasPrefix(pattern, "/app/organisations") || strings.HasPrefix(pattern, "/app/households/{id}/conflicts")
}

// furnished is a house with somebody in it, an outage and a conflict.
func furnished(t *testing.T, d *db.DB) (h *house, household, outage string) {
	h = newHouse(t, d)
	home := h.register(amal, yusuf, lina)
	h.place(home, 0, clock.Date{})
	foe := h.register(dawit)
	h.must(h.reception.KeepApart(t.Context(), system, home.HouseholdID, reception.Apart{HouseholdID: foe.HouseholdID, Level: reception.ConflictRoom}))
	o, err := h.reception.TakeOutOfService(t.Context(), system, reception.OutageInput{RoomID: h.rooms[2].ID, Reason: reception.OutagePests, From: today})
	h.must(err)
	return h, home.HouseholdID, o.ID
}

func TestRoutesAreKnown(t *testing.T) {
	t.Parallel()
	h, household, outage := furnished(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	for _, r := range h.routes(household, outage) {
		if strings.Contains(r.path, "{") {
			t.Errorf("%s %s: nothing fills in %s", r.method, r.pattern, r.path)
		}
	}
	if n := len(h.routes(household, outage)); n < 45 {
		t.Errorf("only %d routes", n)
	}
}

// Who holds no permission is refused everywhere but at home; who holds them all
// in another organisation neither sees nor changes anything of this one.
func TestRoutesRefuse(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h, household, outage := furnished(t, d)
		for _, r := range h.routes(household, outage) {
			ask := func(who string) answer {
				if r.method == http.MethodPost {
					return h.post(who, r.path, url.Values{"name": {"x"}})
				}
				return h.get(who, r.path)
			}
			if a := ask("nobody"); r.pattern != "/app" && a.Code != http.StatusForbidden {
				t.Errorf("%s %s answers who may nothing with %d", r.method, r.pattern, a.Code)
			}
			a := ask("foreign")
			if strings.Contains(r.pattern, "{id}") && a.Code != http.StatusNotFound {
				t.Errorf("%s %s answers another organisation with %d", r.method, r.pattern, a.Code)
			}
			a.hides("Mersch Creos", "al-Hariri", "Bâtiment A")
		}
	})
}

func TestPagesInEveryLanguage(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h, household, outage := furnished(t, d)
		for _, lang := range i18n.Staff {
			h.lang = lang
			for _, r := range h.routes(household, outage) {
				if r.method != http.MethodGet {
					continue
				}
				a := h.get("all", r.path).want(http.StatusOK)
				if i := strings.Index(a.Body.String(), "⟦"); i >= 0 {
					t.Errorf("%s in %s: %.60s", r.pattern, lang, a.Body.String()[i:])
				}
				if a.doc != nil && a.doc.Find("h1").Length() != 1 {
					t.Errorf("%s has %d headings of the first level", r.pattern, a.doc.Find("h1").Length())
				}
			}
		}
	})
}

// A database that is gone gives a page that says so, and no half page.
func TestRoutesWithoutADatabase(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h, household, outage := furnished(t, d)
		h.must(d.Close())
		for _, r := range h.routes(household, outage) {
			var a answer
			if r.method == http.MethodPost {
				a = h.post("all", r.path, filled(r.pattern))
			} else {
				a = h.get("all", r.path)
			}
			if a.Code != http.StatusInternalServerError && a.Code != http.StatusServiceUnavailable {
				t.Errorf("%s %s answers with %d: %.200s", r.method, r.pattern, a.Code, a.said())
			}
		}
	})
}

// filled is a form that would pass, so that it reaches the database.
func filled(pattern string) url.Values {
	return url.Values{"name": {"x"}, "kind": {"other"}, "version": {"1"}, "beds": {"2"}, "beds_per_room": {"2"}, "level": {"1"}, "household": {"LU-2026-000001"}, "other": {db.NewID()}}
}

// Without JavaScript a page works as well: no form lacks a button, no control a label.
func TestFormsStandByThemselves(t *testing.T) {
	t.Parallel()
	h, household, outage := furnished(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	for _, r := range h.routes(household, outage) {
		if r.method != http.MethodGet || strings.HasSuffix(r.path, ".csv") {
			continue
		}
		doc := h.open(r.path).doc
		for _, f := range doc.Find("main form").EachIter() {
			if f.Find("button:not([type=button])").Length() == 0 {
				t.Errorf("%s has a form without a button", r.pattern)
			}
		}
		for _, c := range doc.Find("main input:not([type=hidden]), main select, main textarea").EachIter() {
			if doc.Find(`label[for="`+c.AttrOr("id", "?")+`"]`).Length() == 0 {
				t.Errorf("%s: %s has no label", r.pattern, c.AttrOr("name", "?"))
			}
		}
		if n := doc.Find("main [onclick], main [style], main script").Length(); n > 0 {
			t.Errorf("%s needs inline script or style", r.pattern)
		}
	}
}
