package portalweb_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/portal"
	"passerelle/internal/testkit"
)

const townKey = "MA/Taourirt/34.407/-2.897"

// story writes a draft at the service.
func (w *returnWorld) story() portal.Story {
	w.Helper()
	st, err := w.portal.SaveStory(w.Context(), access.System("test"), portal.StoryInput{Pseudonym: "Samira <3", TownKey: townKey,
		Source: i18n.Arabic, Texts: map[i18n.Lang]string{i18n.Arabic: "عدت إلى البيت", i18n.English: "I went home."}})
	w.check(err)
	return st
}

// A story goes through the pages of the desk, from a typed town to withdrawal.
func TestStoryDesk(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newReturnWorld(t, d)
		form := url.Values{"pseudonym": {"Samira <3"}, "source": {"ar"}, "text_ar": {"عدت إلى البيت"}, "text_en": {"I went home."}, "town_q": {"TAOURIRT"}, "do": {"search"}}
		found := testkit.Doc(t, w.ask("editor", http.MethodPost, "/app/stories/new", form).Body)
		if found.Find(`select[name=town] option[value="`+townKey+`"]`).Length() != 1 || testkit.Text(t, found, "textarea[name=text_en]") != "I went home." {
			t.Fatalf("no Taourirt among the towns, or what was typed is lost")
		}
		form.Set("town", townKey)
		form.Del("do")
		rec := w.ask("editor", http.MethodPost, "/app/stories/new", form)
		path := rec.Header().Get("Location")
		if rec.Code != http.StatusSeeOther || !strings.HasPrefix(path, "/app/stories/") {
			t.Fatalf("saved: %d %s", rec.Code, path)
		}
		id := strings.TrimPrefix(path, "/app/stories/")
		page := w.page("editor", path)
		if h1 := testkit.Text(t, page, "h1"); h1 != "Samira <3" || !strings.Contains(testkit.Text(t, page, "main"), "1,845 kms from home") {
			t.Errorf("page %s", testkit.Text(t, page, "main"))
		}
		if page.Find("form[data-step=publish]").Length() != 0 {
			t.Error("a story without consent can be published")
		}
		w.submit(path+"/consent", `form[action$="/consent"]`, url.Values{"given_by": {"narrator"}, "lang": {"ar"}, "interpreter": {"1"}})
		if got := testkit.Text(t, w.page("editor", path), "main"); !strings.Contains(got, "with an interpreter") {
			t.Errorf("consent: %s", got)
		}
		w.submit(path, "form[data-step=publish]", nil)
		public := "/en/return/stories/" + id
		if got := testkit.Text(t, w.page("", public), "main"); !strings.Contains(got, "1,845 kms from home") || !strings.Contains(got, "I went home.") {
			t.Errorf("public: %s", got)
		}
		if body := w.page("", "/ar/return/stories/"+id).Find(".story"); body.AttrOr("dir", "") != "rtl" || body.AttrOr("lang", "") != "ar" {
			t.Error("the Arabic text is not marked as such")
		}
		w.submit(path, "form[data-step=hide]", nil)
		if rec := w.ask("", http.MethodGet, public, nil); rec.Code != http.StatusNotFound {
			t.Errorf("hidden: %d", rec.Code)
		}
		w.submit(path+"/edit", `form[action$="/edit"]`, url.Values{"text_en": {"I went home again."}})
		if got := testkit.Text(t, w.page("editor", path), "main"); !strings.Contains(got, "again") || !strings.Contains(got, "Not recorded") {
			t.Errorf("changed: %s", got)
		}
		w.submit(path+"/withdraw", `form[action$="/withdraw"]`, nil)
		if got := testkit.Text(t, w.page("editor", path), "main"); !strings.Contains(got, "nothing of the story is left") {
			t.Errorf("withdrawn: %s", got)
		}
		if got := testkit.Text(t, w.page("editor", "/app/stories?status=withdrawn"), "#stories"); !strings.Contains(got, "Withdrawn") {
			t.Errorf("list: %s", got)
		}
	})
}

// submit fills a form of a page and sends it; it must lead on.
func (w *returnWorld) submit(page, selector string, fields url.Values) {
	w.Helper()
	f := testkit.ReadForm(w, w.page("editor", page), selector)
	for name, values := range fields {
		f.Values[name] = values
	}
	r := f.Request(w, "http://example.com"+page)
	r.AddCookie(&http.Cookie{Name: "passerelle_session", Value: "editor"})
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	if rec.Code != http.StatusSeeOther {
		w.Fatalf("%s %s: %d %.1500s", page, selector, rec.Code, rec.Body)
	}
}

