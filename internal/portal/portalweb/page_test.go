package portalweb_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/portal"
	"passerelle/internal/testkit"
)

func TestReadersSeePagesInTheirLanguage(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newPageSite(t, d)
		for _, lang := range i18n.Public {
			w := k.ask("", "/"+string(lang)+"/faq", nil)
			size := w.Body.Len()
			doc := testkit.Doc(t, w.Body)
			if n := doc.Find("section.faq h2").Length(); n != 6 || w.Header().Get("Set-Cookie") != "" || size > 60_000 {
				t.Errorf("%s: %d questions, %d bytes, cookie %q", lang, n, size, w.Header().Get("Set-Cookie"))
			}
			if ld := doc.Find(`script[type="application/ld+json"]`).Text(); !strings.Contains(ld, `"FAQPage"`) {
				t.Errorf("%s: data %.80s", lang, ld)
			}
		}
		doc := k.see("", "/ar/guide/service/support")
		if got, _ := testkit.MustFind(t, doc, "article").Attr("lang"); got != "en" {
			t.Errorf("an English text is marked %q", got)
		}
		if !strings.Contains(testkit.Text(t, doc, ".fallback"), "English") {
			t.Error("no notice that the text is in English")
		}
		if !strings.Contains(testkit.Text(t, doc, ".checked"), "2026") {
			t.Error("no day on which it was checked")
		}
		if k.see("", "/fr/guide/service/support").Find(".fallback").Length() != 0 {
			t.Error("the French page falls back")
		}
		if w := k.ask("", "/en/guide/no/such", nil); w.Code != http.StatusNotFound {
			t.Errorf("no such page: %d", w.Code)
		}
		to := k.done("", "/ti/faq", url.Values{"question": {"donation"}, "helpful": {"no"}})
		if to != "/ti/faq?thanks=donation#donation" || k.see("", "/ti/faq?thanks=donation").Find(`#donation [role="status"]`).Length() != 1 {
			t.Errorf("led to %s", to)
		}
		if w := k.ask("", "/ti/faq", url.Values{"question": {"//evil"}}); w.Code != http.StatusNotFound {
			t.Errorf("a vote for nothing: %d", w.Code)
		}
	})
}

func TestAnEditorPublishesAndTheOthersAreOutdated(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newPageSite(t, d)
		path := "/app/pages/" + k.pageID("service/family-links")
		doc := k.see("anna", path+"/texts/en")
		form := testkit.ReadForm(t, doc, "form.form[data-live]").Values
		form.Set("body", form.Get("body")+"\n\n### Too deep\n\n#### Fine\n\n[[phone:nobody]]")
		form.Set("do", "submit")
		w := k.ask("anna", path+"/texts/en", form)
		bad := testkit.Doc(t, w.Body)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(testkit.Text(t, bad, ".errsum"), "phone:nobody") {
			t.Fatalf("status %d, %s", w.Code, bad.Find(".errsum").Text())
		}
		form.Set("body", strings.ReplaceAll(form.Get("body"), "[[phone:nobody]]", "[[phone:coordination]]"))
		form.Set("do", "preview")
		seen := testkit.Doc(t, k.ask("anna", path+"/texts/en", form).Body)
		if testkit.MustFind(t, seen, `.prose a[href="tel:+35227555400"]`).Length() != 1 {
			t.Error("the preview shows no number")
		}
		form.Set("do", "submit")
		to := k.done("anna", path+"/texts/en", form)
		if own := k.see("anna", to); own.Find(`form[action$="/approve"]`).Length() != 0 || own.Find(".notice").Length() != 1 {
			t.Error("who wrote it is offered to publish it")
		}
		review := k.see("bert", to)
		if review.Find(".diff-came").Length() == 0 {
			t.Error("the changes are not shown")
		}
		back := testkit.ReadForm(t, review, `form[action$="/return"]`).Values
		if w := k.ask("bert", path+"/texts/en/return", back); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("given back without a word: %d", w.Code)
		}
		approve := testkit.ReadForm(t, review, `form[action$="/approve"]`).Values
		if w := k.ask("anna", path+"/texts/en/approve", approve); w.Code != http.StatusConflict {
			t.Errorf("her own text: %d", w.Code)
		}
		k.done("bert", path+"/texts/en/approve", approve)
		french := k.see("", "/fr/guide/service/family-links")
		if french.Find(".fallback").Length() != 1 || french.Find(`.checked a[href="/en/guide/service/family-links"]`).Length() != 1 {
			t.Error("the French page does not say that it is outdated")
		}
		for lang, want := range map[string]string{"fr": "", "pt": "yes"} { // outdated; not begun
			if got := testkit.ReadForm(t, k.see("bert", path+"/texts/"+lang), "form.form[data-live]").Values.Get("up_to_date"); got != want {
				t.Errorf("%s: up to date %q, want %q", lang, got, want)
			}
		}
		if diff := k.see("bert", path+"/texts/fr").Find(".diff-came"); diff.Length() == 0 {
			t.Error("the translator is not shown what changed")
		}
		if row := k.see("bert", "/app/pages/tasks?in=fr").Find("#tasks tbody tr"); row.Length() != 1 {
			t.Errorf("%d tasks in French, want one", row.Length())
		}
		if diff := k.see("bert", path+"/texts/en/history?a=1&b=2").Find(".diff-came"); diff.Length() == 0 {
			t.Error("the history compares nothing")
		}
		k.done("bert", path+"/texts/en/restore", url.Values{"number": {"1"}})
		if w := k.ask("bert", path+"/texts/en/nonsense", url.Values{}); w.Code != http.StatusNotFound {
			t.Errorf("no such step: %d", w.Code)
		}
	})
}

