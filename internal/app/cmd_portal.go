package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"time"

	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/config"
	"passerelle/internal/platform/db"
)

// portalCommand runs the public side apart from everything else.
type portalCommand struct {
	Serve  portalServe  `cmd:"" help:"Serve the public pages, and nothing else."`
	Grants portalGrants `cmd:"" help:"Print the SQL that gives a PostgreSQL role what the public side needs, and no case data."`
}

type portalServe struct {
	settings
	Listen         *string `help:"host:port of pages; loopback unless told otherwise."`
	MetricsListen  *string `help:"host:port of /metrics; empty switches it off."`
	PublicURL      *string `help:"Where visitors reach the pages, https://…"`
	TrustedProxies *string `help:"Address ranges of the proxy in front, comma separated."`
	TLSCertFile    *string `name:"tls-cert-file" help:"Certificate chain, PEM."`
	TLSKeyFile     *string `name:"tls-key-file" help:"Private key, PEM."`
	Languages      *string `help:"Languages of public pages."`
}

// Run carries out passerelle portal serve.
func (s *portalServe) Run(ctx context.Context, env environment) error {
	c, err := s.load(env, givenFlags(*s))
	if err != nil {
		return err
	}
	if problems := c.Check(); len(problems) > 0 {
		return usage{config.Problems(problems)}
	}
	a, err := OpenPortal(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	return a.Serve(ctx, false, func(base string) error {
		_, err := fmt.Fprintf(env.stderr, "The public pages are on %s\n", base)
		return err
	})
}

// OpenPortal opens what the public side needs. It touches no table with case
// data, so that a role without rights on those will do; the audit log is put in
// sequence, and jobs are worked, by the program that serves the staff.
func OpenPortal(ctx context.Context, c config.Config) (*App, error) {
	a := &App{Config: c, Clock: clock.System{}, publicOnly: true}
	err := a.openGround(ctx)
	if err == nil {
		_, err = a.openPublic()
	}
	if err == nil {
		err = a.DB.Mark(ctx)
	}
	if err != nil {
		a.Close()
		return nil, err
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var work sync.WaitGroup
	work.Go(func() { a.DB.Follow(run) })
	work.Go(func() { a.writeVisits(run) })
	a.stop = append(a.stop, func() { cancel(); work.Wait() })
	return a, nil
}

// writeVisits writes down once a minute, and at the end, what was read. It stands
// in for the job, which runs where jobs are worked.
func (a *App) writeVisits(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
		if err := a.Portal.WriteVisits(context.WithoutCancel(ctx)); err != nil {
			slog.Warn("visits not counted", "error", err.Error())
		}
		if ctx.Err() != nil {
			return
		}
	}
}

type portalGrants struct {
	settings
	Role string `arg:"" help:"The role, as CREATE ROLE made it."`
}

// sqlName is what a role may be called without quotes.
var sqlName = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)

// portalRights are the rights of the public side by the beginning of a table's
// name. What nothing names it may not even read.
var portalRights = []struct{ table, rights string }{
	{"portal_", "SELECT, INSERT, UPDATE, DELETE"},
	{"funding_", "SELECT"},
	{"platform_change", "SELECT, INSERT"},
	{"audit_entry", "INSERT"},
	{"crypt_keyset", "SELECT"},
	{"goose_db_version", "SELECT"},
	{"river_job", "SELECT, INSERT, UPDATE"}, // a job is enqueued in the transaction that needs it
}

// Run carries out passerelle portal grants.
func (g *portalGrants) Run(ctx context.Context, env environment) error {
	if !sqlName.MatchString(g.Role) {
		return usage{errors.New("a role is named by small letters, digits and underscores")}
	}
	c, err := g.load(env, nil)
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, DatabaseURL(c))
	if err != nil {
		return err
	}
	defer d.Close()
	if d.Engine() != db.Postgres {
		return usage{errors.New("roles are of PostgreSQL; beside SQLite the public side runs in the same program")}
	}
	statements, err := grantsFor(ctx, d, g.Role)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(env.stdout, strings.Join(statements, "\n"))
	return err
}

func grantsFor(ctx context.Context, d *db.DB, role string) ([]string, error) {
	tables, err := tablesAndSequences(ctx, d)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, t := range tables {
		for _, r := range portalRights {
			if !strings.HasPrefix(t.name, r.table) {
				continue
			}
			if t.sequence {
				out = append(out, fmt.Sprintf("GRANT USAGE ON SEQUENCE %s TO %s;", t.name, role))
			} else {
				out = append(out, fmt.Sprintf("GRANT %s ON TABLE %s TO %s;", r.rights, t.name, role))
			}
		}
	}
	return out, nil
}
