package app

import (
	"maps"
	"slices"
	"testing"

	"passerelle/internal/platform/i18n"
	"passerelle/internal/testkit"
)

// Every public page is valid HTML, in the four languages of the staff and in
// two that are written from the right.
func TestEveryPublicPageIsValid(t *testing.T) {
	t.Parallel()
	testkit.Browser(t) // without one nothing need be prepared
	h := theHouse(t)
	for _, lang := range append(slices.Clone(i18n.Staff), i18n.Arabic, i18n.Persian) {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			tab := testkit.Browser(t)
			pages := h.visit(t, lang)
			for _, path := range slices.Sorted(maps.Keys(pages)) {
				for _, fault := range tab.ValidateHTML(pages[path]) {
					t.Errorf("%s: %s", path, fault)
				}
			}
		})
	}
}
