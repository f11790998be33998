package i18n

import (
	"slices"

	"golang.org/x/text/language"
)

// Lang is a language we speak, as a BCP 47 tag: "fr".
type Lang string

// The languages of the program.
const (
	English       Lang = "en"
	French        Lang = "fr"
	German        Lang = "de"
	Luxembourgish Lang = "lb"
	Portuguese    Lang = "pt"
	Arabic        Lang = "ar"
	Persian       Lang = "fa"
	Tigrinya      Lang = "ti"
	Ukrainian     Lang = "uk"
	Turkish       Lang = "tr"
	Albanian      Lang = "sq"
	Spanish       Lang = "es"
	Russian       Lang = "ru"
	Somali        Lang = "so"
)

var (
	// Staff are the languages of the staff interface; every text exists in all.
	Staff = []Lang{English, French, German, Luxembourgish}
	// Public are the languages of public pages and of letters to residents:
	// those of the staff and ten more.
	Public = append(slices.Clone(Staff),
		Portuguese, Arabic, Persian, Tigrinya, Ukrainian, Turkish, Albanian, Spanish, Russian, Somali)
)

var autonyms = map[Lang]string{
	English: "English", French: "Français", German: "Deutsch", Luxembourgish: "Lëtzebuergesch",
	Portuguese: "Português", Arabic: "العربية", Persian: "فارسی", Tigrinya: "ትግርኛ",
	Ukrainian: "Українська", Turkish: "Türkçe", Albanian: "Shqip", Spanish: "Español",
	Russian: "Русский", Somali: "Soomaali",
}

// Dir returns the direction of writing for the HTML dir attribute: "ltr" or
// "rtl".
func (l Lang) Dir() string {
	if l == Arabic || l == Persian {
		return "rtl"
	}
	return "ltr"
}

// Autonym returns the name of the language in the language itself, or the tag
// when it is not one of ours.
func (l Lang) Autonym() string {
	if name, ok := autonyms[l]; ok {
		return name
	}
	return string(l)
}

// Known reports whether l is one of [Public].
func (l Lang) Known() bool { return slices.Contains(Public, l) }

// tag returns the tag for plural rules and collation.
func (l Lang) tag() language.Tag { return language.Make(string(l)) }

// Match returns the offered language that suits an Accept-Language header
// best, and the first one when none does or the header is malformed. offered
// must not be empty.
func Match(acceptLanguage string, offered []Lang) Lang {
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return offered[0]
	}
	tags := make([]language.Tag, len(offered))
	for i, l := range offered {
		tags[i] = l.tag()
	}
	for i, t := range wanted {
		if base, _ := t.Base(); base.String() == "prs" { // Dari; the matcher does not know that it is Persian.
			wanted[i] = Persian.tag()
		}
	}
	_, i, confidence := language.NewMatcher(tags).Match(wanted...)
	if confidence == language.No {
		return offered[0]
	}
	return offered[i]
}
