package ui

import (
	"strings"

	"passerelle/internal/platform/i18n"
)

// Public is what the frame of a public page needs beside Page.
type Public struct {
	Home      string // path of the first page in this language
	About     string // one sentence for search engines and shared links
	Canonical string // the page's one address; empty: it is not to be indexed
	Languages []Alternate
	Nav       []NavItem
	Notice    string // said above the page, in the reader's language: that a text is shown in another
	Urgent    string // a banner on every page, empty for none

	UrgentLang i18n.Lang // the language of Urgent
	Exit       bool      // a button to leave the page at once
	Image      string    // absolute address of the picture of a shared link, empty for none
	Ld         string    // schema.org data, as JSON; empty for none
}

// Alternate is the same page in another language.
type Alternate struct {
	Lang     i18n.Lang
	Name     string // autonym
	Href     string
	Absolute string
	Current  bool
}

// exitTo is where the button "exit this page" leads: a page that anybody may
// have been looking at.
const exitTo = "https://www.meteolux.lu/"

// ldScript is a block of data, which no browser runs: JSON with every < written
// as an escape, so that it cannot end the block.
func ldScript(json string) string {
	return `<script type="application/ld+json">` + strings.ReplaceAll(json, "<", `\u003c`) + `</script>`
}
