package funding

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold writes text as the search compares it: small letters without accents,
// one space between words.
func fold(texts ...string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(strings.Join(texts, " "))) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Bounds of a search: what is longer is cut, since nobody means it.
const (
	maxSearch = 200 // bytes
	maxWords  = 8
)

var likeEscapes = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// searchPatterns are LIKE patterns, all of which a hit matches: one a word.
func searchPatterns(q string) []string {
	q = strings.ToValidUTF8(q[:min(len(q), maxSearch)], "")
	words := strings.Fields(fold(strings.ReplaceAll(q, "\x00", " ")))
	var out []string
	for _, w := range words[:min(len(words), maxWords)] {
		out = append(out, "%"+likeEscapes.Replace(w)+"%")
	}
	return out
}
