package people_test

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/testkit"
)

// known is what the tests remember of a registered person, to compare with
// what the service says.
type known struct {
	people.PersonInput
	id, reference, household string
	org, centre              string
	size                     int
	at                       clock.Instant
}

func (k known) object() access.Object {
	o := access.Object{Org: k.org, Centre: k.centre}
	if k.Restricted {
		o.Compartment = access.Protection
	}
	return o
}

// populate registers invented households over two organisations, four centres
// and several days, some persons restricted, and returns all of them.
func populate(t *testing.T, h *house, households int) []known {
	t.Helper()
	r := testkit.Rand(t)
	var all []known
	for range households {
		h.clock.Advance(time.Duration(r.IntN(20)) * time.Hour)
		in := invented(r)
		in.OrgID, in.CentreID = []string{crl, ona}[r.IntN(2)], []string{eich, lily, "centre-x", ""}[r.IntN(4)]
		for n := range in.Persons {
			p := &in.Persons[n]
			p.Restricted = r.IntN(8) == 0
			p.Birth.Estimated = r.IntN(5) == 0
			if r.IntN(6) == 0 {
				p.Birth = people.BirthDate{}
			}
			if r.IntN(5) == 0 {
				p.Nationalities = append(p.Nationalities, "XXA")
			}
			if r.IntN(3) == 0 {
				p.Needs = []people.NeedInput{{Code: people.Needs[r.IntN(3)]}, {Code: people.NeedQuiet}}
			}
			p.Languages[0].Interpreter = r.IntN(2) == 0
		}
		out := h.register(t, in)
		party, err := h.Party(context.Background(), h.db, out.HouseholdID)
		check(t, err)
		for n, p := range in.Persons {
			for _, m := range party.Members {
				if m.ID == out.Persons[n].ID {
					p.Unaccompanied = m.Unaccompanied
				}
			}
			all = append(all, known{p, out.Persons[n].ID, out.Persons[n].Reference, out.HouseholdID, in.OrgID, in.CentreID, len(in.Persons), clock.Now(h.clock)})
		}
	}
	return all
}

// admits is the filter, plainly.
func admits(w people.Filter, k known) bool {
	codes := func(n int, at func(int) bool) bool {
		for i := range n {
			if at(i) {
				return true
			}
		}
		return false
	}
	day := k.at.Date()
	return (w.OrgID == "" || w.OrgID == k.org) && (w.CentreID == "" || w.CentreID == k.centre) && (!w.NoCentre || k.centre == "") &&
		(len(w.Statuses) == 0 || slices.Contains(w.Statuses, k.PersonInput.Statuses[0].Code)) &&
		(w.Nationality == "" || slices.Contains(k.Nationalities, w.Nationality)) &&
		(len(w.Sexes) == 0 || slices.Contains(w.Sexes, k.Sex)) &&
		(w.BornFrom == 0 || k.Birth.Year >= w.BornFrom) && (w.BornTo == 0 || k.Birth.Year != 0 && k.Birth.Year <= w.BornTo) &&
		(w.Need == "" || codes(len(k.Needs), func(i int) bool { return k.Needs[i].Code == w.Need })) &&
		(w.Language == "" || codes(len(k.Languages), func(i int) bool { return k.Languages[i].Code == w.Language })) &&
		(w.SizeFrom == 0 || k.size >= w.SizeFrom) && (w.SizeTo == 0 || k.size <= w.SizeTo) &&
		(!w.Unaccompanied || k.Unaccompanied) &&
		(!w.Interpreter || codes(len(k.Languages), func(i int) bool { return k.Languages[i].Interpreter })) &&
		(w.RegisteredFrom.IsZero() || !day.Before(w.RegisteredFrom)) && (w.RegisteredTo.IsZero() || !day.After(w.RegisteredTo))
}

