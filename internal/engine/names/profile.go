package names

import (
	"cmp"
	"slices"
)

// profile is a query made ready to be weighed against many.
type profile struct {
	facts
	phones   []uint32
	spelt    uint64 // marks of how the names are spelt
	concepts []concept
	read     [][]token // the names as read
	names    [][]int   // the concepts of each name, in its order
	mother   []concept
	place    []concept
}

// concept is one part of a person's name with the forms in which the query's
// names write it: Mohamed in one name and محمد in the next are one concept, so
// that they count once.
type concept struct {
	forms    []token
	repeated bool // said before in the same name: Mohamed son of Mohamed
}

func readQuery(q Query) profile {
	p := readProfile(q.Names, factsOf(q.Birth, q.Sex, q.Nationality))
	p.mother = simpleConcepts(reader{}.names([]string{q.Mother}))
	p.place = simpleConcepts(reader{}.place(q.Place))
	p.phones, p.spelt = phoneHashes(q.Phones), spellingOf(p.read)
	return p
}

func simpleConcepts(names [][]token) (all []concept) {
	for _, name := range names {
		for _, t := range name {
			all = append(all, concept{forms: []token{t}})
		}
	}
	return all
}

// readProfile reads names and facts.
func readProfile(names []string, f facts) profile {
	p := profile{facts: f, read: reader{}.names(names)}
	for _, name := range p.read {
		here := p.join(name)
		for i, t := range name {
			if here[i] < 0 {
				repeated := slices.ContainsFunc(name[:i], func(u token) bool { return similarity(&t, &u) == 1 })
				here[i] = len(p.concepts)
				p.concepts = append(p.concepts, concept{repeated: repeated})
			}
			p.concepts[here[i]].add(t)
		}
		p.names = append(p.names, here)
	}
	return p
}

func (c *concept) add(t token) {
	if !slices.ContainsFunc(c.forms, func(f token) bool { return f.fold == t.fold && f.from == t.from }) {
		c.forms = append(c.forms, t)
	}
}

// join finds for each part of a further name the concept that it is a form of,
// -1 for none: the likest pairs first, each concept once.
func (p *profile) join(name []token) []int {
	const sameConcept = 0.85
	type pair struct {
		part, concept int
		similarity    float64
	}
	var pairs []pair
	for c := range p.concepts {
		for i := range name {
			best := 0.0
			for j := range p.concepts[c].forms {
				best = max(best, similarity(&name[i], &p.concepts[c].forms[j]))
			}
			if best >= sameConcept {
				pairs = append(pairs, pair{i, c, best})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.similarity, a.similarity), cmp.Compare(name[a.part].fold, name[b.part].fold))
	})
	found := slices.Repeat([]int{-1}, len(name))
	for _, pr := range pairs {
		if found[pr.part] < 0 && !slices.Contains(found, pr.concept) {
			found[pr.part] = pr.concept
		}
	}
	return found
}

// common reports whether sharing the concept says little anywhere.
func (c *concept) common() bool {
	return slices.ContainsFunc(c.forms, func(f token) bool { return commonNames[f.fold] })
}

// counts is the share of its weight that the concept counts when it is found.
func (c *concept) counts() float64 {
	if c.repeated {
		return repeatedPart * c.affix()
	}
	return c.affix()
}

// affix is the share that the concept counts of its weight: 1 unless it is the
// lesser part of a compound.
func (c *concept) affix() float64 {
	if affixes[c.forms[0].fold] {
		return affixPart
	}
	return 1
}

// weigher weighs one query against many rows.
type weigher struct {
	p                    *profile
	names, mother, place *likes
	birth                birthBits
	matches              []match // of the row weighed last
	found                []bool  // by concept, likewise
}

// match is a concept of the query found in a row.
type match struct {
	like *like
	at   int // place in the row's names
	name int // which of the row's names
}

