package web_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/web"
)

func nothing(http.ResponseWriter, *web.Request) error { return nil }

func TestARouteThatGuardsNothingDoesNotStart(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		route web.Route
		want  string
	}{
		"no permission":         {web.Route{Method: "GET", Pattern: "/app/a", Handle: nothing}, "names no permission"},
		"undeclared permission": {web.Route{Method: "GET", Pattern: "/app/a", Permission: "webtest.unheard", Handle: nothing}, "webtest.unheard"},
		"permission and door":   {web.Route{Method: "GET", Pattern: "/app/a", Permission: permLook, Door: web.Public, Handle: nothing}, "a permission and a door"},
		"no handler":            {web.Route{Method: "GET", Pattern: "/app/a", Permission: permLook}, "no handler"},
		"no twin":               {web.Route{Method: "POST", Pattern: "/app/a", Permission: permChange, Handle: nothing}, "twin"},
		"unknown twin":          {web.Route{Method: "POST", Pattern: "/app/a", Permission: permChange, Handle: nothing, Twin: "noSuch"}, "twin noSuch"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			w.Site.Handle(tt.route)
			if err := w.Check(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Check = %v, want %q", err, tt.want)
			}
		})
	}
}

func TestAnOperationThatGuardsNothingDoesNotStart(t *testing.T) {
	t.Parallel()
	type none struct{}
	empty := func(context.Context, access.Actor, *none) (*none, error) { return &none{}, nil }
	for name, tt := range map[string]struct {
		op   web.Operation
		want string
	}{
		"no permission":         {web.Operation{ID: "a", Method: "GET", Path: "/a"}, "names no permission"},
		"undeclared permission": {web.Operation{ID: "a", Method: "GET", Path: "/a", Permission: "webtest.unheard"}, "webtest.unheard"},
		"permission and door":   {web.Operation{ID: "a", Method: "GET", Path: "/a", Permission: permLook, Door: web.LoggedIn}, "a permission and a door"},
		"half way":              {web.Operation{ID: "a", Method: "GET", Path: "/a", Door: web.HalfWay}, "second factor"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			web.Op(w.Site, tt.op, empty)
			if err := w.Check(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Check = %v, want %q", err, tt.want)
			}
		})
	}
}

func TestAdmission(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.handle(web.Route{Method: "GET", Pattern: "/open", Door: web.Public}, "open")
	w.handle(web.Route{Method: "GET", Pattern: "/app/any", Door: web.LoggedIn}, "any")
	w.handle(web.Route{Method: "GET", Pattern: "/half", Door: web.HalfWay}, "half")
	w.handle(web.Route{Method: "GET", Pattern: "/app/change", Permission: permChange}, "change")
	for _, tt := range []struct {
		path, who string
		status    int
	}{
		{"/open", "", 200}, {"/open", "anna", 200}, {"/open", "cleo", 200}, {"/open", "nobody", 200},
		{"/half", "", 303}, {"/half", "cleo", 200}, {"/half", "anna", 200},
		{"/app/any", "", 303}, {"/app/any", "cleo", 303}, {"/app/any", "bert", 200}, {"/app/any", "nobody", 303},
		{"/app/any", strings.Repeat("x", 5000), 303},
		{"/app/change", "", 303}, {"/app/change", "cleo", 303}, {"/app/change", "bert", 403}, {"/app/change", "anna", 200},
	} {
		a, body := w.do(t, get(tt.path, tt.who))
		if a.StatusCode != tt.status {
			t.Errorf("%s as %.10q: status %d, want %d; %.200s", tt.path, tt.who, a.StatusCode, tt.status, body)
		}
	}
}

// Whoever gave a password but no second factor has no rights, even where a
// public page asks what he may.
func TestHalfASessionHasNoActor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	var seen []bool
	w.Site.Handle(web.Route{Method: "GET", Pattern: "/open", Door: web.Public, Handle: func(_ http.ResponseWriter, r *web.Request) error {
		seen = append(seen, r.Actor.May(permLook))
		return nil
	}})
	for _, who := range []string{"", "cleo", "anna"} {
		w.do(t, get("/open", who))
	}
	if len(seen) != 3 || seen[0] || seen[1] || !seen[2] {
		t.Errorf("nobody, half a session, a session may look: %v", seen)
	}
}

