package people_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/testkit"
)

func TestRegisteredHouseholdReadsBack(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		in := family()
		out := h.register(t, in)
		if len(out.Persons) != 3 || !strings.HasPrefix(out.Reference, "LU-2026-") {
			t.Fatalf("registered as %+v", out)
		}
		head, err := h.Person(ctx, everywhere, out.Persons[0].ID)
		check(t, err)
		want := in.Persons[0]
		if diff := cmp.Diff(want.Identity, head.Identity, cmpopts.IgnoreFields(people.Identity{}, "ArrivedOn")); diff != "" {
			t.Errorf("identity (-typed +read):\n%s", diff)
		}
		if head.ArrivedOn != date("2026-11-23") {
			t.Errorf("arrived on %s, want today", head.ArrivedOn)
		}
		if diff := cmp.Diff(want.Languages, head.Languages); diff != "" {
			t.Errorf("languages:\n%s", diff)
		}
		contacts := map[people.ContactInput]bool{}
		for _, c := range head.Contacts {
			contacts[c.ContactInput] = true
		}
		if !contacts[want.Contacts[0]] || !contacts[want.Contacts[1]] || len(head.Contacts) != 2 {
			t.Errorf("contacts %+v", head.Contacts)
		}
		if len(head.Documents) != 1 || head.Documents[0].DocumentInput != want.Documents[0] {
			t.Errorf("documents %+v", head.Documents)
		}
		if len(head.Needs) != 1 || head.Needs[0].Note != "walks on crutches" || head.Needs[0].From != date("2026-11-23") {
			t.Errorf("needs %+v", head.Needs)
		}
		if len(head.Consents) != 2 || head.Status != people.StatusApplicant || head.Relationship != people.RelationshipHead || !head.Interpreter || head.HouseholdSize != 3 {
			t.Errorf("file %+v", head.Facts)
		}
		son, err := h.Person(ctx, everywhere, out.Persons[1].ID)
		check(t, err)
		if len(son.Representatives) != 1 || son.Representatives[0].PersonID != head.ID || son.Birth.Precision() != people.PrecisionMonth || son.Unaccompanied {
			t.Errorf("son %+v", son)
		}
	})
}

func TestPartyTellsReceptionWhatItNeeds(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		out := h.register(t, family())
		party, err := h.Party(ctx, d, out.HouseholdID)
		check(t, err)
		if party.Reference != out.Reference || party.HeadID != out.Persons[0].ID || party.OrgID != crl || party.CentreID != eich {
			t.Errorf("party %+v", party)
		}
		type member struct {
			ID             string
			Sex            people.Sex
			Age            int
			Needs          []people.NeedCode
			Representative bool
		}
		var got []member
		for _, m := range party.Members {
			got = append(got, member{m.ID, m.Sex, m.AgeOn(date("2026-11-23")), m.Needs, m.Representative})
		}
		want := []member{
			{out.Persons[0].ID, people.SexFemale, 35, []people.NeedCode{people.NeedStepFree}, false},
			{out.Persons[1].ID, people.SexMale, 11, nil, true},
			{out.Persons[2].ID, people.SexFemale, 0, []people.NeedCode{people.NeedCot}, false},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if _, err := h.Party(ctx, d, db.NewID()); !errors.Is(err, db.ErrNoRow) {
			t.Errorf("no such household: %v", err)
		}

		check(t, d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return h.SetPlace(ctx, tx, out.HouseholdID, ona, "") }))
		if party, err = h.Party(ctx, d, out.HouseholdID); err != nil || party.OrgID != ona || party.CentreID != "" {
			t.Errorf("moved: %+v, %v", party, err)
		}
		_, err = h.Person(ctx, inCRL, out.Persons[0].ID)
		faulty(t, err, fault.NotFound, "")
	})
}

