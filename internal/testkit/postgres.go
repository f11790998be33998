package testkit

import (
	"bufio"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"passerelle/internal/platform/db"
	"passerelle/internal/schema"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"
)

// server is the PostgreSQL that the tests of this process share.
type server struct {
	url   string // of its database "postgres", for an account that may create databases
	admin *sql.DB

	mu       sync.Mutex
	template string
}

var (
	startServer   sync.Once
	shared        *server
	startErr      error
	errNoPostgres = errors.New("no PostgreSQL on this machine: scripts/test-setup.sh installs it, or set PASSERELLE_TEST_POSTGRES")
)

// postgres returns the shared server: the one PASSERELLE_TEST_POSTGRES names,
// else one of its own. It skips where there is none and under -short.
func postgres(tb testing.TB) *server {
	tb.Helper()
	if testing.Short() {
		tb.Skip("PostgreSQL half not run with -short")
	}
	startServer.Do(func() { shared, startErr = newServer(Root(tb)) })
	if errors.Is(startErr, errNoPostgres) {
		lacking(tb, startErr.Error())
	}
	if startErr != nil {
		tb.Fatalf("start PostgreSQL: %v", startErr)
	}
	return shared
}

func newServer(root string) (*server, error) {
	s := &server{url: os.Getenv("PASSERELLE_TEST_POSTGRES")}
	if s.url == "" {
		script := filepath.Join(root, "scripts", "with-postgres.sh")
		if exec.Command(script, "--check").Run() != nil {
			return nil, errNoPostgres
		}
		// The script stops the server when its command ends; cat ends with this process.
		cmd, out, err := untilExit(script, "sh", "-c", `echo "$PASSERELLE_TEST_POSTGRES"; exec cat >/dev/null`)
		if err != nil {
			return nil, err
		}
		line, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			return nil, errors.Join(err, cmd.Wait())
		}
		s.url = strings.TrimSpace(line)
	}
	var err error
	s.admin, err = sql.Open("pgx", s.url)
	if err != nil {
		return nil, errors.New("PASSERELLE_TEST_POSTGRES is not a postgres:// URL")
	}
	s.admin.SetMaxOpenConns(4)
	return s, s.admin.Ping()
}

// urlOf returns the URL of another database of the server.
func (s *server) urlOf(name string) (string, error) {
	u, err := url.Parse(s.url)
	if err != nil {
		return "", errors.New("PASSERELLE_TEST_POSTGRES is not a URL")
	}
	u.Path = "/" + name
	return u.String(), nil
}

// postgresURL makes a database as a copy of template and drops it when the
// test ends.
func postgresURL(tb testing.TB, template string) string {
	tb.Helper()
	s, ctx := postgres(tb), context.Background()
	name := "passerelle_test_" + strings.ToLower(rand.Text())
	if _, err := s.admin.ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		tb.Fatalf("create test database: %v", err)
	}
	tb.Cleanup(func() {
		if _, err := s.admin.ExecContext(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			tb.Errorf("drop test database: %v", err)
		}
	})
	u, err := s.urlOf(name)
	if err != nil {
		tb.Fatal(err)
	}
	return u
}

// postgresTemplate returns the name of a migrated database to copy. All test
// processes on one server share it; its name holds the schema's hash.
func postgresTemplate(tb testing.TB) string {
	tb.Helper()
	s := postgres(tb)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.template == "" {
		name := "passerelle_template_" + schemaHash(tb)
		if err := s.makeTemplate(context.Background(), name); err != nil {
			tb.Fatalf("make the PostgreSQL template: %v", err)
		}
		s.template = name
	}
	return s.template
}

// templateLock is the advisory lock under which one process makes the template
// while the others wait.
const templateLock = 7_205_759_403

func (s *server) makeTemplate(ctx context.Context, name string) error {
	conn, err := s.admin.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", templateLock); err != nil {
		return err
	}
	defer conn.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", templateLock)

	var there bool
	err = conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&there)
	if err != nil || there {
		return err
	}
	// Made under another name and renamed when complete: a killed process leaves no half template.
	draft := name + "_draft"
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + draft + " WITH (FORCE)", "CREATE DATABASE " + draft + " TEMPLATE template0"} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if err := s.migrate(ctx, draft); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "ALTER DATABASE "+draft+" RENAME TO "+name)
	return err
}

func (s *server) migrate(ctx context.Context, name string) error {
	u, err := s.urlOf(name)
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, u)
	if err != nil {
		return err
	}
	return errors.Join(schema.Migrate(ctx, d), d.Close())
}
