package names

import (
	"cmp"
	"math/bits"
	"slices"
)

const (
	defaultLimit = 10
	// shortlist is how many of the people who share a name are weighed in full.
	shortlist = 600
)

// scratch is the memory of one search, kept for the next.
type scratch struct {
	sums                 []sum    // by slot
	touched              []uint32 // slots with a sum
	order                []uint32
	names, mother, place likes
	weigher              weigher
}

// sum is what a person's evidence comes to so far. Millions of them are touched
// in no order, so it is small.
type sum struct {
	bits int16 // in fractions
	last uint8 // the concept that gave bits last, plus 1
}

// fractions is into how many parts a bit is divided in a sum.
const fractions = 32

func fraction(bits float32) int16 { return int16(bits * fractions) }

// Search returns the people most like the query, best first, at most Limit of
// them; people who share none of its names are never among them. Among equal
// scores those come first whose names are spelt as the query spells them, then
// they are ordered by ID.
func (x *Index) Search(q Query) []Hit {
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	p := readQuery(q)
	if len(p.concepts) == 0 {
		return nil
	}
	s, _ := x.pool.Get().(*scratch)
	if s == nil {
		s = new(scratch)
	}
	defer x.pool.Put(s)
	x.mu.RLock()
	defer x.mu.RUnlock()
	s.fit(len(x.facts))
	w := x.weigher(&p, s)
	x.gather(&p, s)
	slots := x.pick(&p, s, max(shortlist, q.Limit), q.Keep)
	hits := x.rank(w, slots, q.Limit)
	s.clear()
	return hits
}

func (s *scratch) fit(people int) {
	if len(s.sums) < people {
		s.sums = make([]sum, people+people/8)
	}
}

func (s *scratch) clear() {
	for _, slot := range s.touched {
		s.sums[slot] = sum{}
	}
	s.touched = s.touched[:0]
	s.names.clear()
	s.mother.clear()
	s.place.clear()
}

// weigher makes ready what the query is weighed with.
func (x *Index) weigher(p *profile, s *scratch) *weigher {
	in := func(size int, weights *wordWeights, as role) population {
		return population{float64(size), weights, func(w *word) int { return len(w.bearers[as]) }}
	}
	s.names.find(&x.vocab, p.concepts, in(x.alive, &nameWeights, asName))
	s.mother.find(&x.vocab, p.mother, in(x.mothers, &motherWeights, asMother))
	s.place.find(&x.vocab, p.place, in(x.places, &placeWeights, asPlace))
	w := &s.weigher
	w.p, w.names, w.mother, w.place = p, &s.names, &s.mother, &s.place
	w.found = slices.Grow(w.found[:0], len(p.concepts))[:len(p.concepts)]
	w.birth = birthBitsOf(x.born, p.birth)
	return w
}

// born is the share of people born in a year, as far as the register tells.
func (x *Index) born(year int) float64 {
	const span = 90 // years over which people are spread where nothing is known
	if year < 0 || year >= len(x.years) {
		return 1 / float64(unseen)
	}
	return (float64(x.years[year]) + unseen/span) / (float64(x.alive) + unseen)
}

// gather gives everybody who bears a name like one of the query's its bits, and
// those of the other evidence that is quickly seen. The rarest names open; once
// many people are touched, a common name only adds to them.
func (x *Index) gather(p *profile, s *scratch) {
	const many, common = 30_000, 7
	byCoarse := s.weigher.birth.byCoarse(p)
	order := make([]int, len(p.concepts))
	for c := range order {
		order[c] = c
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.names.full[b], s.names.full[a]) })
	for _, c := range order {
		mark := uint8(c) + 1
		opens := len(s.touched) < many || s.names.full[c] > common
		for _, e := range s.names.all[s.names.from[c]:s.names.from[c+1]] {
			opens, worth := opens && (e.bits > 1 || e.similarity > 0.87), fraction(e.bits)
			for _, slot := range x.vocab.words[e.word].bearers[asName] {
				sum := &s.sums[slot]
				switch sum.last {
				case mark: // has a liker form of it already
					continue
				case 0:
					if !opens {
						continue
					}
					s.touched = append(s.touched, slot)
					sum.bits = byCoarse[x.coarse[slot]]
				}
				sum.last = mark
				sum.bits += worth
			}
		}
	}
	x.also(s, &s.mother, asMother, len(p.concepts))
	x.also(s, &s.place, asPlace, len(p.concepts)+len(p.mother))
}