func drawFilter(t *rapid.T) people.Filter {
	maybe := func(label string, f func()) {
		if rapid.IntRange(0, 5).Draw(t, label) == 0 {
			f()
		}
	}
	var w people.Filter
	maybe("org?", func() { w.OrgID = rapid.SampledFrom([]string{crl, ona, "none"}).Draw(t, "org") })
	maybe("centre?", func() { w.CentreID = rapid.SampledFrom([]string{eich, lily, "none"}).Draw(t, "centre") })
	maybe("no centre", func() { w.NoCentre = true })
	maybe("status?", func() { w.Statuses = rapid.SliceOfN(rapid.SampledFrom(people.Statuses), 1, 8).Draw(t, "status") })
	maybe("nationality?", func() { w.Nationality = rapid.SampledFrom([]string{"ERI", "SYR", "XXA", "LUX"}).Draw(t, "nationality") })
	maybe("sex?", func() { w.Sexes = rapid.SliceOfN(rapid.SampledFrom(people.Sexes), 1, 2).Draw(t, "sex") })
	maybe("born from?", func() { w.BornFrom = rapid.IntRange(1940, 2026).Draw(t, "born from") })
	maybe("born to?", func() { w.BornTo = rapid.IntRange(1940, 2026).Draw(t, "born to") })
	maybe("need?", func() { w.Need = rapid.SampledFrom(people.Needs).Draw(t, "need") })
	maybe("language?", func() { w.Language = rapid.SampledFrom([]string{"ti", "fr", "so"}).Draw(t, "language") })
	maybe("size from?", func() { w.SizeFrom = rapid.IntRange(1, 6).Draw(t, "size from") })
	maybe("size to?", func() { w.SizeTo = rapid.IntRange(1, 6).Draw(t, "size to") })
	maybe("unaccompanied", func() { w.Unaccompanied = true })
	maybe("interpreter", func() { w.Interpreter = true })
	maybe("from?", func() { w.RegisteredFrom = date("2026-11-23").AddDays(rapid.IntRange(0, 30).Draw(t, "from")) })
	maybe("to?", func() { w.RegisteredTo = date("2026-11-23").AddDays(rapid.IntRange(0, 30).Draw(t, "to")) })
	return w
}

// drawActor returns somebody with one or two grants of some scope and compartments.
func drawActor(t *rapid.T) access.Actor {
	var a access.Actor
	for range rapid.IntRange(0, 2).Draw(t, "grants") {
		scope := rapid.SampledFrom([]access.Scope{
			access.Everywhere, {Kind: access.ScopeOrganisation, ID: crl}, {Kind: access.ScopeOrganisation, ID: ona},
			{Kind: access.ScopeCentre, ID: eich}, {Kind: access.ScopeCentre, ID: lily}, {Kind: access.ScopeCentre}, {Kind: access.ScopeTeam, ID: "team"},
		}).Draw(t, "scope")
		perms := rapid.SliceOfDistinct(rapid.SampledFrom(allPermissions), rapid.ID).Draw(t, "permissions")
		if rapid.Bool().Draw(t, "all permissions") {
			perms = allPermissions
		}
		var open []access.Compartment
		if rapid.Bool().Draw(t, "protection") {
			open = []access.Compartment{access.Protection}
		}
		a.Grants = append(a.Grants, access.Grant{Role: access.Role{Code: "drawn", Permissions: perms, Compartments: open}, Scope: scope})
	}
	return a
}

func TestListsAgreeWithAPlainModel(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		all := populate(t, h, 50)
		slices.SortFunc(all, func(a, b known) int {
			if c := b.at.Compare(a.at); c != 0 {
				return c
			}
			return strings.Compare(b.id, a.id)
		})
		rapid.Check(t, func(t *rapid.T) {
			by, w := drawActor(t), drawFilter(t)
			var want []string
			for _, k := range all {
				if by.MayOn(people.PermList, k.object()) && admits(w, k) {
					want = append(want, k.id)
				}
			}
			limit := rapid.SampledFrom([]int{1, 2, 7, 200}).Draw(t, "limit")
			if !by.May(people.PermList) {
				if _, err := h.ListPersons(ctx, by, people.ListInput{Filter: w}); !fault.Is(err, fault.Forbidden, "") {
					t.Fatalf("listed without permission: %v", err)
				}
				return
			}
			var there, back []string
			var last people.PersonPage
			for cursor := ""; ; cursor = last.Next {
				page, err := h.ListPersons(ctx, by, people.ListInput{Filter: w, Cursor: cursor, Limit: limit})
				if err != nil || page.Total != len(want) || page.More {
					t.Fatalf("total %d, want %d, %v", page.Total, len(want), err)
				}
				if (page.Prev == "") != (cursor == "") {
					t.Fatalf("first page %v, Prev %q", cursor == "", page.Prev)
				}
				last = page
				there = append(there, ids(page)...)
				if page.Next == "" {
					break
				}
			}
			if diff := cmp.Diff(want, there); diff != "" {
				t.Fatalf("forwards (-want +got):\n%s", diff)
			}
			for page := last; ; {
				back = append(ids(page), back...)
				if page.Prev == "" {
					break
				}
				var err error
				if page, err = h.ListPersons(ctx, by, people.ListInput{Filter: w, Cursor: page.Prev, Limit: limit}); err != nil || page.Next == "" {
					t.Fatalf("backwards: Next %q, %v", page.Next, err)
				}
			}
			if diff := cmp.Diff(want, back); diff != "" {
				t.Fatalf("backwards (-want +got):\n%s", diff)
			}
		})
	})
}

