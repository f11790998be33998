package synthetic

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// weightedLanguage is a language and how many in a hundred speak it.
type weightedLanguage struct {
	code  string
	share int
}

// country is a row of countries.tsv: who comes from there.
type country struct {
	code        string // nationality
	birth       string // country of birth
	first       []weightedLanguage
	firstWeight []int
	other       []weightedLanguage
	kinds       []int // weights of the Kinds
	positive    int   // per cent of decisions
	yearOnly    int   // per cent of birth dates
	documents   int   // per cent of persons
	places      []string
}

// kindWeights shapes households by where they come from, in the order of kinds.
// Single men are most of the arrivals; from Ukraine it is women with children and
// older persons, since men of military age may not leave.
var kindWeights = map[string][]int{
	//         man woman couple family mother father uam elderly extended
	"men":     {700, 60, 25, 60, 45, 6, 90, 3, 2},
	"mixed":   {600, 85, 45, 115, 75, 10, 50, 12, 8},
	"family":  {490, 60, 65, 230, 75, 15, 12, 32, 21},
	"ukraine": {180, 210, 80, 120, 240, 10, 8, 130, 22},
}

// culture is how persons of a language are named and written down.
type culture struct {
	script       string
	names        *names
	tailIsFather bool // the surname field holds the father's name
	tailIsGrand  bool // … the grandfather's name
	double       bool // father's and mother's family name
	wifeTakes    bool // a wife has her husband's family name
	father       int  // per cent of persons whose father's name is recorded
	grandfather  int  // per cent of those
	mononym      int  // per cent without a family name
}

var cultures = map[string]culture{
	"ar-SY": {script: "Arab", father: 92, grandfather: 55},
	"ar-IQ": {script: "Arab", father: 95, grandfather: 85},
	"ar-DZ": {script: "Arab", father: 70, grandfather: 15},
	"ar-SD": {script: "Arab", father: 95, grandfather: 80},
	"prs":   {script: "Arab", father: 88, grandfather: 45, mononym: 8},
	"ps":    {script: "Arab", father: 88, grandfather: 45, mononym: 12},
	"fa":    {script: "Arab", father: 80, grandfather: 8},
	"ckb":   {script: "Arab", father: 86, grandfather: 60},
	"ti":    {script: "Ethi", tailIsFather: true, father: 100, grandfather: 78},
	"am":    {script: "Ethi", tailIsFather: true, father: 100, grandfather: 70},
	"so":    {script: "Latn", tailIsGrand: true, father: 100, grandfather: 100},
	"tr":    {script: "Latn", wifeTakes: true, father: 75},
	"kmr":   {script: "Latn", wifeTakes: true, father: 75},
	"uk":    {script: "Cyrl", wifeTakes: true, father: 85},
	"ru":    {script: "Cyrl", wifeTakes: true, father: 85},
	"sq":    {script: "Latn", wifeTakes: true, father: 78},
	"es":    {script: "Latn", double: true},
	"fr-GN": {script: "Latn", father: 48},
	"fr-CM": {script: "Latn", father: 48},
	"fr-CD": {script: "Latn", father: 48},
}

type world struct {
	countries []country
	weights   []int
	cultures  map[string]*culture
}

var loadWorld = sync.OnceValue(func() *world {
	w := &world{cultures: map[string]*culture{}}
	reg := loadNames()
	for language, c := range cultures {
		c.names = reg.byLanguage[language]
		w.cultures[language] = &c
	}
	for _, row := range table("data/countries.tsv") {
		c := country{
			code: row[0], birth: row[9], first: languages(row[2]), other: languages(row[7]),
			kinds: kindWeights[row[3]], positive: number(row[4]), yearOnly: number(row[5]),
			documents: number(row[6]), places: strings.Split(row[8], "|"),
		}
		for _, l := range c.first {
			c.firstWeight = append(c.firstWeight, l.share)
		}
		w.countries = append(w.countries, c)
		w.weights = append(w.weights, number(row[1]))
	}
	return w
})

func languages(s string) []weightedLanguage {
	var out []weightedLanguage
	for part := range strings.SplitSeq(s, "|") {
		code, share, _ := strings.Cut(part, ":")
		out = append(out, weightedLanguage{code, number(share)})
	}
	return out
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(fmt.Sprintf("synthetic: %v", err))
	}
	return n
}
