package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
	"passerelle/internal/platform/i18n"
	"passerelle/internal/platform/ui"

	"github.com/danielgtaylor/huma/v2"
)

// Door says who may knock, for routes that name no permission.
type Door int

// The doors. The zero value is shut: such a route does not start.
const (
	Shut     Door = iota
	Public        // anybody
	LoggedIn      // any account with a full session
	HalfWay       // an account that gave its password but not yet its second factor
)

// Handler answers a request; the site turns its error into an answer.
type Handler func(w http.ResponseWriter, r *Request) error

// Route is one page or action.
type Route struct {
	Method     string
	Pattern    string            // of http.ServeMux, such as "/app/people/{id}"
	Permission access.Permission // or Door, never both
	Door       Door
	Handle     Handler
	Twin       string        // operation id of the API that does the same
	NoTwin     string        // the reason where there is none
	MaxBody    int64         // bytes; 0: 1 MiB
	Keep       time.Duration // the answer is the same to anybody and kept for so long; 0: each is made anew
}

// Session is who a cookie or token belongs to.
type Session struct {
	Actor     access.Actor
	RoleLabel string // catalogue key of the role shown in the user menu
	Lang      i18n.Lang
	Theme     string
	Shortcuts bool
	Full      bool          // second factor given
	Left      time.Duration // life of the session from now without activity
}

// Authenticator turns credentials into identities; package staff implements it.
// Both return a fault of kind Forbidden where the credential is worth nothing;
// any other error is a failure of ours and answered as one.
type Authenticator interface {
	Session(ctx context.Context, cookie string) (Session, error)
	Token(ctx context.Context, bearer string) (Session, error)
}

// Options configure a Site.
type Options struct {
	DB         *db.DB
	Vault      *crypt.Vault
	Clock      clock.Clock
	Catalogue  *i18n.Catalogue
	Auth       Authenticator
	Languages  []i18n.Lang // offered to staff
	Public     []i18n.Lang // of public pages, whose address begins with their language
	Demo       bool
	PublicURL  string         // where browsers reach us, without a slash at the end; empty: where the request came to
	HTTPS      bool           // the browser reaches us by HTTPS: Secure cookies, HSTS
	Proxies    []netip.Prefix // whose X-Forwarded-For is believed
	Nav        func(*Request) []ui.NavItem
	Observe    func(pattern, method string, status int, took time.Duration) // metrics; may be nil
	PublicOnly bool                                                         // what is not for anybody is not there, as where only the public side runs
	Seen       func(path string)                                            // a public page was opened; may be nil
	Version    string
	Limits     Limits
}

// Site collects routes and operations and serves them.
type Site struct {
	Options
	mux        *http.ServeMux
	api        huma.API
	routes     []Route
	operations []Operation
	byPattern  map[string]Operation // of the API, as http.ServeMux names the pattern
	problems   []string
	limits     *limiter
	flights    flights
	protect    *http.CrossOriginProtection
	drafts     *Drafts
	kept       keeper
}

// New returns a site without routes.
func New(o Options) *Site {
	s := &Site{
		Options: o, mux: http.NewServeMux(), byPattern: map[string]Operation{},
		limits: newLimiter(o.Limits, o.Clock), protect: http.NewCrossOriginProtection(),
		kept: keeper{pages: map[string]*keptPage{}},
	}
	s.drafts = &Drafts{d: o.DB, vault: o.Vault, clock: o.Clock}
	s.api = newAPI(s)
	s.Handle( // neither is for anybody
		Route{Method: "POST", Pattern: "/app/drafts/{key}", Door: LoggedIn, Handle: s.saveDraft, NoTwin: "drafts belong to forms"},
		Route{Method: "POST", Pattern: "/app/session", Door: LoggedIn, Handle: keepSession, NoTwin: "sessions belong to browsers"},
	)
	return s
}

