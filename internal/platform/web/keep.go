package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Bounds on the pages that are kept, so that made-up addresses cost no memory.
const (
	mostKept    = 4000
	mostKeptKB  = 64 << 10
	longestKept = 512 // bytes of host and address
)

// keeper holds the answers of public pages for those who ask next. What is
// published changes seldom; Forget drops everything when it does.
type keeper struct {
	mu    sync.RWMutex
	pages map[string]*keptPage
	size  int // bytes
	epoch int // counts Forget, so that what was rendered before is not kept after
}

// keptPage is an answer, plain and packed.
type keptPage struct {
	plain, gzip []byte
	kind, tag   string
	disposition string
	until       time.Time
}

// Forget drops the pages that are kept. Call it when something was published.
func (s *Site) Forget() {
	s.kept.mu.Lock()
	defer s.kept.mu.Unlock()
	s.kept.pages, s.kept.size = map[string]*keptPage{}, 0
	s.kept.epoch++
}

// keep serves a route that gives the same answer to anybody: nobody's session is
// looked up, and the answer is kept for as long as the route says.
func (s *Site) keep(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, raw *http.Request) {
		noteRoute(raw, route.Pattern)
		key := raw.Host + " " + raw.URL.RequestURI() // pages name their own address
		s.kept.mu.RLock()
		p, epoch := s.kept.pages[key], s.kept.epoch
		s.kept.mu.RUnlock()
		if p != nil && s.Clock.Now().Before(p.until) {
			s.seen(raw)
			p.answer(w, raw)
			return
		}
		stripped := raw.Clone(raw.Context())
		stripped.Header.Del("Cookie")
		stripped.Method = http.MethodGet // the head of an answer is that of the whole
		r := s.anonymous(stripped)
		rec := &keptWriter{header: w.Header().Clone(), status: http.StatusOK}
		if err := route.Handle(rec, r); err != nil {
			s.fail(w, r, err)
			return
		}
		p = rec.page(s.Clock.Now().Add(route.Keep))
		if rec.status != http.StatusOK {
			rec.copyTo(w)
			return
		}
		if len(key) <= longestKept {
			s.kept.put(key, p, epoch)
		}
		s.seen(raw)
		p.answer(w, raw)
	})
}

// seen counts a page that was opened.
func (s *Site) seen(r *http.Request) {
	if s.Seen != nil && r.Method == http.MethodGet {
		s.Seen(r.URL.Path)
	}
}

func (k *keeper) put(key string, p *keptPage, epoch int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.epoch != epoch {
		return
	}
	if len(k.pages) >= mostKept || k.size > mostKeptKB<<10 {
		k.pages, k.size = map[string]*keptPage{}, 0
	}
	if old := k.pages[key]; old != nil {
		k.size -= len(old.plain) + len(old.gzip)
	}
	k.pages[key] = p
	k.size += len(p.plain) + len(p.gzip)
}

func (p *keptPage) answer(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=0, must-revalidate") // cheap: by the tag
	h.Set("Etag", p.tag)
	h.Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("If-None-Match"), p.tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", p.kind)
	if p.disposition != "" {
		h.Set("Content-Disposition", p.disposition)
	}
	body := p.plain
	if p.gzip != nil && takesGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = p.gzip
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		w.Write(body) // a browser that went away is no error of ours
	}
}

// keptWriter takes an answer in.
type keptWriter struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (k *keptWriter) Header() http.Header { return k.header }

// WriteHeader implements http.ResponseWriter.
func (k *keptWriter) WriteHeader(status int) { k.status = status }

// Write implements http.ResponseWriter.
func (k *keptWriter) Write(b []byte) (int, error) { return k.body.Write(b) }

func (k *keptWriter) page(until time.Time) *keptPage {
	sum := sha256.Sum256(k.body.Bytes())
	p := &keptPage{
		plain: bytes.Clone(k.body.Bytes()), kind: k.header.Get("Content-Type"), disposition: k.header.Get("Content-Disposition"),
		tag: `"` + hex.EncodeToString(sum[:12]) + `"`, until: until,
	}
	if len(p.plain) >= minCompressed && packs(p.kind) {
		var b bytes.Buffer
		zip := gzip.NewWriter(&b)
		zip.Write(p.plain) // a buffer takes everything
		zip.Close()
		p.gzip = b.Bytes()
	}
	return p
}

func (k *keptWriter) copyTo(w http.ResponseWriter) {
	for name, values := range k.header {
		w.Header()[name] = values
	}
	w.WriteHeader(k.status)
	w.Write(k.body.Bytes())
}

// packs says whether an answer of that type becomes smaller.
func packs(kind string) bool {
	kind, _, _ = strings.Cut(kind, ";")
	return strings.HasPrefix(kind, "text/") || kind == "application/json" || strings.HasSuffix(kind, "+json") || kind == "application/xml" || kind == "image/svg+xml"
}

func (r Route) keepProblem() string {
	if r.Keep != 0 && (r.Keep < time.Second || r.Keep > time.Hour || r.Method != http.MethodGet || r.Door != Public) {
		return fmt.Sprintf("is kept for %s: only what anybody may GET is, from a second to an hour", r.Keep)
	}
	return ""
}
