package people

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"passerelle/internal/engine/names"
	"passerelle/internal/platform/clock"
)

// ParseError says which rule a date, a document line or a reference broke. It
// never carries the value itself, so it is safe in logs; the service maps Code
// to a catalogue key.
type ParseError struct {
	Code  string // one of the codes documented at the function that returns it
	Field string // the part at fault ("year", "month", "day" …), "" for the whole
}

// Error returns the code and the field, never the value that was refused.
func (e *ParseError) Error() string {
	if e.Field == "" {
		return e.Code
	}
	return e.Code + ": " + e.Field
}

// Precision says how much of a birth date is known. It is a stored code.
type Precision string

// The precisions, from most to least known.
const (
	PrecisionDay       Precision = "day"
	PrecisionMonth     Precision = "month"
	PrecisionYear      Precision = "year"
	PrecisionEstimated Precision = "estimated"
	PrecisionUnknown   Precision = "unknown"
)

const (
	// OldestAge bounds what a birth year may be: nobody older is on record
	// (the longest documented life is 122 years).
	OldestAge = 125
	// EstimateMargin is the number of years by which an estimated year may be
	// wrong in either direction when an age is derived from it. It is the
	// tolerance that tracing services use for birth years.
	EstimateMargin = 2
)

// BirthDate is what is known of a birth in the Gregorian calendar. The zero
// value is "unknown". Month and Day are 0 when unknown. Estimated means that
// the year is a judgement (an age assessment, "about 30"), whatever day an
// authority wrote down beside it.
type BirthDate struct {
	Year, Month, Day int
	Estimated        bool
}

// Precision derives the precision from what is filled in.
func (b BirthDate) Precision() Precision {
	switch {
	case b.Year == 0:
		return PrecisionUnknown
	case b.Estimated:
		return PrecisionEstimated
	case b.Month == 0:
		return PrecisionYear
	case b.Day == 0:
		return PrecisionMonth
	}
	return PrecisionDay
}

// BornAtAge is the birth of somebody who is said to be so many years old on a
// day: of the two years that it may be the likelier one, as an estimate.
func BornAtAge(age int, on clock.Date) BirthDate {
	return BirthDate(names.AtAge(age, on.Year, int(on.Month)))
}

// IsZero reports whether nothing is known.
func (b BirthDate) IsZero() bool { return b == BirthDate{} }

// check says whether the parts can be a date at all, without a clock.
func (b BirthDate) check() error {
	switch {
	case b.IsZero():
		return nil
	case b.Year == 0:
		return &ParseError{"birth_year_missing", "year"}
	case b.Year < 1000 || b.Year > 9999:
		return &ParseError{"birth_year_range", "year"}
	case b.Month < 0 || b.Month > 12:
		return &ParseError{"birth_month_range", "month"}
	case b.Day != 0 && b.Month == 0:
		return &ParseError{"birth_month_missing", "month"}
	case b.Day < 0 || b.Day > 0 && b.Day > daysInGregorianMonth(b.Year, b.Month):
		return &ParseError{"birth_day_range", "day"}
	}
	return nil
}

// Validate reports the first thing wrong with b as seen on the civil date of
// today (in today's own location). Codes: birth_year_missing, birth_year_range,
// birth_month_range, birth_month_missing, birth_day_range, birth_future,
// birth_too_old.
func (b BirthDate) Validate(today time.Time) error {
	if err := b.check(); err != nil || b.IsZero() {
		return err
	}
	y, m, d := today.Date()
	first := BirthDate{Year: b.Year, Month: max(b.Month, 1), Day: max(b.Day, 1)}
	if civilBefore(BirthDate{Year: y, Month: int(m), Day: d}, first) {
		return &ParseError{"birth_future", "year"}
	}
	if y-b.Year > OldestAge {
		return &ParseError{"birth_too_old", "year"}
	}
	return nil
}

// Age returns the least and the greatest age in completed years that b allows
// on the civil date of at. Both are the same when the day is known. An
// estimated date is taken as its year, EstimateMargin more or less. Somebody
// born on 29 February completes a year on 1 March of a common year. ok is
// false when nothing is known or at lies before every possible birth.
func (b BirthDate) Age(at time.Time) (least, greatest int, ok bool) {
	if b.Year == 0 || b.check() != nil {
		return 0, 0, false
	}
	first, last := b.span()
	greatest = completedYears(first, at)
	if greatest < 0 {
		return 0, 0, false
	}
	return max(completedYears(last, at), 0), greatest, true
}

// span returns the first and the last day on which the birth may have been.
func (b BirthDate) span() (first, last BirthDate) {
	if b.Estimated {
		return BirthDate{Year: b.Year - EstimateMargin, Month: 1, Day: 1},
			BirthDate{Year: b.Year + EstimateMargin, Month: 12, Day: 31}
	}
	first, last = b, b
	if b.Month == 0 {
		first.Month, last.Month = 1, 12
	}
	if b.Day == 0 {
		first.Day, last.Day = 1, daysInGregorianMonth(b.Year, last.Month)
	}
	return first, last
}

// String returns the stored text: "2006-03-14", "2006-03", "2006", each with a
// leading "~" when estimated, or "" when nothing is known. ParseBirthDate reads
// it back.
func (b BirthDate) String() string {
	if b.Year == 0 {
		return ""
	}
	var s strings.Builder
	if b.Estimated {
		s.WriteByte('~')
	}
	fmt.Fprintf(&s, "%04d", b.Year)
	if b.Month != 0 {
		fmt.Fprintf(&s, "-%02d", b.Month)
	}
	if b.Month != 0 && b.Day != 0 {
		fmt.Fprintf(&s, "-%02d", b.Day)
	}
	return s.String()
}

// ParseBirthDate reads the text that String writes; surrounding spaces are
// ignored and the empty text is the unknown date. Codes: birth_text for
// another shape, and those of Validate that need no clock.
func ParseBirthDate(text string) (BirthDate, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return BirthDate{}, nil
	}
	var b BirthDate
	text, b.Estimated = strings.CutPrefix(text, "~")
	parts := strings.Split(text, "-")
	if len(parts) > 3 {
		return BirthDate{}, &ParseError{Code: "birth_text"}
	}
	into := [3]*int{&b.Year, &b.Month, &b.Day}
	for i, part := range parts {
		width := 2
		if i == 0 {
			width = 4
		}
		n, ok := digits(part, width)
		if !ok || n == 0 {
			return BirthDate{}, &ParseError{Code: "birth_text"}
		}
		*into[i] = n
	}
	if err := b.check(); err != nil {
		return BirthDate{}, err
	}
	return b, nil
}

// digits reads exactly width ASCII digits.
func digits(s string, width int) (int, bool) {
	if len(s) != width || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

func daysInGregorianMonth(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func civilBefore(a, b BirthDate) bool {
	if a.Year != b.Year {
		return a.Year < b.Year
	}
	if a.Month != b.Month {
		return a.Month < b.Month
	}
	return a.Day < b.Day
}

func completedYears(birth BirthDate, at time.Time) int {
	y, m, d := at.Date()
	years := y - birth.Year
	if int(m) < birth.Month || int(m) == birth.Month && d < birth.Day {
		years--
	}
	return years
}