func TestThePageDesk(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newPageSite(t, d)
		if w := k.ask("anna", "/app/pages/new", url.Values{"kind": {"guide"}, "path": {"no/such"}, "source_lang": {"en"}, "position": {"1"}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("no parent: %d", w.Code)
		}
		to := k.done("anna", "/app/pages/new", url.Values{"kind": {"guide"}, "path": {"health"}, "source_lang": {"en"}, "position": {"1"}, "legal": {"yes"}})
		k.see("anna", to)
		page := strings.TrimSuffix(to, "/texts/en")
		form := testkit.ReadForm(t, k.see("anna", page), `form.form`).Values
		form.Set("archived", "yes")
		k.done("anna", page, form)
		if w := k.ask("anna", page, form); w.Code != http.StatusConflict {
			t.Errorf("archived twice from one reading: %d", w.Code)
		}
		if !strings.Contains(k.see("anna", "/app/pages?archived=1").Find("#pages").Text(), "health") {
			t.Error("the archive does not show it")
		}
		contact := testkit.ReadForm(t, k.see("anna", "/app/pages/contacts?key=minors"), "form.form").Values
		contact.Set("phone", "no number")
		if w := k.ask("anna", "/app/pages/contacts", contact); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a phone without digits: %d", w.Code)
		}
		contact.Set("phone", "2755 5491")
		k.done("anna", "/app/pages/contacts", contact)
		live := testkit.Doc(t, k.ask("anna", "/app/pages/preview", url.Values{"lang": {"ar"}, "body": {"[[phone:minors]] <b>"}}).Body)
		if live.Find(`a[href="tel:+35227555491"]`).Length() != 1 || live.Find(".err").Length() != 1 {
			t.Error("the live preview shows neither number nor fault")
		}
		if w := k.ask("anna", "/app/pages/pictures", url.Values{}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("no picture: %d", w.Code)
		}
	})
}

