package i18n

import (
	"golang.org/x/text/feature/plural"
)

var formNames = map[string]plural.Form{
	"other": plural.Other, "zero": plural.Zero, "one": plural.One,
	"two": plural.Two, "few": plural.Few, "many": plural.Many,
}

// formOf returns the CLDR plural form of the integer n in l.
func formOf(l Lang, n int) plural.Form {
	if n < 0 {
		n = -n
	}
	return plural.Cardinal.MatchPlural(l.tag(), n, 0, 0, 0, 0)
}

// formsOf returns the forms that whole numbers need in l, and "other", which
// CLDR requires of every language.
func formsOf(l Lang) map[plural.Form]bool {
	forms := map[plural.Form]bool{plural.Other: true}
	for n := range 201 {
		forms[formOf(l, n)] = true
	}
	return forms
}
