package people

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"passerelle/internal/platform/clock"
)

const (
	// Codes of ParseError.
	codeDate      = "birth_text"      // no date that we can read
	codeDateShort = "year_two_digits" // may be of two centuries

	earliestSerial   = 10_000 // 18 May 1927: smaller numbers are years, or nothing
	latestSerial     = 80_000 // the year 2119
	mostDateTextSize = 60
)

// parseWrittenDate reads a date as people write one in a list: 1991-03-14,
// 14.3.1991, 14/03/1991, 14 March 1991 in a language of the staff, 03/1991,
// March 1991, 1991, a day or month of 00 for unknown, and ~1991, "env. 1991",
// "about 1991" for an estimate. The day comes before the month. A number of five
// digits is a day as spreadsheets count them; serial says so. Empty and the
// words for unknown are no date.
func parseWrittenDate(text string) (b BirthDate, serial bool, err error) {
	unreadable := &ParseError{Code: codeDate}
	if len(text) > mostDateTextSize {
		return b, false, unreadable
	}
	text, b.Estimated = cutEstimate(westernDigits(text))
	if blanks[fold(text)] {
		return BirthDate{}, false, nil
	}
	if day, _, timed := strings.Cut(strings.Replace(text, "T", " ", 1), " "); timed && len(day) == len("2006-01-02") && strings.Contains(text, ":") {
		text = day // 1991-03-14 00:00:00, as programs write it
	}
	parts := dateParts(text)
	switch {
	case len(parts) == 1 && len(parts[0]) == 5:
		b, err = birthOfSerial(parts[0], b.Estimated)
		return b, err == nil, err
	case len(parts) == 1 && len(parts[0]) == 8: // 19910314
		parts = []string{parts[0][:4], parts[0][4:6], parts[0][6:]}
	}
	numbers := make([]int, len(parts))
	for n, part := range parts {
		if numbers[n], err = strconv.Atoi(part); err != nil {
			numbers[n] = knownNames().months[part]
			if numbers[n] == 0 {
				return BirthDate{}, false, unreadable
			}
			parts[n] = strconv.Itoa(numbers[n])
		}
	}
	switch {
	case len(parts) == 1:
		b.Year = numbers[0]
	case len(parts) == 2 && len(parts[0]) == 4:
		b.Year, b.Month = numbers[0], numbers[1]
	case len(parts) == 2:
		b.Year, b.Month = numbers[1], numbers[0]
	case len(parts) == 3 && len(parts[0]) == 4:
		b.Year, b.Month, b.Day = numbers[0], numbers[1], numbers[2]
	case len(parts) == 3:
		b.Year, b.Month, b.Day = numbers[2], numbers[1], numbers[0]
		if month := knownNames().months[firstWord(text)]; month != 0 { // March 14, 1991
			b.Month, b.Day = month, numbers[1]
		}
	default:
		return BirthDate{}, false, unreadable
	}
	if b.Month == 0 {
		b.Day = 0
	}
	if b.Year < 100 {
		return BirthDate{}, false, &ParseError{Code: codeDateShort}
	}
	if err := b.check(); err != nil {
		return BirthDate{}, false, err
	}
	return b, false, nil
}

// dateParts cuts a date into numbers and words.
func dateParts(text string) []string {
	folded := fold(text)
	var out []string
	for part := range strings.FieldsSeq(folded) {
		switch {
		case part == "de" || part == "of": // 14 de março; 14th of March
			continue
		case strings.Trim(part, "0123456789") != "" && len(part) > 2 && strings.Trim(part[:len(part)-2], "0123456789") == "":
			part = part[:len(part)-2] // 1st, 14th, 1er
		}
		out = append(out, part)
	}
	return out
}

func firstWord(text string) string {
	word, _, _ := strings.Cut(fold(text), " ")
	return word
}

// cutEstimate takes away what says that a date is an estimate.
func cutEstimate(text string) (rest string, estimated bool) {
	text = strings.TrimSpace(text)
	for _, mark := range []string{"~", "≈", "±", "+/-"} {
		if rest, found := strings.CutPrefix(text, mark); found {
			return strings.TrimSpace(rest), true
		}
	}
	for _, word := range []string{"circa", "approx", "about", "around", "environ", "estimated", "ungefähr", "etwa", "ongeféier", "vers", "env", "ca", "um", "ëm", "c"} {
		rest, found := cutWord(text, word)
		if found {
			return rest, true
		}
	}
	return text, false
}

// cutWord cuts a word, with or without a full stop, before a number.
func cutWord(text, word string) (rest string, found bool) {
	if len(text) < len(word) || !strings.EqualFold(text[:len(word)], word) {
		return text, false
	}
	rest = strings.TrimLeft(text[len(word):], ". ")
	return rest, rest != "" && (rest[0] >= '0' && rest[0] <= '9')
}

// westernDigits writes digits of any script as 0 to 9.
func westernDigits(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return '0' + r - '٠'
		case r >= '۰' && r <= '۹':
			return '0' + r - '۰'
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
}

func birthOfSerial(digits string, estimated bool) (BirthDate, error) {
	n, err := strconv.Atoi(digits)
	if err != nil || n < earliestSerial || n > latestSerial {
		return BirthDate{}, &ParseError{Code: codeDate}
	}
	d, _ := serialDate(float64(n), false)
	return BirthDate{d.Year, int(d.Month), d.Day, estimated}, nil
}

// birthOfParts joins a birth date that stands in columns of its own.
func birthOfParts(day, month, year string) (BirthDate, error) {
	if blanks[fold(year)] {
		if blanks[fold(month)] && blanks[fold(day)] {
			return BirthDate{}, nil
		}
		return BirthDate{}, &ParseError{"birth_year_missing", "year"}
	}
	if blanks[fold(month)] && !blanks[fold(day)] {
		return BirthDate{}, &ParseError{"birth_month_missing", "month"}
	}
	text, estimated := cutEstimate(year)
	if !blanks[fold(month)] {
		text = month + " " + text
		if !blanks[fold(day)] {
			text = day + " " + text
		}
	}
	b, _, err := parseWrittenDate(text)
	b.Estimated = b.Estimated || estimated
	return b, err
}

// wholeDate reads a date that must be known to the day; the zero date where
// there is none.
func wholeDate(text string) (d clock.Date, serial bool, err error) {
	b, serial, err := parseWrittenDate(text)
	switch {
	case err != nil || b.IsZero():
		return clock.Date{}, serial, err
	case b.Precision() != PrecisionDay:
		return clock.Date{}, serial, &ParseError{Code: codeDate}
	}
	return clock.Date{Year: b.Year, Month: time.Month(b.Month), Day: b.Day}, serial, nil
}
