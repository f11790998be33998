package ui_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/a-h/templ"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/testkit"
)

const pollEvery = 20 * time.Millisecond

// wait waits until a script condition holds.
func wait(tab *testkit.Tab, condition string) {
	var ok bool
	tab.Eval(`new Promise(done => { const t = setInterval(() => { if (`+condition+`) { clearInterval(t); done(true) } }, 20) })`, &ok)
}

// says waits until an element says a text.
func says(tab *testkit.Tab, selector, text string) {
	wait(tab, fmt.Sprintf("document.querySelector(%q)?.innerText.includes(%q)", selector, text))
}

func shown(tab *testkit.Tab, selector string) {
	wait(tab, fmt.Sprintf("document.querySelector(%q)?.checkVisibility()", selector))
}

func hidden(tab *testkit.Tab, selector string) {
	wait(tab, fmt.Sprintf("!document.querySelector(%q)?.checkVisibility()", selector))
}

func click(tab *testkit.Tab, selector string) {
	tab.Eval(fmt.Sprintf("document.querySelector(%q).click()", selector), nil)
}

// posts records what pages send to the server.
type posts struct {
	mu     sync.Mutex
	got    map[string][]url.Values // by path
	paths  []string                // in the order of arrival
	status map[string]int          // answer by path; 204 by default
	reply  map[string]func(url.Values) templ.Component
}

func newPosts() *posts {
	return &posts{got: map[string][]url.Values{}, status: map[string]int{}, reply: map[string]func(url.Values) templ.Component{}}
}

func (p *posts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	values, _ := url.ParseQuery(string(body))
	p.mu.Lock()
	p.got[r.URL.Path] = append(p.got[r.URL.Path], values)
	p.paths = append(p.paths, r.URL.Path)
	status, reply := p.status[r.URL.Path], p.reply[r.URL.Path]
	p.mu.Unlock()
	switch {
	case reply != nil:
		_ = reply(values).Render(r.Context(), w)
	case status != 0:
		w.WriteHeader(status)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

func (p *posts) answer(path string, status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status[path] = status
}

func (p *posts) last(path string) url.Values {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.got[path]); n > 0 {
		return p.got[path][n-1]
	}
	return nil
}

// open serves c in the layout at /page, records posts, and opens the page.
func open(t *testing.T, p ui.Page, c func(*i18n.Localizer) templ.Component, sent *posts) (*testkit.Tab, string) {
	t.Helper()
	if p.L == nil {
		p.L = texts(t).For(i18n.English)
	}
	p.Title, p.User, p.Path = "Test", &ui.User{Name: "Nadine Wagener", Role: "Coordinator"}, "/page"
	p.Nav = []ui.NavItem{{Label: "Today", Href: "/page"}}
	base := house(t, func(mux *http.ServeMux) {
		mux.HandleFunc("GET /page", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_ = with(ui.Layout(p), ui.PageHeader(ui.Header{Title: "Test"}), c(p.L)).Render(r.Context(), w)
		})
		mux.HandleFunc("GET /other", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<!DOCTYPE html><title>Other</title><h1>Other</h1>")
		})
		mux.Handle("POST /", sent)
	})
	tab := testkit.Browser(t)
	tab.Navigate(base + "/page")
	return tab, base
}

func nothing(*i18n.Localizer) templ.Component { return templ.NopComponent }

// waitPost waits until the last body sent to path satisfies ok.
func waitPost(t *testing.T, tab *testkit.Tab, sent *posts, path string, ok func(url.Values) bool) {
	t.Helper()
	tab.Run(chromedp.ActionFunc(func(ctx context.Context) error {
		for {
			if v := sent.last(path); v != nil && ok(v) {
				return nil
			}
			if err := chromedp.Sleep(pollEvery).Do(ctx); err != nil {
				return err
			}
		}
	}))
}

func draftForm(l *i18n.Localizer) templ.Component {
	return with(ui.Form(l, ui.FormSpec{Action: "/done", Draft: "arrival new"}),
		ui.Input(l, ui.Field{Name: "given", Label: "Given name"}),
		ui.Input(l, ui.Field{Name: "secret", Label: "Password", Type: "password"}),
		ui.Button(ui.Action{Label: "Register"}))
}

// with renders children within c.
func with(c templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return c.Render(templ.WithChildren(ctx, templ.Join(children...)), w)
	})
}

