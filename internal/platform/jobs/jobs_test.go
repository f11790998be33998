package jobs_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/jobs"
	"passerelle/internal/testkit"
)

type greeting struct{ ID string }

func TestAJobRunsWhenItsTransactionCommits(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := jobs.Migrate(ctx, d); err != nil {
			t.Fatal(err)
		}
		q := jobs.New(d)
		ran := make(chan string, 10)
		jobs.On(q, "greet", func(_ context.Context, g greeting) error { ran <- g.ID; return nil })
		var beats atomic.Int32
		q.Every(time.Hour, "beat", func(context.Context) error { beats.Add(1); ran <- "beat"; return nil })

		rolledBack := errors.New("rolled back")
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := q.Enqueue(ctx, tx, "greet", greeting{"never"}); err != nil {
				return err
			}
			return rolledBack
		})
		if !errors.Is(err, rolledBack) {
			t.Fatalf("Write = %v, want the function's own error", err)
		}
		err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return q.Enqueue(ctx, tx, "greet", greeting{"once"}) })
		if err != nil {
			t.Fatal(err)
		}
		if err := q.Start(ctx); err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		for len(got) < 2 {
			select {
			case id := <-ran:
				got[id]++
			case <-ctx.Done():
				t.Fatalf("jobs that ran before the deadline: %v, want once and beat", got)
			}
		}
		if err := q.Stop(ctx); err != nil {
			t.Fatal(err)
		}
		if got["never"] != 0 || got["once"] != 1 {
			t.Errorf("jobs that ran: %v, want once but not never", got)
		}
	})
}

func TestAnUnknownJobIsRefused(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			return jobs.New(d).Enqueue(ctx, tx, "nobody", nil)
		})
		if err == nil {
			t.Error("Enqueue of a job that nobody works succeeded")
		}
	})
}
