package metrics

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics is a registry of figures. It is safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
}

// New returns a registry with the figures of the Go runtime, the process, the
// program's version and HTTP requests.
func New(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "passerelle_http_request_seconds",
			Help:    "Time to answer a request, by route pattern and class of status.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"route", "status"}),
	}
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), m.requests,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "passerelle_build_info", Help: "Always 1.",
			ConstLabels: prometheus.Labels{"version": version}}, func() float64 { return 1 }))
	return m
}

// Gauge registers a figure that goes up and down. read is called at each
// scrape, possibly at the same time from several goroutines, and must be
// quick. It panics when the name is taken or malformed.
func (m *Metrics) Gauge(name, help string, read func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "passerelle_" + name, Help: help}, read))
}

// Counter registers a figure that only grows and returns the function that
// adds one to it. It panics when the name is taken or malformed.
func (m *Metrics) Counter(name, help string) func() {
	c := prometheus.NewCounter(prometheus.CounterOpts{Name: "passerelle_" + name, Help: help})
	m.registry.MustRegister(c)
	return c.Inc
}

// Database registers the figures of a connection pool under a name such as
// "reader". It panics when the name is taken.
func (m *Metrics) Database(name string, pool *sql.DB) {
	m.registry.MustRegister(collectors.NewDBStatsCollector(pool, name))
}

// Observe counts one answered request under the pattern of its route, never its
// path, so that nobody's id can become a label.
func (m *Metrics) Observe(pattern string, status int, took time.Duration) {
	class := strconv.Itoa(min(max(status/100, 1), 5)) + "xx"
	m.requests.WithLabelValues(pattern, class).Observe(took.Seconds())
}

// Handler serves the figures in the Prometheus format.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second})
}

// Serve answers GET /metrics on the listener until ctx ends, then returns nil.
func (m *Metrics) Serve(ctx context.Context, l net.Listener) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", m.Handler())
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 20 * time.Second, MaxHeaderBytes: 16 << 10}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
