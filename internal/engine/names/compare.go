package names

// Compare weighs two records against each other, for a page that shows them
// side by side. It knows nothing of how rare a name is in the register, and
// that those who are compared at all are often relatives, who share most of
// their names: however many parts agree, they count no more than provenBits,
// and each part that differs takes away what it would have counted. The score
// is the same both ways; ID is b's and the reasons speak of a's names.
func Compare(a, b Record) Hit {
	ab, birth, why := compareTo(a, b)
	ba, _, _ := compareTo(b, a)
	h := Hit{ID: b.ID, Why: why}
	h.judge((ab+ba)/2, birth, 0)
	return h
}

const provenBits = 18

// compareTo weighs b as an answer to a.
func compareTo(a, b Record) (bits, birth float64, why []Reason) {
	x := New()
	b.ID = "b"
	x.Put(b)
	p := readQuery(Query{Names: a.Names, Birth: a.Birth, Sex: a.Sex, Nationality: a.Nationality, Mother: a.Mother, Place: a.Place, Phones: a.Phones})
	x.alive, x.mothers, x.places = 0, 0, 0
	x.vocab.uncount()
	w := x.weigher(&p, new(scratch))
	e := x.entry(0)
	names, _, _ := parts(e.row)
	rest := w.weigh(e) - w.weighNames(names)
	return w.proven(names) + rest, float64(w.birth.of(p.birth, e.birth)), w.explain(e)
}

// proven is what the names weighed last count for in a comparison of two.
func (w *weigher) proven(names []wordID) float64 {
	whole, lost := 0.0, 0.0
	for _, m := range w.matches {
		full := float64(w.names.full[m.like.concept])
		whole += full
		lost += full - float64(m.like.bits)
	}
	spare := w.spare(names)
	for i, c := range w.missing() {
		if i < spare {
			lost += float64(w.names.full[c] - w.names.conflict[c])
		} else {
			lost -= float64(w.names.missing[c])
		}
	}
	return min(whole, provenBits) - lost
}
