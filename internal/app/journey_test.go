package app

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/testkit"
)

// journey is the main job of the house, as the reception desk does it in a
// browser: a family comes, gets beds, changes rooms, leaves and is found again.
type journey struct {
	*deskHouse
	hand
	tab     *testkit.Tab
	scripts bool
}

// way is how somebody does the journey.
type way struct {
	name      string
	lang      i18n.Lang
	width     int64
	noScripts bool
	keyboard  bool
}

func TestJourney(t *testing.T) {
	t.Parallel()
	for _, w := range []way{
		{name: "scripts", lang: i18n.English, width: 1280},
		{name: "without scripts", lang: i18n.English, width: 1280, noScripts: true},
		{name: "keyboard", lang: i18n.English, width: 1280, keyboard: true},
		{name: "right to left", lang: i18n.Arabic, width: 1280},
		{name: "telephone", lang: i18n.English, width: 320},
		{name: "telephone right to left", lang: i18n.Arabic, width: 320, noScripts: true},
	} {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			tab := testkit.Browser(t)
			j := &journey{deskHouse: newDeskHouse(t, w.lang), tab: tab, scripts: !w.noScripts}
			tab.Viewport(w.width, 900)
			if w.noScripts {
				tab.NoScript()
			}
			j.hand = pointer{tab, j.l, !w.noScripts, w.width < 768 && !w.noScripts}
			if w.keyboard {
				j.hand = keys{tab, t}
			}
			j.travel(w)
		})
	}
}

func (j *journey) travel(w way) {
	j.logIn("/app")
	if dir, _ := j.tab.Doc().Find("html").Attr("dir"); dir != w.lang.Dir() {
		j.t.Fatalf("the pages run %s, not %s", dir, w.lang.Dir())
	}
	household := j.register()
	before := j.place(household)
	j.nextDay()
	j.logIn("/app")
	after := j.move(household)
	if slices.Equal(before, after) {
		j.t.Error("the family has not moved")
	}
	j.depart(household)
	j.find()
	j.audited("people.register", "reception.place", "reception.move", "reception.depart", "people.person.read")
}

// look checks and shows the page as it stands.
func (j *journey) look(name string) {
	j.t.Helper()
	j.tab.Eval("document.fonts.ready.then(() => 0)", nil)
	j.tab.Screenshot(name)
	j.tab.Axe()
	var sideways string
	j.tab.Eval(sticksOut, &sideways)
	if sideways != "" {
		j.t.Errorf("%s scrolls sideways: %s", name, sideways)
	}
}

// sticksOut names the first element that makes a page scroll sideways.
const sticksOut = `(() => {
  const d = document.documentElement
  if (d.scrollWidth <= d.clientWidth) return ''
  for (const e of document.querySelectorAll('body *')) {
    const r = e.getBoundingClientRect()
    if ((r.right > d.clientWidth + 1 || r.left < -1) && !e.closest('.scroll, .chart-scroll, .vh, .skip')) return e.outerHTML.slice(0, 200)
  }
  return '?'
})()`

func (j *journey) logIn(page string) {
	j.t.Helper()
	j.tab.Navigate(j.url + page)
	j.tab.WaitText("h1", "Log in")
	j.look("login")
	j.fill("Login", j.desk.Login)
	j.fill("Password", j.desk.Password)
	j.follow("button", "Log in")
	j.tab.WaitFor(".user")
	j.look("today")
}

// member is somebody of the family as the desk types them.
type member struct {
	given, original, sex, year, relationship string
	stepFree                                 bool
}

const (
	familySize = 5
	familyName = "Alkhatib"
)

func family() []member {
	return []member{
		{"Yousef", "يوسف الخطيب", "Male", "1988", "", false},
		{"Mariam", "مريم الخطيب", "Female", "1990", "Wife", false},
		{"Omar", "عمر الخطيب", "Male", "2013", "Son", true},
		{"Layla", "ليلى الخطيب", "Female", "2017", "Daughter", false},
		{"Nour", "نور الخطيب", "Female", "2020", "Daughter", false},
	}
}

