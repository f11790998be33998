package peopleweb_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"passerelle/internal/people"
	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

// fields makes a form of name, value pairs; a name may come more than once.
func fields(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// act is a form of this face: what it does when it is filled in well, and which
// field it marks when it is not.
type act struct {
	name  string
	path  func(family) string
	good  func(family) url.Values
	bad   url.Values // nil: nothing can be wrong with it
	field string     // that is marked, the id of which is f-FIELD
	done  func(t *testing.T, w *world, f family)
}

// family is on record: a mother, Selam, and her sons Yonas and Robel.
type family struct {
	household, reference string
	selam, yonas, robel  string
	refs                 []string
	file, minor          people.File // of Selam, of Yonas
	other                people.Registered
}

func (w *world) family() family {
	w.t.Helper()
	ctx, chief := context.Background(), actors["chief"]()
	day := func(s string) people.BirthDate {
		b, err := people.ParseBirthDate(s)
		w.check(err)
		return b
	}
	one := func(given, relation string, sex people.Sex, birth string) people.PersonInput {
		return people.PersonInput{
			Identity:     people.Identity{Names: people.Names{Given: given, Family: "Tekle"}, Sex: sex, Birth: day(birth), Nationalities: []string{"ERI"}},
			Relationship: people.Relationship(relation),
		}
	}
	selam, yonas := one("Selam", "PA", people.SexFemale, "1991-03-14"), one("Yonas", "SON", people.SexMale, "2015-07")
	selam.Contacts = []people.ContactInput{{Kind: people.ContactPhone, Value: "+352 621 123 456", Safe: true}}
	selam.Documents = []people.DocumentInput{{Type: "passport", Number: "K0123456", Issuer: "ERI"}}
	selam.Statuses = []people.StatusInput{{Code: people.StatusApplicant, From: civil(testkit.Start)}}
	selam.Needs = []people.NeedInput{{Code: people.NeedStepFree}}
	selam.Consents = []people.ConsentInput{{Purpose: people.ConsentPhoto, Given: true, Language: "ti"}}
	yonas.Representatives = []people.RepresentativeInput{{Kind: "guardian", Name: "Marc Thill"}}
	r, err := w.people.RegisterHousehold(ctx, chief, people.HouseholdInput{OrgID: crl, CentreID: eich, Persons: []people.PersonInput{selam, yonas, one("Robel", "SON", people.SexMale, "2018")}})
	w.check(err)
	f := family{household: r.HouseholdID, reference: r.Reference, selam: r.Persons[0].ID, yonas: r.Persons[1].ID, robel: r.Persons[2].ID}
	for _, p := range r.Persons {
		f.refs = append(f.refs, p.Reference)
	}
	f.file, err = w.people.Person(ctx, chief, f.selam)
	w.check(err)
	f.minor, err = w.people.Person(ctx, chief, f.yonas)
	w.check(err)
	f.other, err = w.people.RegisterHousehold(ctx, chief, people.HouseholdInput{OrgID: crl, CentreID: eich, Persons: []people.PersonInput{one("Hiwet", "PA", people.SexFemale, "1960")}})
	w.check(err)
	w.clock.Advance(time.Minute)
	return f
}

// person reads the file of somebody as it is now.
func (w *world) person(id string) people.File {
	w.t.Helper()
	f, err := w.people.Person(context.Background(), actors["chief"](), id)
	w.check(err)
	return f
}

func (w *world) household(id string) people.Household {
	w.t.Helper()
	h, err := w.people.Household(context.Background(), actors["chief"](), id)
	w.check(err)
	return h
}

// ofSelam is a page of Selam's file.
func ofSelam(part string) func(family) string {
	return func(f family) string { return "/app/people/" + f.selam + "/" + part }
}

func always(v url.Values) func(family) url.Values { return func(family) url.Values { return v } }

// acts are all forms but those that search.
var acts = []act{
	{
		name: "document", path: ofSelam("documents"), field: "documents.0.number",
		good: always(fields("documents.0.type", "family_book", "documents.0.number", "A 12", "documents.0.valid_until_day", "1", "documents.0.valid_until_month", "2", "documents.0.valid_until_year", "2030")),
		bad:  fields("documents.0.type", "family_book", "documents.0.number", "A*12"),
		done: func(t *testing.T, w *world, f family) {
			if d := w.person(f.selam).Documents; len(d) != 2 || d[1].Number != "A 12" || d[1].ValidUntil.String() != "2030-02-01" {
				t.Errorf("documents %+v", d)
			}
		},
	},
	{
		name: "contact", path: ofSelam("contacts"), field: "contacts.0.value",
		good: always(fields("contacts.0.kind", "email", "contacts.0.value", "selam@example.org", "contacts.0.note", "her sister reads it too")),
		bad:  fields("contacts.0.kind", "email", "contacts.0.value", "no address"),
		done: func(t *testing.T, w *world, f family) {
			if c := w.person(f.selam).Contacts; len(c) != 2 || c[1].Value != "selam@example.org" || c[1].Safe {
				t.Errorf("contacts %+v", c)
			}
		},
	},
	{
		name: "status", path: ofSelam("statuses"), field: "statuses.0.from",
		good: always(fields("statuses.0.code", "BPI_REF", "statuses.0.from_day", "23", "statuses.0.from_month", "11", "statuses.0.from_year", "2026")),
		bad:  fields("statuses.0.code", "BPI_REF", "statuses.0.from_day", "31", "statuses.0.from_month", "11", "statuses.0.from_year", "2026"),
		done: func(t *testing.T, w *world, f family) {
			if s := w.person(f.selam).Status; s != people.StatusRefugee {
				t.Errorf("status %s", s)
			}
		},
	},
	{
		name: "need", path: ofSelam("needs"), field: "needs.0.code",
		good: always(fields("needs.0.code", "quiet", "needs.0.note", "wakes up at night")),
		bad:  fields("needs.0.code", "", "needs.0.note", "wakes up at night"),
		done: func(t *testing.T, w *world, f family) {
			if n := w.person(f.selam).NeedCodes; !slices.Contains(n, people.NeedQuiet) {
				t.Errorf("needs %v", n)
			}
		},
	},
	{
		name: "consent", path: ofSelam("consents"), field: "consents.0.language",
		good: always(fields("consents.0.purpose", "messages", "consents.0.answer", "refused", "consents.0.language", "ti")),
		bad:  fields("consents.0.purpose", "messages", "consents.0.answer", "refused", "consents.0.language", ""),
		done: func(t *testing.T, w *world, f family) {
			c := w.person(f.selam).Consents
			if last := c[len(c)-1]; last.Purpose != people.ConsentMessages || last.Given {
				t.Errorf("consent %+v", last)
			}
		},
	},
	{
		name: "representative", path: func(f family) string { return "/app/people/" + f.yonas + "/representatives" }, field: "representatives.0.person",
		good: func(f family) url.Values {
			return fields("representatives.0.kind", "parent", "representatives.0.person", strings.ToLower(f.refs[0]))
		},
		bad: fields("representatives.0.kind", "parent", "representatives.0.person", "LU-2026"),
		done: func(t *testing.T, w *world, f family) {
			r := w.person(f.yonas).Representatives
			if len(r) != 2 || r[1].PersonID != f.selam {
				t.Errorf("representatives %+v", r)
			}
		},
	},
	{
		name: "strike out document", path: func(f family) string { return ofSelam("documents/" + f.file.Documents[0].ID + "/remove")(f) }, good: always(nil),
		done: func(t *testing.T, w *world, f family) {
			if d := w.person(f.selam).Documents; len(d) != 0 {
				t.Errorf("documents %+v", d)
			}
		},
	},
	{
		name: "strike out contact", path: func(f family) string { return ofSelam("contacts/" + f.file.Contacts[0].ID + "/remove")(f) }, good: always(nil),
		done: func(t *testing.T, w *world, f family) {
			if c := w.person(f.selam).Contacts; len(c) != 0 {
				t.Errorf("contacts %+v", c)
			}
		},
	},
	{
		name: "strike out status", path: func(f family) string { return ofSelam("statuses/" + f.file.Statuses[0].ID + "/remove")(f) }, good: always(nil),
		done: func(t *testing.T, w *world, f family) {
			if s := w.person(f.selam).Status; s != "" {
				t.Errorf("status %s", s)
			}
		},
	},
	{
		name: "end need", path: func(f family) string { return ofSelam("needs/" + f.file.Needs[0].ID + "/end")(f) }, field: "until",
		good: always(nil), bad: fields("until_day", "1", "until_month", "1", "until_year", "2027"),
		done: func(t *testing.T, w *world, f family) {
			if n := w.person(f.selam).NeedCodes; len(n) != 0 {
				t.Errorf("needs %v", n)
			}
		},
	},
	{
		name: "end representative", path: func(f family) string {
			return "/app/people/" + f.yonas + "/representatives/" + f.minor.Representatives[0].ID + "/end"
		}, field: "until",
		good: always(nil), bad: fields("until_day", "x", "until_month", "1", "until_year", "2026"),
		done: func(t *testing.T, w *world, f family) {
			if r := w.person(f.yonas).Representatives; r[0].Until.IsZero() {
				t.Errorf("representatives %+v", r)
			}
		},
	},
	{
		name: "withdraw consent", path: func(f family) string { return ofSelam("consents/" + f.file.Consents[0].ID + "/withdraw")(f) }, good: always(nil),
		done: func(t *testing.T, w *world, f family) {
			if c := w.person(f.selam).Consents; c[0].WithdrawnAt.IsZero() {
				t.Errorf("consents %+v", c)
			}
		},
	},
	{
		name: "edit", path: ofSelam("edit"), field: "birth",
		good: always(fields("version", "1", "given", "Selam", "family", "Tekle", "sex", "f", "birth_year", "1983", "birth_month", "7", "birth_day", "5", "birth_calendar", "ethiopian", "nationalities.0.code", "ETH", "nationalities.1.code", "", "aliases.0.name", "Selamawit", "do", "save")),
		bad:  fields("version", "1", "given", "Selam", "sex", "f", "birth_year", "1991", "birth_month", "13", "do", "save"),
		done: func(t *testing.T, w *world, f family) {
			p := w.person(f.selam)
			if p.Birth.String() != "1991-03-14" || p.BirthWritten == nil || p.Nationalities[0] != "ETH" || p.Aliases[0] != "Selamawit" || p.Version != 2 {
				t.Errorf("identity %+v version %d", p.Identity, p.Version)
			}
		},
	},
	{
		name: "languages", path: ofSelam("languages"), field: "languages.1.code",
		good: always(fields("languages.0.code", "ti", "languages.0.level", "native", "languages.0.interpreter", "1", "languages.1.code", "", "languages.1.level", "unknown", "do", "save")),
		bad:  fields("languages.0.code", "ti", "languages.1.code", "ti", "do", "save"),
		done: func(t *testing.T, w *world, f family) {
			if l := w.person(f.selam).Languages; len(l) != 1 || !l[0].Interpreter {
				t.Errorf("languages %+v", l)
			}
		},
	},
	{
		name: "restriction", path: ofSelam("restriction"), good: always(fields("restricted", "1")),
		done: func(t *testing.T, w *world, f family) {
			if !w.person(f.selam).Restricted {
				t.Error("not restricted")
			}
			w.get("/app/people/"+f.selam, "desk").want(404)
			w.post("/app/people/"+f.selam+"/restriction", "chief", nil).leads()
			if w.person(f.selam).Restricted {
				t.Error("still restricted")
			}
		},
	},
	{
		name: "link", path: func(f family) string { return ofSelam("compare/" + f.other.Persons[0].ID)(f) }, good: always(fields("do", "same")),
		done: func(t *testing.T, w *world, f family) {
			if l := w.person(f.selam).Links; len(l) != 1 || l[0].Verdict != people.LinkSame {
				t.Errorf("links %+v", l)
			}
			w.post(ofSelam("compare/"+f.other.Persons[0].ID)(f), "chief", fields("do", "different")).want(409)
			w.post(ofSelam("compare/"+f.other.Persons[0].ID)(f), "chief", fields("do", "undo")).leads()
			w.post(ofSelam("compare/"+f.other.Persons[0].ID)(f), "chief", fields("do", "different")).leads()
			if l := w.person(f.selam).Links; len(l) != 1 || l[0].Verdict != people.LinkDifferent {
				t.Errorf("links %+v", l)
			}
		},
	},
	{
		name: "head", path: func(f family) string { return "/app/households/" + f.household + "/head" }, field: "head",
		good: func(f family) url.Values {
			return fields("version", "1", "head", f.yonas, "relationships."+f.selam, "PRF", "relationships."+f.robel, "SBM", "relationships."+f.yonas, "SON")
		},
		bad: fields("version", "1", "head", ""),
		done: func(t *testing.T, w *world, f family) {
			h := w.household(f.household)
			if h.HeadID != f.yonas || w.person(f.selam).Relationship != "PRF" || w.person(f.robel).Relationship != "SBM" {
				t.Errorf("household %+v", h)
			}
		},
	},
	{
		name: "split", path: func(f family) string { return "/app/households/" + f.household + "/split" }, field: "members",
		good: func(f family) url.Values {
			return fields("version", "1", "members", f.yonas, "members", f.robel, "new_head", f.yonas, "relationships."+f.selam, "PA", "relationships."+f.yonas, "SON", "relationships."+f.robel, "SBM")
		},
		bad: fields("version", "1", "new_head", ""),
		done: func(t *testing.T, w *world, f family) {
			h := w.household(f.household)
			if len(h.Members) != 1 || len(h.Past) != 2 {
				t.Errorf("household %+v", h)
			}
			if p := w.person(f.robel); p.HouseholdID == f.household || p.Relationship != "SBM" {
				t.Errorf("Robel %+v", p.Facts)
			}
		},
	},
	{
		name: "join", path: func(f family) string { return "/app/households/" + f.household + "/join" }, field: "with",
		good: func(f family) url.Values {
			return fields("version", "1", "with", f.other.Reference, "from", f.other.HouseholdID, "from_version", "1", "relationships."+f.other.Persons[0].ID, "PRF", "do", "join")
		},
		bad: fields("version", "1", "with", "LU-2026-999999-A"),
		done: func(t *testing.T, w *world, f family) {
			if h := w.household(f.household); len(h.Members) != 4 {
				t.Errorf("household %+v", h)
			}
			if p := w.person(f.other.Persons[0].ID); p.Relationship != "PRF" {
				t.Errorf("relationship %s", p.Relationship)
			}
		},
	},
	{
		name: "member", path: func(f family) string { return "/app/households/" + f.household + "/add" }, field: "persons.0.sex",
		good: always(fields("persons.0.given", "Natsinet", "persons.0.sex", "f", "persons.0.relationship", "DAU", "persons.0.birth_year", "2026", "persons.0.birth_month", "11", "persons.0.birth_day", "20", "do", "register")),
		bad:  fields("persons.0.given", "Natsinet", "persons.0.relationship", "DAU", "do", "register"),
		done: func(t *testing.T, w *world, f family) {
			h := w.household(f.household)
			if len(h.Members) != 4 || !slices.ContainsFunc(h.Members, func(m people.HouseholdMember) bool { return m.Name.Given == "Natsinet" }) {
				t.Errorf("household %+v", h)
			}
		},
	},
	{
		name: "register", path: func(family) string { return "/app/people/new" }, field: "persons.0.given",
		good: always(fields("desk", crl+"/"+eich, "persons.0.name_unknown", "1", "persons.0.sex", "m", "persons.0.relationship", "PA", "do", "register")),
		bad:  fields("desk", crl+"/"+eich, "persons.0.given", strings.Repeat("x", 201), "persons.0.sex", "m", "persons.0.relationship", "PA", "do", "register"),
		done: func(t *testing.T, w *world, f family) {
			w.get("/app/people", "desk").says("Name not known", "5 persons")
		},
	},
}

func TestEveryFormIsCarriedOutAndReadBack(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for _, a := range acts {
			f := w.family()
			to := w.post(a.path(f), "chief", a.good(f)).leads()
			if to, _, _ = strings.Cut(to, "#"); to == "" {
				t.Errorf("%s leads nowhere", a.name)
			}
			w.get(to, "chief").want(http.StatusOK)
			if a.name != "register" {
				a.done(t, w, f)
			}
		}
	})
}

