package peopleweb_test

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"passerelle/internal/people"
	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

const formSelector = "main form[data-draft]"

// fill sets fields of a form as a browser would.
func fill(f testkit.Form, pairs ...string) testkit.Form {
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Values.Set(pairs[i], pairs[i+1])
	}
	return f
}

// A family is registered without scripts: every button that changes the form
// keeps all that was typed.
func TestAFamilyIsRegisteredWithButtonsAlone(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		press := func(f testkit.Form, do string) testkit.Form {
			return w.press(f, "desk", do).want(http.StatusOK).form(formSelector)
		}
		f := w.get("/app/people/new", "desk").want(http.StatusOK).form(formSelector)
		fill(f, "persons.0.given", "Selam", "persons.0.sex", "f", "persons.0.nationalities.0.code", "ERI", "persons.0.languages.0.code", "ti",
			"persons.0.languages.0.level", "native", "persons.0.languages.0.interpreter", "1", "persons.0.statuses.0.code", "DPI",
			"persons.0.statuses.0.from_day", "20", "persons.0.statuses.0.from_month", "11", "persons.0.statuses.0.from_year", "2026",
			"arrived_on_day", "19", "arrived_on_month", "11", "arrived_on_year", "2026")
		f = press(f, "add:persons.0.nationalities")
		f = press(fill(f, "persons.0.nationalities.1.code", "ETH"), "add:persons.0.contacts")
		fill(f, "persons.0.contacts.1.kind", "phone", "persons.0.contacts.1.value", "+352 621 000 111", "persons.0.contacts.1.safe", "1")
		f = press(f, "add:persons")
		fill(f, "persons.1.given", "Yonas", "persons.1.sex", "m", "persons.1.relationship", "SON", "persons.1.birth_year", "2015",
			"persons.1.representatives.0.kind", "parent", "persons.1.representatives.0.member", "2")
		f = press(f, "add:persons")
		fill(f, "persons.2.given", "Robel", "persons.2.sex", "m", "persons.2.relationship", "SBM", "persons.2.birth_year", "1990")
		f = press(f, "add:persons")
		if kept := w.get("/app/people/new", "desk").form(formSelector); kept.Values.Get("persons.2.given") != "Robel" {
			t.Error("what was typed so far is not kept on the server")
		}
		f = press(fill(f, "persons.3.given", "nobody"), "remove:persons.3")
		if f.Values.Has("persons.3.given") || f.Values.Get("persons.2.given") != "Robel" {
			t.Fatalf("the wrong person was removed: %v", f.Values)
		}
		to := w.press(f, "desk", "register").leads()
		if left := w.get("/app/people/new", "desk").form(formSelector); left.Values.Get("persons.0.given") != "" {
			t.Error("the draft outlives the registration")
		}
		w.get(to, "desk").says("Selam", "Yonas", "Robel", "Find a place", "Household of 3 persons")
		h := w.household(strings.TrimPrefix(to, "/app/households/"))
		selam, yonas, robel := w.person(h.Members[0].ID), w.person(h.Members[1].ID), w.person(h.Members[2].ID)
		if len(selam.Nationalities) != 2 || len(selam.Contacts) != 1 || !selam.Contacts[0].Safe || selam.ArrivedOn.String() != "2026-11-19" {
			t.Errorf("Selam %+v", selam)
		}
		for _, child := range []people.File{yonas, robel} {
			if child.Nationalities[0] != "ERI" || child.Languages[0].Code != "ti" || child.Languages[0].Interpreter || child.Status != people.StatusApplicant || child.ArrivedOn.String() != "2026-11-19" {
				t.Errorf("did not inherit: %+v", child)
			}
		}
		if len(yonas.Representatives) != 1 || yonas.Representatives[0].PersonID != robel.ID {
			t.Errorf("Yonas is represented by %+v", yonas.Representatives)
		}
	})
}