// weigh returns the bits of evidence that an entry is the query's person.
func (w *weigher) weigh(e entry) float64 {
	names, mother, place := parts(e.row)
	bits := w.weighNames(names)
	if len(w.p.mother) > 0 && len(mother) > 0 {
		bits += bestOf(w.mother, len(w.p.mother), mother)
	}
	if len(w.p.place) > 0 && len(place) > 0 {
		bits += bestOf(w.place, len(w.p.place), place)
	}
	return bits + float64(w.birth.of(w.p.birth, e.birth)+sexBits(w.p.sex, e.sex)+nationalityBits(w.p.nationality, e.nationality)+phoneBits(w.p.phones, e.phones))
}

func (w *weigher) weighNames(names []wordID) float64 {
	w.assign(names)
	clear(w.found)
	bits := 0.0
	for _, m := range w.matches {
		w.found[m.like.concept] = true
		bits += float64(m.like.bits)
	}
	spare := w.spare(names)
	for i, c := range w.missing() {
		if i < spare {
			bits += float64(w.names.conflict[c])
		} else {
			bits += float64(w.names.missing[c])
		}
	}
	return bits
}

// assign gives each concept the weightiest word of the row, each word at most
// once, the surest first.
func (w *weigher) assign(names []wordID) {
	w.matches = w.matches[:0]
	name := 0
	for at, id := range names {
		if id == endOfName {
			name++
			continue
		}
		for i := w.names.first[id]; i != 0; i = w.names.all[i-1].next {
			w.matches = append(w.matches, match{&w.names.all[i-1], at, name})
		}
	}
	if len(w.matches) < 2 {
		return
	}
	// Ties go by what the parts are, not by where they stand.
	slices.SortFunc(w.matches, func(a, b match) int {
		return cmp.Or(cmp.Compare(b.like.bits, a.like.bits), cmp.Compare(b.like.similarity, a.like.similarity),
			cmp.Compare(count(a.like.script), count(b.like.script)),
			cmp.Compare(w.foldOf(a), w.foldOf(b)), cmp.Compare(a.like.word, b.like.word), cmp.Compare(a.at, b.at))
	})
	kept := w.matches[:0]
	for _, m := range w.matches {
		taken := false
		for _, k := range kept {
			if k.like.concept == m.like.concept || k.at == m.at {
				taken = true
				break
			}
		}
		if !taken {
			kept = append(kept, m)
		}
	}
	w.matches = kept
}

func (w *weigher) foldOf(m match) string { return w.p.concepts[m.like.concept].forms[0].fold }

// spare is how many words are left over of that name of the row which matches
// best: what the query calls otherwise.
func (w *weigher) spare(names []wordID) int {
	least, left, name := -1, 0, 0
	for _, id := range names {
		if id != endOfName {
			left++
			continue
		}
		for _, m := range w.matches {
			if m.name == name {
				left--
			}
		}
		if least < 0 || left < least {
			least = left
		}
		left, name = 0, name+1
	}
	return max(least, 0)
}

// missing is the concepts not found of that name of the query which is found
// best, affixes last: another name may be an alias that the record never heard
// of.
func (w *weigher) missing() []int {
	var best []int
	for i, name := range w.p.names {
		var missing []int
		for _, c := range name {
			if !w.found[c] {
				missing = append(missing, c)
			}
		}
		if i == 0 || len(missing) < len(best) {
			best = missing
		}
		if len(best) == 0 {
			return nil
		}
	}
	slices.SortStableFunc(best, func(c, d int) int {
		return cmp.Or(cmp.Compare(w.p.concepts[d].affix(), w.p.concepts[c].affix()), cmp.Compare(w.names.conflict[c], w.names.conflict[d]), cmp.Compare(w.names.full[d], w.names.full[c]))
	})
	return best
}

func count(condition bool) int {
	if condition {
		return 1
	}
	return 0
}

// bestOf is the bits of words that stand for one thing: mother's name, a place.
func bestOf(l *likes, concepts int, words []wordID) float64 {
	found, bits := false, 0.0
	for c := range concepts {
		best := float32(0)
		for _, id := range words {
			for i := l.first[id]; i != 0; i = l.all[i-1].next {
				if e := &l.all[i-1]; int(e.concept) == c {
					found, best = true, max(best, e.bits)
				}
			}
		}
		bits += float64(best)
	}
	if !found {
		return float64(l.conflict[0])
	}
	return bits
}
