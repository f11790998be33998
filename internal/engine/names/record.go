package names

// Birth is what is known of a birth in the Gregorian calendar; 0 is unknown.
type Birth struct {
	Year, Month, Day int
	Estimated        bool // the year is a judgement
}

// AtAge is the birth of somebody who was so many years old in a month, 0 for one
// that is not known: the year that is the likelier one of the two there are.
func AtAge(age, year, month int) Birth {
	b := Birth{Year: year - age, Estimated: true}
	if 0 < month && month <= 6 {
		b.Year--
	}
	return b
}

// Record is a person as the index knows them.
type Record struct {
	ID          string   // opaque to this package
	Names       []string // every name and spelling in any script: "given family", aliases, father's name …
	Birth       Birth
	Sex         string   // "f", "m", "x" or "" for unknown
	Nationality string   // ISO 3166-1 alpha-3 or ""
	Mother      string   // her name, not among Names: nobody is found by it
	Place       string   // of birth or origin
	Phones      []string // each in one way of writing, or hashed: only sameness is looked at
}

// Query is what is known of the person looked for. It needs at least one name.
type Query struct {
	Names       []string
	Birth       Birth
	Sex         string
	Nationality string
	Mother      string
	Place       string
	Phones      []string
	Limit       int                  // hits wanted, 10 when 0
	Keep        func(id string) bool // scope: false hides a person; nil keeps all. It must not call the index.
}

// Verdict is advice on a hit. It is a code.
type Verdict string

// The verdicts: the same person as far as names and birth can tell; like enough
// that somebody should look; somebody else, or too little is known to say.
const (
	Same      Verdict = "same"
	Look      Verdict = "look"
	Different Verdict = "different"
)

// Hit is a person on record who is like the one looked for.
type Hit struct {
	ID      string
	Score   float64 // 0 to 1, how likely the same person; only roughly a probability
	Bits    float64 // log2 of the odds that Score says
	Verdict Verdict
	Why     []Reason // the weightiest first
}

// Reason is one piece of evidence, for (positive Weight) or against. Weights
// are bits: each one doubles the odds.
//
// Codes about a name, with its Part: name_exact (the same, in one of the ways
// to write its sounds), name_script (the same or alike in another script only),
// name_alike, name_missing. Codes about the whole: name_order, birth_same,
// birth_year_same, birth_year_near, birth_near, birth_day_month_swapped,
// birth_differs, birth_far, sex_same, sex_differs, nationality_same, nationality_differs,
// mother_same, mother_differs, place_same, place_differs, phone_same.
type Reason struct {
	Code   string
	Part   string // the part of the query's own name that it speaks of, never a stored name
	Weight float64
}
