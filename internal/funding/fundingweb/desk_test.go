package fundingweb_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

// Each handler refuses who lacks its permission, and says of a failing database
// that the fault is ours.
func TestRoutesRefuseAndFail(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newDesk(t, d)
		each := func(status func(method, pattern string) int) {
			t.Helper()
			for _, r := range h.site.Routes() {
				if !strings.HasPrefix(r.Pattern, "/app/funding") {
					continue
				}
				if want := status(r.Method, r.Pattern); want != 0 {
					who := "manager"
					if want == http.StatusForbidden {
						who = "nobody"
					}
					body := url.Values{"version": {"1"}}.Encode()
					if a := h.do(who, httptest.NewRequest(r.Method, h.fill(r.Pattern), strings.NewReader(body))); a.Code != want {
						t.Errorf("%s %s: status %d, want %d", r.Method, r.Pattern, a.Code, want)
					}
				}
			}
		}
		each(func(string, string) int { return http.StatusForbidden })
		for _, path := range []string{"/app/funding/calls/new", "/app/funding/calls/" + h.call + "/edit", "/app/funding/operations/" + h.operation + "/publish"} {
			h.get("reader", path).want(http.StatusForbidden)
		}
		for _, path := range []string{"/app/funding/calls/x", "/app/funding/operations/" + db.NewID(), "/app/funding/operations/x/remove", "/app/funding/calls/" + db.NewID() + "/edit"} {
			h.get("manager", path).want(http.StatusNotFound)
		}
		h.must(d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			for _, table := range []string{"call", "operation", "objective"} {
				if _, err := tx.Exec(ctx, `ALTER TABLE funding_`+table+` RENAME TO funding_gone_`+table); err != nil {
					return err
				}
			}
			return nil
		}))
		each(func(string, string) int { return http.StatusInternalServerError })
	})
}

func TestCallAtTheDesk(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newDesk(t, d)
		h.get("reader", "/app/funding/calls").want(http.StatusOK).shows("Call for proposals 2022", "AMIF 2021–2027", "1 call")
		h.get("reader", "/app/funding/calls?q=nothing").want(http.StatusOK).shows("No call found")
		h.get("reader", "/app/funding/calls/"+h.call).want(http.StatusOK).shows("SO2: Integration and legal migration", "Article 3(2)(b)", "General Secretariat of the Ministry of Foreign Affairs")
		fill := url.Values{"fund": {"AMIF"}, "period_from": {"2021"}, "period_until": {"soon"}, "year": {"24"}, "objective_id": {"amif-2021-so1"},
			"name": {""}, "name_fr": {"Appel"}, "managing_authority": {"Ministry"}, "opens_on_day": {"31"}, "opens_on_month": {"2"}, "opens_on_year": {"2024"}}
		h.submit("/app/funding/calls/new", fill).wrong("period_until", "Enter a whole number.").wrong("opens_on", "Enter a day, a month and a year, such as 23 11 2026.")
		fill["period_until"], fill["opens_on_month"] = []string{"2027"}, []string{"1"}
		h.submit("/app/funding/calls/new", fill).wrong("year", "Enter a year from 2000 to 2100.").wrong("name", "Fill this in.")
		fill["year"], fill["name"] = []string{"2024"}, []string{"Call <2024>"}
		to := h.submit("/app/funding/calls/new", fill).leads("/app/funding/calls/")
		h.get("reader", to).want(http.StatusOK).shows("Call <2024>", "SO1: Common European Asylum System", "to be confirmed", "31 January 2024")

		edit := to + "/edit"
		mine := testkit.ReadForm(t, h.get("manager", edit).doc, "main form[method=post]")
		h.submit(edit, url.Values{"managing_authority": {"Other ministry"}}).leads(to)
		mine.Values.Set("year", "2025")
		late := h.do("manager", mine.Request(t, edit)).want(http.StatusConflict).shows("Somebody else has changed this meanwhile", "Other ministry")
		again := testkit.ReadForm(t, late.doc, "main form[method=post]:last-of-type")
		if again.Values.Get("year") != "2025" {
			t.Errorf("what was typed came back as %q", again.Values.Get("year"))
		}
		h.do("manager", again.Request(t, edit)).leads(to)

		h.submit("/app/funding/calls/"+h.call+"/remove", nil).want(http.StatusConflict).shows("The call has 5 operations.")
		h.submit(to+"/remove", nil).leads("/app/funding/calls")
		h.get("manager", to).want(http.StatusNotFound)
	})
}

