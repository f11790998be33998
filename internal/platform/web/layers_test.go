package web_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
	"passerelle/internal/platform/web"
	"passerelle/internal/testkit"

	"github.com/a-h/templ"
)

// grown returns a world with something of each kind to ask for.
func grown(t *testing.T, change ...func(*web.Options)) *world {
	t.Helper()
	w := newWorld(t, nil, change...)
	w.Mount("GET "+ui.AssetPrefix, ui.Handler())
	w.handle(web.Route{Method: "GET", Pattern: "/open", Door: web.Public}, "open")
	w.handle(web.Route{Method: "POST", Pattern: "/open", Door: web.Public, NoTwin: "test"}, "done")
	w.handle(web.Route{Method: "GET", Pattern: "/app/change", Permission: permChange}, "change")
	w.handle(web.Route{Method: "POST", Pattern: "/app/only-post", Permission: permChange, NoTwin: "test"}, "done")
	w.Site.Handle(
		web.Route{Method: "GET", Pattern: "/panic", Door: web.Public, Handle: func(http.ResponseWriter, *web.Request) error { panic("Selam was here") }},
		web.Route{Method: "GET", Pattern: "/error", Door: web.Public, Handle: func(http.ResponseWriter, *web.Request) error { return errors.New("Selam was here") }},
		web.Route{Method: "POST", Pattern: "/form", Door: web.Public, NoTwin: "test", MaxBody: 1000, Handle: func(rw http.ResponseWriter, r *web.Request) error {
			fields, err := r.Form()
			if err != nil {
				return err
			}
			return r.Show(rw, r.Page("Title"), templ.Raw(`<p id="said">`+fields.Get("a")+`</p>`))
		}},
	)
	return w
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	t.Parallel()
	w := grown(t, func(o *web.Options) { o.HTTPS = true })
	crossing := post("/open", "", nil)
	crossing.Header.Set("Sec-Fetch-Site", "cross-site")
	for name, r := range map[string]*http.Request{
		"page": get("/open", ""), "refused": get("/app/change", ""), "unknown": get("/nowhere", ""),
		"wrong method": get("/app/only-post", ""), "panic": get("/panic", ""), "error": get("/error", ""),
		"cross-origin": crossing, "asset": get(ui.Asset("passerelle.css"), ""), "no asset": get(ui.AssetPrefix+"x/y.css", ""),
		"API": call("GET", "/api/v1/openapi.json", "", ""), "API unknown": call("GET", "/api/v1/nowhere", "", ""),
		"too large": post("/form", "", url.Values{"a": {strings.Repeat("x", 2000)}}),
	} {
		a, _ := w.do(t, r)
		for header, part := range map[string]string{
			"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin", "Permissions-Policy": "geolocation=()",
			"Strict-Transport-Security": "max-age=63072000", "X-Request-Id": "",
		} {
			if got := a.Header.Get(header); got == "" || !strings.Contains(got, part) {
				t.Errorf("%s (%d): %s = %q", name, a.StatusCode, header, got)
			}
		}
		if csp := a.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", name, csp)
		}
		if name != "asset" && a.Header.Get("Cache-Control") != "no-store" && !strings.HasPrefix(name, "no asset") {
			t.Errorf("%s may be cached: %q", name, a.Header.Get("Cache-Control"))
		}
	}
	plain := grown(t)
	if a, _ := plain.do(t, get("/open", "")); a.Header.Get("Strict-Transport-Security") != "" {
		t.Error("HSTS without HTTPS")
	}
}

func TestAnotherSiteCannotPost(t *testing.T) {
	t.Parallel()
	w := grown(t)
	for name, tt := range map[string]struct {
		header, value string
		status        int
	}{
		"own page":              {"Sec-Fetch-Site", "same-origin", 200},
		"typed or bookmarked":   {"Sec-Fetch-Site", "none", 200},
		"another site":          {"Sec-Fetch-Site", "cross-site", 403},
		"another host of ours":  {"Sec-Fetch-Site", "same-site", 403},
		"old browser, own":      {"Origin", "http://example.com", 200},
		"old browser, other":    {"Origin", "https://evil.example", 403},
		"old browser, sandbox":  {"Origin", "null", 403},
		"a program":             {"Accept", "*/*", 200},
		"method override":       {"X-HTTP-Method-Override", "GET", 200}, // not heeded: still a POST of a program
		"own origin as a trick": {"Origin", "http://example.com.evil.example", 403},
	} {
		r := post("/open", "anna", nil)
		r.Header.Del("Sec-Fetch-Site")
		r.Header.Set(tt.header, tt.value)
		a, body := w.do(t, r)
		if a.StatusCode != tt.status {
			t.Errorf("%s: status %d, want %d; %.200s", name, a.StatusCode, tt.status, body)
		}
	}
	api := call("POST", "/api/v1/nowhere", "anna", "{}")
	api.Header.Set("Sec-Fetch-Site", "cross-site")
	if a, body := w.do(t, api); a.StatusCode != 403 || a.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("API: %d %s", a.StatusCode, body)
	}
	link := get("/open", "anna")
	link.Header.Set("Sec-Fetch-Site", "cross-site")
	if a, body := w.do(t, link); a.StatusCode != 200 {
		t.Errorf("a link from another site: %d %.200s", a.StatusCode, body)
	}
}

