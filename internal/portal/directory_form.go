package portal

import (
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
)

// PermDirectory lets an actor change what the directory publishes, everywhere.
var PermDirectory = access.Declare("portal.directory")

func allowDirectory(by access.Actor) error {
	if !by.MayOn(PermDirectory, access.Object{}) {
		return fault.Denied()
	}
	return nil
}

// Bounds of what is published, in characters or pieces.
const (
	maxDirectoryLine = 200
	maxDirectoryText = 4000
	maxPhones        = 10
)

// lineField trims a line of text in place and notes what is wrong with it.
func lineField(l *fault.List, field string, text *string, needed bool) {
	*text = strings.TrimSpace(*text)
	switch {
	case *text == "" && needed:
		l.Add(field, "portal.directory.error.required")
	case utf8.RuneCountInString(*text) > maxDirectoryLine:
		l.Add(field, "portal.directory.error.long", "max", maxDirectoryLine)
	case !utf8.ValidString(*text) || strings.ContainsFunc(*text, unicode.IsControl):
		l.Add(field, "portal.directory.error.line")
	}
}

// bodyField is lineField for texts of several lines.
func bodyField(l *fault.List, field string, text *string) {
	*text = strings.TrimSpace(strings.ReplaceAll(*text, "\r\n", "\n"))
	control := func(r rune) bool { return unicode.IsControl(r) && r != '\n' }
	switch {
	case utf8.RuneCountInString(*text) > maxDirectoryText:
		l.Add(field, "portal.directory.error.long", "max", maxDirectoryText)
	case !utf8.ValidString(*text) || strings.ContainsFunc(*text, control):
		l.Add(field, "portal.directory.error.line")
	}
}

func knownCode[T comparable](l *fault.List, field string, code T, known []T) {
	if !slices.Contains(known, code) {
		l.Add(field, "portal.directory.error.choice")
	}
}

var phonePattern = regexp.MustCompile(`^\+?[0-9][0-9 ./()-]{1,38}$`)

// phoneField keeps a number as it was written: only signs that a number may
// have are let in.
func phoneField(l *fault.List, field string, number *string) {
	if *number = strings.TrimSpace(*number); !phonePattern.MatchString(*number) {
		l.Add(field, "portal.directory.error.phone")
	}
}

func emailField(l *fault.List, field string, address *string) {
	*address = strings.TrimSpace(*address)
	if a, err := mail.ParseAddress(*address); *address != "" && (err != nil || a.Address != *address || len(*address) > maxDirectoryLine) {
		l.Add(field, "portal.directory.error.email")
	}
}

func webField(l *fault.List, field string, address *string) {
	*address = strings.TrimSpace(*address)
	if *address == "" {
		return
	}
	u, err := url.Parse(*address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || len(*address) > 2*maxDirectoryLine {
		l.Add(field, "portal.directory.error.web")
	}
}

func languagesField(l *fault.List, field string, codes []string) {
	for _, c := range codes {
		if !i18n.IsLanguage(i18n.Code(c)) {
			l.Add(field, "portal.directory.error.choice")
			return
		}
	}
}

var clockPattern = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)

// hoursField holds opening before closing; a day ends at 24:00.
func hoursField(l *fault.List, field, opens, closes string) {
	if !clockPattern.MatchString(opens) || closes != "24:00" && !clockPattern.MatchString(closes) || opens >= closes {
		l.Add(field, "portal.directory.error.hours")
	}
}
