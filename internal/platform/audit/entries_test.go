package audit_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"testing"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"

	"github.com/google/go-cmp/cmp"
)

func TestEntriesMatchTheirFilter(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		now := testkit.Clock(t)
		log, err := audit.New(d, now, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize)), "")
		if err != nil {
			t.Fatal(err)
		}
		entries := []struct {
			by access.Actor
			e  audit.Entry
		}{
			{access.Actor{ID: "anna"}, audit.Entry{Action: "test.do", ObjectType: "thing", ObjectID: "0"}},
			{access.Actor{ID: "bert"}, audit.Entry{Action: "test.do", ObjectType: "thing", ObjectID: "1", PersonID: "p", Detail: map[string]any{"n": 3}}},
			{access.Actor{ID: "anna"}, audit.Entry{Action: "test.look", ObjectType: "person", ObjectID: "2", PersonID: "p"}},
			{access.System("night"), audit.Entry{Action: "test.sweep", ObjectType: "thing", ObjectID: "3"}},
			{access.System("night"), audit.Entry{Action: "test.do", ObjectType: "thing", ObjectID: "4"}},
		}
		var times []clock.Instant
		for i, x := range entries {
			if i != 4 { // the last two at the same time
				times = append(times, clock.At(now.Advance(time.Minute)))
			}
			err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return log.Record(ctx, tx, x.by, x.e) })
			if err != nil {
				t.Fatal(err)
			}
		}
		for name, tt := range map[string]struct {
			filter audit.Filter
			want   []string
		}{
			"actor":        {audit.Filter{Actor: "anna"}, []string{"2", "0"}},
			"system":       {audit.Filter{Actor: "system:night", Action: "test.do"}, []string{"4"}},
			"action":       {audit.Filter{Action: "test.look"}, []string{"2"}},
			"object":       {audit.Filter{ObjectID: "1"}, []string{"1"}},
			"person":       {audit.Filter{PersonID: "p"}, []string{"2", "1"}},
			"from":         {audit.Filter{From: times[1], Until: times[3]}, []string{"2", "1"}},
			"until":        {audit.Filter{Until: times[1]}, []string{"0"}},
			"all together": {audit.Filter{Actor: "bert", Action: "test.do", ObjectID: "1", PersonID: "p", From: times[1], Until: times[2]}, []string{"1"}},
			"nothing":      {audit.Filter{Actor: "' OR TRUE --"}, nil},
		} {
			got, err := log.Entries(ctx, tt.filter)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if diff := cmp.Diff(tt.want, objects(got)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		got, err := log.Entries(ctx, audit.Filter{ObjectID: "1"})
		if err != nil {
			t.Fatal(err)
		}
		if e := got[0]; fmt.Sprint(e.Detail["n"]) != "3" || e.Actor != "bert" || !e.At.Equal(times[1]) || e.PersonID != "p" {
			t.Errorf("entry %+v", e)
		}
		actions, err := log.Actions(ctx)
		if diff := cmp.Diff([]string{"test.do", "test.look", "test.sweep"}, actions); diff != "" || err != nil {
			t.Errorf("actions: %v\n%s", err, diff)
		}
	})
}

// Page by page, every entry comes once, though many stand at the same time.
func TestEntriesInPages(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := write(t, d)
		seen := map[string]bool{}
		f := audit.Filter{Limit: 7, Action: "test.do"}
		pages := 0
		for ; ; pages++ {
			list, err := w.log.Entries(context.Background(), f)
			if err != nil {
				t.Fatal(err)
			}
			if len(list) == 0 {
				break
			}
			for _, e := range list {
				if seen[e.ID] {
					t.Fatalf("entry %s comes twice", e.ID)
				}
				seen[e.ID] = true
			}
			f.Before = list[len(list)-1].Position
		}
		if len(seen) != 40 || pages != 6 {
			t.Errorf("%d entries in %d pages, want 40 in 6", len(seen), pages)
		}
	})
}

func objects(list []audit.Recorded) (out []string) {
	for _, e := range list {
		out = append(out, e.ObjectID)
	}
	return out
}
