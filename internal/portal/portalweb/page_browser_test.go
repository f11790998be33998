package portalweb_test

import (
	"net/http/httptest"
	"testing"

	"github.com/chromedp/cdproto/network"

	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

// Public pages and the editor's desk as a browser shows them: wide by day and
// narrow at night, left to right and right to left.
func TestPagesInABrowser(t *testing.T) {
	t.Parallel()
	testkit.Browser(t) // without one nothing need be prepared
	k := newPageSite(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	server := httptest.NewServer(k.handler)
	t.Cleanup(server.Close)
	page := "/app/pages/" + k.pageID("service/support")
	k.done("anna", page+"/texts/en/restore", map[string][]string{"number": {"1"}})
	k.done("anna", page+"/texts/en/submit", map[string][]string{"version": {"1"}})
	for name, width := range map[string]int64{"desk": 1280, "telephone": 320} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := testkit.Browser(t)
			tab.Dark(width == 320)
			tab.Viewport(width, 900)
			tab.Run(network.SetCookie("passerelle_session", "bert").WithURL(server.URL))
			for _, path := range []string{"/en/guide", "/ar/guide/service/support", "/en/guide/service", "/en/faq", "/ar/faq", "/ti/faq?thanks=job",
				"/app/pages", "/app/pages/new", "/app/pages/tasks?in=ar", "/app/pages/contacts?key=smr", "/app/pages/pictures",
				page, page + "/texts/en", page + "/texts/ar", page + "/texts/en/review", page + "/texts/en/history?a=1&b=2"} {
				if got := tab.Navigate(server.URL + path); got != 200 {
					t.Errorf("%s: status %d", path, got)
				}
				tab.Screenshot(path)
				tab.Axe()
				var wide float64
				if tab.Eval(`document.documentElement.scrollWidth - innerWidth`, &wide); wide > 0 {
					t.Errorf("%s scrolls sideways by %v at %d", path, wide, width)
				}
			}
		})
	}
}

// While somebody types, the preview beside it follows.
func TestThePreviewFollowsTheKeyboard(t *testing.T) {
	t.Parallel()
	tab := testkit.Browser(t)
	k := newPageSite(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	server := httptest.NewServer(k.handler)
	t.Cleanup(server.Close)
	tab.Run(network.SetCookie("passerelle_session", "anna").WithURL(server.URL))
	tab.Navigate(server.URL + "/app/pages/" + k.pageID("service") + "/texts/en")
	tab.Fill("Text (Markdown)", "Call [[phone:minors]] now.")
	var ok bool
	tab.Eval(`new Promise(done => { const look = () => document.querySelector('[data-live-region] a[href="tel:+35227555490"]') ? done(true) : setTimeout(look, 50); look(); setTimeout(() => done(false), 8000) })`, &ok)
	if !ok {
		t.Error("the preview does not follow")
	}
}
