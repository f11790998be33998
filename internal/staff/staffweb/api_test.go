package staffweb_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

// into decodes a body of the API.
func (a answer) into(status int, v any) {
	a.t.Helper()
	a.want(status)
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		a.t.Fatalf("%v in %s", err, a.body)
	}
}

type accountJSON struct {
	ID, Login, Name, Status string
	Version                 int
	SecondFactor            bool `json:"second_factor"`
	Roles                   []struct {
		Role, Scope string
		ScopeID     string `json:"scope_id"`
	}
}

// put sends an update made from the version that etag names.
func (m *member) put(path, etag, body string) answer {
	m.w.t.Helper()
	r := httptest.NewRequest(http.MethodPut, "/api/v1"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+m.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", db.NewID())
	if etag != "" {
		r.Header.Set("If-Match", etag)
	}
	return m.w.send(r)
}

func TestAccountsByAPI(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		boss := w.join("boss", "administrator")
		var made struct {
			Account accountJSON
			Code    string
		}
		boss.api("POST", "/accounts", `{"login":"amal","name":"Amal","lang":"fr","roles":[{"role":"reception_desk","scope":"centre","scope_id":"`+centre.ID+`"}]}`).into(http.StatusCreated, &made)
		if made.Account.Status != "invited" || made.Account.Roles[0].ScopeID != centre.ID {
			t.Errorf("made %+v", made)
		}
		w.browser().get("/invitation/" + made.Code).want(http.StatusOK)
		boss.api("POST", "/accounts", `{"login":"amal","name":"Amal","roles":[{"role":"auditor","scope":"all"}]}`).want(http.StatusUnprocessableEntity)
		boss.api("POST", "/accounts", `{"login":"x2","name":"X","roles":[{"role":"auditor","scope":"planet"}]}`).want(http.StatusUnprocessableEntity)

		one := "/accounts/" + made.Account.ID
		got := boss.api("GET", one, "")
		var acc accountJSON
		got.into(http.StatusOK, &acc)
		etag := got.header.Get("Etag")
		boss.put(one+"/roles", "", `{"roles":[{"role":"auditor","scope":"all"}]}`).want(http.StatusUnprocessableEntity)
		boss.put(one+"/roles", etag, `{"roles":[]}`).want(http.StatusUnprocessableEntity)
		boss.put(one+"/roles", etag, `{"roles":[{"role":"auditor","scope":"all"}]}`).into(http.StatusOK, &acc)
		if acc.Roles[0].Role != "auditor" {
			t.Errorf("roles %+v", acc.Roles)
		}
		boss.put(one+"/roles", etag, `{"roles":[{"role":"reception_desk","scope":"all"}]}`).want(http.StatusConflict)
		boss.put("/accounts/me/roles", etag, `{"roles":[{"role":"reception_desk","scope":"all"}]}`).want(http.StatusConflict)

		boss.api("POST", one+"/disable", "").want(http.StatusNoContent)
		boss.api("GET", one, "").into(http.StatusOK, &acc)
		if acc.Status != "disabled" {
			t.Errorf("status %s", acc.Status)
		}
		boss.api("POST", one+"/enable", "").want(http.StatusNoContent)
		for _, deed := range []string{"disable", "enable", "reset"} {
			boss.api("POST", "/accounts/me/"+deed, "").want(http.StatusConflict)
		}
		boss.api("POST", one+"/reset", "").into(http.StatusCreated, &made)
		w.browser().get("/invitation/" + made.Code).want(http.StatusOK)

		var list struct {
			Items []accountJSON
			Next  string
		}
		boss.api("GET", "/accounts?limit=1", "").into(http.StatusOK, &list)
		if len(list.Items) != 1 || list.Items[0].Login != "amal" || list.Next == "" {
			t.Errorf("first part %+v", list)
		}
		next := list.Next
		list.Next = ""
		boss.api("GET", "/accounts?limit=1&after="+next, "").into(http.StatusOK, &list)
		if len(list.Items) != 1 || list.Items[0].Login != "boss" || list.Next != "" {
			t.Errorf("second part %+v", list)
		}
		boss.api("GET", "/accounts?role=nurse", "").into(http.StatusOK, &list)
		if len(list.Items) != 0 {
			t.Errorf("nurses %+v", list)
		}
	})
}

