package i18n

import (
	"maps"
	"slices"
)

// Code is a stored code: ISO 3166-1 alpha-3 for a country, ISO 639-1, or
// 639-3 where there is no shorter one, for a language.
type Code = string

type kind int

const (
	countries kind = iota
	languages
)

// The codes of ICAO Doc 9303, part 3, for people without a nationality, and
// ours for one that nobody knows.
const (
	Stateless          Code = "XXA" // Stateless person, 1954 Convention.
	Refugee            Code = "XXB" // Refugee, 1951 Convention.
	RefugeeOther       Code = "XXC" // Refugee, other than by the 1951 Convention.
	NationalityUnknown Code = "XXX" // Unspecified nationality.
	Kosovo             Code = "RKS"
)

// SpecialNationalities are the codes that stand in place of a nationality, in
// the order in which a form offers them.
var SpecialNationalities = []Code{Stateless, Refugee, RefugeeOther, NationalityUnknown}

// spoken are the codes of languages that CLDR does not name everywhere; their
// names are in the catalogue.
var spoken = []Code{"apc", "haz", "kmr", "sgn"}

// IsCountry reports whether code is a country of ISO 3166-1 or Kosovo.
func IsCountry(code Code) bool {
	_, found := slices.BinarySearch(countryCodes, code)
	return found
}

// Countries returns the countries of ISO 3166-1 and Kosovo by code. For a
// select box see [Localizer.CountriesByName].
func Countries() []Code { return slices.Clone(countryCodes) }

// Languages returns the languages that a person may be said to speak, by code.
// For a select box see [Localizer.LanguagesByName].
func Languages() []Code { return slices.Clone(languageCodes) }

// IsLanguage reports whether code is one of [Languages].
func IsLanguage(code Code) bool {
	_, found := slices.BinarySearch(languageCodes, code)
	return found
}

var countryCodes, languageCodes = codes()

func codes() (c, l []Code) {
	data, err := readLocaleData(English)
	if err != nil {
		panic(err) // Compiled in; the tests read it.
	}
	for code := range data.Country {
		c = append(c, code)
	}
	set := map[Code]bool{}
	for code := range data.Language {
		set[code] = true
	}
	for _, code := range spoken {
		set[code] = true
	}
	slices.Sort(c)
	return c, slices.Sorted(maps.Keys(set))
}

// Country returns the name of a country, or of a code of
// [SpecialNationalities]. A code that is neither, and none, is "unknown" in
// words: a raw code helps no reader.
func (l *Localizer) Country(code Code) string {
	return l.name("i18n.country.", code, l.data.Country, l.enData.Country)
}

// LanguageName returns the name of a language, or "unknown" in words.
func (l *Localizer) LanguageName(code Code) string {
	return l.name("i18n.language.", code, l.data.Language, l.enData.Language)
}

func (l *Localizer) name(prefix string, code Code, own, english map[string]string) string {
	key := prefix + code
	if l.Has(key) {
		return l.T(key)
	}
	if name, ok := own[code]; ok {
		return name
	}
	if _, ok := l.english[key]; ok {
		return l.T(key)
	}
	if name, ok := english[code]; ok {
		return name
	}
	return l.T(prefix + "unknown")
}

// CountriesByName returns [Countries] in the order of their names.
func (l *Localizer) CountriesByName() []Code { return slices.Clone(l.byName()[countries]) }

// LanguagesByName returns [Languages] in the order of their names.
func (l *Localizer) LanguagesByName() []Code { return slices.Clone(l.byName()[languages]) }

func (l *Localizer) sortByName() map[kind][]Code {
	sorted := func(codes []Code, name func(Code) string) []Code {
		slices.SortFunc(codes, func(a, b Code) int { return l.Compare(name(a), name(b)) })
		return codes
	}
	return map[kind][]Code{
		countries: sorted(Countries(), l.Country),
		languages: sorted(Languages(), l.LanguageName),
	}
}
