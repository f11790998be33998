package reception_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/reception"
	"passerelle/internal/testkit"
)

// wait puts a family on the waiting list since n days before stockDay.
func (k *stock) wait(f family, since int, grounds ...string) reception.Waiting {
	k.Helper()
	w, err := k.s.AddToWaiting(context.Background(), root, reception.WaitingIn{HouseholdID: f.id, Since: day(-since), Grounds: grounds})
	k.must(err)
	return w
}

func TestWaitingListOrdersByNeedThenTime(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		long, short := k.register("", man), k.register("", man)
		mother, old, ill := k.register("", woman, girl), k.register("", who{sex: people.SexMale, born: 1950}), k.register("", man)
		k.wait(short, 3)
		k.wait(long, 40)
		k.wait(old, 1)
		k.wait(mother, 0)
		k.wait(ill, 2, "serious_illness")
		rows, err := k.s.WaitingList(ctx, root)
		k.must(err)
		var got []string
		for i, r := range rows {
			got = append(got, r.HouseholdID)
			if r.Rank != i+1 || r.Lines[len(r.Lines)-1].Code == reception.RankDraw {
				t.Errorf("row %d: %+v", i, r)
			}
		}
		if diff := cmp.Diff([]string{mother.id, ill.id, old.id, long.id, short.id}, got); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]reception.RankLine{{Code: "single_parent", Weight: 60}, {Code: "minor", Weight: 50}, {Code: reception.RankWaiting}}, rows[0].Lines); diff != "" {
			t.Errorf("why the mother comes first (-want +got):\n%s", diff)
		}
		// A tie is said to be one.
		k.wait(k.register("", man), 3)
		rows, err = k.s.WaitingList(ctx, root)
		k.must(err)
		if a, b := rows[4], rows[5]; a.Lines[1].Code != reception.RankDraw || b.Lines[1].Code != reception.RankDraw || a.ID > b.ID {
			t.Errorf("tie %+v, %+v", a, b)
		}
		// A desk without the medical compartment sees that there is a ground, not which.
		desk := actor(access.Scope{Kind: access.ScopeOrganisation, ID: k.org}, reception.PermWaiting)
		rows, err = k.s.WaitingList(ctx, desk)
		k.must(err)
		if rows[1].HouseholdID != ill.id || rows[1].Lines[0].Code != reception.RankHidden || len(rows[1].Grounds) != 0 || rows[1].Weight != 60 {
			t.Errorf("the desk reads %+v", rows[1])
		}
		calls, err := k.s.CallList(ctx, desk)
		k.must(err)
		if len(calls) != 6 || !strings.HasPrefix(calls[0].Reference, "W-") || calls[0].Persons != 2 {
			t.Errorf("call list %+v", calls)
		}
		if elsewhere, err := k.s.WaitingList(ctx, actor(access.Scope{Kind: access.ScopeOrganisation, ID: "other"}, reception.PermWaiting)); err != nil || len(elsewhere) != 0 {
			t.Errorf("another operator reads %d rows, %v", len(elsewhere), err)
		}
	})
}

func TestWaitingLapsesUnlessConfirmed(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		kept, lost := k.wait(k.register("", man), 5), k.wait(k.register("", man), 5)
		days := reception.Grounds().Terms[0].ConfirmDays
		k.pass(days - 1)
		rows, err := k.s.WaitingList(ctx, root)
		k.must(err)
		if !rows[0].Lapsing {
			t.Error("nothing says that it lapses")
		}
		_, err = k.s.ConfirmAvailability(ctx, root, kept.ID)
		k.must(err)
		k.pass(1)
		if n, err := k.s.ExpireWaiting(ctx, root); n != 0 || err != nil {
			t.Errorf("on the last day %d lapse, %v", n, err)
		}
		k.pass(1)
		keyed(t, errOf(k.s.ExpireWaiting(ctx, actor(access.Everywhere, reception.PermWaiting))), fault.Forbidden, "")
		if n, err := k.s.ExpireWaiting(ctx, root); n != 1 || err != nil {
			t.Errorf("%d lapse, %v", n, err)
		}
		if n := audited(k, "reception.expire_waiting"); n != 1 {
			t.Errorf("%d on record", n)
		}
		keyed(t, errOf(k.s.ConfirmAvailability(ctx, root, lost.ID)), fault.Conflict, "reception.error.waiting_over")
		k.must(k.s.CloseWaiting(ctx, root, kept.ID))
	})
}

