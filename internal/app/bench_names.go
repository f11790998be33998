package app

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"passerelle/internal/engine/names"
)

// benchNames measures the engine of names on data with known answers.
type benchNames struct {
	Registry string `help:"Register: TSV of id, given, father, family, sex, birth date, its precision, birthplace, mother, culture, native script; may be gzipped." type:"path"`
	Queries  string `help:"Queries: TSV of query id, true id (-1: not in the register), kind, given, father, family, sex, birth date or year, place, mother, culture." type:"path"`
	Native   bool   `help:"Give the engine the native-script column of the register too."`
	Threads  int    `default:"1" help:"Searches at the same time."`
	Pairs    string `help:"Labelled pairs of names instead: CSV with schema, name1, name2, is_match." type:"path"`
	Schema   string `default:"Person" help:"Which pairs."`
	Febrl    string `help:"FEBRL data set instead: CSV whose originals are the register and whose duplicates are the queries." type:"path"`
}

// Run carries out passerelle bench names.
func (b *benchNames) Run(ctx context.Context, env environment) error {
	if b.Threads < 1 || b.Threads > 256 {
		return usage{errors.New("give --threads 1 to 256")}
	}
	switch {
	case b.Pairs != "":
		return b.pairs(env)
	case b.Febrl != "":
		return b.febrl(ctx, env)
	case b.Registry != "" && b.Queries != "":
		return b.retrieval(ctx, env)
	}
	return usage{errors.New("give --registry and --queries, or --pairs, or --febrl")}
}

// nameQuery is a query with its answer.
type nameQuery struct {
	query names.Query
	id    string // of the person, "" where they are absent
}

// retrievalFigures is the result.
type retrievalFigures struct {
	Persons     int     `json:"persons"`
	Queries     int     `json:"queries"`
	BuildS      float64 `json:"build_s"`
	HeapMB      float64 `json:"heap_mb"`
	Recall1     float64 `json:"recall_at_1"`
	Recall10    float64 `json:"recall_at_10"`
	Recall100   float64 `json:"recall_at_100"`
	P50         float64 `json:"p50_ms"`
	P95         float64 `json:"p95_ms"`
	P99         float64 `json:"p99_ms"`
	PerS        float64 `json:"queries_per_s"`
	Threads     int     `json:"threads"`
	BestF1      float64 `json:"best_f1"`
	F1Precision float64 `json:"best_f1_precision"`
	F1Recall    float64 `json:"best_f1_recall"`
	RecallAtP95 float64 `json:"recall_at_precision_95"`
	// Of best hits that the engine calls the same person, how many are; of the
	// persons present, how many are called the same, and how many at least worth a look.
	SamePrecision float64 `json:"same_precision"`
	SameRecall    float64 `json:"same_recall"`
	LookRecall    float64 `json:"look_recall"`
}

func (b *benchNames) retrieval(ctx context.Context, env environment) error {
	var records []names.Record
	err := eachLine(b.Registry, func(f []string) error {
		if len(f) < 11 {
			return fmt.Errorf("%s: a line of %d columns, want 11", b.Registry, len(f))
		}
		r := names.Record{ID: f[0], Names: []string{strings.Join(f[1:4], " ")}, Sex: f[4], Birth: benchBirth(f[5], f[6]), Place: f[7], Mother: f[8]}
		if b.Native {
			r.Names = append(r.Names, f[10])
		}
		records = append(records, r)
		return nil
	})
	if err != nil {
		return err
	}
	var queries []nameQuery
	err = eachLine(b.Queries, func(f []string) error {
		if len(f) < 10 {
			return fmt.Errorf("%s: a line of %d columns, want 10", b.Queries, len(f))
		}
		q := nameQuery{query: names.Query{Names: []string{strings.Join(f[3:6], " ")}, Sex: f[6], Birth: benchBirth(f[7], ""), Place: f[8], Mother: f[9]}}
		if f[1] != "-1" {
			q.id = f[1]
		}
		queries = append(queries, q)
		return nil
	})
	if err != nil {
		return err
	}
	return b.measure(ctx, env, records, queries)
}