func TestRegisteredIsListed(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		a, f := acts[len(acts)-1], w.family()
		w.post(a.path(f), "desk", a.good(f)).leads()
		a.done(t, w, f)
	})
}

func TestEveryFormShowsWhatIsWrongAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		f := w.family()
		for _, a := range acts {
			if a.bad == nil {
				continue
			}
			answer := w.post(a.path(f), "chief", a.bad).want(http.StatusUnprocessableEntity)
			doc := answer.doc()
			if doc.Find(`[data-error-summary] a[href="#f-`+a.field+`"]`).Length() == 0 {
				t.Errorf("%s: the summary does not lead to %s: %s", a.name, a.field, doc.Find("[data-error-summary]").Text())
			}
			if doc.Find(`[id="f-`+a.field+`"]`).Length() != 1 {
				t.Errorf("%s: no field %s", a.name, a.field)
			}
			page := answer.form("form[action='" + a.path(f) + "']").Values
			for name := range a.bad {
				if name != "do" && name != "version" && page.Get(name) != a.bad.Get(name) {
					t.Errorf("%s: %s was %q and is %q", a.name, name, a.bad.Get(name), page.Get(name))
				}
			}
			if strings.Contains(answer.body, "⟦") {
				t.Errorf("%s shows a raw key", a.name)
			}
		}
	})
}

func TestEveryFormRefusesWhoMayNot(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		f := w.family()
		for _, a := range acts {
			w.post(a.path(f), "guard", a.good(f)).want(http.StatusForbidden)
			if to := w.post(a.path(f), "", a.good(f)).leads(); !strings.HasPrefix(to, "/login") {
				t.Errorf("%s leads somebody without a session to %s", a.name, to)
			}
			if a.name == "register" {
				w.post(a.path(f), "other", a.good(f)).want(http.StatusForbidden)
				continue
			}
			w.post(a.path(f), "other", a.good(f)).want(http.StatusNotFound)
		}
		if got := w.person(f.selam); got.Version != 1 || len(got.Documents) != 1 || got.Restricted || len(w.household(f.household).Members) != 3 {
			t.Error("something was done all the same")
		}
	})
}

func TestEveryFormFailsWithItsDatabase(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		f := w.family()
		w.failing()
		for _, a := range acts {
			answer := w.post(a.path(f), "chief", a.good(f)).want(http.StatusInternalServerError)
			if strings.Contains(answer.body, "sql") {
				t.Errorf("%s tells of its database", a.name)
			}
		}
	})
}
