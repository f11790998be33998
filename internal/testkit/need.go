package testkit

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// lacking ends the test: skipped with its reason, or failed where the run
// promised that everything is installed.
func lacking(tb testing.TB, reason string) {
	tb.Helper()
	if os.Getenv("PASSERELLE_TEST_REQUIRE") == "1" {
		tb.Fatal(reason)
	}
	tb.Skip(reason)
}

// untilExit starts a command that lives as long as this process: its standard
// input ends when the process does, by whatever signal, and the command is
// written to end then. Its own process group keeps an interrupt of the
// terminal from reaching it first.
func untilExit(name string, args ...string) (*exec.Cmd, io.Reader, error) {
	cmd := exec.Command(name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	keepMu.Lock()
	keep = append(keep, stdin)
	keepMu.Unlock()
	return cmd, stdout, cmd.Start()
}

// keep holds the pipes of untilExit open: a collected os.File closes itself.
var (
	keepMu sync.Mutex
	keep   []io.Closer
)

// tempUntilExit makes a folder that is removed when this process ends. For
// what several tests share; a test alone uses its TempDir.
func tempUntilExit(pattern string) (string, error) {
	dir, err := os.MkdirTemp("", pattern)
	if err != nil {
		return "", err
	}
	// A program that dies with this process may write until it is dead: try again for a while.
	_, _, err = untilExit("/bin/sh", "-c", `cat >/dev/null; for i in 1 2 3 4 5; do rm -rf "$1" && sleep 1 && [ ! -e "$1" ] && exit; done 2>/dev/null`, "sh", dir)
	return dir, err
}

// Root returns the folder of go.mod.
func Root(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			tb.Fatal("no go.mod above the test's folder")
		}
		dir = filepath.Dir(dir)
	}
}
