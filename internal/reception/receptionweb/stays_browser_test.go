package receptionweb_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"

	"passerelle/internal/people"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/reception"
	"passerelle/internal/synthetic"
	"passerelle/internal/testkit"
)

// stayPages are the pages of who sleeps where, by name. big is a filled centre
// in which the families look for beds.
func (s *scene) stayPages(big full, family, giant people.Registered) [][2]string {
	home, stay, transfer := "/app/households/", "/app/stays/", "/app/transfers/"
	room := big.rooms[3].ID
	return [][2]string{
		{"place", home + family.HouseholdID + "/place"}, {"place-rooms", home + family.HouseholdID + "/place/rooms?all=yes"},
		{"place-beds", home + family.HouseholdID + "/place/beds?room=" + s.more[0].ID + "&room=" + s.more[1].ID}, {"place-none", home + giant.HouseholdID + "/place?centre=" + s.centre.ID},
		{"place-full", home + s.family.HouseholdID + "/place"}, {"wait", home + s.homeless.HouseholdID + "/wait"}, {"stays", home + s.family.HouseholdID + "/stays"},
		{"stay", stay + s.present}, {"stay-overdue", stay + s.overdue}, {"stay-departed", stay + s.departed}, {"arrive", stay + s.reserved + "/arrive"},
		{"move", stay + s.present + "/move"}, {"move-room", stay + s.present + "/move?room=" + s.more[3].ID + "&day=2026-11-23"}, {"swap", stay + s.present + "/swap"},
		{"extend", stay + s.leaving + "/extend"}, {"shorten", stay + s.leaving + "/shorten"}, {"cancel", stay + s.reserved + "/cancel"}, {"no-show", stay + s.reserved + "/no-show"},
		{"overstay", stay + s.overdue + "/overstay"}, {"depart", stay + s.present + "/depart"}, {"undo", stay + s.departed + "/undo"}, {"propose", stay + s.leaving + "/transfer"},
		{"transfers", "/app/transfers?status=all"}, {"transfer", transfer + s.proposed.ID}, {"accept", transfer + s.proposed.ID + "/accept"}, {"refuse", transfer + s.proposed.ID + "/refuse"},
		{"withdraw", transfer + s.proposed.ID + "/withdraw"}, {"complete", transfer + s.accepted.ID + "/complete"}, {"handover", transfer + s.accepted.ID + "/handover"},
		{"bus", "/app/transfers/bus?direction=out&on=2026-11-23&centre=" + s.centre.ID}, {"waiting", "/app/waiting"}, {"grounds", "/app/waiting/grounds"},
		{"calls", "/app/waiting/call-list"}, {"next", "/app/waiting/next"}, {"next-room", "/app/centres/" + big.centre.ID + "/place?room=" + room + "&day=2026-11-24"},
		{"close", "/app/waiting/" + s.entry.ID + "/close"}, {"overstays", "/app/overstays"}, {"phases", "/app/phases?phase=second"},
	}
}

// queue puts households that arrived with something to consider on the waiting list.
func (s *scene) queue(n int) {
	gen := synthetic.New(11, s.clock.Now())
	for i := range n {
		out, err := s.people.RegisterHousehold(context.Background(), system, householdOf(gen.Household(7000+i), s.org))
		s.must(err)
		_, err = s.reception.AddToWaiting(context.Background(), system, reception.WaitingIn{HouseholdID: out.HouseholdID, Since: today.AddDays(-i % 20)})
		s.must(err)
	}
}

// The pages in a browser: axe finds nothing, nothing sticks out at 320 CSS
// pixels, in both directions, light and dark.
func TestStayPagesInABrowser(t *testing.T) {
	t.Parallel()
	tab := testkit.Browser(t)
	s := newScene(t, testkit.OpenDB(t, testkit.URL(t, "sqlite")))
	big := s.fill(230)
	s.queue(12)
	family := s.register(olena, farid, zahra, taras, babak)
	giant := s.register(farid, zahra, samuel, yonas, mehari, dawit, olena, amal)
	base := s.serve()
	tab.Run(network.SetCookie("passerelle_session", "all").WithURL(base.String()))
	only := os.Getenv("PASSERELLE_PAGES")
	for _, look := range []struct {
		lang  i18n.Lang
		dark  bool
		width int64
	}{{i18n.French, true, 320}, {i18n.English, false, 1280}, {i18n.Arabic, false, 1280}} {
		s.lang = look.lang
		tab.Dark(look.dark)
		tab.Viewport(look.width, 900)
		for _, p := range s.stayPages(big, family, giant) {
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
