package fundingweb_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/cdproto/network"

	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

// A fund manager adds a project with a translation, sees what is wrong with it,
// publishes and withdraws it, on a desk and on a telephone.
func TestManagerPublishesInABrowser(t *testing.T) {
	t.Parallel()
	testkit.Browser(t) // without one nothing need be prepared
	h := newDesk(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	server := httptest.NewServer(h.handler)
	t.Cleanup(server.Close)
	for name, width := range map[string]int64{"desk": 1280, "telephone": 320} {
		t.Run(name, func(t *testing.T) {
			tab := testkit.Browser(t)
			tab.Viewport(width, 900)
			tab.Run(network.SetCookie("passerelle_session", "manager").WithURL(server.URL))
			look := func(path, what string) {
				t.Helper()
				if status := tab.Navigate(server.URL + path); status != http.StatusOK {
					t.Fatalf("%s: status %d", path, status)
				}
				tab.Screenshot("funding-" + what + "-" + name)
				tab.Axe()
			}
			look("/app/funding/calls", "calls")
			look("/app/funding/calls/"+h.call, "call")
			look("/app/funding/calls/"+h.call+"/edit", "call-edit")
			look("/app/funding", "list")
			tab.Follow("link", "Add an operation")
			tab.Choose("Call", "AMIF · Call for proposals 2022 · SO2")
			tab.Fill("Project title: original", "Summer school "+name)
			if status := tab.Follow("button", "Save"); status != http.StatusUnprocessableEntity {
				t.Fatalf("an unfinished form: status %d", status)
			}
			tab.Screenshot("funding-wrong-" + name)
			tab.Axe()
			tab.Fill("Target audience: original", "children")
			tab.Fill("Objective of the project: original", "to learn")
			for _, part := range []string{"from", "until"} {
				for field, value := range map[string]string{"day": "1", "month": "7", "year": map[string]string{"from": "2026", "until": "2027"}[part]} {
					tab.Eval(`document.querySelector('[name=`+part+`_`+field+`]').value = '`+value+`'`, nil)
				}
			}
			tab.Follow("button", "Save")
			tab.WaitText("h1", "Summer school "+name)
			tab.Screenshot("funding-one-" + name)
			tab.Axe()
			tab.Follow("link", "Publish")
			tab.Screenshot("funding-publish-" + name)
			tab.Axe()
			tab.Follow("button", "Publish")
			tab.WaitText("main", "Published: everybody sees it now.")
			tab.Follow("link", "Withdraw")
			tab.Follow("button", "Withdraw")
			tab.WaitText("main", "Withdrawn: the public no longer sees it.")
		})
	}
}