func TestOperationAtTheDesk(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newDesk(t, d)
		h.get("reader", "/app/funding").want(http.StatusOK).shows("5 operations", "Sustainable Stereotypes of Luxembourg", "not stated", "Published")
		h.get("reader", "/app/funding?status=draft").want(http.StatusOK).shows("No operation found")
		h.get("reader", "/app/funding?q=padem&call="+h.call).want(http.StatusOK).shows("1 operation")
		own := h.get("reader", "/app/funding/operations/"+h.operation).want(http.StatusOK).shows("Lindita Redjepi", "Association Luxembourgeoise pour le Dialogue interculturel (ALDIC)")
		if n := own.doc.Find(".page-head .acts a").Length(); n != 0 {
			t.Errorf("a reader is offered %d acts", n)
		}
		fill := url.Values{"call_id": {h.call}, "title": {"<i>Néi</i>"}, "title_lang": {"lb"}, "title_en": {"New"}, "audience": {""}, "objective": {"to help"},
			"from_day": {"1"}, "from_month": {"2"}, "from_year": {"2025"}, "until_day": {"1"}, "until_month": {"2"}, "until_year": {"2024"}, "contact_email": {"x"}, "audiences": {"youth"}}
		h.submit("/app/funding/operations/new", fill).wrong("until", "The end lies before the beginning.").wrong("audience", "Fill this in.").
			wrong("contact_email", "Enter an e-mail address, such as name@example.lu")
		fill["until_year"], fill["audience"], fill["contact_email"] = []string{"2029"}, []string{"everybody"}, nil
		to := h.submit("/app/funding/operations/new", fill).leads("/app/funding/operations/")
		h.get("manager", to).want(http.StatusOK).shows("New", "Draft", "<i>Néi</i>", "Young people", "1 February 2025")

		edit := to + "/edit"
		mine := testkit.ReadForm(t, h.get("manager", edit).doc, "main form[method=post]")
		h.submit(edit, url.Values{"link": {"https://example.lu/p"}}).leads(to)
		late := h.do("manager", mine.Request(t, edit)).want(http.StatusConflict).shows("https://example.lu/p")
		if got := testkit.ReadForm(t, late.doc, "main form[method=post]:last-of-type").Values.Get("version"); got != "2" {
			t.Errorf("the next save is one of version %s", got)
		}
		stale := testkit.ReadForm(t, h.get("manager", to+"/publish").doc, "main form[method=post]")
		h.submit(to+"/publish", nil).leads(to)
		h.get("reader", to).want(http.StatusOK).shows("Published")
		h.do("manager", stale.Request(t, to+"/publish")).want(http.StatusConflict).shows("Somebody else has changed this meanwhile")
		h.submit(to+"/remove", nil).want(http.StatusConflict).shows("Withdraw it first.")
		h.submit(to+"/withdraw", nil).leads(to)
		h.submit(to+"/remove", nil).leads("/app/funding")
		h.get("manager", to).want(http.StatusNotFound)
	})
}