func ids(p people.PersonPage) []string {
	var out []string
	for _, x := range p.Persons {
		out = append(out, x.ID)
	}
	return out
}

// Whatever an actor asks, no answer has somebody whom they may not see, and
// what they may see is there.
func TestNoAnswerLeavesTheScope(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		all := populate(t, h, 25)
		byID := map[string]known{}
		for _, k := range all {
			byID[k.id] = k
		}
		rapid.Check(t, func(t *rapid.T) {
			by := drawActor(t)
			k := rapid.SampledFrom(all).Draw(t, "person")
			_, err := h.Person(ctx, by, k.id)
			if by.MayOn(people.PermRead, k.object()) != (err == nil) || err != nil && !fault.Is(err, fault.NotFound, "") {
				t.Fatalf("file: %v", err)
			}
			home, err := h.Household(ctx, by, k.household)
			for _, m := range home.Members {
				if !by.MayOn(people.PermRead, byID[m.ID].object()) {
					t.Fatal("household shows somebody out of scope")
				}
			}
			if err != nil && (!fault.Is(err, fault.NotFound, "") || by.MayOn(people.PermRead, k.object())) {
				t.Fatalf("household: %v", err)
			}
			texts := map[string]bool{k.Given + " " + k.Family: true, k.reference: false}
			for text, byName := range texts {
				found, err := h.FindPersons(ctx, by, text, 100)
				if err != nil && by.May(people.PermSearch) {
					t.Fatal(err)
				}
				self := false
				for _, f := range found {
					x := byID[f.ID]
					if !by.MayOn(people.PermSearch, x.object()) || x.Restricted && (byName || !by.MayOn(people.PermRestricted, x.object())) {
						t.Fatalf("found somebody out of scope by %s", f.By)
					}
					self = self || f.ID == k.id
				}
				may := by.MayOn(people.PermSearch, k.object()) && (!k.Restricted || !byName && by.MayOn(people.PermRestricted, k.object()))
				if self != may {
					t.Fatalf("found %v, may be found %v (by name %v)", self, may, byName)
				}
			}
			similar, err := h.SimilarPersons(ctx, by, people.SimilarInput{Identity: k.Identity})
			if err != nil && by.May(people.PermIdentify) {
				t.Fatal(err)
			}
			for _, s := range similar {
				if x := byID[s.ID]; x.Restricted || !by.MayOn(people.PermIdentify, x.object()) {
					t.Fatal("similar to somebody out of scope")
				}
			}
		})
	})
}

