package synthetic

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// spelling is a name in its original script and as found on documents.
type spelling struct {
	native string
	latin  []string // most usual first, never empty
}

// entry is a name of a pool; the two forms differ where a family name has a gender.
type entry struct {
	id           int // unique among all pools
	male, female spelling
	languages    []string // empty: all of the pool
}

// poolOf returns the file with the names of a language, with or without a region.
func poolOf(language string) string {
	for l, file := range poolFiles {
		if l == language || baseLanguage(l) == language {
			return file
		}
	}
	return ""
}

func baseLanguage(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	return base
}

func (e *entry) form(female bool) *spelling {
	if female {
		return &e.female
	}
	return &e.male
}

// names are the entries that fit one language.
type names struct {
	male, female []*entry
	family       []*entry // empty where persons carry their father's name instead
}

func (n *names) given(female bool) []*entry {
	if female {
		return n.female
	}
	return n.male
}

// pair is a given name with the name written after it.
type pair struct{ given, family *entry }

// register is every pool, by language, and the pairs that must not be made.
type register struct {
	byLanguage map[string]*names
	byNative   map[string]*spelling // for respelling; key: pool and native spelling
	avoid      map[pair]bool
}

// poolFiles maps each language, with a region where names differ by it, to the file
// with its names.
var poolFiles = map[string]string{
	"ar-SY": "ar", "ar-IQ": "ar", "ar-DZ": "ar", "ar-SD": "ar", // Levant, Iraq, Maghreb, Sudan
	"fa": "fa", "prs": "fa", "ps": "fa", "ti": "ti", "am": "ti", "ckb": "ku", "kmr": "ku", "tr": "ku",
	"uk": "uk", "ru": "uk", "sq": "sq", "es": "es", "so": "so", "lb": "lu",
	"fr-GN": "fr", "fr-CM": "fr", "fr-CD": "fr", // West Africa, Cameroon, Congo
}

// tagOf is the language by which a file tells its rows apart. Kurds from Türkiye
// have the names of the Turkish civil register.
func tagOf(language string) string {
	if language == "kmr" {
		return "tr"
	}
	return language
}

var loadNames = sync.OnceValue(func() *register {
	reg := &register{byLanguage: map[string]*names{}, byNative: map[string]*spelling{}, avoid: map[pair]bool{}}
	files := map[string][]*entry{}
	kinds := map[*entry]string{}
	id := 0
	for _, file := range poolFiles {
		files[file] = nil
	}
	for _, file := range sortedKeys(files) {
		for _, row := range table("data/names-" + file + ".tsv") {
			e := parseEntry(row)
			e.id, kinds[e] = id, row[0]
			id++
			files[file] = append(files[file], e)
			for _, s := range []*spelling{&e.male, &e.female} {
				reg.byNative[file+" "+s.native] = s
			}
		}
	}
	for language, file := range poolFiles {
		n := &names{}
		for _, e := range files[file] {
			if len(e.languages) > 0 && !slices.Contains(e.languages, tagOf(language)) {
				continue
			}
			switch kinds[e] {
			case "m":
				n.male = append(n.male, e)
			case "f":
				n.female = append(n.female, e)
			case "n":
				n.family = append(n.family, e)
			}
		}
		reg.byLanguage[language] = n
	}
	reg.avoidKnown()
	return reg
})

// avoidKnown resolves the list of world-known names to pairs of entries: any
// spelling of the given name with any spelling of the family or father's name.
func (reg *register) avoidKnown() {
	for _, row := range table("data/names-avoid.tsv") {
		given, family := fold(row[0]), fold(row[1])
		for _, n := range reg.byLanguage {
			for _, g := range slices.Concat(n.male, n.female) {
				if !g.spells(given) {
					continue
				}
				for _, f := range slices.Concat(n.family, n.male) {
					if f.spells(family) {
						reg.avoid[pair{g, f}] = true
					}
				}
			}
		}
	}
}

func (e *entry) spells(folded string) bool {
	for _, s := range []spelling{e.male, e.female} {
		if slices.ContainsFunc(s.latin, func(l string) bool { return fold(l) == folded }) {
			return true
		}
	}
	return false
}

// parseEntry reads kind, native, Latin variants, languages. "/" separates the
// masculine from the feminine form, "|" the variants, and "|" the languages.
func parseEntry(row []string) *entry {
	at := func(i int) string {
		if i < len(row) {
			return row[i]
		}
		return ""
	}
	native, latin := split2(at(1)), split2(at(2))
	e := &entry{}
	e.male, e.female = parseSpelling(native[0], latin[0]), parseSpelling(native[1], latin[1])
	if at(3) != "" {
		e.languages = strings.Split(at(3), "|")
	}
	return e
}

func split2(s string) [2]string {
	a, b, ok := strings.Cut(s, "/")
	if !ok {
		b = a
	}
	return [2]string{a, b}
}

// parseSpelling adds to the listed variants the native spelling, when it is in
// Latin letters, and the forms without diacritics: desks leave them out.
func parseSpelling(native, variants string) spelling {
	s := spelling{native: native}
	add := func(v string) {
		if v != "" && !slices.Contains(s.latin, v) {
			s.latin = append(s.latin, v)
		}
	}
	for _, v := range strings.Split(variants, "|") {
		add(v)
	}
	if isLatin(native) {
		add(native)
	}
	for _, v := range slices.Clone(s.latin) {
		add(plain(v))
	}
	return s
}

// table reads an embedded file of tab-separated rows; lines that begin with # are
// comments.
func table(name string) [][]string {
	b, err := data.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("synthetic: %v", err))
	}
	var rows [][]string
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSuffix(line, "\n")
		if line != "" && line[0] != '#' {
			rows = append(rows, strings.Split(line, "\t"))
		}
	}
	return rows
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func isLatin(s string) bool {
	for _, c := range s {
		if unicode.IsLetter(c) {
			return unicode.Is(unicode.Latin, c)
		}
	}
	return false
}

// plain drops diacritics: "Gëzim" becomes "Gezim". The dotless i, which has no
// decomposition, becomes i.
func plain(s string) string {
	if isASCII(s) {
		return s
	}
	var b strings.Builder
	for _, c := range norm.NFD.String(s) {
		switch {
		case c == 'ı':
			b.WriteByte('i')
		case !unicode.Is(unicode.Mn, c):
			b.WriteRune(c)
		}
	}
	return b.String()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// fold makes spellings comparable: lower case, Latin letters only.
func fold(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, plain(s))
}
