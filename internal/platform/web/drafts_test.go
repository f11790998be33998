package web_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/web"
	"passerelle/internal/testkit"
)

// drafting is a site with a form whose draft the test can look at.
type drafting struct {
	*world
	seen url.Values
	at   clock.Instant
}

func newDrafting(t *testing.T, d *db.DB) *drafting {
	t.Helper()
	w := &drafting{world: newWorld(t, d)}
	w.Site.Handle(
		web.Route{Method: "GET", Pattern: "/app/form/{key}", Door: web.LoggedIn, Handle: func(_ http.ResponseWriter, r *web.Request) (err error) {
			w.seen, w.at, err = r.Draft(r.PathValue("key"))
			return err
		}},
		web.Route{Method: "POST", Pattern: "/app/form/{key}", Door: web.LoggedIn, NoTwin: "test", Handle: func(_ http.ResponseWriter, r *web.Request) error {
			r.ClearDraft(r.PathValue("key"))
			return nil
		}},
	)
	return w
}

// draft returns what who finds in the form.
func (w *drafting) draft(t *testing.T, key, who string) url.Values {
	t.Helper()
	a, body := w.do(t, get("/app/form/"+key, who))
	want(t, a, body, http.StatusOK)
	return w.seen
}

func TestDraftsAreKeptAndRestored(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newDrafting(t, d)
		if got := w.draft(t, "household", "anna"); got != nil {
			t.Fatalf("a draft before there is one: %v", got)
		}
		for _, name := range []string{"Selam", "Selam Tesfay"} {
			a, body := w.do(t, post("/app/drafts/household", "anna", url.Values{"name": {name}, "lang": {"ti", "ar"}}))
			want(t, a, body, http.StatusNoContent)
		}
		got := w.draft(t, "household", "anna")
		if got.Get("name") != "Selam Tesfay" || len(got["lang"]) != 2 {
			t.Errorf("draft = %v", got)
		}
		if !w.at.Equal(clock.Now(w.clock)) {
			t.Errorf("saved at %v", w.at)
		}
		for form, who := range map[string]string{"household": "bert", "other": "anna"} {
			if got := w.draft(t, form, who); got != nil {
				t.Errorf("%s finds in %s: %v", who, form, got)
			}
		}
		w.do(t, post("/app/form/household", "anna", nil))
		if got := w.draft(t, "household", "anna"); got != nil {
			t.Errorf("after the form was carried out: %v", got)
		}
	})
}

func TestDiscardADraft(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newDrafting(t, d)
		w.do(t, post("/app/drafts/household", "anna", url.Values{"name": {"Selam"}}))
		r := post("/app/drafts/household", "anna", nil)
		r.Header.Set("Referer", "https://desk.example/app/form/household")
		a, body := w.do(t, r)
		want(t, a, body, http.StatusSeeOther)
		if a.Header.Get("Location") != "/app/form/household" {
			t.Errorf("leads to %s", a.Header.Get("Location"))
		}
		if got := w.draft(t, "household", "anna"); got != nil {
			t.Errorf("draft = %v", got)
		}
		w.do(t, post("/app/drafts/household", "anna", url.Values{"name": {"Selam"}}))
		script := post("/app/drafts/household", "anna", nil) // everything was taken out again
		script.Header.Set("HX-Request", "true")
		if a, body := w.do(t, script); a.StatusCode != http.StatusNoContent || w.draft(t, "household", "anna") != nil {
			t.Errorf("a form that was emptied: %d %s", a.StatusCode, body)
		}
	})
}

func TestADraftKeepsNoPassword(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newDrafting(t, d)
		w.do(t, post("/app/drafts/account", "anna", url.Values{"password": {"a"}, "old_Password": {"b"}, "name": {"Selam"}}))
		if got := w.draft(t, "account", "anna"); len(got) != 1 || got.Get("name") != "Selam" {
			t.Errorf("draft = %v", got)
		}
	})
}