func TestAgeOfPartlyKnownBirth(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		for birth, want := range map[string]int{"2008-11-23": 18, "2008-11-24": 17, "2008-11": 17, "2008": 17, "~2000": 25, "": -1} {
			out := h.register(t, household(crl, eich, person("A", "B", people.SexMale, birth)))
			party, err := h.Party(context.Background(), d, out.HouseholdID)
			check(t, err)
			if got := party.Members[0].AgeOn(date("2026-11-23")); got != want {
				t.Errorf("born %q: %d, want %d", birth, got, want)
			}
		}
	})
}

func TestMinorsAloneAreUnaccompanied(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		for _, tt := range []struct {
			births []string
			want   []bool
		}{
			{[]string{"2010-01-01"}, []bool{true}},
			{[]string{"2010-01-01", "2012"}, []bool{true, true}},
			{[]string{"2010-01-01", "1980"}, []bool{false, false}},
			{[]string{"2010-01-01", ""}, []bool{false, false}}, // may be of age
			{[]string{"2008"}, []bool{false}},                  // may be of age
		} {
			var persons []people.PersonInput
			for _, b := range tt.births {
				persons = append(persons, person("A", "B", people.SexFemale, b))
			}
			out := h.register(t, household(crl, eich, persons...))
			party, err := h.Party(context.Background(), d, out.HouseholdID)
			check(t, err)
			for i, m := range party.Members {
				if m.Unaccompanied != tt.want[i] {
					t.Errorf("born %v: member %d unaccompanied %v", tt.births, i, m.Unaccompanied)
				}
			}
		}
	})
}

// change returns a form of one person, changed.
func change(f func(*people.PersonInput)) people.HouseholdInput {
	p := person("Selam", "Tekle", people.SexFemale, "1991-03-14")
	f(&p)
	return household(crl, eich, p)
}

