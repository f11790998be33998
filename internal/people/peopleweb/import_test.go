package peopleweb_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"passerelle/internal/people"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/testkit"
)

// send uploads a file as the form of the page does.
func (w *world) send(who, desk, name string, data []byte) answer {
	w.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	w.check(form.WriteField("desk", desk))
	w.check(form.WriteField("sheet", ""))
	if name != "" {
		part, err := form.CreateFormFile("file", name)
		w.check(err)
		_, err = part.Write(data)
		w.check(err)
	}
	w.check(form.Close())
	r := httptest.NewRequest(http.MethodPost, "/app/imports", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return w.do(r, who)
}

const smallList = "Household;Relationship;Given names;Family name;Sex;Date of birth;Nationality\n" +
	"A;head;Amal;Haddad;f;14.03.1985;SYR\nA;son;Sami;Haddad;m;2015;SYR\nB;head;Rima;Khoury;f;soon;SYR\nC;head;<b>Bob</b>;Tables;m;1970;XXX\n"

// settled uploads a list and goes through the columns and the dry run without scripts.
func (w *world) settled(who, list string) string {
	w.t.Helper()
	page := w.send(who, crl+"/"+eich, "list.csv", []byte(list)).leads()
	columns := w.get(page, who).want(200).form("form[action$='/columns']")
	w.press(columns, who, "").leads()
	return w.carriedOn(who, page)
}

// carriedOn presses the button until the import waits for somebody.
func (w *world) carriedOn(who, page string) string {
	w.t.Helper()
	for range 100 {
		if w.get(page, who).want(200).doc().Find("#import-progress").Length() == 0 {
			return page
		}
		w.post(page+"/continue", who, nil).leads()
	}
	w.t.Fatal("the import never ends")
	return ""
}

func TestImportWithoutScripts(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.get("/app/imports", "desk").want(200).says("Import persons", "No imports yet", "at most 20 MB")
		page := w.settled("desk", smallList)
		checked := w.get(page, "desk").want(200).says("list.csv", "Ready", "Date of birth: Write a date such as", "Rima Khoury", "soon", "Register 3 persons")
		if html, _ := checked.doc().Find("main").Html(); strings.Contains(html, "<b>Bob") {
			t.Error("a value was taken for markup")
		}
		w.get(page+"?show=good", "desk").want(200).says("Amal Haddad", "Household of row 2", "<b>Bob</b> Tables")
		report := w.get(page+"/report", "desk").want(200)
		if !strings.Contains(report.body, "Rima;Khoury;f;soon;SYR") || strings.Contains(report.body, "Amal") || !strings.Contains(report.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("report %q", report.body)
		}
		w.post(page+"/rows/4", "desk", url.Values{"decision": {"skip"}, "back": {page + "?show=bad"}}).leads()
		w.get(page, "desk").want(200).says("Left out")
		run := w.get(page, "desk").form("form[action$='/run']")
		if run.Values.Get("mode") != "all" {
			t.Errorf("offers %q", run.Values.Get("mode"))
		}
		w.press(run, "desk", "").leads()
		w.carriedOn("desk", page)
		done := w.get(page+"?show=done", "desk").want(200).says("3 persons were registered.", "Finished")
		link, _ := testkit.MustFind(t, done.doc(), "#row-2 a").Attr("href")
		w.get(link, "desk").want(200).says("Amal Haddad")
		w.get("/app/imports", "desk").want(200).says("list.csv", "Finished")
		w.post(page+"/discard", "desk", nil).leads()
		w.get(page, "desk").want(200).says("Rows deleted", "were deleted")
	})
}

func TestImportAsksAboutDuplicates(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.post(w.settled("desk", smallList)+"/run", "desk", url.Values{"mode": {"good"}}).leads()
		first := w.imports("desk")[0].ID
		w.carriedOn("desk", "/app/imports/"+first)
		page := w.settled("desk", smallList)
		ask := w.get(page+"?show=ask", "desk").want(200).says("very likely on record", "Very likely the same person", "Same name: Amal", "The same person: register and link")
		link := ask.form("#row-2 form:has(button[value^='link:'])")
		value, _ := testkit.MustFind(t, ask.doc(), "#row-2 button[value^='link:']").Attr("value")
		link.Values.Set("decision", value)
		if to := w.post(link.Action, "desk", link.Values).leads(); to != page+"?show=ask" {
			t.Errorf("leads to %s", to)
		}
		w.post(page+"/rows", "desk", url.Values{"decision": {"import"}}).leads()
		w.get(page+"?show=good", "desk").want(200).says("Decided: the same person, to be registered and linked", "Decided: somebody else")
		w.post(page+"/rows/2", "desk", url.Values{"decision": {""}}).leads()
		w.get(page+"?show=ask", "desk").want(200).says("Amal")
	})
}