func TestFormIsKeptWhileItIsFilled(t *testing.T) {
	t.Parallel()
	const path = ui.PathDrafts + "arrival new"
	sent := newPosts()
	tab, base := open(t, ui.Page{}, draftForm, sent)

	tab.Fill("Password", "hunter2")
	tab.Fill("Given name", "Selam")
	says(tab, "[data-draft-status]", "Saved ")
	if got := sent.last(path).Encode(); got != "given=Selam" {
		t.Errorf("sent %q", got)
	}

	sent.answer(path, http.StatusServiceUnavailable)
	tab.Fill("Given name", "Selam T")
	says(tab, "[data-draft-status]", "Not saved")
	sent.answer(path, http.StatusNoContent)
	says(tab, "[data-draft-status]", "Saved ")

	tab.Fill("Given name", "Selam Tekle")
	tab.Navigate(base + "/other") // at once: the pause is not over
	waitPost(t, tab, sent, path, func(v url.Values) bool { return v.Get("given") == "Selam Tekle" })
}

func TestSubmittedFormIsNoDraft(t *testing.T) {
	t.Parallel()
	sent := newPosts()
	sent.reply["/done"] = func(url.Values) templ.Component { return ui.Bdi("done") }
	tab, _ := open(t, ui.Page{}, draftForm, sent)
	tab.Fill("Given name", "Selam")
	tab.Enter()
	says(tab, "body", "done")
	sent.mu.Lock()
	paths := slices.Clone(sent.paths)
	sent.mu.Unlock()
	if last := paths[len(paths)-1]; last != "/done" {
		t.Errorf("%s was sent after the form", last)
	}
	if got := sent.last("/done").Get("given"); got != "Selam" {
		t.Errorf("form sent %q", got)
	}
}

func TestLostSessionLeavesThePageAlone(t *testing.T) {
	t.Parallel()
	sent := newPosts()
	tab, _ := open(t, ui.Page{SessionSeconds: 3600}, draftForm, sent)
	sent.answer(ui.PathDrafts+"arrival new", http.StatusUnauthorized)
	tab.Fill("Given name", "Selam")
	shown(tab, "dialog.session[open]")
	says(tab, "dialog.session", "You were logged out")
	tab.Screenshot("dialog")
	tab.Axe()
	tab.Click("button", "Go on here")
	hidden(tab, "dialog.session[open]")
	var value string
	tab.Eval("document.querySelector('[name=given]').value", &value)
	if value != "Selam" {
		t.Errorf("the field has %q", value)
	}
}

func TestPartsOfAFormHaveRegionsOfTheirOwn(t *testing.T) {
	t.Parallel()
	sent := newPosts()
	for _, part := range []string{"a", "b"} {
		sent.reply["/live-"+part] = func(v url.Values) templ.Component {
			return ui.Checkbox(nil, ui.Choice{Name: "other-" + part, Options: []ui.Option{{Value: "1", Label: "not " + v.Get(part)}}})
		}
	}
	tab, _ := open(t, ui.Page{}, func(l *i18n.Localizer) templ.Component {
		part := func(name string) templ.Component {
			return with(ui.LivePart("/live-"+name), ui.Input(l, ui.Field{Name: name, Label: name}), ui.LiveRegion("Like "+name))
		}
		return with(ui.Form(l, ui.FormSpec{Action: "/done"}), part("a"), part("b"))
	}, sent)
	tab.Fill("b", "Yonas")
	says(tab, "[aria-label='Like b']", "not Yonas")
	if n := testkit.MustFind(t, tab.Doc(), "[aria-label='Like a']").Children().Length(); n != 0 {
		t.Error("the region of the other part was filled too")
	}
	tab.Click("checkbox", "not Yonas")
	tab.Fill("a", "Selam")
	says(tab, "[aria-label='Like a']", "not Selam")
	var kept bool
	tab.Eval("document.querySelector('[name=other-b]').checked", &kept)
	if !kept {
		t.Error("an answer in the region was asked away")
	}
}

func TestLiveRegionFollowsTheForm(t *testing.T) {
	t.Parallel()
	sent := newPosts()
	sent.reply["/live"] = func(v url.Values) templ.Component { return ui.Bdi("known: " + v.Get("given")) }
	tab, _ := open(t, ui.Page{}, func(l *i18n.Localizer) templ.Component {
		return with(ui.Form(l, ui.FormSpec{Action: "/done", Live: "/live"}), ui.Input(l, ui.Field{Name: "given", Label: "Given name"}), ui.LiveRegion("Known persons"))
	}, sent)
	tab.Fill("Given name", "<b>Selam</b>")
	says(tab, "[data-live-region]", "known: <b>Selam</b>")
	var politeness string
	tab.Eval("document.querySelector('[data-live-region]').ariaLive", &politeness)
	if politeness != "polite" {
		t.Errorf("aria-live %q", politeness)
	}
}

