package peopleweb_test

import (
	"net/http/httptest"
	"testing"

	"github.com/chromedp/cdproto/network"

	"passerelle/internal/people/peopleweb"
	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

// visit opens a browser on the site, logged in as who.
func (w *world) visit(who string) (*testkit.Tab, string) {
	w.t.Helper()
	s := httptest.NewServer(w.site.Handler())
	w.t.Cleanup(s.Close)
	tab := testkit.Browser(w.t)
	tab.Run(network.SetCookie("passerelle_session", who).WithURL(s.URL))
	return tab, s.URL
}

func TestLook(t *testing.T) {
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	all := w.settle(60)
	for i, r := range all {
		if i%3 != 0 {
			w.homes[r.HouseholdID] = peopleweb.Home{Label: "Eich 1.07", Href: "/app/rooms/107"}
		}
	}
	tab, base := w.visit("chief")
	var family, minor int
	for i, r := range all {
		if len(r.Persons) >= 4 && family == 0 {
			family = i
		}
	}
	_ = minor
	id, home := all[family].Persons[0].ID, all[family].HouseholdID
	for name, path := range map[string]string{
		"list": "/app/people", "person": "/app/people/" + id, "papers": "/app/people/" + id + "/papers", "status": "/app/people/" + id + "/status",
		"consents": "/app/people/" + id + "/consents", "links": "/app/people/" + id + "/links", "history": "/app/people/" + id + "/history", "readers": "/app/people/" + id + "/readers",
		"edit": "/app/people/" + id + "/edit", "languages": "/app/people/" + id + "/languages", "restriction": "/app/people/" + id + "/restriction", "picture": "/app/people/" + id + "/picture",
		"print": "/app/people/" + id + "/print", "compare": "/app/people/" + id + "/compare/" + all[family].Persons[1].ID,
		"household": "/app/households/" + home, "head": "/app/households/" + home + "/head", "split": "/app/households/" + home + "/split", "join": "/app/households/" + home + "/join",
		"add": "/app/households/" + home + "/add", "register": "/app/people/new",
	} {
		if s := tab.Navigate(base + path); s != 200 {
			t.Errorf("%s: %d", name, s)
		}
		tab.Screenshot(name)
		tab.Axe()
	}
}
