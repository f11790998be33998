package portal

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// The permissions of the desk of stories.
var (
	PermStories      = access.Declare("portal.stories")       // see the desk, write and change
	PermStoryConsent = access.Declare("portal.story_consent") // record a consent and its withdrawal
	PermStoryPublish = access.Declare("portal.story_publish") // publish and hide
)

// StoryStatus is where a story stands.
type StoryStatus string

// The statuses of a story. One whose consent was withdrawn has no text any more.
const (
	StoryDraft     StoryStatus = "draft"
	StoryPublished StoryStatus = "published"
	StoryWithdrawn StoryStatus = "withdrawn"
)

// StoryStatuses lists all statuses.
var StoryStatuses = []StoryStatus{StoryDraft, StoryPublished, StoryWithdrawn}

// Story is what somebody who went home tells, under a name that is not theirs.
// Who it is, is nowhere in the program.
type Story struct {
	ID        string
	Status    StoryStatus
	Example   bool   // the text is invented
	Pseudonym string // empty: no name is given
	Town      string // home town
	Country   i18n.Code
	At        Point
	Source    i18n.Lang            // in which it was told
	Texts     map[i18n.Lang]string // only where one story is read
	Consent   *StoryConsent        // the one that holds; nil: none
	Published clock.Instant
	Changed   clock.Instant
	Version   int
}

// Kilometres is the way home from Luxembourg along the great circle.
func (s Story) Kilometres() int { return s.At.FromLuxembourg() }

// Text returns the story in the language asked for, else in English, else as it
// was told, and the language of what it returns.
func (s Story) Text(want i18n.Lang) (string, i18n.Lang) {
	for _, l := range []i18n.Lang{want, i18n.English, s.Source} {
		if t := s.Texts[l]; t != "" {
			return t, l
		}
	}
	return "", want
}

// ConsentBy says who gave a consent.
type ConsentBy string

// Who may consent: who tells the story, or who represents a minor.
const (
	ConsentNarrator       ConsentBy = "narrator"
	ConsentRepresentative ConsentBy = "representative"
)

// ConsentsBy lists who may consent.
var ConsentsBy = []ConsentBy{ConsentNarrator, ConsentRepresentative}

// StoryConsent is the consent to publish a story as it is.
type StoryConsent struct {
	ID          string
	GivenBy     ConsentBy
	On          clock.Date
	Lang        i18n.Code // in which it was explained and given
	Interpreter bool
}

// Longest texts of a story, in characters.
const (
	maxPseudonym = 40
	maxStory     = 12_000
)

// storyText trims *s and refuses what is not plain text; lines may break where
// breaks are allowed.
func storyText(l *fault.List, field string, s *string, longest int, breaks bool) {
	*s = norm.NFC.String(strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n")))
	control := func(r rune) bool { return unicode.IsControl(r) && !(breaks && r == '\n') }
	switch {
	case !utf8.ValidString(*s) || strings.ContainsFunc(*s, control):
		l.Add(field, "portal.story.error.text")
	case utf8.RuneCountInString(*s) > longest:
		l.Add(field, "portal.story.error.long", "max", longest)
	}
}

// storyMissing answers for a story that is not there or not yet public.
func storyMissing() error { return fault.Missing() }

func oneOf[T comparable](l *fault.List, field string, v T, all []T) {
	if !slices.Contains(all, v) {
		l.Add(field, "portal.story.error.choose")
	}
}
