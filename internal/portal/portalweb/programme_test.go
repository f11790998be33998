package portalweb_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/portal"
	"passerelle/internal/testkit"
)

var seedTag = regexp.MustCompile(`<[^>]*>`)

// bare is a text without space, so that layout makes no difference.
func bare(s string) string { return strings.Join(strings.Fields(s), "") }

// Every line of the former programme's page is on the public pages in English.
func TestSeedOfReturnIsThere(t *testing.T) {
	t.Parallel()
	seed, err := os.ReadFile(filepath.Join(testkit.Root(t), "..", "shared", "seeds", "iom-avrrl.txt"))
	if err != nil {
		t.Skip("the seed of the programme is not here: ", err)
	}
	d := testkit.OpenDB(t, testkit.URL(t, db.SQLite))
	w := newReturnWorld(t, d)
	w.check(w.portal.AddExampleStories(t.Context(), access.System("test")))
	var all strings.Builder
	for _, path := range []string{"/en/return", "/en/return/countries/lu", "/en/return/stories"} {
		all.WriteString(bare(w.page("", path).Find("main").Text()) + "\n")
	}
	found := 0
	for line := range strings.Lines(string(seed)) {
		want := bare(strings.Trim(strings.TrimSpace(seedTag.ReplaceAllString(line, "")), "•"))
		if want == "" {
			continue
		}
		if found++; !strings.Contains(all.String(), want) {
			t.Errorf("not on the pages: %s", strings.TrimSpace(line))
		}
	}
	if found < 50 {
		t.Errorf("the seed has only %d lines", found)
	}
}

// Every page of return is there in every language, small, and sets no cookie.
func TestReturnInEveryLanguage(t *testing.T) {
	t.Parallel()
	d := testkit.OpenDB(t, testkit.URL(t, db.SQLite))
	w := newReturnWorld(t, d)
	w.check(w.portal.AddExampleStories(t.Context(), access.System("test")))
	list, _, err := w.portal.PublishedStories(t.Context(), portal.StoryQuery{})
	w.check(err)
	for _, lang := range []string{"en", "fr", "de", "lb", "pt", "ar", "fa", "ti", "uk", "tr", "sq", "es", "ru", "so"} {
		for _, path := range []string{"", "/check", "/countries", "/countries/xk", "/countries/lu", "/stories", "/stories/" + list[0].ID} {
			rec := w.ask("", http.MethodGet, "/"+lang+"/return"+path, nil)
			body := rec.Body.String()
			if rec.Code != http.StatusOK || rec.Body.Len() > 60_000 || len(rec.Result().Cookies()) != 0 || strings.Contains(body, "⟦") {
				t.Errorf("%s%s: status %d, %d bytes, cookies %v", lang, path, rec.Code, rec.Body.Len(), rec.Result().Cookies())
			}
			doc := testkit.Doc(t, strings.NewReader(body))
			staff := lang == "en" || lang == "fr" || lang == "de" || lang == "lb"
			if shown := doc.Find(".told[lang=en]").Length() > 0; shown && staff || !staff && path == "" && !shown {
				t.Errorf("%s%s: English text is marked: %v", lang, path, shown)
			}
		}
	}
}

func TestCheckAnswersAndForgets(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newReturnWorld(t, d)
		before := rowsOf(w)
		for _, tt := range []struct{ form, want string }{
			{"situation=rejected&wish=own", "belong to those for whom"},
			{"situation=irregular&stay=over_year&wish=unsure", "no hurry"},
			{"situation=irregular&stay=under_year&wish=own", "Ask all the same"},
			{"situation=procedure&wish=pressed&circumstances=trafficking", "call 113"},
			{"situation=eu&wish=own", "social office"},
			{"situation=unknown&wish=own", "no refusal"},
		} {
			form, err := url.ParseQuery(tt.form)
			w.check(err)
			rec := w.ask("", http.MethodPost, "/en/return/check", form)
			if rec.Code != http.StatusOK || rec.Header().Get("Cache-Control") != "no-store" || rec.Header().Get("Set-Cookie") != "" {
				t.Errorf("%s: %d %v", tt.form, rec.Code, rec.Header())
			}
			doc := testkit.Doc(t, rec.Body)
			if text := testkit.Text(t, doc, "main"); !strings.Contains(text, tt.want) {
				t.Errorf("%s: %s", tt.form, text)
			}
			testkit.MustFind(t, doc, `main a[href="/en/contact/return"]`)
		}
		rec := w.ask("", http.MethodPost, "/en/return/check", url.Values{"situation": {"irregular"}})
		doc := testkit.Doc(t, rec.Body)
		if rec.Code != http.StatusUnprocessableEntity || doc.Find(".errsum a").Length() != 2 || doc.Find("input[value=irregular][checked]").Length() != 1 {
			t.Errorf("faults: %d, %s", rec.Code, testkit.Text(t, doc, "main"))
		}
		if after := rowsOf(w); after != before {
			t.Errorf("the check stored something: %d rows, %d before", after, before)
		}
	})
}

// rowsOf counts what a visit might leave behind.
func rowsOf(w *returnWorld) int {
	w.Helper()
	n, err := db.One(w.Context(), w.db, db.Value[int], `SELECT (SELECT count(*) FROM audit_entry) + (SELECT count(*) FROM web_idempotency) + (SELECT count(*) FROM web_draft)`)
	w.check(err)
	return n
}

func TestCountryPages(t *testing.T) {
	t.Parallel()
	d := testkit.OpenDB(t, testkit.URL(t, db.SQLite))
	w := newReturnWorld(t, d)
	if n := w.page("", "/en/return/countries").Find(".countries a").Length(); n < 190 {
		t.Errorf("%d countries", n)
	}
	if got := testkit.Text(t, w.page("", "/fr/return/countries?q=coree&region=asia"), ".countries"); !strings.Contains(got, "Corée") {
		t.Errorf("found %q", got)
	}
	if none := w.page("", "/en/return/countries?q=%3Cbxq"); none.Find(".countries a").Length() != 0 {
		t.Error("found nonsense")
	}
	de := bare(testkit.Text(t, w.page("", "/de/return/countries/lu"), "#sheet"))
	for _, want := range []string{"Bevölkerung(2024):671.254", "HDI-Rang(2023):25von193", "47,4"} {
		if !strings.Contains(de, bare(want)) {
			t.Errorf("German sheet: %q in %s", want, de)
		}
	}
	if got := testkit.Text(t, w.page("", "/en/return/countries/xk"), "#note-1244"); !strings.Contains(got, "1244 (1999)") {
		t.Errorf("Kosovo: %s", got)
	}
	er := testkit.Text(t, w.page("", "/en/return/countries/er"), "#sheet")
	if !strings.Contains(bare(er), "Remittances:notavailable") {
		t.Errorf("Eritrea: %s", er)
	}
	for _, path := range []string{"zz", "LU", "aq", "..%2flu"} {
		if rec := w.ask("", http.MethodGet, "/en/return/countries/"+path, nil); rec.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, rec.Code)
		}
	}
}
