package app

import (
	"context"
	"fmt"

	"passerelle/internal/platform/config"
)

type serveCommand struct {
	settings
	Listen                *string `help:"host:port of pages and API; loopback unless told otherwise."`
	MetricsListen         *string `help:"host:port of /metrics; empty switches it off."`
	PublicURL             *string `help:"Where users reach the program, https://…"`
	TrustedProxies        *string `help:"Address ranges of the proxy in front, comma separated."`
	TLSCertFile           *string `name:"tls-cert-file" help:"Certificate chain, PEM."`
	TLSKeyFile            *string `name:"tls-key-file" help:"Private key, PEM."`
	SMTPHost              *string `name:"smtp-host" help:"Mail server."`
	SMTPPort              *string `name:"smtp-port" help:"Port of the mail server."`
	SMTPUser              *string `name:"smtp-user" help:"User at the mail server."`
	SMTPFrom              *string `name:"smtp-from" help:"Address that mail comes from."`
	SMTPSecurity          *string `name:"smtp-security" help:"starttls, tls or none."`
	S3Endpoint            *string `name:"s3-endpoint" help:"URL of an S3-compatible service for encrypted files."`
	S3Bucket              *string `name:"s3-bucket" help:"Bucket."`
	S3Region              *string `name:"s3-region" help:"Region."`
	S3AccessKey           *string `name:"s3-access-key" help:"Access key id."`
	Languages             *string `help:"Languages of public pages."`
	RateLoginsPerMinute   *string `help:"Log-in attempts a minute from one address."`
	RateRequestsPerSecond *string `help:"Requests a second from one address."`
	SessionIdle           *string `help:"A session ends after this long without a request."`
	SessionAbsolute       *string `help:"A session ends after this long in any case."`
}

// Run carries out passerelle serve.
func (s *serveCommand) Run(ctx context.Context, env environment) error {
	c, err := s.load(env, givenFlags(*s))
	if err != nil {
		return err
	}
	if problems := c.Check(); len(problems) > 0 {
		return usage{config.Problems(problems)}
	}
	a, err := Open(ctx, c, Options{Work: true})
	if err != nil {
		return err
	}
	defer a.Close()
	return a.Serve(ctx, false, func(base string) error {
		_, err := fmt.Fprintf(env.stderr, "Passerelle listens on %s\n", base)
		return err
	})
}

type migrateCommand struct{ settings }

// Run carries out passerelle migrate.
func (m *migrateCommand) Run(ctx context.Context, env environment) error {
	c, err := m.load(env, nil)
	if err != nil {
		return err
	}
	if err := Migrate(ctx, c); err != nil {
		return err
	}
	_, err = fmt.Fprintln(env.stdout, "The database is up to date.")
	return err
}

type versionCommand struct{}

// Run carries out passerelle version.
func (versionCommand) Run(env environment) error {
	_, err := fmt.Fprintln(env.stdout, "passerelle", Version)
	return err
}
