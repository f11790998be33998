package ui

import (
	"strings"
	"unicode/utf8"

	"passerelle/internal/platform/i18n"
)

// Paths that the layout and its scripts link to. The program mounts them.
const (
	PathHome        = "/app"                // first page after log-in
	PathLogin       = "/login"              // ?next= leads back
	PathLogout      = "/logout"             // POST
	PathSearch      = "/app/search"         // POST q=, a page: names stay out of URLs
	PathSuggest     = "/app/search/suggest" // POST q=, answers with SearchResults
	PathAccount     = "/app/account"        // one's own: password, sessions, tokens
	PathPreferences = "/app/preferences"    // POST lang=, theme= or shortcuts=, and back=
	PathDrafts      = "/app/drafts/"        // POST {key}: fields of an unfinished form
	PathSession     = "/app/session"        // POST: 204 while the session lives, and keeps it alive; else 401
	PathHelp        = "/app/help"
)

// Page is what the layout needs to know of a page and of the request.
type Page struct {
	L     *i18n.Localizer
	Title string // of the document, without the program's name

	Path      string // path and query of this page: where a change of language returns to
	Nav       []NavItem
	User      *User // nil: nobody is logged in
	Languages []LanguageChoice
	Theme     string // "light", "dark", or "" to follow the device

	Public *Public // set on pages for everybody

	Breadcrumbs []Link
	Identity    *Identity // the person or household that the page is about
	Flash       *Message  // result of what was just done
	Errors      []FieldError

	Demo           bool // all data is synthetic: say so on every page
	Wide           bool // boards and charts use the whole window
	NoShortcuts    bool // the user switched single-key shortcuts off
	SessionSeconds int  // life of the session from now without activity; 0 unknown
}

// User is the person at the keyboard.
type User struct {
	Name string
	Role string // label of the role, translated
}

// NavItem is one link of a navigation.
type NavItem struct {
	Label   string
	Href    string
	Current bool
	Count   int    // shown when above zero
	Note    string // a word after the label, such as "restricted"
}

// LanguageChoice is one language of the switch, named in itself.
type LanguageChoice struct {
	Code    string // BCP 47
	Name    string // autonym
	Current bool
}

// Link is a labelled link. Without Href it is plain text.
type Link struct {
	Label string
	Href  string
}

// FieldError is a message about one field of a form. Field is the field's
// name; empty when the message is about the form as a whole.
type FieldError struct {
	Field string
	Text  string
}

// ErrorFor returns the message about the named field, or "".
func (p Page) ErrorFor(field string) string {
	for _, e := range p.Errors {
		if e.Field == field {
			return e.Text
		}
	}
	return ""
}

// documentTitle puts the error prefix first, so that a screen reader says it first.
func (p Page) documentTitle() string {
	title := p.Title + " – Passerelle"
	if len(p.Errors) > 0 {
		title = p.L.T("ui.error_prefix") + " " + title
	}
	return title
}

// FieldID returns the id attribute of the form control with the given name.
func FieldID(name string) string { return "f-" + name }

// Initials returns up to two initials of a name, for lack of a photo.
// It returns "?" for a name without letters.
func Initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return "?"
	}
	if len(words) > 2 {
		words = []string{words[0], words[len(words)-1]}
	}
	var b strings.Builder
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		b.WriteString(strings.ToUpper(string(r)))
	}
	return b.String()
}
