package clock

import (
	"context"
	"sync"
	"time"
	_ "time/tzdata" // Europe/Luxembourg must load on a machine without zoneinfo.
)

// Luxembourg is the time zone in which days begin and end here.
var Luxembourg = mustLoad("Europe/Luxembourg")

func mustLoad(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // The database is compiled in: only a wrong name gets here.
	}
	return loc
}

// Clock tells the time. Services take one so that tests can set it.
type Clock interface {
	// Now returns the current time.
	Now() time.Time
}

// Today returns the civil date in Luxembourg at the clock's time.
func Today(c Clock) Date { return DateOf(c.Now()) }

// System is the machine's clock.
type System struct{}

// Now returns the machine's time.
func (System) Now() time.Time { return time.Now() }

// Fixed is a clock that stands still.
type Fixed time.Time

// Now returns the time at which the clock stands.
func (f Fixed) Now() time.Time { return time.Time(f) }

// Manual is a clock that moves only when told. It is safe for concurrent use.
type Manual struct {
	mu  sync.Mutex
	now time.Time
}

// NewManual returns a clock that stands at t.
func NewManual(t time.Time) *Manual { return &Manual{now: t} }

// Now returns the time last set.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Set moves the clock to t, forwards or backwards.
func (m *Manual) Set(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = t
}

// Advance moves the clock by d and returns the new time.
func (m *Manual) Advance(d time.Duration) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
	return m.now
}

// Rest leaves machine and database to others for a while, or until ctx ends,
// whose error it then returns.
func Rest(ctx context.Context, long time.Duration) error {
	pause, cancel := context.WithTimeout(ctx, long)
	defer cancel()
	<-pause.Done()
	return ctx.Err()
}
