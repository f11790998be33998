package names

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// estimate counts, over records of one person, what the tables of weights.go say.
type estimate struct {
	pairs              int
	matched, missed    float64
	found, expected    [len(levels)]float64 // m, and u as a share of the name's bearers
	exact, rough       [birthLevels]float64
	mothers, noMother  float64
	places, otherPlace float64
}

func (e *estimate) pair(x *Index, q Query, id string) {
	slot, ok := x.slot(id)
	if !ok {
		return
	}
	e.pairs++
	p, s := readQuery(q), new(scratch)
	s.fit(len(x.facts))
	w := x.weigher(&p, s)
	row, f := x.rows.of(slot), x.facts[slot]
	names, mother, place := parts(row)
	w.weighNames(names)
	for _, m := range w.matches {
		e.matched++
		e.found[level(m.like.similarity)]++
		c := int(m.like.concept)
		var shares [len(levels)]float64
		total := 0.0
		for _, l := range w.names.all[w.names.from[c]:w.names.from[c+1]] {
			n := float64(len(x.vocab.words[l.word].bearers[asName]))
			shares[level(l.similarity)] += n
			total += n * variants[level(l.similarity)]
		}
		for l, n := range shares {
			e.expected[l] += n / total
		}
	}
	e.missed += float64(min(len(w.missing()), w.spare(names)))
	if l := birthAgreement(p.birth, f.birth); l != birthUnknown && p.birth.exact() && f.birth.exact() {
		e.exact[l]++
	} else if l != birthUnknown {
		e.rough[l]++
	}
	if len(p.mother) > 0 && len(mother) > 0 {
		e.mothers++
		e.noMother += float64(count(bestOf(w.mother, len(p.mother), mother) < 0))
	}
	if len(p.place) > 0 && len(place) > 0 {
		e.places++
		e.otherPlace += float64(count(bestOf(w.place, len(p.place), place) < 0))
	}
}

// TestEstimateWeights prints the shares that weights.go rests on, counted on
// half of the queries of the register that PASSERELLE_BENCH_DATA names
// and, where PASSERELLE_FEBRL names a FEBRL data set, on that one.
func TestEstimateWeights(t *testing.T) {
	dir, febrl := os.Getenv("PASSERELLE_BENCH_DATA"), os.Getenv("PASSERELLE_FEBRL")
	if dir == "" && febrl == "" {
		t.Skip("neither PASSERELLE_BENCH_DATA nor PASSERELLE_FEBRL names data with known answers")
	}
	if dir != "" {
		var e estimate
		x, n := New(), 0
		load := x.Loader()
		columns(t, dir, "registry.tsv", func(r []string) {
			load.Put(Record{ID: r[0], Names: []string{strings.Join(r[1:4], " ")}, Mother: r[8], Place: r[7], Birth: date(r[5], r[6]), Sex: r[4]})
		})
		columns(t, dir, "queries.tsv", func(q []string) {
			if n++; n%4 < 2 {
				e.pair(x, Query{Names: []string{strings.Join(q[3:6], " ")}, Birth: date(q[7], ""), Sex: q[6], Mother: q[9], Place: q[8]}, q[1])
			}
		})
		e.print(t, dir)
	}
	if febrl != "" {
		var e estimate
		x, queries := New(), map[string]Query{}
		in, err := os.Open(febrl)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		r := csv.NewReader(in)
		r.TrimLeadingSpace = true
		all, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range all[1:] {
			id := strings.Split(f[0], "-")
			name := []string{f[1] + " " + f[2]}
			b := Birth{}
			if len(f[9]) == 8 {
				b = date(f[9][:4]+"-"+f[9][4:6]+"-"+f[9][6:], "")
			}
			if id[2] == "org" {
				x.Put(Record{ID: id[1], Names: name, Birth: b, Place: f[6]})
			} else {
				queries[f[0]] = Query{Names: name, Birth: b, Place: f[6]}
			}
		}
		for key, q := range queries {
			e.pair(x, q, strings.Split(key, "-")[1])
		}
		e.print(t, febrl)
	}
}

func (e *estimate) print(t *testing.T, source string) {
	t.Logf("%s: %d pairs of records of one person", source, e.pairs)
	words := e.matched + e.missed
	for l := range levels {
		m, r := e.found[l]/words, e.expected[l]/e.matched
		t.Logf("  words alike to %.2f: m %.4f, of the name's bearers %.4f, bits %.2f", levels[l], m, r, math.Log2(m/r))
	}
	t.Logf("  words in conflict: m %.4f; mothers %.4f; places %.4f", e.missed/words, e.noMother/e.mothers, e.otherPlace/e.places)
	for name, shares := range map[string][birthLevels]float64{"exact": e.exact, "rough": e.rough} {
		total := 0.0
		for _, n := range shares {
			total += n
		}
		for l, n := range shares {
			if n > 0 {
				t.Logf("  %s birth dates, level %2d (%s): m %.4f", name, l, birthCodes[l], n/total)
			}
		}
	}
}

func date(s, precision string) (b Birth) {
	for i, part := range strings.Split(s, "-") {
		*[]*int{&b.Year, &b.Month, &b.Day}[i], _ = strconv.Atoi(part)
	}
	if precision == "year" {
		b.Month, b.Day = 0, 0
	}
	return b
}

func columns(t *testing.T, dir, name string, f func([]string)) {
	t.Helper()
	var in io.Reader
	file, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		if file, err = os.Open(filepath.Join(dir, name+".gz")); err != nil {
			t.Fatal(err)
		}
		if in, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	} else {
		in = file
	}
	defer file.Close()
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		f(strings.Split(lines.Text(), "\t"))
	}
}