func TestRemovingAPersonKeepsWhoRepresentsWhom(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	v := fields("persons.0.given", "A", "persons.1.given", "B", "persons.2.given", "C", "persons.3.given", "D",
		"persons.0.representatives.0.member", "3", "persons.2.representatives.0.member", "1", "do", "remove:persons.1")
	f := w.post("/app/people/new", "desk", v).want(http.StatusOK).form(formSelector).Values
	if f.Get("persons.0.representatives.0.member") != "2" || f.Get("persons.1.representatives.0.member") != "" || f.Get("persons.2.given") != "D" {
		t.Errorf("after removing B: %v", f)
	}
}

// Nothing that was typed is lost on the way through a page that refuses it.
func TestARefusedRegistrationKeepsEverything(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	typed := fields("desk", crl+"/"+eich, "persons.0.relationship", "PA", "persons.0.given", " Selam ", "persons.0.birth_year", "abcd",
		"persons.0.documents.0.type", "passport", "persons.0.documents.0.number", "??", "persons.0.needs", "cot", "persons.0.needs", "quiet",
		"persons.0.contacts.0.kind", "phone", "persons.0.contacts.0.value", "12", "persons.0.consent_photo", "refused", "persons.0.informed", "info_data",
		"persons.0.note", "two\nlines", "persons.0.restricted", "1", "do", "register")
	a := w.post("/app/people/new", "chief", typed).want(http.StatusUnprocessableEntity)
	doc := a.doc()
	for _, field := range []string{"persons.0.sex", "persons.0.birth", "persons.0.documents.0.number", "persons.0.contacts.0.value", "persons.0.consent_language"} {
		if doc.Find(`[data-error-summary] a[href="#f-`+field+`"]`).Length() != 1 || doc.Find(`[id="f-`+field+`"]`).Length() != 1 {
			t.Errorf("no error at %s: %s", field, doc.Find("[data-error-summary]").Text())
		}
	}
	if doc.Find(`[name="persons.0.birth_year"][aria-invalid]`).Length() != 1 || doc.Find(`[name="persons.0.birth_day"][aria-invalid]`).Length() != 0 {
		t.Error("not the year alone is marked")
	}
	got := a.form(formSelector).Values
	for name, want := range typed {
		if name != "do" && strings.TrimSpace(strings.Join(got[name], "|")) != strings.TrimSpace(strings.Join(want, "|")) {
			t.Errorf("%s: typed %q, shown %q", name, want, got[name])
		}
	}
	if doc.Find("details[open] [name='persons.0.documents.0.number']").Length() != 1 {
		t.Error("what is wrong is folded away")
	}
}

func TestADocumentFillsTheForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	const td3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
	zone := strings.NewReplacer("UTO", "D<<").Replace(td3) // specimen of ICAO Doc 9303, of a State that exists
	f := w.post("/app/people/new", "desk", fields("persons.0.given", "Anna", "persons.0.mrz", zone, "do", "read:persons.0")).want(http.StatusOK).says("form says something else: Given names").form(formSelector).Values
	for name, want := range map[string]string{
		"given": "Anna", "family": "Eriksson", "on_document": "ANNA MARIA ERIKSSON", "sex": "f", "birth_day": "12", "birth_month": "8", "birth_year": "1974",
		"nationalities.0.code": "DEU", "documents.0.number": "L898902C3", "documents.0.type": "passport", "documents.0.issuer": "DEU", "documents.0.valid_until_year": "2012", "mrz": "",
	} {
		if got := f.Get("persons.0." + name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	w.post("/app/people/new", "desk", fields("persons.0.mrz", strings.Replace(zone, "7408122", "7408123", 1), "do", "read:persons.0")).want(http.StatusOK).says("Check on the document: date of birth and check digit over the whole.")
	w.post("/app/people/new", "desk", fields("persons.0.mrz", "hello", "do", "read:persons.0")).want(http.StatusOK).says("could not be read")
	w.post("/app/people/new", "desk", fields("do", "read:persons.7")).want(http.StatusOK)
}

func TestAForeignDateIsConverted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	v := fields("persons.0.given", "Reza", "persons.0.birth_day", "۲۳", "persons.0.birth_month", "12", "persons.0.birth_year", "1362", "persons.0.birth_calendar", "solar_hijri", "do", "show")
	w.post("/app/people/new", "desk", v).want(http.StatusOK).says("In the civil calendar: 13 March 1984 · 42 years")
}