func TestWhoMayNotKeepDrafts(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newDrafting(t, d)
		for name, tt := range map[string]struct {
			path, who string
			status    int
		}{
			"nobody": {"/app/drafts/household", "", 303}, "half a session": {"/app/drafts/household", "cleo", 303},
			"strange form": {"/app/drafts/House%20hold", "anna", 404}, "too long a form": {"/app/drafts/a" + fmt.Sprintf("%090d", 1), "anna", 404},
		} {
			if a, body := w.do(t, post(tt.path, tt.who, url.Values{"a": {"b"}})); a.StatusCode != tt.status {
				t.Errorf("%s: status %d, want %d; %.200s", name, a.StatusCode, tt.status, body)
			}
		}
	})
}

// One account cannot fill the database with drafts.
func TestOldDraftsGiveWay(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newDrafting(t, d)
		w.do(t, post("/app/drafts/other", "bert", url.Values{"a": {"b"}}))
		for i := range 55 {
			w.clock.Advance(time.Second)
			w.do(t, post(fmt.Sprintf("/app/drafts/form-%d", i), "anna", url.Values{"a": {"b"}}))
		}
		for form, there := range map[string]bool{"form-0": false, "form-4": false, "form-5": true, "form-54": true} {
			if got := w.draft(t, form, "anna"); (got != nil) != there {
				t.Errorf("%s: %v", form, got)
			}
		}
		if w.draft(t, "other", "bert") == nil {
			t.Error("another account's draft gave way")
		}
	})
}

func TestDraftsAreForgottenAfterAMonth(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newDrafting(t, d)
		w.do(t, post("/app/drafts/old", "anna", url.Values{"a": {"b"}}))
		w.clock.Advance(20 * 24 * time.Hour)
		w.do(t, post("/app/drafts/new", "anna", url.Values{"a": {"b"}}))
		w.clock.Advance(11 * 24 * time.Hour)
		if err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if w.draft(t, "old", "anna") != nil || w.draft(t, "new", "anna") == nil {
			t.Error("the month-old draft stays or the younger one went")
		}
	})
}

func TestADraftOfAKeyThatIsGoneIsNoDraft(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newDrafting(t, d)
		w.do(t, post("/app/drafts/household", "anna", url.Values{"a": {"b"}}))
		if _, err := d.Writer().Exec(`UPDATE web_draft SET account_id = 'bert'`); err != nil {
			t.Fatal(err)
		}
		if got := w.draft(t, "household", "bert"); got != nil {
			t.Errorf("a draft opens for another account: %v", got)
		}
	})
}

// The database file holds neither drafts nor kept answers in clear.
func TestDraftsAndAnswersAreSealed(t *testing.T) {
	t.Parallel()
	path := testkit.URL(t, db.SQLite)
	d := testkit.OpenDB(t, path)
	w := newDrafting(t, d)
	o := addOperations(w.world)
	w.do(t, post("/app/drafts/household", "anna", url.Values{"name": {"Selam-Canary"}}))
	a, body := w.do(t, mutate("anna", "key-0000000000001", `{"name":"Selam-Canary"}`))
	want(t, a, body, http.StatusCreated)
	if o.calls != 1 {
		t.Fatal("nothing was kept")
	}
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("Selam-Canary")) {
			t.Errorf("%s%s shows the name", filepath.Base(path), suffix)
		}
	}
}

func TestRewrapLosesNothing(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newDrafting(t, d)
		addOperations(w.world)
		w.do(t, post("/app/drafts/household", "anna", url.Values{"name": {"Selam"}}))
		w.do(t, mutate("anna", "key-0000000000001", `{"name":"x"}`))
		if err := w.vault.AddKey(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i, changed := range []int{2, 0} {
			n, err := web.Rewrap(t.Context(), d, w.vault, func(int) {})
			if err != nil || n != changed {
				t.Fatalf("run %d: Rewrap = %d, %v; want %d", i, n, err, changed)
			}
		}
		if got := w.draft(t, "household", "anna"); got.Get("name") != "Selam" {
			t.Errorf("draft = %v", got)
		}
		if a, body := w.do(t, mutate("anna", "key-0000000000001", `{"name":"x"}`)); a.StatusCode != http.StatusConflict {
			t.Errorf("a forgotten answer: %d %s", a.StatusCode, body)
		}
	})
}

func TestFlashIsShownOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.handle(web.Route{Method: "GET", Pattern: "/app/there", Door: web.LoggedIn}, "there")
	w.Site.Handle(web.Route{Method: "POST", Pattern: "/app/act", Door: web.LoggedIn, NoTwin: "test", Handle: func(rw http.ResponseWriter, r *web.Request) error {
		return r.Redirect(rw, "/app/there", "web.error.home")
	}})
	a, body := w.do(t, post("/app/act", "anna", nil))
	want(t, a, body, http.StatusSeeOther)
	flash := cookie(a, "passerelle_flash")
	if a.Header.Get("Location") != "/app/there" || flash == nil || !flash.HttpOnly {
		t.Fatalf("to %s with %v", a.Header.Get("Location"), flash)
	}
	r := get("/app/there", "anna")
	r.AddCookie(&http.Cookie{Name: flash.Name, Value: flash.Value})
	a, body = w.do(t, r)
	if doc := testkit.Doc(t, bytes.NewBufferString(body)); testkit.Text(t, doc, "[data-flash]") != "Back to the first page" {
		t.Errorf("flash: %s", body)
	}
	if gone := cookie(a, "passerelle_flash"); gone == nil || gone.MaxAge >= 0 {
		t.Errorf("the message stays: %v", gone)
	}
	r = get("/app/there", "anna")
	r.AddCookie(&http.Cookie{Name: flash.Name, Value: "<script>"})
	if _, body = w.do(t, r); bytes.Contains([]byte(body), []byte("data-flash")) {
		t.Error("a cookie that names no text is shown")
	}
	script := post("/app/act", "anna", nil)
	script.Header.Set("HX-Request", "true")
	if a, _ = w.do(t, script); a.StatusCode != http.StatusNoContent || a.Header.Get("HX-Redirect") != "/app/there" {
		t.Errorf("a script is led by %d %q", a.StatusCode, a.Header.Get("HX-Redirect"))
	}
}

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	for _, https := range []bool{false, true} {
		w := newWorld(t, nil, func(o *web.Options) { o.HTTPS = https })
		w.Site.Handle(
			web.Route{Method: "POST", Pattern: "/in", Door: web.Public, NoTwin: "test", Handle: func(rw http.ResponseWriter, r *web.Request) error {
				r.SetSession(rw, "anna")
				return nil
			}},
			web.Route{Method: "POST", Pattern: "/out", Door: web.Public, NoTwin: "test", Handle: func(rw http.ResponseWriter, r *web.Request) error {
				r.SetSession(rw, "")
				return nil
			}},
		)
		name := map[bool]string{false: "passerelle_session", true: "__Host-passerelle_session"}[https]
		a, _ := w.do(t, post("/in", "", nil))
		c := cookie(a, name)
		if c == nil || !c.HttpOnly || c.Secure != https || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("HTTPS %v: cookie %+v", https, c)
		}
		a, _ = w.do(t, post("/out", "", nil))
		if c := cookie(a, name); c == nil || c.MaxAge >= 0 || a.Header.Get("Clear-Site-Data") == "" {
			t.Errorf("HTTPS %v: logged out with %+v, %q", https, c, a.Header.Get("Clear-Site-Data"))
		}
	}
}

func TestPagesOfAFormLeadBackToThePage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.handle(web.Route{Method: "POST", Pattern: "/app/act", Door: web.LoggedIn, NoTwin: "test"}, "wrong again")
	r := post("/app/act", "anna", nil)
	r.Header.Set("Referer", "https://desk.example/app/form?step=2")
	_, body := w.do(t, r)
	doc := testkit.Doc(t, bytes.NewBufferString(body))
	if back := testkit.MustFind(t, doc, "form[data-preferences] input[name=back]").AttrOr("value", ""); back != "/app/form?step=2" {
		t.Errorf("a change of language leads back to %q", back)
	}
}
