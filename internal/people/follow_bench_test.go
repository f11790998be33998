package people_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"passerelle/internal/people"
	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

// BenchmarkFollow registers households through one process and reports after how
// long another on the same database finds them by name, at most and at the 95th
// of a hundred.
func BenchmarkFollow(b *testing.B) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			ctx, url := context.Background(), testkit.URL(b, engine)
			here, there := open(b, testkit.OpenDB(b, url)), open(b, testkit.OpenDB(b, url))
			check(b, there.db.Mark(ctx))
			run, stop := context.WithCancel(ctx)
			done := make(chan struct{})
			go func() { defer close(done); there.db.Follow(run) }()
			defer func() { stop(); <-done }()
			var took []time.Duration
			for b.Loop() {
				out, err := here.RegisterHousehold(ctx, everywhere, household(ona, lily, person("Kaltrina", "Gashi", people.SexFemale, "1990-05-06")))
				check(b, err)
				begun := time.Now()
				for found := false; !found; {
					time.Sleep(time.Millisecond)
					hits, err := there.FindPersons(ctx, everywhere, "Gashi Kaltrina", 100)
					check(b, err)
					found = slices.ContainsFunc(hits, func(f people.Found) bool { return f.ID == out.Persons[0].ID })
				}
				took = append(took, time.Since(begun))
				if len(took) == 90 { // of one name, as many as a search returns
					break
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Milliseconds()), "p95-ms")
			b.ReportMetric(float64(took[len(took)-1].Milliseconds()), "max-ms")
		})
	}
}
