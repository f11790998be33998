package peopleweb_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"passerelle/internal/people"
	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

// reply is what an operation answered.
type reply struct {
	answer
	json map[string]any
}

// ask carries out an operation as who, once.
func (w *world) ask(method, path, who, body string, header ...string) reply {
	w.t.Helper()
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+who)
	r.Header.Set("Content-Type", "application/json")
	if method != http.MethodGet {
		r.Header.Set("Idempotency-Key", db.NewID())
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	out := reply{answer: w.do(r, "")}
	if strings.HasPrefix(out.header.Get("Content-Type"), "application/") {
		if err := json.Unmarshal([]byte(out.body), &out.json); err != nil {
			w.t.Errorf("%s: %v in %s", path, err, out.body)
		}
	}
	return out
}

func (a reply) want(status int) reply {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: status %d, want %d: %s", a.page, a.status, status, a.body)
	}
	return a
}

// at returns what stands at a path such as "persons.0.id", nil for nothing.
func (a reply) at(path string) any {
	var v any = a.json
	for _, part := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[part]
		case []any:
			if len(part) != 1 || int(part[0]-'0') >= len(x) {
				return nil
			}
			v = x[part[0]-'0']
		default:
			return nil
		}
	}
	return v
}

func (a reply) text(path string) string {
	s, _ := a.at(path).(string)
	return s
}

const arrival = `{"org":"org-crl","centre":"centre-eich","persons":[
	{"given":"Selam","family":"Tekle","original":"ሰላም ተክለ","sex":"f","birth":"1991-03-14","nationalities":["ERI"],"languages":[{"code":"ti","level":"native","interpreter":true}],
	 "contacts":[{"kind":"phone","value":"+352 621 123 456","safe":true}],"documents":[{"type":"passport","number":"K0123456","issuer":"ERI","valid_until":"2030-01-02"}],
	 "statuses":[{"code":"DPI","from":"2026-11-20"}],"needs":[{"code":"step_free"}],"consents":[{"purpose":"photo","given":true,"language":"ti"}]},
	{"given":"Yonas","sex":"m","relationship":"SON","birth_written":{"calendar":"ethiopian","year":2007,"month":11,"day":3},"representatives":[{"kind":"parent","member":0}]}]}`

func TestTheAPIRegistersReadsAndCorrects(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		r := w.ask("POST", "/households", "desk", arrival).want(http.StatusCreated)
		home, id := r.text("household"), r.text("persons.0.id")
		if r.header.Get("Location") != "/api/v1/households/"+home {
			t.Errorf("Location %q", r.header.Get("Location"))
		}
		f := w.ask("GET", "/persons/"+id, "desk", "").want(http.StatusOK)
		if f.header.Get("ETag") != `"1"` || f.text("given") != "Selam" || f.text("documents.0.valid_until") != "2030-01-02" || f.text("statuses.0.code") != "DPI" || f.text("birth") != "1991-03-14" {
			t.Errorf("file %s", f.body)
		}
		if son := w.ask("GET", "/persons/"+r.text("persons.1.id"), "desk", "").want(http.StatusOK); son.text("birth") != "2015-07-10" || son.text("representatives.0.person") != id {
			t.Errorf("son %s", son.body)
		}
		edit := `{"given":"Selam","family":"Tekle","sex":"f","birth":"~1991","nationalities":["ERI","XXA"]}`
		w.ask("PUT", "/persons/"+id, "desk", edit).want(http.StatusUnprocessableEntity)
		if e := w.ask("PUT", "/persons/"+id, "desk", edit, "If-Match", `"1"`).want(http.StatusOK); e.header.Get("ETag") != `"2"` {
			t.Errorf("ETag %q", e.header.Get("ETag"))
		}
		conflict := w.ask("PUT", "/persons/"+id, "desk", edit, "If-Match", `"1"`).want(http.StatusConflict)
		if !strings.Contains(conflict.body, `"birth"`) {
			t.Errorf("conflict %s", conflict.body)
		}
		if l := w.ask("GET", "/persons?nationality=XXA&limit=1", "desk", "").want(http.StatusOK); l.text("persons.0.id") != id || l.at("total") != 1.0 {
			t.Errorf("list %s", l.body)
		}
		if s := w.ask("POST", "/persons/search", "desk", `{"q":"selam"}`).want(http.StatusOK); s.text("persons.0.id") != id || s.text("persons.0.found_by") != "name" {
			t.Errorf("search %s", s.body)
		}
		if s := w.ask("POST", "/persons/similar", "desk", `{"given":"Selam","family":"Tekle","birth":"1991"}`).want(http.StatusOK); s.text("persons.0.id") != id || s.text("persons.0.why.0.code") == "" {
			t.Errorf("similar %s", s.body)
		}
		if h := w.ask("GET", "/households/"+home, "desk", "").want(http.StatusOK); h.text("head") != id || h.text("members.1.relationship") != "SON" {
			t.Errorf("household %s", h.body)
		}
		for _, list := range []string{"history", "readers"} {
			if h := w.ask("GET", "/persons/"+id+"/"+list+"?limit=1", "desk", "").want(http.StatusOK); h.text("entries.0.action") == "" {
				t.Errorf("%s %s", list, h.body)
			}
		}
	})
}