// Somebody is on record already: the page asks before it registers, and either
// answer is carried out.
func TestTheSamePersonIsNotRegisteredTwice(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		known := w.family()
		alone := fields("desk", crl+"/"+eich, "persons.0.relationship", "PA", "persons.0.given", "ሰላም", "persons.0.family", "Tekle", "persons.0.sex", "f",
			"persons.0.birth_year", "1991", "persons.0.birth_month", "3", "persons.0.birth_day", "14", "persons.0.nationalities.0.code", "ERI", "do", "register")
		a := w.post("/app/people/new", "desk", alone).want(http.StatusOK).says("Is one of these the same person?", known.refs[0], "Same date of birth")
		f := a.form("main form.form")

		same := w.press(fill(f, "persons.0.match", known.selam), "desk", "register")
		if to := same.leads(); to != "/app/people/"+known.selam {
			t.Errorf("leads to %s", to)
		}
		none := w.press(fill(f, "persons.0.match", "none"), "desk", "register").leads()
		if h := w.household(strings.TrimPrefix(none, "/app/households/")); h.ID == known.household || len(h.Members) != 1 {
			t.Errorf("registered %+v", h)
		}
		back := w.press(f, "desk", "back").want(http.StatusOK).form(formSelector)
		if back.Values.Get("persons.0.given") != "ሰላም" {
			t.Error("the way back lost the name")
		}
		open := w.post("/app/people/new/similar?person=persons.0", "desk", alone).want(http.StatusOK)
		if open.doc().Find(`[name="persons.0.different"]`).Length() != 1 || !strings.Contains(open.body, known.refs[0]) {
			t.Errorf("live: %s", open.body)
		}
	})
}

// Of a family one is on record: the others are registered and join them.
func TestAFamilyJoinsWhoIsOnRecord(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		known := w.family()
		v := fields("desk", crl+"/"+eich, "persons.0.relationship", "PA", "persons.0.given", "Selam", "persons.0.family", "Tekle", "persons.0.sex", "f",
			"persons.0.birth_year", "1991", "persons.0.birth_month", "3", "persons.0.birth_day", "14", "persons.0.nationalities.0.code", "ERI",
			"persons.1.relationship", "HUS", "persons.1.given", "Berhane", "persons.1.sex", "m", "do", "register")
		f := w.post("/app/people/new", "chief", v).want(http.StatusOK).form("main form.form")
		a := w.press(fill(f, "persons.0.match", known.selam), "chief", "register").want(http.StatusOK).says(known.refs[0], "is on record already")
		rest := a.form(formSelector)
		if rest.Values.Get("persons.0.given") != "Berhane" || rest.Values.Get("persons.0.relationship") != "PA" || rest.Values.Has("persons.1.given") {
			t.Fatalf("the form after it: %v", rest.Values)
		}
		to := w.press(rest, "chief", "register").leads()
		if !strings.HasPrefix(to, "/app/households/"+known.household+"/join?with=LU-") {
			t.Fatalf("leads to %s", to)
		}
		join := w.press(w.get(to, "chief").want(http.StatusOK).form("main form.form"), "chief", "").want(http.StatusOK).says("Berhane", "This person joins").form("main form.form")
		for name := range join.Values {
			if strings.HasPrefix(name, "relationships.") {
				join.Values.Set(name, "HUS")
			}
		}
		w.press(join, "chief", "join").leads()
		if h := w.household(known.household); len(h.Members) != 4 {
			t.Errorf("household %+v", h)
		}
	})
}