func TestRegistrationNamesEveryWrongField(t *testing.T) {
	t.Parallel()
	h := open(t, testkit.OpenDB(t, testkit.URL(t, db.SQLite)))
	one, two, minus := 1, 2, -1
	long := strings.Repeat("ሰ", 201)
	tests := map[string]struct {
		in   people.HouseholdInput
		want []string // field: key without its prefix
	}{
		"no persons":        {people.HouseholdInput{OrgID: crl}, []string{"persons: nobody"}},
		"no organisation":   {household("", "", person("A", "B", "f", "")), []string{"org: required"}},
		"31 persons":        {household(crl, eich, make([]people.PersonInput, 31)...), []string{"persons: too_many"}},
		"head outside":      {people.HouseholdInput{OrgID: crl, Head: 3, Persons: []people.PersonInput{person("A", "B", "f", "")}}, []string{"head: head"}},
		"head below":        {people.HouseholdInput{OrgID: crl, Head: minus, Persons: []people.PersonInput{person("A", "B", "f", "")}}, []string{"head: head"}},
		"second head":       {household(crl, eich, person("A", "B", "f", ""), people.PersonInput{Identity: people.Identity{Names: people.Names{Given: "C"}}, Relationship: "PA"}), []string{"persons.1.relationship: head_second"}},
		"head is a son":     {people.HouseholdInput{OrgID: crl, Persons: []people.PersonInput{{Identity: people.Identity{Names: people.Names{Given: "C"}}, Relationship: "SON"}}}, []string{"persons.0.relationship: head_relationship"}},
		"no relationship":   {household(crl, eich, person("A", "B", "f", ""), people.PersonInput{Identity: people.Identity{Names: people.Names{Given: "C"}}}), []string{"persons.1.relationship: required"}},
		"unknown relation":  {household(crl, eich, person("A", "B", "f", ""), people.PersonInput{Identity: people.Identity{Names: people.Names{Given: "C"}}, Relationship: "XYZ"}), []string{"persons.1.relationship: unknown_code"}},
		"no name":           {change(func(p *people.PersonInput) { p.Names = people.Names{Father: "X"} }), []string{"persons.0.family: name_required"}},
		"name of spaces":    {change(func(p *people.PersonInput) { p.Names = people.Names{Given: " \t\u200e\u202e "} }), []string{"persons.0.family: name_required"}},
		"name too long":     {change(func(p *people.PersonInput) { p.Family = long }), []string{"persons.0.family: too_long"}},
		"control character": {change(func(p *people.PersonInput) { p.Given = "Se\x00lam" }), []string{"persons.0.given: unreadable_text"}},
		"escape sequence":   {change(func(p *people.PersonInput) { p.Mother = "\x1b[31m" }), []string{"persons.0.mother: unreadable_text"}},
		"broken encoding":   {change(func(p *people.PersonInput) { p.Original = "\xff\xfe" }), []string{"persons.0.original: unreadable_text"}},
		"21 aliases":        {change(func(p *people.PersonInput) { p.Aliases = make([]string, 21) }), []string{"persons.0.aliases: too_many"}},
		"sex":               {change(func(p *people.PersonInput) { p.Sex = "female" }), []string{"persons.0.sex: unknown_code"}},
		"born tomorrow":     {change(func(p *people.PersonInput) { p.Birth = people.BirthDate{Year: 2026, Month: 11, Day: 24} }), []string{"persons.0.birth.year: birth_future"}},
		"born 1800":         {change(func(p *people.PersonInput) { p.Birth = people.BirthDate{Year: 1800} }), []string{"persons.0.birth.year: birth_too_old"}},
		"born 30 February":  {change(func(p *people.PersonInput) { p.Birth = people.BirthDate{Year: 1990, Month: 2, Day: 30} }), []string{"persons.0.birth.day: birth_day_range"}},
		"Hijri month 13": {change(func(p *people.PersonInput) {
			p.BirthWritten = &people.WrittenDate{Calendar: people.IslamicCivil, Year: 1400, Month: 13, Day: 1}
		}), []string{"persons.0.birth.month: calendar_month_range"}},
		"nationality":       {change(func(p *people.PersonInput) { p.Nationalities = []string{"ERI", "Eritrean", ""} }), []string{"persons.0.nationalities.1.code: country", "persons.0.nationalities.2.code: required"}},
		"nationality twice": {change(func(p *people.PersonInput) { p.Nationalities = []string{"XKX", "RKS"} }), []string{"persons.0.nationalities.1.code: twice"}},
		"country of birth":  {change(func(p *people.PersonInput) { p.CountryOfBirth = "XXA" }), []string{"persons.0.country_of_birth: country"}},
		"arrived tomorrow":  {change(func(p *people.PersonInput) { p.ArrivedOn = date("2026-11-24") }), []string{"persons.0.arrived_on: date_future"}},
		"arrived unborn":    {change(func(p *people.PersonInput) { p.ArrivedOn = date("1980-01-01") }), []string{"persons.0.arrived_on: date_before_birth"}},
		"languages": {change(func(p *people.PersonInput) {
			p.Languages = []people.Language{{Code: "ti"}, {Code: "klingon"}, {Code: "TI", Level: "good"}}
		}), []string{"persons.0.languages.1.code: unknown_code", "persons.0.languages.2.level: unknown_code", "persons.0.languages.2.code: twice"}},
		"contacts": {change(func(p *people.PersonInput) {
			p.Contacts = []people.ContactInput{{Kind: "fax", Value: "1"}, {Kind: "phone", Value: "call me"}, {Kind: "email", Value: "a@b"}, {Kind: "address"}}
		}), []string{"persons.0.contacts.0.kind: unknown_code", "persons.0.contacts.1.value: phone", "persons.0.contacts.2.value: email", "persons.0.contacts.3.value: required"}},
		"documents": {change(func(p *people.PersonInput) {
			p.Documents = []people.DocumentInput{{Type: "", Number: "A'; DROP TABLE"}, {Type: "passport", IssuedOn: date("2020-01-01"), ValidUntil: date("2019-01-01")}, {Type: "passport", Issuer: "Mars", IssuedOn: date("1985-01-01")}}
		}), []string{"persons.0.documents.0.type: required", "persons.0.documents.0.number: document_number", "persons.0.documents.1.valid_until: date_order", "persons.0.documents.2.issuer: country", "persons.0.documents.2.issued_on: date_before_birth"}},
		"statuses": {change(func(p *people.PersonInput) {
			p.Statuses = []people.StatusInput{{Code: "DPI"}, {Code: "dpi", From: date("2020-01-01")}, {Code: "DPI", From: date("2027-01-01")}, {Code: "DPI", From: clock.Date{Year: 2020, Month: 2, Day: 31}}}
		}), []string{"persons.0.statuses.0.from: required", "persons.0.statuses.1.code: unknown_code", "persons.0.statuses.2.from: date_future", "persons.0.statuses.3.from: date_range"}},
		"needs": {change(func(p *people.PersonInput) {
			p.Needs = []people.NeedInput{{Code: "cot"}, {Code: "pool"}, {Code: "cot"}}
		}), []string{"persons.0.needs.1.code: unknown_code", "persons.0.needs.2.code: twice"}},
		"consents":                        {change(func(p *people.PersonInput) { p.Consents = []people.ConsentInput{{Purpose: "spam"}} }), []string{"persons.0.consents.0.purpose: unknown_code", "persons.0.consents.0.language: required"}},
		"adult is no unaccompanied minor": {change(func(p *people.PersonInput) { p.Unaccompanied = true }), []string{"persons.0.unaccompanied: unaccompanied_age"}},
		"representatives": {change(func(p *people.PersonInput) {
			p.Birth = people.BirthDate{Year: 2015}
			p.Representatives = []people.RepresentativeInput{{Kind: "guardian"}, {Kind: "uncle", Name: "X"}, {Kind: "parent", Member: &one}, {Kind: "parent", Member: &two, Name: "X"}}
		}), []string{"persons.0.representatives.0.name: representative_who", "persons.0.representatives.1.kind: unknown_code", "persons.0.representatives.3.name: representative_who", "persons.0.representatives.2.member: representative_who", "persons.0.representatives.3.member: representative_who"}},
		"represented adult": {change(func(p *people.PersonInput) {
			p.Representatives = []people.RepresentativeInput{{Kind: "guardian", Name: "X"}}
		}), []string{"persons.0.representatives.0.kind: representative_age"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := h.RegisterHousehold(context.Background(), everywhere, tt.in)
			var got []string
			for _, f := range fault.Of(err) {
				if f.Kind != fault.Invalid {
					t.Errorf("not an invalid field: %v", f)
				}
				got = append(got, f.Field+": "+strings.TrimPrefix(f.Key, "people.error."))
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.SortSlices(strings.Compare)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNamesAreCleaned(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		out := h.register(t, change(func(p *people.PersonInput) {
			p.Given, p.Family = "  Jose\u0301\u00a0 \n Mari\u0301a ", "\u202eevil\u202c"
			p.Original, p.Aliases = "علی\u200cرضا", []string{"", "Zé"} // the joiner belongs to the spelling
		}))
		f, err := h.Person(context.Background(), everywhere, out.Persons[0].ID)
		check(t, err)
		want := people.Names{Given: "José María", Family: "evil", Original: "علی\u200cرضا", Aliases: []string{"Zé"}}
		if diff := cmp.Diff(want, f.Names); diff != "" {
			t.Error(diff)
		}
	})
}

func TestForeignCalendarIsKeptAndConverted(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		written := people.WrittenDate{Calendar: people.SolarHijri, Year: 1370, Month: 1, Day: 1}
		out := h.register(t, change(func(p *people.PersonInput) { p.BirthWritten, p.Birth = &written, people.BirthDate{} }))
		f, err := h.Person(context.Background(), everywhere, out.Persons[0].ID)
		check(t, err)
		if f.Birth.String() != "1991-03-21" || f.BirthWritten == nil || *f.BirthWritten != written {
			t.Errorf("%v as %v", f.BirthWritten, f.Birth)
		}
	})
}

func TestRegistrationNeedsPermissionThere(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		restricted := change(func(p *people.PersonInput) { p.Restricted = true })
		for name, tt := range map[string]struct {
			by access.Actor
			in people.HouseholdInput
			ok bool
		}{
			"nobody":                  {nobody, family(), false},
			"own centre":              {inEich, family(), true},
			"other centre":            {inEich, household(crl, lily, person("A", "B", "f", "")), false},
			"no centre":               {inEich, household(crl, "", person("A", "B", "f", "")), false},
			"own organisation":        {inCRL, household(crl, lily, person("A", "B", "f", "")), true},
			"other organisation":      {inCRL, household(ona, eich, person("A", "B", "f", "")), false},
			"restricted, not opened":  {ordinary, restricted, false},
			"restricted, opened":      {everywhere, restricted, true},
			"read is not to register": {only(people.PermRead), family(), false},
		} {
			_, err := h.RegisterHousehold(ctx, tt.by, tt.in)
			if tt.ok {
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
				continue
			}
			faulty(t, err, fault.Forbidden, "")
		}
	})
}

