package portal_test

import (
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/testkit"
)

var tags = regexp.MustCompile(`<[^>]*>`)

// plain is the text of HTML with runs of space as one space.
func plain(s string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(s, ""))), " ")
}

// Every sentence of the service's own page, up to its list of contacts, and its
// six questions stand on the public pages in English, word by word.
func TestEverySentenceOfTheServicesPage(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join(testkit.Root(t), "..", "shared", "seeds", "red-cross-smr.txt"))
	if err != nil {
		t.Skipf("the page of the service is not at hand: %v", err)
	}
	about, rest, ok := strings.Cut(string(b), "Contacts addresses")
	_, questions, found := strings.Cut(rest, "Frequently Asked Questions")
	questions, _, ends := strings.Cut(questions, "Contact us")
	if !ok || !found || !ends {
		t.Fatal("the page has not the sections that are looked for")
	}
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), t.Context()
		k.must(k.BeginPages(ctx))
		var all strings.Builder
		read := func(path string) {
			list, err := k.Guide(ctx, i18n.English, path)
			k.must(err)
			for _, one := range list {
				page, _, err := k.GuidePage(ctx, i18n.English, one.Path)
				k.must(err)
				all.WriteString(plain(page.Title+" | "+page.Summary+" | "+page.HTML) + " | ")
			}
		}
		read("")
		read("service")
		faq, err := k.FAQ(ctx, i18n.English)
		k.must(err)
		for _, q := range faq {
			all.WriteString(q.Title + " | ")
		}
		seen := 0
		for line := range strings.Lines(about + questions) {
			line = plain(strings.TrimPrefix(strings.TrimSpace(line), "•"))
			for _, sentence := range regexp.MustCompile(`[.?] `).Split(line, -1) {
				if sentence == "" {
					continue
				}
				seen++
				if !strings.Contains(all.String(), sentence) {
					t.Errorf("nowhere: %s", sentence)
				}
			}
		}
		if seen < 30 {
			t.Errorf("only %d sentences were looked for", seen)
		}
	})
}

// What a new installation begins with passes what an editor's text must pass,
// and every question leads to a task.
func TestTheFirstPagesAreWellFormed(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k, ctx := newDesk(t, d), t.Context()
		k.must(k.BeginPages(ctx))
		tasks := map[string][]string{"protection": {"tonight", "contact/arriving"}, "session": {"contact/awareness"}, "volunteer": {"contact/volunteer"},
			"donation": {"contact/donation"}, "internship": {"contact/internship"}, "job": {"contact/job"}}
		for _, lang := range i18n.Public {
			list, err := k.FAQ(ctx, lang)
			k.must(err)
			for _, q := range list {
				for _, to := range tasks[q.Path] {
					if !strings.Contains(q.HTML, `href="/`+string(lang)+`/`+to+`"`) {
						t.Errorf("%s %s does not lead to %s: %s", lang, q.Path, to, q.HTML)
					}
				}
				if q.Lang != lang || strings.Contains(q.HTML, "<mark>") || strings.Contains(q.HTML, "[[") {
					t.Errorf("%s %s: %s", lang, q.Path, q.HTML)
				}
			}
		}
		for _, lang := range i18n.Staff {
			list, err := k.Guide(ctx, lang, "service")
			k.must(err)
			for _, g := range list {
				page, above, err := k.GuidePage(ctx, lang, g.Path)
				k.must(err)
				if page.Lang != lang || page.Outdated || len(above) != 1 || strings.Contains(page.HTML, "[[") {
					t.Errorf("%s %+v", lang, page)
				}
			}
			if len(list) != 4 {
				t.Errorf("%s: %d pages below the first", lang, len(list))
			}
		}
	})
}
