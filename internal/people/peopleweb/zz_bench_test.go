package peopleweb_test

import (
	"testing"

	"passerelle/internal/platform/db"
	"passerelle/internal/testkit"
)

func BenchmarkPages(b *testing.B) {
	w := newWorld(b, testkit.OpenDB(b, testkit.URL(b, db.SQLite)))
	w.settle(400)
	f := w.family()
	v := fields("desk", crl+"/"+eich)
	for _, n := range []string{"0", "1", "2", "3", "4"} {
		v.Set("persons."+n+".given", "Selam")
		v.Set("persons."+n+".family", "Tekle")
	}
	for name, do := range map[string]func(){
		"list":     func() { w.get("/app/people", "desk").want(200) },
		"person":   func() { w.get("/app/people/"+f.selam, "desk").want(200) },
		"papers":   func() { w.get("/app/people/"+f.selam+"/papers", "desk").want(200) },
		"register": func() { w.get("/app/people/new", "desk").want(200) },
		"show5":    func() { w.post("/app/people/new", "desk", v).want(200) },
		"suggest":  func() { w.post("/app/search/suggest", "desk", fields("q", "selam tek")).want(200) },
		"live":     func() { w.post("/app/people/new/similar?person=persons.0", "desk", v).want(200) },
		"house":    func() { w.get("/app/households/"+f.household, "desk").want(200) },
	} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				do()
			}
		})
	}
}