func (w *world) imports(who string) []people.Import {
	w.t.Helper()
	list, err := w.people.Imports(context.Background(), actors[who]())
	w.check(err)
	return list
}

// Each handler: refused to who may not, not found for others, refused input.
func TestImportHandlersRefuse(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	page := w.settled("desk", smallList)
	gets := []string{"/app/imports", "/app/imports/template", page, page + "/columns", page + "/progress", page + "/report"}
	posts := []string{"/app/imports", page + "/columns", page + "/continue", page + "/rows", page + "/rows/2", page + "/run", page + "/discard"}
	for _, path := range gets {
		w.get(path, "guard").want(403)
		w.get(path, "reader").want(403)
		if strings.HasPrefix(path, page) {
			w.get(path, "chief").want(404)
		}
	}
	for _, path := range posts {
		w.post(path, "guard", nil).want(403)
		if strings.HasPrefix(path, page) {
			w.post(path, "chief", url.Values{"mode": {"good"}, "decision": {"skip"}}).want(404)
		}
	}
	for _, path := range []string{"/app/imports/none", "/app/imports/" + db.NewID(), page + "/rows/two"} {
		if a := w.get(path, "desk"); a.status != 404 && a.status != 405 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	for name, tt := range map[string]struct {
		desk, file string
		data       []byte
		want       string
	}{
		"no file":    {crl + "/" + eich, "", nil, "Choose a file."},
		"no desk":    {"", "a.csv", []byte("a;b\n1;2\n"), "required"},
		"other desk": {ona + "/" + lily, "a.csv", []byte("a;b\n1;2\n"), "required"},
		"empty":      {crl + "/" + eich, "a.csv", []byte(" "), "The file is empty."},
		"picture":    {crl + "/" + eich, "a.csv", []byte("\x89PNG\r\n\x1a\n\x00"), "neither a CSV file nor an Excel workbook"},
		"cut":        {crl + "/" + eich, "a.xlsx", []byte("PK\x03\x04xxxx"), "damaged or cut off"},
	} {
		a := w.send("desk", tt.desk, tt.file, tt.data).want(422)
		if text := testkit.Text(t, a.doc(), ".errsum"); name != "no desk" && name != "other desk" && !strings.Contains(text, tt.want) {
			t.Errorf("%s: %s", name, text)
		}
	}
	w.send("desk", crl+"/"+eich, "a.csv", bytes.Repeat([]byte("x"), people.MaxImportBytes+1<<20)).want(413)
	columns := url.Values{"version": {fmt.Sprint(w.imports("desk")[0].Version)}, "column.2": {"given"}, "column.3": {"given"}}
	w.post(page+"/columns", "desk", columns).want(422).says("Another column says this already.")
	columns = url.Values{"version": {"99"}, "column.2": {"given"}}
	w.post(page+"/columns", "desk", columns).want(409)
	w.post(page+"/run", "desk", url.Values{"mode": {"all"}}).want(409).says("1 row is not good")
	w.post(page+"/run", "desk", url.Values{"mode": {"some"}}).want(422)
	w.post(page+"/rows", "desk", url.Values{"decision": {"link"}}).want(422)
	w.post(page+"/rows/2", "desk", url.Values{"decision": {"link:" + db.NewID()}}).want(422)
	w.post(page+"/rows/99", "desk", url.Values{"decision": {"skip"}}).want(404)

	w.failing()
	for _, path := range gets {
		if path != "/app/imports/template" {
			w.get(path, "desk").want(500)
		}
	}
	for _, path := range posts[1:] {
		w.post(path, "desk", url.Values{"mode": {"good"}, "decision": {"skip"}}).want(500)
	}
	w.send("desk", crl+"/"+eich, "a.csv", []byte("a;b\n1;2\n")).want(500)
}

// The headings of the template, in each language, are guessed as what they are.
func TestTemplateIsUnderstood(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	for _, lang := range i18n.Staff {
		template := w.get("/app/imports/template", "desk."+string(lang)).want(200).body
		columns := strings.Count(template, ";") + 1
		page := w.send("desk", crl+"/"+eich, "t.csv", []byte(template+strings.Repeat("x;", columns-1)+"x\n")).leads()
		id := strings.TrimPrefix(page, "/app/imports/")
		i, err := w.people.Import(context.Background(), actors["desk"](), id)
		w.check(err)
		n := 0
		for _, want := range people.ImportTargets {
			if strings.HasPrefix(string(want), "birth_") {
				continue // the template has the whole date
			}
			if i.Targets[n] != want {
				t.Errorf("%s: %q is taken for %q, want %q", lang, i.Headings[n], i.Targets[n], want)
			}
			n++
		}
		if _, err := w.people.MapImport(context.Background(), actors["desk"](), id, i.Version, i.Targets); err != nil || n != columns {
			t.Errorf("%s: %d of %d columns, %v", lang, n, columns, err)
		}
		w.check(w.people.DiscardImport(context.Background(), actors["desk"](), id))
	}
}

func TestImportPagesInEveryLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	page := w.settled("desk", smallList)
	for _, lang := range i18n.Staff {
		for _, path := range []string{"/app/imports", page, page + "/columns", page + "?show=all"} {
			a := w.get(path, "desk."+string(lang)).want(200)
			if strings.Contains(a.body, "⟦") {
				t.Errorf("%s in %s: a raw key or placeholder", path, lang)
			}
		}
		if report := w.get(page+"/report", "desk."+string(lang)).want(200).body; strings.Contains(report, "⟦") {
			t.Errorf("report in %s: %s", lang, report)
		}
	}
}

