package files_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"passerelle/internal/platform/files"
)

const id = "0123456789abcdefghjkmnpqrs"

func newLocal(t *testing.T) (*files.Local, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	l, err := files.NewLocal(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l, dir
}

// eachStore runs a test on every store.
func eachStore(t *testing.T, test func(t *testing.T, s files.Store)) {
	t.Run("local", func(t *testing.T) {
		t.Parallel()
		l, _ := newLocal(t)
		test(t, l)
	})
	t.Run("S3", func(t *testing.T) {
		t.Parallel()
		s, _ := newS3(t)
		test(t, s)
	})
}

func read(t *testing.T, s files.Store, id string) string {
	t.Helper()
	r, err := s.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestStore(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s files.Store) {
		ctx := t.Context()
		if _, err := s.Open(ctx, id); !errors.Is(err, files.ErrNotFound) {
			t.Errorf("open before put: %v", err)
		}
		if _, err := s.Stat(ctx, id); !errors.Is(err, files.ErrNotFound) {
			t.Errorf("stat before put: %v", err)
		}
		if err := s.Delete(ctx, id); err != nil {
			t.Errorf("delete before put: %v", err)
		}
		for _, content := range []string{"first", strings.Repeat("second", 100_000), ""} {
			info, err := s.Put(ctx, id, strings.NewReader(content))
			if err != nil || info.Size != int64(len(content)) {
				t.Fatalf("put: %v, %v", info, err)
			}
			if got := read(t, s, id); got != content {
				t.Errorf("read %d bytes, want %d", len(got), len(content))
			}
			if info, err := s.Stat(ctx, id); err != nil || info.Size != int64(len(content)) {
				t.Errorf("stat: %v, %v", info, err)
			}
		}
		if err := s.Delete(ctx, id); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Stat(ctx, id); !errors.Is(err, files.ErrNotFound) {
			t.Errorf("stat after delete: %v", err)
		}
	})
}

func TestFailedPutKeepsWhatWasThere(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s files.Store) {
		if _, err := s.Put(t.Context(), id, strings.NewReader("old")); err != nil {
			t.Fatal(err)
		}
		broken := errors.New("line cut")
		if _, err := s.Put(t.Context(), id, io.MultiReader(strings.NewReader("new"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Put(ctx, id, strings.NewReader("new")); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if got := read(t, s, id); got != "old" {
			t.Errorf("got %q", got)
		}
	})
}

func TestHostileIDs(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s files.Store) {
		for _, id := range []string{"", "a", "../../etc/passwd", "ab/../../x/yyy", "ABCDEFGHIJ", "abcdefgh\x00", "abcd%2fefgh", strings.Repeat("a", 65), "tmp/aaaaaaaa"} {
			_, errPut := s.Put(t.Context(), id, strings.NewReader("x"))
			_, errOpen := s.Open(t.Context(), id)
			_, errStat := s.Stat(t.Context(), id)
			for _, err := range []error{errPut, errOpen, errStat, s.Delete(t.Context(), id)} {
				if !errors.Is(err, files.ErrID) {
					t.Errorf("%q: %v", id, err)
				}
			}
		}
	})
}

// A link planted in the folder leads nowhere.
func TestLocalDoesNotFollowLinksOut(t *testing.T) {
	t.Parallel()
	l, dir := newLocal(t)
	outside := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, id[:2])); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Put(t.Context(), id, strings.NewReader("x")); err == nil {
		t.Error("wrote through a link")
	}
	entries, err := os.ReadDir(outside)
	if err != nil || len(entries) > 0 {
		t.Errorf("outside: %v, %v", entries, err)
	}
}

func TestLocalNeedsItsParent(t *testing.T) {
	t.Parallel()
	if _, err := files.NewLocal(filepath.Join(t.TempDir(), "a", "b")); err == nil {
		t.Error("made a tree")
	}
}

func TestLocalLeavesNoTemporaryFile(t *testing.T) {
	t.Parallel()
	l, dir := newLocal(t)
	if _, err := l.Put(t.Context(), id, iotest.ErrReader(io.ErrUnexpectedEOF)); err == nil {
		t.Fatal("no error")
	}
	if _, err := l.Put(t.Context(), id, strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(filepath.Join(dir, "tmp")); err != nil || len(entries) > 0 {
		t.Errorf("left: %v, %v", entries, err)
	}
}

const childDir = "FILES_TEST_CHILD_DIR"

// TestMain lets the test binary be the writer that TestKilledWriter kills.
func TestMain(m *testing.M) {
	dir := os.Getenv(childDir)
	if dir == "" {
		os.Exit(m.Run())
	}
	l, err := files.NewLocal(dir)
	if err == nil {
		_, err = l.Put(context.Background(), id, os.Stdin)
	}
	if err != nil {
		os.Exit(1)
	}
}

// A writer killed in the middle leaves no file, only rubbish that Sweep removes.
func TestKilledWriter(t *testing.T) {
	t.Parallel()
	l, dir := newLocal(t)
	if _, err := l.Put(t.Context(), id, strings.NewReader("old")); err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childDir+"="+dir)
	stdin, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := stdin.Write(bytes.Repeat([]byte("new"), 10_000)); err != nil {
		t.Fatal(err)
	}
	for leftover(t, dir) == 0 { // Until the child has begun to write.
		time.Sleep(time.Millisecond)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()

	if got := read(t, l, id); got != "old" {
		t.Errorf("got %d bytes", len(got))
	}
	if n, err := l.Sweep(time.Now().Add(-time.Hour)); n != 0 || err != nil {
		t.Errorf("swept a file that may still be written: %d, %v", n, err)
	}
	if n, err := l.Sweep(time.Now().Add(time.Hour)); n != 1 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	if leftover(t, dir) != 0 || read(t, l, id) != "old" {
		t.Error("swept the wrong file")
	}
}

func leftover(t *testing.T, dir string) int {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, "tmp"))
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}
