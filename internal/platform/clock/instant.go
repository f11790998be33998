package clock

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"time"
)

// InstantLayout is how an [Instant] is stored: UTC, 27 characters, so that
// text order is time order.
const InstantLayout = "2006-01-02T15:04:05.000000Z"

// ErrInstant is wrapped by every error about text that is not an instant.
var ErrInstant = errors.New("not a time of the form " + InstantLayout)

// Instant is a point in time as a database column (type text on both engines):
// UTC with microseconds. The zero value means "not yet" and is NULL.
type Instant struct{ t time.Time }

// At returns the instant of t, cut to the microsecond.
func At(t time.Time) Instant {
	if t.IsZero() {
		return Instant{}
	}
	return Instant{t.UTC().Truncate(time.Microsecond)}
}

// Now returns the clock's instant.
func Now(c Clock) Instant { return At(c.Now()) }

// ParseInstant reads [InstantLayout].
func ParseInstant(s string) (Instant, error) {
	t, err := time.Parse(InstantLayout, s)
	if err != nil || len(s) != len(InstantLayout) {
		return Instant{}, ErrInstant
	}
	return At(t), nil
}

// Time returns the time in UTC.
func (i Instant) Time() time.Time { return i.t }

// Date returns the date in Luxembourg.
func (i Instant) Date() Date { return DateOf(i.t) }

// IsZero reports whether there is no instant.
func (i Instant) IsZero() bool { return i.t.IsZero() }

// Equal reports whether both are the same point in time, or neither is one.
func (i Instant) Equal(other Instant) bool { return i.t.Equal(other.t) }

// Before reports whether i is before other.
func (i Instant) Before(other Instant) bool { return i.t.Before(other.t) }

// After reports whether i is after other.
func (i Instant) After(other Instant) bool { return i.t.After(other.t) }

// Compare returns -1, 0 or +1 as i is before, equal to or after other. No
// instant is before every instant.
func (i Instant) Compare(other Instant) int { return i.t.Compare(other.t) }

// Add returns the instant d later. No instant stays no instant.
func (i Instant) Add(d time.Duration) Instant {
	if i.IsZero() {
		return i
	}
	return At(i.t.Add(d))
}

// Sub returns the time from other to i.
func (i Instant) Sub(other Instant) time.Duration { return i.t.Sub(other.t) }

// String returns [InstantLayout], or "" for no instant.
func (i Instant) String() string {
	if i.IsZero() {
		return ""
	}
	return i.t.Format(InstantLayout)
}

// MarshalText writes [InstantLayout], or nothing for no instant.
func (i Instant) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads any RFC 3339 time, or nothing for no instant.
func (i *Instant) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*i = Instant{}
		return nil
	}
	t, err := time.Parse(time.RFC3339Nano, string(b))
	if err != nil {
		return ErrInstant
	}
	*i = At(t)
	return nil
}

// Value stores the instant as text, NULL for none.
func (i Instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	if y := i.t.Year(); y < 1 || y > 9999 {
		return nil, ErrInstant
	}
	return i.String(), nil
}

// Scan reads a column of either engine; NULL gives no instant.
func (i *Instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = Instant{}
		return nil
	case string:
		return i.UnmarshalText([]byte(v))
	case []byte:
		return i.UnmarshalText(v)
	case time.Time:
		*i = At(v)
		return nil
	default:
		return fmt.Errorf("scan a time from %T", src)
	}
}
