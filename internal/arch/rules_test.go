package arch

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// rule finds what breaks it.
type rule struct {
	name  string
	check func(*tree) []string
}

// rules in the order in which they are checked. "unused" comes last: it looks
// at what the others needed.
var rules = []rule{
	{"arrows", arrows},
	{"never", never},
	{"outside", outside},
	{"users", users},
	{"sql", sqlPlaces},
	{"tables", tables},
	{"engines", engines},
	{"comments", comments},
	{"packages", packages},
	{"sizes", sizes},
	{"catalogues", catalogues},
	{"protection", protection},
	{"decisions", decisions},
	{"invariants", invariants},
	{"dependencies", dependencies},
	{"glossary", glossary},
	{"skips", skips},
	{"words", words},
	{"unused", unused},
}

func TestHouse(t *testing.T) {
	t.Parallel()
	house, err := load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			for _, fault := range r.check(house) {
				t.Error(fault)
			}
		})
	}
}

// TestRulesCatch runs rules over small trees that break them. The first line
// of an archive names the rules; its file "want" lists all they must find.
func TestRulesCatch(t *testing.T) {
	t.Parallel()
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for _, name := range archives {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(string(a.Comment), "\n")
		run := strings.Fields(strings.TrimPrefix(first, "rules:"))
		for _, r := range run {
			shown[r] = true
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			catch(t, a, run)
		})
	}
	for _, r := range rules {
		if !shown[r.name] {
			t.Errorf("no tree in testdata shows what rule %s catches", r.name)
		}
	}
}

func catch(t *testing.T, a *txtar.Archive, run []string) {
	t.Helper()
	fsys, want := fstest.MapFS{houseFile: {}}, ""
	for _, f := range a.Files {
		if f.Name == "want" {
			want = strings.TrimSpace(string(f.Data))
			continue
		}
		fsys[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
	}
	small, err := load(fs.FS(fsys))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rules {
		if slices.Contains(run, r.name) {
			got = append(got, r.check(small)...)
		}
	}
	if want == "" {
		t.Fatal("the tree breaks nothing: it shows nothing")
	}
	if diff := cmp.Diff(strings.Split(want, "\n"), got); diff != "" {
		t.Errorf("-want +got:\n%s\nall:\n%s", diff, strings.Join(got, "\n"))
	}
}

func TestHouseFileIsChecked(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"arrow a b", "arrow a -- why", "door a b -- why", "exempt sizes x --  "} {
		if _, err := readHouse(fstest.MapFS{houseFile: {Data: []byte(bad)}}); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
