package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

//go:embed assets
var assetFiles embed.FS

// AssetPrefix is where Handler is mounted.
const AssetPrefix = "/assets/"

// htmxConfig is read by htmx from a meta element. It forbids what our
// Content-Security-Policy forbids, keeps no page in the browser's storage, and
// swaps in a form that comes back with errors (422).
const htmxConfig = `{"allowEval":false,"includeIndicatorStyles":false,"selfRequestsOnly":true,` +
	`"historyCacheSize":0,"refreshOnHistoryMiss":true,` +
	`"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},` +
	`{"code":"422","swap":true},{"code":"[45]..","swap":false,"error":true}]}`

var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".txt":   "text/plain; charset=utf-8",
	".woff2": "font/woff2",
}

type asset struct {
	plain, gzip []byte // gzip is nil where it would not help
	contentType string
}

type assetSet struct {
	hash  string // of all files: those that name each other stay together
	files map[string]asset
}

var assets = sync.OnceValue(loadAssets)

// loadAssets reads and compresses the embedded files. It panics on a file that
// cannot be read or has a type that browsers are not told: both are mistakes
// made at build time.
func loadAssets() assetSet {
	set := assetSet{files: map[string]asset{}}
	sum := sha256.New()
	root := mustSub(assetFiles, "assets")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		sum.Write([]byte(name))
		sum.Write(data)
		ct, ok := contentTypes[path.Ext(name)]
		if !ok {
			panic("ui: no content type for asset " + name)
		}
		set.files[name] = asset{plain: data, gzip: compress(data, ct), contentType: ct}
		return nil
	})
	if err != nil {
		panic(err)
	}
	set.hash = hex.EncodeToString(sum.Sum(nil))[:12]
	return set
}

func compress(data []byte, contentType string) []byte {
	if contentType == "font/woff2" {
		return nil // compressed already
	}
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	w.Write(data)                                         // a bytes.Buffer does not fail
	w.Close()
	if b.Len() >= len(data) {
		return nil
	}
	return b.Bytes()
}

// Asset returns the URL of a file under assets/, such as "passerelle.css". The
// URL changes when any asset does. An unknown file panics: templates name
// files that are there.
func Asset(name string) string {
	set := assets()
	if _, ok := set.files[name]; !ok {
		panic("ui: no asset " + name)
	}
	return AssetPrefix + set.hash + "/" + name
}

// Handler serves the assets under AssetPrefix: for ever under the current
// hash; without caching under another, which a page from before an update may
// still ask for.
func Handler() http.Handler {
	set := assets()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, AssetPrefix), "/")
		file, ok := set.files[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", file.contentType)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-cache")
		if hash == set.hash {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		h.Set("ETag", `"`+set.hash+`"`)
		body := file.plain
		if file.gzip != nil {
			h.Add("Vary", "Accept-Encoding")
			if acceptsGzip(r) {
				h.Set("Content-Encoding", "gzip")
				h.Set("ETag", `"`+set.hash+`-gz"`)
				body = file.gzip
			}
		}
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
	})
}

func acceptsGzip(r *http.Request) bool {
	for _, enc := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(enc), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q = strings.ReplaceAll(q, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
