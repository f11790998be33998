package people_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"passerelle/internal/engine/names"
	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/testkit"
)

// Nothing that tells who somebody is can be read in the database, whatever was
// done with it: not in its file and log, not in a dump.
func TestNobodyCanBeReadFromTheDatabase(t *testing.T) {
	t.Parallel()
	testkit.EachURL(t, func(t *testing.T, url string) {
		ctx, h := context.Background(), open(t, testkit.OpenDB(t, url))
		var canaries []string
		canary := func(what string) string {
			s := fmt.Sprintf("Canary%sq%d", what, len(canaries))
			canaries = append(canaries, s)
			return s
		}
		p := person(canary("given"), canary("family"), people.SexMale, "2013-04-17")
		canaries = append(canaries, "2013-04-17", "K7654321", "691777888", "canary@example.org")
		p.Father, p.Grandfather, p.Mother = canary("father"), canary("grandfather"), canary("mother")
		p.Original, p.OnDocument, p.Aliases = "ካናሪካናሪ"+canary("original"), canary("document"), []string{canary("alias")}
		p.PlaceOfBirth, p.Note = canary("place"), canary("note")
		p.Contacts = []people.ContactInput{
			{Kind: "phone", Value: "+352691777888", Note: canary("safe")}, {Kind: "email", Value: "canary@example.org"}, {Kind: "address", Value: canary("address")},
		}
		p.Documents = []people.DocumentInput{{Type: "passport", Number: "K7654321", Note: canary("docnote")}}
		p.Needs = []people.NeedInput{{Code: people.NeedQuiet, Note: canary("need")}}
		p.Representatives = []people.RepresentativeInput{{Kind: "guardian", Name: canary("guardian"), Contact: canary("reach")}}
		in := household(crl, eich, p)
		id := h.register(t, in).Persons[0].ID
		_, err := h.RegisterHousehold(ctx, everywhere, change(func(p *people.PersonInput) { p.Family = canary("refused") + "\x00" }))
		faulty(t, err, fault.Invalid, "")
		f, err := h.Person(ctx, everywhere, id)
		check(t, err)
		f.Given, f.Note = canary("edited"), canary("newnote")
		_, err = h.EditPerson(ctx, everywhere, people.EditInput{ID: id, Version: f.Version, Identity: f.Identity})
		check(t, err)
		_, err = h.FindPersons(ctx, everywhere, canary("search"), 0)
		check(t, err)
		_, err = h.SimilarPersons(ctx, everywhere, people.SimilarInput{Identity: f.Identity})
		check(t, err)
		canaries = append(canaries, "ካናሪ", "7654321", "777888")

		for _, c := range canaries {
			for where, content := range dump(t, h.db, url) {
				if bytes.Contains(content, []byte(c)) || bytes.Contains(content, []byte(hex.EncodeToString([]byte(c)))) {
					t.Errorf("%q lies in the clear in %s", c, where)
				}
			}
		}
		// The search would have found what lies in the clear.
		if !bytes.Contains(bytes.Join(values(dump(t, h.db, url)), nil), []byte(f.Reference)) {
			t.Error("the dump does not even have the reference")
		}
	})
}

func values(m map[string][]byte) (out [][]byte) {
	for _, b := range m {
		out = append(out, b)
	}
	return out
}

// dump returns all that somebody with the database has: files of SQLite, rows of
// PostgreSQL as text.
func dump(t *testing.T, d *db.DB, url string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	if d.Engine() == db.SQLite {
		for _, suffix := range []string{"", "-wal"} {
			b, err := os.ReadFile(url + suffix)
			check(t, err)
			out["file"+suffix] = b
		}
		return out
	}
	tables, err := db.All(context.Background(), d, db.Value[string], `SELECT CAST(tablename AS text) FROM pg_tables WHERE schemaname = 'public'`)
	check(t, err)
	for _, table := range tables {
		rows, err := db.All(context.Background(), d, db.Value[string], `SELECT CAST(x AS text) FROM `+table+` x`)
		check(t, err)
		out[table] = []byte(strings.Join(rows, "\n"))
	}
	return out
}

// holder remembers what it was told.
type holder struct {
	erased []string
	fails  error
}

func (o *holder) Describe(context.Context, db.Querier, string) ([]people.Holding, error) {
	return nil, nil
}
func (o *holder) Erase(_ context.Context, _ *db.Tx, id string) error {
	o.erased = append(o.erased, id)
	return o.fails
}
func (o *holder) Merge(context.Context, *db.Tx, string, string) error { return o.fails }

