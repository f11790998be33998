package audit_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

// written is a log of 40 rows with two checkpoints, inside and outside.
type written struct {
	d       *db.DB
	log     *audit.Log
	outside string
}

func write(t *testing.T, d *db.DB) written {
	t.Helper()
	outside := filepath.Join(t.TempDir(), "checkpoints")
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	log, err := audit.New(d, clock.NewManual(time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)), key, outside)
	if err != nil {
		t.Fatal(err)
	}
	w := written{d, log, outside}
	w.add(t, 25)
	w.add(t, 15)
	return w
}

func (w written) add(t *testing.T, n int) {
	t.Helper()
	ctx := context.Background()
	for i := range n {
		err := w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return w.log.Record(ctx, tx, access.System("test"), audit.Entry{Action: "test.do", ObjectType: "thing", ObjectID: fmt.Sprint(i)})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if got, err := w.log.Sequence(ctx); err != nil || got != n {
		t.Fatalf("Sequence = %d, %v; want %d", got, err, n)
	}
}

func (w written) verify(t *testing.T) audit.Report {
	t.Helper()
	rep, err := w.log.Verify(context.Background(), w.outside)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func (w written) tamper(t *testing.T, query string) {
	t.Helper()
	res, err := w.d.Writer().Exec(query)
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := res.RowsAffected(); n == 0 {
		t.Fatalf("%s touched no row", query)
	}
}

func TestAWholeLogVerifies(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		rep := write(t, d).verify(t)
		if len(rep.Problems) > 0 || rep.Entries != 40 || rep.Checkpoints != 2 || rep.Outside != 2 {
			t.Errorf("report = %+v, want 40 entries, two checkpoints inside and outside, no problem", rep)
		}
	})
}

func TestEveryTamperingIsFound(t *testing.T) {
	t.Parallel()
	for name, query := range map[string]string{
		"edited":             `UPDATE audit_entry SET detail = '{"x":1}' WHERE seq = 11`,
		"actor changed":      `UPDATE audit_entry SET actor_id = 'somebody' WHERE seq = 0`,
		"deleted":            `DELETE FROM audit_entry WHERE seq = 20`,
		"tail cut":           `DELETE FROM audit_entry WHERE seq >= 30`,
		"reordered":          `UPDATE audit_entry SET object_id = CASE WHEN object_id = '3' THEN '4' ELSE '3' END WHERE object_id IN ('3', '4')`,
		"stored hash edited": `UPDATE audit_hash SET hash = (SELECT hash FROM audit_hash WHERE position = 1) WHERE position = 2`,
		"checkpoint forged":  `UPDATE audit_checkpoint SET signed = (SELECT signed FROM audit_checkpoint WHERE size = 40) || 'x' WHERE size = 25`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testkit.EachDB(t, func(t *testing.T, d *db.DB) {
				w := write(t, d)
				w.tamper(t, query)
				if rep := w.verify(t); len(rep.Problems) == 0 {
					t.Error("tampering was not found")
				}
			})
		})
	}
}

// Who cuts the tail, its hashes and its checkpoint leaves a log that is whole in
// itself: only the checkpoint outside tells.
func TestARollbackIsFoundFromOutside(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := write(t, d)
		w.tamper(t, `DELETE FROM audit_entry WHERE seq >= 25`)
		w.tamper(t, `DELETE FROM audit_checkpoint WHERE size = 40`)
		w.tamper(t, `DELETE FROM audit_hash WHERE position >= 47`) // StoredHashIndex(0, 25)
		inside, err := w.log.Verify(context.Background(), "")
		if err != nil {
			t.Fatal(err)
		}
		if len(inside.Problems) > 0 {
			t.Errorf("the rolled-back log is not whole in itself: %v; the test cut the wrong rows", inside.Problems)
		}
		if rep := w.verify(t); !strings.Contains(fmt.Sprint(rep.Problems), "cut off") {
			t.Errorf("problems = %v, want that rows were cut off", rep.Problems)
		}
	})
}

func TestAForeignCheckpointFileIsRefused(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := write(t, d)
		if err := os.WriteFile(w.outside, []byte("passerelle-audit\n40\nAAAA\n\n— nobody AAAA\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if rep := w.verify(t); len(rep.Problems) == 0 {
			t.Error("a checkpoint without our signature was accepted")
		}
	})
}

func TestARowOfAnUndoneChangeIsUndone(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := write(t, d)
		undone := errors.New("undone")
		err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			if err := w.log.Record(ctx, tx, access.System("test"), audit.Entry{Action: "test.undone", ObjectType: "thing", ObjectID: "x"}); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		if n, err := w.log.Sequence(context.Background()); n != 0 || err != nil {
			t.Errorf("Sequence = %d, %v; want nothing to integrate", n, err)
		}
	})
}

func TestReadsAreDurableBeforeTheyReturn(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		w := write(t, d)
		ctx, cancel := context.WithCancel(context.Background())
		wait := w.log.Start(ctx)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				err := w.log.Read(context.Background(), access.Actor{ID: "reader"}, audit.Entry{Action: "person.read", ObjectType: "person", ObjectID: "p", PersonID: "p"})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		n, err := db.One(context.Background(), d, db.Value[int], `SELECT count(*) FROM audit_entry WHERE actor_id = 'reader'`)
		if err != nil || n != 50 {
			t.Errorf("rows after 50 reads returned = %d, %v", n, err)
		}
		cancel()
		wait()
		if rep := w.verify(t); len(rep.Problems) > 0 || rep.Entries != 90 || rep.Open != 0 {
			t.Errorf("report after stop = %+v, want 90 entries, none open", rep)
		}
	})
}
