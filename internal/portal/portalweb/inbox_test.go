package portalweb_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"

	"passerelle/internal/platform/db"
	"passerelle/internal/portal"
	"passerelle/internal/testkit"
)

// message sends one and returns its path in the inbox.
func (w *enquirySite) message() string {
	w.t.Helper()
	ticket := w.portal.NewTicket()
	w.clock.Advance(time.Minute)
	_, err := w.portal.Submit(w.t.Context(), portal.Message{Purpose: "question", Lang: "ar", Ticket: ticket, Form: portal.EnquiryForm(selam)})
	w.check(err)
	links := w.get("/app/enquiries", "desk").want(http.StatusOK).doc().Find("tbody th a")
	return links.Last().AttrOr("href", "")
}

func TestDeskActsOnAMessage(t *testing.T) {
	t.Parallel()
	w := newEnquirySite(t)
	path := w.message()
	for _, c := range []struct {
		act      string
		bad, set url.Values
		wrong    int
		see      string
	}{
		{"note", url.Values{"note": {""}}, url.Values{"note": {"called twice"}}, 422, "called twice"},
		{"answer", url.Values{"answer": {" "}}, url.Values{"answer": {"أهلا"}}, 422, "أهلا"},
		{"change", url.Values{"version": {"0"}}, url.Values{"status": {"waiting"}}, 409, "Waiting for the sender"},
		{"convert", url.Values{"conversion": {""}}, url.Values{"to": {"case"}, "conversion": {"file 12"}}, 422, "file 12"},
		{"merge", url.Values{"reference": {"EN-1"}}, nil, 422, ""},
	} {
		selector := `form[action="` + path + "/" + c.act + `"]`
		form := w.get(path, "desk").want(http.StatusOK).form(selector, c.bad)
		w.post(form.Action, "desk", form.Values).want(c.wrong)
		w.post(form.Action, "none", form.Values).want(http.StatusForbidden)
		if c.set == nil {
			continue
		}
		form = w.get(path, "desk").want(http.StatusOK).form(selector, c.set)
		w.post(form.Action, "desk", form.Values).want(http.StatusSeeOther)
		if text := w.get(path, "desk").want(http.StatusOK).doc().Find("main").Text(); !strings.Contains(text, c.see) {
			t.Errorf("%s: %q is not there", c.act, c.see)
		}
	}
	w.get("/app/enquiries/"+db.NewID(), "desk").want(http.StatusNotFound)
	w.get(path, "none").want(http.StatusForbidden)
	w.get("/app/enquiries?after=x", "desk").want(http.StatusUnprocessableEntity)
	w.get("/app/enquiries/figures", "desk").want(http.StatusOK)
	w.away()
	w.post(path+"/note", "desk", url.Values{"note": {"x"}}).want(http.StatusInternalServerError)
}

