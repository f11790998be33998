package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// Engine names the database behind a DB.
type Engine string

// The two engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// DB is one open database. Use Write and Read for transactions; a DB is itself
// a Querier for single reads.
type DB struct {
	engine Engine
	write  *sql.DB
	read   *sql.DB
	node   string // random name of this process in the change feed

	writeStmts, readStmts *statements // nil on PostgreSQL
	turns                 *turns

	mu        sync.Mutex
	followers map[string][]func(context.Context, []string)
	position  feedPosition
}

// Open connects to url: "postgres://…" for PostgreSQL, otherwise the path of a
// SQLite file, with or without "sqlite:" before it. The file is created with
// owner-only rights where it does not exist. Errors never hold the password.
func Open(ctx context.Context, url string) (*DB, error) {
	d := &DB{node: NewID(), turns: newTurns(), followers: map[string][]func(context.Context, []string){}}
	var err error
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		err = d.openPostgres(url)
	} else {
		err = d.openSQLite(strings.TrimPrefix(url, "sqlite:"))
	}
	if err != nil {
		return nil, err
	}
	if err := d.read.PingContext(ctx); err != nil {
		d.Close()
		return nil, fmt.Errorf("database does not answer: %w", redact(err))
	}
	return d, nil
}

func (d *DB) openPostgres(url string) error {
	d.engine = Postgres
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return errors.New("database URL is not a valid postgres:// URL")
	}
	if cfg.RuntimeParams["application_name"] == "" {
		cfg.RuntimeParams["application_name"] = "passerelle"
	}
	d.read = openPool(*cfg, 24)
	// A sequential scan in a serializable transaction locks the whole table
	// against every other writer; freshly filled tables would get one.
	cfg.RuntimeParams["enable_seqscan"] = "off"
	d.write = openPool(*cfg, 16)
	return nil
}

func openPool(cfg pgx.ConnConfig, size int) *sql.DB {
	cfg.RuntimeParams = maps.Clone(cfg.RuntimeParams)
	pool := stdlib.OpenDB(cfg)
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return pool
}

func (d *DB) openSQLite(path string) error {
	d.engine = SQLite
	if path == "" {
		return errors.New("database path is empty")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("database folder: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("database file: %w", err)
	}
	f.Close()
	// busy_timeout comes first: the other pragmas may have to wait for a lock.
	common := []string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "temp_store(MEMORY)"}
	if d.write, err = sql.Open("sqlite", dsn(path, "immediate", append(common, "cache_size(-32768)")...)); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(1)
	if d.read, err = sql.Open("sqlite", dsn(path, "deferred", append(common, "query_only(1)", "cache_size(-8192)")...)); err != nil {
		return err
	}
	d.read.SetMaxOpenConns(8)
	d.read.SetMaxIdleConns(8)
	d.writeStmts, d.readStmts = newStatements(d.write), newStatements(d.read)
	return d.write.Ping() // creates the WAL before the first reader comes
}

