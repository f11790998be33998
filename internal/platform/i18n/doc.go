// Package i18n owns languages: the catalogues of texts, plural forms, and how
// dates, numbers, lists, countries and languages are written in each language.
//
// Invariants: no user-visible text is built outside a catalogue; the language
// of a request travels as a [Localizer], never in a global; a text that a
// language lacks is shown in English and [Localizer.LangOf] says so; a
// catalogue that contradicts English (placeholders, plural forms, unknown
// keys) does not load. Numbers and dates use Latin digits in every language,
// because that is how the papers people receive here are written, and the
// Gregorian calendar.
//
// It does not know what the texts are about, nor HTML: escaping and <bdi> are
// the page's work. In right-to-left languages, text put into a placeholder is
// isolated with U+2068 and U+2069.
//
// # Catalogues
//
// A source is a folder with {lang}.json, flat: a key gives a text, or one text
// per CLDR plural form, chosen by the argument "count".
//
//	{
//	  "bed.free": {"one": "{count} free bed", "other": "{count} free beds"},
//	  "person.of": "Household of {name}"
//	}
//
// In Luxembourgish texts, write "(n)" where the n falls by the Eifeler Regel
// depending on what comes next: "de(n) {name}", "viru(n) {count} Deeg".
//
// # Sources
//
// The data in cldr/ comes from Unicode CLDR 48.2, written by
// cldr/generate.mjs (English as en-GB, Portuguese as pt-PT). RKS for Kosovo
// and XXA to XXX for people without a nationality are the codes of ICAO Doc
// 9303, part 3.
package i18n