// An answer to what was typed before may come in while somebody ticks the last one.
func TestLiveAnswersKeepTickAndFocus(t *testing.T) {
	t.Parallel()
	sent := newPosts()
	sent.reply["/live"] = func(v url.Values) templ.Component {
		return ui.Checkbox(nil, ui.Choice{Name: "other", Options: []ui.Option{{Value: "1", Label: "not " + v.Get("given")}}})
	}
	tab, _ := open(t, ui.Page{}, func(l *i18n.Localizer) templ.Component {
		return with(ui.Form(l, ui.FormSpec{Action: "/done", Live: "/live"}), ui.Input(l, ui.Field{Name: "given", Label: "Given name"}), ui.LiveRegion("Known persons"))
	}, sent)
	tab.Fill("Given name", "Selam")
	says(tab, "[data-live-region]", "not Selam")
	tab.Click("checkbox", "not Selam")
	tab.Eval(`(() => { const given = document.querySelector('[name=given]'); given.value = 'Yonas'; given.dispatchEvent(new Event('input', { bubbles: true })) })()`, nil)
	says(tab, "[data-live-region]", "not Yonas")
	var ticked bool
	tab.Eval("document.querySelector('[name=other]').checked", &ticked)
	if _, name := tab.Focused(); !ticked || name != "not Yonas" {
		t.Errorf("ticked: %v, focus on %q", ticked, name)
	}
}

func TestSearchByKeyboard(t *testing.T) {
	t.Parallel()
	sent := newPosts()
	l := texts(t).For(i18n.English)
	sent.reply[ui.PathSuggest] = func(v url.Values) templ.Component {
		return ui.SearchResults(l, []ui.Hit{{Label: v.Get("q") + " 1", Kind: "Person", Note: "LU-1", Href: "/page"}, {Label: "two", Kind: "Room", Note: "LU-2", Href: "/other"}})
	}
	tab, base := open(t, ui.Page{}, nothing, sent)
	tab.Press("/")
	if role, _ := tab.Focused(); role != "combobox" {
		t.Fatalf("/ leads to a %s", role)
	}
	tab.Press("hariri")
	says(tab, "[role=option]", "hariri 1")
	tab.Axe()
	tab.Press(kb.Escape)
	hidden(tab, "[role=listbox]")
	tab.Eval("document.activeElement.blur()", nil)
	tab.Run(chromedp.KeyEvent("k", chromedp.KeyModifiers(input.ModifierCtrl)))
	tab.Press("al")
	says(tab, "[role=option]", "al 1")
	tab.Press(kb.ArrowDown + kb.ArrowDown)
	shown(tab, "#site-search-1[aria-selected=true]")
	tab.Screenshot("results")
	tab.Enter()
	if got := tab.URL(); got != base+"/other" {
		t.Errorf("Enter leads to %s", got)
	}
}

func TestShortcutOfOneKeyCanBeOff(t *testing.T) {
	t.Parallel()
	sent := newPosts()
	tab, _ := open(t, ui.Page{}, nothing, sent)
	click(tab, ".user summary")
	click(tab, "button[name=shortcuts][value=off]")
	waitPost(t, tab, sent, ui.PathPreferences, func(v url.Values) bool { return v.Get("shortcuts") == "off" })
	tab.Press(kb.Escape)
	if role, name := tab.Focused(); name == "" || strings.Contains(role, "combobox") {
		t.Fatalf("Escape leaves the focus on %s %q", role, name)
	}
	tab.Press("/")
	if role, _ := tab.Focused(); role == "combobox" {
		t.Error("/ still goes to the search")
	}
}

func TestAppearanceChangesAtOnce(t *testing.T) {
	t.Parallel()
	sent := newPosts()
	tab, _ := open(t, ui.Page{Languages: []ui.LanguageChoice{{Code: "en", Name: "English", Current: true}, {Code: "fr", Name: "Français"}}}, nothing, sent)
	click(tab, ".user summary")
	tab.Click("button", "Dark")
	shown(tab, "html[data-theme=dark]")
	waitPost(t, tab, sent, ui.PathPreferences, func(v url.Values) bool { return v.Get("theme") == "dark" && v.Get("back") == "/page" })
	tab.Screenshot("menu")
	tab.Axe()
	tab.Viewport(320, 700)
	tab.Axe()
	tab.Screenshot("menu-320")
}

func TestNarrowNavigationOpens(t *testing.T) {
	t.Parallel()
	tab, base := open(t, ui.Page{}, nothing, newPosts())
	tab.Viewport(320, 700)
	tab.Navigate(base + "/page")
	hidden(tab, ".main-nav a")
	click(tab, ".main-nav summary")
	shown(tab, ".main-nav a")
	tab.Axe()
	tab.Viewport(1280, 800)
	shown(tab, ".main-nav a")
}