func TestPlaceTakesOffTheWaitingList(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		room := k.room(k.floor(k.centre().ID), "1", 2)
		k.load()
		pair, single := k.register("", man, woman, boy), k.register("", man)
		k.wait(pair, 9)
		w := k.wait(single, 0)
		_, err := k.s.AddToWaiting(ctx, root, reception.WaitingIn{HouseholdID: single.id})
		keyed(t, err, fault.Conflict, "reception.error.waiting_already")
		offer, err := k.s.OfferNext(ctx, root, reception.OfferIn{RoomIDs: []string{room.ID}})
		k.must(err)
		if offer.Row == nil || offer.Row.ID != w.ID || len(offer.Passed) != 1 || offer.Passed[0].Row.HouseholdID != pair.id || offer.Passed[0].Refused["beds_short"] != 1 {
			t.Fatalf("offer %+v", offer)
		}
		_, err = k.s.Place(ctx, root, reception.PlaceIn{HouseholdID: single.id, From: stockDay, Assignments: offer.Suggestions[0].Assignments()})
		k.must(err)
		rows, err := k.s.WaitingList(ctx, root)
		k.must(err)
		if len(rows) != 1 || rows[0].HouseholdID != pair.id {
			t.Errorf("still waiting: %+v", rows)
		}
		_, err = k.s.AddToWaiting(ctx, root, reception.WaitingIn{HouseholdID: single.id})
		keyed(t, err, fault.Conflict, "reception.error.has_place")
		if offer, err := k.s.OfferNext(ctx, root, reception.OfferIn{}); err != nil || offer.Row != nil || len(offer.Passed) != 1 {
			t.Errorf("nothing fits the family: %+v, %v", offer, err)
		}
	})
}

func TestGroundsTableIsComplete(t *testing.T) {
	t.Parallel()
	table := reception.Grounds()
	var articles []string
	for _, g := range table.Grounds {
		articles = append(articles, g.Article)
		if g.Weight <= 0 || g.Code == "" || !g.From.Valid() {
			t.Errorf("ground %+v", g)
		}
		if g.Compartment != "" && !slices.Contains(access.Compartments, g.Compartment) {
			t.Errorf("compartment %q", g.Compartment)
		}
	}
	slices.Sort(articles)
	want := strings.Fields("24(a) 24(b) 24(c) 24(d) 24(e) 24(f) 24(g) 24(h) 24(i) 24(j) 24(k)")
	if diff := cmp.Diff(want, articles); diff != "" {
		t.Errorf("articles (-want +got):\n%s", diff)
	}
	if len(table.Terms) == 0 || table.Terms[0].ConfirmDays <= table.Terms[0].RemindDays {
		t.Errorf("terms %+v", table.Terms)
	}
}

// A household that comes with the reference of the call list is found by it.
func TestWaitingIsFoundByItsReference(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), newStock(t, d)
		c, other := k.centre(), k.centre()
		home := k.register(c.ID, man)
		w, err := k.s.AddToWaiting(ctx, root, reception.WaitingIn{HouseholdID: home.id, CentreID: c.ID})
		k.must(err)
		for typed, want := range map[string]int{w.Reference: 1, " " + strings.ToLower(w.Reference) + " ": 1, "W-0000-0000": 0, w.Reference[2:]: 0, "": 0} {
			found, err := k.s.FindWaiting(ctx, root, typed)
			k.must(err)
			if len(found) != want || want == 1 && found[0].HouseholdID != home.id {
				t.Errorf("%q: %+v", typed, found)
			}
		}
		for _, by := range []access.Actor{
			actor(access.Scope{Kind: access.ScopeCentre, ID: other.ID}, reception.PermWaiting), actor(access.Everywhere, reception.PermCentres),
		} {
			if found, err := k.s.FindWaiting(ctx, by, w.Reference); err != nil || len(found) != 0 {
				t.Errorf("%s finds %+v, %v", by.ID, found, err)
			}
		}
	})
}
