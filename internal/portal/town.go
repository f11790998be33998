package portal

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"passerelle/internal/platform/i18n"
)

// Town is a place that somebody may have come from.
type Town struct {
	Key     string // names the town in forms and in the API: "MA/Taourirt/34.407/-2.897"
	Name    string
	Country i18n.Code
	People  int // inhabitants, as GeoNames has them
	At      Point

	folded string
}

//go:embed data/towns.tsv.gz
var townsFile []byte

// towns are read once, by the first who looks for one: 49,000 lines take some
// tens of milliseconds.
var towns = sync.OnceValue(func() []Town {
	list, err := readTowns(unpack(townsFile))
	if err != nil {
		panic(err) // the file is compiled in
	}
	return list
})

// unpack returns the content of a file that is compiled in.
func unpack(packed []byte) []byte {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		panic(err)
	}
	return plain
}

func readTowns(text []byte) ([]Town, error) {
	var list []Town
	var two string
	var country i18n.Code
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		line := lines.Text()
		if code, ok := strings.CutPrefix(line, "#"); ok {
			two, country = code, alpha3(code)
			continue
		}
		part := strings.Split(line, "\t")
		if len(part) != 4 {
			return nil, fmt.Errorf("portal: towns: %q", line)
		}
		t := Town{Key: two + "/" + part[0] + "/" + part[2] + "/" + part[3], Name: part[0], Country: country, folded: fold(part[0])}
		var errs [3]error
		t.People, errs[0] = strconv.Atoi(part[1])
		t.At.Lat, errs[1] = strconv.ParseFloat(part[2], 64)
		t.At.Lon, errs[2] = strconv.ParseFloat(part[3], 64)
		if err := cmp.Or(errs[0], errs[1], errs[2]); err != nil {
			return nil, fmt.Errorf("portal: towns: %q: %w", line, err)
		}
		list = append(list, t)
	}
	return list, lines.Err()
}

// plainLetters are letters that Unicode does not take apart into a letter and a
// mark, as people without them on the keyboard type them.
var plainLetters = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "ł", "l", "þ", "th", "ı", "i",
	"ħ", "h", "ə", "e", "‘", "", "’", "", "ʻ", "", "ʼ", "", "'", "", "-", " ")

// fold writes a name as somebody types it who knows neither its capitals nor
// its accents.
func fold(name string) string {
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(name)))
	return strings.Join(strings.Fields(plainLetters.Replace(bare)), " ")
}

// maxTowns is how many towns a search offers.
const maxTowns = 20

// FindTowns returns the towns whose name begins with what was typed, then those
// that have it inside, the largest first: at most twenty.
func FindTowns(typed string) []Town {
	what := fold(typed)
	if what == "" {
		return nil
	}
	var begin, inside []Town
	for _, t := range towns() {
		switch {
		case strings.HasPrefix(t.folded, what):
			begin = append(begin, t)
		case strings.Contains(t.folded, " "+what):
			inside = append(inside, t)
		}
	}
	bySize := func(a, b Town) int { return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(a.Key, b.Key)) }
	slices.SortFunc(begin, bySize)
	slices.SortFunc(inside, bySize)
	found := append(begin, inside...)
	return found[:min(len(found), maxTowns)]
}

// TownByKey returns the town that a key names.
func TownByKey(key string) (Town, bool) {
	for _, t := range towns() {
		if t.Key == key {
			return t, true
		}
	}
	return Town{}, false
}
