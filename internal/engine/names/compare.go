package names

// Compare weighs two records against each other, for a page that shows them
// side by side. It knows nothing of how rare a name is in the register. The
// score is the same both ways; ID is b's and the reasons speak of a's names.
func Compare(a, b Record) Hit {
	pa, pb := recordProfile(a), recordProfile(b)
	ab, why := pa.against(pointers(pb.read), pb.facts, true)
	ba, _ := pb.against(pointers(pa.read), pa.facts, false)
	h := Hit{ID: b.ID, Why: why}
	_, birth := birthEvidence(pa.birth, pb.birth)
	h.Score, h.Verdict = judge((ab+ba)/2, birth, 0)
	return h
}

func recordProfile(r Record) profile {
	p := readProfile(r.Names, factsOf(r.Birth, r.Sex, r.Nationality))
	for i := range p.concepts {
		p.concepts[i].weigh(0, 0)
	}
	return p
}

func pointers(names [][]token) [][]*token {
	all := make([][]*token, len(names))
	for i, name := range names {
		for j := range name {
			all[i] = append(all[i], &name[j])
		}
	}
	return all
}
