package staffweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/testkit"
)

func deniedPlaces() error { return fault.Denied() }

// wrong fails the test unless the page comes again with its mistakes named at
// the top and at each field.
func (a answer) wrong(status int, fields ...string) answer {
	a.t.Helper()
	a.want(status)
	doc := a.doc()
	for _, f := range fields {
		if doc.Find(`[data-error-summary] a[href="#f-`+f+`"]`).Length() != 1 {
			a.t.Errorf("the summary does not lead to %s: %s", f, testkit.Text(a.t, doc, "main"))
		}
		if doc.Find("#f-"+f).Length() != 1 || doc.Find("#f-"+f+"-error").Length() != 1 {
			a.t.Errorf("field %s is not there or says nothing", f)
		}
	}
	if got := doc.Find("[data-error-summary] li").Length(); len(fields) > 0 && got != len(fields) {
		a.t.Errorf("%d mistakes, want %d", got, len(fields))
	}
	if strings.Contains(a.body, "⟦") {
		a.t.Error("a text is missing")
	}
	return a
}

func TestFormsComeBackWithTheirMistakes(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		boss, desk := w.join("boss", "administrator"), w.join("desk", "reception_desk")
		b := w.browser()
		a := b.submit(b.get("/login"), "form.form", url.Values{"login": {"desk"}, "password": {"wrong"}}).wrong(422, "login")
		if v := testkit.MustFind(t, a.doc(), "#f-login").AttrOr("value", ""); v != "desk" || strings.Contains(a.body, "wrong\"") {
			t.Errorf("login %q is kept, the password not", v)
		}
		b.follow(b.submit(a, "form.form", url.Values{"password": {password}}))
		b.submit(b.get("/login/code"), "form.form", url.Values{"code": {"000000"}}).wrong(422, "code")

		desk.submit(desk.get("/app/account"), `form[action$="/tokens"]`, url.Values{"label": {" "}, "days": {"90"}}).wrong(422, "label")
		desk.post("/app/account/tokens", url.Values{"label": {"x"}, "days": {"9999"}}).wrong(422, "days")
		desk.post("/app/account/tokens", url.Values{"label": {"x"}, "days": {"many"}}).wrong(422, "days")
		a = desk.get("/app/account/password")
		desk.submit(a, "form.form", url.Values{"old_password": {password}, "password": {"short"}, "password_again": {"short"}}).wrong(422, "password")
		desk.submit(a, "form.form", url.Values{"old_password": {password}, "password": {"another three words"}, "password_again": {"others"}}).wrong(422, "password_again")
		desk.submit(a, "form.form", url.Values{"old_password": {"wrong"}, "password": {"another three words"}, "password_again": {"another three words"}}).wrong(422, "old_password")
		desk.submit(desk.get("/app/account/recovery-codes"), "form.form", url.Values{"password": {"wrong"}}).wrong(422, "password")

		a = boss.get("/app/admin/accounts/new")
		a = boss.submit(a, "form.form", url.Values{"name": {""}, "login": {"no spaces"}, "email": {"nobody"}, "lang": {"xx"}}).wrong(422, "name", "login", "email", "lang", "roles")
		a = boss.submit(a, "form.form", url.Values{"name": {"N"}, "login": {"desk"}, "email": {""}, "lang": {"fr"}, "role": {"", "auditor"}, "where": {"all", "centre:" + centre.ID}}).wrong(422, "login")
		if f := testkit.ReadForm(t, a.doc(), "form.form"); f.Values["role"][0] != "auditor" || f.Values["where"][0] != "centre:"+centre.ID || f.Values.Get("name") != "N" {
			t.Errorf("what was typed is lost: %v", f.Values)
		}
		a = boss.get("/app/admin/accounts/" + desk.ID)
		boss.submit(a, `form[action$="/roles"]`, url.Values{"role": {"", ""}, "where": {"all", "all"}}).wrong(422, "roles")
		boss.submit(a, `form[action$="/roles"]`, url.Values{"role": {"auditor"}, "where": {"centre:x"}}).wrong(422, "roles")
		boss.submit(a, `form[action$="/roles"]`, url.Values{"role": {"auditor"}, "where": {"all"}, "version": {"1"}}).wrong(409)
		boss.post("/app/admin/accounts/"+boss.ID+"/roles", url.Values{"role": {"auditor"}, "where": {"all"}, "version": {"3"}}).wrong(409)
		for _, deed := range []string{"disable", "enable", "reset"} {
			boss.post("/app/admin/accounts/"+boss.ID+"/"+deed, nil).wrong(409)
		}
		auditor := w.join("auditor", "auditor")
		auditor.get("/app/audit?actor=nobody&object=x&person=y").wrong(422, "actor", "object", "person")
		auditor.get("/app/audit?from=yesterday&to=9999-12-31").wrong(422, "from", "to")
		boss.post("/app/preferences", url.Values{"lang": {"xx"}}).want(422)
		boss.post("/app/preferences", url.Values{"theme": {"pink"}}).want(422)
	})
}

func TestWhatIsNotThere(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		boss := w.join("boss", "administrator")
		for _, id := range []string{db.NewID(), "x", "..%2f..", strings.Repeat("a", 300)} {
			one := "/app/admin/accounts/" + id
			boss.get(one).want(http.StatusNotFound)
			for _, deed := range []string{"disable", "enable", "reset"} {
				boss.get(one + "/" + deed).want(http.StatusNotFound)
				boss.post(one+"/"+deed, nil).want(http.StatusNotFound)
			}
			boss.post(one+"/roles", url.Values{"role": {"auditor"}, "where": {"all"}}).want(http.StatusNotFound)
			boss.post(one+"/sessions/end", nil).want(http.StatusNotFound)
			boss.post(one+"/sessions/x/end", nil).want(http.StatusNotFound)
			boss.post(one+"/tokens/x/revoke", nil).want(http.StatusNotFound)
		}
		boss.post("/app/account/sessions/x/end", nil).want(http.StatusNotFound)
		boss.post("/app/account/tokens/x/revoke", nil).want(http.StatusNotFound)
		a := boss.get("/invitation/x").want(http.StatusNotFound)
		if !strings.Contains(a.text("main"), "Ask for a new one") {
			t.Errorf("a dead invitation says %q", a.text("main"))
		}
		boss.post("/invitation/x", url.Values{"password": {password}, "password_again": {password}}).want(http.StatusNotFound)
	})
}

// A form of another account's session or token does not end it.
func TestOthersSessionsAndTokensStay(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		desk, other := w.join("desk", "reception_desk"), w.join("other", "reception_desk")
		page := other.get("/app/account")
		for _, selector := range []string{`form[action*="/sessions/"]`, `form[action*="/tokens/"]`} {
			f := testkit.ReadForm(t, page.doc(), selector)
			desk.post(f.Action, nil).want(http.StatusNotFound)
		}
		other.get("/app/account").want(http.StatusOK)
		if a := other.api("GET", "/accounts/me", ""); a.status != http.StatusOK {
			t.Errorf("the token: %d", a.status)
		}
	})
}
