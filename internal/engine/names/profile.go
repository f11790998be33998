package names

import (
	"cmp"
	"math"
	"slices"
)

// profile is a query or record made ready to be weighed against many.
type profile struct {
	facts
	concepts []concept
	read     [][]token // the names as read
	names    [][]int   // the concepts of each name, in its order
}

// concept is one part of a person's name with the forms in which the query's
// names write it: Mohamed in one name and محمد in the next are one concept, so
// that they count once.
type concept struct {
	forms    []token
	repeated bool    // said before in the same name: Mohamed son of Mohamed
	weight   float64 // of sharing it exactly; set by weigh
}

// readProfile reads names and facts; the weights are still to be set.
func readProfile(names []string, f facts) profile {
	p := profile{facts: f, read: readNames(names)}
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
	const sameConcept = 0.9
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

// weigh sets the weight of concept c for a name with that many bearers.
func (c *concept) weigh(bearers, population int) {
	c.weight = mostRarity
	for _, form := range c.forms {
		c.weight = min(c.weight, rarity(form.fold, bearers, population))
	}
	if c.repeated {
		c.weight *= repeatedPart
	}
	c.weight *= c.affix()
}

// affix is the share that the concept counts of its weight: 1 unless it is the
// lesser part of a compound.
func (c *concept) affix() float64 {
	if affixes[c.forms[0].fold] {
		return affixPart
	}
	return 1
}

// match is how a concept of the profile is found in a record.
type match struct {
	concept    int
	part       string // the query's form
	similarity float64
	script     bool // found in another script only
	name, at   int  // where in the record
}

// against weighs p against a record's names and facts: the bits of evidence
// and, when asked for, the reasons.
func (p *profile) against(names [][]*token, f facts, explain bool) (bits float64, why []Reason) {
	matches := p.assign(names)
	found := make([]bool, len(p.concepts))
	for _, m := range matches {
		found[m.concept] = true
		weight := p.concepts[m.concept].weight * credit(m.similarity)
		bits += weight
		if explain {
			why = append(why, Reason{Code: m.code(), Part: m.part, Weight: weight})
		}
	}
	for i, c := range p.missing(found) {
		weight := weightMissing
		if i < spare(names, matches) {
			weight = weightConflict
		}
		weight *= p.concepts[c].affix()
		bits += weight
		if explain {
			why = append(why, Reason{Code: "name_missing", Part: p.concepts[c].forms[0].part, Weight: weight})
		}
	}
	bits += p.sum(f)
	if !explain {
		return bits, nil
	}
	if p.reordered(matches) {
		why = append(why, Reason{Code: "name_order"})
	}
	why = append(onePart(why), p.reasons(f)...)
	slices.SortStableFunc(why, func(a, b Reason) int { return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)) })
	return bits, why
}

func (m match) code() string {
	switch {
	case m.script:
		return "name_script"
	case m.similarity == 1:
		return "name_exact"
	}
	return "name_alike"
}

// assign gives each concept the likest part of the record, each part at most
// once, the surest first.
func (p *profile) assign(names [][]*token) []match {
	var all []match
	for c := range p.concepts {
		for n, name := range names {
			for at, t := range name {
				m := match{concept: c, name: n, at: at}
				for i := range p.concepts[c].forms {
					form := &p.concepts[c].forms[i]
					if s := similarity(form, t); s > m.similarity {
						m.similarity, m.part, m.script = s, form.part, form.from != t.from
					}
				}
				if m.similarity >= alike {
					all = append(all, m)
				}
			}
		}
	}
	// Ties go by what the parts are, not by where they stand.
	slices.SortFunc(all, func(a, b match) int {
		ca, cb := &p.concepts[a.concept], &p.concepts[b.concept]
		return cmp.Or(cmp.Compare(b.similarity, a.similarity), cmp.Compare(cb.weight, ca.weight),
			cmp.Compare(count(a.script), count(b.script)),
			cmp.Compare(ca.forms[0].fold, cb.forms[0].fold),
			cmp.Compare(names[a.name][a.at].fold, names[b.name][b.at].fold),
			cmp.Compare(a.name, b.name), cmp.Compare(a.at, b.at))
	})
	kept := all[:0]
	for _, m := range all {
		if !slices.ContainsFunc(kept, func(k match) bool {
			return k.concept == m.concept || k.name == m.name && k.at == m.at
		}) {
			kept = append(kept, m)
		}
	}
	return kept
}

// missing is the concepts not found of that name of the query which is found
// best, affixes last: another name may be an alias that the record never heard
// of.
func (p *profile) missing(found []bool) []int {
	var best []int
	for i, name := range p.names {
		var missing []int
		for _, c := range name {
			if !found[c] {
				missing = append(missing, c)
			}
		}
		if i == 0 || len(missing) < len(best) {
			best = missing
		}
	}
	slices.SortStableFunc(best, func(c, d int) int { return cmp.Compare(p.concepts[d].affix(), p.concepts[c].affix()) })
	return best
}

// spare is how many parts are left over of that name of the record which
// matches best: what the query calls otherwise.
func spare(names [][]*token, matches []match) int {
	least := 0
	for n, name := range names {
		left := len(name)
		for _, m := range matches {
			left -= count(m.name == n)
		}
		if n == 0 || left < least {
			least = left
		}
	}
	return least
}

func count(condition bool) int {
	if condition {
		return 1
	}
	return 0
}

// reordered says whether parts of one name of the query stand in another order
// in one name of the record.
func (p *profile) reordered(matches []match) bool {
	place := make(map[int]match, len(matches))
	for _, m := range matches {
		place[m.concept] = m
	}
	for _, name := range p.names {
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
