package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

// headers sets what every answer carries (OWASP ASVS 5.0 V3.4).
func (s *Site) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "geolocation=(), microphone=(), payment=(), usb=(), camera=(self)")
		h.Set("Cache-Control", "no-store")
		if s.HTTPS {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// guardOrigin refuses state-changing requests that another site made a browser
// send. Programs send neither Origin nor Sec-Fetch-Site and pass.
func (s *Site) guardOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.protect.Check(r); err != nil {
			s.refuse(w, r, http.StatusForbidden, &fault.Fault{Kind: fault.Forbidden, Key: "web.error.cross_origin"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// TrustOrigin accepts state-changing requests from another origin of ours.
func (s *Site) TrustOrigin(origin string) error { return s.protect.AddTrustedOrigin(origin) }

type clientKey struct{}

// identify gives the request its id and finds the client's address.
func (s *Site) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := db.NewID()
		w.Header().Set("X-Request-Id", id)
		ctx := audit.WithRequest(r.Context(), id)
		ctx = context.WithValue(ctx, clientKey{}, s.clientAddr(r))
		r = r.WithContext(ctx)
		if !s.limits.allow(classAll, ClientOf(ctx)) {
			w.Header().Set("Retry-After", "1")
			s.refuse(w, r, http.StatusTooManyRequests, &fault.Fault{Kind: fault.Conflict, Key: "web.error.too_many"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ClientOf returns the address of the client that ctx belongs to, for limits
// only: it is never stored or logged.
func ClientOf(ctx context.Context) netip.Addr {
	a, _ := ctx.Value(clientKey{}).(netip.Addr)
	return a
}

// clientAddr believes X-Forwarded-For as far as declared proxies wrote it: the
// last address that is not one of them.
func (s *Site) clientAddr(r *http.Request) netip.Addr {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{} // not TCP: one bucket for all
	}
	addr := from.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.isProxy(addr); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = hop.Unmap()
	}
	return addr
}

func (s *Site) isProxy(addr netip.Addr) bool {
	return slices.ContainsFunc(s.Proxies, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// observe measures and logs: method, pattern, status, time; never a path.
func (s *Site) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		r = r.WithContext(withRoute(r.Context()))
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		defer func() { // also where the answer was cut off
			took, pattern := time.Since(start), routeOf(r)
			if s.Observe != nil {
				s.Observe(pattern, r.Method, rec.status, took)
			}
			level := slog.LevelDebug
			if rec.status >= 500 {
				level = slog.LevelWarn
			}
			slog.Log(r.Context(), level, "request", "method", r.Method, "route", pattern, "status", rec.status, "ms", took.Milliseconds(), "request", rec.Header().Get("X-Request-Id"))
		}()
		next.ServeHTTP(rec, r)
	})
}

type recorder struct {
	http.ResponseWriter
	status int
	wrote  bool
}

// WriteHeader remembers the first status.
func (r *recorder) WriteHeader(status int) {
	if !r.wrote {
		r.status, r.wrote = status, true
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write remembers that the answer has begun.
func (r *recorder) Write(b []byte) (int, error) {
	r.wrote = true
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