func TestErasureDestroysTheKey(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		other := &holder{}
		h.Hold(other)
		out := h.register(t, family())
		head, son := out.Persons[0].ID, out.Persons[1].ID
		check(t, h.SetPhoto(ctx, everywhere, head, photo()))
		stored := photoID(t, d, head)
		erase := func(id string) error {
			var after func(context.Context)
			err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
				after, err = h.EraseTx(ctx, tx, everywhere, id)
				return err
			})
			if err == nil {
				after(ctx)
			}
			return err
		}
		faulty(t, erase(head), fault.Conflict, "people.error.head_erasure")
		other.fails = errors.New("not now")
		if err := erase(son); !errors.Is(err, other.fails) {
			t.Errorf("a module that fails: %v", err)
		}
		if _, err := h.Person(ctx, everywhere, son); err != nil {
			t.Errorf("erased although a module failed: %v", err)
		}
		other.fails = nil
		for _, id := range []string{son, out.Persons[2].ID, head} {
			check(t, erase(id))
			faulty(t, erase(id), fault.NotFound, "")
			_, err := h.Person(ctx, everywhere, id)
			faulty(t, err, fault.NotFound, "")
		}
		gone(t, h.files, stored)
		for _, query := range []string{
			`SELECT COUNT(*) FROM people_datakey`, `SELECT COUNT(*) FROM people_contact`, `SELECT COUNT(*) FROM people_document`,
			`SELECT COUNT(*) FROM people_representative`, `SELECT COUNT(*) FROM people_need WHERE sealed IS NOT NULL`,
			`SELECT COUNT(*) FROM people_person WHERE erased_at IS NULL OR length(sealed) > 0 OR photo_id IS NOT NULL`,
			`SELECT COUNT(*) FROM people_household WHERE closed_at IS NULL`,
		} {
			if n, err := db.One(ctx, d, db.Value[int], query); err != nil || n != 0 {
				t.Errorf("%s: %d, %v", query, n, err)
			}
		}
		if n := h.IndexSize(); n != 0 {
			t.Errorf("%d persons in the index", n)
		}
		page, err := h.ListPersons(ctx, everywhere, people.ListInput{})
		if err != nil || page.Total != 0 || len(page.Persons) != 0 {
			t.Errorf("listed: %+v, %v", page, err)
		}
		if len(other.erased) < 4 {
			t.Errorf("the module was told of %d", len(other.erased))
		}
	})
}

// Keys are rotated while people are registered and read; nothing is lost.
func TestRewrapWhileServing(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		var mu sync.Mutex
		var ids []string
		add := func(k int) {
			out, err := h.RegisterHousehold(ctx, everywhere, numbered(k, 2))
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			ids = append(ids, out.Persons[0].ID, out.Persons[1].ID)
		}
		for k := range 10 {
			add(k)
		}
		var all sync.WaitGroup
		for w := range 2 {
			all.Go(func() {
				for k := range 20 {
					add(10 + 20*w + k)
				}
			})
		}
		changed := 0
		for range 3 {
			check(t, h.vault.AddKey(ctx))
			n, err := h.Rewrap(ctx, func(int) {})
			check(t, err)
			changed += n
		}
		all.Wait()
		if changed < 3*20 {
			t.Errorf("%d keys wrapped again", changed)
		}
		if _, err := h.Rewrap(ctx, func(int) {}); err != nil {
			t.Fatal(err)
		}
		if n, err := h.Rewrap(ctx, func(int) {}); err != nil || n != 0 {
			t.Errorf("nothing was left to wrap, yet %d, %v", n, err)
		}
		check(t, h.vault.DropOldKeys(ctx))
		if len(ids) != 100 {
			t.Errorf("%d persons", len(ids))
		}
		for _, id := range ids {
			if f, err := h.Person(ctx, everywhere, id); err != nil || !strings.HasPrefix(f.Given, "Given") {
				t.Fatalf("lost: %v", err)
			}
		}
	})
}

