package files_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"passerelle/internal/platform/files"
)

// bucket is a small S3 service: it checks what a real one would refuse and
// fails as often as it is told.
type bucket struct {
	mu      sync.Mutex
	objects map[string][]byte
	failing int // How many requests are still answered with 503.
	refuse  int // Status for every request, when not 0.
	seen    int
}

func newS3(t *testing.T) (*files.S3, *bucket) {
	t.Helper()
	b := &bucket{objects: map[string][]byte{}}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	s, err := files.NewS3(files.S3Options{Endpoint: server.URL, Bucket: "passerelle", Region: "lux1", AccessKey: "AK", SecretKey: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	return s, b
}

func (b *bucket) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.seen++
	body, err := io.ReadAll(r.Body)
	sum := sha256.Sum256(body)
	switch {
	case err != nil || r.ContentLength < 0 || r.Header.Get("X-Amz-Content-Sha256") != hex.EncodeToString(sum[:]):
		w.WriteHeader(http.StatusBadRequest)
		return
	case !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=AK/"):
		w.WriteHeader(http.StatusForbidden)
		return
	case b.refuse != 0:
		w.WriteHeader(b.refuse)
		return
	case b.failing > 0:
		b.failing--
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	key, ok := strings.CutPrefix(r.URL.Path, "/passerelle/")
	if !ok {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	object, found := b.objects[key]
	switch {
	case r.Method == http.MethodPut:
		b.objects[key] = body
	case r.Method == http.MethodDelete:
		delete(b.objects, key)
		w.WriteHeader(http.StatusNoContent)
	case !found:
		w.WriteHeader(http.StatusNotFound)
	default:
		w.Header().Set("Content-Length", strconv.Itoa(len(object)))
		_, _ = w.Write(object)
	}
}

func TestS3TriesAgainWhenBusy(t *testing.T) {
	t.Parallel()
	s, b := newS3(t)
	b.failing = 2
	if _, err := s.Put(t.Context(), id, strings.NewReader("content")); err != nil {
		t.Fatal(err)
	}
	if got := read(t, s, id); got != "content" {
		t.Errorf("got %q", got)
	}
	b.failing = 3
	if _, err := s.Stat(t.Context(), id); err == nil || errors.Is(err, files.ErrNotFound) {
		t.Errorf("a busy service is %v", err)
	}
}

func TestS3DoesNotRepeatARefusal(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusForbidden, http.StatusTemporaryRedirect} {
		s, b := newS3(t)
		b.refuse = status
		_, err := s.Put(t.Context(), id, strings.NewReader("content"))
		if err == nil || b.seen != 1 {
			t.Errorf("%d: %v after %d requests", status, err, b.seen)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Error(err)
		}
	}
}

func TestNewS3Refuses(t *testing.T) {
	t.Parallel()
	for _, o := range []files.S3Options{{Endpoint: "s3", Bucket: "b"}, {Endpoint: "https://s3.lu"}, {Endpoint: "https://s3.lu", Bucket: "a/b"}} {
		if _, err := files.NewS3(o); err == nil {
			t.Errorf("%+v", o)
		}
	}
}
