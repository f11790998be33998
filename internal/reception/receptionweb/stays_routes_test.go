package receptionweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/testkit"
)

func TestStayRoutesAreKnown(t *testing.T) {
	t.Parallel()
	s := newScene(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	routes := s.stayRoutes()
	for _, r := range routes {
		if strings.Contains(r.path, "{") {
			t.Errorf("%s %s: nothing fills in %s", r.method, r.pattern, r.path)
		}
	}
	if len(routes) < 50 {
		t.Errorf("only %d routes", len(routes))
	}
}

// Who holds no permission is refused; who holds them all in another
// organisation neither sees nor changes anything of this one.
func TestStayRoutesRefuse(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		for _, r := range s.stayRoutes() {
			ask := func(who string) answer {
				if r.method == http.MethodPost {
					return s.post(who, r.path, url.Values{"name": {"x"}})
				}
				return s.get(who, r.path)
			}
			if a := ask("nobody"); a.Code != http.StatusForbidden && a.Code != http.StatusNotFound {
				t.Errorf("%s %s answers who may nothing with %d", r.method, r.pattern, a.Code)
			}
			a := ask("foreign")
			if strings.Contains(r.pattern, "{id}") && a.Code != http.StatusNotFound {
				t.Errorf("%s %s answers another organisation with %d", r.method, r.pattern, a.Code)
			}
			a.hides("Mersch Creos", "al-Hariri", "Kovalchuk", "Rahimi", s.entry.Reference)
		}
	})
}

func TestStayPagesInEveryLanguage(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		for _, lang := range i18n.Staff {
			s.lang = lang
			for _, r := range s.stayRoutes() {
				if r.method != http.MethodGet {
					continue
				}
				a := s.get("all", r.path).want(http.StatusOK)
				if i := strings.Index(a.Body.String(), "⟦"); i >= 0 {
					t.Errorf("%s in %s: %.60s", r.pattern, lang, a.Body.String()[i:])
				}
				if a.doc.Find("h1").Length() != 1 {
					t.Errorf("%s has %d headings of the first level", r.pattern, a.doc.Find("h1").Length())
				}
			}
		}
	})
}

// A database that is gone gives a page that says so, and no half page.
func TestStayRoutesWithoutADatabase(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		s := newScene(t, d)
		routes := s.stayRoutes()
		s.must(d.Close())
		for _, r := range routes {
			var a answer
			if r.method == http.MethodPost {
				a = s.post("all", r.path, url.Values{"on_day": {"23"}})
			} else {
				a = s.get("all", r.path)
			}
			needsNone := r.pattern == "/app/waiting/grounds" // compiled in
			if !needsNone && a.Code != http.StatusInternalServerError && a.Code != http.StatusServiceUnavailable {
				t.Errorf("%s %s answers with %d: %.200s", r.method, r.pattern, a.Code, a.said())
			}
		}
	})
}

// Without JavaScript a page works as well: no form lacks a button, no control a label.
func TestStayFormsStandByThemselves(t *testing.T) {
	t.Parallel()
	s := newScene(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	for _, r := range s.stayRoutes() {
		if r.method != http.MethodGet {
			continue
		}
		doc := s.open(r.path).doc
		for _, f := range doc.Find("main form").EachIter() {
			if f.Find("button:not([type=button])").Length() == 0 {
				t.Errorf("%s has a form without a button", r.pattern)
			}
		}
		for _, c := range doc.Find("main input:not([type=hidden]), main select, main textarea").EachIter() {
			if doc.Find(`label[for="`+c.AttrOr("id", "?")+`"]`).Length() == 0 && c.Closest("label").Length() == 0 {
				t.Errorf("%s: %s has no label", r.pattern, c.AttrOr("name", "?"))
			}
		}
		ids := map[string]bool{}
		for _, e := range doc.Find("main [id]").EachIter() {
			if id := e.AttrOr("id", ""); ids[id] {
				t.Errorf("%s: two elements are #%s", r.pattern, id)
			} else {
				ids[id] = true
			}
		}
		if n := doc.Find("main [onclick], main [style], main script").Length(); n > 0 {
			t.Errorf("%s needs inline script or style", r.pattern)
		}
	}
}