func TestErrorPages(t *testing.T) {
	t.Parallel()
	w := grown(t)
	faults := map[string]error{
		"/e/invalid": fault.InvalidField("a", "web.error.schema"), "/e/missing": fault.Missing(), "/e/denied": fault.Denied(),
		"/e/conflict": fault.Conflicts("web.error.idempotency_done"), "/e/broken": fault.Broken(errors.New("Selam")), "/e/plain": errors.New("Selam"),
	}
	for path, err := range faults {
		w.Site.Handle(web.Route{Method: "GET", Pattern: path, Door: web.Public, Handle: func(http.ResponseWriter, *web.Request) error { return err }})
	}
	for path, status := range map[string]int{
		"/e/invalid": 422, "/e/missing": 404, "/e/denied": 403, "/e/conflict": 409, "/e/broken": 500, "/e/plain": 500,
		"/error": 500, "/panic": 500, "/nowhere": 404, "/app/nowhere": 404, "/open/": 308, "/open/x": 404, "//evil.example/": 404, "/a//b": 404,
	} {
		a, body := w.do(t, get(path, "anna"))
		if a.StatusCode != status {
			t.Errorf("%s: status %d, want %d", path, a.StatusCode, status)
			continue
		}
		if status < 400 {
			continue
		}
		doc := testkit.Doc(t, strings.NewReader(body))
		if testkit.Text(t, doc, "h1") == "" || !strings.Contains(doc.Text(), a.Header.Get("X-Request-Id")) {
			t.Errorf("%s: no title or no reference in %.300s", path, body)
		}
		if strings.Contains(body, "Selam") || strings.Contains(body, "⟦") {
			t.Errorf("%s: the page shows what failed, or lacks a text: %.2000s", path, body)
		}
	}
	if a, _ := w.do(t, get("/open/?a=b", "anna")); a.Header.Get("Location") != "/open?a=b" {
		t.Errorf("a slash too many leads to %q", a.Header.Get("Location"))
	}
	fr := get("/nowhere", "")
	fr.Header.Set("Accept-Language", "fr-LU, de;q=0.5")
	if _, body := w.do(t, fr); !strings.Contains(body, `<html lang="fr"`) {
		t.Errorf("the page is not in the reader's language: %.200s", body)
	}
}

func TestAScriptGetsTheErrorWithoutItsFrame(t *testing.T) {
	t.Parallel()
	w := grown(t)
	r := get("/error", "anna")
	r.Header.Set("HX-Request", "true")
	a, body := w.do(t, r)
	want(t, a, body, 500)
	if strings.Contains(body, "<html") || !strings.Contains(body, "<h1>") {
		t.Errorf("body: %.300s", body)
	}
}

func TestMethodsThatAreNotThere(t *testing.T) {
	t.Parallel()
	w := grown(t)
	for _, tt := range []struct{ method, path, allow string }{
		{"GET", "/app/only-post", "POST"}, {"PUT", "/open", "GET, HEAD, POST"}, {"OPTIONS", "/open", "GET, HEAD, POST"}, {"DELETE", "/app/change", "GET, HEAD"},
	} {
		r := get(tt.path, "anna")
		r.Method = tt.method
		a, body := w.do(t, r)
		if a.StatusCode != http.StatusMethodNotAllowed || a.Header.Get("Allow") != tt.allow || !strings.Contains(body, "<h1>") {
			t.Errorf("%s %s: status %d, Allow %q", tt.method, tt.path, a.StatusCode, a.Header.Get("Allow"))
		}
	}
	head := get("/open", "")
	head.Method = http.MethodHead
	if a, _ := w.do(t, head); a.StatusCode != 200 || a.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("HEAD: %d %v", a.StatusCode, a.Header)
	}
}

func TestADatabaseThatIsAwayIsNoLogout(t *testing.T) {
	t.Parallel()
	w := grown(t)
	w.door.broken = true
	for _, path := range []string{"/app/change", "/open", "/nowhere"} {
		if a, body := w.do(t, get(path, "anna")); a.StatusCode != 500 {
			t.Errorf("%s: status %d, want 500; %.200s", path, a.StatusCode, body)
		}
	}
	if a, body := w.do(t, get("/open", "")); a.StatusCode != 200 {
		t.Errorf("without a cookie: status %d; %.200s", a.StatusCode, body)
	}
}

