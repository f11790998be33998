package web

import (
	"compress/gzip"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
)

// minCompressed is the size from which compression is worth its time.
const minCompressed = 1024

var packers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // the level is valid
	return w
}}

// compress packs pages and JSON for browsers that take gzip.
func compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead || !takesGzip(r.Header.Get("Accept-Encoding")) {
			next.ServeHTTP(w, r)
			return
		}
		p := &packed{ResponseWriter: w}
		next.ServeHTTP(p, r)
		p.close() // not deferred: after a panic there is nothing to complete
	})
}

func takesGzip(accept string) bool {
	for enc := range strings.SplitSeq(accept, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(enc), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q = strings.TrimSpace(q)
			return q != "q=0" && !(strings.HasPrefix(q, "q=0.") && strings.Trim(q[4:], "0") == "")
		}
	}
	return false
}

// packed decides at the first Write, which holds the whole of a page, whether
// to compress.
type packed struct {
	http.ResponseWriter
	status int
	begun  bool
	zip    *gzip.Writer
}

// WriteHeader keeps the status until it is known how the body goes.
func (p *packed) WriteHeader(status int) {
	if p.status == 0 {
		p.status = status
	}
}

// Write implements http.ResponseWriter.
func (p *packed) Write(b []byte) (int, error) {
	if !p.begun {
		p.begin(b)
	}
	if p.zip != nil {
		return p.zip.Write(b)
	}
	return p.ResponseWriter.Write(b)
}

func (p *packed) begin(b []byte) {
	p.begun = true
	if p.status == 0 {
		p.status = http.StatusOK
	}
	h := p.Header()
	kind, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	page := kind == "text/html" || kind == "application/json" || strings.HasSuffix(kind, "+json")
	if page {
		h.Add("Vary", "Accept-Encoding")
	}
	if page && len(b) >= minCompressed && h.Get("Content-Encoding") == "" && p.status != http.StatusPartialContent {
		h.Set("Content-Encoding", "gzip")
		h.Del("Content-Length")
		p.zip = packers.Get().(*gzip.Writer)
		p.zip.Reset(p.ResponseWriter)
		// A comment of random length blurs the size of a page that repeats what
		// somebody else made the browser ask for next to what only its reader may
		// see (breachattack.com).
		p.zip.Comment = strings.Repeat("-", rand.IntN(64))
	}
	p.ResponseWriter.WriteHeader(p.status)
}

func (p *packed) close() {
	if !p.begun && p.status != 0 {
		p.ResponseWriter.WriteHeader(p.status)
	}
	if p.zip != nil {
		p.zip.Close() // a browser that went away is no error of ours
		packers.Put(p.zip)
	}
}

// FlushError sends what was written so far, for http.ResponseController.
func (p *packed) FlushError() error {
	if !p.begun {
		p.begin(nil)
	}
	if p.zip != nil {
		if err := p.zip.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(p.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (p *packed) Unwrap() http.ResponseWriter { return p.ResponseWriter }
