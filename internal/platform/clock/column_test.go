package clock_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

type row struct {
	Day clock.Date
	At  clock.Instant
}

// Dates and instants come back from both engines as they were, NULL included,
// and the engine orders them as time does.
func TestColumns(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		noon := time.Date(2026, 3, 29, 12, 0, 0, 123_456_789, clock.Luxembourg)
		want := []row{
			{clock.Date{Year: 999, Month: 1, Day: 2}, clock.At(noon)},
			{clock.Date{Year: 2026, Month: 3, Day: 29}, clock.At(noon.Add(time.Microsecond))},
			{clock.Date{Year: 2026, Month: 11, Day: 1}, clock.At(noon.Add(9 * time.Hour))},
			{},
		}
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, "CREATE TABLE clock_sample (day text, at text)"); err != nil {
				return err
			}
			for _, r := range []row{want[2], want[0], want[3], want[1]} {
				if _, err := tx.Exec(ctx, "INSERT INTO clock_sample (day, at) VALUES ($1, $2)", r.Day, r.At); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		scan := func(r db.Row) (row, error) {
			var out row
			err := r.Scan(&out.Day, &out.At)
			return out, err
		}
		for _, column := range []string{"day", "at"} {
			got, err := db.All(ctx, d, scan, "SELECT day, at FROM clock_sample ORDER BY "+column+" NULLS LAST")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("by %s: %s", column, diff)
			}
		}
		got, err := db.All(ctx, d, scan, "SELECT day, at FROM clock_sample WHERE at > $1", want[1].At)
		if err != nil || len(got) != 1 || got[0] != want[2] {
			t.Errorf("after %s: %v, %v", want[1].At, got, err)
		}
	})
}
