package names

// The weights of evidence in the manner of Fellegi and Sunter ("A Theory for
// Record Linkage", JASA 64, 1969): log2(m/u), where m is how often evidence is
// so when both are the same person, and u when they are not. u is counted in
// the register at hand: how many bear the name, how many were born in that
// year. m was counted on records known to be of one person, in a synthetic
// register with attested romanisations and in the FEBRL data of Australian
// typing errors, which agree closely: see docs/decisions/0014. TestEstimateWeights
// counts again.

// levels are the degrees of likeness of two words, the likest first; each
// begins at from.
var levels = [...]float32{1, 0.95, 0.91, 0.87, 0.83, 0.79, alike}

// wordWeights say what becomes of the words of one person's names in another
// record of them. A name has many spellings, and each document chooses anew:
// so what finding a word is worth goes by how many people bear the name in any
// of its spellings, and only a little by the spelling.
type wordWeights struct {
	variant  [len(levels)]float64 // how likely a word alike to this degree is the same name
	like     [len(levels)]float64 // bits more than the rarity of the name, where alike to this degree
	conflict float64              // m of words not found, where another word stands instead
	missing  float64              // bits of a word not found where no word is left for it
}

var (
	variants      = [len(levels)]float64{1, .9, .8, .6, .3, .1, .05}
	likeBits      = [len(levels)]float64{.4, -.8, -.8, -2, -3.6, -5.5, -6.7}
	nameWeights   = wordWeights{variants, likeBits, .04, -1}
	motherWeights = wordWeights{variants, likeBits, .02, 0}
	placeWeights  = wordWeights{variants, likeBits, .03, 0}
)

func level(similarity float32) int {
	for i, from := range levels {
		if similarity >= from {
			return i
		}
	}
	return len(levels) - 1
}

// birthLevel is how two dates of birth agree.
type birthLevel uint8

const (
	birthUnknown birthLevel = iota // one of them is not known
	birthSame                      // to the day
	birthSwapped                   // day and month change places
	birthSameDay                   // day and month, and a year up to 2 or exactly 10 away
	birthPartly                    // the year and either day or month
	birthMonth                     // year and month, where a day is not known
	birthYear                      // the year, where no more is known of one of them
	birthOther                     // the year, and another day and month
	birthYear1                     // a year away, where no more is known of one of them
	birthYear2
	birthYear3
	birthYear5  // four or five years away, likewise
	birthClose  // exact dates up to two years apart
	birthDiffer // anything else up to ten years apart
	birthFar    // more than ten years apart
	birthLevels
)

// birthShares are the shares m of one person's records that agree to a degree,
// among pairs that are both exact, and among those of which one is not.
var (
	exactBirthShares = [birthLevels]float64{
		birthSame: .90, birthSwapped: .025, birthSameDay: .03, birthPartly: .01, birthOther: .005, birthClose: .01, birthDiffer: .015, birthFar: .003,
	}
	roughBirthShares = [birthLevels]float64{
		birthMonth: .06, birthYear: .42, birthYear1: .28, birthYear2: .16, birthYear3: .05, birthYear5: .02, birthDiffer: .01, birthFar: .002,
	}
)

const (
	sexShare         = 0.985 // of one person's records say the same sex
	nationalityShare = 0.95
)
