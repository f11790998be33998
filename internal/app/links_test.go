package app

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/testkit"
)

// samples is how many pages of one kind the walk of a role opens: of those who
// see most several, so that rare pages are reached.
func samples(role string) int {
	switch role {
	case "centre_coordinator", "national_coordinator":
		return 6
	}
	return 1
}

// elsewhere are pages to which no link of the demonstration leads: they are a
// box or a picture on other pages, or about what nobody has done in it yet.
var elsewhere = map[string]bool{
	"/app/search": true, "/app/people/{id}/photo": true, "/app/people/{id}/compare/{other}": true, "/app/desk/{part}": true,
	"/app/account/recovery-codes": true, "/app/admin/accounts/{id}/enable": true,
	"/app/people/{id}/representatives/{entry}/end": true, "/app/people/{id}/consents/{entry}/withdraw": true,
	"/app/people/{id}/contacts/{entry}/remove": true, "/app/people/{id}/documents/{entry}/remove": true, // of those who have some
	"/app/people/{id}/statuses/{entry}/remove": true, "/app/people/{id}/needs/{entry}/end": true,
	"/app/duplicates/sweep": true, "/app/duplicates/{id}": true,
	"/app/imports/{id}": true, "/app/imports/{id}/columns": true, "/app/imports/{id}/progress": true, "/app/imports/{id}/report": true,
	"/app/stays/{id}/extend": true, "/app/stays/{id}/undo": true,
	"/app/transfers/{id}": true, "/app/transfers/{id}/handover": true, "/app/transfers/{id}/withdraw": true, "/app/transfers/{id}/refuse": true,
	"/app/funding/operations/{id}/publish": true, "/app/funding/operations/{id}/remove": true, // of drafts
	"/app/enquiries/{id}": true, "/app/enquiries/{id}/files/{file}": true,
	"/app/transfers/{id}/complete": true, "/app/transfers/{id}/accept": true, "/app/transfers/{id}/accept/rooms": true, "/app/transfers/{id}/accept/beds": true,
}

var (
	anyID   = regexp.MustCompile(`[0-9a-z]{26}`)
	anyName = regexp.MustCompile(`\{[a-z]+\}`)
)

// Every link that a role is shown opens, and every page of the program is
// reached from the first one by somebody: nothing is known by its address alone.
func TestLinksOpenAndReachEveryPage(t *testing.T) {
	t.Parallel()
	h := theHouse(t)
	reached := map[string]bool{}
	for _, role := range Roles() {
		cookie, _ := h.account(t, role.Code, access.Everywhere)
		for path := range h.walk(t, role.Code, cookie) {
			reached[anyID.ReplaceAllString(path, "-")] = true
		}
	}
	for _, r := range h.site.Routes() {
		pattern := anyName.ReplaceAllString(strings.NewReplacer("{kind}", "free", "{in}", "fr").Replace(r.Pattern), "-")
		if r.Method == http.MethodGet && strings.HasPrefix(pattern, ui.PathHome) && !reached[pattern] && !elsewhere[r.Pattern] {
			t.Errorf("no page leads to %s", r.Pattern)
		}
	}
}

// walk follows the links of pages from the first one on and returns the paths it opened.
func (h *house) walk(t *testing.T, role, cookie string) map[string]bool {
	t.Helper()
	opened, asked, kinds := map[string]bool{}, map[string]bool{}, map[string]int{}
	for todo := []string{ui.PathHome}; len(todo) > 0; {
		at, err := url.Parse(todo[0])
		if todo = todo[1:]; err != nil {
			t.Errorf("%s is shown %v", role, err)
			continue
		}
		kind := anyID.ReplaceAllString(at.Path, "-") + strings.Join(queryNames(at), "&")
		if asked[at.RequestURI()] || kinds[kind] == samples(role) {
			continue
		}
		kinds[kind]++
		opened[at.Path], asked[at.RequestURI()] = true, true
		rec := h.get(t, at.RequestURI(), cookie)
		if rec.Code != http.StatusOK && rec.Code != http.StatusSeeOther {
			t.Errorf("%s is led to %s: status %d", role, at, rec.Code)
		}
		if !strings.HasPrefix(rec.Header().Get("Content-Type"), "text/html") {
			continue
		}
		testkit.Doc(t, rec.Body).Find("a[href]").Each(func(_ int, a *goquery.Selection) {
			if to, err := at.Parse(a.AttrOr("href", "")); err == nil && strings.HasPrefix(to.Path, ui.PathHome) {
				todo = append(todo, to.RequestURI())
			}
		})
	}
	return opened
}

