package testkit

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// listener is a test that notes how it ended instead of ending.
type listener struct {
	testing.TB
	failed, skipped bool
}

func (l *listener) Helper()               {}
func (l *listener) Errorf(string, ...any) { l.failed = true }
func (l *listener) Fatalf(string, ...any) { l.failed = true; runtime.Goexit() }
func (l *listener) Fatal(...any)          { l.failed = true; runtime.Goexit() }
func (l *listener) Skip(...any)           { l.skipped = true; runtime.Goexit() }

// listen runs f with a listener and tells how it ended.
func listen(f func(testing.TB)) *listener {
	l, done := &listener{}, make(chan struct{})
	go func() {
		defer close(done)
		f(l)
	}()
	<-done
	return l
}

func TestGoldenFindsDifferences(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.MkdirAll("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("testdata", "letter.txt"), []byte("Dear\nAmina\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, got string
		fails     bool
	}{
		{"letter.txt", "Dear\nAmina\n", false},
		{"letter.txt", "Dear\nAmina", true},
		{"letter.txt", "Dear\nSamir\n", true},
		{"missing.txt", "", true},
	} {
		l := listen(func(tb testing.TB) { Golden(tb, c.name, []byte(c.got)) })
		if l.failed != c.fails {
			t.Errorf("%s with %q: failed %v", c.name, c.got, l.failed)
		}
	}
}

func TestMustFindFailsWithoutMatch(t *testing.T) {
	t.Parallel()
	doc := Doc(t, strings.NewReader("<p>here</p>"))
	if l := listen(func(tb testing.TB) { MustFind(tb, doc, "h1") }); !l.failed {
		t.Error("found what is not there")
	}
	if l := listen(func(tb testing.TB) { ReadForm(tb, doc, "p") }); !l.failed {
		t.Error("read a form that is none")
	}
}

func TestLackingFailsWhereNothingMayBeSkipped(t *testing.T) {
	t.Setenv("PASSERELLE_TEST_REQUIRE", "")
	if l := listen(func(tb testing.TB) { lacking(tb, "no browser") }); !l.skipped || l.failed {
		t.Errorf("skipped %v, failed %v", l.skipped, l.failed)
	}
	t.Setenv("PASSERELLE_TEST_REQUIRE", "1")
	if l := listen(func(tb testing.TB) { lacking(tb, "no browser") }); !l.failed {
		t.Error("skipped")
	}
}
