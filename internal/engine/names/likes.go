package names

import (
	"cmp"
	"math"
	"slices"
)

// likes says which words of a vocabulary are like the concepts of a query, and
// what finding each is worth.
type likes struct {
	first    []uint32 // by wordID: place in all of its first like, plus 1
	all      []like
	from     []int     // by concept: where its likes begin in all, the weightiest first; one more at the end
	conflict []float32 // by concept: another word stands instead
	missing  []float32 // by concept: no word is left for it
	full     []float32 // by concept: found as it is written
}

// like is a word that is like a concept.
type like struct {
	word       wordID
	next       uint32 // place in all of the word's next like, plus 1
	concept    uint16
	form       uint16 // which of the concept's forms it is like
	similarity float32
	bits       float32
	script     bool // in another script only
}

// population is what words are counted in.
type population struct {
	size    float64
	weights *wordWeights
	count   func(*word) int
}

func (l *likes) clear() {
	for _, e := range l.all {
		l.first[e.word] = 0
	}
	l.all, l.from, l.conflict, l.missing, l.full = l.all[:0], l.from[:0], l.conflict[:0], l.missing[:0], l.full[:0]
}

// find fills l with the words of v that are like the concepts.
func (l *likes) find(v *vocabulary, concepts []concept, in population) {
	if len(l.first) < len(v.words) {
		l.first = make([]uint32, len(v.words)+len(v.words)/8+16)
	}
	for c := range concepts {
		l.from = append(l.from, len(l.all))
		l.findOne(v, &concepts[c], c, in)
	}
	l.from = append(l.from, len(l.all))
	for i := range l.all {
		e := &l.all[i]
		e.next, l.first[e.word] = l.first[e.word], uint32(i)+1
	}
}

func (l *likes) findOne(v *vocabulary, c *concept, number int, in population) {
	start := len(l.all)
	for i := range c.forms {
		form := &c.forms[i]
		add := func(id wordID, s float64) {
			if s < alike {
				return
			}
			e := like{word: id, concept: uint16(number), form: uint16(i), similarity: float32(s), script: form.from != v.words[id].from}
			for j := start; j < len(l.all) && (i > 0 || s == nicknameLikeness); j++ {
				if l.all[j].word == id {
					if o := &l.all[j]; e.similarity > o.similarity || e.similarity == o.similarity && o.script && !e.script {
						*o = e
					}
					return
				}
			}
			l.all = append(l.all, e)
		}
		v.near(form, func(id wordID) { add(id, similarity(form, &v.words[id].token)) })
		v.called(form, func(id wordID) { add(id, nicknameLikeness) })
	}
	found := l.all[start:]
	slices.SortFunc(found, func(a, b like) int {
		return cmp.Or(cmp.Compare(b.similarity, a.similarity), cmp.Compare(a.word, b.word))
	})
	var bearers [len(levels)]float64
	for _, e := range found {
		bearers[level(e.similarity)] += float64(in.count(&v.words[e.word]))
	}
	name := 1.0 // bearers of the name in any spelling
	if c.common() {
		name += unseen * commonShare
	}
	for at, n := range bearers {
		name += n * in.weights.variant[at]
	}
	rarity := -math.Log2(min(name/(in.size+unseen), 1))
	for i := range found {
		bits := min(max(rarity+in.weights.like[level(found[i].similarity)], 0), mostBits)
		if found[i].similarity == 1 {
			bits = max(bits, leastBits)
		}
		found[i].bits = float32(bits * c.counts())
	}
	l.full = append(l.full, float32(min(rarity+in.weights.like[0], mostBits)*c.counts()))
	others := max(1-name/(in.size+unseen), 0.05)
	l.conflict = append(l.conflict, float32(min(math.Log2(in.weights.conflict/others), 0)*c.affix()))
	l.missing = append(l.missing, float32(in.weights.missing*c.affix()))
}
