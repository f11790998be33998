package synthetic

import (
	"strings"
	"testing"
	"unicode"
)

// Pools large enough that neighbours in a list do not all share a name.
func TestPoolsAreLarge(t *testing.T) {
	t.Parallel()
	files := map[string]map[string]int{}
	for _, file := range poolFiles {
		files[file] = map[string]int{}
	}
	delete(files, "lu")
	for file, counts := range files {
		for _, row := range table("data/names-" + file + ".tsv") {
			counts[row[0]]++
		}
		family := counts["n"]
		if family == 0 {
			family = counts["m"] // father's names
		}
		if counts["m"] < 60 || counts["f"] < 60 || family < 80 {
			t.Errorf("%s: %v", file, counts)
		}
	}
	if len(files) != 9 {
		t.Errorf("%d pools, want 9", len(files))
	}
}

func TestEveryLanguageHasNames(t *testing.T) {
	t.Parallel()
	reg := loadNames()
	for language := range cultures {
		n := reg.byLanguage[language]
		if n == nil || len(n.male) < 30 || len(n.female) < 30 || len(n.family) > 0 && len(n.family) < 20 {
			t.Errorf("%s: too few names", language)
		}
	}
	for _, c := range loadWorld().countries {
		if c.kinds == nil || len(c.places) < 5 {
			t.Errorf("%s: kinds %v, places %v", c.code, c.kinds, c.places)
		}
		for _, l := range c.first {
			if _, ok := cultures[l.code]; !ok {
				t.Errorf("%s: no culture %q", c.code, l.code)
			}
		}
	}
}

func TestPoolsAreClean(t *testing.T) {
	t.Parallel()
	reg := loadNames()
	for language, n := range reg.byLanguage {
		for _, e := range append(append(append([]*entry{}, n.male...), n.female...), n.family...) {
			for _, s := range []spelling{e.male, e.female} {
				if s.native == "" || s.native != strings.TrimSpace(s.native) || len(s.latin) == 0 {
					t.Errorf("%s: %+v", language, s)
				}
				for _, l := range s.latin {
					if l == "" || !isLatin(l) || !unicode.IsUpper([]rune(l)[0]) || l != strings.TrimSpace(l) {
						t.Errorf("%s: Latin spelling %q of %q", language, l, s.native)
					}
				}
			}
		}
	}
}

// The list of names to avoid is worth nothing if the pools cannot make them.
func TestKnownNamesAreInReach(t *testing.T) {
	t.Parallel()
	if n := len(loadNames().avoid); n < 25 {
		t.Errorf("%d pairs to avoid", n)
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Gëzim": "Gezim", "Yılmaz": "Yilmaz", "İbrahim": "Ibrahim", "Núñez": "Nunez", "Şükrü": "Sukru", "N'Guessan": "N'Guessan",
	} {
		if got := plain(in); got != want {
			t.Errorf("plain(%q) = %q, want %q", in, got, want)
		}
	}
}