func TestListRefusesNonsense(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		for field, in := range map[string]people.ListInput{
			"cursor":          {Cursor: "' OR 1=1"},
			"statuses.0.code": {Filter: people.Filter{Statuses: []people.StatusCode{"%"}}},
			"need":            {Filter: people.Filter{Need: "_"}},
			"nationality":     {Filter: people.Filter{Nationality: "%%%"}},
			"language":        {Filter: people.Filter{Language: "ti' --"}},
			"registered_from": {Filter: people.Filter{RegisteredFrom: clock.Date{Year: 2026, Month: 2, Day: 30}}},
		} {
			_, err := h.ListPersons(context.Background(), everywhere, in)
			if l := fault.Of(err); len(l) != 1 || l[0].Kind != fault.Invalid || l[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}

func TestFindPersons(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		out := h.register(t, family())
		mail := person("Ali", "Rezai", people.SexMale, "1990-01-01")
		mail.Original = "علی رضایی"
		mail.Contacts = []people.ContactInput{{Kind: people.ContactEmail, Value: "Ali.Rezai@example.org"}}
		ali := h.register(t, household(ona, lily, mail)).Persons[0]
		head, son, baby := out.Persons[0], out.Persons[1], out.Persons[2]
		bare := strings.ReplaceAll(head.Reference, "-", "")
		for text, want := range map[string][]string{
			head.Reference:                  {head.ID},
			strings.ToLower(head.Reference): {head.ID},
			bare:                            {head.ID},
			bare[:len(bare)-1]:              {head.ID}, // without its letter
			strings.TrimPrefix(head.Reference, "LU-"): nil, // a letter, but no prefix: not a reference
			bare[2 : len(bare)-1]:                     {head.ID},
			out.Reference:                             {head.ID, son.ID, baby.ID},
			swapped(head.Reference):                   nil, // the letter does not fit
			"K0123456":                                {head.ID},
			"k 012 3456":                              {head.ID},
			"K0123457":                                nil,
			"621 123 456":                             {head.ID},
			"00352 621-123-456":                       {head.ID},
			"+352 (0) 621 123 456":                    {head.ID},
			"ali.rezai@EXAMPLE.org":                   {ali.ID},
			"Tekle Selam":                             {head.ID},
			"ሰላም ተክለ":                                 {head.ID},
			"علی رضایی":                               {ali.ID},
			"Selamawit Tekle":                         {head.ID},
			"Ali Rezai 1990":                          {ali.ID},
			"1.1.1990 Rezai":                          {ali.ID},
			"Rezai 1990-01-01":                        {ali.ID},
			"Zzyzx Qwrtp":                             nil,
			"":                                        nil,
			"%":                                       nil,
			strings.Repeat("9", 30):                   nil,
			"\u202e" + head.Reference:                 {head.ID},
		} {
			found, err := h.FindPersons(ctx, everywhere, text, 0)
			check(t, err)
			var got []string
			for _, f := range found {
				if len(want) > 0 && !slices.Contains(want, f.ID) && f.By == people.FoundByName {
					continue // others with a like name come after
				}
				got = append(got, f.ID)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q (-want +got):\n%s", text, diff)
			}
		}
		for _, text := range []string{"'; DROP TABLE people_person; --", "\\", "()*+?[", "<script>", "🙂"} {
			if _, err := h.FindPersons(ctx, everywhere, text, 0); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
		if _, err := h.FindPersons(ctx, everywhere, strings.Repeat("a", 201), 0); !fault.Is(err, fault.Invalid, "") {
			t.Errorf("long text: %v", err)
		}
		_, err := h.FindPersons(ctx, nobody, "Selam", 0)
		faulty(t, err, fault.Forbidden, "")
		got, err := h.SearchPersonIDs(ctx, inCRL, "Ali Rezai", 0)
		if err != nil || len(got) != 0 {
			t.Errorf("out of scope: %v, %v", got, err)
		}
	})
}

// swapped exchanges the last two digits before the letter.
func swapped(ref string) string {
	b := []byte(ref)
	n := len(b) - 3
	if b[n] == b[n-1] {
		b[n] = '9' - (b[n] - '0')
		return string(b)
	}
	b[n], b[n-1] = b[n-1], b[n]
	return string(b)
}

func TestRestrictedPersonsAreFoundByNumberAlone(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		p := family().Persons[0]
		p.Restricted = true
		id := h.register(t, household(crl, eich, p)).Persons[0].ID
		count := func(by access.Actor, text string) int {
			t.Helper()
			found, err := h.FindPersons(ctx, by, text, 0)
			check(t, err)
			return len(found)
		}
		if n := count(everywhere, "Selam Tekle"); n != 0 || h.IndexSize() != 0 {
			t.Errorf("found by name: %d, in the index: %d", n, h.IndexSize())
		}
		if n := count(everywhere, "K0123456"); n != 1 {
			t.Errorf("found by number: %d", n)
		}
		if n := count(ordinary, "K0123456"); n != 0 {
			t.Errorf("found without the compartment: %d", n)
		}
		faulty(t, h.SetRestricted(ctx, ordinary, id, false), fault.NotFound, "")
		check(t, h.SetRestricted(ctx, everywhere, id, false))
		if n := count(ordinary, "Selam Tekle"); n != 1 {
			t.Errorf("lifted, found by name: %d", n)
		}
		faulty(t, h.SetRestricted(ctx, ordinary, id, true), fault.Forbidden, "")
		check(t, h.SetRestricted(ctx, everywhere, id, true))
		if n := count(everywhere, "Selam Tekle"); n != 0 || h.IndexSize() != 0 {
			t.Errorf("restricted again, found by name: %d, in the index: %d", n, h.IndexSize())
		}
		again := people.New(people.Deps{DB: d, Vault: h.vault, Audit: h.audit, Clock: h.clock})
		check(t, again.LoadIndex(ctx))
		if again.IndexSize() != 0 {
			t.Error("loaded into the index")
		}

		names, err := h.DisplayNames(ctx, d, []string{id})
		if err != nil || names[id].Full() != "" || !names[id].Restricted || names[id].Reference == "" {
			t.Errorf("display name %+v, %v", names[id], err)
		}
		for by, want := range map[string]string{"ordinary": "", "everywhere": "Selam Tekle"} {
			names, err := h.DisplayNamesFor(ctx, d, map[string]actor{"ordinary": ordinary, "everywhere": everywhere}[by], []string{id})
			if err != nil || names[id].Full() != want {
				t.Errorf("%s: display name %q, %v", by, names[id].Full(), err)
			}
		}
	})
}

