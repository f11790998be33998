package names

import "math"

// Weights are in bits: log2 of how much likelier the evidence is when both are
// the same person than when they are not.
const (
	// sameFrom and lookFrom are the bits left over from which a hit is called
	// the same person, or worth a look.
	sameFrom = 3.5
	lookFrom = -4.0

	// A name counts by how rare it is, between these bounds.
	leastRarity, mostRarity = 1.5, 13.0
	// unseen is the size of the population that every register is taken to be
	// a sample of, so that a name is not rare merely because the register is
	// small; commonShare is the share of it that bears each of commonNames.
	unseen      = 4000
	commonShare = 0.03

	weightMissing  = -1.5 // a part of the query of which the record has no counterpart
	weightConflict = -4.5 // a part of the query where the record has another
	repeatedPart   = 0.25 // of its weight: a name that the query has said before
	affixPart      = 0.25 // of its weight: the Abd of Abd al-Rahman
	weightSwapped  = 7.0
	weightBirth    = 9.5
	weightSameSex  = 0.7
	weightOtherSex = -4.0
	weightNation   = 1.5
	weightOtherNat = -1.5
)

// commonNames are so frequent among the people whom reception meets that
// sharing one says little, in a register of any size.
var commonNames = func() map[string]bool {
	m := make(map[string]bool)
	for _, s := range []string{
		"mohamed", "mohammad", "ahmed", "ahmad", "ali", "hassan", "hussein", "ibrahim", "omar", "yusuf",
		"mahmoud", "mustafa", "khalid", "abd", "abdi", "allah", "din", "fatima", "maryam", "mariam", "zahra", "aisha",
		"karim", "rahman", "rahim", "khan", "reza", "tesfay", "gebre", "haile", "mehari", "selam",
		"ivan", "oleksandr", "alexander", "serhii", "sergei", "mykola", "olena", "elena", "tetiana", "iryna",
		"maria", "jose", "mamadou", "mehmet", "nguyen",
	} {
		m[foldSounds(s)] = true
	}
	return m
}()

// affixes are the parts of compound names that their other part all but
// implies.
var affixes = func() map[string]bool {
	m := make(map[string]bool)
	for _, s := range []string{"abd", "allah", "din", "gebre", "welde"} {
		m[foldSounds(s)] = true
	}
	return m
}()

// rarity is the weight of sharing a name that bearers among population bear.
func rarity(fold string, bearers, population int) float64 {
	expected := float64(bearers) + 1
	if commonNames[fold] {
		expected += unseen * commonShare
	}
	bits := math.Log2((float64(population) + unseen) / expected)
	return min(max(bits, leastRarity), mostRarity)
}

// credit is the share of a name's weight that a similarity earns.
func credit(similarity float64) float64 {
	const nothing = 0.76
	return math.Pow((similarity-nothing)/(1-nothing), 1.5)
}

// birthEvidence weighs two births. Who does not know a birthday is written
// down as born on 1 January, so that day says no more than its year.
func birthEvidence(a, b packedBirth) (code string, weight float64) {
	if a.year == 0 || b.year == 0 {
		return "", 0
	}
	years := int(a.year) - int(b.year)
	if years < 0 {
		years = -years
	}
	if a.exact() && b.exact() {
		sameDay, sameMonth := a.day == b.day, a.month == b.month
		switch {
		case years == 0 && sameDay && sameMonth:
			return "birth_same", weightBirth
		case years == 0 && a.day == b.month && a.month == b.day:
			return "birth_day_month_swapped", weightSwapped
		case sameDay && sameMonth && (years <= 2 || years == 10):
			return "birth_near", 4.5
		case years == 0 && (sameDay || sameMonth):
			return "birth_near", 1.5
		case years == 0:
			return "birth_differs", -1.5
		}
	}
	switch {
	case years == 0 && a.month == b.month && a.month != 0 && !a.newYear() && !b.newYear():
		return "birth_year_same", 5
	case years == 0:
		return "birth_year_same", 4
	case years == 1:
		return "birth_year_near", 1.5
	case years == 2:
		return "birth_year_near", 0.5
	case years <= 3 || years <= 5 && (a.estimated || b.estimated):
		return "birth_differs", -1
	case years <= 5:
		return "birth_differs", -4
	}
	return "birth_differs", -8
}

func (b packedBirth) newYear() bool { return b.day == 1 && b.month == 1 }

func (b packedBirth) exact() bool { return b.day != 0 && b.month != 0 && !b.estimated && !b.newYear() }

func sexEvidence(a, b byte) (code string, weight float64) {
	switch {
	case a == 0 || b == 0:
		return "", 0
	case a == b:
		return "sex_same", weightSameSex
	case a == 'x' || b == 'x':
		return "", 0 // documents of one person differ here
	}
	return "sex_differs", weightOtherSex
}

func nationalityEvidence(a, b [3]byte) (code string, weight float64) {
	switch {
	case a == [3]byte{} || b == [3]byte{}:
		return "", 0
	case a == b:
		return "nationality_same", weightNation
	}
	return "nationality_differs", weightOtherNat
}

// reasons is the evidence that weighs anything.
func (f facts) reasons(o facts) []Reason {
	var why []Reason
	add := func(code string, weight float64) {
		if code != "" {
			why = append(why, Reason{Code: code, Weight: weight})
		}
	}
	add(birthEvidence(f.birth, o.birth))
	add(sexEvidence(f.sex, o.sex))
	add(nationalityEvidence(f.nationality, o.nationality))
	return why
}

func (f facts) sum(o facts) float64 {
	_, birth := birthEvidence(f.birth, o.birth)
	_, sex := sexEvidence(f.sex, o.sex)
	_, nationality := nationalityEvidence(f.nationality, o.nationality)
	return birth + sex + nationality
}

// judge turns bits of evidence into a score and a verdict. What must be
// overcome is that the person looked for is most likely none of the population.
// A name alone, however rare, never makes a verdict of Same: fathers and sons
// share it.
func judge(bits, birth float64, population int) (score float64, v Verdict) {
	bits -= math.Log2(float64(population)+unseen) + 1
	score = 1 / (1 + math.Exp2(-bits))
	switch {
	case bits >= sameFrom && birth > 0:
		return score, Same
	case bits >= lookFrom:
		return score, Look
	}
	return score, Different
}
