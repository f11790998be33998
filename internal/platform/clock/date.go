package clock

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"time"
)

// ErrDate is wrapped by every error about text that is not a civil date. The
// text itself is never repeated: it may be somebody's birth date.
var ErrDate = errors.New("not a date of the form 2006-01-02")

// Date is a civil date (proleptic Gregorian calendar, years 1 to 9999) without
// time zone. The zero value means "no date" and is NULL in the database.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// NewDate returns the date, or an error when there is no such day.
func NewDate(year int, month time.Month, day int) (Date, error) {
	d := Date{year, month, day}
	if !d.Valid() {
		return Date{}, ErrDate
	}
	return d, nil
}

// ParseDate reads "2006-01-02". It refuses days that do not exist.
func ParseDate(s string) (Date, error) {
	if len(s) != len(time.DateOnly) {
		return Date{}, ErrDate
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return Date{}, ErrDate
	}
	return civil(t), nil
}

// DateOf returns the date in Luxembourg at t. The zero time has no date.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	return civil(t.In(Luxembourg))
}

func civil(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

func (d Date) utc() time.Time { return d.Time(time.UTC) }

// Valid reports whether the date exists, in years 1 to 9999.
func (d Date) Valid() bool {
	return d.Year >= 1 && d.Year <= 9999 && civil(d.utc()) == d
}

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String returns "2006-01-02", or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Time returns the start of the day in loc. The zero date gives the zero time.
func (d Date) Time(loc *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// AddDays returns the date n days later; n may be negative. No date stays no
// date.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return civil(d.utc().AddDate(0, 0, n))
}

// Sub returns the number of days from other to d: 1 when d is the day after.
// Both must be dates.
func (d Date) Sub(other Date) int {
	return int((d.utc().Unix() - other.utc().Unix()) / 86400)
}

// Compare returns -1, 0 or +1 as d is before, equal to or after other.
// No date is before every date.
func (d Date) Compare(other Date) int {
	if d.IsZero() || other.IsZero() {
		switch {
		case d == other:
			return 0
		case d.IsZero():
			return -1
		default:
			return 1
		}
	}
	return d.utc().Compare(other.utc())
}

// Before reports whether d is before other.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// After reports whether d is after other.
func (d Date) After(other Date) bool { return d.Compare(other) > 0 }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// YearsAt returns the age in whole years on the day on: somebody born on 29
// February turns a year older on 1 March of a common year. It is negative when
// on is before d.
func (d Date) YearsAt(on Date) int {
	years := on.Year - d.Year
	if on.Month < d.Month || on.Month == d.Month && on.Day < d.Day {
		years--
	}
	return years
}

// MarshalText writes "2006-01-02", or nothing for no date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "2006-01-02", or nothing for no date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// Value stores the date as text, NULL for no date.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	if !d.Valid() {
		return nil, ErrDate
	}
	return d.String(), nil
}

// Scan reads a text or date column of either engine; NULL gives no date. A
// time's own zone counts: a driver delivers a date column as midnight UTC.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	case time.Time:
		*d = civil(v)
		return nil
	default:
		return fmt.Errorf("scan a date from %T", src)
	}
}
