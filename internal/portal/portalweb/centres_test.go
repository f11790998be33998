package portalweb_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/testkit"
)

// Whoever has just arrived finds, in every language, whom to call.
func TestTonightInEveryLanguage(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newReturnWorld(t, d)
		for _, lang := range i18n.Public {
			page := w.page("", "/"+string(lang)+"/tonight")
			for _, number := range []string{"tel:112", "tel:113", "tel:+35227555440", "tel:+35227555490"} {
				if page.Find(`main a[href="`+number+`"]`).Length() != 1 {
					t.Errorf("%s: no link %s", lang, number)
				}
			}
			if text := page.Find("main h2").First().Text(); lang != i18n.English && strings.Contains(text, "danger: call") {
				t.Errorf("%s: in English: %s", lang, text)
			}
		}
	})
}

// Every centre and number that the operator publishes is found by a visitor.
func TestCentresOfTheOperator(t *testing.T) {
	t.Parallel()
	seed, err := os.ReadFile(filepath.Join(testkit.Root(t), "..", "shared", "seeds", "red-cross-smr.txt"))
	if os.IsNotExist(err) {
		t.Skip("the operator's page is not beside the program")
	}
	if err != nil {
		t.Fatal(err)
	}
	entries := regexp.MustCompile(`(?m)^(.+)\n\nTel\.: ([0-9 -]+)$`).FindAllStringSubmatch(string(seed), -1)
	if len(entries) < 17 {
		t.Fatalf("only %d entries read", len(entries))
	}
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newReturnWorld(t, d)
		list := w.page("", "/en/centres")
		for _, e := range entries {
			name, number := strings.TrimSpace(e[1]), strings.TrimSpace(e[2])
			card := list.Find(".cards .card").FilterFunction(func(_ int, s *goquery.Selection) bool { return strings.TrimSpace(s.Find("h2").Text()) == name })
			if card.Length() != 1 || strings.TrimSpace(card.Find("a.call").Text()) != number {
				t.Errorf("%s, %s: %d cards, number %q", name, number, card.Length(), card.Find("a.call").Text())
				continue
			}
			href, _ := card.Find("h2 a").Attr("href")
			page := w.page("", href)
			if testkit.Text(t, page, "h1") != strings.Join(strings.Fields(name), " ") || !strings.Contains(page.Find("main").Text(), number) {
				t.Errorf("%s: page %s calls it %q", name, href, testkit.Text(t, page, "h1"))
			}
			ld := page.Find(`script[type="application/ld+json"]`).Text()
			if !strings.Contains(ld, number) {
				t.Errorf("%s: the data for search engines lack the number", name)
			}
		}
	})
}

func TestCentresAreSearched(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newReturnWorld(t, d)
		for query, want := range map[string]int{"?q=mersch": 2, "?kind=emergency": 2, "?commune=Mersch": 2, "?q=zzzz": 0, "?near=Mersch&kind=centre": 13} {
			if got := w.page("", "/fr/centres"+query).Find(".cards .card").Length(); got != want {
				t.Errorf("%s: %d found, want %d", query, got, want)
			}
		}
		if text := w.page("", "/fr/centres?near=Mersch&kind=centre").Find(".cards .card").First().Text(); !strings.Contains(text, "Mersch") || !strings.Contains(text, "0 km") {
			t.Errorf("the nearest: %s", text)
		}
		if rec := w.ask("", http.MethodGet, "/fr/centres?q="+strings.Repeat("a", 101), nil); rec.Code != http.StatusUnprocessableEntity {
			t.Errorf("a long search: status %d", rec.Code)
		}
		for _, path := range []string{"/fr/centres/none", "/fr/centres/00000000-0000-4000-8000-000000000000"} {
			if rec := w.ask("", http.MethodGet, path, nil); rec.Code != http.StatusNotFound {
				t.Errorf("%s: status %d", path, rec.Code)
			}
		}
		if n := w.page("", "/ti/centres").Find(".fallback").Length(); n != 1 {
			t.Error("no notice that the page is in another language")
		}
	})
}