// call asks the API and decodes the answer.
func (w *world) call(method, path, who string, in, out any) int {
	w.t.Helper()
	var b bytes.Buffer
	if in != nil {
		w.check(json.NewEncoder(&b).Encode(in))
	}
	r := httptest.NewRequest(method, "/api/v1"+path, &b)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+who)
	r.Header.Set("Idempotency-Key", db.NewID())
	rec := httptest.NewRecorder()
	w.site.Handler().ServeHTTP(rec, r)
	if out != nil && rec.Code < 300 {
		w.check(json.Unmarshal(rec.Body.Bytes(), out))
	}
	return rec.Code
}

func TestImportByAPI(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		type state struct {
			ID      string
			Status  string
			Version int
			Columns []struct{ Heading, Says string }
			Counts  struct{ Good, Bad, Done int }
		}
		var i state
		start := map[string]any{"org": crl, "centre": eich, "rows": [][]string{{"Given names", "Family name", "Date of birth"}, {"Amal", "Haddad", "1985"}, {"Rima", "Khoury", "soon"}}}
		if s := w.call("POST", "/imports", "guard", start, nil); s != 403 {
			t.Errorf("guard: %d", s)
		}
		if s := w.call("POST", "/imports", "desk", start, &i); s != 201 || i.Status != "mapping" || i.Columns[2].Says != "birth" {
			t.Fatalf("%d %+v", s, i)
		}
		if s := w.call("GET", "/imports/"+i.ID, "chief", nil, nil); s != 404 {
			t.Errorf("of another: %d", s)
		}
		if s := w.call("PUT", "/imports/"+i.ID+"/columns", "desk", map[string]any{"version": i.Version, "columns": []string{"given", "family", "birth"}}, &i); s != 200 {
			t.Fatal(s)
		}
		for i.Status == "checking" {
			if s := w.call("POST", "/imports/"+i.ID+"/continue", "desk", nil, &i); s != 200 {
				t.Fatal(s)
			}
		}
		var rows []struct {
			Row      int
			Status   string
			Problems []struct{ Key string }
		}
		if s := w.call("GET", "/imports/"+i.ID+"/rows?status=bad", "desk", nil, &rows); s != 200 || len(rows) != 1 || rows[0].Row != 3 || rows[0].Problems[0].Key != "people.import.error.date" {
			t.Errorf("%d %+v", s, rows)
		}
		if s := w.call("PUT", "/imports/"+i.ID+"/rows/3/decision", "desk", map[string]string{"decision": "skip"}, nil); s != 204 {
			t.Error(s)
		}
		if s := w.call("POST", "/imports/"+i.ID+"/decisions", "desk", map[string]string{"decision": "import"}, nil); s != 200 {
			t.Error(s)
		}
		if s := w.call("POST", "/imports/"+i.ID+"/run", "desk", map[string]string{"mode": "all"}, &i); s != 200 || i.Status != "running" {
			t.Fatalf("%d %+v", s, i)
		}
		if s := w.call("POST", "/imports/"+i.ID+"/continue", "desk", nil, &i); s != 200 || i.Status != "finished" || i.Counts.Done != 1 {
			t.Errorf("%d %+v", s, i)
		}
		if s := w.call("DELETE", "/imports/"+i.ID, "desk", nil, nil); s != 204 {
			t.Error(s)
		}
		var all []state
		if s := w.call("GET", "/imports", "desk", nil, &all); s != 200 || len(all) != 1 {
			t.Errorf("%d %+v", s, all)
		}
	})
}
