package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"sync"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/fault"
)

var idempotencyKey = regexp.MustCompile(`^[A-Za-z0-9-]{16,80}$`)

// errUsed stops a transaction whose key another one has written first.
var errUsed = errors.New("web: idempotency key was used meanwhile")

// once carries out a mutation once for each account and key. The key is written
// in the transaction of the effect: either both are there or neither.
func (s *Site) once(w http.ResponseWriter, r *http.Request, op Operation, inner http.Handler) {
	refuse := func(status int, kind fault.Kind, key string) {
		s.writeProblem(w, r, status, fault.List{{Kind: kind, Key: key, Field: "Idempotency-Key"}})
	}
	key := r.Header.Get("Idempotency-Key")
	if !idempotencyKey.MatchString(key) {
		refuse(http.StatusBadRequest, fault.Invalid, "web.error.idempotency_key")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, op.MaxBody))
	if err != nil {
		s.writeProblem(w, r, http.StatusRequestEntityTooLarge, fault.List{fault.InvalidField("body", "web.error.too_large")})
		return
	}
	if bytes.Contains(body, []byte(`\u0000`)) {
		s.writeProblem(w, r, http.StatusUnprocessableEntity, fault.List{fault.InvalidField("body", "web.error.schema")})
		return
	}
	by, _ := r.Context().Value(actorKey{}).(access.Actor)
	c := claim{account: by.ID, key: key, hash: hashOf(r, body)}

	land, err := s.flights.start(r.Context(), c.account+"/"+c.key)
	if err != nil {
		return // the caller went away while another request with the key was at work
	}
	defer land()
	answered, err := s.replay(w, r, c)
	if err != nil {
		slog.ErrorContext(r.Context(), "idempotency", "error", err.Error(), "request", audit.RequestID(r.Context()))
		s.writeProblem(w, r, http.StatusInternalServerError, fault.List{fault.Broken(nil)})
		return
	}
	if answered {
		return
	}
	a, written := s.carryOut(r, c, body, inner)
	if written && a.status < http.StatusBadRequest {
		s.remember(r.Context(), c, a)
	} else if a.status >= http.StatusInternalServerError {
		// Another process was faster with the same key, or the work was done and
		// failed afterwards: the key says so.
		if answered, err := s.replay(w, r, c); err == nil && answered {
			return
		}
	}
	a.copyTo(w)
}

// hashOf tells requests with the same key apart.
func hashOf(r *http.Request, body []byte) string {
	sum := sha256.New()
	io.WriteString(sum, r.Method+"\x00"+r.URL.RequestURI()+"\x00"+r.Header.Get("If-Match")+"\x00")
	sum.Write(body)
	return hex.EncodeToString(sum.Sum(nil))
}

// carryOut runs the operation with its claim in the first transaction; written
// says that a transaction took the claim along.
func (s *Site) carryOut(r *http.Request, c claim, body []byte, inner http.Handler) (a *answer, written bool) {
	ctx := db.WithJoin(r.Context(), func(ctx context.Context, tx *db.Tx) error {
		err := insertClaim(ctx, tx, c, clock.Now(s.Clock))
		if db.Violation(err) != "" {
			return errors.Join(errUsed, err)
		}
		written = err == nil
		return err
	})
	r = r.WithContext(ctx)
	r.Body = io.NopCloser(bytes.NewReader(body))
	a = newAnswer()
	inner.ServeHTTP(a, r)
	return a, written
}

// flights lets one request of this process at a time work under a key, so that
// the second finds the answer of the first.
type flights struct {
	mu  sync.Mutex
	now map[string]chan struct{}
}

// start waits until no other request works under key.
func (f *flights) start(ctx context.Context, key string) (land func(), err error) {
	for {
		f.mu.Lock()
		other := f.now[key]
		if other == nil {
			if f.now == nil {
				f.now = map[string]chan struct{}{}
			}
			done := make(chan struct{})
			f.now[key] = done
			f.mu.Unlock()
			return func() {
				f.mu.Lock()
				delete(f.now, key)
				f.mu.Unlock()
				close(done)
			}, nil
		}
		f.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// replay answers from what the key stands for; false where it is new.
func (s *Site) replay(w http.ResponseWriter, r *http.Request, c claim) (bool, error) {
	kept, found, err := findClaim(r.Context(), s.DB, c.account, c.key)
	if err != nil || !found {
		return false, err
	}
	refuse := func(status int, key string) (bool, error) {
		s.writeProblem(w, r, status, fault.List{{Kind: fault.Conflict, Key: key, Field: "Idempotency-Key"}})
		return true, nil
	}
	if kept.hash != c.hash {
		return refuse(http.StatusUnprocessableEntity, "web.error.idempotency_other")
	}
	if kept.status == 0 { // done, but the process ended before the answer was kept
		return refuse(http.StatusConflict, "web.error.idempotency_done")
	}
	var k keptAnswer
	plain, err := s.Vault.Open(r.Context(), claimPlace(c.account, c.key), kept.sealed)
	if err != nil || json.Unmarshal(plain, &k) != nil {
		return refuse(http.StatusConflict, "web.error.idempotency_done")
	}
	for name, value := range k.Header {
		w.Header().Set(name, value)
	}
	w.Header().Set("Idempotent-Replayed", "true")
	w.WriteHeader(kept.status)
	w.Write(k.Body)
	return true, nil
}

// keptAnswer is what a repeated request gets again.
type keptAnswer struct {
	Header map[string]string
	Body   []byte
}

// keptHeaders are those of an answer that belong to its content.
var keptHeaders = []string{"Content-Type", "Etag", "Location"}

func claimPlace(account, key string) crypt.Place {
	return crypt.Place{Table: "web_idempotency", Row: account + "/" + key, Column: "response"}
}

func (s *Site) remember(ctx context.Context, c claim, a *answer) {
	k := keptAnswer{Header: map[string]string{}, Body: a.body.Bytes()}
	for _, name := range keptHeaders {
		if v := a.header.Get(name); v != "" {
			k.Header[name] = v
		}
	}
	plain, err := json.Marshal(k)
	var sealed []byte
	if err == nil {
		sealed, err = s.Vault.Seal(claimPlace(c.account, c.key), plain)
	}
	if err == nil {
		ctx = db.WithoutJoin(context.WithoutCancel(ctx))
		err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return answerClaim(ctx, tx, c.account, c.key, a.status, sealed)
		})
	}
	if err != nil {
		logWarn(ctx, "answer not kept", err)
	}
}

// answer holds a response until it is known whether it is sent.
type answer struct {
	header http.Header
	status int
	wrote  bool
	body   bytes.Buffer
}

func newAnswer() *answer { return &answer{header: http.Header{}, status: http.StatusOK} }

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	if !a.wrote {
		a.status, a.wrote = status, true
	}
}

// Write implements http.ResponseWriter.
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

func (a *answer) copyTo(w http.ResponseWriter) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	w.Write(a.body.Bytes())
}

func logWarn(ctx context.Context, what string, err error) {
	slog.WarnContext(ctx, what, "error", err.Error())
}