func TestStoryDeskRefuses(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newReturnWorld(t, d)
		one := "/app/stories/" + w.story().ID
		for _, path := range []string{"/app/stories", "/app/stories/new", one, one + "/edit", one + "/consent", one + "/withdraw"} {
			if rec := w.ask("nobody", http.MethodGet, path, nil); rec.Code != http.StatusForbidden {
				t.Errorf("GET %s: %d", path, rec.Code)
			}
		}
		for path, form := range map[string]url.Values{
			"/app/stories/new": {"source": {"ar"}, "text_ar": {"x"}}, one + "/edit": {"version": {"1"}, "source": {"xx"}},
			one + "/consent": {"version": {"1"}}, one + "/publish": {"version": {"1"}}, one + "/hide": {"version": {"1"}}, one + "/withdraw": {"version": {"9"}},
		} {
			if rec := w.ask("nobody", http.MethodPost, path, form); rec.Code != http.StatusForbidden {
				t.Errorf("POST %s as nobody: %d", path, rec.Code)
			}
			rec := w.ask("editor", http.MethodPost, path, form)
			if rec.Code != http.StatusUnprocessableEntity && rec.Code != http.StatusConflict {
				t.Errorf("POST %s: %d", path, rec.Code)
			}
			if doc := testkit.Doc(t, rec.Body); doc.Find(".errsum").Length() != 1 {
				t.Errorf("POST %s says no fault", path)
			}
		}
		w.check(d.Close())
		for _, path := range []string{"/app/stories", one, "/en/return/stories"} {
			if rec := w.ask("editor", http.MethodGet, path, nil); rec.Code != http.StatusInternalServerError || strings.Contains(rec.Body.String(), "sql") {
				t.Errorf("%s without a database: %d", path, rec.Code)
			}
		}
		if rec := w.ask("editor", http.MethodPost, one+"/publish", url.Values{"version": {"1"}}); rec.Code != http.StatusInternalServerError {
			t.Errorf("published without a database: %d", rec.Code)
		}
	})
}

func TestStoryAPI(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newReturnWorld(t, d)
		var towns struct{ Items []struct{ Key string } }
		w.check(json.Unmarshal(w.api("editor", http.MethodGet, "/stories/towns?q=taourirt", "", "").Body.Bytes(), &towns))
		if len(towns.Items) == 0 || towns.Items[0].Key != townKey {
			t.Fatalf("towns %v", towns)
		}
		rec := w.api("editor", http.MethodPost, "/stories", `{"pseudonym":"Samira","town":"`+townKey+`","source":"en","texts":{"en":"I went home."}}`, "")
		var st struct {
			ID, Status string
			Kilometres int
		}
		w.check(json.Unmarshal(rec.Body.Bytes(), &st))
		if rec.Code != http.StatusCreated || st.Kilometres != 1845 {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
		for _, step := range []struct {
			method, path, body string
			status             int
		}{
			{http.MethodPost, "/publish", "", http.StatusConflict},
			{http.MethodPut, "", `{"source":"en","texts":{"en":"I went home again."}}`, http.StatusOK},
			{http.MethodPost, "/consent", `{"given_by":"narrator","on":"2026-11-20","lang":"ar","interpreter":true}`, http.StatusOK},
			{http.MethodPost, "/publish", "", http.StatusOK},
			{http.MethodPost, "/hide", "", http.StatusOK},
			{http.MethodPost, "/withdraw", "", http.StatusOK},
		} {
			now := w.api("editor", http.MethodGet, "/stories/"+st.ID, "", "")
			rec := w.api("editor", step.method, "/stories/"+st.ID+step.path, step.body, now.Header().Get("ETag"))
			if rec.Code != step.status {
				t.Errorf("%s %s: %d %s", step.method, step.path, rec.Code, rec.Body)
			}
			if stale := w.api("editor", step.method, "/stories/"+st.ID+step.path, step.body, `"99"`); stale.Code != http.StatusConflict {
				t.Errorf("%s with another version: %d", step.path, stale.Code)
			}
			if refused := w.api("nobody", step.method, "/stories/"+st.ID+step.path, step.body, `"1"`); refused.Code != http.StatusForbidden {
				t.Errorf("%s as nobody: %d", step.path, refused.Code)
			}
		}
		if rec := w.api("editor", http.MethodGet, "/stories?status=withdrawn", "", ""); !strings.Contains(rec.Body.String(), st.ID) {
			t.Errorf("list: %s", rec.Body)
		}
	})
}
