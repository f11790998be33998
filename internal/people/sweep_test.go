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
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/testkit"
)

var sweeper = access.System("test")

// sweep looks through the whole register.
func (h *house) sweep(tb testing.TB) people.Sweep {
	tb.Helper()
	s, err := h.StartSweep(context.Background(), sweeper)
	check(tb, err)
	for s.Busy() {
		s, err = h.SweepDuplicates(context.Background(), sweeper, 1000)
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

func TestCandidatesShowWhatTheReaderMayLink(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		h.twins(t, "Insideson", eich, eich)
		h.twins(t, "Acrossbek", eich, lily)
		abroad := twin("Abroadman")
		h.alone(t, crl, eich, abroad)
		h.alone(t, ona, "", abroad)
		h.sweep(t)
		all := h.pairs(t, ordinary)
		if len(all) != 3 {
			t.Fatalf("%d pairs", len(all))
		}
		may := func(by access.Actor, c people.Candidate) bool {
			for _, p := range []people.PersonLine{c.A, c.B} {
				if !by.MayOn(people.PermLink, access.Object{Org: p.OrgID, Centre: p.CentreID}) {
					return false
				}
			}
			return true
		}
		for _, by := range []access.Actor{everywhere, ordinary, inCRL, inEich, at(access.Scope{Kind: access.ScopeCentre, ID: lily})} {
			var want []string
			for _, c := range all {
				if may(by, c) {
					want = append(want, c.ID)
					continue
				}
				_, err := h.OpenCandidate(ctx, by, c.ID)
				faulty(t, err, fault.NotFound, "")
				faulty(t, h.DecideCandidate(ctx, by, people.DecideInput{ID: c.ID, Version: 1, Decision: people.CandidateSame}), fault.NotFound, "")
				faulty(t, h.DecideCandidate(ctx, by, people.DecideInput{ID: c.ID, Version: 1, Decision: people.CandidateLater}), fault.NotFound, "")
				faulty(t, h.UndoCandidate(ctx, by, c.ID, 1), fault.NotFound, "")
			}
			var got []string
			for _, c := range h.pairs(t, by) {
				got = append(got, c.ID)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s sees %v, want %v", by.ID, got, want)
			}
			next, err := h.NextCandidate(ctx, by, "")
			check(t, err)
			if (next == nil) != (len(want) == 0) || next != nil && next.Candidate.ID != want[0] {
				t.Errorf("%s is shown %+v", by.ID, next)
			}
		}
		for _, err := range []error{
			first(h.ListCandidates(ctx, nobody, people.CandidatesInput{})), first(h.NextCandidate(ctx, nobody, "")),
			first(h.LastSweep(ctx, nobody)), first(h.StartSweep(ctx, nobody)), first(h.SweepDuplicates(ctx, nobody, 1)), first(h.LastDecided(ctx, nobody)),
			h.DecideCandidate(ctx, nobody, people.DecideInput{ID: all[0].ID}), h.UndoCandidate(ctx, nobody, all[0].ID, 1),
		} {
			faulty(t, err, fault.Forbidden, "")
		}
	})
}

func first[T any](_ T, err error) error { return err }

func TestDecisionsOutliveSweeps(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		for _, name := range []string{"Sameson", "Otherbek", "Laterman", "Editgul"} {
			h.twins(t, name, eich, eich)
		}
		h.sweep(t)
		byName := map[string]people.Candidate{}
		for _, c := range h.pairs(t, inEich) {
			byName[c.A.Name.Given] = c
		}
		if len(byName) != 4 {
			t.Fatalf("pairs %v", byName)
		}
		decide := func(name string, what people.CandidateDecision, on clock.Date) error {
			c := byName[name]
			return h.DecideCandidate(ctx, inEich, people.DecideInput{ID: c.ID, Version: c.Version, Decision: what, RemindOn: on})
		}
		faulty(t, decide("Laterman", people.CandidateLater, date("2026-11-23")), fault.Invalid, "people.error.remind_on")
		faulty(t, decide("Laterman", "open", clock.Date{}), fault.Invalid, "people.error.unknown_code")
		check(t, decide("Sameson", people.CandidateSame, clock.Date{}))
		check(t, decide("Otherbek", people.CandidateDifferent, clock.Date{}))
		check(t, decide("Laterman", people.CandidateLater, date("2026-11-25")))
		f, err := h.Person(ctx, inEich, byName["Editgul"].A.ID)
		check(t, err)
		edited := person("Somebody", "Else", people.SexFemale, "2001-02-03").Identity
		_, err = h.EditPerson(ctx, inEich, people.EditInput{ID: f.ID, Version: f.Version, Identity: edited})
		check(t, err)

		h.clock.Advance(time.Hour)
		h.sweep(t)
		if got := h.pairs(t, inEich); len(got) != 0 {
			t.Errorf("asked about again: %v", given(got))
		}
		h.clock.Advance(48 * time.Hour)
		h.sweep(t)
		got := h.pairs(t, inEich)
		if len(got) != 1 || got[0].ID != byName["Laterman"].ID {
			t.Fatalf("after two days: %v", given(got))
		}
		// What was set aside without a day comes back in a week.
		byName["Laterman"] = got[0]
		check(t, decide("Laterman", people.CandidateLater, clock.Date{}))
		h.clock.Advance(6 * 24 * time.Hour)
		if got := h.pairs(t, inEich); len(got) != 0 {
			t.Errorf("after six days: %v", given(got))
		}
		h.clock.Advance(24 * time.Hour)
		if got := h.pairs(t, inEich); len(got) != 1 {
			t.Errorf("after a week: %v", given(got))
		}
	})
}