func TestRefusedWithoutASession(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.handle(web.Route{Method: "GET", Pattern: "/app/people/{id}", Permission: permLook}, "x")
	w.handle(web.Route{Method: "POST", Pattern: "/app/people/{id}", Permission: permLook, NoTwin: "test"}, "x")
	from := func(r *http.Request, name, value string) *http.Request { r.Header.Set(name, value); return r }
	for name, tt := range map[string]struct {
		r    *http.Request
		next string
	}{
		"page with query":        {get("/app/people/7?tab=stays&x=%2F%2Fevil.example", ""), "/app/people/7?tab=stays&x=%2F%2Fevil.example"},
		"form":                   {from(post("/app/people/7", "", nil), "Referer", "https://desk.example/app/people/7/edit?step=2"), "/app/people/7/edit?step=2"},
		"form from nowhere":      {post("/app/people/7", "", nil), "/app"},
		"form of a strange page": {from(post("/app/people/7", "", nil), "Referer", "https://desk.example//evil.example/"), "/app"},
	} {
		a, body := w.do(t, tt.r)
		want(t, a, body, http.StatusSeeOther)
		to, err := a.Location()
		if err != nil || to.Path != "/login" || to.Query().Get("next") != tt.next {
			t.Errorf("%s: leads to %v, want /login with next=%s", name, to, tt.next)
		}
	}
	head := get("/app/people/7", "")
	head.Method = http.MethodHead
	if a, _ := w.do(t, head); a.StatusCode != http.StatusSeeOther || !strings.Contains(a.Header.Get("Location"), "people") {
		t.Errorf("HEAD: %d to %s", a.StatusCode, a.Header.Get("Location"))
	}
	for name, r := range map[string]*http.Request{
		"script": from(get("/app/people/7", ""), "HX-Request", "true"),
		"beat":   post("/app/session", "", nil),
	} {
		if a, body := w.do(t, r); a.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: status %d, want 401; %s", name, a.StatusCode, body)
		}
	}
}

func TestSafeReturn(t *testing.T) {
	t.Parallel()
	for _, ok := range []string{"/", "/app", "/app/people/7?tab=a&next=//x#y", "/app?u=https://evil.example/", "/app/%C3%A9", "/a:b", "/app/?q=a%20b"} {
		if got := web.SafeReturn(ok, "/else"); got != ok {
			t.Errorf("SafeReturn(%q) = %q, want it unchanged", ok, got)
		}
	}
	for _, bad := range []string{
		"", "app", "?x", "#x", "//", "//?x", "https://evil.example/", "//evil.example", "///evil.example", "////evil.example/app",
		"/\\evil.example", "\\\\evil.example", "/\\/evil.example", "/%5cevil.example", "/%2fevil.example", "/.//evil.example", "/app/..//evil.example",
		"javascript:alert(1)", "JaVaScRiPt://%0aalert(1)", "data:text/html,x", "http:evil.example", "https:/evil.example",
		" //evil.example", "\t//evil.example", "/\t/evil.example", "/\n/evil.example", "/\r\nSet-Cookie: a=b", "/%0d%0aSet-Cookie:a", "/%09/evil.example",
		"//evil.example@desk.example/", "/app\x00", "%2f%2fevil.example", "/" + strings.Repeat("a", 3000), "://", "/%zz",
	} {
		if got := web.SafeReturn(bad, "/else"); got != "/else" {
			t.Errorf("SafeReturn(%q) = %q, want /else", bad, got)
		}
	}
}

func FuzzSafeReturn(f *testing.F) {
	for _, s := range []string{"/app", "//evil.example", "/\\evil", "/%2f", "/a?b#c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, to string) {
		got := web.SafeReturn(to, "/else")
		if !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.HasPrefix(got, "/\\") || strings.ContainsAny(got, "\r\n\t\x00") {
			t.Errorf("SafeReturn(%q) = %q", to, got)
		}
	})
}
