package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"reflect"
	"syscall"

	"passerelle/internal/platform/config"
	"passerelle/internal/platform/logging"

	"github.com/alecthomas/kong"
	"log/slog"
)

// Exit codes of the program.
const (
	ExitDone   = 0
	ExitFailed = 1
	ExitUsage  = 2
)

// commands is the command line.
type commands struct {
	Demo    demoCommand    `cmd:"" help:"A filled system to try, nothing to set up."`
	Serve   serveCommand   `cmd:"" help:"The real thing."`
	Portal  portalCommand  `cmd:"" help:"The public side on a host of its own."`
	Migrate migrateCommand `cmd:"" help:"Bring the database to this version."`
	User    userCommand    `cmd:"" help:"Invite, list, reset and disable accounts."`
	Token   tokenCommand   `cmd:"" help:"Make and revoke tokens for the API."`
	Import  importCommand  `cmd:"" help:"Import records from a file."`
	Sweep   sweepCommand   `cmd:"" help:"Search the register for people who are on record twice."`
	Audit   auditCommand   `cmd:"" help:"Prove that the audit log is whole."`
	Key     keyCommand     `cmd:"" help:"Make and rotate keys."`
	Bench   benchCommand   `cmd:"" help:"Measure; one JSON object a line."`
	Doctor  doctorCommand  `cmd:"" help:"Check configuration, database, keys and invariants."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// settings are the flags that name a configuration. Secrets have none: they
// come from the environment or from a file.
type settings struct {
	Config              string  `help:"TOML file with settings." type:"path" group:"Settings"`
	Data                *string `help:"Folder of the SQLite database and of files." group:"Settings"`
	Database            *string `help:"PostgreSQL URL, postgres://user@host/name; the password in PASSERELLE_DATABASE_PASSWORD." group:"Settings"`
	MasterKeyFile       *string `help:"File with the master key." group:"Settings"`
	FilesDir            *string `help:"Folder of encrypted files; default: files in the data folder." group:"Settings"`
	LogLevel            *string `help:"debug, info, warn or error." group:"Settings"`
	LogFormat           *string `help:"json or text." group:"Settings"`
	AuditCheckpointFile *string `help:"File, best on another machine, for signed audit checkpoints." group:"Settings"`
}

// flags returns the settings that were given, by their names.
func (s settings) flags() map[string]string {
	return givenFlags(s)
}

func givenFlags(v any) map[string]string {
	out := map[string]string{}
	val := reflect.ValueOf(v)
	for i := range val.NumField() {
		if !val.Type().Field(i).IsExported() {
			continue // the settings that all commands share name theirs
		}
		p, ok := val.Field(i).Interface().(*string)
		if ok && p != nil {
			out[kebab(val.Type().Field(i).Name)] = *p
		}
	}
	return out
}

// kebab turns MasterKeyFile into master-key-file and TLSCertFile into tls-cert-file.
func kebab(name string) string {
	var out []rune
	runes := []rune(name)
	for i, r := range runes {
		upper := r >= 'A' && r <= 'Z'
		if upper && i > 0 && (runes[i-1] < 'A' || runes[i-1] > 'Z' || (i+1 < len(runes) && runes[i+1] >= 'a' && runes[i+1] <= 'z')) {
			out = append(out, '-')
		}
		if upper {
			r += 'a' - 'A'
		}
		out = append(out, r)
	}
	return string(out)
}

// load reads the configuration and sets up logging.
func (s settings) load(env environment, more map[string]string) (config.Config, error) {
	flags := s.flags()
	for k, v := range more {
		flags[k] = v
	}
	c, err := config.Load(flags, env.vars, s.Config)
	if err != nil {
		return c, usage{err}
	}
	level, err := logging.ParseLevel(c.LogLevel)
	if err != nil {
		return c, usage{err}
	}
	format, err := logging.ParseFormat(c.LogFormat)
	if err != nil {
		return c, usage{err}
	}
	slog.SetDefault(logging.New(env.stderr, level, format))
	if c.DataDir == "" && c.Database.Reveal() == "" {
		return c, usage{errors.New("no database named; give --data DIR for SQLite or --database postgres://…")}
	}
	return c, nil
}

// environment is what a command sees of the world.
type environment struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	vars           []string
}

// usage is an error of the person at the command line: exit code 2.
type usage struct{ error }

// Unwrap returns the cause.
func (u usage) Unwrap() error { return u.error }

// Main carries out the command line and returns the exit code.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer, vars []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	env := environment{stdin, stdout, stderr, vars}
	var c commands
	code := -1
	parser, err := kong.New(&c,
		kong.Name("passerelle"),
		kong.Description("Reception, accompaniment and voluntary return of migrants."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(i int) { code = i }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(env),
	)
	if err != nil {
		fmt.Fprintln(stderr, "passerelle:", err)
		return ExitFailed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := parser.Parse(args)
	if code >= 0 { // --help has printed and asked to exit
		return code
	}
	if err != nil {
		fmt.Fprintf(stderr, "passerelle: %v; see passerelle --help\n", err)
		return ExitUsage
	}
	return exitCode(stderr, k.Run())
}

func exitCode(stderr io.Writer, err error) int {
	var u usage
	switch {
	case err == nil:
		return ExitDone
	case errors.As(err, &u):
		fmt.Fprintln(stderr, "passerelle:", err)
		return ExitUsage
	}
	fmt.Fprintln(stderr, "passerelle:", err)
	return ExitFailed
}
