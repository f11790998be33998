package web_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/web"
	"passerelle/internal/testkit"
)

func TestWhoMayUseTheAPI(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	addOperations(w)
	with := func(scheme, value string) *http.Request {
		r := call("GET", "/api/v1/things/1", "", "")
		r.Header.Set("Authorization", scheme+" "+value)
		return r
	}
	byCookie := get("/api/v1/things/1", "anna")
	openWith := call("GET", "/api/v1/open", "", "")
	openWith.Header.Set("Authorization", "Bearer worthless")
	for name, tt := range map[string]struct {
		r      *http.Request
		status int
	}{
		"token":              {with("Bearer", "token-of-bert"), 200},
		"scheme in capitals": {with("BEARER", "token-of-bert"), 200},
		"no token":           {call("GET", "/api/v1/things/1", "", ""), 401},
		"cookie":             {byCookie, 401},
		"worthless token":    {with("Bearer", "worthless"), 401},
		"empty token":        {with("Bearer", ""), 401},
		"other scheme":       {with("Basic", "token-of-bert"), 401},
		"may not":            {call("POST", "/api/v1/things", "bert", body), 403},
		"open data":          {call("GET", "/api/v1/open", "", ""), 200},
		"open, bad token":    {openWith, 401},
		"missing":            {call("GET", "/api/v1/things/2", "bert", ""), 404},
		"unknown":            {call("GET", "/api/v1/nowhere", "bert", ""), 404},
		"wrong method":       {call("PATCH", "/api/v1/things/1", "bert", ""), 405},
		"HEAD":               {call("HEAD", "/api/v1/things/1", "bert", ""), 200},
	} {
		a, text := w.do(t, tt.r)
		if a.StatusCode != tt.status {
			t.Errorf("%s: status %d, want %d; %s", name, a.StatusCode, tt.status, text)
		}
		if tt.status == 401 && a.Header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s: no WWW-Authenticate", name)
		}
		if tt.status == 405 && a.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: Allow %q", name, a.Header.Get("Allow"))
		}
		if tt.status >= 400 {
			var p web.Problem
			if err := json.Unmarshal([]byte(text), &p); err != nil || p.Code != tt.status || p.Trace != a.Header.Get("X-Request-Id") || a.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s: no problem document: %s (%s)", name, text, a.Header.Get("Content-Type"))
			}
		}
	}
	w.door.broken = true
	if a, text := w.do(t, call("GET", "/api/v1/things/1", "bert", "")); a.StatusCode != 500 {
		t.Errorf("the database is away: %d %s", a.StatusCode, text)
	}
}

// Whatever is wrong with a request, the answer does not repeat what it said.
func TestProblemsNeverEchoValues(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		o := addOperations(w)
		o.fails = fault.InvalidField("name", "web.error.schema")
		const canary, good = "Selam7Tesfay", `"name":"x"`
		for name, b := range map[string]string{
			"too long": `{"name":"` + canary + strings.Repeat("x", 20) + `"}`, "wrong type": `{` + good + `,"born":"` + canary + `"}`,
			"number": `{` + good + `,"born":77123456789}`, "mail": `{` + good + `,"mail":"` + canary + `"}`, "uri": `{` + good + `,"link":"%` + canary + `"}`,
			"pattern": `{` + good + `,"code":"` + canary + `"}`, "enum": `{` + good + `,"kind":"` + canary + `"}`, "time": `{"name":"x","at":"` + canary + `"}`,
			"no JSON": canary, "cut off": `{"name":"` + canary, "after the end": `{` + good + `}` + canary, "an array": `["` + canary + `"]`,
			"float for int": `{` + good + `,"born":77.123456789}`, "too long in all": `{"name":"` + strings.Repeat(canary, 300) + `"}`, "refused by the rules": `{` + good + `,"mail":"a@b.lu"}`,
			"NUL": `{"name":"\u0000"}`,
		} {
			a, text := w.do(t, mutate("anna", keyA, b))
			if a.StatusCode < 400 || a.StatusCode >= 500 {
				t.Errorf("%s: status %d; %s", name, a.StatusCode, text)
			}
			if strings.Contains(text, canary) || strings.Contains(text, "77123456789") || strings.Contains(text, "77.123") {
				t.Errorf("%s: the answer repeats the value: %s", name, text)
			}
			var p web.Problem
			if err := json.Unmarshal([]byte(text), &p); err != nil || p.Code != a.StatusCode || p.Trace == "" || len(p.Errors) == 0 {
				t.Errorf("%s: %s", name, text)
			}
		}
		a, text := w.do(t, call("GET", "/api/v1/things/1?limit="+canary, "anna", ""))
		if a.StatusCode != 422 || strings.Contains(text, canary) || !strings.Contains(text, "query.limit") {
			t.Errorf("query: %d %s", a.StatusCode, text)
		}
	})
}