func TestDecisionsOnCandidatesAreUndone(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		a, b := h.twins(t, "Undoson", eich, eich)
		h.sweep(t)
		for _, what := range []people.CandidateDecision{people.CandidateSame, people.CandidateDifferent, people.CandidateLater} {
			h.clock.Advance(time.Minute)
			c := h.pairs(t, inEich)[0]
			check(t, h.DecideCandidate(ctx, inEich, people.DecideInput{ID: c.ID, Version: c.Version, Decision: what}))
			last, err := h.LastDecided(ctx, inEich)
			check(t, err)
			if last == nil || last.ID != c.ID || last.Decision != what || last.A.Name.Given != "Undoson" {
				t.Fatalf("last decided %+v", last)
			}
			if other, err := h.LastDecided(ctx, inCRL); err != nil || other != nil {
				t.Errorf("somebody else decided %+v, %v", other, err)
			}
			f, err := h.Person(ctx, inEich, a)
			check(t, err)
			if linked := len(f.Links) == 1 && f.Links[0].PersonID == b && string(f.Links[0].Verdict) == string(what); linked == (what == people.CandidateLater) {
				t.Errorf("%s: links %+v", what, f.Links)
			}
			faulty(t, h.UndoCandidate(ctx, inEich, c.ID, c.Version), fault.Conflict, "people.error.candidate_changed")
			check(t, h.UndoCandidate(ctx, inEich, c.ID, last.Version))
			faulty(t, h.UndoCandidate(ctx, inEich, c.ID, last.Version+1), fault.Conflict, "people.error.candidate_changed")
			if f, err = h.Person(ctx, inEich, a); err != nil || len(f.Links) != 0 {
				t.Errorf("%s: links %+v, %v", what, f.Links, err)
			}
		}
		// What is decided on the page of a file counts here as well, and is undone there.
		check(t, h.LinkPersons(ctx, inEich, b, a))
		if got := h.pairs(t, inEich); len(got) != 0 {
			t.Errorf("linked and asked about: %v", given(got))
		}
		check(t, h.UnlinkPersons(ctx, inEich, a, b))
		h.sweep(t)
		if got := h.pairs(t, inEich); len(got) != 1 {
			t.Errorf("unlinked: %v", given(got))
		}
		entries, err := h.PersonHistory(ctx, everywhere, people.HistoryInput{PersonID: b})
		check(t, err)
		var actions []string
		for _, e := range entries {
			actions = append(actions, e.Action)
		}
		slices.Sort(actions)
		if got := strings.Join(actions, " "); got != "people.candidate.later people.candidate.reopen people.link people.link people.link.different people.register people.unlink people.unlink people.unlink" {
			t.Errorf("history %s", got)
		}
	})
}

