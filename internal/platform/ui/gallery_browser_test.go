package ui_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"
	"passerelle/internal/testkit"
)

func texts(tb testing.TB) *i18n.Catalogue {
	tb.Helper()
	c, err := i18n.Load(ui.Catalogue)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// house serves the gallery and the assets under the content policy of every
// page, and what the test adds.
func house(tb testing.TB, add func(*http.ServeMux)) string {
	tb.Helper()
	mux := http.NewServeMux()
	mux.Handle("GET "+ui.PathGallery, ui.GalleryHandler(texts(tb)))
	mux.Handle("GET "+ui.AssetPrefix, ui.Handler())
	if add != nil {
		add(mux)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
		mux.ServeHTTP(w, r)
	}))
	tb.Cleanup(s.Close)
	return s.URL
}

func TestGalleryIsAccessibleAndReflows(t *testing.T) {
	t.Parallel()
	base := house(t, nil)
	tab := testkit.Browser(t)
	for _, lang := range []string{"en", "ar"} {
		for _, theme := range []string{"light", "dark"} {
			for _, width := range []int64{320, 1280} {
				for _, frame := range []string{"staff", "plain"} {
					name := fmt.Sprintf("%s-%s-%s-%d", frame, lang, theme, width)
					tab.Viewport(width, 900)
					tab.Navigate(fmt.Sprintf("%s%s?lang=%s&theme=%s&frame=%s", base, ui.PathGallery, lang, theme, frame))
					tab.WaitFor("html[lang=" + lang + "]")
					tab.Eval("document.fonts.ready.then(() => 0)", nil)
					tab.Screenshot(name)
					tab.Axe()
					var overflow int
					tab.Eval("document.documentElement.scrollWidth - document.documentElement.clientWidth", &overflow)
					if overflow > 0 {
						var who string
						tab.Eval(widest, &who)
						t.Errorf("%s scrolls %d px sideways: %s", name, overflow, who)
					}
				}
			}
		}
	}
}

// widest names the first element that sticks out of the page outside a scroller.
const widest = `(() => { for (const e of document.querySelectorAll('body *')) {
  const r = e.getBoundingClientRect()
  if ((r.right > innerWidth + 1 || r.left < -1) && !e.closest('.scroll, .chart-scroll, .vh, .skip')) return e.outerHTML.slice(0, 200)
} return '?' })()`
