package names_test

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"passerelle/internal/engine/names"
)

// benchData is the folder of a synthetic register: registry.tsv (id, given,
// father, family, sex, birth date, its precision, birthplace, mother, culture,
// native script) and queries.tsv (query id, true id or -1, kind, given,
// father, family, sex, birth, place, mother, culture). Either may be gzipped.
func benchData(tb testing.TB) string {
	dir := os.Getenv("PASSERELLE_BENCH_DATA")
	if dir == "" {
		tb.Skip("PASSERELLE_BENCH_DATA does not name a folder with registry.tsv and queries.tsv")
	}
	return dir
}

func eachRow(tb testing.TB, dir, name string, f func(row []string)) {
	tb.Helper()
	var in io.Reader
	file, err := os.Open(filepath.Join(dir, name))
	if os.IsNotExist(err) {
		if file, err = os.Open(filepath.Join(dir, name+".gz")); err != nil {
			tb.Fatal(err)
		}
		if in, err = gzip.NewReader(file); err != nil {
			tb.Fatal(err)
		}
	} else if err != nil {
		tb.Fatal(err)
	} else {
		in = file
	}
	defer file.Close()
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		f(strings.Split(lines.Text(), "\t"))
	}
	if err := lines.Err(); err != nil {
		tb.Fatal(err)
	}
}

func birth(date, precision string) (b names.Birth) {
	parts := strings.Split(date, "-")
	into := []*int{&b.Year, &b.Month, &b.Day}
	for i, part := range parts {
		*into[i], _ = strconv.Atoi(part)
	}
	if precision == "year" {
		b.Month, b.Day = 0, 0
	}
	return b
}

// recordID is as long as the register's own.
func recordID(id string) string { return fmt.Sprintf("%026s", id) }

func loadRegister(tb testing.TB, dir string) *names.Index {
	x := names.New()
	load := x.Loader()
	eachRow(tb, dir, "registry.tsv", func(r []string) {
		load.Put(names.Record{
			ID: recordID(r[0]), Names: []string{strings.Join(r[1:4], " ")}, Mother: r[8], Place: r[7],
			Birth: birth(r[5], r[6]), Sex: r[4],
		})
	})
	return x
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestBenchRegister reports recall, verdicts, time and memory on a synthetic
// register, and fails when recall falls below what is useful. With
// PASSERELLE_BENCH_MISSES it also prints the queries whose person is not found.
func TestBenchRegister(t *testing.T) {
	dir := benchData(t)
	before := heap()
	start := time.Now()
	x := loadRegister(t, dir)
	t.Logf("%d people in %.1f s, %.1f MB", x.Len(), time.Since(start).Seconds(), float64(heap()-before)/1e6)

	type result struct{ asked, first, found, same, look int }
	results := map[string]*result{}
	wrong := map[string]int{} // verdict Same on somebody else, by kind
	var took []time.Duration
	eachRow(t, dir, "queries.tsv", func(q []string) {
		r := results[q[2]]
		if r == nil {
			r = new(result)
			results[q[2]] = r
		}
		r.asked++
		query := names.Query{Names: []string{strings.Join(q[3:6], " ")}, Birth: birth(q[7], ""), Sex: q[6], Mother: q[9], Place: q[8], Limit: 10}
		begin := time.Now()
		hits := x.Search(query)
		took = append(took, time.Since(begin))
		want := recordID(q[1])
		at := slices.IndexFunc(hits, func(h names.Hit) bool { return h.ID == want })
		if at == 0 {
			r.first++
		}
		if at >= 0 {
			r.found++
			switch hits[at].Verdict {
			case names.Same:
				r.same++
			case names.Look:
				r.look++
			}
		} else if os.Getenv("PASSERELLE_BENCH_MISSES") != "" {
			t.Logf("missed: %v", q)
		}
		for _, h := range hits {
			if h.ID != want && h.Verdict == names.Same {
				wrong[q[2]]++
				break
			}
		}
	})
	asked, found := 0, 0
	for kind, r := range results {
		t.Logf("%-6s asked %d, first %.3f, in ten %.3f, verdict same %.3f look %.3f; somebody else called same in %.3f",
			kind, r.asked, per(r.first, r.asked), per(r.found, r.asked), per(r.same, r.asked), per(r.look, r.asked), per(wrong[kind], r.asked))
		if kind != "absent" {
			asked, found = asked+r.asked, found+r.found
		}
	}
	slices.Sort(took)
	if recall := per(found, asked); recall < 0.85 {
		t.Errorf("recall@10 is %.3f", recall)
	}
	t.Logf("recall@10 %.3f; a query takes p50 %v, p95 %v, max %v", per(found, asked), took[len(took)/2], took[len(took)*95/100], took[len(took)-1])
}

func per(n, of int) float64 { return float64(n) / float64(max(of, 1)) }
