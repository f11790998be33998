package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"passerelle/internal/platform/metrics"
)

// shutdownGrace is how long requests under way may take when the program ends.
const shutdownGrace = 15 * time.Second

// Serve answers requests until ctx ends. ready is called with the base URL once
// the port is open.
func (a *App) Serve(ctx context.Context, demo bool, ready func(baseURL string) error) error {
	figures := metrics.New(Version)
	open := a.Site
	if a.publicOnly {
		open = a.publicSite
	}
	site, err := open(demo, figures)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", a.Config.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w; choose another with --listen", a.Config.Listen, errors.Unwrap(err))
	}
	srv := &http.Server{
		Handler:           site.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute, // a slow upload of an import
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
	stopMetrics, err := a.serveMetrics(figures)
	if err != nil {
		l.Close()
		return err
	}
	defer stopMetrics()
	failed := make(chan error, 1)
	go func() {
		if a.Config.TLS() {
			failed <- srv.ServeTLS(l, a.Config.TLSCertFile, a.Config.TLSKeyFile)
		} else {
			failed <- srv.Serve(l)
		}
	}()
	if ready != nil {
		if err := ready(a.baseURL(l.Addr())); err != nil {
			srv.Close()
			return err
		}
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	return srv.Shutdown(last)
}

func (a *App) baseURL(addr net.Addr) string {
	scheme := "http"
	if a.Config.TLS() {
		scheme = "https"
	}
	return scheme + "://" + addr.String()
}

// health answers load balancers: alive, and ready to work.
func (a *App) health(mux interface {
	Mount(string, http.Handler)
}) {
	mux.Mount("GET /healthz", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "ok\n")
	}))
	mux.Mount("GET /readyz", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if err := a.DB.Reader().PingContext(ctx); err != nil {
			http.Error(w, "database does not answer", http.StatusServiceUnavailable)
			return
		}
		io.WriteString(w, "ready\n")
	}))
}
