package metrics_test

import (
	"context"
	"database/sql"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"passerelle/internal/platform/metrics"
)

func scrape(t *testing.T, m *metrics.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func wantLine(t *testing.T, text, line string) {
	t.Helper()
	if !strings.Contains(text, line+"\n") {
		t.Errorf("no line %q", line)
	}
}

func TestObserveCountsByPatternAndClass(t *testing.T) {
	t.Parallel()
	m := metrics.New("1.2.3")
	m.Observe("GET /people/{id}", http.StatusOK, 3*time.Millisecond)
	m.Observe("GET /people/{id}", http.StatusNoContent, 3*time.Millisecond)
	m.Observe("GET /gone", http.StatusNotFound, time.Millisecond)
	m.Observe("GET /odd", 0, time.Millisecond)
	text := scrape(t, m)
	wantLine(t, text, `passerelle_http_request_seconds_count{route="GET /people/{id}",status="2xx"} 2`)
	wantLine(t, text, `passerelle_http_request_seconds_count{route="GET /gone",status="4xx"} 1`)
	wantLine(t, text, `passerelle_http_request_seconds_count{route="GET /odd",status="1xx"} 1`)
	wantLine(t, text, `passerelle_build_info{version="1.2.3"} 1`)
}

func TestGaugeCounterDatabase(t *testing.T) {
	t.Parallel()
	m := metrics.New("")
	m.Gauge("index_persons", "Persons in the index.", func() float64 { return 12 })
	count := m.Counter("logins_total", "Log-ins.")
	count()
	count()
	pool, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	pool.SetMaxOpenConns(7)
	m.Database("reader", pool)
	text := scrape(t, m)
	wantLine(t, text, "passerelle_index_persons 12")
	wantLine(t, text, "passerelle_logins_total 2")
	wantLine(t, text, `go_sql_max_open_connections{db_name="reader"} 7`)
	if !strings.Contains(text, "go_goroutines") || !strings.Contains(text, "process_resident_memory_bytes") {
		t.Error("no figures of the runtime or the process")
	}
}

func TestServe(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- metrics.New("").Serve(ctx, l) }()
	for path, want := range map[string]int{"/metrics": http.StatusOK, "/": http.StatusNotFound, "/debug/pprof/": http.StatusNotFound} {
		resp, err := http.Get("http://" + l.Addr().String() + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
