package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"passerelle/internal/platform/db"
	"passerelle/internal/platform/metrics"
)

// serveMetrics opens the listener of /metrics where one is configured; the
// returned function closes it.
func (a *App) serveMetrics(m *metrics.Metrics) (stop func(), err error) {
	if a.Config.MetricsListen == "" {
		return func() {}, nil
	}
	l, err := net.Listen("tcp", a.Config.MetricsListen)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s for metrics; choose another with --metrics-listen", a.Config.MetricsListen)
	}
	m.Database("reader", a.DB.Reader())
	if a.DB.Engine() == db.SQLite {
		m.Database("writer", a.DB.Writer())
	}
	m.Gauge("persons_indexed", "Persons in the names index.", func() float64 { return float64(a.People.IndexSize()) })
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		if err := m.Serve(ctx, l); err != nil {
			slog.Error("metrics", "error", err.Error())
		}
	}()
	return cancel, nil
}

// observeRequest is the hook of package web.
func observeRequest(m *metrics.Metrics) func(pattern, method string, status int, took time.Duration) {
	return func(pattern, _ string, status int, took time.Duration) { m.Observe(pattern, status, took) }
}
