package testkit

import (
	"crypto/sha256"
	"math/rand/v2"
	"testing"
	"time"

	"passerelle/internal/platform/clock"
)

// Start is the time at which Clock stands: a Monday morning in Luxembourg.
var Start = time.Date(2026, time.November, 23, 9, 0, 0, 0, clock.Luxembourg)

// Clock returns a clock that stands at Start and moves only when told.
func Clock(testing.TB) *clock.Manual { return clock.NewManual(Start) }

// Source returns random bits that are the same in every run of the test and
// different from those of other tests. It is an io.Reader too, for code that
// draws keys or ids. It must not be shared between goroutines.
func Source(tb testing.TB) *rand.ChaCha8 {
	return rand.NewChaCha8(sha256.Sum256([]byte(tb.Name())))
}

// Rand returns numbers drawn from Source.
func Rand(tb testing.TB) *rand.Rand { return rand.New(Source(tb)) }
