package funding

import (
	"net/mail"
	"net/url"
	"strconv"
	"strings"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/fault"
)

// cleanLink trims a web address and refuses what a browser should not follow.
func cleanLink(l *fault.List, field string, s *string) {
	cleanLine(l, field, s, bounds{longest: maxLink})
	if *s == "" {
		return
	}
	u, err := url.Parse(*s)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil {
		l.Add(field, "funding.error.link")
	}
}

// cleanEmail trims an e-mail address and refuses what is none.
func cleanEmail(l *fault.List, field string, s *string) {
	cleanLine(l, field, s, bounds{longest: maxName})
	if *s == "" {
		return
	}
	if a, err := mail.ParseAddress(*s); err != nil || a.Address != *s || strings.ContainsAny(*s, " <>") {
		l.Add(field, "funding.error.email")
	}
}

// Years within which everything in the register lies.
const (
	firstYear = 2000
	lastYear  = 2100
)

// cleanYear refuses a year that cannot be meant.
func cleanYear(l *fault.List, field string, year int) {
	if year < firstYear || year > lastYear {
		l.Add(field, "funding.error.out_of_range", "min", strconv.Itoa(firstYear), "max", strconv.Itoa(lastYear)) // years have no separator
	}
}

// cleanDay refuses a day that does not exist or cannot be meant.
func cleanDay(l *fault.List, field string, d clock.Date, needed bool) {
	if d.IsZero() {
		if needed {
			l.Add(field, "funding.error.date")
		}
		return
	}
	if !d.Valid() || d.Year < firstYear || d.Year > lastYear {
		l.Add(field, "funding.error.date")
	}
}

// cleanOrder refuses an end before its beginning; either may be open.
func cleanOrder(l *fault.List, field string, from, until clock.Date) {
	if !from.IsZero() && !until.IsZero() && until.Before(from) {
		l.Add(field, "funding.error.until_before_from")
	}
}
