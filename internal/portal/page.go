package portal

import (
	"crypto/sha256"
	"encoding/hex"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/i18n"
)

// What may be done with pages. Whoever writes does not thereby publish.
var (
	PermPages       = access.Declare("portal.pages")         // see drafts, versions and what is to be translated
	PermWritePage   = access.Declare("portal.pages.write")   // write and hand in
	PermPublishPage = access.Declare("portal.pages.publish") // read what another wrote, publish, withdraw, archive
)

// PageKind says where a page stands on the public side.
type PageKind string

// The kinds of pages.
const (
	PageGuide PageKind = "guide"
	PageFAQ   PageKind = "faq" // a question, its title, and the answer
)

// PageKinds are all kinds.
var PageKinds = []PageKind{PageGuide, PageFAQ}

// Page is a place in the tree of public pages; what is written there, and in
// which language, are its texts.
type Page struct {
	ID         string
	Kind       PageKind
	Path       string // "service/reception" stands below "service"
	Position   int    // among its neighbours
	SourceLang i18n.Lang
	Legal      bool // its translations warn when they are outdated
	Archived   bool
	Version    int
}

// TextState is where a version stands on its way to readers.
type TextState string

// The states of a version.
const (
	TextDraft     TextState = "draft"
	TextReview    TextState = "review"    // handed in, for somebody else to read
	TextPublished TextState = "published" // from PublishAt on, until a later one
	TextWithdrawn TextState = "withdrawn"
)

// PageText is one version of a page in one language.
type PageText struct {
	ID         string
	PageID     string
	Lang       i18n.Lang
	Number     int // of the version, from 1
	State      TextState
	Title      string
	Summary    string
	Body       string // Markdown
	Hash       string
	SourceHash string // of the source version that it was made from
	Unread     bool   // to be read by a native speaker
	CheckedOn  clock.Date
	Writer     string // id of who saved it last
	Writers    string // ids of all who saved it, separated by a space
	Remark     string // of who gave it back
	ReviewedBy string
	PublishAt  clock.Instant // in the future: scheduled
	UpdatedAt  clock.Instant
	Version    int
}

// hashOf is by what a translation knows the version it was made from.
func hashOf(title, summary, body string) string {
	sum := sha256.Sum256([]byte(title + "\x00" + summary + "\x00" + body))
	return hex.EncodeToString(sum[:])
}

// Translation is how a page stands in a language.
type Translation string

// How a page may stand in a language, from what readers see.
const (
	TranslationSource   Translation = "source"   // the others are made from it
	TranslationCurrent  Translation = "current"  // made from what the source says now
	TranslationOutdated Translation = "outdated" // the source has changed since
	TranslationDraft    Translation = "draft"    // begun, nothing published
	TranslationMissing  Translation = "missing"
)

// PageLang is how a page stands in one language.
type PageLang struct {
	Lang      i18n.Lang
	Status    Translation
	Open      TextState     // a version under way: draft or review; empty: none
	Writer    string        // of the version under way
	Scheduled clock.Instant // when the next version begins
	Unread    bool          // what is published is to be read by a native speaker
	CheckedOn clock.Date
	Title     string // of what is published, else of what is under way
}

// pageLang puts together what there is of a page in a language. source is the
// hash of what the source says now, empty where nothing is published.
func pageLang(p Page, lang i18n.Lang, texts []PageText, now clock.Instant, source string) PageLang {
	out := PageLang{Lang: lang, Status: TranslationMissing}
	for _, t := range texts { // the newest first
		switch {
		case t.State == TextDraft || t.State == TextReview:
			out.Open, out.Writer = t.State, t.Writer
			if out.Status == TranslationMissing {
				out.Status, out.Title = TranslationDraft, t.Title
			}
		case t.State == TextPublished && t.PublishAt.After(now):
			out.Scheduled = t.PublishAt
			if out.Status == TranslationMissing {
				out.Status, out.Title = TranslationDraft, t.Title
			}
		case t.State == TextPublished:
			out.Unread, out.CheckedOn, out.Title, out.Status = t.Unread, t.CheckedOn, t.Title, TranslationCurrent
			if lang == p.SourceLang {
				out.Status = TranslationSource
			} else if t.SourceHash != source {
				out.Status = TranslationOutdated
			}
			return out
		}
	}
	return out
}