func TestTheAPIKeepsTheListsOfAFile(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		f := w.family()
		selam, yonas := "/persons/"+f.selam, "/persons/"+f.yonas
		for _, x := range []struct{ path, body, end string }{
			{selam + "/contacts", `{"kind":"email","value":"selam@example.org"}`, ""},
			{selam + "/documents", `{"type":"family_book","number":"12"}`, ""},
			{selam + "/statuses", `{"code":"BPI_SUB","from":"2026-11-21"}`, ""},
			{selam + "/needs", `{"code":"quiet","note":"wakes up"}`, "/end"},
			{selam + "/consents", `{"purpose":"messages","given":true,"language":"ti"}`, "/withdraw"},
			{yonas + "/representatives", `{"kind":"ad_hoc_administrator","name":"Nadine Wagener"}`, "/end"},
		} {
			entry := w.ask("POST", x.path, "desk", x.body).want(http.StatusCreated).text("id")
			w.ask("POST", x.path, "desk", `{}`).want(http.StatusUnprocessableEntity)
			w.ask("POST", x.path, "other", x.body).want(http.StatusNotFound)
			w.ask("POST", x.path, "guard", x.body).want(http.StatusForbidden)
			method, body := http.MethodDelete, ""
			if x.end != "" {
				method = http.MethodPost
				if x.end == "/end" {
					body = `{}`
				}
			}
			path := x.path + "/" + entry + x.end
			w.ask(method, path, "guard", body).want(http.StatusForbidden)
			w.ask(method, path, "other", body).want(http.StatusNotFound)
			w.ask(method, path, "desk", body).want(http.StatusNoContent)
			if again := w.ask(method, path, "desk", body); again.status != http.StatusNotFound {
				t.Errorf("%s twice: %d", path, again.status)
			}
		}
		w.ask("PUT", selam+"/languages", "desk", `{"languages":[{"code":"ti"},{"code":"ti"}]}`).want(http.StatusUnprocessableEntity)
		w.ask("PUT", selam+"/languages", "desk", `{"languages":[{"code":"ti","level":"native"}]}`).want(http.StatusNoContent)
		if p := w.person(f.selam); len(p.Languages) != 1 || p.Languages[0].Level != "native" {
			t.Errorf("languages %+v", p.Languages)
		}
	})
}

