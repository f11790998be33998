package ui_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
)

type writer = io.Writer

func css(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("assets/passerelle.css")
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(string(b), "")
}

func TestStylesheetKnowsNoLeftAndRight(t *testing.T) {
	t.Parallel()
	sheet := css(t)
	for _, physical := range []string{
		`[{;\s](min-|max-)?(width|height)\s*:\s*[^)]*;`,
		`[{;\s](left|right|top|bottom|float|clear)\s*:`,
		`(margin|padding|border|scroll-margin|scroll-padding|inset)-(left|right|top|bottom)`,
		`text-align\s*:\s*(left|right)`,
		`overflow-(inline|block)`, // Firefox only
	} {
		for _, found := range regexp.MustCompile(physical).FindAllString(sheet, -1) {
			t.Errorf("physical: %s", strings.TrimSpace(found))
		}
	}
	shorthand := regexp.MustCompile(`(margin|padding|border-width|border-radius|inset)\s*:\s*([^;}]+)`)
	for _, m := range shorthand.FindAllStringSubmatch(sheet, -1) {
		if len(strings.Fields(regexp.MustCompile(`\([^()]*(\([^()]*\)[^()]*)*\)`).ReplaceAllString(m[2], "()"))) > 3 {
			t.Errorf("four values run clockwise in both directions: %s", m[0])
		}
	}
}

func TestDarkIsTheSameHoweverChosen(t *testing.T) {
	t.Parallel()
	sheet := css(t)
	block := func(selector string) map[string]string {
		_, rest, ok := strings.Cut(sheet, selector+" {")
		if !ok {
			t.Fatalf("no %s", selector)
		}
		body, _, _ := strings.Cut(rest, "}")
		out := map[string]string{}
		for _, d := range strings.Split(body, ";") {
			if k, v, ok := strings.Cut(strings.TrimSpace(d), ":"); ok {
				out[k] = strings.TrimSpace(v)
			}
		}
		return out
	}
	light, device, user := block(":root"), block(`:root:not([data-theme="light"])`), block(`:root[data-theme="dark"]`)
	if diff := cmp.Diff(device, user); diff != "" {
		t.Errorf("dark by device (-) and by choice (+):\n%s", diff)
	}
	for k := range light {
		if _, ok := user[k]; !ok {
			t.Errorf("%s has no dark value", k)
		}
	}
	if len(light) < 20 {
		t.Errorf("only %d tokens read", len(light))
	}
}

func TestEveryFileThatAnAssetNamesIsThere(t *testing.T) {
	t.Parallel()
	named := 0
	for file, pattern := range map[string]string{"assets/passerelle.css": `url\("([^"]+)"\)`, "assets/js/*.js": `(?m)^import (?:.* from )?'([^']+)'`} {
		matches, err := filepath.Glob(file)
		if err != nil || len(matches) == 0 {
			t.Fatalf("%s: %v", file, err)
		}
		for _, m := range matches {
			b, err := os.ReadFile(m)
			if err != nil {
				t.Fatal(err)
			}
			for _, ref := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(b), -1) {
				named++
				if _, err := os.Stat(filepath.Join(filepath.Dir(m), ref[1])); err != nil {
					t.Errorf("%s: %v", m, err)
				}
			}
		}
	}
	if named < 10 {
		t.Errorf("only %d references read", named)
	}
}

