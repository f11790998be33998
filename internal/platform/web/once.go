package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"regexp"

	"passerelle/internal/platform/access"
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
func (s *Site) once(w http.ResponseWriter, r *http.Request, inner http.Handler) {
	refuse := func(status int, kind fault.Kind, key string) {
		s.writeProblem(w, r, status, fault.List{{Kind: kind, Key: key, Field: "Idempotency-Key"}})
	}
	key := r.Header.Get("Idempotency-Key")
	if !idempotencyKey.MatchString(key) {
		refuse(http.StatusBadRequest, fault.Invalid, "web.error.idempotency_key")
		return
	}
	by, _ := r.Context().Value(actorKey{}).(access.Actor)
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxAPIBody))
	if err != nil {
		refuse(http.StatusRequestEntityTooLarge, fault.Invalid, "web.error.too_large")
		return
	}
	sum := sha256.New()
	io.WriteString(sum, r.Method+"\x00"+r.URL.RequestURI()+"\x00"+r.Header.Get("If-Match")+"\x00")
	sum.Write(body)
	hash := hex.EncodeToString(sum.Sum(nil))

	answered, err := s.replay(w, r, by, key, hash)
	if err != nil {
		slog.ErrorContext(r.Context(), "idempotency", "error", err.Error())
		refuse(http.StatusInternalServerError, fault.Internal, "fault.internal")
		return
	}
	if answered {
		return
	}
	claimed := false
	ctx := db.WithJoin(r.Context(), func(ctx context.Context, tx *db.Tx) error {
		err := insertClaim(ctx, tx, by.ID, key, hash, clock.Now(s.Clock))
		if db.Violation(err) != "" {
			return errors.Join(errUsed, err)
		}
		claimed = err == nil
		return err
	})
	r = r.WithContext(ctx)
	r.Body = io.NopCloser(bytes.NewReader(body))
	rec := &answer{header: http.Header{}, status: http.StatusOK}
	inner.ServeHTTP(rec, r)
	if claimed && rec.status >= 400 {
		claimed = false // the transaction did not commit
	}
	if claimed {
		s.remember(r.Context(), by.ID, key, rec)
	} else if rec.status >= 500 {
		if answered, err := s.replay(w, r, by, key, hash); err == nil && answered {
			return // another request with the same key was faster
		}
	}
	rec.copyTo(w)
}

// maxAPIBody bounds a body of the API: 10,000 rows of an import fit.
const maxAPIBody = 32 << 20

// replay answers from what the key stands for; false where it is new.
func (s *Site) replay(w http.ResponseWriter, r *http.Request, by access.Actor, key, hash string) (bool, error) {
	c, found, err := findClaim(r.Context(), s.DB, by.ID, key)
	if err != nil || !found {
		return false, err
	}
	refuse := func(status int, key string) (bool, error) {
		s.writeProblem(w, r, status, fault.List{{Kind: fault.Conflict, Key: key, Field: "Idempotency-Key"}})
		return true, nil
	}
	if c.hash != hash {
		return refuse(http.StatusUnprocessableEntity, "web.error.idempotency_other")
	}
	if c.status == 0 { // done, but the process ended before the answer was kept
		return refuse(http.StatusConflict, "web.error.idempotency_done")
	}
	body, err := s.Vault.Open(r.Context(), claimPlace(by.ID, key), c.sealed)
	if err != nil {
		return refuse(http.StatusConflict, "web.error.idempotency_done")
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Idempotent-Replayed", "true")
	w.WriteHeader(c.status)
	w.Write(body)
	return true, nil
}

func claimPlace(account, key string) crypt.Place {
	return crypt.Place{Table: "web_idempotency", Row: account + "/" + key, Column: "response"}
}

func (s *Site) remember(ctx context.Context, account, key string, a *answer) {
	sealed, err := s.Vault.Seal(claimPlace(account, key), a.body.Bytes())
	if err == nil {
		ctx = db.WithoutJoin(context.WithoutCancel(ctx))
		err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return answerClaim(ctx, tx, account, key, a.status, sealed)
		})
	}
	if err != nil {
		logWarn(ctx, "answer not kept", err)
	}
}

// answer holds a response until its key is settled.
type answer struct {
	header http.Header
	status int
	wrote  bool
	body   bytes.Buffer
}

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
