package receptionweb_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

// serve listens for a real browser, which is logged in as who may do all.
func (h *house) serve() *url.URL {
	s := httptest.NewServer(h.handler)
	h.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	h.must(err)
	return u
}

// widest names the first element that sticks out of the page outside a scroller.
const widest = `(() => { for (const e of document.querySelectorAll('body *')) {
  const r = e.getBoundingClientRect()
  if ((r.right > innerWidth + 1 || r.left < -1) && !e.closest('.scroll, .chart-scroll, .vh, .skip')) return e.outerHTML.slice(0, 200)
} return '?' })()`

// pages are those of a filled house, by name.
func (h *house) pages(f full) [][2]string {
	big, small := "/app/centres/"+f.centre.ID, "/app/centres/"+h.centre.ID
	room := f.rooms[3]
	one, other := h.register(amal, yusuf), h.register(dawit)
	h.must(h.reception.KeepApart(h.Context(), system, one.HouseholdID, reception.Apart{HouseholdID: other.HouseholdID, Level: reception.ConflictRoom}))
	return [][2]string{
		{"desk", "/app"}, {"desk-one", "/app?centre=" + f.centre.ID}, {"centres", "/app/centres"}, {"centres-any", "/app/centres?status=any"},
		{"centre", big}, {"centre-new", "/app/centres/new"}, {"centre-edit", big + "/edit"}, {"centre-close", big + "/close"},
		{"emergency", "/app/centres/emergency"}, {"board", big + "/board"}, {"board-list", big + "/board?view=list&state=occupied"},
		{"plan", big + "/plan"}, {"plan-list", big + "/plan?view=list&days=7"}, {"rooms", big + "/rooms"}, {"rooms-new", big + "/rooms/new"},
		{"room", big + "/rooms/" + room.ID}, {"room-edit", big + "/rooms/" + room.ID + "/edit"}, {"room-close", big + "/rooms/" + room.ID + "/close"},
		{"building", small + "/buildings/new"}, {"floor", small + "/floors/new"},
		{"outages", big + "/outages"}, {"outage-new", big + "/outages/new"}, {"all-outages", "/app/outages"}, {"residents", big + "/numbers/persons"},
		{"numbers", big + "/numbers"}, {"number-free", big + "/numbers/free"}, {"country-free", "/app/numbers/free"}, {"stay-on", "/app/numbers/stay_on"},
		{"overview", "/app/overview"}, {"overview-year", "/app/overview?days=365&step=month"}, {"organisations", "/app/organisations"}, {"organisation", "/app/organisations/" + h.org},
		{"conflicts", "/app/households/" + one.HouseholdID + "/conflicts"},
	}
}

// The same pages in a browser: axe finds nothing, nothing sticks out at 320 CSS
// pixels, in both directions, light and dark.
func TestPagesInABrowser(t *testing.T) {
	t.Parallel()
	tab := testkit.Browser(t)
	h := newHouse(t, testkit.OpenDB(t, testkit.URL(t, "sqlite")))
	f := h.fill(230)
	base, pages := h.serve(), h.pages(f)
	tab.Run(network.SetCookie("passerelle_session", "all").WithURL(base.String()))
	only := os.Getenv("PASSERELLE_PAGES") // names of pages, separated by commas: a quick look while working
	for _, look := range []struct {
		lang  i18n.Lang
		dark  bool
		width int64
	}{{i18n.French, true, 320}, {i18n.Arabic, false, 1280}} {
		h.lang = look.lang
		tab.Dark(look.dark)
		tab.Viewport(look.width, 900)
		for _, p := range pages {
			if only != "" && !strings.Contains(","+only+",", ","+p[0]+",") {
				continue
			}
			if status := tab.Navigate(base.String() + p[1]); status != http.StatusOK {
				t.Errorf("%s: status %d", p[0], status)
			}
			tab.Eval("document.fonts.ready.then(() => 0)", nil)
			tab.Screenshot(fmt.Sprintf("%s-%s-%d", p[0], look.lang, look.width))
			tab.Axe()
			var overflow int
			tab.Eval("document.documentElement.scrollWidth - document.documentElement.clientWidth", &overflow)
			if overflow > 0 {
				var who string
				tab.Eval(widest, &who)
				t.Errorf("%s at %d px scrolls %d px sideways: %s", p[0], look.width, overflow, who)
			}
		}
	}
}
