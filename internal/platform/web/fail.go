package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"

	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/ui"
)

func denied() error { return fault.Denied() }

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
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		err = fault.InvalidField("", "web.error.too_large")
	}
	kind := fault.KindOf(err)
	if kind == fault.Internal {
		if r.Context().Err() != nil {
			return // the browser left; nobody reads the answer
		}
		slog.ErrorContext(r.Context(), "request failed", "error", err.Error(), "route", routeOf(r.Request), "request", audit.RequestID(r.Context()))
	}
	p := r.Page(r.L.T("web.error.title." + kind.String()))
	body := errorPage(r.L, errorView{
		Title: p.Title, Text: r.L.T(fault.Of(err)[0].Key, fault.Of(err)[0].Args...),
		Reference: audit.RequestID(r.Context()), LoggedIn: p.User != nil,
	})
	if renderErr := r.ShowStatus(w, statusOf(kind), p, body); renderErr != nil {
		slog.ErrorContext(r.Context(), "error page failed", "error", renderErr.Error())
		http.Error(w, "500", http.StatusInternalServerError)
	}
}

// toLogin leads to the log-in page and back again afterwards. A form that was
// posted without a session is not lost: its draft is on the server.
func (s *Site) toLogin(w http.ResponseWriter, r *Request) {
	if r.Header.Get("HX-Request") == "true" || r.URL.Path == ui.PathSession {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	next := r.URL.RequestURI()
	if r.Method != http.MethodGet {
		next = SafeReturn(pathOf(r.Referer()), ui.PathHome)
	}
	http.Redirect(w, r.Request, ui.PathLogin+"?next="+url.QueryEscape(next), http.StatusSeeOther)
}

func pathOf(referer string) string {
	u, err := url.Parse(referer)
	if err != nil {
		return ""
	}
	return u.RequestURI()
}

// fallback answers paths without a route with our own page, and panics with a
// page instead of a cut connection.
func (s *Site) fallback(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil && v != http.ErrAbortHandler {
				slog.ErrorContext(r.Context(), "panic", "route", routeOf(r), "stack", string(debug.Stack()))
				s.fail(w, s.request(r), fault.Broken(errors.New("panic")))
			}
		}()
		if _, pattern := s.mux.Handler(r); pattern == "" {
			s.fail(w, s.request(r), fault.Missing())
			return
		}
		next.ServeHTTP(w, r)
	})
}

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
