package db_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

func put(t *testing.T, d *db.DB, login string) error {
	t.Helper()
	return d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO staff_account (id, login, name_sealed, status, created_at) VALUES ($1, $2, $3, $4, $5)`,
			db.NewID(), login, []byte{1}, "active", "2026-11-23T20:00:00.000000Z")
		return err
	})
}

func TestViolationsHaveOneNameOnBothEngines(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		if err := put(t, d, "twice"); err != nil {
			t.Fatal(err)
		}
		if got := db.Violation(put(t, d, "twice")); got != "staff_account_login" {
			t.Errorf("violation of a unique index = %q", got)
		}
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE staff_account SET status = 'sleeping' WHERE login = $1`, "twice")
			return err
		})
		if got := db.Violation(err); got != "staff_account_status" {
			t.Errorf("violation of a check = %q (%v)", got, err)
		}
		if got := db.Violation(errors.New("staff_account_login")); got != "" {
			t.Errorf("violation of an ordinary error = %q", got)
		}
	})
}

// Many writers add to one number: nothing is lost, whatever the engine makes
// them repeat.
func TestConcurrentWritesLoseNothing(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		if err := put(t, d, "counter"); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 10 {
					err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
						n, err := db.One(ctx, tx, db.Value[int], `SELECT version FROM staff_account WHERE login = $1`, "counter")
						if err != nil {
							return err
						}
						_, err = tx.Exec(ctx, `UPDATE staff_account SET version = $1 WHERE login = $2`, n+1, "counter")
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		n, err := db.One(context.Background(), d, db.Value[int], `SELECT version FROM staff_account WHERE login = $1`, "counter")
		if err != nil || n != 81 {
			t.Errorf("counter after 80 increments = %d, %v", n, err)
		}
	})
}

func TestWriteInsideWriteIsRefused(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			return d.Write(ctx, func(context.Context, *db.Tx) error { return nil })
		})
		if err == nil || !strings.Contains(err.Error(), "inside") {
			t.Errorf("Write inside Write = %v", err)
		}
	})
}

func TestAJoinedFunctionSharesTheFate(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		var runs atomic.Int32
		ctx := db.WithJoin(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			runs.Add(1)
			_, err := tx.Exec(ctx, `INSERT INTO staff_account (id, login, name_sealed, status, created_at) VALUES ($1, $2, $3, $4, $5)`,
				db.NewID(), "joined", []byte{1}, "active", "2026-11-23T20:00:00.000000Z")
			return err
		})
		undone := errors.New("undone")
		if err := d.Write(ctx, func(context.Context, *db.Tx) error { return undone }); !errors.Is(err, undone) {
			t.Fatal(err)
		}
		n, err := db.One(context.Background(), d, db.Value[int], `SELECT count(*) FROM staff_account WHERE login = $1`, "joined")
		if err != nil || n != 0 || runs.Load() == 0 {
			t.Errorf("rows of an undone joined write = %d, %v, runs %d", n, err, runs.Load())
		}
		for range 2 { // what was undone is tried again; what committed is not
			if err := d.Write(ctx, func(context.Context, *db.Tx) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
		n, err = db.One(context.Background(), d, db.Value[int], `SELECT count(*) FROM staff_account WHERE login = $1`, "joined")
		if err != nil || n != 1 || runs.Load() != 2 {
			t.Errorf("rows after one undone and two committed writes = %d, %v, runs %d; want 1 row of 2 runs", n, err, runs.Load())
		}
	})
}

func TestAReadCannotWrite(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		err := d.Read(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM staff_account WHERE id = $1`, "x")
			return err
		})
		if err == nil {
			t.Error("a read deleted")
		}
	})
}

func TestChangesReachFollowersHereAndElsewhere(t *testing.T) {
	t.Parallel()
	testkit.EachURL(t, func(t *testing.T, url string) {
		ctx := context.Background()
		d, other := testkit.OpenDB(t, url), testkit.OpenDB(t, url)
		var here, there []string
		d.OnChange("thing", func(_ context.Context, ids []string) { here = append(here, ids...) })
		other.OnChange("thing", func(_ context.Context, ids []string) { there = append(there, ids...) })
		if err := errors.Join(d.Mark(ctx), other.Mark(ctx)); err != nil {
			t.Fatal(err)
		}
		undone := errors.New("undone")
		d.Write(ctx, func(_ context.Context, tx *db.Tx) error { tx.Changed("thing", "never"); return undone })
		if err := d.Write(ctx, func(_ context.Context, tx *db.Tx) error { tx.Changed("thing", "a", "b", "a"); return nil }); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(here, ","); got != "a,b" {
			t.Errorf("followers here saw %q, want a,b before Write returned", got)
		}
		deadline := time.Now().Add(10 * time.Second) // another transaction may hold the horizon back for a moment
		for len(there) < 2 && time.Now().Before(deadline) {
			if err := other.Poll(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if got := strings.Join(there, ","); got != "a,b" {
			t.Errorf("followers elsewhere saw %q, want a,b", got)
		}
		if err := d.Poll(ctx); err != nil || len(here) != 2 {
			t.Errorf("own changes came back by polling: %v, %v", here, err)
		}
	})
}

func TestOpenNeverShowsThePassword(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"postgres://user:hunter2@127.0.0.1:1/none?connect_timeout=1",
		"postgres://user:hunter2@[::bad/none",
		"postgres://user:hunter2@127.0.0.1:1/none?sslmode=nonsense",
	} {
		_, err := db.Open(context.Background(), url)
		if err == nil {
			t.Fatal("a database that is not there was opened")
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Error("the error shows the password")
		}
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		id := db.NewID()
		if !db.ValidID(id) || seen[id] {
			t.Fatalf("id %q is invalid or came twice", id)
		}
		seen[id] = true
	}
	for _, bad := range []string{"", "x", "../../../../../../etc/pass", strings.Repeat("l", 26), strings.Repeat("A", 26), strings.Repeat("é", 13)} {
		if db.ValidID(bad) {
			t.Errorf("ValidID(%q)", bad)
		}
	}
}