func TestAPIBodyLimit(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		o := addOperations(w)
		a, text := w.do(t, mutate("anna", keyA, `{"name":"`+strings.Repeat("x", 3000)+`"}`))
		if a.StatusCode != http.StatusRequestEntityTooLarge || o.calls != 0 {
			t.Errorf("%d %s", a.StatusCode, text)
		}
	})
}

// A body may name only what the operation takes: no owner, no role, no id.
func TestUnknownMembersAreRefused(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		o := addOperations(w)
		a, text := w.do(t, mutate("anna", keyA, `{"name":"x","role":"administrator"}`))
		if a.StatusCode != 422 || !strings.Contains(text, "unexpected property") || o.calls != 0 {
			t.Errorf("%d %s", a.StatusCode, text)
		}
	})
}

func TestTheAPIDescribesItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	addOperations(w)
	a, text := w.do(t, call("GET", "/api/v1/openapi.json", "", ""))
	want(t, a, text, 200)
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			Security   []map[string][]string
			Parameters []struct{ Name, In string }
		}
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	add, read, open := doc.Paths["/api/v1/things"]["post"], doc.Paths["/api/v1/things/{id}"]["get"], doc.Paths["/api/v1/open"]["get"]
	if !strings.HasPrefix(doc.OpenAPI, "3.1") || len(add.Security) == 0 || len(read.Security) == 0 || len(open.Security) != 0 {
		t.Errorf("version %s, security %v %v %v", doc.OpenAPI, add.Security, read.Security, open.Security)
	}
	if len(add.Parameters) != 1 || add.Parameters[0].Name != "Idempotency-Key" {
		t.Errorf("parameters of a mutation: %v", add.Parameters)
	}
	if a, text := w.do(t, call("POST", "/api/v1/openapi.json", "", "")); a.StatusCode != 405 {
		t.Errorf("POST: %d %s", a.StatusCode, text)
	}
}

func TestIfMatch(t *testing.T) {
	t.Parallel()
	for header, version := range map[string]int{`"7"`: 7, `W/"12"`: 12, "3": 3} {
		if got, err := web.IfMatch(header); err != nil || got != version {
			t.Errorf("IfMatch(%s) = %d, %v", header, got, err)
		}
	}
	for _, header := range []string{"", "*", `"x"`, `"0"`, `"-1"`, `"1", "2"`} {
		if _, err := web.IfMatch(header); !fault.Is(err, fault.Invalid, "web.error.if_match") {
			t.Errorf("IfMatch(%s) = %v", header, err)
		}
	}
	if got, err := web.IfMatch(web.ETag(5)); err != nil || got != 5 {
		t.Errorf("an ETag does not match itself: %d, %v", got, err)
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	addOperations(w)
	w.handle(web.Route{Method: "GET", Pattern: "/open", Door: web.Public}, strings.Repeat("same again ", 1000))
	w.Mount("GET /text", http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/plain")
		io.WriteString(rw, strings.Repeat("x", 5000))
	}))
	for _, tt := range []struct {
		path, accept string
		packed       bool
	}{
		{"/open", "gzip, br", true}, {"/open", "br;q=1.0, GZIP;q=0.5", true}, {"/open", "", false}, {"/open", "br", false},
		{"/open", "gzip;q=0", false}, {"/open", "gzip;q=0.000", false}, {"/nowhere", "gzip", false}, {"/text", "gzip", false},
		{"/api/v1/openapi.json", "gzip", true}, {"/api/v1/open", "gzip", false}, // too small
	} {
		r := get(tt.path, "")
		r.Header.Set("Accept-Encoding", tt.accept)
		rec := httptest.NewRecorder()
		w.Handler().ServeHTTP(rec, r)
		if packed := rec.Header().Get("Content-Encoding") == "gzip"; packed != tt.packed {
			t.Errorf("%s with %q: packed %v", tt.path, tt.accept, packed)
			continue
		}
		if !tt.packed {
			continue
		}
		if rec.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: Vary %q", tt.path, rec.Header().Get("Vary"))
		}
		z, err := gzip.NewReader(rec.Body)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(z)
		if err != nil || len(plain) < 1024 {
			t.Errorf("%s unpacks to %d bytes, %v", tt.path, len(plain), err)
		}
	}
}

// What a page repeats of its address must not tell its size exactly.
func TestTheSizeOfAPackedPageVaries(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.handle(web.Route{Method: "GET", Pattern: "/open", Door: web.Public}, strings.Repeat("same again ", 1000))
	sizes := map[int]bool{}
	for range 200 {
		r := get("/open", "")
		r.Header.Set("Accept-Encoding", "gzip")
		rec := httptest.NewRecorder()
		w.Handler().ServeHTTP(rec, r)
		sizes[rec.Body.Len()] = true
	}
	if len(sizes) < 10 {
		t.Errorf("%d different sizes of one page", len(sizes))
	}
}