func TestTheAPIChangesHouseholdsAndLinks(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		f := w.family()
		home, other := "/households/"+f.household, f.other.Persons[0].ID
		w.ask("PUT", "/persons/"+f.robel+"/relationship", "desk", `{"relationship":"NEP"}`).want(http.StatusNoContent)
		w.ask("PUT", home+"/head", "desk", `{"head":"`+f.yonas+`"}`).want(http.StatusUnprocessableEntity)
		w.ask("PUT", home+"/head", "desk", `{"head":"`+f.yonas+`","relationships":{"`+f.selam+`":"PRF"}}`, "If-Match", `"1"`).want(http.StatusNoContent)
		w.ask("PUT", home+"/head", "desk", `{"head":"`+f.selam+`"}`, "If-Match", `"1"`).want(http.StatusConflict)
		version := w.ask("GET", home, "desk", "").want(http.StatusOK).header.Get("ETag")
		split := w.ask("POST", home+"/split", "desk", `{"members":["`+f.robel+`"],"head":"`+f.robel+`"}`, "If-Match", version).want(http.StatusCreated)
		version = w.ask("GET", home, "desk", "").want(http.StatusOK).header.Get("ETag")
		w.ask("POST", home+"/join", "desk", `{"from":"`+split.text("household")+`","relationships":{"`+f.robel+`":"SBM"}}`, "If-Match", version).want(http.StatusNoContent)
		member := w.ask("POST", home+"/members", "desk", `{"given":"Natsinet","sex":"f","relationship":"SBF","birth":"2026-11-20"}`).want(http.StatusCreated)
		if h := w.household(f.household); len(h.Members) != 4 || h.HeadID != f.yonas {
			t.Errorf("household %+v", h)
		}
		if p := w.person(member.text("id")); p.Birth.String() != "2026-11-20" {
			t.Errorf("member %+v", p.Identity)
		}
		pair := "/persons/" + f.selam
		if c := w.ask("GET", pair+"/compare/"+other, "desk", "").want(http.StatusOK); c.text("verdict") == "" || c.text("attributes.0.outcome") == "" {
			t.Errorf("comparison %s", c.body)
		}
		w.ask("PUT", pair+"/links/"+other, "desk", `{"verdict":"different"}`).want(http.StatusNoContent)
		w.ask("PUT", pair+"/links/"+other, "desk", `{"verdict":"same"}`).want(http.StatusConflict)
		w.ask("DELETE", pair+"/links/"+other, "desk", "").want(http.StatusNoContent)
		w.ask("PUT", pair+"/links/"+other, "desk", `{"verdict":"same"}`).want(http.StatusNoContent)
		if l := w.person(f.selam).Links; len(l) != 1 || l[0].Verdict != people.LinkSame {
			t.Errorf("links %+v", l)
		}
		w.ask("PUT", pair+"/restriction", "desk", `{"restricted":true}`).want(http.StatusForbidden)
		w.ask("PUT", pair+"/restriction", "chief", `{"restricted":true}`).want(http.StatusNoContent)
		w.ask("GET", pair, "desk", "").want(http.StatusNotFound)
	})
}

func TestTheAPIKeepsAPhoto(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		f := w.family()
		photo := "/persons/" + f.selam + "/photo"
		w.ask("PUT", photo, "desk", "no photo", "Content-Type", "application/octet-stream").want(http.StatusUnprocessableEntity)
		w.ask("PUT", photo, "desk", string(picture(t)), "Content-Type", "application/octet-stream").want(http.StatusNoContent)
		r := httptest.NewRequest(http.MethodGet, "/api/v1"+photo, nil)
		r.Header.Set("Authorization", "Bearer desk")
		if a := w.do(r, "").want(http.StatusOK); a.header.Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(a.body, "\xff\xd8") {
			t.Errorf("photo %q", a.header.Get("Content-Type"))
		}
		w.ask("GET", photo, "reader", "").want(http.StatusForbidden)
		w.ask("DELETE", photo, "desk", "").want(http.StatusNoContent)
	})
}

func TestTheAPINamesTheFieldThatIsWrong(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	for body, field := range map[string]string{
		`{"org":"org-crl","persons":[]}`:                                                                         "persons",
		`{"org":"org-crl","persons":[{"given":"A"},{"given":"B"}]}`:                                              "persons.1.relationship",
		`{"org":"org-crl","persons":[{"given":"A","birth":"12/3/1990"}]}`:                                        "persons.0.birth",
		`{"org":"org-crl","persons":[{"given":"A","arrived_on":"soon"}]}`:                                        "persons.0.arrived_on",
		`{"org":"org-crl","persons":[{"given":"A","statuses":[{"code":"KING","from":"2026-11-20"}]}]}`:           "persons.0.statuses.0.code",
		`{"org":"org-crl","head":3,"persons":[{"given":"A"}]}`:                                                   "head",
		`{"org":"org-crl","persons":[{"given":"A","documents":[{"type":"passport","issued_on":"2026-02-30"}]}]}`: "persons.0.documents.0.issued_on",
	} {
		r := w.ask("POST", "/households", "chief", body).want(http.StatusUnprocessableEntity)
		if got := r.text("errors.0.field"); got != field || strings.Contains(r.body, "12/3") || strings.Contains(r.body, "⟦") {
			t.Errorf("%s: field %q, want %q: %s", body, got, field, r.body)
		}
	}
	w.ask("POST", "/households", "other", arrival).want(http.StatusForbidden)
	w.ask("POST", "/households", "guard", arrival).want(http.StatusForbidden)
	w.ask("GET", "/persons?cursor=x", "chief", "").want(http.StatusUnprocessableEntity)
	w.ask("GET", "/persons/x", "chief", "").want(http.StatusNotFound)
	w.failing()
	w.ask("GET", "/persons", "chief", "").want(http.StatusInternalServerError)
}
