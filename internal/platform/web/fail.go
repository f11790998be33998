package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
)

// statusOf maps kinds to statuses; nothing else does.
func statusOf(k fault.Kind) int {
	switch k {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.Conflict:
		return http.StatusConflict
	}
	return http.StatusInternalServerError
}

// fail answers a page request with an error page.
func (s *Site) fail(w http.ResponseWriter, r *Request, err error) {
	kind := fault.KindOf(err)
	status := statusOf(kind)
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		status, err = http.StatusRequestEntityTooLarge, fault.InvalidField("", "web.error.too_large")
	} else if kind == fault.Internal {
		if r.Context().Err() != nil {
			w.WriteHeader(http.StatusServiceUnavailable) // the browser left; nobody reads the answer
			return
		}
		slog.ErrorContext(r.Context(), "request failed", "error", err.Error(), "route", routeOf(r.Request), "request", audit.RequestID(r.Context()))
	}
	s.errorPage(w, r, status, fault.Of(err)[0])
}

// errorPage says what is wrong: as a page, or to a script as its body alone.
func (s *Site) errorPage(w http.ResponseWriter, r *Request, status int, f *fault.Fault) {
	title := "web.error.title." + f.Kind.String()
	if status == http.StatusTooManyRequests {
		title = "web.error.title.too_many"
	}
	p := r.Page(r.L.T(title))
	body := errorPage(r.L, errorView{
		Title: p.Title, Text: r.L.T(f.Key, f.Args...),
		Reference: audit.RequestID(r.Context()), LoggedIn: p.User != nil,
	})
	var err error
	if fromScript(r.Request) {
		err = r.render(w, status, r.Context(), body)
	} else {
		err = r.ShowStatus(w, status, p, body)
	}
	if err != nil {
		slog.ErrorContext(r.Context(), "error page failed", "error", err.Error())
		http.Error(w, "500", http.StatusInternalServerError)
	}
}

// refuse answers in place of the routes, before anybody was asked who is there.
func (s *Site) refuse(w http.ResponseWriter, r *http.Request, status int, f *fault.Fault) {
	if strings.HasPrefix(r.URL.Path, apiPrefix) {
		s.writeProblem(w, r, status, fault.List{f})
		return
	}
	s.errorPage(w, s.anonymous(r), status, f)
}

// fromScript reports whether htmx or one of our scripts sent the request.
func fromScript(r *http.Request) bool { return r.Header.Get("HX-Request") == "true" }

// reads reports whether the request asks for a page and changes nothing.
func reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// toLogin leads to the log-in page and back again afterwards. A form that was
// posted without a session is not lost: its draft is on the server.
func (s *Site) toLogin(w http.ResponseWriter, r *Request) {
	if fromScript(r.Request) || r.URL.Path == ui.PathSession {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	next := SafeReturn(r.here(), ui.PathHome)
	http.Redirect(w, r.Request, ui.PathLogin+"?next="+url.QueryEscape(next), http.StatusSeeOther)
}

// here is the page that the browser shows, or will show: of a posted form, the
// page that it was sent from.
func (r *Request) here() string {
	if reads(r.Request) {
		return r.URL.RequestURI()
	}
	return SafeReturn(pathOf(r.Referer()), ui.PathHome)
}

func pathOf(referer string) string {
	u, err := url.Parse(referer)
	if err != nil || referer == "" {
		return ""
	}
	return u.RequestURI()
}

// fallback answers paths and methods without a route with our own page, and
// panics with a page instead of a cut connection.
func (s *Site) fallback(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer s.rescue(w, r)
		if !readable(r) {
			s.refuse(w, r, http.StatusBadRequest, fault.InvalidField("", "web.error.unreadable"))
			return
		}
		h, pattern := s.mux.Handler(r)
		if pattern != "" {
			next.ServeHTTP(w, r)
			return
		}
		if to := s.withoutSlash(r); to != "" {
			http.Redirect(w, r, to, http.StatusPermanentRedirect)
			return
		}
		q, err := s.request(r)
		switch status := noRoute(w, h, r); {
		case err != nil:
			s.fail(w, q, err)
		case status == http.StatusMethodNotAllowed:
			s.errorPage(w, q, status, methodFault())
		default:
			s.fail(w, q, fault.Missing())
		}
	})
}

// readable reports whether path and query are text.
func readable(r *http.Request) bool {
	query, err := url.QueryUnescape(r.URL.RawQuery)
	return err == nil && isText(r.URL.Path) && isText(query)
}

// isText reports whether a database can keep s: PostgreSQL takes no NUL and
// nothing but UTF-8.
func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// rescue turns a panic into an error page. Where an answer has begun it can only
// be cut off, so that nobody takes half of it for the whole.
func (s *Site) rescue(w http.ResponseWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if v != http.ErrAbortHandler {
		slog.ErrorContext(r.Context(), "panic", "route", routeOf(r), "request", audit.RequestID(r.Context()), "stack", string(debug.Stack()))
	}
	if rec, ok := w.(*recorder); v == http.ErrAbortHandler || ok && rec.wrote {
		panic(http.ErrAbortHandler)
	}
	s.refuse(w, r, http.StatusInternalServerError, fault.Broken(nil))
}

// withoutSlash returns where a path with a slash too many leads, empty where
// that is nowhere.
func (s *Site) withoutSlash(r *http.Request) string {
	path := strings.TrimRight(r.URL.Path, "/")
	if !reads(r) || path == r.URL.Path || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		return ""
	}
	to := &url.URL{Path: path, RawQuery: r.URL.RawQuery}
	if _, pattern := s.mux.Handler(&http.Request{Method: r.Method, Host: r.Host, URL: to}); pattern == "" {
		return ""
	}
	return to.String()
}

// noRoute returns what http.ServeMux would have answered, 404 or 405, and sets
// the Allow header that belongs to the latter.
func noRoute(w http.ResponseWriter, h http.Handler, r *http.Request) int {
	a := newAnswer()
	h.ServeHTTP(a, r)
	if a.status != http.StatusMethodNotAllowed {
		return http.StatusNotFound
	}
	w.Header().Set("Allow", a.header.Get("Allow"))
	return a.status
}

func methodFault() *fault.Fault { return &fault.Fault{Kind: fault.NotFound, Key: "web.error.method"} }

func keepSession(w http.ResponseWriter, r *Request) error {
	w.WriteHeader(http.StatusNoContent) // reading the session has extended it
	return nil
}

type routeKey struct{}

// routeNote lets the inner layers tell the outer ones which pattern matched.
type routeNote struct{ pattern string }

func noteRoute(r *http.Request, pattern string) {
	if n, ok := r.Context().Value(routeKey{}).(*routeNote); ok {
		n.pattern = pattern
	}
}

func routeOf(r *http.Request) string {
	if n, ok := r.Context().Value(routeKey{}).(*routeNote); ok && n.pattern != "" {
		return n.pattern
	}
	return "unmatched"
}

func withRoute(ctx context.Context) context.Context {
	return context.WithValue(ctx, routeKey{}, &routeNote{})
}