// Of two who decide on one pair at once, one is told.
func TestOnePairIsDecidedOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		a, _ := h.twins(t, "Bothson", eich, eich)
		h.sweep(t)
		c := h.pairs(t, inEich)[0]
		errs := make([]error, 6)
		var all sync.WaitGroup
		for n := range errs {
			all.Go(func() {
				what := []people.CandidateDecision{people.CandidateSame, people.CandidateDifferent, people.CandidateLater}[n%3]
				errs[n] = h.DecideCandidate(ctx, inEich, people.DecideInput{ID: c.ID, Version: c.Version, Decision: what})
			})
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				faulty(t, err, fault.Conflict, "people.error.candidate_changed")
			}
		}
		f, err := h.Person(ctx, inEich, a)
		check(t, err)
		if won != 1 || len(f.Links) > 1 {
			t.Errorf("%d decisions, links %+v", won, f.Links)
		}
		// Decided on the file's page meanwhile: the form of before is told as well.
		x, y := h.twins(t, "Elsewherebek", eich, eich)
		h.sweep(t)
		for _, c := range h.pairs(t, inEich) {
			if pairOf(c) != sorted(x, y) {
				continue
			}
			check(t, h.LinkPersons(ctx, inEich, x, y))
			faulty(t, h.DecideCandidate(ctx, inEich, people.DecideInput{ID: c.ID, Version: c.Version, Decision: people.CandidateLater}), fault.Conflict, "people.error.candidate_changed")
		}
	})
}

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
		if s, err = h.SweepDuplicates(ctx, sweeper, 1); err != nil || s.Seen == 0 || !s.Busy() {
			t.Fatalf("after one batch: %+v, %v", s, err)
		}
		if got := h.pairs(t, everywhere); len(got) != len(want) {
			t.Errorf("%d of %d pairs while it is under way", len(got), len(want))
		}
		cut, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := h.SweepDuplicates(cut, sweeper, 1000); err == nil {
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
				if _, err := x.SweepDuplicates(ctx, sweeper, 1000); err != nil {
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

func TestCandidatesArePagedAndFiltered(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		for _, name := range []string{"Pageson", "Pagerbek", "Pagilgul", "Pagodar", "Pagumman"} {
			h.twins(t, name, eich, lily)
		}
		far := twin("Farawayman")
		h.alone(t, ona, "", far)
		far.Birth = people.BirthDate{Year: far.Birth.Year + 1}
		h.alone(t, ona, "", far)
		h.sweep(t)
		for _, ascending := range []bool{false, true} {
			want := h.pairs(t, everywhere)
			if ascending {
				slices.Reverse(want)
			}
			var got []people.Candidate
			in := people.CandidatesInput{Limit: 2, Ascending: ascending}
			var back string
			for {
				page, err := h.ListCandidates(ctx, everywhere, in)
				check(t, err)
				got = append(got, page.Candidates...)
				if in.Cursor = page.Next; in.Cursor == "" {
					back = page.Prev
					break
				}
			}
			for back != "" { // and the whole way back
				page, err := h.ListCandidates(ctx, everywhere, people.CandidatesInput{Limit: 2, Ascending: ascending, Cursor: back})
				check(t, err)
				if n := len(page.Candidates); n != 2 {
					t.Errorf("%d pairs on a page before the last", n)
				}
				back = page.Prev
			}
			if len(got) != len(want) {
				t.Fatalf("%d pairs on all pages, want %d", len(got), len(want))
			}
			for n := range got {
				if got[n].ID != want[n].ID {
					t.Errorf("pair %d is %s, want %s", n, got[n].ID, want[n].ID)
				}
			}
		}
		all := h.pairs(t, everywhere)
		count := func(w people.CandidateFilter) int {
			page, err := h.ListCandidates(ctx, everywhere, people.CandidatesInput{Filter: w})
			check(t, err)
			return page.Total
		}
		if n := count(people.CandidateFilter{Verdict: names.Same}) + count(people.CandidateFilter{Verdict: names.Look}); n != len(all) {
			t.Errorf("%d of both verdicts, want %d", n, len(all))
		}
		if e, l, o := count(people.CandidateFilter{CentreID: eich}), count(people.CandidateFilter{CentreID: lily}), count(people.CandidateFilter{OrgID: ona}); e < 5 || l < 5 || o == 0 || o == len(all) {
			t.Errorf("%d of Eich, %d of Lily, %d of ONA, %d in all", e, l, o, len(all))
		}
		// One pair after the other, past a pair that is gone.
		seen, after := 0, ""
		for {
			next, err := h.NextCandidate(ctx, everywhere, after)
			check(t, err)
			if next == nil {
				break
			}
			seen, after = seen+1, next.Candidate.ID
		}
		if seen != len(all) {
			t.Errorf("%d pairs one by one, want %d", seen, len(all))
		}
		if next, err := h.NextCandidate(ctx, everywhere, db.NewID()); err != nil || next == nil || next.Candidate.ID != all[0].ID {
			t.Errorf("behind one that is gone: %+v, %v", next, err)
		}
		_, err := h.NextCandidate(ctx, everywhere, "nonsense")
		faulty(t, err, fault.Invalid, "people.error.cursor")
		for _, bad := range []people.CandidatesInput{{Cursor: "é"}, {Cursor: "nonsense"}, {Cursor: "x" + db.NewID()}} {
			_, err := h.ListCandidates(ctx, everywhere, bad)
			faulty(t, err, fault.Invalid, "people.error.cursor")
		}
		_, err = h.ListCandidates(ctx, everywhere, people.CandidatesInput{Filter: people.CandidateFilter{Verdict: "maybe"}})
		faulty(t, err, fault.Invalid, "people.error.unknown_code")
	})
}

// Opening a pair is opening both files.
func TestOpeningAPairIsOnRecord(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, h := context.Background(), open(t, d)
		a, b := h.twins(t, "Readson", eich, eich)
		h.sweep(t)
		next, err := h.NextCandidate(ctx, inEich, "")
		check(t, err)
		if _, err := h.OpenCandidate(ctx, inEich, next.Candidate.ID); err != nil {
			t.Error(err)
		}
		for _, id := range []string{a, b} {
			if seen, err := audit.OfPerson(ctx, d, id, audit.Reads, audit.Position{}, 10); err != nil || len(seen) != 2 {
				t.Errorf("%d reads on record, %v", len(seen), err)
			}
		}
		_, err = h.OpenCandidate(ctx, inEich, "nonsense")
		faulty(t, err, fault.NotFound, "")
	})
}

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
				s, err = h.SweepDuplicates(ctx, sweeper, 100)
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