// Handle adds routes. One whose pattern begins with /{lang}/ is a public page:
// it is there once in each public language and answers in it.
func (s *Site) Handle(routes ...Route) {
	for _, r := range routes {
		if msg := r.problem(); msg != "" {
			s.problems = append(s.problems, fmt.Sprintf("%s %s: %s", r.Method, r.Pattern, msg))
			continue
		}
		if s.PublicOnly && r.Door != Public {
			continue
		}
		s.routes = append(s.routes, r)
		rest, public := strings.CutPrefix(r.Pattern, "/{lang}/")
		if !public {
			s.mux.Handle(r.Method+" "+r.Pattern, s.page(r))
			continue
		}
		for _, lang := range s.Public {
			page := s.page(r)
			s.mux.HandleFunc(fmt.Sprintf("%s /%s/%s", r.Method, lang, rest), func(w http.ResponseWriter, r *http.Request) {
				r.SetPathValue("lang", string(lang))
				page.ServeHTTP(w, r)
			})
		}
	}
}

func (r Route) problem() string {
	switch {
	case r.Permission == "" && r.Door == Shut:
		return "names no permission"
	case r.Permission != "" && r.Door != Shut:
		return "names a permission and a door"
	case r.Permission != "" && !access.Known(r.Permission):
		return "names a permission that nobody declared: " + string(r.Permission)
	case r.Handle == nil:
		return "has no handler"
	case r.Method != http.MethodGet && r.Twin == "" && r.NoTwin == "":
		return "names neither its twin in the API nor why there is none"
	}
	return r.keepProblem()
}

// Mount serves h below prefix without a session, for assets and the like. h
// must not read or write data of the database.
func (s *Site) Mount(prefix string, h http.Handler) {
	s.mux.Handle(prefix, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		noteRoute(r, pathOfPattern(r.Pattern))
		h.ServeHTTP(w, r)
	}))
}

// pathOfPattern drops the method of a pattern of http.ServeMux.
func pathOfPattern(pattern string) string {
	if _, path, ok := strings.Cut(pattern, " "); ok {
		return path
	}
	return pattern
}

// Routes returns the pages in the order they were added.
func (s *Site) Routes() []Route { return s.routes }

// Operations returns the operations of the API in the order they were added.
func (s *Site) Operations() []Operation { return s.operations }

// Check reports routes that must not be served: without a permission, or with
// a twin that does not exist. A program with a problem does not start.
func (s *Site) Check() error {
	problems := s.problems
	known := map[string]bool{}
	for _, op := range s.operations {
		known[op.ID] = true
	}
	for _, r := range s.routes {
		if r.Twin != "" && !known[r.Twin] {
			problems = append(problems, fmt.Sprintf("%s %s: twin %s is no operation of the API", r.Method, r.Pattern, r.Twin))
		}
	}
	if len(problems) > 0 {
		return fmt.Errorf("routes: %s", strings.Join(problems, "; "))
	}
	return nil
}

// Handler returns the whole site behind its outer layers.
func (s *Site) Handler() http.Handler {
	h := compress(s.mux)
	h = s.fallback(h)
	h = s.guardOrigin(h)
	h = s.identify(h)
	h = s.headers(h)
	return s.observe(h)
}

// page runs a route: session, permission, handler, error.
func (s *Site) page(route Route) http.Handler {
	limit := route.MaxBody
	if limit == 0 {
		limit = defaultMaxBody
	}
	if route.Keep > 0 {
		return s.keep(route)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, raw *http.Request) {
		noteRoute(raw, route.Pattern)
		raw.Body = http.MaxBytesReader(w, raw.Body, limit)
		r, err := s.request(raw)
		r.maxBody = limit
		if err == nil {
			if !s.admit(w, r, route) {
				return
			}
			err = route.Handle(w, r)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	})
}

// defaultMaxBody bounds a body where the route or operation names no limit.
const defaultMaxBody = 1 << 20

// admit answers itself and returns false where the actor may not pass.
func (s *Site) admit(w http.ResponseWriter, r *Request, route Route) bool {
	if route.Door == Public {
		return true
	}
	if r.Session == nil || (!r.Session.Full && route.Door != HalfWay) {
		s.toLogin(w, r)
		return false
	}
	if route.Permission != "" && !r.Actor.May(route.Permission) {
		slog.InfoContext(r.Context(), "refused", "route", route.Pattern, "permission", string(route.Permission), "actor", r.Actor.ID)
		s.fail(w, r, fault.Denied())
		return false
	}
	return true
}
