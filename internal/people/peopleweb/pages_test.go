package peopleweb_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"passerelle/internal/people"
	"passerelle/internal/people/peopleweb"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/testkit"
)

func TestEveryPageSpeaksEveryLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	pages := w.pages()
	for _, lang := range i18n.Staff {
		for name, path := range pages {
			a := w.get(path, "chief."+string(lang)).want(http.StatusOK)
			if strings.Contains(a.body, "⟦") {
				t.Errorf("%s in %s shows a raw key: %.80s", name, lang, a.body[strings.Index(a.body, "⟦"):])
			}
		}
	}
}

func TestEveryPageIsRefusedAndFails(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		pages := w.pages()
		for name, path := range pages {
			if name == "search" {
				continue // holds nothing of anybody
			}
			w.get(path, "guard").want(http.StatusForbidden)
			if to := w.get(path, "").leads(); !strings.HasPrefix(to, "/login") {
				t.Errorf("%s leads to %s", name, to)
			}
			if name != "list" && name != "register" {
				w.get(path, "other").want(http.StatusNotFound)
			}
		}
		for _, path := range []string{"/app/people/nobody", "/app/people/" + strings.Repeat("a", 26), "/app/households/" + strings.Repeat("a", 26), "/app/people/x/compare/y"} {
			w.get(path, "chief").want(http.StatusNotFound)
		}
		w.failing()
		for name, path := range pages {
			if name != "search" {
				w.get(path, "chief").want(http.StatusInternalServerError)
			}
		}
	})
}

func TestTheOverviewSaysWhatMustNotBeOverlooked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	f, ctx, chief := w.family(), context.Background(), actors["chief"]()
	if w.get("/app/people/"+f.selam, "desk").doc().Find("main .notice").Length() != 0 {
		t.Error("there is something to notice where nothing is")
	}
	w.check(w.people.LinkPersons(ctx, chief, f.selam, f.other.Persons[0].ID))
	w.get("/app/people/"+f.selam, "desk").says("The same person also has this file", f.other.Persons[0].Reference)
	r, err := w.people.RegisterHousehold(ctx, chief, people.HouseholdInput{OrgID: crl, CentreID: eich, Persons: []people.PersonInput{{
		Identity:  people.Identity{Names: people.Names{Given: "Filmon"}, Sex: people.SexMale, Birth: people.BirthDate{Year: 2012, Month: 5}},
		Documents: []people.DocumentInput{{Type: "passport", Number: "K1", ValidUntil: civil(testkit.Start.AddDate(0, 0, -1))}},
	}}})
	w.check(err)
	w.get("/app/people/"+r.Persons[0].ID, "desk").says("Unaccompanied minor", "Nobody is recorded who answers for this minor.")
	w.get("/app/people/"+r.Persons[0].ID+"/papers", "desk").says("Expired")
}

// Who only reads is shown no way to change anything.
func TestAReaderIsOfferedNothingToChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	f := w.family()
	for _, path := range []string{"/app/people/" + f.selam, "/app/people/" + f.selam + "/papers", "/app/people/" + f.selam + "/status", "/app/households/" + f.household} {
		main := w.get(path, "reader").want(http.StatusOK).doc().Find("main")
		if n := main.Find("form").Length(); n != 0 {
			t.Errorf("%s has %d forms", path, n)
		}
		main.Find("a").Each(func(_ int, a *goquery.Selection) {
			href := a.AttrOr("href", "")
			for _, act := range []string{"/edit", "/remove", "/end", "/restriction", "/picture", "/languages", "/add", "/split", "/join", "/head", "/consents", "/links", "/history"} {
				if strings.HasSuffix(href, act) {
					t.Errorf("%s offers %s", path, href)
				}
			}
		})
	}
}