func TestAssetsAreSmall(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir("assets", func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Size() > 300<<10 {
			t.Errorf("%s has %d bytes", name, info.Size())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for entry, most := range map[string]int{"app.js": 18 << 10, "public.js": 6 << 10} {
		if size := withImports(t, entry); size == 0 || size > most {
			t.Errorf("%s and what it imports have %d bytes, at most %d", entry, size, most)
		}
	}
}

// withImports is the size of a script and of those that it imports.
func withImports(t *testing.T, name string) int {
	t.Helper()
	b, err := os.ReadFile("assets/js/" + name)
	if err != nil {
		t.Fatal(err)
	}
	size := len(b)
	for _, m := range regexp.MustCompile(`(?m)^import '\./([^']+)'`).FindAllSubmatch(b, -1) {
		size += withImports(t, string(m[1]))
	}
	return size
}

func TestHandlerServesForEverAndCompressed(t *testing.T) {
	t.Parallel()
	get := func(url, encoding string) *http.Response {
		r := httptest.NewRequest(http.MethodGet, url, nil)
		r.Header.Set("Accept-Encoding", encoding)
		rec := httptest.NewRecorder()
		ui.Handler().ServeHTTP(rec, r)
		return rec.Result()
	}
	want, err := os.ReadFile("assets/passerelle.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, encoding := range []string{"", "gzip, br", "br, gzip;q=0"} {
		res := get(ui.Asset("passerelle.css"), encoding)
		body := io.Reader(res.Body)
		if res.Header.Get("Content-Encoding") == "gzip" {
			if body, err = gzip.NewReader(body); err != nil {
				t.Fatal(err)
			}
		}
		got, err := io.ReadAll(body)
		if err != nil || string(got) != string(want) {
			t.Errorf("%q: other bytes (%v)", encoding, err)
		}
		if packed := res.Header.Get("Content-Encoding") == "gzip"; packed != (encoding == "gzip, br") {
			t.Errorf("%q: packed %v", encoding, packed)
		}
		if res.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: headers %v", encoding, res.Header)
		}
	}
	for name, contentType := range map[string]string{"js/app.js": "text/javascript; charset=utf-8", "fonts/inter-latin.woff2": "font/woff2", "icon.svg": "image/svg+xml"} {
		res := get(ui.Asset(name), "gzip")
		if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != contentType || res.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %v", name, res.StatusCode, res.Header)
		}
	}
	if res := get("/assets/0123/passerelle.css", ""); res.StatusCode != http.StatusOK || res.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("older page: %d %q", res.StatusCode, res.Header.Get("Cache-Control"))
	}
	for _, bad := range []string{"/assets/", "/assets/0123", "/assets/0123/", "/assets/0123/../assets.go", "/assets/0123/js", "/assets/0123/none.css"} {
		if res := get(bad, ""); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", bad, res.StatusCode)
		}
	}
}

func TestAssetNamesAFileOrPanics(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("no panic for a file that is not there")
		}
	}()
	ui.Asset("nothing.css")
}

// publicWords are those that a page for everybody may show.
var publicWords = strings.Fields(`ui.skip ui.demo ui.nav ui.menu ui.help ui.breadcrumbs ui.language ui.search.submit
	ui.error_prefix ui.error_summary ui.warning ui.optional ui.required_legend ui.not_provided ui.change ui.cancel
	ui.date.day ui.date.month ui.date.year ui.loading ui.pages ui.previous ui.next
	ui.filters ui.filters_on ui.apply_filters ui.remove_filter ui.clear_filters ui.chart.table ui.public.exit ui.public.staff
	ui.public.keep ui.public.kept ui.public.keep_busy ui.public.keep_failed ui.public.listen ui.public.stop`)

func TestWordsAreCompleteAndLettersDiffer(t *testing.T) {
	t.Parallel()
	texts := texts(t)
	for _, gap := range texts.Missing() {
		whole := gap.Lang == i18n.Arabic || slices.Contains(i18n.Staff, gap.Lang) // the gallery shows every part in Arabic too
		if strings.HasPrefix(gap.Key, "ui.") && (whole || slices.Contains(publicWords, gap.Key)) {
			t.Errorf("%s lacks %s", gap.Lang, gap.Key)
		}
	}
	for _, lang := range append(slices.Clone(i18n.Staff), i18n.Arabic) {
		letters := map[string]string{}
		for _, key := range texts.Keys(lang) {
			if strings.HasPrefix(key, "ui.bed.") && strings.HasSuffix(key, ".letter") {
				letter := texts.For(lang).T(key)
				if other, twice := letters[letter]; twice || len([]rune(letter)) != 1 {
					t.Errorf("%s: %q of %s also of %s, or not one letter", lang, letter, key, other)
				}
				letters[letter] = key
			}
		}
		if len(letters) != len(ui.BedStates) {
			t.Errorf("%s: %d letters for %d states", lang, len(letters), len(ui.BedStates))
		}
	}
}