func TestDeskKeepsItsSettings(t *testing.T) {
	t.Parallel()
	w := newEnquirySite(t)
	const settings = "/app/enquiries/settings"
	w.post(settings+"/slots", "desk", url.Values{"from": {"x"}}).want(http.StatusUnprocessableEntity)
	day := w.clock.Now().AddDate(0, 0, 3)
	w.post(settings+"/slots", "desk", url.Values{"on_day": {fmt.Sprint(day.Day())}, "on_month": {fmt.Sprint(int(day.Month()))}, "on_year": {fmt.Sprint(day.Year())},
		"from": {"14:00"}, "until": {"16:00"}, "capacity": {"4"}, "place": {"13, rue de Bragance"}}).want(http.StatusSeeOther)
	if form := w.get("/lb/contact/donation", "").want(http.StatusOK).doc(); form.Find(`select[name="slot"] option`).Length() != 2 {
		t.Error("the time is not offered")
	}
	w.post(settings+"/goods", "desk", url.Values{"good": {"toys"}, "state": {"not_needed"}}).want(http.StatusSeeOther)
	w.post(settings+"/goods", "desk", url.Values{"good": {"toys"}, "state": {"x"}}).want(http.StatusUnprocessableEntity)
	if form := w.get("/en/contact/donation", "").want(http.StatusOK).doc(); form.Find(`input[value="toys"]`).Length() != 0 {
		t.Error("toys are still asked for")
	}
	w.post(settings+"/canned", "desk", url.Values{"purpose": {"question"}, "lang": {"ar"}, "title": {"Welcome"}, "body": {"أهلا"}}).want(http.StatusSeeOther)
	w.post(settings+"/canned", "desk", url.Values{"purpose": {"question"}, "lang": {"ar"}}).want(http.StatusUnprocessableEntity)
	message := w.get(w.message(), "desk").want(http.StatusOK).doc()
	canned := testkit.MustFind(t, message, `a[href*="canned="]`).AttrOr("href", "")
	canned, _, _ = strings.Cut(canned, "#")
	if got := w.get(canned, "desk").want(http.StatusOK).form(`form[action$="/answer"]`, nil).Values.Get("answer"); got != "أهلا" {
		t.Errorf("the answer begins with %q", got)
	}
	w.post(settings+"/purposes", "desk", url.Values{"purpose": {"question"}, "due_days": {"x"}}).want(http.StatusUnprocessableEntity)
	w.post(settings+"/purposes", "desk", url.Values{"purpose": {"question"}, "due_days": {"7"}, "retention_days": {"90"}}).want(http.StatusSeeOther)
	page := w.get(settings, "desk").want(http.StatusOK).doc()
	if !strings.Contains(page.Find("main").Text(), "to be confirmed") {
		t.Error("a period without a source does not say so")
	}
	for _, act := range []string{"/slots/", "/canned/"} {
		action := testkit.MustFind(t, page, `form[action*="`+act+`"][action$="/remove"]`).AttrOr("action", "")
		w.post(action, "desk", nil).want(http.StatusSeeOther)
	}
	w.get(settings, "none").want(http.StatusForbidden)
	w.away()
	w.get(settings, "desk").want(http.StatusInternalServerError)
}

func TestInboxAPI(t *testing.T) {
	t.Parallel()
	w := newEnquirySite(t)
	id := strings.TrimPrefix(w.message(), "/app/enquiries/")
	call := func(method, path, token, body string) answer {
		r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", db.NewID())
		return w.send(r, "")
	}
	if a := call("GET", "/enquiries", "desk", "").want(200); !strings.Contains(a.body, id) {
		t.Errorf("list %s", a.body)
	}
	call("GET", "/enquiries", "none", "").want(403)
	call("POST", "/enquiries/"+id+"/notes", "desk", `{"text":"from a program"}`).want(204)
	call("POST", "/enquiries/"+id+"/answers", "desk", `{"text":""}`).want(422)
	call("PUT", "/enquiries/"+id, "desk", `{"version":2,"status":"closed","due_on":"2027-01-31"}`).want(204)
	call("POST", "/enquiries/"+id+"/convert", "desk", `{"to":"donor","note":"pool"}`).want(204)
	if a := call("GET", "/enquiries/"+id, "desk", "").want(200); !strings.Contains(a.body, "from a program") || !strings.Contains(a.body, `"converted_to":"donor"`) {
		t.Errorf("message %s", a.body)
	}
}

// The pages of the desk have no fault that axe finds and do not scroll sideways.
func TestDeskPagesAreAccessible(t *testing.T) {
	t.Parallel()
	w := newEnquirySite(t)
	tab := testkit.Browser(t)
	path := w.message()
	w.check(w.portal.NoteEnquiry(t.Context(), actorOf("desk"), strings.TrimPrefix(path, "/app/enquiries/"), "a note"))
	server := httptest.NewServer(w.handler)
	t.Cleanup(server.Close)
	for _, width := range []int64{320, 1280} {
		tab.Viewport(width, 900)
		for _, p := range []string{"/app/enquiries", path, "/app/enquiries/settings", "/app/enquiries/figures"} {
			tab.Run(network.SetCookie("passerelle_session", "desk").WithURL(server.URL))
			tab.Navigate(server.URL + p)
			tab.Screenshot(fmt.Sprintf("desk-%d%s", width, strings.ReplaceAll(p, "/", "-")))
			tab.Axe()
			var over int
			if tab.Eval(`document.documentElement.scrollWidth - document.documentElement.clientWidth`, &over); over > 0 {
				t.Errorf("%s at %d px scrolls sideways by %d", p, width, over)
			}
		}
	}
}
