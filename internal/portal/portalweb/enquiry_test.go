package portalweb_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/portal"
	"passerelle/internal/testkit"
)

const enquiryForm = "form[data-work]"

var selam = url.Values{"message": {"Where do I go?"}, "name": {"Selam <b>"}, "email": {"selam@example.org"}}

// prove does what the script does.
func prove(ticket string) string {
	for n := 0; ; n++ {
		if s := strconv.Itoa(n); portal.Worked(ticket, s) {
			return s
		}
	}
}

func TestEveryFormIsThereInEveryLanguage(t *testing.T) {
	t.Parallel()
	w := newEnquirySite(t)
	for _, lang := range i18n.Public {
		base := "/" + string(lang) + "/contact"
		list := w.get(base, "").want(http.StatusOK)
		for _, p := range portal.Purposes {
			testkit.MustFind(t, list.doc(), `a[href="`+base+"/"+p.Code+`"]`)
			page := w.get(base+"/"+p.Code, "").want(http.StatusOK)
			doc := page.doc()
			if strings.Contains(doc.Find("main").Text(), "portal.") {
				t.Errorf("%s/%s shows a key", base, p.Code)
			}
			if doc.Find("html").AttrOr("dir", "") != lang.Dir() || len(page.body) > 60_000 || len(page.rec.Result().Cookies()) > 0 {
				t.Errorf("%s/%s: direction, size %d or a cookie", base, p.Code, len(page.body))
			}
			for _, f := range p.Fields {
				if f.Kind != portal.FieldDate {
					testkit.MustFind(t, doc, `[name="`+f.Name+`"]`)
				}
			}
		}
	}
	w.get("/en/contact/none", "").want(http.StatusNotFound)
}

// The two sentences of the published form stand on every form, word for word.
func TestFormsSayWhatThePublishedFormSays(t *testing.T) {
	t.Parallel()
	seed, err := os.ReadFile(filepath.Join(filepath.Dir(testkit.Root(t)), "shared", "seeds", "red-cross-smr.txt"))
	if err != nil {
		t.Skip("the published text is not here: ", err)
	}
	text := strings.Join(strings.Fields(newEnquirySite(t).get("/en/contact/question", "").want(http.StatusOK).doc().Find("main").Text()), " ")
	found := 0
	for line := range strings.Lines(string(seed)) {
		for _, begin := range []string{"Fields marked with an asterisk", "The information collected from this form"} {
			if !strings.HasPrefix(line, begin) {
				continue
			}
			sentence, _, _ := strings.Cut(strings.TrimSpace(line), " For more information")
			if found++; !strings.Contains(text, sentence) {
				t.Errorf("not there: %s", sentence)
			}
		}
	}
	if found != 2 {
		t.Errorf("the published text has %d of the two sentences", found)
	}
}

func TestMessageIsSentWithScript(t *testing.T) {
	t.Parallel()
	w := newEnquirySite(t)
	page := w.get("/ar/contact/question", "").want(http.StatusOK)
	form := page.form(enquiryForm, selam)
	form.Values.Set("proof", prove(form.Values.Get("ticket")))
	early := w.post(form.Action, "", form.Values).want(http.StatusUnprocessableEntity)
	if got := early.doc().Find(`input[name="name"]`).AttrOr("value", ""); got != "Selam <b>" {
		t.Errorf("the name is lost: %q", got)
	}
	w.clock.Advance(time.Minute)
	first := w.post(form.Action, "", form.Values).want(http.StatusOK)
	second := w.post(form.Action, "", form.Values).want(http.StatusOK)
	reference := testkit.Text(t, first.doc(), ".ticket")
	if again := testkit.Text(t, second.doc(), ".ticket"); again != reference {
		t.Errorf("sent twice: %s and %s", reference, again)
	}
	list := w.get("/app/enquiries", "desk").want(http.StatusOK).doc()
	if list.Find("tbody tr").Length() != 1 || testkit.Text(t, list, "tbody th") != reference {
		t.Errorf("inbox: %s", list.Find("tbody").Text())
	}
}