// measure builds an index of records and asks it all queries.
func (b *benchNames) measure(ctx context.Context, env environment, records []names.Record, queries []nameQuery) error {
	before := heapMB()
	start := time.Now()
	x := names.New()
	load := x.Loader()
	for _, r := range records {
		load.Put(r)
	}
	load = nil
	f := retrievalFigures{Persons: x.Len(), Queries: len(queries), Threads: b.Threads, BuildS: time.Since(start).Seconds()}
	f.HeapMB = heapMB() - before
	runtime.KeepAlive(records)
	for _, q := range queries[:min(len(queries), 20)] { // warm up
		x.Search(q.query)
	}
	took, asked, ranks, best := &timings{}, atomic.Int64{}, make([]int, len(queries)), make([]decision, len(queries))
	start = time.Now()
	var wg sync.WaitGroup
	for range b.Threads {
		wg.Go(func() {
			for i := asked.Add(1) - 1; i < int64(len(queries)) && ctx.Err() == nil; i = asked.Add(1) - 1 {
				q := queries[i].query
				q.Limit = 100
				begun := time.Now()
				hits := x.Search(q)
				took.add(time.Since(begun), nil)
				ranks[i] = 1 + slices.IndexFunc(hits, func(h names.Hit) bool { return h.ID == queries[i].id })
				if len(hits) > 0 {
					best[i] = decision{hits[0].Bits, ranks[i] == 1, hits[0].Verdict}
				}
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	f.PerS = float64(len(queries)) / time.Since(start).Seconds()
	f.P50, f.P95, f.P99 = took.percentile(50), took.percentile(95), took.percentile(99)
	present := 0
	within := func(n int) float64 {
		found := 0
		for _, r := range ranks {
			if r >= 1 && r <= n {
				found++
			}
		}
		return float64(found) / float64(max(present, 1))
	}
	for _, q := range queries {
		if q.id != "" {
			present++
		}
	}
	f.Recall1, f.Recall10, f.Recall100 = within(1), within(10), within(100)
	f.decide(best, present)
	return printFigures(env.stdout, f)
}

// decision is the best hit of a query and whether it is right.
type decision struct {
	score   float64
	right   bool
	verdict names.Verdict
}

// decide finds how well a threshold on the score of the best hit tells right
// hits from wrong ones.
func (f *retrievalFigures) decide(best []decision, present int) {
	slices.SortFunc(best, func(a, b decision) int {
		if a.score != b.score {
			if a.score > b.score {
				return -1
			}
			return 1
		}
		return 0
	})
	right, same, sameRight, look := 0, 0, 0, 0
	for i, d := range best {
		if d.verdict == names.Same {
			same++
			sameRight += count(d.right)
		}
		look += count(d.right && d.verdict != names.Different)
		if d.right {
			right++
		}
		if i+1 < len(best) && best[i+1].score == d.score {
			continue // no threshold lies between equal scores
		}
		precision, recall := float64(right)/float64(i+1), float64(right)/float64(max(present, 1))
		if f1 := 2 * precision * recall / max(precision+recall, 1e-9); f1 > f.BestF1 {
			f.BestF1, f.F1Precision, f.F1Recall = f1, precision, recall
		}
		if precision >= 0.95 {
			f.RecallAtP95 = max(f.RecallAtP95, recall)
		}
	}
	f.SamePrecision = float64(sameRight) / float64(max(same, 1))
	f.SameRecall, f.LookRecall = float64(sameRight)/float64(max(present, 1)), float64(look)/float64(max(present, 1))
}

func count(condition bool) int {
	if condition {
		return 1
	}
	return 0
}

func heapMB() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}

// benchBirth reads YYYY, YYYY-MM or YYYY-MM-DD; of a date that is known to the
// year only the rest is convention.
func benchBirth(date, precision string) (b names.Birth) {
	parts := strings.Split(date, "-")
	for i, into := range []*int{&b.Year, &b.Month, &b.Day} {
		if i < len(parts) {
			*into, _ = strconv.Atoi(parts[i]) // what is no number is not known
		}
	}
	if precision == "year" {
		b.Month, b.Day = 0, 0
	}
	return b
}

// eachLine calls f with the columns of each line of a TSV file.
func eachLine(path string, f func(columns []string) error) error {
	in, err := os.Open(path)
	if err != nil {
		return usage{err}
	}
	defer in.Close()
	var text io.Reader = in
	if strings.HasSuffix(path, ".gz") {
		if text, err = gzip.NewReader(in); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	lines := bufio.NewScanner(text)
	for lines.Scan() {
		if err := f(strings.Split(lines.Text(), "\t")); err != nil {
			return err
		}
	}
	return lines.Err()
}

// readCSV reads a CSV file whose first line names the columns.
func readCSV(path string, f func(field func(name string) string) error) error {
	in, err := os.Open(path)
	if err != nil {
		return usage{err}
	}
	defer in.Close()
	r := csv.NewReader(in)
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	head, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for {
		line, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		field := func(name string) string {
			if i := slices.Index(head, name); i >= 0 && i < len(line) {
				return strings.TrimSpace(line[i])
			}
			return ""
		}
		if err := f(field); err != nil {
			return err
		}
	}
}
