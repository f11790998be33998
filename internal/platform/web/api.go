package web

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"path"
	"reflect"
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
	Permission access.Permission // or Door, never both
	Door       Door              // Public: open data; LoggedIn: any token
	Status     int               // of success; 0: 200, or 201 for POST
	MaxBody    int64             // bytes; 0: 1 MiB
}

func (op Operation) pattern() string { return op.Method + " /api/v1" + op.Path }

func (op Operation) problem() string {
	switch {
	case op.Permission == "" && op.Door == Shut:
		return "names no permission"
	case op.Permission != "" && op.Door != Shut:
		return "names a permission and a door"
	case op.Permission != "" && !access.Known(op.Permission):
		return "names a permission that nobody declared: " + string(op.Permission)
	case op.Door == HalfWay:
		return "tokens have no second factor to wait for"
	}
	return ""
}

// Op adds an operation to the API. call gets the actor of the token, who holds
// the operation's permission; its error becomes a problem document (RFC 9457).
func Op[I, O any](s *Site, op Operation, call func(ctx context.Context, by access.Actor, in *I) (*O, error)) {
	if msg := op.problem(); msg != "" {
		s.problems = append(s.problems, fmt.Sprintf("operation %s: %s", op.ID, msg))
		return
	}
	if op.Status == 0 {
		op.Status = http.StatusOK
		if op.Method == http.MethodPost {
			op.Status = http.StatusCreated
		}
	}
	if op.MaxBody == 0 {
		op.MaxBody = defaultMaxBody
	}
	if s.PublicOnly && op.Door != Public {
		return
	}
	s.operations = append(s.operations, op)
	s.byPattern[op.pattern()] = op
	huma.Register(s.api, op.document(), func(ctx context.Context, in *I) (*O, error) {
		by, _ := ctx.Value(actorKey{}).(access.Actor)
		out, err := call(ctx, by, in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
}

// document describes the operation for OpenAPI.
func (op Operation) document() huma.Operation {
	ho := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: "/api/v1" + op.Path, Summary: op.Summary,
		Tags: []string{op.Tag}, DefaultStatus: op.Status, MaxBodyBytes: op.MaxBody,
	}
	if op.Door != Public {
		ho.Security = []map[string][]string{{"token": {}}}
	}
	if op.Permission != "" {
		ho.Description = "Needs the permission `" + string(op.Permission) + "`."
	}
	if op.Method != http.MethodGet {
		ho.Parameters = append(ho.Parameters, &huma.Param{
			Name: "Idempotency-Key", In: "header", Required: true,
			Description: "16 to 80 letters, digits or dashes, made by the caller. The same key with the same body is carried out once and answered alike.",
			Schema:      &huma.Schema{Type: "string"},
		})
	}
	return ho
}

type actorKey struct{}

// newAPI sets huma up: no page of a third party, no echo of wrong values.
func newAPI(s *Site) huma.API {
	cfg := huma.DefaultConfig("Passerelle", "1")
	cfg.OpenAPIPath = "/api/v1/openapi"
	cfg.DocsPath = ""
	cfg.SchemasPath = ""
	cfg.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	cfg.CreateHooks = nil // no $schema member in bodies
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}}
	inner := http.NewServeMux()
	api := humago.New(inner, cfg)
	s.mux.Handle(apiPrefix, s.apiLayer(inner))
	return api
}

// apiLayer lets in by token, never by cookie, and carries out each mutation
// once.
func (s *Site) apiLayer(inner *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, pattern := inner.Handler(r)
		noteRoute(r, pathOfPattern(pattern))
		if pattern == "" {
			f := fault.Missing()
			status := noRoute(w, h, r)
			if status == http.StatusMethodNotAllowed {
				f = methodFault()
			}
			s.writeProblem(w, r, status, fault.List{f})
			return
		}
		op, known := s.byPattern[pattern]
		if !known { // the description of the API itself
			op.Door = Public
		}
		ctx, err := s.admitToken(r, op)
		if err != nil {
			if fault.Is(err, fault.Forbidden, "web.error.token") {
				w.Header().Set("WWW-Authenticate", "Bearer")
				s.writeProblem(w, r, http.StatusUnauthorized, fault.Of(err))
				return
			}
			p := s.problem(r.Context(), err)
			s.sendProblem(w, p)
			return
		}
		r = r.WithContext(ctx)
		if reads(r) || !known {
			inner.ServeHTTP(w, r)
			return
		}
		s.once(w, r, op, inner)
	})
}

// admitToken returns a context with the actor of the token, where he may carry
// out op.
func (s *Site) admitToken(r *http.Request, op Operation) (context.Context, error) {
	refused := &fault.Fault{Kind: fault.Forbidden, Key: "web.error.token"}
	scheme, bearer, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		if op.Door == Public {
			return r.Context(), nil
		}
		return nil, refused
	}
	sess, err := s.Auth.Token(r.Context(), strings.TrimSpace(bearer))
	if fault.Is(err, fault.Forbidden, "") {
		return nil, refused
	}
	if err != nil {
		return nil, err
	}
	if op.Permission != "" && !sess.Actor.May(op.Permission) {
		return nil, fault.Denied()
	}
	return context.WithValue(r.Context(), actorKey{}, sess.Actor), nil
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
	s.sendProblem(w, s.problemOf(r.Context(), status, faults))
}

func (s *Site) sendProblem(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Code)
	json.NewEncoder(w).Encode(p) // a caller that went away is no error of ours
}

// huma makes its own errors through this hook. Its messages may quote the value
// that was refused, which may be personal: only place and rule are kept.
func init() {
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		p := &Problem{Type: "about:blank", Title: http.StatusText(status), Code: status, Detail: msg}
		for _, err := range errs {
			if d, ok := err.(huma.ErrorDetailer); ok {
				detail := d.ErrorDetail()
				p.Errors = append(p.Errors, ProblemField{Field: detail.Location, Key: "web.error.schema", Text: ruleOnly(detail.Message)})
			}
		}
		return p
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		p := huma.NewError(status, msg, errs...).(*Problem)
		p.Trace = audit.RequestID(ctx.Context())
		return p
	}
}

// ruleOnly keeps the part of a message of huma that says which rule was broken.
// What stands behind a colon comes from a parser that saw the value.
func ruleOnly(msg string) string {
	rule, _, _ := strings.Cut(msg, ": ")
	for _, ours := range []string{"expected ", "required ", "unexpected ", "unknown ", "invalid integer", "invalid float", "invalid boolean"} {
		if strings.HasPrefix(rule, ours) {
			return rule
		}
	}
	return "cannot be read"
}

// OpenAPI returns the document of the API, version 3.1, as JSON.
func (s *Site) OpenAPI() ([]byte, error) { return json.MarshalIndent(s.api.OpenAPI(), "", "  ") }

// schemaName puts the module before the type's name, since faces name their
// bodies alike.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	module := strings.TrimSuffix(path.Base(t.PkgPath()), "web")
	if t.Name() == "" || module == "" || module == "." || strings.Contains(t.Name(), "[") {
		return name
	}
	return strings.ToUpper(module[:1]) + module[1:] + name
}