func TestOwnAccountByAPI(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		m := w.join("desk", "reception_desk")
		var acc accountJSON
		m.api("GET", "/accounts/me", "").into(http.StatusOK, &acc)
		if acc.ID != m.ID || !acc.SecondFactor || acc.Roles[0].Role != "reception_desk" {
			t.Errorf("account %+v", acc)
		}
		var made struct{ ID, Token string }
		m.api("POST", "/accounts/me/tokens", `{"label":"second","days":1}`).into(http.StatusCreated, &made)
		var tokens struct {
			Items []struct{ ID, Label, Token string }
		}
		answer := m.api("GET", "/accounts/me/tokens", "")
		answer.into(http.StatusOK, &tokens)
		if len(tokens.Items) != 2 || strings.Contains(answer.body, "psl_") {
			t.Errorf("tokens %s", answer.body)
		}
		m.api("DELETE", "/accounts/me/tokens/"+made.ID, "").want(http.StatusNoContent)
		m.api("DELETE", "/accounts/me/tokens/"+made.ID, "").want(http.StatusNotFound)

		var sessions struct{ Items []struct{ ID, Agent string } }
		m.api("GET", "/accounts/"+m.ID+"/sessions", "").into(http.StatusOK, &sessions)
		if len(sessions.Items) != 1 || sessions.Items[0].Agent != firefox {
			t.Errorf("sessions %+v", sessions)
		}
		m.api("DELETE", "/accounts/me/sessions/"+sessions.Items[0].ID, "").want(http.StatusNoContent)
		m.get("/app").want(http.StatusSeeOther)
		m.api("DELETE", "/accounts/me/sessions", "").want(http.StatusNoContent)

		var codes struct{ Codes []string }
		m.api("POST", "/accounts/me/recovery-codes", `{"password":"`+password+`"}`).into(http.StatusCreated, &codes)
		if len(codes.Codes) != 8 {
			t.Errorf("%d codes", len(codes.Codes))
		}
		// A wrong password leaves the key free for the right one.
		r := func(old string) *http.Request {
			r := httptest.NewRequest(http.MethodPost, "/api/v1/accounts/me/password", strings.NewReader(`{"old_password":"`+old+`","password":"another three words"}`))
			r.Header.Set("Authorization", "Bearer "+m.token)
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Idempotency-Key", "the-same-key-for-both-of-them")
			return r
		}
		w.send(r("wrong")).want(http.StatusUnprocessableEntity)
		w.send(r(password)).want(http.StatusNoContent)
		if a := m.api("GET", "/accounts/me", ""); a.status != http.StatusUnauthorized {
			t.Errorf("the token lives on: %d", a.status)
		}
		list, err := w.staff.Sessions(t.Context(), access.System("test"), m.ID)
		if err != nil || len(list) != 0 {
			t.Errorf("a session that nobody holds: %d, %v", len(list), err)
		}
	})
}

func TestAuditLogByAPI(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		auditor, desk := w.join("auditor", "auditor"), w.join("desk", "reception_desk")
		var list struct {
			Items []struct {
				Action   string
				ObjectID string `json:"object_id"`
				At       string
			}
			Next string
		}
		auditor.api("GET", "/audit?limit=1&object="+desk.ID, "").into(http.StatusOK, &list)
		if len(list.Items) != 1 || list.Next == "" || list.Items[0].ObjectID != desk.ID {
			t.Errorf("first part %+v", list)
		}
		auditor.api("GET", "/audit?limit=10&object="+desk.ID+"&after="+list.Next, "").into(http.StatusOK, &list)
		if len(list.Items) != 3 {
			t.Errorf("second part %+v", list)
		}
		auditor.api("GET", "/audit?from=2026-13-01", "").want(http.StatusUnprocessableEntity)
		auditor.api("GET", "/audit?actor=desk&from=2026-11-23&to=2026-11-23", "").want(http.StatusOK)
	})
}
