package names

import (
	"cmp"
	"math"
	"slices"
)

// explain returns the pieces of evidence of an entry, the weightiest first.
func (w *weigher) explain(e entry) (why []Reason) {
	names, mother, place := parts(e.row)
	w.weighNames(names)
	for _, m := range w.matches {
		part := w.p.concepts[m.like.concept].forms[m.like.form].part
		why = append(why, Reason{Code: m.code(), Part: part, Weight: float64(m.like.bits)})
	}
	spare := w.spare(names)
	for i, c := range w.missing() {
		bits := w.names.missing[c]
		if i < spare {
			bits = w.names.conflict[c]
		}
		why = append(why, Reason{Code: "name_missing", Part: w.p.concepts[c].forms[0].part, Weight: float64(bits)})
	}
	if w.reordered() {
		why = append(why, Reason{Code: "name_order"})
	}
	why = onePart(why)
	add := func(code string, bits float64) {
		if bits != 0 {
			why = append(why, Reason{Code: code, Weight: bits})
		}
	}
	add(birthCodes[birthAgreement(w.p.birth, e.birth)], float64(w.birth.of(w.p.birth, e.birth)))
	add(agreement("sex", float64(sexBits(w.p.sex, e.sex))))
	add(agreement("nationality", float64(nationalityBits(w.p.nationality, e.nationality))))
	add("phone_same", float64(phoneBits(w.p.phones, e.phones)))
	if len(w.p.mother) > 0 && len(mother) > 0 {
		add(agreement("mother", bestOf(w.mother, len(w.p.mother), mother)))
	}
	if len(w.p.place) > 0 && len(place) > 0 {
		add(agreement("place", bestOf(w.place, len(w.p.place), place)))
	}
	slices.SortStableFunc(why, func(a, b Reason) int { return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)) })
	return why
}

func agreement(what string, bits float64) (string, float64) {
	if bits < 0 {
		return what + "_differs", bits
	}
	return what + "_same", bits
}

func (m match) code() string {
	switch {
	case m.like.script:
		return "name_script"
	case m.like.similarity == 1:
		return "name_exact"
	}
	return "name_alike"
}

// reordered says whether parts of one name of the query stand in another order
// in one name of the row weighed last.
func (w *weigher) reordered() bool {
	place := make(map[int]match, len(w.matches))
	for _, m := range w.matches {
		place[int(m.like.concept)] = m
	}
	for _, name := range w.p.names {
		for i, c := range name {
			for _, d := range name[i+1:] {
				a, okA := place[c]
				b, okB := place[d]
				if okA && okB && a.name == b.name && b.at < a.at {
					return true
				}
			}
		}
	}
	return false
}

// onePart merges the reasons of a compound name that was read as two parts.
func onePart(why []Reason) []Reason {
	merged := why[:0]
	for _, r := range why {
		i := slices.IndexFunc(merged, func(m Reason) bool { return r.Part != "" && m.Part == r.Part })
		if i < 0 {
			merged = append(merged, r)
			continue
		}
		if merged[i].Code != r.Code {
			merged[i].Code = "name_alike"
		}
		merged[i].Weight += r.Weight
	}
	return merged
}
