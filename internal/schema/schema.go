package schema

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"slices"
	"strings"

	"passerelle/internal/platform/db"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var files embed.FS

// Migrate brings the database to the newest version. Several nodes may call it
// at once on PostgreSQL: one works, the others wait.
func Migrate(ctx context.Context, d *db.DB) error {
	p, err := provider(d)
	if err != nil {
		return err
	}
	results, err := p.Up(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	for _, r := range results {
		slog.DebugContext(ctx, "migrated", "version", r.Source.Version)
	}
	return nil
}

// Version returns the version the database is at and the newest one known.
func Version(ctx context.Context, d *db.DB) (at, newest int64, err error) {
	p, err := provider(d)
	if err != nil {
		return 0, 0, err
	}
	return p.GetVersions(ctx)
}

func provider(d *db.DB) (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	opts := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger())}
	if d.Engine() == db.Postgres {
		dialect = goose.DialectPostgres
		// The default waits five seconds between tries; nodes that start together would add that to their start.
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
		if err != nil {
			return nil, err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	merged, err := merge(string(d.Engine()))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(dialect, d.Writer(), merged, opts...)
}

// layers shows two folders of migrations as one.
type layers []fs.FS

func merge(engine string) (fs.FS, error) {
	var l layers
	seen := map[string]bool{}
	for _, dir := range []string{"common", engine} {
		sub, err := fs.Sub(files, path.Join("migrations", dir))
		if err != nil {
			return nil, err
		}
		entries, err := fs.ReadDir(sub, ".")
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			number, _, _ := strings.Cut(e.Name(), "_")
			if seen[number] {
				return nil, fmt.Errorf("migration %s stands in two folders", number)
			}
			seen[number] = true
		}
		l = append(l, sub)
	}
	return l, nil
}

// Open opens a file of the first layer that has it.
func (l layers) Open(name string) (fs.File, error) {
	for _, layer := range l {
		if f, err := layer.Open(name); err == nil {
			return f, nil
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadDir lists the files of all layers in the order of their numbers.
func (l layers) ReadDir(name string) ([]fs.DirEntry, error) {
	var all []fs.DirEntry
	for _, layer := range l {
		entries, err := fs.ReadDir(layer, name)
		if err != nil {
			return nil, err
		}
		all = append(all, entries...)
	}
	slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return all, nil
}