func TestHostileNamesAreOnlyText(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	for _, name := range []string{
		"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "{{.}}", "user\u202egnp.exe", "محمد رضا حسینی", "ሰላም ተክለ",
		strings.Repeat("ب", 200), "O’Brien & Söhne", "=cmd|' /C calc'!A0",
	} {
		in := people.PersonInput{Identity: people.Identity{Names: people.Names{Given: name, Original: name}, Sex: people.SexFemale, PlaceOfBirth: name}, Relationship: people.RelationshipHead}
		in.Contacts = []people.ContactInput{{Kind: people.ContactOther, Value: name, Safe: true, Note: name}}
		r, err := w.people.RegisterHousehold(context.Background(), actors["chief"](), people.HouseholdInput{OrgID: crl, CentreID: eich, Persons: []people.PersonInput{in}})
		w.check(err)
		shown := strings.ReplaceAll(name, "\u202e", "")
		id := r.Persons[0].ID
		for _, path := range []string{"/app/people", "/app/people/" + id, "/app/people/" + id + "/papers", "/app/people/" + id + "/edit", "/app/people/" + id + "/print", "/app/households/" + r.HouseholdID, "/app/households/" + r.HouseholdID + "/add"} {
			a := w.get(path, "chief").want(http.StatusOK)
			doc := a.doc()
			if doc.Find("main script, main img[src=x]").Length() != 0 || strings.Contains(a.body, "\u202e") {
				t.Errorf("%s lets %q do something", path, name)
			}
			doc.Find("main *").Each(func(_ int, s *goquery.Selection) {
				if s.Children().Length() == 0 && strings.TrimSpace(s.Text()) == shown && !s.Is("bdi, input, textarea, option") {
					t.Errorf("%s does not isolate %q in <%s>", path, name, goquery.NodeName(s))
				}
			})
			if isolated := doc.Find("bdi, input, textarea").FilterFunction(func(_ int, s *goquery.Selection) bool {
				return strings.Contains(s.Text(), shown) || s.AttrOr("value", "") == shown
			}); isolated.Length() == 0 {
				t.Errorf("%s does not show %q", path, shown)
			}
		}
		found := w.post("/app/search", "chief", fields("q", name)).want(http.StatusOK)
		if found.doc().Find("main script").Length() != 0 {
			t.Errorf("the search lets %q do something", name)
		}
	}
}

func TestTheListFiltersAndLeadsOn(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.settle(60)
		f := w.family()
		w.homes[f.household] = peopleweb.Home{Label: "Eich 1.07", Href: "/app/rooms/107"}
		first := w.get("/app/people", "desk").want(http.StatusOK)
		rows := func(a answer) []string {
			return a.doc().Find("#persons tbody td:nth-child(2)").Map(func(_ int, s *goquery.Selection) string { return strings.TrimSpace(s.Text()) })
		}
		next := first.doc().Find("a[rel=next]").AttrOr("href", "")
		second := w.get(next, "desk").want(http.StatusOK)
		if a, b := rows(first), rows(second); len(a) != 50 || len(b) == 0 || strings.Contains(strings.Join(a, " "), b[0]) {
			t.Errorf("pages %v and %v", a, b)
		}
		if back := w.get(second.doc().Find("a[rel=prev]").AttrOr("href", ""), "desk"); strings.Join(rows(back), " ") != strings.Join(rows(first), " ") {
			t.Error("the way back leads elsewhere")
		}
		a := w.get("/app/people?nationality=ERI&need=step_free&sex=f&born_from=1991&born_to=1991&size_from=3&place="+crl+"/"+eich, "desk").want(http.StatusOK).says("Selam Tekle", "Eich 1.07", "Nationality: Eritrea", "Need: Step-free", "1 person")
		chips := a.doc().Find("a.chip")
		if chips.Length() != 7 {
			t.Errorf("%d chips", chips.Length())
		}
		chips.Each(func(_ int, c *goquery.Selection) {
			w.get(c.AttrOr("href", ""), "desk").want(http.StatusOK).says("Selam Tekle")
		})
		for _, none := range []string{"nationality=ERI&born_to=1900", "registered_to=1999-01-01", "place=none", "unaccompanied=1&born_to=1950"} {
			w.get("/app/people?"+none, "desk").want(http.StatusOK).says("Nobody")
		}
		for _, odd := range []string{"nationality=XYZ", "status=<b>", "sex=?", "born_from=-5", "registered_from=tomorrow", "place=" + ona + "/" + lily, "language=klingon", "need=palace"} {
			w.get("/app/people?"+odd, "desk").want(http.StatusOK)
		}
		w.get("/app/people?cursor=nonsense", "desk").want(http.StatusUnprocessableEntity)
		w.get("/app/people", "other").want(http.StatusOK).says("Nobody")
	})
}