func TestAMemberInheritsFromTheHead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	f := w.family()
	w.check(w.people.SetLanguages(context.Background(), actors["chief"](), f.selam, []people.Language{{Code: "ti", Level: "native", Interpreter: true}}))
	v := w.get("/app/households/"+f.household+"/add", "desk").want(http.StatusOK).form(formSelector).Values
	if v.Get("persons.0.nationalities.0.code") != "ERI" || v.Get("persons.0.languages.0.code") != "ti" || v.Get("persons.0.languages.0.level") != "unknown" || v.Has("persons.0.languages.0.interpreter") {
		t.Errorf("form %v", v)
	}
}

func TestADraftIsThereAgainAndCanBeDiscarded(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.post("/app/drafts/people.new", "desk", fields("persons.0.given", "Selam", "persons.1.given", "Yonas")).want(http.StatusNoContent)
		a := w.get("/app/people/new", "desk").want(http.StatusOK).says("2: Yonas")
		if a.form(formSelector).Values.Get("persons.1.given") != "Yonas" {
			t.Error("the draft is not in the form")
		}
		w.get("/app/people/new", "chief").want(http.StatusOK) // somebody else's form is empty
		discard := a.form(".notice form")
		w.post(discard.Action, "desk", url.Values{}).leads()
		if a := w.get("/app/people/new", "desk").form(formSelector); a.Values.Get("persons.0.given") != "" {
			t.Error("the draft was not discarded")
		}
	})
}

func TestTooManyPersonsAndRowsAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	v := fields("desk", crl+"/"+eich, "do", "register", "persons.999999999.given", "far", "persons.-1.given", "x", "persons..given", "y", "persons.0..", "z")
	for n := range people.MaxHousehold + 1 {
		v.Set("persons."+strconv.Itoa(n)+".given", "N")
	}
	w.post("/app/people/new", "desk", v).want(http.StatusUnprocessableEntity).says("At most 30.")
	w.post("/app/people/new", "desk", fields("do", "add:persons.0.nothing")).want(http.StatusOK)
	w.post("/app/people/new", "desk", fields("do", "remove:persons.0.languages.99")).want(http.StatusOK)
	w.post("/app/people/new", "desk", fields("do", "remove:nonsense")).want(http.StatusOK)
}

// Two correct one file: the second is shown both values and loses nothing.
func TestAChangeMeanwhileIsShownBesideOnesOwn(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		f := w.family()
		mine := w.get("/app/people/"+f.selam+"/edit", "desk").want(http.StatusOK).form(formSelector)
		_, err := w.people.EditPerson(context.Background(), actors["chief"](), people.EditInput{ID: f.selam, Version: 1, Identity: func() people.Identity {
			i := f.file.Identity
			i.Given, i.PlaceOfBirth = "Selamawit", "Keren"
			return i
		}()})
		w.check(err)
		a := w.press(fill(mine, "given", "Salem", "mother", "Hiwet"), "desk", "save").want(http.StatusConflict).says("Changed meanwhile", "Given names", "Selamawit", "Salem", "Keren")
		again := a.form(formSelector)
		if again.Values.Get("given") != "Salem" || again.Values.Get("mother") != "Hiwet" {
			t.Errorf("typed values were lost: %v", again.Values)
		}
		taken := w.press(again, "desk", "take:given").want(http.StatusOK).form(formSelector)
		if taken.Values.Get("given") != "Selamawit" {
			t.Errorf("given = %q", taken.Values.Get("given"))
		}
		w.press(w.press(taken, "desk", "take:place_of_birth").want(http.StatusOK).form(formSelector), "desk", "save").leads()
		if got := w.person(f.selam); got.Given != "Selamawit" || got.PlaceOfBirth != "Keren" || got.Mother != "Hiwet" {
			t.Errorf("saved %+v", got.Identity)
		}
	})
}