// Every link that a visitor is shown opens, in a language written from the left
// and in one written from the right.
func TestPublicLinksOpen(t *testing.T) {
	t.Parallel()
	h := theHouse(t)
	for _, lang := range []i18n.Lang{i18n.English, i18n.Arabic} {
		if n := len(h.visit(t, lang)); n < 250 { // countries, centres, projects, pages …
			t.Errorf("%s: only %d pages", lang, n)
		}
	}
}

// visit follows every link that a visitor of a language is shown, from the first
// page on, and returns the pages by their address.
func (h *house) visit(t *testing.T, lang i18n.Lang) map[string]string {
	t.Helper()
	first := "/" + string(lang) + "/"
	known, pages := map[string]bool{first: true}, map[string]string{}
	for todo := []string{first}; len(todo) > 0; {
		path := todo[0]
		todo = todo[1:]
		rec := h.get(t, path, "")
		if rec.Code != http.StatusOK {
			t.Errorf("a visitor is led to %s: status %d", path, rec.Code)
		}
		if !strings.HasPrefix(rec.Header().Get("Content-Type"), "text/html") {
			continue
		}
		at, err := url.Parse(path)
		if err != nil {
			t.Fatal(err)
		}
		pages[path] = rec.Body.String()
		testkit.Doc(t, rec.Body).Find("a[href]").Each(func(_ int, a *goquery.Selection) {
			to, err := at.Parse(a.AttrOr("href", ""))
			if err != nil {
				t.Errorf("%s: %v", path, err)
			} else if next := to.RequestURI(); to.Host == "" && to.Scheme == "" && strings.HasPrefix(next, first) && !known[next] {
				known[next] = true
				todo = append(todo, next)
			}
		})
	}
	return pages
}

// queryNames are the names of what an address asks for, without the answers.
func queryNames(u *url.URL) []string {
	var out []string
	for _, pair := range strings.Split(u.RawQuery, "&") {
		name, _, _ := strings.Cut(pair, "=")
		out = append(out, anyID.ReplaceAllString(name, "-"))
	}
	return out
}

// The search box finds what no person is as well: centres, and rooms by number.
// A household without a place can be put on the waiting list from its page.
func TestPeopleAndPlacesAreOneProgram(t *testing.T) {
	t.Parallel()
	h := theHouse(t)
	w := h.world(t)
	cookie, _ := h.account(t, "centre_coordinator", access.Everywhere)
	room := "/app/centres/" + w.inside.centre + "/rooms/" + w.inside.room
	number := testkit.Doc(t, h.get(t, room, cookie).Body).Find("main h1, main h2").Text()
	found := testkit.Doc(t, h.post(t, "/app/search", cookie, url.Values{"q": {lastWord(number)}}.Encode()).Body)
	if n := found.Find(`main a[href*="/rooms/"]`).Length(); n == 0 {
		t.Errorf("%q finds no room", lastWord(number))
	}
	waiting := testkit.Doc(t, h.get(t, "/app/waiting", cookie).Body).Find(`main a[href^="/app/households/"]`).AttrOr("href", "")
	home := testkit.Doc(t, h.get(t, waiting, cookie).Body)
	for _, part := range []string{"/place", "/wait", "/conflicts"} {
		if n := home.Find(`a[href$="` + part + `"]`).Length(); n == 0 {
			t.Errorf("%s does not lead to %s", waiting, part)
		}
	}
}

func lastWord(s string) string {
	words := strings.FieldsFunc(s, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
	return words[len(words)-1]
}