func dsn(path, lock string, pragmas ...string) string {
	q := url.Values{"_txlock": {lock}, "_pragma": pragmas}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// Engine tells which engine is behind d.
func (d *DB) Engine() Engine { return d.engine }

// Writer returns the pool that may write, for migrations, the job queue and tests.
func (d *DB) Writer() *sql.DB { return d.write }

// Reader returns the pool for reads, for health checks and metrics.
func (d *DB) Reader() *sql.DB { return d.read }

// Close closes all connections.
func (d *DB) Close() error {
	var errs []error
	if d.write != nil {
		errs = append(errs, d.write.Close())
	}
	if d.read != nil && d.read != d.write {
		errs = append(errs, d.read.Close())
	}
	return errors.Join(errs...)
}

type inWrite struct{}

// maxTries bounds how often one Write runs its function: 16 workers on one row
// settle well before, and a caller whose deadline is nearer stops earlier.
const maxTries = 40

// Write runs f in a serializable transaction (SQLite: BEGIN IMMEDIATE on the
// one writer) and commits. Where the engine refuses the order of concurrent
// transactions, f runs again on a new one. Changes that f announced reach the
// followers on this node before Write returns.
func (d *DB) Write(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	if ctx.Value(inWrite{}) != nil {
		return errors.New("db: Write inside Write; pass the transaction on")
	}
	joined := openJoin(ctx)
	if joined != nil {
		own := f
		f = func(ctx context.Context, tx *Tx) error {
			if err := joined.f(ctx, tx); err != nil {
				return err
			}
			return own(ctx, tx)
		}
	}
	ctx = context.WithValue(ctx, inWrite{}, true)
	for try := 1; ; try++ {
		leave, err := d.turns.enter(ctx, try > patientTries)
		if err != nil {
			return err
		}
		changes, err := d.writeOnce(ctx, f)
		leave()
		if err == nil {
			joined.close()
			d.announce(context.WithoutCancel(ctx), changes)
			return nil
		}
		if !retryable(err) || try == maxTries || ctx.Err() != nil {
			return err
		}
		pause := time.Duration(rand.Int64N(int64(min(try, 10)) * int64(2*time.Millisecond)))
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

func (d *DB) writeOnce(ctx context.Context, f func(ctx context.Context, tx *Tx) error) ([]Change, error) {
	t, err := d.write.BeginTx(ctx, &sql.TxOptions{Isolation: d.isolation()})
	if err != nil {
		return nil, fmt.Errorf("begin: %w", redact(err))
	}
	defer d.writeStmts.prepare(context.WithoutCancel(ctx))
	defer t.Rollback() // after a commit this does nothing
	tx := &Tx{tx: t, stmts: d.writeStmts, engine: d.engine}
	if err := f(ctx, tx); err != nil {
		return nil, err
	}
	if err := tx.storeChanges(ctx, d.node); err != nil {
		return nil, err
	}
	if err := t.Commit(); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	return tx.changes, nil
}

// Append runs f in a READ COMMITTED transaction on PostgreSQL, so that it takes
// no part in serialization: for work that only integrates rows others have
// appended (the audit sequencer). On SQLite it is a Write.
func (d *DB) Append(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	if d.engine == SQLite {
		return d.Write(ctx, f)
	}
	t, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", redact(err))
	}
	defer t.Rollback()
	if err := f(ctx, &Tx{tx: t, engine: d.engine}); err != nil {
		return err
	}
	return t.Commit()
}

func (d *DB) isolation() sql.IsolationLevel {
	if d.engine == Postgres {
		return sql.LevelSerializable
	}
	return sql.LevelDefault
}

// Read runs f on one read-only snapshot.
func (d *DB) Read(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	opts := &sql.TxOptions{}
	if d.engine == Postgres {
		opts = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	t, err := d.read.BeginTx(ctx, opts)
	if err != nil {
		return fmt.Errorf("begin: %w", redact(err))
	}
	defer d.readStmts.prepare(context.WithoutCancel(ctx))
	defer t.Rollback()
	return f(ctx, &Tx{tx: t, stmts: d.readStmts, engine: d.engine})
}

// QueryContext makes DB a Querier: one read outside a transaction.
func (d *DB) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if stmt := d.readStmts.get(query); stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	defer d.readStmts.prepare(context.WithoutCancel(ctx))
	return d.read.QueryContext(ctx, query, args...)
}

type joinKey struct{}

type join struct {
	mu   sync.Mutex
	f    func(context.Context, *Tx) error
	done bool
}

// WithJoin makes the first Write under the returned context that commits run f
// too, in the same transaction, before its own function. Package web writes
// idempotency keys with it.
func WithJoin(ctx context.Context, f func(ctx context.Context, tx *Tx) error) context.Context {
	return context.WithValue(ctx, joinKey{}, &join{f: f})
}

// WithoutJoin ends what WithJoin began.
func WithoutJoin(ctx context.Context) context.Context {
	return context.WithValue(ctx, joinKey{}, (*join)(nil))
}

// openJoin returns what joins this Write, nil where nothing does or it has committed.
func openJoin(ctx context.Context) *join {
	j, _ := ctx.Value(joinKey{}).(*join)
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.done {
		return nil
	}
	return j
}

func (j *join) close() {
	if j == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.done = true
}
