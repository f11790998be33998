package people_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"passerelle/internal/people"
	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

// large returns a house with many persons: PASSERELLE_BENCH_PERSONS, else 20,000.
func large(b *testing.B, engine db.Engine) (*house, db.Engine) {
	b.Helper()
	n, err := strconv.Atoi(os.Getenv("PASSERELLE_BENCH_PERSONS"))
	if err != nil {
		n = 20_000
	}
	h := open(b, testkit.OpenDB(b, testkit.URL(b, engine)))
	r := testkit.Rand(b)
	for done := 0; done < n; {
		check(b, h.db.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			for k := 0; k < 500 && done < n; k++ {
				in := invented(r)
				if _, err := h.RegisterHouseholdTx(ctx, tx, everywhere, in); err != nil {
					return err
				}
				done += len(in.Persons)
			}
			return nil
		}))
		h.clock.Advance(1e9)
	}
	return h, engine
}

// invented returns a household of one to five with names of syllables.
func invented(r *rand.Rand) people.HouseholdInput {
	name := func() string {
		var s strings.Builder
		for range 2 + r.IntN(2) {
			s.WriteString([]string{"ma", "ri", "sel", "am", "tek", "le", "yo", "nas", "ha", "kim", "za", "dor", "be", "lu", "fi", "ost", "ra", "di"}[r.IntN(18)])
		}
		return s.String()
	}
	org, centre := crl, fmt.Sprintf("centre-%d", r.IntN(30))
	if r.IntN(3) == 0 {
		org = ona
	}
	family := name()
	var persons []people.PersonInput
	for i := range 1 + r.IntN(5) {
		p := person(name(), family, people.Sexes[r.IntN(2)], fmt.Sprintf("%d-%02d-%02d", 1950+r.IntN(70), 1+r.IntN(12), 1+r.IntN(28)))
		p.Nationalities = []string{[]string{"ERI", "SYR", "AFG", "VEN", "UKR"}[r.IntN(5)]}
		p.Languages = []people.Language{{Code: []string{"ti", "ar", "fa", "es", "uk"}[r.IntN(5)], Level: "native", Interpreter: r.IntN(2) == 0}, {Code: "fr"}}
		p.Statuses = []people.StatusInput{{Code: people.Statuses[r.IntN(len(people.Statuses))], From: date("2026-01-01")}}
		if r.IntN(50) == 0 {
			p.Needs = []people.NeedInput{{Code: people.Needs[r.IntN(len(people.Needs))]}}
		}
		if i == 0 {
			p.Contacts = []people.ContactInput{{Kind: people.ContactPhone, Value: fmt.Sprintf("+352691%06d", r.IntN(1e6)), Safe: true}}
		}
		persons = append(persons, p)
	}
	return household(org, centre, persons...)
}

// BenchmarkLarge measures reads on many persons.
func BenchmarkLarge(b *testing.B) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			ctx := context.Background()
			h, _ := large(b, engine)
			first, err := h.ListPersons(ctx, everywhere, people.ListInput{})
			check(b, err)
			some := first.Persons[7]
			for name, w := range map[string]people.Filter{
				"all": {}, "centre": {CentreID: "centre-3"}, "need": {Need: people.NeedIsolation}, "nationality": {Nationality: "SYR"},
				"rare": {Need: people.NeedCot, Language: "uk", Statuses: []people.StatusCode{people.StatusTolerated}, SizeFrom: 5},
			} {
				for who, by := range map[string]int{"all": 0, "org": 1} {
					b.Run("list/"+name+"/"+who, func(b *testing.B) {
						for b.Loop() {
							if _, err := h.ListPersons(ctx, []actor{everywhere, inCRL}[by], people.ListInput{Filter: w}); err != nil {
								b.Fatal(err)
							}
						}
					})
				}
			}
			for _, text := range []string{"selam tekle", "yonasha", some.Reference, "+352 691 123 456", "mari"} {
				b.Run("find/"+text, func(b *testing.B) {
					for b.Loop() {
						if _, err := h.FindPersons(ctx, inCRL, text, 20); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
			b.Run("person", func(b *testing.B) {
				for b.Loop() {
					if _, err := h.Person(ctx, everywhere, some.ID); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run("index", func(b *testing.B) {
				for b.Loop() {
					fresh := people.New(people.Deps{DB: h.db, Vault: h.vault, Audit: h.audit, Clock: h.clock})
					check(b, fresh.LoadIndex(ctx))
				}
			})
		})
	}
}