func TestWithoutScriptsEverythingIsThere(t *testing.T) {
	t.Parallel()
	tab, base := open(t, ui.Page{SessionSeconds: 60}, draftForm, newPosts())
	tab.NoScript()
	tab.Viewport(320, 700)
	tab.Navigate(base + "/page")
	tab.WaitFor(".main-nav a")
	tab.WaitFor("[role=search] button")
	tab.Axe()
}

func TestChosenRowsAreCounted(t *testing.T) {
	t.Parallel()
	tab, _ := open(t, ui.Page{}, func(l *i18n.Localizer) templ.Component {
		row := func(id string) templ.Component {
			return templ.Join(templ.Raw("<tr>"), ui.RowSelect("person", id, "Person "+id), templ.Raw("<th scope=row>"+id+"</th></tr>"))
		}
		return templ.Join(ui.Selection(l), with(ui.Table(l, ui.Listing{ID: "people", Caption: "Persons", Select: true, Columns: []ui.Column{{Label: "Name"}}}), row("1"), row("2")))
	}, newPosts())
	tab.Click("checkbox", "Person 1")
	says(tab, "[data-selected]", "Selected: 1")
	tab.Click("checkbox", "Select all rows")
	says(tab, "[data-selected]", "Selected: 2")
	tab.Click("checkbox", "Person 2")
	says(tab, "[data-selected]", "Selected: 1")
}

func TestErrorSummaryLeadsToTheField(t *testing.T) {
	t.Parallel()
	tab, _ := open(t, ui.Page{Errors: []ui.FieldError{{Field: "birth", Text: "Enter a real date"}}}, func(l *i18n.Localizer) templ.Component {
		return ui.DateInput(l, ui.DateField{Name: "birth", Label: "Birth", Error: "Enter a real date", WrongPart: "month"})
	}, newPosts())
	if _, name := tab.Focused(); name != "There is a problem" {
		t.Errorf("the page opens at %q", name)
	}
	tab.Click("link", "Enter a real date")
	if role, name := tab.Focused(); role != "textbox" || name != "Month" {
		t.Errorf("the link leads to %s %q", role, name)
	}
}

func TestDraggedBarOpensTheMoveForm(t *testing.T) {
	t.Parallel()
	for _, lang := range []i18n.Lang{i18n.English, i18n.Arabic} {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			tab, base := open(t, ui.Page{L: texts(t).For(lang)}, func(l *i18n.Localizer) templ.Component {
				tape := ui.Tape{ID: "plan", Caption: "Plan", RowLabel: "Room"}
				for _, day := range []string{"2026-11-28", "2026-11-29", "2026-11-30", "2026-12-01", "2026-12-02"} {
					tape.Days = append(tape.Days, ui.TapeDay{ISO: day, Day: day[8:], Label: day})
				}
				tape.Rows = []ui.TapeRow{{ID: "r1", Label: "1.07", Bars: []ui.TapeBar{{Start: -1, Days: 3, Label: "Family", Href: "/page", Move: "/other?stay=7", From: "2026-11-27", State: ui.BedOccupied}}}, {ID: "r2", Label: "1.08"}}
				return ui.TapeChart(l, tape)
			}, newPosts())
			// Grabbed on the 28th and dropped on the 1st: three days later than the 27th.
			var at struct{ X, Y, ToX, ToY float64 }
			tab.Eval(`(() => { const middle = e => { const r = e.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2] }
				const [x] = middle(document.querySelector('[data-day="2026-11-28"]')), [, y] = middle(document.querySelector('[data-move]'))
				const [toX] = middle(document.querySelector('[data-day="2026-12-01"]')), [, toY] = middle(document.querySelector('[data-room=r2]'))
				return {X: x, Y: y, ToX: toX, ToY: toY} })()`, &at)
			mouse := func(kind input.MouseType, x, y float64) chromedp.Action {
				return input.DispatchMouseEvent(kind, x, y).WithButton(input.Left).WithButtons(1).WithClickCount(1)
			}
			tab.Run(mouse(input.MousePressed, at.X, at.Y), mouse(input.MouseMoved, at.X+20, at.Y+20), mouse(input.MouseMoved, at.ToX, at.ToY))
			tab.Screenshot("dragging")
			tab.Run(mouse(input.MouseReleased, at.ToX, at.ToY))
			says(tab, "h1", "Other")
			if got, want := tab.URL(), base+"/other?stay=7&room=r2&day=2026-11-30"; got != want {
				t.Errorf("dropped at %s, want %s", got, want)
			}
		})
	}
}

func TestProgressAsksUntilItIsFinished(t *testing.T) {
	t.Parallel()
	base := house(t, nil)
	tab := testkit.Browser(t)
	tab.Navigate(base + ui.PathGallery)
	wait(tab, "document.querySelector('#work1-bar').value === 10000")
	wait(tab, "!document.querySelector('#work1').hasAttribute('hx-get')")
}
