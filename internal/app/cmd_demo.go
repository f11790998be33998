package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"text/tabwriter"
	"time"

	"passerelle/internal/platform/config"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/logging"
)

type demoCommand struct {
	Listen    string `default:"127.0.0.1:8080" help:"host:port."`
	ReadyFile string `help:"Write base URL and accounts as JSON to this file when listening." type:"path"`
	Dir       string `help:"Folder to keep the demonstration in; default: a fresh one, removed at the end." type:"path"`
	Persons   int    `default:"1000" help:"Synthetic residents, 0 to 1,000,000."`
	LogLevel  string `default:"warn" enum:"debug,info,warn,error" help:"debug, info, warn or error."`
}

// maxDemoPersons bounds the demonstration: beyond it a load takes hours.
const maxDemoPersons = 1_000_000

// Run carries out passerelle demo.
func (d *demoCommand) Run(ctx context.Context, env environment) error {
	if d.Persons < 0 || d.Persons > maxDemoPersons {
		return usage{fmt.Errorf("--persons %d: give 0 to %d", d.Persons, maxDemoPersons)}
	}
	level, err := logging.ParseLevel(d.LogLevel)
	if err != nil {
		return usage{err}
	}
	slog.SetDefault(logging.New(env.stderr, level, logging.Text))
	dir, remove, err := d.folder()
	if err != nil {
		return err
	}
	defer remove()
	a, accounts, err := openDemo(ctx, dir, d.Listen, d.Persons, env.stderr)
	if err != nil {
		return err
	}
	defer a.Close()
	return a.Serve(ctx, true, func(base string) error {
		printAccounts(env.stdout, base, accounts)
		return writeReadyFile(d.ReadyFile, base, accounts)
	})
}

// folder returns where the demonstration lives and what to do at its end.
func (d *demoCommand) folder() (dir string, remove func(), err error) {
	if d.Dir != "" {
		return d.Dir, func() {}, os.MkdirAll(d.Dir, 0o700)
	}
	dir, err = os.MkdirTemp("", "passerelle-demo-")
	return dir, func() { os.RemoveAll(dir) }, err
}

// demoAccount is one line of the list that the demonstration prints.
type demoAccount struct {
	Role     string `json:"role"`
	Login    string `json:"login"`
	Password string `json:"password"`
	Token    string `json:"token"`
}

// openDemo opens the demonstration in dir and fills it where it is empty. A fill
// that was cut off is started again from the beginning.
func openDemo(ctx context.Context, dir, listen string, persons int, progress io.Writer) (*App, []demoAccount, error) {
	c, err := demoConfig(dir, listen)
	if err != nil {
		return nil, nil, err
	}
	done := filepath.Join(dir, "demo.json")
	filled, err := readAccounts(done)
	if errors.Is(err, os.ErrNotExist) {
		err = removeDatabase(c)
	}
	if err != nil {
		return nil, nil, err
	}
	if err := Migrate(ctx, c); err != nil {
		return nil, nil, err
	}
	if filled == nil {
		if filled, err = fillDemo(ctx, c, persons, progress); err != nil {
			return nil, nil, err
		}
		if err := writeAccounts(done, filled); err != nil {
			return nil, nil, err
		}
		debug.FreeOSMemory() // what filling took, before people come
	}
	a, err := Open(ctx, c, Options{Demo: true, Work: true})
	return a, filled, err
}

func demoConfig(dir, listen string) (config.Config, error) {
	key := filepath.Join(dir, "master.key")
	if _, err := os.Stat(key); errors.Is(err, os.ErrNotExist) {
		if err := crypt.NewMasterKeyFile(key); err != nil {
			return config.Config{}, err
		}
	}
	return config.Load(map[string]string{
		"data": dir, "listen": listen, "master-key-file": key,
		"audit-checkpoint-file": filepath.Join(dir, "audit-checkpoints"),
	}, nil, "")
}

// removeDatabase clears what a cut-off fill left behind.
func removeDatabase(c config.Config) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(filepath.Join(c.DataDir, databaseName) + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if err := os.Remove(c.AuditCheckpointFile); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.RemoveAll(c.FilesDir())
}

func readAccounts(path string) ([]demoAccount, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var list []demoAccount
	if err := json.Unmarshal(b, &list); err != nil {
		return nil, fmt.Errorf("%s is damaged; remove it to fill the demonstration again", path)
	}
	return list, nil
}

func writeAccounts(path string, list []demoAccount) error {
	b, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return err
	}
	return writeWhole(path, b)
}

// writeWhole writes a file under another name first, so that nobody reads half of it.
func writeWhole(path string, b []byte) error {
	tmp := path + ".tmp"
	if err := os.WriteFile(tmp, b, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}

func writeReadyFile(path, base string, accounts []demoAccount) error {
	if path == "" {
		return nil
	}
	b, err := json.Marshal(map[string]any{"base_url": base, "accounts": accounts})
	if err != nil {
		return err
	}
	return writeWhole(path, append(b, '\n'))
}

func printAccounts(w io.Writer, base string, accounts []demoAccount) {
	fmt.Fprintf(w, "Passerelle demonstration: %s\nAll residents are synthetic. Log in with:\n\n", base)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ROLE\tLOGIN\tPASSWORD")
	for _, a := range accounts {
		fmt.Fprintf(t, "%s\t%s\t%s\n", a.Role, a.Login, a.Password)
	}
	t.Flush()
	fmt.Fprintln(w, "\nStop with Ctrl-C.")
}

// tokenLife is how long the demonstration's API tokens are good.
const tokenLife = 30 * 24 * time.Hour