func TestTheSearchFindsPersonsAndPlacesInScope(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		f := w.family()
		for _, q := range []string{"Salam Tekle", "ሰላም", f.refs[0], f.reference, "k-0123456", "00352621123456"} {
			w.post("/app/search", "desk", fields("q", q)).want(http.StatusOK).says("Selam Tekle")
			hit := w.post("/app/search/suggest", "desk", fields("q", q)).want(http.StatusOK).doc().Find("[role=option]").First()
			if hit.AttrOr("data-href", "") != "/app/people/"+f.selam {
				t.Errorf("%s suggests %s", q, hit.Text())
			}
			w.post("/app/search", "other", fields("q", q)).want(http.StatusOK).says("Nothing found")
			if n := w.post("/app/search/suggest", "other", fields("q", q)).doc().Find("[role=option]").Length(); n != 0 {
				t.Errorf("%s suggests %d persons of another centre", q, n)
			}
		}
		w.post("/app/search", "guard", fields("q", "1.07")).want(http.StatusOK).says("1.07")
		w.post("/app/search", "guard", fields("q", "Selam")).want(http.StatusOK).says("Nothing found")
		w.get("/app/search", "desk").want(http.StatusOK).says("What are you looking for?")
		w.post("/app/search", "desk", fields("q", "")).want(http.StatusOK)
		w.post("/app/search", "desk", fields("q", strings.Repeat("x", 300))).want(http.StatusUnprocessableEntity)
		w.post("/app/search/suggest", "desk", fields("q", strings.Repeat("x", 300))).want(http.StatusOK)
		w.failing()
		w.post("/app/search", "desk", fields("q", f.refs[0])).want(http.StatusInternalServerError)
		w.post("/app/search/suggest", "desk", fields("q", f.refs[0])).want(http.StatusInternalServerError)
	})
}

// picture is a photo as a camera takes it, if a small one.
func picture(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 60, 80))
	img.Set(5, 5, color.White)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (w *world) upload(path, who string, file []byte) answer {
	w.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile("photo", "../../photo.jpg")
	w.check(err)
	_, err = part.Write(file)
	w.check(err)
	w.check(m.Close())
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return w.do(r, who)
}

func TestAPhotoIsKeptShownAndRemoved(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		f := w.family()
		photo := "/app/people/" + f.selam + "/photo"
		w.get(photo, "desk").want(http.StatusNotFound)
		w.upload(photo, "guard", picture(t)).want(http.StatusForbidden)
		w.upload(photo, "other", picture(t)).want(http.StatusNotFound)
		w.upload(photo, "desk", []byte("no photo")).want(http.StatusUnprocessableEntity)
		w.post(photo, "desk", nil).want(http.StatusUnprocessableEntity).says("Choose a photo")
		w.upload("/app/people/"+f.yonas+"/photo", "desk", picture(t)).want(http.StatusConflict).says("consent to keep a photo")
		w.upload(photo, "desk", picture(t)).leads()
		for _, path := range []string{photo, photo + "?small=1"} {
			a := w.get(path, "desk").want(http.StatusOK)
			if _, err := jpeg.Decode(strings.NewReader(a.body)); err != nil || a.header.Get("Content-Type") != "image/jpeg" || a.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: %v %v", path, err, a.header)
			}
			w.get(path, "reader").want(http.StatusForbidden)
			w.get(path, "other").want(http.StatusNotFound)
		}
		if w.get("/app/people/"+f.selam, "desk").doc().Find("img.face").Length() != 1 {
			t.Error("the identity bar has no photo")
		}
		if w.get("/app/people/"+f.selam, "reader").doc().Find("img.face").Length() != 0 {
			t.Error("the photo is shown to who may not see it")
		}
		w.post(photo+"/remove", "guard", nil).want(http.StatusForbidden)
		w.post(photo+"/remove", "desk", nil).leads()
		w.post(photo+"/remove", "desk", nil).want(http.StatusNotFound)
		w.get(photo, "desk").want(http.StatusNotFound)
		w.failing()
		w.get(photo, "desk").want(http.StatusInternalServerError)
		w.upload(photo, "desk", picture(t)).want(http.StatusInternalServerError)
		w.post(photo+"/remove", "desk", nil).want(http.StatusInternalServerError)
	})
}