// register enters the family and returns the id of its household.
func (j *journey) register() string {
	j.t.Helper()
	j.enter("People")
	j.follow("link", "Register a household")
	j.look("register")
	for n, m := range family() {
		if n > 0 {
			j.follow("button", "Add a person")
		}
		j.in(fmt.Sprintf("#person-%d", n), func() { j.write(n, m) })
	}
	j.look("family")
	j.follow("button", "Register 5 persons")
	for strings.HasSuffix(j.tab.URL(), "/app/people/new") {
		j.tab.WaitText("h1", "Is one of these the same person?")
		j.look("same")
		j.tab.Doc().Find("main fieldset").Each(func(_ int, question *goquery.Selection) {
			j.in(fmt.Sprintf("[id=%q]", question.AttrOr("id", "")), func() { j.tick("radio", "None of them: register as a new person") })
		})
		j.follow("button", "Continue")
	}
	j.tab.WaitText(".flash", "Registered. Now find them a place.")
	j.look("registered")
	_, id, ok := strings.Cut(j.tab.URL(), "/app/households/")
	if !ok {
		j.t.Fatalf("registering leads to %s", j.tab.URL())
	}
	return id
}

// write types one person.
func (j *journey) write(n int, m member) {
	j.t.Helper()
	j.fill("Given names", m.given)
	j.fill("Family name", familyName)
	j.fill("Full name in the original script", m.original)
	j.tick("radio", m.sex)
	j.fill(j.l.T("ui.date.year"), m.year)
	if j.scripts {
		// What the page says of it moves what is below: whoever goes on there has seen it.
		j.tab.WaitText(fmt.Sprintf("#person-%d [data-live-region]", n), m.year)
	}
	if n == 0 {
		j.choose("Nationality", j.l.Country("SYR"))
		j.waitForHits(j.known)
		j.look("known")
	}
	if m.relationship != "" {
		j.choose("Relationship to the head of household", m.relationship)
	}
	if m.stepFree {
		j.unfold("Legal status and needs for housing")
		j.tick("checkbox", "Step-free")
	}
}

// place gives the family two rooms of the annexe, next to each other.
func (j *journey) place(household string) []string {
	j.t.Helper()
	j.follow("link", "Find beds")
	j.tab.WaitText("h1", j.l.T("reception.place.title", "name", "Yousef "+familyName))
	j.look("places")
	j.unfold("From when, where and for whom")
	j.choose("Where", j.l.T("reception.place.centre_free", "name", j.annexe.Name, "count", 10))
	j.follow("button", "Show places")
	j.tab.WaitText("main", j.rooms("01", "02"))
	j.look("annexe")
	j.follow("button", "Give these beds now "+j.rooms("01", "02"))
	j.tab.WaitText(".flash", "The beds are given. Everybody has a place from the first night.")
	j.tab.WaitText("h1", j.l.T("reception.stay.title", "name", j.together()))
	j.look("placed")
	return j.sleepsWell(household)
}

// rooms is how a page names rooms.
func (j *journey) rooms(numbers ...string) string {
	return j.l.T("reception.place.rooms", "count", len(numbers), "numbers", j.l.List(numbers))
}

// together is how a page names the family: by its head, whoever has the first bed.
func (j *journey) together() string {
	return j.l.T("reception.plan.and_others", "name", "Yousef "+familyName, "count", familySize-1)
}

// move gives the family the other two rooms.
func (j *journey) move(household string) []string {
	j.t.Helper()
	id, _ := j.stayOf(household)
	j.tab.Navigate(j.url + "/app/stays/" + id)
	j.follow("link", "Change beds")
	j.look("move")
	j.follow("button", "Move here "+j.rooms("11", "12"))
	j.look("moved")
	return j.sleepsWell(household)
}

// depart sends the family off to a flat of their own.
func (j *journey) depart(household string) {
	j.t.Helper()
	j.follow("link", "Record a departure")
	j.look("depart")
	j.choose("Where to", "Own housing")
	j.follow("button", "Record the departure")
	j.tab.WaitText("h1", j.l.T("reception.act.depart_title", "name", j.together()))
	j.look("sure")
	j.follow("button", "Record the departure")
	j.tab.WaitText(".flash", "The departure is recorded; the beds are free.")
	j.look("departed")
	if left := j.sleepers(household); len(left) > 0 {
		j.t.Errorf("%d beds are still held", len(left))
	}
	if _, ended := j.stayOf(household); !ended {
		j.t.Error("the stay has not ended with housing of their own")
	}
}

// find looks for the head of the family as somebody else spells the name.
func (j *journey) find() {
	j.t.Helper()
	j.search("Youssef El Khatib", "Yousef "+familyName)
	j.tab.WaitText("h1", "Yousef "+familyName)
	j.look("found")
}
