package names

import "math"

const (
	// sameFrom and lookFrom are the bits left over from which a hit is called
	// the same person, or worth a look.
	sameFrom = 3.5
	lookFrom = -4.0

	// unseen is the size of the population that every register is taken to be
	// a sample of, so that a name is not rare merely because the register is
	// small; commonShare is the share of it that bears each of commonNames.
	unseen      = 4000
	commonShare = 0.03

	leastBits = 0.3  // of a word found as it is written, however common
	mostBits  = 15.0 // of any word

	repeatedPart = 0.25 // of its weight: a name that the query has said before
	affixPart    = 0.25 // of its weight: the Abd of Abd al-Rahman
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
// implies, or that come and go.
var affixes = func() map[string]bool {
	m := make(map[string]bool)
	for _, s := range []string{"abd", "allah", "din", "gebre", "welde", "abu", "umm", "zadeh", "zai"} {
		m[foldSounds(s)] = true
	}
	return m
}()

// birthAgreement tells how two dates of birth agree. Who does not know a
// birthday is written down as born on 1 January, so that day says no more than
// its year.
func birthAgreement(a, b packedBirth) birthLevel {
	if a.year == 0 || b.year == 0 {
		return birthUnknown
	}
	years := int(a.year) - int(b.year)
	if years < 0 {
		years = -years
	}
	if a.exact() && b.exact() {
		sameDay, sameMonth := a.day == b.day, a.month == b.month
		switch {
		case years == 0 && sameDay && sameMonth:
			return birthSame
		case years == 0 && a.day == b.month && a.month == b.day:
			return birthSwapped
		case sameDay && sameMonth && (years <= 2 || years == 10):
			return birthSameDay
		case years == 0 && (sameDay || sameMonth):
			return birthPartly
		case years == 0:
			return birthOther
		case years <= 2:
			return birthClose
		case years > 10:
			return birthFar
		}
		return birthDiffer
	}
	switch {
	case years == 0 && a.month == b.month && a.month != 0 && !a.newYear() && !b.newYear():
		return birthMonth
	case years == 0:
		return birthYear
	case years == 1:
		return birthYear1
	case years == 2:
		return birthYear2
	case years == 3:
		return birthYear3
	case years <= 5:
		return birthYear5
	case years > 10:
		return birthFar
	}
	return birthDiffer
}

func (b packedBirth) newYear() bool { return b.day == 1 && b.month == 1 }

func (b packedBirth) exact() bool { return b.day != 0 && b.month != 0 && !b.estimated && !b.newYear() }

// key is what exact dates that are the same have in common.
func (b packedBirth) key() packedBirth { return packedBirth{b.year, b.month, b.day, false} }

// birthBits are the bits of each level for a query's date of birth, where a
// register tells how many were born in a year.
type birthBits struct{ exact, rough [birthLevels]float32 }

func birthBitsOf(born func(year int) float64, b packedBirth) (bits birthBits) {
	if b.year == 0 {
		return bits
	}
	at := func(away int) float64 {
		if away == 0 {
			return born(int(b.year))
		}
		return born(int(b.year)-away) + born(int(b.year)+away)
	}
	near := at(0) + at(1) + at(2)
	u := [birthLevels]float64{
		birthSame: at(0) / 365, birthSwapped: at(0) / 365, birthSameDay: (at(1) + at(2) + at(10)) / 365,
		birthPartly: at(0) * (1./12 + 1./30), birthMonth: at(0) / 12, birthOther: at(0), birthYear: at(0),
		birthYear1: at(1), birthYear2: at(2), birthYear3: at(3), birthYear5: at(4) + at(5), birthClose: near - at(0),
	}
	u[birthDiffer], u[birthFar] = max((1-near)/3, 0.1), max((1-near)*2/3, 0.1)
	for l := birthSame; l < birthLevels; l++ {
		if m := exactBirthShares[l]; m > 0 {
			bits.exact[l] = float32(math.Log2(m / u[l]))
		}
		if m := roughBirthShares[l]; m > 0 {
			bits.rough[l] = float32(math.Log2(m / u[l]))
		}
	}
	return bits
}

func (bb *birthBits) of(a, b packedBirth) float32 {
	l := birthAgreement(a, b)
	if l == birthUnknown {
		return 0
	}
	if a.exact() && b.exact() {
		return bb.exact[l]
	}
	return bb.rough[l]
}

var (
	sameSexBits  = float32(math.Log2(sexShare / 0.5))
	otherSexBits = float32(math.Log2((1 - sexShare) / 0.5))
	sameNatBits  = float32(1.5)
	otherNatBits = float32(-1.5)
)

func sexBits(a, b byte) float32 {
	switch {
	case a == 0 || b == 0:
		return 0
	case a == b:
		return sameSexBits
	case a == 'x' || b == 'x':
		return 0 // documents of one person differ here
	}
	return otherSexBits
}

func nationalityBits(a, b [3]byte) float32 {
	switch {
	case a == [3]byte{} || b == [3]byte{}:
		return 0
	case a == b:
		return sameNatBits
	}
	return otherNatBits
}

// coarse is the year of birth and the sex of a person in two bytes, so that
// those of many are quickly read: 0 is unknown.
type coarse uint16

const coarseYears, firstYear = 256, 1880

func coarseOf(f facts) coarse {
	year := 0
	if y := int(f.birth.year); y != 0 {
		year = min(max(y-firstYear, 1), coarseYears-1)
	}
	sex := coarse(0)
	switch f.sex {
	case 'f':
		sex = 1
	case 'm':
		sex = 2
	case 'x':
		sex = 3
	}
	return sex*coarseYears + coarse(year)
}

// byCoarse gives the bits of a year of birth and a sex, in fractions, before the
// day is looked at.
func (bb *birthBits) byCoarse(p *profile) (table [4 * coarseYears]int16) {
	for i := range table {
		bits := float32(0)
		if year := i % coarseYears; year != 0 && p.birth.year != 0 {
			bits += bb.rough[birthAgreement(packedBirth{year: p.birth.year}, packedBirth{year: int16(year + firstYear)})]
		}
		bits += sexBits(p.sex, [...]byte{0, 'f', 'm', 'x'}[i/coarseYears])
		table[i] = fraction(bits)
	}
	return table
}

// birthCodes name the levels for reasons.
var birthCodes = [birthLevels]string{
	birthSame: "birth_same", birthSwapped: "birth_day_month_swapped", birthSameDay: "birth_near", birthPartly: "birth_near",
	birthMonth: "birth_year_same", birthYear: "birth_year_same", birthOther: "birth_differs",
	birthYear1: "birth_year_near", birthYear2: "birth_year_near", birthYear3: "birth_year_near",
	birthYear5: "birth_differs", birthClose: "birth_differs", birthDiffer: "birth_differs", birthFar: "birth_far",
}

// judge turns bits of evidence into a score and a verdict. What must be
// overcome is that the person looked for is most likely none of the population.
// A name alone, however rare, never makes a verdict of Same: fathers and sons
// share it.
func (h *Hit) judge(bits, birth float64, population int) {
	bits -= math.Log2(float64(population)+unseen) + 1
	h.Bits, h.Score, h.Verdict = bits, 1/(1+math.Exp2(-bits)), Different
	switch {
	case bits >= sameFrom && birth > 0:
		h.Verdict = Same
	case bits >= lookFrom:
		h.Verdict = Look
	}
}
