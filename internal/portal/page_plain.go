package portal

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"passerelle/internal/platform/i18n"
)

// PlainScore says how easy a text is to read.
type PlainScore struct {
	Words     int
	Sentences int
	Average   int        // words of a sentence
	LIX       int        // Björnsson's readability index; 0 where words say nothing by their length
	Long      []Sentence // the longest first, at most five
}

// Sentence is one that is longer than a plain one should be.
type Sentence struct {
	Text  string
	Words int
}

const (
	plainSentence = 15 // words
	longWord      = 6  // letters that a short word has at most
	mostHints     = 5
	easyLIX       = 40 // up to here: easy, as in a story
)

// Easy reports whether the text is plain.
func (p PlainScore) Easy() bool { return p.LIX <= easyLIX && p.Average <= plainSentence }

// noLIX are languages whose words are short or long for other reasons than
// being easy: written without vowels, or with endings stacked on the stem.
var noLIX = []i18n.Lang{i18n.Arabic, i18n.Persian, i18n.Tigrinya, i18n.Turkish}

// PlainLanguage measures a text in Markdown.
func PlainLanguage(body string, lang i18n.Lang) PlainScore {
	source := []byte(body)
	var score PlainScore
	long := 0
	doc := pageMarkdown.Parser().Parse(text.NewReader(source))
	// The walk never fails: the function below returns no error.
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Type() != ast.TypeBlock || n.FirstChild() == nil || n.FirstChild().Type() != ast.TypeInline {
			return ast.WalkContinue, nil
		}
		for _, s := range sentences(words(n, source)) {
			list := strings.FieldsFunc(s, func(r rune) bool {
				return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && r != '\'' && r != '’'
			})
			if len(list) == 0 {
				continue
			}
			score.Sentences++
			score.Words += len(list)
			for _, w := range list {
				if utf8.RuneCountInString(w) > longWord {
					long++
				}
			}
			if len(list) > plainSentence {
				score.Long = append(score.Long, Sentence{s, len(list)})
			}
		}
		return ast.WalkSkipChildren, nil
	})
	if score.Sentences == 0 {
		return score
	}
	score.Average = (score.Words + score.Sentences/2) / score.Sentences
	if !slices.Contains(noLIX, lang) {
		score.LIX = score.Words/score.Sentences + 100*long/score.Words
	}
	slices.SortStableFunc(score.Long, func(a, b Sentence) int { return b.Words - a.Words })
	score.Long = score.Long[:min(len(score.Long), mostHints)]
	return score
}

// sentences cuts at the ends of sentences of all our scripts.
func sentences(s string) (out []string) {
	from, runes := 0, []rune(s)
	for i, r := range runes {
		last := i == len(runes)-1
		if last || strings.ContainsRune(".!?:;؟؛።፧…", r) && unicode.IsSpace(runes[i+1]) {
			if one := strings.TrimSpace(string(runes[from : i+1])); one != "" {
				out = append(out, one)
			}
			from = i + 1
		}
	}
	return out
}