func TestRegisterInTheAPI(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := newDesk(t, d)
		type text map[string]any
		call := map[string]any{"fund": "AMIF", "period_from": 2021, "period_until": 2027, "year": 2024, "objective_id": "amif-2021-so2",
			"name": text{"lang": "fr", "text": "Appel", "translations": text{"en": "Call"}}, "managing_authority": text{"lang": "en", "text": "Ministry"}}
		var c struct {
			ID      string
			Version int
			Name    struct{ Translations map[string]string }
		}
		if w := h.ask("reader", "POST", "/calls", "", call, nil); w.Code != http.StatusForbidden {
			t.Errorf("a reader adds: %d", w.Code)
		}
		if w := h.ask("manager", "POST", "/calls", "", call, &c); w.Code != http.StatusCreated || w.Header().Get("ETag") != `"1"` || c.Name.Translations["en"] != "Call" {
			t.Fatalf("%d %s %+v", w.Code, w.Body, c)
		}
		call["opens_on"] = "tomorrow"
		if w := h.ask("manager", "PUT", "/calls/"+c.ID, `"1"`, call, nil); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("no date: %d", w.Code)
		}
		call["opens_on"] = "2024-06-01"
		if w := h.ask("manager", "PUT", "/calls/"+c.ID, `"7"`, call, nil); w.Code != http.StatusConflict {
			t.Errorf("an old version: %d", w.Code)
		}
		if w := h.ask("manager", "PUT", "/calls/"+c.ID, `"1"`, call, &c); w.Code != http.StatusOK || c.Version != 2 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		op := map[string]any{"call_id": c.ID, "title": text{"lang": "en", "text": "New"}, "audience": text{"lang": "en", "text": "all"},
			"objective": text{"lang": "en", "text": "to help"}, "from": "2025-01-01", "until": "2026-01-01", "audiences": []string{"youth"}}
		var o struct {
			ID, Status string
			Version    int
		}
		if w := h.ask("manager", "POST", "/operations", "", op, &o); w.Code != http.StatusCreated || o.Status != "draft" {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		op["contact_name"] = "Claire"
		if w := h.ask("manager", "PUT", "/operations/"+o.ID, `"1"`, op, &o); w.Code != http.StatusOK || o.Version != 2 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := h.ask("manager", "POST", "/operations/"+o.ID+"/publish", `"2"`, nil, &o); w.Code != http.StatusOK || o.Status != "published" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := h.ask("manager", "DELETE", "/operations/"+o.ID, `"3"`, nil, nil); w.Code != http.StatusConflict {
			t.Errorf("removed while public: %d", w.Code)
		}
		if w := h.ask("manager", "POST", "/operations/"+o.ID+"/withdraw", `"3"`, nil, &o); w.Code != http.StatusOK || o.Status != "withdrawn" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		var list struct {
			Items []struct{ ID string }
			Total int
			Next  string
		}
		if h.ask("reader", "GET", "/operations?limit=2", "", nil, &list); len(list.Items) != 2 || list.Total != 6 || list.Next == "" || list.Items[0].ID != o.ID {
			t.Errorf("%+v", list)
		}
		if h.ask("reader", "GET", "/operations?status=withdrawn", "", nil, &list); list.Total != 1 {
			t.Errorf("%+v", list)
		}
		if h.ask("reader", "GET", "/calls?q=appel", "", nil, &list); list.Total != 2 || list.Items[0].ID != c.ID {
			t.Errorf("%+v", list)
		}
		if w := h.ask("manager", "DELETE", "/operations/"+o.ID, `"4"`, nil, nil); w.Code != http.StatusNoContent {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := h.ask("reader", "GET", "/operations/"+o.ID, "", nil, nil); w.Code != http.StatusNotFound {
			t.Errorf("removed: %d", w.Code)
		}
		if w := h.ask("manager", "DELETE", "/calls/"+c.ID, `"2"`, nil, nil); w.Code != http.StatusNoContent {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := h.ask("reader", "GET", "/calls/"+c.ID, "", nil, nil); w.Code != http.StatusNotFound {
			t.Errorf("removed: %d", w.Code)
		}
		if w := h.ask("nobody", "GET", "/calls", "", nil, nil); w.Code != http.StatusForbidden {
			t.Errorf("nobody: %d", w.Code)
		}
	})
}