func TestTheHistorySaysWhatWasDoneAndWhoLooked(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		f := w.family()
		for _, a := range acts[:4] {
			w.post(a.path(f), "desk", a.good(f)).leads()
		}
		w.get("/app/people/"+f.selam+"/history", "desk").want(http.StatusOK).says("Document recorded", "Family book", "Legal status recorded", "refugee status", "Need recorded", "Name of desk", "Registered", "Name of chief")
		w.get("/app/people/"+f.selam+"/readers", "desk").want(http.StatusOK).says("Opened the file", "Name of desk")
		for range 60 {
			w.get("/app/people/"+f.selam, "desk").want(http.StatusOK)
		}
		first := w.get("/app/people/"+f.selam+"/readers", "desk").want(http.StatusOK).doc()
		if n := first.Find(".timeline li").Length(); n != 50 {
			t.Errorf("%d entries on a page", n)
		}
		w.get(first.Find("a[rel=next]").AttrOr("href", ""), "desk").want(http.StatusOK).says("Opened the file")
		w.get("/app/people/"+f.selam+"/history?before=nonsense", "desk").want(http.StatusUnprocessableEntity)
		w.get("/app/people/"+f.selam+"/readers", "reader").want(http.StatusForbidden)
	})
}

// Every code and every fault of the module has its words.
func TestEveryCodeHasWords(t *testing.T) {
	t.Parallel()
	texts, err := i18n.Load(peopleweb.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	add := func(prefix string, codes ...string) {
		for _, c := range codes {
			keys = append(keys, prefix+c)
		}
	}
	add("people.sex.", strs(people.Sexes)...)
	add("people.relationship.", strs(people.Relationships)...)
	add("people.status.", strs(people.Statuses)...)
	add("people.status_short.", strs(people.Statuses)...)
	add("people.need.", strs(people.Needs)...)
	add("people.level.", strs(people.Levels)...)
	add("people.document.", strs(people.DocumentTypes)...)
	add("people.contact.", strs(people.ContactKinds)...)
	add("people.purpose.", append(strs(people.Informations), strs(people.Consents)...)...)
	add("people.representative.", strs(people.RepresentativeKinds)...)
	add("people.calendar.", strs(people.Calendars())...)
	add("people.mrz.field.", "type", "issuer", "names", "nationality", "number", "birth", "expiry", "optional", "sex", "composite")
	keys = append(keys, inSources(t, "../*.go", `"(people\.error\.[a-z_]+)"`, "")...)
	keys = append(keys, inSources(t, "../*.go", `ParseError\{(?:Code: )?"([a-z_]+)"`, "people.error.")...)
	keys = append(keys, inSources(t, "../../engine/names/*.go", `"((?:name|birth|sex|nationality)_[a-z_]+)"`, "people.why.")...)
	keys = append(keys, inSources(t, "../*.go", `act\{Perm\w+, "people\.([a-z._]+)"`, "people.event.")...)
	keys = append(keys, inSources(t, "../*.go", `Action: "people\.([a-z._]+)"`, "people.event.")...)
	for _, lang := range i18n.Staff {
		for _, key := range keys {
			if strings.HasPrefix(key, "people.event.import") {
				continue // of nobody's file
			}
			if !texts.For(lang).Has(key) {
				t.Errorf("%s lacks %s", lang, key)
			}
		}
	}
	if len(keys) < 200 {
		t.Errorf("only %d keys were found", len(keys))
	}
}

func strs[T ~string](codes []T) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = string(c)
	}
	return out
}

// inSources returns what a pattern captures in the sources of a package.
func inSources(t *testing.T, glob, pattern, prefix string) []string {
	t.Helper()
	names, err := filepath.Glob(glob)
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %v", glob, err)
	}
	var out []string
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(b), -1) {
			out = append(out, prefix+m[1])
		}
	}
	if len(out) == 0 {
		t.Errorf("%s: nothing matches %s", glob, pattern)
	}
	return out
}

// An import begins from the list of people, for who may register them.
func TestListLeadsToImports(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	for who, links := range map[string]int{"desk": 1, "reader": 0} {
		if n := w.get("/app/people", who).want(http.StatusOK).doc().Find(`main a[href="/app/imports"]`).Length(); n != links {
			t.Errorf("%s: %d links to the imports", who, n)
		}
	}
}
