package people_test

import (
	"context"
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
			first(h.LastSweep(ctx, nobody)), first(h.StartSweep(ctx, nobody)), first(h.SweepDuplicates(ctx, nobody, 1, false)), first(h.LastDecided(ctx, nobody)),
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
