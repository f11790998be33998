package web

import (
	"cmp"
	"net/netip"
	"sync"
	"time"

	"passerelle/internal/platform/clock"

	"golang.org/x/time/rate"
)

// class names a limit.
type class string

// The limits per client address. A reception centre may stand behind one
// address, so all are generous; package staff slows each login down besides.
const (
	classAll   class = "all"
	classLogin class = "login"
	classForm  class = "form" // messages of people without an account
)

// Limits are how often one client address may ask. Twice the requests of a
// second, and all log-ins and messages of a minute, may come at once.
type Limits struct {
	RequestsPerSecond int // default 400
	LoginsPerMinute   int // default 120
	FormsPerMinute    int // default 30
}

// bucketOf returns a full bucket of a class.
func (l Limits) bucketOf(c class) *rate.Limiter {
	if c != classAll {
		n := cmp.Or(l.LoginsPerMinute, 120)
		if c == classForm {
			n = cmp.Or(l.FormsPerMinute, 30)
		}
		return rate.NewLimiter(rate.Limit(n)/60, n)
	}
	n := cmp.Or(l.RequestsPerSecond, 400)
	return rate.NewLimiter(rate.Limit(n), 2*n)
}

type limiter struct {
	Limits
	clock clock.Clock
	mu    sync.Mutex
	by    map[class]map[netip.Prefix]*bucket
	swept time.Time
}

type bucket struct {
	limit *rate.Limiter
	used  time.Time
}

func newLimiter(limits Limits, c clock.Clock) *limiter {
	return &limiter{Limits: limits, clock: c, by: map[class]map[netip.Prefix]*bucket{classAll: {}, classLogin: {}, classForm: {}}}
}

// allow takes one from the bucket of an address; the addresses of an IPv6
// network (/64), which one machine may have, share theirs. Loopback has no
// general limit: the operator's own tools and benchmarks come from there.
func (l *limiter) allow(c class, from netip.Addr) bool {
	if c == classAll && from.IsLoopback() {
		return true
	}
	bits := from.BitLen()
	if from.Is6() {
		bits = 64
	}
	key, _ := from.Prefix(bits) // the bits fit
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	b := l.by[c][key]
	if b == nil {
		b = &bucket{limit: l.bucketOf(c)}
		l.by[c][key] = b
	}
	b.used = now
	return b.limit.AllowN(now, 1)
}

// sweep forgets addresses that were quiet for ten minutes.
func (l *limiter) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Minute {
		return
	}
	l.swept = now
	for _, m := range l.by {
		for key, b := range m {
			if now.Sub(b.used) > 10*time.Minute {
				delete(m, key)
			}
		}
	}
}

// AllowForm limits messages of people without an account from one address.
func (r *Request) AllowForm() bool { return r.site.limits.allow(classForm, ClientOf(r.Context())) }

// AllowLogin limits attempts to log in from one address.
func (r *Request) AllowLogin() bool { return r.site.limits.allow(classLogin, ClientOf(r.Context())) }
