package synthetic

import (
	"slices"
	"strings"
	"time"
)

// Duplicate returns member i of h as another desk wrote the same person down: in
// another romanisation, with names in the wrong fields, with 1 January for a birth
// date, without the father's name. The same h and i give the same person. It
// differs from the member in at least one name or in the birth date; sex,
// nationality and language stay.
func Duplicate(h Household, i int) Person {
	p := h.Members[i]
	r := stream(h.Serial, uint64(i), uint64(dayOf(p.Birth.Date)))
	original := p

	p.Given = respell(&r, p.Language, p.Given)
	p.Father = respell(&r, p.Language, p.Father)
	p.Grandfather = respell(&r, p.Language, p.Grandfather)
	if r.chance(60) {
		p.Family = respellFamily(&r, p.Language, p.Family)
	}
	if r.chance(18) && p.Family.Latin != "" {
		p.Given, p.Family = p.Family, p.Given
	}
	if r.chance(40) {
		p.Father = Name{}
	}
	if r.chance(75) {
		p.Grandfather = Name{}
	}
	if r.chance(55) {
		// The desk had nobody who reads the script.
		p.Given.Native, p.Family.Native, p.Father.Native, p.Grandfather.Native = "", "", "", ""
	}
	p.Birth = retold(&r, p.Birth)
	if p.Given.Latin == original.Given.Latin && p.Family.Latin == original.Family.Latin && p.Birth == original.Birth {
		p.Birth = january(p.Birth.Date)
		if p.Birth == original.Birth {
			p.Birth = BirthDate{january(p.Birth.Date).Date.AddDate(-1, 0, 0), PrecisionEstimated}
		}
	}

	p.Aliases, p.Documents, p.Needs = nil, nil, nil
	p.Relationship = RelHead
	p.Languages = slices.Clone(p.Languages[:1])
	p.Statuses = slices.Clone(p.Statuses[:1])
	if r.chance(65) {
		p.Phone = ""
	}
	return p
}

// respell writes a name in another Latin spelling of the pools, where there is one.
func respell(r *random, language string, n Name) Name {
	s := loadNames().byNative[poolOf(language)+" "+n.Native]
	if s == nil || len(s.latin) < 2 {
		return n
	}
	other := slices.DeleteFunc(slices.Clone(s.latin), func(l string) bool { return l == n.Latin })
	return Name{Latin: pick(r, other), Native: n.Native}
}

// respellFamily also drops the second of two family names, which desks outside the
// Spanish-speaking world take for a part of the given name.
func respellFamily(r *random, language string, n Name) Name {
	if language != "es" {
		return respell(r, language, n)
	}
	latin, _, _ := strings.Cut(n.Latin, " ")
	native, _, _ := strings.Cut(n.Native, " ")
	return respell(r, language, Name{latin, native})
}

// retold is the birth date as understood a second time.
func retold(r *random, b BirthDate) BirthDate {
	switch n := r.below(100); {
	case n < 42:
		return january(b.Date)
	case n < 54 && b.Date.Day() <= 12:
		y, m, d := b.Date.Date()
		return BirthDate{time.Date(y, time.Month(d), int(m), 0, 0, 0, 0, time.UTC), b.Precision}
	}
	return b
}

// january is how a register writes a birth of which it knows the year.
func january(t time.Time) BirthDate {
	return BirthDate{time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC), PrecisionYear}
}
