package portal

import (
	_ "embed"
	"encoding/json"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/language"

	"passerelle/internal/platform/i18n"
)

// Country is what is known of a country of return. A figure that no source has
// is nil; Year is 0 where the source gives none, which means its edition.
type Country struct {
	Two       string    // ISO 3166-1 alpha-2 in small letters, XK for Kosovo: names its page
	Code      i18n.Code // alpha-3, as the catalogue names countries
	Region    string    // one of [Regions]
	Languages string    // in English, as the source writes them; may be empty
	Currency  []string  // ISO 4217

	Population, Area, Income, Development, Remittances *Figure
	NetMigration, Immigrants, Women, Young, HIV        *Figure
	DevelopmentOf                                      int // how many countries are ranked
}

// Figure is a number, the year it holds for and which source it is from.
type Figure struct {
	Value  float64
	Below  bool // it is less than Value
	Year   int
	Source Source
}

// Source is who published a figure.
type Source string

// The sources of the figures.
const (
	SourceFactbook     Source = "factbook"
	SourceFactbookPast Source = "factbook_2023" // figures that later editions dropped
	SourceUNDP         Source = "undp"
	SourceUNDESA       Source = "undesa"
)

// Regions are the continents as the United Nations count them (M49).
var Regions = []string{"africa", "americas", "asia", "europe", "oceania"}

var regionCodes = map[string]language.Region{
	"africa": language.MustParseRegion("002"), "americas": language.MustParseRegion("019"), "asia": language.MustParseRegion("142"),
	"europe": language.MustParseRegion("150"), "oceania": language.MustParseRegion("009"),
}

//go:embed data/countryfacts.json.gz
var factsFile []byte

// storedCountry is a country as the file has it.
type storedCountry struct {
	Two             string   `json:"iso2"`
	Three           string   `json:"iso3"`
	Languages       string   `json:"languages_text"`
	Currency        []string `json:"currency"`
	Population      *float64 `json:"population"`
	PopulationYear  int      `json:"population_year"`
	Area            *float64 `json:"area_km2"`
	Income          *float64 `json:"gdp_pc_ppp_usd"`
	IncomeYear      int      `json:"gdp_pc_ppp_year"`
	Rank            *float64 `json:"hdi_rank"`
	RankOf          int      `json:"hdi_of"`
	RankYear        int      `json:"hdi_year"`
	Remittances     *float64 `json:"remittances_pct_gdp"`
	RemittancesYear int      `json:"remittances_year"`
	Net             *float64 `json:"net_migration_per_1000"`
	NetYear         int      `json:"net_migration_year"`
	Immigrants      *float64 `json:"immigrants_pct"`
	Women           *float64 `json:"women_pct_of_immigrants"`
	StockYear       int      `json:"migrant_stock_year"`
	Young           *float64 `json:"under15_pct"`
	HIV             string   `json:"hiv_adult_prevalence_pct"` // "0.4" or "<0.1"
	HIVYear         int      `json:"hiv_year"`
}

func (s storedCountry) country() Country {
	figure := func(v *float64, year int, from Source) *Figure {
		if v == nil {
			return nil
		}
		return &Figure{Value: *v, Year: year, Source: from}
	}
	return Country{
		Two: strings.ToLower(s.Two), Code: alpha3(s.Two), Region: regionOf(s.Two), Languages: s.Languages, Currency: s.Currency,
		Population:  figure(s.Population, s.PopulationYear, SourceFactbook),
		Area:        figure(s.Area, 0, SourceFactbook),
		Income:      figure(s.Income, s.IncomeYear, SourceFactbook),
		Development: figure(s.Rank, s.RankYear, SourceUNDP), DevelopmentOf: s.RankOf,
		Remittances:  figure(s.Remittances, s.RemittancesYear, SourceFactbook),
		NetMigration: figure(s.Net, s.NetYear, SourceFactbook),
		Immigrants:   figure(s.Immigrants, s.StockYear, SourceUNDESA),
		Women:        figure(s.Women, s.StockYear, SourceUNDESA),
		Young:        figure(s.Young, 0, SourceFactbook),
		HIV:          s.hiv(),
	}
}

// hiv reads a share that the source writes as "<0.1" where it is small.
func (s storedCountry) hiv() *Figure {
	digits, below := strings.CutPrefix(s.HIV, "<")
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return nil
	}
	return &Figure{Value: v, Below: below, Year: s.HIVYear, Source: SourceFactbookPast}
}

// alpha3 returns the code of a country under which the catalogue names it.
func alpha3(two string) i18n.Code {
	if two == "XK" {
		return i18n.Kosovo
	}
	r, err := language.ParseRegion(two)
	if err != nil {
		return ""
	}
	return i18n.Code(r.ISO3())
}

func regionOf(two string) string {
	r, err := language.ParseRegion(two)
	if err != nil {
		return ""
	}
	for _, name := range Regions {
		if regionCodes[name].Contains(r) {
			return name
		}
	}
	return ""
}

// allCountries are the countries and territories in which people live, by code.
var allCountries = sync.OnceValue(func() map[string]Country {
	var file struct {
		Countries map[string]storedCountry `json:"countries"`
	}
	if err := json.Unmarshal(unpack(factsFile), &file); err != nil {
		panic(err) // the file is compiled in
	}
	out := map[string]Country{}
	for _, s := range file.Countries {
		if c := s.country(); c.Population != nil && c.Two != "aq" && i18n.IsCountry(c.Code) { // in Antarctica people only stay
			out[c.Two] = c
		}
	}
	return out
})

// CountryOf returns the facts of a country by its code of two letters.
func CountryOf(two string) (Country, bool) {
	c, ok := allCountries()[two]
	return c, ok
}

// CountryQuery narrows the list of countries.
type CountryQuery struct {
	Typed  string // the beginning of a word of the name, in the reader's language or in English
	Region string // one of [Regions], empty: all
}

// Countries lists countries in the order of their names in the reader's
// language. The list is a few hundred lines that are compiled in: it is not cut
// into parts.
func Countries(in CountryQuery, reader, english *i18n.Localizer) []Country {
	byCode := map[i18n.Code]Country{}
	for _, c := range allCountries() {
		byCode[c.Code] = c
	}
	what := fold(in.Typed)
	var out []Country
	for _, code := range reader.CountriesByName() {
		c, ok := byCode[code]
		if !ok || in.Region != "" && c.Region != in.Region {
			continue
		}
		if what == "" || beginsWord(fold(reader.Country(code)), what) || beginsWord(fold(english.Country(code)), what) {
			out = append(out, c)
		}
	}
	return out
}

func beginsWord(name, what string) bool {
	return strings.HasPrefix(name, what) || strings.Contains(name, " "+what)
}