func TestIndexFollowsOtherNodes(t *testing.T) {
	t.Parallel()
	testkit.EachURL(t, func(t *testing.T, url string) {
		ctx := context.Background()
		one, two := open(t, testkit.OpenDB(t, url)), open(t, testkit.OpenDB(t, url))
		check(t, two.db.Mark(ctx))
		out := one.register(t, family())
		find := func(h *house, by access.Actor) int {
			t.Helper()
			found, err := h.FindPersons(ctx, by, "Selam Tekle", 1)
			check(t, err)
			return len(found)
		}
		if find(one, inEich) != 1 || find(two, inEich) != 0 {
			t.Error("before the poll")
		}
		poll(t, two, func() bool { return find(two, inEich) == 1 })
		check(t, one.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return one.SetPlace(ctx, tx, out.HouseholdID, crl, lily)
		}))
		if find(one, inEich) != 0 || find(one, inCRL) != 1 {
			t.Error("the own node does not know the new place")
		}
		poll(t, two, func() bool { return find(two, inEich) == 0 && find(two, inCRL) == 1 })
	})
}

// poll reads the change feed until there is what is waited for. PostgreSQL
// gives a change away when all older transactions of the server have ended,
// those of other tests too.
func poll(t *testing.T, h *house, there func() bool) {
	t.Helper()
	for until := time.Now().Add(20 * time.Second); ; {
		check(t, h.db.Poll(context.Background()))
		if there() {
			return
		}
		if time.Now().After(until) {
			t.Fatal("the change did not arrive")
		}
		runtime.Gosched()
	}
}

func TestTotalIsCountedUpToABound(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		h.register(t, family())
		// Copies without a key can be counted, which is all that is wanted of them.
		check(t, d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO people_person (id, reference, household_id, household_size, org_id, sex, birth_precision,
					nationalities, languages, needs, interpreter, status, unaccompanied, restricted, arrived_on, sealed, created_at, created_by, updated_at)
				WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
				SELECT 'copy' || i, 'copy' || i, household_id, 1, org_id, sex, birth_precision,
					nationalities, languages, needs, interpreter, status, unaccompanied, restricted, arrived_on, sealed, '2000', created_by, updated_at
				FROM n, (SELECT * FROM people_person ORDER BY reference LIMIT 1) p`)
			return err
		}))
		page, err := h.ListPersons(ctx, everywhere, people.ListInput{Limit: 2})
		if err != nil || page.Total != people.MaxTotal || !page.More || len(page.Persons) != 2 {
			t.Errorf("%d, %v, %d, %v", page.Total, page.More, len(page.Persons), err)
		}
	})
}