func TestConcurrentRegistrationsHaveUniqueReferences(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		nodes := []*house{open(t, d), open(t, d)} // two processes have two stocks
		var mu sync.Mutex
		seen := map[string]bool{}
		var all sync.WaitGroup
		for w := range 8 {
			all.Go(func() {
				for k := range 10 {
					h := nodes[(w+k)%2]
					var out people.Registered
					var err error
					if k%3 == 0 { // as reception does, without a stock
						err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
							out, err = h.RegisterHouseholdTx(ctx, tx, everywhere, numbered(w, 3))
							return err
						})
					} else {
						out, err = h.RegisterHousehold(ctx, everywhere, numbered(w, 3))
					}
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					for _, ref := range []string{out.Reference, out.Persons[0].Reference, out.Persons[1].Reference, out.Persons[2].Reference} {
						if _, _, err := people.ParseReference(ref); err != nil || seen[ref] {
							t.Errorf("reference %s: again %v, %v", ref, seen[ref], err)
						}
						seen[ref] = true
					}
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if len(seen) != 8*10*4 {
			t.Errorf("%d references", len(seen))
		}
	})
}

func TestRolledBackRegistrationLeavesNothing(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		full := errors.New("no bed")
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if _, err := h.RegisterHouseholdTx(ctx, tx, everywhere, family()); err != nil {
				return err
			}
			return full
		})
		if !errors.Is(err, full) {
			t.Fatal(err)
		}
		for _, table := range []string{"people_household", "people_person", "people_datakey", "people_member", "people_contact", "audit_entry", "platform_change"} {
			n, err := db.One(ctx, d, db.Value[int], `SELECT COUNT(*) FROM `+table)
			if err != nil || n != 0 {
				t.Errorf("%s: %d rows, %v", table, n, err)
			}
		}
		h.register(t, family())
		n, err := db.One(ctx, d, db.Value[int], `SELECT COUNT(*) FROM audit_entry WHERE action = 'people.register' AND person_id IS NOT NULL`)
		if err != nil || n != 3 {
			t.Errorf("%d audit entries, %v", n, err)
		}
	})
}

func BenchmarkRegisterHousehold(b *testing.B) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			h := open(b, testkit.OpenDB(b, testkit.URL(b, engine)))
			in := numbered(1, 3)
			b.SetParallelism(8)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := h.RegisterHousehold(context.Background(), everywhere, in); err != nil {
						b.Error(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "households/s")
		})
	}
}
