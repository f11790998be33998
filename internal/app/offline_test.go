package app

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/testkit"
)

// What a telephone keeps of each language is there, and small.
func TestOfflinePacksAreSmall(t *testing.T) {
	t.Parallel()
	h, _, err := openCopy(t.TempDir(), clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	get := func(path string) []byte {
		rec := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.RemoteAddr = "127.0.0.1:1"
		h.http.ServeHTTP(rec, r)
		if rec.Code != http.StatusOK {
			t.Errorf("%s: status %d", path, rec.Code)
		}
		b, err := io.ReadAll(rec.Result().Body)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, lang := range i18n.Public {
		var pack struct{ Pages, Assets []string }
		if err := json.Unmarshal(get("/"+string(lang)+"/offline.json"), &pack); err != nil {
			t.Fatal(err)
		}
		size := 0
		for _, path := range append(pack.Pages, pack.Assets...) {
			size += len(get(path))
		}
		const most = 3_000_000
		if len(pack.Pages) < 1 || len(pack.Assets) < 1 || size > most {
			t.Errorf("%s: %d pages and %d assets with %d bytes, at most %d", lang, len(pack.Pages), len(pack.Assets), size, most)
		}
	}
}

// Somebody keeps the pages, the network goes away, and they can still be read.
func TestPagesStayReadableWithoutANetwork(t *testing.T) {
	t.Parallel()
	tab := testkit.Browser(t)
	h, _, err := openCopy(t.TempDir(), clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	server := httptest.NewServer(h.http)
	t.Cleanup(server.Close)
	tab.Viewport(320, 700)
	l := h.site.Catalogue.For(i18n.Tigrinya)
	first := server.URL + "/ti/"
	if got := tab.Navigate(first); got != http.StatusOK {
		t.Fatalf("status %d", got)
	}
	tab.WaitFor(".offline:not([hidden])")
	tab.Click("button", l.T("ui.public.keep"))
	tab.WaitText(".offline [role=status]", l.T("ui.public.kept"))
	var kept string
	tab.Eval(`caches.open('pages-1').then(c => c.keys()).then(k => k.map(r => new URL(r.url).pathname).join(' '))`, &kept)
	if !strings.Contains(kept+" ", "/ti/ ") {
		t.Fatalf("kept %q", kept)
	}
	server.CloseClientConnections()
	server.Close()
	if _, err := http.Get(first); err == nil {
		t.Fatal("the server is still there")
	}
	for path := range strings.FieldsSeq(kept) {
		tab.Navigate(server.URL + path)
		if lang, ok := tab.Doc().Find("html").Attr("lang"); !ok || lang != "ti" {
			t.Errorf("%s cannot be read", path)
		}
	}
	var ink string
	tab.Eval(`getComputedStyle(document.querySelector('.top')).backgroundColor`, &ink)
	if ink == "rgba(0, 0, 0, 0)" {
		t.Errorf("the page lost its styles: %s", ink)
	}
}