func TestThePageDeskRefuses(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newPageSite(t, d)
		page := "/app/pages/" + k.pageID("service")
		gets := []string{"/app/pages", "/app/pages/new", "/app/pages/tasks", "/app/pages/contacts", "/app/pages/pictures", page, page + "/texts/en", page + "/texts/en/review", page + "/texts/en/history"}
		posts := []string{"/app/pages/new", "/app/pages/contacts", "/app/pages/pictures", "/app/pages/preview", page, page + "/texts/en", page + "/texts/en/approve"}
		for _, path := range gets {
			if w := k.ask("guest", path, nil); w.Code != http.StatusForbidden {
				t.Errorf("GET %s: %d", path, w.Code)
			}
			k.see("anna", path)
		}
		for _, path := range posts {
			if w := k.ask("guest", path, url.Values{}); w.Code != http.StatusForbidden {
				t.Errorf("POST %s: %d", path, w.Code)
			}
		}
		for _, path := range []string{"/app/pages/x", "/app/pages/" + db.NewID(), page + "/texts/xx", page + "/texts/ar/review"} {
			if w := k.ask("anna", path, nil); w.Code != http.StatusNotFound {
				t.Errorf("GET %s: %d", path, w.Code)
			}
		}
		// A database that fails is our fault, on every page.
		k.must(d.Close())
		for _, path := range append(gets, "/en/guide", "/en/guide/service", "/en/faq", portal.PicturePath+db.NewID()) {
			if path == "/app/pages/new" {
				continue
			}
			if w := k.ask("anna", path, nil); w.Code != http.StatusInternalServerError {
				t.Errorf("GET %s without a database: %d", path, w.Code)
			}
		}
		for _, path := range posts {
			if w := k.ask("anna", path, url.Values{"kind": {"guide"}, "path": {"x"}, "source_lang": {"en"}, "position": {"1"}, "lang": {"en"}}); w.Code != http.StatusInternalServerError {
				t.Errorf("POST %s without a database: %d", path, w.Code)
			}
		}
	})
}

func TestThePageAPI(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		k := newPageSite(t, d)
		want := func(w *httptest.ResponseRecorder, status int) *httptest.ResponseRecorder {
			t.Helper()
			if w.Code != status {
				t.Errorf("status %d, want %d: %s", w.Code, status, w.Body)
			}
			return w
		}
		id := k.pageID("service")
		text := "/pages/" + id + "/texts/pt"
		want(k.call("guest", "GET", "/pages", nil), http.StatusForbidden)
		if w := want(k.call("anna", "GET", "/pages?kind=faq", nil), http.StatusOK); !strings.Contains(w.Body.String(), `"unread":true`) {
			t.Errorf("pages %s", w.Body)
		}
		want(k.call("anna", "POST", "/pages", map[string]any{"kind": "guide", "path": "health", "source_lang": "en"}), http.StatusCreated)
		want(k.call("anna", "PUT", "/pages/"+id, map[string]any{"position": 5, "legal": true, "archived": false}, "If-Match", `"1"`), http.StatusOK)
		want(k.call("anna", "PUT", "/pages/"+id, map[string]any{"position": 5, "legal": true, "archived": false}, "If-Match", `"1"`), http.StatusConflict)
		want(k.call("anna", "GET", text, nil), http.StatusNotFound)
		want(k.call("anna", "PUT", text, map[string]any{"version": 0, "title": "Serviço", "body": "# no"}), http.StatusUnprocessableEntity)
		want(k.call("anna", "PUT", text, map[string]any{"version": 0, "title": "Serviço", "body": "Ajuda.", "up_to_date": true}), http.StatusOK)
		want(k.call("anna", "POST", text+"/steps", map[string]any{"step": "submit", "version": 1}), http.StatusNoContent)
		want(k.call("bert", "POST", text+"/steps", map[string]any{"step": "approve", "version": 2}), http.StatusNoContent)
		if w := want(k.call("bert", "GET", text, nil), http.StatusOK); !strings.Contains(w.Body.String(), `"published"`) {
			t.Errorf("text %s", w.Body)
		}
		want(k.call("bert", "PUT", "/page-contacts/office", map[string]any{"version": 0, "name": "Office", "name_lang": "en", "phone": "112"}), http.StatusNoContent)
		var picture bytes.Buffer
		k.must(png.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 40, 20))))
		want(k.call("anna", "POST", "/page-pictures", map[string]any{"picture": picture.Bytes()}), http.StatusCreated)
		want(k.call("anna", "POST", "/page-pictures", map[string]any{"picture": []byte("no picture")}), http.StatusUnprocessableEntity)
		src, _ := testkit.MustFind(t, k.see("anna", "/app/pages/pictures"), ".pictures img").Attr("src")
		if w := k.ask("", src, nil); w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/jpeg" {
			t.Errorf("picture: %d %s", w.Code, w.Header().Get("Content-Type"))
		}
	})
}
