package names

import (
	"cmp"
	"slices"
)

const (
	defaultLimit = 10
	// shortlist is how many of the people who share a name are weighed in full.
	shortlist = 150
)

// scratch is the memory of one search, kept for the next.
type scratch struct {
	bits    []float32 // by slot
	touched []uint32  // slots with bits
	concept []uint16  // by slot: the concept that gave bits last, plus 1
	seen    []uint16  // by word: the concept that looked at it last, plus 1
}

// likeWord is a word of the register that is like a concept of the query.
type likeWord struct {
	id         uint32
	similarity float64
}

// Search returns the people most like the query, best first, at most Limit of
// them; people who share none of its names are never among them. Equal scores
// are ordered by ID.
func (x *Index) Search(q Query) []Hit {
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	p := readProfile(q.Names, factsOf(q.Birth, q.Sex, q.Nationality))
	if len(p.concepts) == 0 {
		return nil
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	s, _ := x.pool.Get().(*scratch)
	if s == nil {
		s = new(scratch)
	}
	defer x.pool.Put(s)
	s.fit(len(x.people), len(x.vocab.words))
	x.gather(&p, s)
	slots := x.pick(&p, s, max(shortlist, q.Limit), q.Keep)
	s.clear()
	return x.rank(&p, slots, q.Limit)
}

func (s *scratch) fit(people, words int) {
	if len(s.bits) < people {
		s.bits = make([]float32, people+people/8)
		s.concept = make([]uint16, len(s.bits))
	}
	if len(s.seen) < words {
		s.seen = make([]uint16, words+words/8)
	}
}

func (s *scratch) clear() {
	for _, slot := range s.touched {
		s.bits[slot], s.concept[slot] = 0, 0
	}
	s.touched = s.touched[:0]
	clear(s.seen)
}

// gather gives everybody who bears a name like one of the query's its bits.
func (x *Index) gather(p *profile, s *scratch) {
	for c := range p.concepts {
		like, bearers := x.like(&p.concepts[c], s, uint16(c)+1)
		p.concepts[c].weigh(bearers, len(x.slots))
		for _, w := range like {
			bits := float32(p.concepts[c].weight * credit(w.similarity))
			for _, slot := range x.vocab.words[w.id].bearers {
				if s.concept[slot] == uint16(c)+1 {
					continue // has a liker form of it already
				}
				if s.concept[slot] == 0 {
					s.touched = append(s.touched, slot)
				}
				s.concept[slot] = uint16(c) + 1
				s.bits[slot] += bits
			}
		}
	}
}

// like finds the words like a concept, the likest first, and about how many
// people bear it in one spelling or another.
func (x *Index) like(c *concept, s *scratch, mark uint16) (like []likeWord, bearers int) {
	const sameName = 0.95
	for i := range c.forms {
		x.vocab.near(c.forms[i], func(id uint32) {
			if s.seen[id] == mark {
				return
			}
			s.seen[id] = mark
			best := 0.0
			for j := range c.forms {
				best = max(best, similarity(&c.forms[j], &x.vocab.words[id].token))
			}
			if best >= alike {
				like = append(like, likeWord{id, best})
			}
			if best >= sameName {
				bearers += len(x.vocab.words[id].bearers)
			}
		})
	}
	slices.SortFunc(like, func(a, b likeWord) int { return cmp.Compare(b.similarity, a.similarity) })
	return like, bearers
}

// pick chooses about n of the people touched to be weighed in full: those with
// the most bits from names, birth, sex and nationality together, as far as
// keep lets them be seen.
func (x *Index) pick(p *profile, s *scratch, n int, keep func(string) bool) []uint32 {
	// Bits in steps of a quarter, counted: sorting everybody called Ali would
	// take longer than all the rest.
	const steps, lowest = 512, -20.0
	step := func(slot uint32) int {
		bits := float64(s.bits[slot]) + p.sum(x.people[slot].facts)
		return min(max(int((bits-lowest)*4), 0), steps-1)
	}
	var counts [steps]int
	at := make([]uint16, len(s.touched))
	for i, slot := range s.touched {
		at[i] = uint16(step(slot))
		counts[at[i]]++
	}
	order := make([]uint32, len(s.touched))
	next := 0
	var starts [steps]int
	for i := steps - 1; i >= 0; i-- {
		starts[i] = next
		next += counts[i]
	}
	for i, slot := range s.touched {
		order[starts[at[i]]] = slot
		starts[at[i]]++
	}
	picked := make([]uint32, 0, n)
	for _, slot := range order {
		if len(picked) == n {
			break
		}
		if keep == nil || keep(x.people[slot].id) {
			picked = append(picked, slot)
		}
	}
	return picked
}

// rank weighs the people picked in full and explains the best.
func (x *Index) rank(p *profile, slots []uint32, limit int) []Hit {
	type weighed struct {
		slot uint32
		bits float64
	}
	all := make([]weighed, len(slots))
	for i, slot := range slots {
		bits, _ := p.against(x.names(slot), x.people[slot].facts, false)
		all[i] = weighed{slot, bits}
	}
	slices.SortFunc(all, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(b.bits, a.bits), cmp.Compare(x.people[a.slot].id, x.people[b.slot].id))
	})
	hits := make([]Hit, 0, min(limit, len(all)))
	for _, w := range all[:min(limit, len(all))] {
		found := &x.people[w.slot]
		h := Hit{ID: found.id}
		_, h.Why = p.against(x.names(w.slot), found.facts, true)
		_, birth := birthEvidence(p.birth, found.birth)
		h.Score, h.Verdict = judge(w.bits, birth, len(x.slots))
		hits = append(hits, h)
	}
	return hits
}

// names is the names of a person as parts.
func (x *Index) names(slot uint32) [][]*token {
	var names [][]*token
	var name []*token
	for _, id := range x.people[slot].words {
		if id == 0 {
			names, name = append(names, name), nil
			continue
		}
		name = append(name, &x.vocab.words[id].token)
	}
	return names
}
