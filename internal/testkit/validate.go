package testkit

import (
	_ "embed"
	"encoding/json"
	"sync"
)

// html-validate by David Sveningsson, MIT, as one script for a browser: see
// htmlvalidate/LICENSE.txt, and docs/dependencies.md for how it was made.
//
//go:embed htmlvalidate/html-validate.min.js.gz
var validatorPacked []byte

var validatorSource = sync.OnceValues(func() (string, error) { return unpack(validatorPacked) })

// rules say where the house differs from html-validate's recommended rules.
var rules = map[string]any{
	// How HTML is typed, not whether it is right: templ types it.
	"doctype-style": "off", "attr-quotes": "off", "void-style": "off", "no-trailing-whitespace": "off",
	// Boxes of one question share their name; that is how HTML means it.
	"form-dup-name": []any{"error", map[string]any{"shared": []string{"radio", "checkbox", "button", "reset", "submit"}}},
	// Projects and officials have the names they have.
	"long-title": []any{"error", map[string]any{"maxlength": 250}},
	// Numbers stand as their owners publish them; the style sheet keeps links to them on one line.
	"tel-non-breaking": "off",
}

// ValidateHTML returns what html-validate finds in a page, as the server sent
// it, by its recommended rules. The tab must not have opened a page yet: their
// content policy lets no validator compile its schemas.
func (b *Tab) ValidateHTML(page string) (faults []string) {
	b.tb.Helper()
	var loaded bool
	b.Eval("typeof htmlValidate === 'object'", &loaded)
	if !loaded {
		source, err := validatorSource()
		if err != nil {
			b.tb.Fatalf("unpack html-validate: %v", err)
		}
		b.Eval(source+"; 0", nil)
	}
	text, err := json.Marshal(page)
	if err != nil {
		b.tb.Fatal(err)
	}
	own, err := json.Marshal(rules)
	if err != nil {
		b.tb.Fatal(err)
	}
	b.Eval("htmlValidate.run("+string(text)+", "+string(own)+")", &faults)
	return faults
}