func TestMessageIsSentWithoutScript(t *testing.T) {
	t.Parallel()
	w := newEnquirySite(t)
	form := w.get("/fr/contact/question", "").want(http.StatusOK).form(enquiryForm, selam)
	w.clock.Advance(time.Minute)
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for name, values := range form.Values {
		for _, v := range values {
			w.check(parts.WriteField(name, v))
		}
	}
	file, err := parts.CreateFormFile("files", "note.pdf")
	w.check(err)
	file.Write([]byte("%PDF-1.7"))
	w.check(parts.Close())
	r := httptest.NewRequest(http.MethodPost, form.Action, &body)
	r.Header.Set("Content-Type", parts.FormDataContentType())
	held := w.send(r, "").want(http.StatusOK)
	if !strings.Contains(held.doc().Find("main").Text(), "note.pdf") {
		t.Error("the file is not named")
	}
	confirm := held.form(`form[action="/fr/contact/send"]`, nil)
	w.post(confirm.Action, "", confirm.Values).want(http.StatusUnprocessableEntity)
	w.clock.Advance(portal.EnquiryWait)
	done := w.post(confirm.Action, "", confirm.Values).want(http.StatusOK)
	id := w.get("/app/enquiries?reference="+url.QueryEscape(testkit.Text(t, done.doc(), ".ticket")), "desk").want(http.StatusOK)
	href, _ := id.doc().Find("tbody th a").Attr("href")
	message := w.get(href, "desk").want(http.StatusOK)
	link, _ := message.doc().Find(`a[href*="/files/"]`).Attr("href")
	got := w.get(link, "desk").want(http.StatusOK)
	if got.body != "%PDF-1.7" || !strings.HasPrefix(got.rec.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("file %q, %v", got.body, got.rec.Header())
	}
	w.get(link, "none").want(http.StatusForbidden)
}

func TestFormIsSavedAndResumed(t *testing.T) {
	t.Parallel()
	w := newEnquirySite(t)
	form := w.get("/en/contact/volunteer", "").want(http.StatusOK).form(enquiryForm, url.Values{"skills": {"sport"}, "speaks": {"ትግርኛ"}, "act": {"save"}})
	code := testkit.Text(t, w.post(form.Action, "", form.Values).want(http.StatusOK).doc(), ".ticket")
	w.get("/en/contact/draft", "").want(http.StatusOK)
	again := w.post("/en/contact/draft", "", url.Values{"code": {code}}).want(http.StatusOK).form(enquiryForm, nil)
	if again.Values.Get("speaks") != "ትግርኛ" || again.Values.Get("skills") != "sport" || again.Values.Get("draft") != code {
		t.Errorf("resumed %v", again.Values)
	}
	w.post("/en/contact/draft", "", url.Values{"code": {"nothing"}}).want(http.StatusUnprocessableEntity)
}

func TestTooManyMessagesFromOneAddress(t *testing.T) {
	t.Parallel()
	w := newEnquirySite(t)
	for range 30 {
		w.post("/en/contact/draft", "", url.Values{"code": {"x"}}).want(http.StatusUnprocessableEntity)
	}
	last := w.post("/en/contact/draft", "", url.Values{"code": {"x"}}).want(http.StatusUnprocessableEntity)
	if !strings.Contains(last.body, "Too many messages") {
		t.Error("the thirty-first is taken")
	}
}

func TestEnquiryWithoutDatabase(t *testing.T) {
	t.Parallel()
	w := newEnquirySite(t)
	form := w.get("/en/contact/question", "").want(http.StatusOK).form(enquiryForm, selam)
	form.Values.Set("proof", prove(form.Values.Get("ticket")))
	w.clock.Advance(time.Minute)
	w.away()
	w.post(form.Action, "", form.Values).want(http.StatusInternalServerError)
	w.get("/en/contact/donation", "").want(http.StatusInternalServerError)
	w.get("/app/enquiries", "desk").want(http.StatusInternalServerError)
}

// A browser with our script finds the proof by itself and needs no second page.
func TestScriptProvesWork(t *testing.T) {
	t.Parallel()
	w := newEnquirySite(t)
	tab := testkit.Browser(t)
	server := httptest.NewServer(w.handler)
	t.Cleanup(server.Close)
	tab.Viewport(320, 900)
	tab.Navigate(server.URL + "/ar/contact/question")
	w.clock.Advance(time.Minute)
	tab.Screenshot("contact-ar")
	tab.Axe()
	tab.Eval(`document.querySelector('[name=message]').value='m';document.querySelector('[name=name]').value='n';document.querySelector('[name=phone]').value='621123456';document.querySelector('form[data-work] button[value=send]').click();1`, new(int))
	tab.WaitFor(".ticket")
	if list := w.get("/app/enquiries", "desk").want(http.StatusOK).doc(); list.Find("tbody tr").Length() != 1 {
		t.Error("the message is not there")
	}
	tab.Axe()
}
