package web

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/fault"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

const apiPrefix = "/api/"

// Operation is one operation of the JSON API, the twin of a page's use case.
type Operation struct {
	ID         string // lower camel case, unique: "registerHousehold"
	Method     string
	Path       string // below /api/v1, such as "/households/{id}"
	Summary    string
	Tag        string
	Permission access.Permission // empty: public open data
	Status     int               // of success; 0: 200, or 201 for POST
	MaxBody    int64             // bytes; 0: 1 MiB
}

// Op adds an operation to the API. call gets the actor of the token; its error
// becomes a problem document (RFC 9457).
func Op[I, O any](s *Site, op Operation, call func(ctx context.Context, by access.Actor, in *I) (*O, error)) {
	if op.Permission != "" && !access.Known(op.Permission) {
		s.problems = append(s.problems, fmt.Sprintf("operation %s: names a permission that nobody declared: %s", op.ID, op.Permission))
		return
	}
	if op.Status == 0 {
		op.Status = http.StatusOK
		if op.Method == http.MethodPost {
			op.Status = http.StatusCreated
		}
	}
	s.operations = append(s.operations, op)
	ho := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: "/api/v1" + op.Path, Summary: op.Summary,
		Tags: []string{op.Tag}, DefaultStatus: op.Status, MaxBodyBytes: op.MaxBody, SkipValidateBody: false,
	}
	if op.Permission != "" {
		ho.Security = []map[string][]string{{"token": {}}}
		ho.Description = "Needs the permission `" + string(op.Permission) + "`."
	}
	if op.Method != http.MethodGet {
		ho.Parameters = append(ho.Parameters, &huma.Param{
			Name: "Idempotency-Key", In: "header", Required: true,
			Description: "16 to 80 letters, digits or dashes, made by the caller. The same key with the same body is carried out once and answered alike.",
			Schema:      &huma.Schema{Type: "string"},
		})
	}
	huma.Register(s.api, ho, func(ctx context.Context, in *I) (*O, error) {
		by, known := ctx.Value(actorKey{}).(access.Actor)
		if op.Permission != "" && (!known || !by.May(op.Permission)) {
			return nil, s.problem(ctx, fault.Denied())
		}
		out, err := call(ctx, by, in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
}

type actorKey struct{}

// newAPI sets huma up: no page of a third party, no echo of wrong values.
func newAPI(s *Site) huma.API {
	cfg := huma.DefaultConfig("Passerelle", "1")
	cfg.OpenAPIPath = "/api/v1/openapi"
	cfg.DocsPath = ""
	cfg.SchemasPath = ""
	cfg.CreateHooks = nil // no $schema member in bodies
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}}
	inner := http.NewServeMux()
	api := humago.New(inner, cfg)
	s.mux.Handle(apiPrefix, s.apiLayer(inner))
	return api
}

// apiLayer authenticates by token, never by cookie, and carries out each
// mutation once.
func (s *Site) apiLayer(inner *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := inner.Handler(r)
		noteRoute(r, strings.TrimPrefix(pattern, r.Method+" "))
		ctx := r.Context()
		if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
			sess, err := s.Auth.Token(ctx, strings.TrimSpace(bearer))
			if err != nil {
				w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
				s.writeProblem(w, r, http.StatusUnauthorized, fault.List{{Kind: fault.Forbidden, Key: "web.error.token"}})
				return
			}
			ctx = context.WithValue(ctx, actorKey{}, sess.Actor)
		} else if s.needsToken(r.Method, pattern) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			s.writeProblem(w, r, http.StatusUnauthorized, fault.List{{Kind: fault.Forbidden, Key: "web.error.token"}})
			return
		}
		r = r.WithContext(ctx)
		if r.Method == http.MethodGet || pattern == "" {
			inner.ServeHTTP(w, r)
			return
		}
		s.once(w, r, inner)
	})
}

func (s *Site) needsToken(method, pattern string) bool {
	for _, op := range s.operations {
		if op.Method+" /api/v1"+op.Path == pattern {
			return op.Permission != ""
		}
	}
	return false
}

// Problem is the error answer of the API (RFC 9457).
type Problem struct {
	Type   string         `json:"type"`
	Title  string         `json:"title"`
	Code   int            `json:"status"`
	Detail string         `json:"detail,omitempty"`
	Errors []ProblemField `json:"errors,omitempty"`
	Trace  string         `json:"request,omitempty"`
}

// ProblemField is what is wrong with one field. It never holds the value.
type ProblemField struct {
	Field string `json:"field,omitempty"`
	Key   string `json:"key"`
	Text  string `json:"text"`
}

// Error implements error.
func (p *Problem) Error() string { return p.Title }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Code }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func (s *Site) problem(ctx context.Context, err error) *Problem {
	kind := fault.KindOf(err)
	if kind == fault.Internal && ctx.Err() == nil {
		slog.ErrorContext(ctx, "operation failed", "error", err.Error(), "request", audit.RequestID(ctx))
	}
	return s.problemOf(ctx, statusOf(kind), fault.Of(err))
}

func (s *Site) problemOf(ctx context.Context, status int, faults fault.List) *Problem {
	l := s.Catalogue.For("en")
	p := &Problem{Type: "about:blank", Title: http.StatusText(status), Code: status, Trace: audit.RequestID(ctx)}
	for _, f := range faults {
		p.Errors = append(p.Errors, ProblemField{Field: f.Field, Key: f.Key, Text: l.T(f.Key, f.Args...)})
	}
	if len(p.Errors) > 0 {
		p.Detail = p.Errors[0].Text
	}
	return p
}

func (s *Site) writeProblem(w http.ResponseWriter, r *http.Request, status int, faults fault.List) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(s.problemOf(r.Context(), status, faults))
}

// huma makes its own errors through this hook. Its details quote the value that
// was refused, which may be personal: only place and rule are kept.
func init() {
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		p := &Problem{Type: "about:blank", Title: http.StatusText(status), Code: status, Detail: msg}
		for _, err := range errs {
			if d, ok := err.(huma.ErrorDetailer); ok {
				detail := d.ErrorDetail()
				p.Errors = append(p.Errors, ProblemField{Field: detail.Location, Key: "web.error.schema", Text: detail.Message})
			}
		}
		return p
	}
}

// OpenAPI returns the document of the API, version 3.1, as JSON.
func (s *Site) OpenAPI() ([]byte, error) { return json.MarshalIndent(s.api.OpenAPI(), "", "  ") }