// also gives those who are touched the bits of other words of theirs.
func (x *Index) also(s *scratch, l *likes, as role, marks int) {
	for c := range len(l.from) - 1 {
		mark := uint8(marks+c) + 1
		for _, e := range l.all[l.from[c]:l.from[c+1]] {
			worth := fraction(e.bits)
			for _, slot := range x.vocab.words[e.word].bearers[as] {
				if sum := &s.sums[slot]; sum.last != 0 && sum.last != mark {
					sum.last = mark
					sum.bits += worth
				}
			}
		}
	}
}

// pick chooses about n of the people touched to be weighed in full: those with
// the most bits so far, and all who were born on the very day, as far as keep
// lets them be seen.
func (x *Index) pick(p *profile, s *scratch, n int, keep func(string) bool) []uint32 {
	const steps, lowest = 1024, -16 // bits in steps of an eighth, counted: sorting everybody called Ali would take longer than all the rest
	step := func(slot uint32) int {
		return min(max((int(s.sums[slot].bits)-lowest*fractions)*8/fractions, 0), steps-1)
	}
	var counts [steps]int
	for _, slot := range s.touched {
		counts[step(slot)]++
	}
	least, enough := steps-1, n
	if keep != nil {
		enough = 8 * n
	}
	for sum := 0; least > 0; least-- {
		if sum += counts[least]; sum >= enough {
			break
		}
	}
	for {
		s.order = s.order[:0]
		for _, slot := range s.touched {
			if step(slot) >= least {
				s.order = append(s.order, slot)
			}
		}
		slices.SortFunc(s.order, func(a, b uint32) int {
			return cmp.Or(cmp.Compare(s.sums[b].bits, s.sums[a].bits), cmp.Compare(x.speltAs(p, b), x.speltAs(p, a)), cmp.Compare(a, b))
		})
		picked := s.order[:0]
		for _, slot := range s.order {
			if len(picked) < n && (keep == nil || keep(string(x.ids.of(slot)))) {
				picked = append(picked, slot)
			}
		}
		if len(picked) >= min(n, 50) || least == 0 || keep == nil {
			return x.sure(p, picked, keep)
		}
		least = 0 // few whom the asker may see: all of them
	}
}

// sure adds those not picked for their names who were born on the very day or
// are reached under the same telephone; rank leaves out who shares no name.
func (x *Index) sure(p *profile, picked []uint32, keep func(string) bool) []uint32 {
	add := func(slots []uint32) {
		for _, slot := range slots {
			if !slices.Contains(picked, slot) && (keep == nil || keep(string(x.ids.of(slot)))) {
				picked = append(picked, slot)
			}
		}
	}
	if p.birth.exact() {
		add(x.births[p.birth.key()])
	}
	for _, h := range p.phones {
		add(x.phoned[h])
	}
	return picked
}

// speltAs is how many of the query's parts the person in slot spells in the same
// way; now and then one too many.
func (x *Index) speltAs(p *profile, slot uint32) int {
	return bits.OnesCount64(x.spelt[slot] & p.spelt)
}

// rank weighs the people picked in full and explains the best.
func (x *Index) rank(w *weigher, slots []uint32, limit int) []Hit {
	type weighed struct {
		slot  uint32
		bits  float64
		spelt int
	}
	better := func(a, b weighed) bool {
		if c := cmp.Or(cmp.Compare(a.bits, b.bits), cmp.Compare(a.spelt, b.spelt)); c != 0 {
			return c > 0
		}
		return string(x.ids.of(a.slot)) < string(x.ids.of(b.slot))
	}
	best := make([]weighed, 0, limit+1)
	for _, slot := range slots {
		this := weighed{slot, w.weigh(x.entry(slot)), x.speltAs(w.p, slot)}
		if len(w.matches) == 0 || len(best) == limit && !better(this, best[limit-1]) {
			continue
		}
		at := len(best)
		for at > 0 && better(this, best[at-1]) {
			at--
		}
		best = slices.Insert(best, at, this)
		best = best[:min(len(best), limit)]
	}
	hits := make([]Hit, 0, len(best))
	for _, b := range best {
		h := Hit{ID: string(x.ids.of(b.slot))}
		h.Why = w.explain(x.entry(b.slot))
		birth := w.birth.of(w.p.birth, x.facts[b.slot].birth)
		h.judge(b.bits, float64(birth), x.alive)
		hits = append(hits, h)
	}
	return hits
}
