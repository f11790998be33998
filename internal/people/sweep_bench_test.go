package people_test

import (
	"context"
	"testing"

	"passerelle/internal/people"
	"passerelle/internal/platform/db"
)

// BenchmarkSweep looks through a large register; it reports how many persons a
// second it compares, and how long the page asks for the pairs it found.
func BenchmarkSweep(b *testing.B) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			h, _ := large(b, engine)
			b.Run("sweep", func(b *testing.B) {
				seen, found := 0, 0
				for b.Loop() {
					s := h.sweep(b)
					seen, found = seen+s.Seen, s.Found
				}
				b.ReportMetric(float64(seen)/b.Elapsed().Seconds(), "persons/s")
				b.ReportMetric(float64(found), "pairs")
			})
			for name, by := range map[string]people.CandidateFilter{"page": {}, "centre": {CentreID: "centre-3"}} {
				b.Run(name, func(b *testing.B) {
					for b.Loop() {
						_, err := h.ListCandidates(context.Background(), ordinary, people.CandidatesInput{Filter: by})
						check(b, err)
					}
				})
			}
			b.Run("count", func(b *testing.B) {
				for b.Loop() {
					_, _, err := h.CountCandidates(context.Background(), inEich)
					check(b, err)
				}
			})
		})
	}
}
