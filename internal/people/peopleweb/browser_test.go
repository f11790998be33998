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

// reflows fails when the page scrolls sideways.
func reflows(t *testing.T, tab *testkit.Tab, name string) {
	t.Helper()
	var overflow int
	tab.Eval("document.documentElement.scrollWidth - document.documentElement.clientWidth", &overflow)
	if overflow > 0 {
		var who string
		tab.Eval(`(() => { for (const e of document.querySelectorAll('body *')) {
			const r = e.getBoundingClientRect()
			if ((r.right > innerWidth + 1 || r.left < -1) && !e.closest('.scroll, .vh, .skip')) return e.outerHTML.slice(0, 200)
		} return '?' })()`, &who)
		t.Errorf("%s scrolls %d px sideways: %s", name, overflow, who)
	}
}

func TestEveryPageIsAccessibleAndReflows(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	pages := w.pages()
	for _, look := range []struct {
		who   string
		dark  bool
		width int64
	}{{"chief.en", false, 1280}, {"chief.de", false, 320}, {"chief.ar", true, 320}, {"chief.ar", false, 1280}} {
		tab, base := w.visit(look.who)
		tab.Dark(look.dark)
		tab.Viewport(look.width, 900)
		for name, path := range pages {
			if status := tab.Navigate(base + path); status != 200 {
				t.Errorf("%s: %d", name, status)
			}
			tab.Screenshot(look.who + "-" + name)
			tab.Axe()
			reflows(t, tab, look.who+" "+name)
		}
	}
}

// pages registers families and returns every page about one of them, by name.
func (w *world) pages() map[string]string {
	w.t.Helper()
	all := w.settle(40)
	family := all[0]
	for i, r := range all {
		if i%3 != 0 {
			w.homes[r.HouseholdID] = peopleweb.Home{Label: "Eich 1.07", Href: "/app/rooms/107"}
		}
		if len(r.Persons) > len(family.Persons) {
			family = r
		}
	}
	w.dress(family)
	person, home := "/app/people/"+family.Persons[0].ID, "/app/households/"+family.HouseholdID
	pages := map[string]string{
		"list": "/app/people", "register": "/app/people/new", "search": "/app/search", "person": person, "household": home,
		"compare": person + "/compare/" + all[1].Persons[0].ID,
	}
	for _, part := range []string{"papers", "status", "consents", "links", "history", "readers", "edit", "languages", "restriction", "picture", "print"} {
		pages[part] = person + "/" + part
	}
	for _, part := range []string{"add", "head", "split", "join"} {
		pages[part] = home + "/" + part
	}
	return pages
}
