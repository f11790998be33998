package app

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"passerelle/internal/engine/names"
)

// pairFigures is the result of labelled pairs.
type pairFigures struct {
	Pairs      int     `json:"pairs"`
	F1         float64 `json:"cv_f1"`
	Precision  float64 `json:"precision"`
	Recall     float64 `json:"recall"`
	NonLatinF1 float64 `json:"non_latin_f1"`
	PerPairUS  float64 `json:"us_per_pair"`
}

type labelledPair struct {
	score    float64
	match    bool
	nonLatin bool
	guess    bool
}

// pairs weighs pairs of names against each other; the threshold is chosen on
// one half and used on the other, twice.
func (b *benchNames) pairs(env environment) error {
	var all []labelledPair
	var took time.Duration
	err := readCSV(b.Pairs, func(field func(string) string) error {
		if field("schema") != b.Schema {
			return nil
		}
		one, other := field("name1"), field("name2")
		begun := time.Now()
		h := names.Compare(names.Record{Names: []string{one}}, names.Record{Names: []string{other}})
		took += time.Since(begun)
		all = append(all, labelledPair{score: h.Bits, match: field("is_match") == "true", nonLatin: !isLatin(one + other)})
		return nil
	})
	if err != nil {
		return err
	}
	for fold := range 2 {
		at := threshold(all, func(i int) bool { return i%2 != fold })
		for i := range all {
			if i%2 == fold {
				all[i].guess = all[i].score >= at
			}
		}
	}
	f := pairFigures{Pairs: len(all), PerPairUS: float64(took.Microseconds()) / float64(max(len(all), 1))}
	f.Precision, f.Recall, f.F1 = agreement(all, func(labelledPair) bool { return true })
	_, _, f.NonLatinF1 = agreement(all, func(p labelledPair) bool { return p.nonLatin })
	return printFigures(env.stdout, f)
}

// threshold is the score from which calling a pair a match gives the best F1
// among the pairs that in names.
func threshold(all []labelledPair, in func(int) bool) float64 {
	var scores []float64
	for i, p := range all {
		if in(i) {
			scores = append(scores, p.score)
		}
	}
	slices.Sort(scores)
	best, at := -1.0, 0.0
	for k, score := range slices.Compact(scores) {
		trial := make([]labelledPair, 0, len(all))
		for i, p := range all {
			if in(i) {
				p.guess = p.score >= score
				trial = append(trial, p)
			}
		}
		if _, _, f1 := agreement(trial, func(labelledPair) bool { return true }); f1 > best {
			best, at = f1, score
			if k > 0 {
				at = (score + scores[max(slices.Index(scores, score)-1, 0)]) / 2
			}
		}
	}
	return at
}

func agreement(all []labelledPair, in func(labelledPair) bool) (precision, recall, f1 float64) {
	var right, guessed, matches float64
	for _, p := range all {
		if !in(p) {
			continue
		}
		if p.match {
			matches++
		}
		if p.guess {
			guessed++
			if p.match {
				right++
			}
		}
	}
	precision, recall = right/max(guessed, 1), right/max(matches, 1)
	return precision, recall, 2 * precision * recall / max(precision+recall, 1e-9)
}

func isLatin(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			return false
		}
	}
	return true
}

// febrl makes a retrieval set of a FEBRL data set: originals are the register,
// duplicates the queries; name, birth date and suburb.
func (b *benchNames) febrl(ctx context.Context, env environment) error {
	var records []names.Record
	var queries []nameQuery
	err := readCSV(b.Febrl, func(field func(string) string) error {
		parts := strings.Split(field("rec_id"), "-") // rec-N-org, rec-N-dup-K
		if len(parts) < 3 {
			return nil
		}
		name := []string{strings.TrimSpace(field("given_name") + " " + field("surname"))}
		birth, place := names.Birth{}, field("suburb")
		if d := field("date_of_birth"); len(d) == 8 {
			birth = benchBirth(d[:4]+"-"+d[4:6]+"-"+d[6:], "")
		}
		if parts[2] == "org" {
			records = append(records, names.Record{ID: parts[1], Names: name, Birth: birth, Place: place})
		} else {
			queries = append(queries, nameQuery{names.Query{Names: name, Birth: birth, Place: place}, parts[1]})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.measure(ctx, env, records, queries)
}
