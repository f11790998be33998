package web

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
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
// send. The API is left out: it takes bearer tokens only, which no other site
// can make a browser send.
func (s *Site) guardOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, apiPrefix) {
			if err := s.protect.Check(r); err != nil {
				s.fail(w, s.anonymous(r), &fault.Fault{Kind: fault.Forbidden, Key: "web.error.cross_origin"})
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Site) anonymous(r *http.Request) *Request {
	q := &Request{Request: r, site: s}
	q.L = s.Catalogue.For(s.language(q))
	return q
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
		if !s.limits.allow(classAll, ClientOf(ctx)) {
			w.Header().Set("Retry-After", "1")
			http.Error(w, http.StatusText(http.StatusTooManyRequests), http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// ClientOf returns the address of the client that ctx belongs to, for limits
// only: it is never stored or logged.
func ClientOf(ctx context.Context) string {
	a, _ := ctx.Value(clientKey{}).(string)
	return a
}

// clientAddr believes X-Forwarded-For as far as declared proxies wrote it: the
// last address that is not one of them.
func (s *Site) clientAddr(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	addr := host
	for i := len(hops) - 1; i >= 0 && s.isProxy(addr); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = hop.Unmap().String()
	}
	return addr
}

func (s *Site) isProxy(addr string) bool {
	a, err := netip.ParseAddr(addr)
	if err != nil {
		return false
	}
	for _, p := range s.Proxies {
		if p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

// observe measures and logs: method, pattern, status, time; never a path.
func (s *Site) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		r = r.WithContext(withRoute(r.Context()))
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(rec, r)
		took := time.Since(start)
		pattern := routeOf(r)
		if s.Observe != nil {
			s.Observe(pattern, r.Method, rec.status, took)
		}
		level := slog.LevelDebug
		if rec.status >= 500 {
			level = slog.LevelWarn
		}
		slog.Log(r.Context(), level, "request", "method", r.Method, "route", pattern, "status", rec.status, "ms", took.Milliseconds(), "request", rec.Header().Get("X-Request-Id"))
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

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