func TestSimilarLinkedAndDifferent(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		a := h.register(t, family()).Persons[0].ID
		draft := person("", "", people.SexFemale, "1991-03-14").Identity
		draft.Original, draft.Given = "ተክለ ሰላም", ""
		for name, names_ := range map[string]people.Names{
			"other order": {Given: "Tekle", Family: "Selam"}, "other script": {Original: "ሰላም ተክለ"}, "other spelling": {Given: "Salam", Family: "Teckle"},
		} {
			i := draft
			i.Names = names_
			hits, err := h.SimilarPersons(ctx, everywhere, people.SimilarInput{Identity: i})
			if err != nil || len(hits) == 0 || hits[0].ID != a || len(hits[0].Why) == 0 || hits[0].Verdict == names.Different {
				t.Errorf("%s: %+v, %v", name, hits, err)
			}
		}
		hits, err := h.SimilarPersons(ctx, everywhere, people.SimilarInput{Identity: people.Identity{Names: people.Names{Given: "Björn", Family: "Lindqvist"}, Sex: "m"}})
		if err != nil || len(hits) != 0 {
			t.Errorf("a stranger: %+v, %v", hits, err)
		}
		if hits, err = h.SimilarPersons(ctx, everywhere, people.SimilarInput{}); err != nil || len(hits) != 0 {
			t.Errorf("an empty form: %+v, %v", hits, err)
		}

		// The telephone that stands on file, however it is written.
		phones := []string{"00352 621 123 456"}
		hits, err = h.SimilarPersons(ctx, everywhere, people.SimilarInput{Identity: draft, Phones: phones})
		if err != nil || len(hits) == 0 || hits[0].ID != a || !slices.ContainsFunc(hits[0].Why, func(w names.Reason) bool { return w.Code == "phone_same" }) {
			t.Errorf("with the telephone: %+v, %v", hits, err)
		}

		b := h.register(t, household(ona, lily, person("Tekle", "Selam", people.SexFemale, "1991"))).Persons[0].ID
		like := func(id string) bool {
			t.Helper()
			f, err := h.Person(ctx, everywhere, id)
			check(t, err)
			hits, err := h.SimilarPersons(ctx, everywhere, people.SimilarInput{ID: id, Identity: f.Identity})
			check(t, err)
			for _, x := range hits {
				if x.ID == id {
					t.Error("like oneself")
				}
			}
			return len(hits) > 0
		}
		if !like(a) || !like(b) {
			t.Error("the two are not like each other")
		}
		faulty(t, h.LinkPersons(ctx, everywhere, a, a), fault.Invalid, "people.error.link_self")
		faulty(t, h.LinkPersons(ctx, inCRL, a, b), fault.NotFound, "")
		faulty(t, h.UnlinkPersons(ctx, everywhere, a, b), fault.NotFound, "")
		check(t, h.MarkDifferent(ctx, everywhere, b, a))
		if like(a) || like(b) {
			t.Error("asked again about persons who were said to be different")
		}
		faulty(t, h.LinkPersons(ctx, everywhere, a, b), fault.Conflict, "people.error.link_decided")
		check(t, h.UnlinkPersons(ctx, everywhere, a, b))
		check(t, h.LinkPersons(ctx, everywhere, a, b))
		for id, other := range map[string]string{a: b, b: a} {
			f, err := h.Person(ctx, everywhere, id)
			if err != nil || len(f.Links) != 1 || f.Links[0].PersonID != other || f.Links[0].Verdict != people.LinkSame {
				t.Errorf("links %+v, %v", f.Links, err)
			}
		}
		if f, err := h.Person(ctx, inCRL, a); err != nil || len(f.Links) != 0 {
			t.Errorf("a link shows somebody out of scope: %+v, %v", f.Links, err)
		}

		c, err := h.ComparePersons(ctx, everywhere, a, b)
		check(t, err)
		want := map[string]people.Outcome{
			"given": people.OutcomeDiffers, "sex": people.OutcomeSame, "birth": people.OutcomeDiffers, "nationalities": people.OutcomeSame,
			"mother": people.OutcomeBlank, "documents": people.OutcomeBlank, "arrived_on": people.OutcomeSame,
		}
		for _, x := range c.Attributes {
			if o, ok := want[x.Code]; ok && o != x.Outcome {
				t.Errorf("%s: %s, want %s (%q, %q)", x.Code, x.Outcome, o, x.A, x.B)
			}
		}
		if c.Link == nil || c.Score <= 0 || len(c.Why) == 0 || len(c.Attributes) < 15 {
			t.Errorf("comparison %+v", c)
		}
		_, err = h.ComparePersons(ctx, inCRL, a, b)
		faulty(t, err, fault.NotFound, "")
	})
}

// A representative of the register must be somebody whom the actor may see.
func TestRepresentativeOutOfScopeIsNobody(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		far := h.register(t, household(ona, lily, person("Far", "Away", people.SexMale, "1980"))).Persons[0].ID
		boy := person("Boy", "Alone", people.SexMale, "2011")
		boy.Representatives = []people.RepresentativeInput{{Kind: "relative", PersonID: far, From: clock.Date{}}}
		_, err := h.RegisterHousehold(ctx, at(access.Scope{Kind: access.ScopeOrganisation, ID: crl}), household(crl, eich, boy))
		faulty(t, err, fault.Invalid, "people.error.representative_who")
		if l := fault.Of(err); l[0].Field != "persons.0.representatives.0.person" {
			t.Errorf("field %q", l[0].Field)
		}
		h.register(t, household(crl, eich, boy))
	})
}
