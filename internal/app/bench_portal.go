package app

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// benchPortal reads the public pages as visitors do: it finds them by their
// links, in every language, then asks for them again and again.
type benchPortal struct {
	Visitors int    `default:"32" help:"Visitors at the same time."`
	Seconds  int    `default:"30" help:"How long."`
	Dir      string `help:"Folder of the demonstration, filled once and kept; default: a fresh one, removed at the end." type:"path"`
	URL      string `help:"Read this server instead." name:"url"`
}

// portalFigures is the result.
type portalFigures struct {
	Pages       int     `json:"pages"` // different addresses
	Requests    int     `json:"requests"`
	PerS        float64 `json:"requests_per_s"`
	P50         float64 `json:"p50_ms"`
	P95         float64 `json:"p95_ms"`
	P99         float64 `json:"p99_ms"`
	Errors      int     `json:"errors"`
	FirstLoadKB float64 `json:"first_load_kb_max"` // of the heaviest page, as sent, with styles and scripts, without fonts
	ResidentMB  float64 `json:"resident_mb"`
	Visitors    int     `json:"visitors"`
}

// Bounds on what a visitor looks at.
const (
	mostBenchPages = 4000
	benchPersons   = 100
)

// Run carries out passerelle bench portal.
func (b *benchPortal) Run(ctx context.Context, env environment) error {
	if b.Visitors < 1 || b.Visitors > 1000 || b.Seconds < 1 || b.Seconds > 3600 {
		return usage{errors.New("give --visitors 1 to 1000, --seconds 1 to 3600")}
	}
	base, pid, stop := strings.TrimSuffix(b.URL, "/"), 0, func() {}
	if base == "" {
		server, err := (&benchPages{Persons: benchPersons, Dir: b.Dir}).server(ctx, env)
		if err != nil {
			return err
		}
		base, pid, stop = server.base, server.pid, server.stop
	}
	defer stop()
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: b.Visitors, DisableCompression: true}}
	pages, heaviest, err := walkPortal(ctx, client, base)
	if err != nil {
		return err
	}
	took := &timings{}
	run, cancel := context.WithTimeout(ctx, time.Duration(b.Seconds)*time.Second)
	defer cancel()
	start := time.Now()
	var visitors sync.WaitGroup
	for range b.Visitors {
		visitors.Go(func() {
			for run.Err() == nil {
				begun := time.Now()
				_, _, err := fetch(run, client, base+pages[rand.IntN(len(pages))])
				if run.Err() == nil {
					took.add(time.Since(begun), err)
				}
			}
		})
	}
	visitors.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	f := portalFigures{
		Pages: len(pages), Requests: took.count(), PerS: float64(took.count()) / time.Since(start).Seconds(), P50: took.percentile(50), P95: took.percentile(95),
		P99: took.percentile(99), Errors: took.errors, FirstLoadKB: heaviest, Visitors: b.Visitors,
	}
	if pid != 0 {
		f.ResidentMB, _ = residentMB(pid)
	}
	return printFigures(env.stdout, f)
}

var (
	linkInPage  = regexp.MustCompile(`<a [^>]*href="(/[a-z]{2}/[^"#]*)"`)
	assetInPage = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+\.(?:css|js|svg))"`)
	importInJS  = regexp.MustCompile(`import\(?'\./([^']+)'`)
)

// walkPortal follows the links of public pages from the first on. It returns the
// addresses and what the heaviest page weighs with its assets, in kilobytes.
func walkPortal(ctx context.Context, client *http.Client, base string) (pages []string, heaviest float64, err error) {
	assets := map[string]int{}
	known, queue := map[string]bool{}, []string{"/"}
	for len(queue) > 0 && len(pages) < mostBenchPages {
		path := queue[0]
		queue = queue[1:]
		body, size, err := readPage(ctx, client, base+path)
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", path, err)
		}
		if path != "/" { // which is written for each browser
			pages = append(pages, path)
		}
		for _, m := range assetInPage.FindAllStringSubmatch(body, -1) {
			n, err := weigh(ctx, client, base, m[1], assets)
			if err != nil {
				return nil, 0, err
			}
			size += n
		}
		heaviest = max(heaviest, float64(size)/1000)
		for _, m := range linkInPage.FindAllStringSubmatch(body, -1) {
			if next := strings.ReplaceAll(m[1], "&amp;", "&"); !known[next] && !strings.Contains(next, "?") {
				known[next] = true
				queue = append(queue, next)
			}
		}
	}
	if len(pages) == 0 {
		return nil, 0, errors.New("no public page was found")
	}
	slices.Sort(pages)
	return pages, heaviest, nil
}

// weigh is the size of an asset as sent, with those that it imports.
func weigh(ctx context.Context, client *http.Client, base, path string, known map[string]int) (int, error) {
	if n, ok := known[path]; ok {
		return n, nil
	}
	known[path] = 0
	body, n, err := readPage(ctx, client, base+path)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	if strings.HasSuffix(path, ".js") {
		for _, m := range importInJS.FindAllStringSubmatch(body, -1) {
			more, err := weigh(ctx, client, base, path[:strings.LastIndex(path, "/")+1]+m[1], known)
			if err != nil {
				return 0, err
			}
			n += more
		}
	}
	known[path] = n
	return n, nil
}

// fetch asks as a browser does; what it returns is as it went over the wire.
func fetch(ctx context.Context, client *http.Client, url string) (body []byte, packed bool, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, false, err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	resp, err := client.Do(req)
	if err != nil {
		return nil, false, err
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d", resp.StatusCode)
	}
	return body, resp.Header.Get("Content-Encoding") == "gzip", err
}

// readPage returns a text and what it weighed on its way.
func readPage(ctx context.Context, client *http.Client, url string) (text string, size int, err error) {
	b, packed, err := fetch(ctx, client, url)
	size = len(b)
	if err == nil && packed {
		var zip *gzip.Reader
		if zip, err = gzip.NewReader(bytes.NewReader(b)); err == nil {
			b, err = io.ReadAll(zip)
		}
	}
	return string(b), size, err
}