// An answer that has begun is cut off, not completed: over a real connection
// the browser sees that it is not whole.
func TestAPanicInTheMiddleCutsTheAnswerOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.Site.Handle(
		web.Route{Method: "GET", Pattern: "/half", Door: web.Public, Handle: func(rw http.ResponseWriter, _ *web.Request) error {
			rw.Write([]byte("half of it"))
			http.NewResponseController(rw).Flush()
			panic("in the middle")
		}},
		web.Route{Method: "GET", Pattern: "/abort", Door: web.Public, Handle: func(http.ResponseWriter, *web.Request) error { panic(http.ErrAbortHandler) }},
	)
	s := httptest.NewUnstartedServer(w.Handler())
	s.Config.ErrorLog = nil
	s.Start()
	defer s.Close()
	for _, path := range []string{"/half", "/abort"} {
		a, err := http.Get(s.URL + path)
		if err != nil {
			continue // cut off before the header
		}
		buf := make([]byte, 4096)
		for err == nil {
			_, err = a.Body.Read(buf)
		}
		a.Body.Close()
		if err.Error() == "EOF" {
			t.Errorf("%s ends as if it were whole", path)
		}
	}
}

func TestBodyLimit(t *testing.T) {
	t.Parallel()
	w := grown(t)
	if a, body := w.do(t, post("/form", "", url.Values{"a": {"small"}})); a.StatusCode != 200 || !strings.Contains(body, "small") {
		t.Fatalf("a small form: %d", a.StatusCode)
	}
	a, body := w.do(t, post("/form", "", url.Values{"a": {strings.Repeat("x", 1000)}}))
	want(t, a, body, http.StatusRequestEntityTooLarge)
	multi := func(size int) *http.Request {
		r := httptest.NewRequest("POST", "/form", strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"+strings.Repeat("x", size)+"\r\n--b--\r\n"))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
		return r
	}
	if a, body := w.do(t, multi(50)); a.StatusCode != 200 || !strings.Contains(body, "xxx") {
		t.Errorf("a small multipart form: %d", a.StatusCode)
	}
	if a, body := w.do(t, multi(1000)); a.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a large multipart form: %d %.200s", a.StatusCode, body)
	}
	broken := post("/form", "", nil)
	broken.Header.Set("Content-Type", "multipart/form-data")
	if a, body := w.do(t, broken); a.StatusCode != 422 {
		t.Errorf("an unreadable form: %d %.200s", a.StatusCode, body)
	}
}

// What a database cannot keep is refused at the door, not by the database.
func TestWhatIsNoTextIsRefused(t *testing.T) {
	t.Parallel()
	w := grown(t)
	for name, tt := range map[string]struct {
		r      *http.Request
		status int
	}{
		"NUL in a path":           {get("/open%00", ""), 400},
		"bytes in a path":         {get("/%ff", ""), 400},
		"NUL in a query":          {get("/open?q=%00", ""), 400},
		"bytes in a query":        {get("/open?q=%e9", ""), 400},
		"half an escape":          {get("/open?q=%e", ""), 400},
		"NUL in a form":           {post("/form", "", url.Values{"a": {"b\x00"}}), 422},
		"NUL in a field's name":   {post("/form", "", url.Values{"a\x00": {"b"}}), 422},
		"bytes in a form":         {post("/form", "", url.Values{"a": {"\xff"}}), 422},
		"every script in a query": {get("/open?q="+url.QueryEscape("ሰላም سلام"), ""), 200},
	} {
		if a, body := w.do(t, tt.r); a.StatusCode != tt.status {
			t.Errorf("%s: status %d, want %d; %.200s", name, a.StatusCode, tt.status, body)
		}
	}
}

func TestClientAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil, func(o *web.Options) {
		o.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	})
	var got netip.Addr
	w.Site.Handle(web.Route{Method: "GET", Pattern: "/who", Door: web.Public, Handle: func(_ http.ResponseWriter, r *web.Request) error {
		got = web.ClientOf(r.Context())
		return nil
	}})
	for _, tt := range []struct {
		remote string
		via    []string
		want   string
	}{
		{"203.0.113.9:4711", nil, "203.0.113.9"},
		{"203.0.113.9:4711", []string{"198.51.100.1"}, "203.0.113.9"}, // not a proxy of ours: not believed
		{"10.0.0.2:4711", []string{"198.51.100.1"}, "198.51.100.1"},
		{"10.0.0.2:4711", []string{"6.6.6.6, 198.51.100.1"}, "198.51.100.1"}, // the left part anybody can write
		{"10.0.0.2:4711", []string{"6.6.6.6", "198.51.100.1, 10.0.0.3"}, "198.51.100.1"},
		{"10.0.0.2:4711", []string{"198.51.100.1, nonsense"}, "10.0.0.2"},
		{"10.0.0.2:4711", nil, "10.0.0.2"},
		{"[::ffff:10.0.0.2]:4711", []string{"2001:db8::1"}, "2001:db8::1"},
		{"[fd00::1]:4711", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
	} {
		r := get("/who", "")
		r.RemoteAddr = tt.remote
		r.Header["X-Forwarded-For"] = tt.via
		w.do(t, r)
		if got.String() != tt.want {
			t.Errorf("%s via %q: client %s, want %s", tt.remote, tt.via, got, tt.want)
		}
	}
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.handle(web.Route{Method: "GET", Pattern: "/open", Door: web.Public}, "open")
	h := w.Handler()
	ask := func(remote, path string) *http.Response {
		r := get(path, "")
		r.RemoteAddr = remote
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		return rec.Result()
	}
	n := 0
	for ; n < 5000; n++ {
		if a := ask("203.0.113.9:1", "/open"); a.StatusCode == http.StatusTooManyRequests {
			if a.Header.Get("Retry-After") == "" || a.Header.Get("Content-Security-Policy") == "" {
				t.Errorf("headers of the refusal: %v", a.Header)
			}
			break
		}
	}
	if n < 100 || n == 5000 {
		t.Fatalf("refused after %d requests at once", n)
	}
	if a := ask("203.0.113.9:2", "/api/v1/x"); a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("the API for the same address: %d", a.StatusCode)
	}
	for _, remote := range []string{"203.0.113.10:1", "127.0.0.1:1"} {
		if a := ask(remote, "/open"); a.StatusCode != 200 {
			t.Errorf("%s pays for another: %d", remote, a.StatusCode)
		}
	}
	w.clock.Advance(time.Minute)
	if a := ask("203.0.113.9:1", "/open"); a.StatusCode != 200 {
		t.Errorf("a minute later: %d", a.StatusCode)
	}
}

// One network of IPv6 is one client: its owner has 2^64 addresses to try with.
func TestLogInLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	var allowed bool
	w.Site.Handle(web.Route{Method: "GET", Pattern: "/try", Door: web.Public, Handle: func(_ http.ResponseWriter, r *web.Request) error {
		allowed = r.AllowLogin()
		return nil
	}})
	try := func(remote string) bool {
		r := get("/try", "")
		r.RemoteAddr = remote
		w.do(t, r)
		return allowed
	}
	n := 0
	for n < 200 && try("[2001:db8::1]:1") {
		n++
	}
	if n != 120 {
		t.Errorf("%d tries at once, want 120", n)
	}
	if try("[2001:db8::2]:1") {
		t.Error("a neighbour in the same network may go on")
	}
	if !try("[2001:db8:0:1::1]:1") {
		t.Error("another network must wait")
	}
	w.clock.Advance(time.Second)
	again := 0
	for again < 10 && try("[2001:db8::1]:1") {
		again++
	}
	if again != 2 {
		t.Errorf("a second later: %d more tries, want 2", again)
	}
}

func TestRequestIDsReachTheAuditLog(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	var id string
	w.Site.Handle(web.Route{Method: "GET", Pattern: "/id", Door: web.Public, Handle: func(_ http.ResponseWriter, r *web.Request) error {
		id = audit.RequestID(r.Context())
		return nil
	}})
	r := get("/id", "")
	r.Header.Set("X-Request-Id", "chosen-by-the-client")
	a, _ := w.do(t, r)
	if !db.ValidID(id) || a.Header.Get("X-Request-Id") != id {
		t.Errorf("id %q, header %q", id, a.Header.Get("X-Request-Id"))
	}
}

func TestObserveNamesPatternsNeverPaths(t *testing.T) {
	t.Parallel()
	type seen struct {
		pattern string
		status  int
	}
	var got []seen
	w := grown(t, func(o *web.Options) {
		o.Observe = func(pattern, _ string, status int, _ time.Duration) { got = append(got, seen{pattern, status}) }
	})
	w.handle(web.Route{Method: "GET", Pattern: "/people/{id}", Door: web.Public}, "x")
	for _, path := range []string{"/people/Selam?q=Selam", "/nowhere/Selam", "/panic", "/api/v1/Selam", ui.Asset("passerelle.css")} {
		w.do(t, get(path, ""))
	}
	wantSeen := []seen{{"/people/{id}", 200}, {"unmatched", 404}, {"/panic", 500}, {"unmatched", 404}, {"/assets/", 200}}
	if len(got) != len(wantSeen) {
		t.Fatalf("observed %v", got)
	}
	for i := range got {
		if got[i] != wantSeen[i] {
			t.Errorf("observed %v, want %v", got[i], wantSeen[i])
		}
	}
}
