package app

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/ui"
	"passerelle/internal/testkit"
)

// samples is how many pages of one kind a walk opens.
const samples = 2

// elsewhere are pages to which no link of these accounts leads.
var elsewhere = map[string]bool{
	"/app/search":                 true, // the box on every page leads there
	"/app/account/recovery-codes": true, // only who has a second factor is shown the way
}

var anyID = regexp.MustCompile(`[0-9a-z]{26}`)

// Every link that a role is shown opens, and every list of the program is
// reached from the first page by somebody: nothing is known by its address alone.
func TestLinksOpenAndReachEveryList(t *testing.T) {
	t.Parallel()
	h := theHouse(t)
	reached := map[string]bool{}
	for _, role := range Roles() {
		cookie, _ := h.account(t, role.Code, access.Everywhere)
		for path := range h.walk(t, role.Code, cookie) {
			reached[path] = true
		}
	}
	for _, r := range h.site.Routes() {
		list := r.Method == http.MethodGet && strings.HasPrefix(r.Pattern, "/app") && !strings.Contains(r.Pattern, "{")
		if list && !reached[r.Pattern] && !elsewhere[r.Pattern] {
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
		if asked[at.RequestURI()] || kinds[kind] == samples {
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

// queryNames are the names of what an address asks for, without the answers.
func queryNames(u *url.URL) []string {
	var out []string
	for _, pair := range strings.Split(u.RawQuery, "&") {
		name, _, _ := strings.Cut(pair, "=")
		out = append(out, anyID.ReplaceAllString(name, "-"))
	}
	return out
}
