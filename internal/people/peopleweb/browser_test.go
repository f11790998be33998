package peopleweb_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp/kb"

	"passerelle/internal/people/peopleweb"
	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

// visit opens a browser on the site, logged in as who.
func (w *world) visit(who string) (*testkit.Tab, string) {
	w.t.Helper()
	site := w.site.Handler()
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/continue") {
			w.hold.RLock()
			defer w.hold.RUnlock()
		}
		site.ServeHTTP(rw, r)
	}))
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
		axe   bool
	}{{"chief.en", false, 1280, true}, {"chief.ar", true, 320, true}, {"chief.de", false, 320, false}} {
		tab, base := w.visit(look.who)
		tab.Dark(look.dark)
		tab.Viewport(look.width, 900)
		for name, path := range pages {
			if status := tab.Navigate(base + path); status != 200 {
				t.Errorf("%s: %d", name, status)
			}
			tab.Screenshot(look.who + "-" + name)
			if look.axe {
				tab.Axe()
			}
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

// While a name is typed the page says who is on record already; saying that it
// is somebody else spares the question afterwards.
func TestTheFormWarnsWhileOneTypes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	known := w.family()
	tab, base := w.visit("desk")
	tab.Navigate(base + "/app/people/new")
	tab.Fill("Given names", "Salam")
	tab.Fill("Family name", "Tekle")
	tab.Click("radio", "Female")
	tab.WaitText("[data-live-region]", known.refs[0])
	tab.WaitText("[data-live-region]", "Same name: Tekle")
	tab.Screenshot("warning")
	tab.Axe()
	tab.Click("checkbox", "None of them is this person")
	tab.Follow("button", "Register the person")
	tab.WaitText(".flash", "Now find them a place")
	tab.WaitText("h1", "Salam Tekle")
	tab.Screenshot("registered")
}

// The same without scripts: the question comes after the form.
func TestARegistrationWithoutScripts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	known := w.family()
	tab, base := w.visit("desk")
	tab.NoScript()
	tab.Viewport(320, 800)
	tab.Navigate(base + "/app/people/new")
	tab.Fill("Given names", "Selam")
	tab.Fill("Family name", "Tekle")
	tab.Click("radio", "Female")
	tab.Follow("button", "Add a person")
	if role, name := tab.Focused(); role != "textbox" || name != "Given names" {
		t.Errorf("the new person does not have the focus, but %s %q", role, name)
	}
	tab.Follow("button", "Remove this person Selam Tekle")
	tab.Fill("Given names", "Selam")
	tab.Fill("Family name", "Tekle")
	tab.Click("radio", "Female")
	tab.Choose("Nationality", "Eritrea")
	tab.Follow("button", "Register the person")
	tab.WaitText("h1", "Is one of these the same person?")
	tab.Screenshot("same")
	tab.Axe()
	reflows(t, tab, "the question")
	tab.Click("radio", "None of them: register as a new person")
	tab.Follow("button", "Continue")
	tab.WaitText("h1", "Selam Tekle")
	if id := known.selam; id == "" {
		t.Error("nobody was known")
	}
}

// A household of two is registered from the keyboard alone.
func TestARegistrationByKeyboard(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	tab, base := w.visit("desk")
	tab.Navigate(base + "/app/people/new")
	// to presses Tab until the control has the focus.
	to := func(role, name string) {
		t.Helper()
		for range 120 {
			if r, n := tab.Focused(); r == role && n == name {
				return
			}
			tab.Press(kb.Tab)
		}
		t.Fatalf("Tab does not lead to %s %q", role, name)
	}
	to("textbox", "Given names")
	tab.Press("Berhane")
	to("radio", "Female")
	tab.Press(kb.ArrowDown) // to male
	to("textbox", "Year")
	tab.Press("1988")
	to("combobox", "Nationality")
	tab.Press("Eri")
	to("button", "Add a person")
	tab.Enter()
	if _, name := tab.Focused(); name != "Given names" {
		t.Fatalf("the new person does not have the focus, but %q", name)
	}
	tab.Press("Natsinet")
	to("radio", "Female")
	tab.Press(" ")
	to("button", "Register 2 persons")
	tab.Enter()
	tab.WaitText("h1", "Berhane")
	tab.WaitText("main", "Household of 2 persons")
}

// What is wrong is said at the top and at the field, and the link leads there.
func TestAnErrorLeadsToItsField(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	tab, base := w.visit("desk")
	tab.Navigate(base + "/app/people/new")
	tab.Fill("Given names", "Berhane")
	tab.Follow("button", "Register the person")
	tab.WaitText("[data-error-summary]", "Choose one of the answers.")
	tab.Screenshot("error")
	tab.Axe()
	tab.Click("link", "Sex: Choose one of the answers.")
	if role, name := tab.Focused(); role != "radio" || name != "Female" {
		t.Errorf("the link leads to %s %q", role, name)
	}
}
