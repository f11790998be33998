package people_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"passerelle/internal/engine/names"
	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

var sweeper = access.System("test")

// sweep looks through the whole register.
func (h *house) sweep(tb testing.TB) people.Sweep {
	tb.Helper()
	s, err := h.StartSweep(context.Background(), sweeper)
	check(tb, err)
	for s.Busy() {
		s, err = h.SweepDuplicates(context.Background(), sweeper, 1000, false)
		check(tb, err)
	}
	return s
}

// pairs are the pairs that wait for by, each as the two references in order.
func (h *house) pairs(tb testing.TB, by access.Actor) []people.Candidate {
	tb.Helper()
	page, err := h.ListCandidates(context.Background(), by, people.CandidatesInput{Limit: 200})
	check(tb, err)
	n, more, err := h.CountCandidates(context.Background(), by)
	check(tb, err)
	if n != len(page.Candidates) || page.Total != n || more || page.More {
		tb.Errorf("%d pairs in the list, total %d, counted %d", len(page.Candidates), page.Total, n)
	}
	return page.Candidates
}

func pairOf(c people.Candidate) [2]string {
	if c.A.ID > c.B.ID {
		return [2]string{c.B.ID, c.A.ID}
	}
	return [2]string{c.A.ID, c.B.ID}
}

// alone registers somebody as a household of one.
func (h *house) alone(tb testing.TB, org, centre string, p people.PersonInput) string {
	tb.Helper()
	return h.register(tb, household(org, centre, p)).Persons[0].ID
}

func sorted(a, b string) [2]string {
	if a > b {
		a, b = b, a
	}
	return [2]string{a, b}
}

func TestSweepFindsPlantedDuplicates(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		r := testkit.Rand(t)
		for range 30 { // a crowd to be found among
			h.register(t, invented(r))
		}
		script := person("", "", people.SexFemale, "1987-06-05")
		script.Original = "مريم حسيني"
		swapped := person("Weldemariam", "Tesfagiorgis", people.SexMale, "1984-07-21")
		swapped.Given, swapped.Family = swapped.Family, swapped.Given
		want := map[string][2]string{
			"other script": sorted(
				h.alone(t, crl, eich, person("Maryam", "Hosseini", people.SexFemale, "1987-06-05")), h.alone(t, crl, lily, script)),
			"swapped names": sorted(
				h.alone(t, crl, eich, person("Weldemariam", "Tesfagiorgis", people.SexMale, "1984-07-21")), h.alone(t, ona, "", swapped)),
			"swapped day and month": sorted(
				h.alone(t, crl, eich, person("Bashir", "Noorzai", people.SexMale, "1990-03-11")),
				h.alone(t, crl, eich, person("Bashir", "Noorzai", people.SexMale, "1990-11-03"))),
			"other spelling": sorted(
				h.alone(t, crl, eich, person("Oleksandr", "Kovalchuk", people.SexMale, "1979-12-30")),
				h.alone(t, crl, eich, person("Aleksander", "Kowaltschuk", people.SexMale, "1979"))),
		}
		s := h.sweep(t)
		if s.Seen != s.Total || s.Seen != h.IndexSize() {
			t.Errorf("sweep %+v of %d persons", s, h.IndexSize())
		}
		var found [][2]string
		for _, c := range h.pairs(t, everywhere) {
			found = append(found, pairOf(c))
			if c.Score <= 0 || c.Score > 1 || c.Verdict != names.Same && c.Verdict != names.Look || c.Decision != people.CandidateOpen {
				t.Errorf("pair %+v", c)
			}
		}
		for what, pair := range want {
			if !slices.Contains(found, pair) {
				t.Errorf("%s is not found", what)
			}
		}
		if s.Found != len(found) {
			t.Errorf("%d found, %d listed", s.Found, len(found))
		}
	})
}

// twin is a form whose family name and birth go with the given name, so that it
// is like no other.
func twin(name string) people.PersonInput {
	sum := 0
	for n, c := range name {
		sum += (n + 3) * int(c)
	}
	letters := []byte(strings.ToLower(name))
	slices.Reverse(letters)
	return person(name, string(letters), people.SexMale, fmt.Sprintf("%d-%02d-%02d", 1950+sum%61, 1+sum%11, 2+sum%23))
}

// twins registers two records that are certainly alike.
func (h *house) twins(tb testing.TB, name, centreA, centreB string) (a, b string) {
	tb.Helper()
	return h.alone(tb, crl, centreA, twin(name)), h.alone(tb, crl, centreB, twin(name))
}

// given are the given names of pairs, for messages.
func given(all []people.Candidate) (out []string) {
	for _, c := range all {
		out = append(out, fmt.Sprintf("%s+%s %.3f", c.A.Name.Given, c.B.Name.Given, c.Score))
	}
	return out
}

