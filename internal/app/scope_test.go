package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/web"
)

func (h *house) post(t *testing.T, path, cookie, form string) *httptest.ResponseRecorder {
	t.Helper()
	r := newRequest(http.MethodPost, path, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if cookie != "" {
		r.AddCookie(&http.Cookie{Name: "passerelle_session", Value: cookie})
	}
	w := httptest.NewRecorder()
	h.http.ServeHTTP(w, r)
	return w
}

// Every role walks every page and every action over an object inside its scope
// and one outside: without the permission it is refused, outside it finds
// nothing, and nothing of the outside shows on any page.
func TestEveryRoleOnEveryRoute(t *testing.T) {
	t.Parallel()
	h := theHouse(t)
	w := h.world(t)
	for _, role := range Roles() {
		t.Run(role.Code, func(t *testing.T) {
			t.Parallel()
			cookie, token := h.account(t, role.Code, access.Scope{Kind: access.ScopeCentre, ID: w.inside.centre})
			for _, r := range h.site.Routes() {
				h.walkRoute(t, w, role, cookie, r)
			}
			for _, op := range h.site.Operations() {
				h.walkOperation(t, w, role, token, op)
			}
		})
	}
}

// withoutKinds takes out of a pattern what names a list, not an object.
var withoutKinds = strings.NewReplacer("{kind}", "", "{part}", "")

func (h *house) walkRoute(t *testing.T, w world, role access.Role, cookie string, r web.Route) {
	t.Helper()
	if r.Door != web.Shut || r.Pattern == "/logout" {
		return // public, or for every account
	}
	for _, outside := range []bool{false, true} {
		o := w.inside
		if outside {
			o = w.outside
		}
		path, ok := w.path(r.Pattern, o)
		if !ok {
			continue
		}
		hasObject := strings.Contains(withoutKinds.Replace(r.Pattern), "{") && !strings.HasSuffix(r.Pattern, "{$}")
		if !outside && r.Method != http.MethodGet && role.Has(r.Permission) {
			continue // would change what other tests read
		}
		var rec *httptest.ResponseRecorder
		if r.Method == http.MethodGet {
			rec = h.get(t, path, cookie)
		} else {
			rec = h.post(t, path, cookie, "")
		}
		h.judge(t, r.Method+" "+r.Pattern, rec, verdict{may: role.Has(r.Permission), outside: outside && hasObject, reads: r.Method == http.MethodGet})
		if role.Code != "administrator" && !outside && strings.Contains(rec.Body.String(), w.outside.reference) {
			t.Errorf("%s shows %s, a person outside the scope", r.Pattern, w.outside.reference)
		}
	}
}

type verdict struct{ may, outside, reads bool }

func (h *house) judge(t *testing.T, route string, rec *httptest.ResponseRecorder, v verdict) {
	t.Helper()
	switch {
	case !v.may || strings.Contains(route, "/audit") || strings.Contains(route, "/accounts"): // these are the whole house's, never one centre's
		if strings.Contains(route, "/accounts/me") || strings.HasSuffix(route, "/accounts/new") {
			return // one's own, and an empty form
		}
		if rec.Code != http.StatusForbidden {
			t.Errorf("%s without the permission: status %d, want 403", route, rec.Code)
		}
	case v.outside && !v.reads && rec.Code == http.StatusUnprocessableEntity:
		// An empty form is refused before the object is looked for, and says nothing of it.
	case v.outside:
		if rec.Code != http.StatusNotFound {
			t.Errorf("%s outside the scope: status %d, want 404", route, rec.Code)
		}
	case v.reads && rec.Code != http.StatusOK && rec.Code != http.StatusSeeOther && rec.Code != http.StatusNotFound:
		t.Errorf("%s inside the scope: status %d", route, rec.Code)
	}
}

func (h *house) walkOperation(t *testing.T, w world, role access.Role, token string, op web.Operation) {
	t.Helper()
	if op.Permission == "" {
		return
	}
	for _, outside := range []bool{false, true} {
		o := w.inside
		if outside {
			o = w.outside
		}
		path, ok := w.path("/api/v1"+op.Path, o)
		if !ok || (!outside && op.Method != http.MethodGet && role.Has(op.Permission)) {
			continue
		}
		if op.Method != http.MethodGet && role.Has(op.Permission) {
			continue // bodies are checked against the schema first; the services' own tests hold the scope
		}
		req := newRequest(op.Method, path, strings.NewReader("{}"))
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", "0123456789abcdef-"+role.Code)
		rec := httptest.NewRecorder()
		h.http.ServeHTTP(rec, req)
		if !role.Has(op.Permission) && rec.Code == http.StatusUnprocessableEntity {
			continue // the body is looked at before the permission, and says nothing of any object
		}
		hasObject := strings.Contains(withoutKinds.Replace(op.Path), "{")
		h.judge(t, op.Method+" /api/v1"+op.Path, rec, verdict{may: role.Has(op.Permission), outside: outside && hasObject, reads: op.Method == http.MethodGet})
		if !outside && strings.Contains(rec.Body.String(), w.outside.reference) {
			t.Errorf("operation %s shows a person outside the scope", op.ID)
		}
	}
}
