package web_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/web"
)

// published is a site with one kept page, which counts how often it was made
// and shows what it could see of its reader.
func published(t *testing.T) (w *world, made *int) {
	t.Helper()
	made = new(int)
	w = newWorld(t, nil, func(o *web.Options) { o.Public = []i18n.Lang{i18n.English, i18n.Arabic} })
	w.Site.Handle(web.Route{Method: "GET", Pattern: "/{lang}/news", Door: web.Public, Keep: 20 * time.Second, Handle: func(out http.ResponseWriter, r *web.Request) error {
		if r.URL.Query().Has("none") {
			return fault.Missing()
		}
		*made++
		out.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, err := fmt.Fprintf(out, "%s %d %q %v %s %s", r.L.Lang(), *made, r.Header.Get("Cookie"), r.Session, r.Absolute("/"), strings.Repeat("news ", 400))
		return err
	}})
	if err := w.Check(); err != nil {
		t.Fatal(err)
	}
	return w, made
}

func ask(w *world, method, target string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, target, nil)
	r.RemoteAddr = "127.0.0.1:1" // without a limit
	for n := 0; n < len(headers); n += 2 {
		r.Header.Set(headers[n], headers[n+1])
	}
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, r)
	return rec.Result()
}

func read(t *testing.T, res *http.Response) string {
	t.Helper()
	body := io.Reader(res.Body)
	if res.Header.Get("Content-Encoding") == "gzip" {
		var err error
		if body, err = gzip.NewReader(res.Body); err != nil {
			t.Fatal(err)
		}
	}
	b, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAKeptPageIsTheSameToAnybody(t *testing.T) {
	t.Parallel()
	w, made := published(t)
	first := ask(w, "GET", "/en/news", "Cookie", "passerelle_session=anna; theme=dark")
	text := read(t, first)
	if !strings.HasPrefix(text, `en 1 "" <nil> http://example.com/ news`) || first.Header.Get("Set-Cookie") != "" || first.Header.Get("Cache-Control") != "public, max-age=0, must-revalidate" {
		t.Errorf("%q, %v", text[:40], first.Header)
	}
	if first.Header.Get("Content-Security-Policy") == "" || first.Header.Get("X-Content-Type-Options") == "" {
		t.Errorf("lacks the headers of every answer: %v", first.Header)
	}
	packed := ask(w, "GET", "/en/news", "Accept-Encoding", "gzip")
	if packed.Header.Get("Content-Encoding") != "gzip" || read(t, packed) != text || *made != 1 {
		t.Errorf("packed: %v, made %d times", packed.Header, *made)
	}
	if got := ask(w, "GET", "/en/news", "If-None-Match", first.Header.Get("Etag")); got.StatusCode != http.StatusNotModified || read(t, got) != "" {
		t.Errorf("by its tag: %d", got.StatusCode)
	}
	if got := read(t, ask(w, "GET", "http://evil.example/en/news")); !strings.Contains(got, "http://evil.example/") || *made != 2 {
		t.Errorf("under another name: %q", got[:40])
	}
	if got := read(t, ask(w, "GET", "/en/news")); got != text {
		t.Errorf("after somebody asked under another name: %q", got[:40])
	}
	if got := ask(w, "HEAD", "/en/news"); got.StatusCode != http.StatusOK || read(t, got) != "" || got.Header.Get("Content-Length") != fmt.Sprint(len(text)) {
		t.Errorf("head: %v", got.Header)
	}
	if got := read(t, ask(w, "GET", "/ar/news")); !strings.HasPrefix(got, "ar 3") {
		t.Errorf("in Arabic: %q", got[:20])
	}
}

func TestAKeptPageIsMadeAnew(t *testing.T) {
	t.Parallel()
	w, made := published(t)
	read(t, ask(w, "GET", "/en/news"))
	read(t, ask(w, "GET", "/en/news?page=2"))
	if *made != 2 {
		t.Errorf("another page of it: made %d times", *made)
	}
	w.Forget()
	read(t, ask(w, "GET", "/en/news"))
	if *made != 3 {
		t.Errorf("after Forget: made %d times", *made)
	}
	w.clock.Advance(21 * time.Second)
	read(t, ask(w, "GET", "/en/news"))
	if *made != 4 {
		t.Errorf("after its time: made %d times", *made)
	}
	for range 2 {
		if got := ask(w, "GET", "/en/news?none"); got.StatusCode != http.StatusNotFound || got.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("a failure: %d %v", got.StatusCode, got.Header)
		}
	}
	for n := range 9000 { // made-up addresses push each other out
		ask(w, "GET", fmt.Sprintf("/en/news?%d", n))
	}
	if got := read(t, ask(w, "GET", "/en/news")); !strings.HasPrefix(got, "en ") {
		t.Error("lost")
	}
}

func TestOnlyPublicPagesAreKept(t *testing.T) {
	t.Parallel()
	for name, route := range map[string]web.Route{
		"by permission": {Method: "GET", Pattern: "/app/a", Permission: permLook, Handle: nothing, Keep: time.Minute},
		"of accounts":   {Method: "GET", Pattern: "/app/a", Door: web.LoggedIn, Handle: nothing, Keep: time.Minute},
		"a deed":        {Method: "POST", Pattern: "/a", Door: web.Public, NoTwin: "-", Handle: nothing, Keep: time.Minute},
		"for days":      {Method: "GET", Pattern: "/a", Door: web.Public, Handle: nothing, Keep: 48 * time.Hour},
	} {
		w := newWorld(t, nil)
		w.Site.Handle(route)
		if err := w.Check(); err == nil || !strings.Contains(err.Error(), "is kept for") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