func TestSweepLeavesOutWhatIsNoQuestion(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		a, b := h.twins(t, "Linkedson", eich, eich)
		check(t, h.LinkPersons(ctx, everywhere, a, b))
		a, b = h.twins(t, "Otherman", eich, eich)
		check(t, h.MarkDifferent(ctx, everywhere, a, b))
		a, _ = h.twins(t, "Hiddenbek", eich, eich)
		check(t, h.SetRestricted(ctx, everywhere, a, true))

		sister, brother := person("Ziba", "Rahmanullah", people.SexFemale, "2016-05-04"), person("Feroz", "Rahmanullah", people.SexMale, "2016-05-04")
		twin, baby := person("Zarmina", "Rahmanullah", people.SexFemale, "2016-05-04"), person("", "", people.SexFemale, "2026-10-02")
		baby.NameUnknown = true
		h.register(t, household(crl, eich, person("Gulalai", "Rahmanullah", people.SexFemale, "1990-01-07"), sister, brother, twin, baby))
		again := person("Mirwais", "Stanekzai", people.SexMale, "2014-09-09")
		twice := h.register(t, household(crl, eich, person("Palwasha", "Stanekzai", people.SexFemale, "1985-01-07"), again, again))

		// Namesakes of two generations, and a son whose father is called like somebody.
		h.alone(t, crl, eich, person("Abdulsalam", "Haidarkhel", people.SexMale, "1946-01-03"))
		h.alone(t, crl, eich, person("Abdulsalam", "Haidarkhel", people.SexMale, "2008-08-13"))
		son := person("Gulagha", "Wardakzai", people.SexMale, "2004")
		son.Father = "Saifurrahman"
		h.alone(t, crl, eich, son)
		h.alone(t, crl, lily, person("Saifurrahman", "Wardakzai", people.SexMale, "2004-03-16"))

		h.sweep(t)
		got := h.pairs(t, everywhere)
		if len(got) != 1 || pairOf(got[0]) != sorted(twice.Persons[1].ID, twice.Persons[2].ID) {
			t.Errorf("pairs %v", given(got))
		}
		// A restriction takes what was found before along at once.
		check(t, h.SetRestricted(ctx, everywhere, twice.Persons[1].ID, true))
		if got := h.pairs(t, everywhere); len(got) != 0 {
			t.Errorf("pairs %v", given(got))
		}
		if rowsOf(t, d)["people_candidate"] != 0 {
			t.Error("the pair is still kept")
		}
	})
}

// Of two who decide on one pair at once, one is told.
func TestCutSweepGoesOn(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		r := testkit.Rand(t)
		for range 70 {
			in := invented(r).Persons[0]
			in.Documents = nil
			h.alone(t, crl, eich, in)
			h.alone(t, crl, eich, in)
		}
		whole := h.sweep(t)
		want := h.pairs(t, everywhere)
		if len(want) < 70 || whole.Seen != 140 {
			t.Fatalf("%d pairs, %+v", len(want), whole)
		}

		s, err := h.StartSweep(ctx, sweeper)
		check(t, err)
		if s, err = h.SweepDuplicates(ctx, sweeper, 1, false); err != nil || s.Seen == 0 || !s.Busy() {
			t.Fatalf("after one batch: %+v, %v", s, err)
		}
		if got := h.pairs(t, everywhere); len(got) != len(want) {
			t.Errorf("%d of %d pairs while it is under way", len(got), len(want))
		}
		cut, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := h.SweepDuplicates(cut, sweeper, 1000, false); err == nil {
			t.Error("a sweep that was cut off says nothing")
		}
		// Another process goes on where it was, with others beside it.
		other := open(t, d)
		again, err := other.StartSweep(ctx, sweeper)
		if err != nil || again.Run != s.Run || again.Seen != s.Seen {
			t.Errorf("begun again: %+v, was %+v, %v", again, s, err)
		}
		var both sync.WaitGroup
		for _, x := range []*house{h, other} {
			both.Go(func() {
				if _, err := x.SweepDuplicates(ctx, sweeper, 1000, false); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		end, err := h.LastSweep(ctx, everywhere)
		check(t, err)
		if end.Busy() || end.Seen != 140 || end.Run != whole.Run+1 || end.Found != len(want) {
			t.Errorf("end %+v", end)
		}
		got := h.pairs(t, everywhere)
		for _, c := range want {
			if !slices.ContainsFunc(got, func(g people.Candidate) bool { return g.ID == c.ID && g.Score == c.Score }) {
				t.Errorf("pair %s is gone or has another score", c.ID)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%d pairs, want %d", len(got), len(want))
		}
	})
}

func TestCandidatesGoWithThePerson(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		a, b := h.twins(t, "Goneson", eich, eich)
		h.sweep(t)
		c := h.pairs(t, everywhere)[0]
		check(t, h.DecideCandidate(ctx, everywhere, people.DecideInput{ID: c.ID, Version: c.Version, Decision: people.CandidateSame}))
		check(t, d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := h.EraseTx(ctx, tx, everywhere, a)
			return err
		}))
		if n := rowsOf(t, d)["people_candidate"]; n != 0 {
			t.Errorf("%d pairs of somebody who was erased", n)
		}
		h.sweep(t)
		if n := rowsOf(t, d)["people_candidate"]; n != 0 || b == "" {
			t.Errorf("%d pairs after a sweep", n)
		}
	})
}

// Opening a pair is opening both files.
func TestSweepBeginsOnceANight(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		h.twins(t, "Nightson", eich, eich)
		begins := func(at string, want bool) {
			t.Helper()
			now, err := time.ParseInLocation("2006-01-02 15:04", at, clock.Luxembourg)
			check(t, err)
			h.clock.Set(now)
			before, err := h.LastSweep(ctx, everywhere)
			check(t, err)
			s, err := h.StartNightlySweep(ctx, sweeper)
			check(t, err)
			if begun := s.Run > before.Run; begun != want {
				t.Errorf("at %s it begins: %v", at, begun)
			}
			for s.Busy() {
				s, err = h.SweepDuplicates(ctx, sweeper, 100, false)
				check(t, err)
			}
		}
		begins("2026-11-23 22:00", false)
		begins("2026-11-24 01:59", false)
		begins("2026-11-24 02:01", true)
		begins("2026-11-24 03:00", false)
		begins("2026-11-24 23:00", false)
		begins("2026-11-25 05:59", true)
		begins("2026-11-26 12:00", false)
		begins("2026-11-26 18:00", true) // the night passed without
		begins("2026-11-27 02:00", true)
	})
}
