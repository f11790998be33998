package receptionweb_test

import (
	"net/http"
	"testing"

	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

// The pages of a full centre of 300 beds, from request to last byte.
func BenchmarkPages(b *testing.B) {
	h := newHouse(b, testkit.OpenDB(b, testkit.URL(b, db.SQLite)))
	f := h.fill(230)
	base := "/app/centres/" + f.centre.ID
	for name, path := range map[string]string{"board": base + "/board", "list": base + "/board?view=list", "plan": base + "/plan", "residents": base + "/numbers/persons",
		"rooms": base + "/rooms", "desk": "/app", "centres": "/app/centres", "overview": "/app/overview"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if a := h.get("all", path); a.Code != http.StatusOK {
					b.Fatal(a.Code)
				}
			}
		})
	}
}
