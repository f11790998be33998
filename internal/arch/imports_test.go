package arch

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
)

// part is a place on the map of the house.
type part struct {
	kind  string // cmd app root face engine platform pure schema testkit arch e2e unknown
	name  string // as house.txt writes it: "people", "peopleweb", "engine/names", "platform/db"
	owner string // of a face: its module
}

// special are the folders of internal/ that are neither module nor platform.
var special = map[string]string{"app": "app", "schema": "schema", "testkit": "testkit", "arch": "arch", "synthetic": "pure", "warm": "warm"}

func partOf(dir string) part {
	words := strings.Split(dir, "/")
	if words[0] == "e2e" || words[0] == "cmd" {
		return part{kind: words[0], name: dir}
	}
	if words[0] != "internal" || len(words) < 2 {
		return part{kind: "unknown", name: dir}
	}
	first := words[1]
	switch {
	case special[first] != "":
		return part{kind: special[first], name: first}
	case first == "engine" && len(words) == 3:
		return part{kind: "engine", name: path.Join(words[1:]...)}
	case first == "platform" && len(words) >= 3:
		return part{kind: "platform", name: path.Join(first, words[2])}
	case len(words) == 2 && first != "engine" && first != "platform":
		return part{kind: "root", name: first}
	case len(words) == 3 && words[2] == first+"web":
		return part{kind: "face", name: words[2], owner: first}
	}
	return part{kind: "unknown", name: dir}
}

// arrows holds the map: who may import whom inside the program.
func arrows(t *tree) (faults []string) {
	placed := map[string]bool{}
	for _, s := range t.files {
		if from := partOf(s.dir); from.kind == "unknown" && !placed[s.dir] {
			placed[s.dir] = true
			faults = append(faults, fmt.Sprintf("%s: no place on the map: a module has no sub-package but its face", s.dir))
		}
	}
	for _, s := range t.files {
		if s.test {
			continue
		}
		from := partOf(s.dir)
		for i, imported := range s.imports() {
			dir, ours := strings.CutPrefix(imported, module)
			if !ours {
				continue
			}
			if why := t.arrowFault(from, partOf(dir)); why != "" {
				faults = append(faults, fmt.Sprintf("%s: %s imports %s: %s", t.at(s.ast.Imports[i]), from.name, partOf(dir).name, why))
			}
		}
	}
	return faults
}

// arrowFault says why from may not import to, "" when it may.
func (t *tree) arrowFault(from, to part) string {
	const needsRow = "no arrow in " + houseFile + " allows it"
	switch {
	case from == to:
		return ""
	case to.kind == "testkit":
		return "testkit is for tests"
	case from.kind == "app":
		return ""
	case from.kind == "platform":
		if to.kind == "platform" {
			return ""
		}
		return "platform knows no module"
	case to.kind == "face":
		return "a face is imported by app alone"
	case to.kind == "app" && from.kind != "cmd" && from.kind != "e2e":
		return "only cmd knows app"
	case to.kind == "app":
		return ""
	case to.kind == "platform" && from.kind != "engine" && from.kind != "pure":
		return ""
	case from.kind == "testkit" && to.kind == "schema":
		return ""
	case from.kind == "face" && to.name == from.owner:
		return ""
	case from.kind == "face":
		from.name = from.owner // what the module may know, its face may
	}
	if t.house.arrow(from.name, to.name) {
		return ""
	}
	return needsRow
}

// web is what belongs to a face; machine is what pure computation has no need of.
var (
	web     = []string{"net/http", "html/template", "github.com/a-h/templ", "github.com/danielgtaylor/huma"}
	kinds   = map[string]string{"root": "a module", "face": "a face", "engine": "pure computation", "pure": "pure computation"}
	machine = []string{"database/sql", "os", "net", "log", "log/slog", "math/rand", "crypto/rand"}
)

// outside holds what of other people's packages each part may import, and that
// only app and platform ask the machine for the time.
func outside(t *tree) (faults []string) {
	for _, s := range t.files {
		if s.test {
			continue
		}
		var banned []string
		switch partOf(s.dir).kind {
		case "root":
			banned = web
		case "engine", "pure":
			banned = append(slices.Clone(web), machine...)
		case "face":
			banned = []string{"database/sql", "github.com/jackc/pgx", "modernc.org/sqlite"}
		default:
			continue
		}
		for i, imported := range s.imports() {
			for _, b := range banned {
				if (imported == b || strings.HasPrefix(imported, b+"/")) && !t.house.exempt("outside", s.path) {
					faults = append(faults, fmt.Sprintf("%s: %s does not import %s", t.at(s.ast.Imports[i]), kinds[partOf(s.dir).kind], imported))
				}
			}
		}
		faults = append(faults, t.timeAsked(s)...)
	}
	return faults
}

// timeAsked finds calls that read the machine's clock or wait for it.
func (t *tree) timeAsked(s *source) (faults []string) {
	asks := []string{"Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer", "NewTicker"}
	ast.Inspect(s.ast, func(n ast.Node) bool {
		if f, ok := n.(*ast.SelectorExpr); ok && slices.Contains(asks, f.Sel.Name) {
			if x, ok := f.X.(*ast.Ident); ok && x.Name == "time" && !t.house.exempt("outside", s.path) {
				faults = append(faults, fmt.Sprintf("%s: time.%s: time is injected", t.at(n), f.Sel.Name))
			}
		}
		return true
	})
	return faults
}

// users holds that a platform package has two users; one that serves a single
// package belongs there. It waits for app, which completes the house.
func users(t *tree) (faults []string) {
	if !t.has("internal/app") {
		return nil
	}
	by := map[string]map[string]bool{}
	for _, s := range t.files {
		if s.test {
			continue
		}
		for _, imported := range s.imports() {
			to := partOf(strings.TrimPrefix(imported, module))
			if to.kind != "platform" || to == partOf(s.dir) {
				continue
			}
			if by[to.name] == nil {
				by[to.name] = map[string]bool{}
			}
			by[to.name][s.dir] = true
		}
	}
	seen := map[string]bool{}
	for _, s := range t.files {
		p := partOf(s.dir)
		if p.kind != "platform" || seen[p.name] {
			continue
		}
		seen[p.name] = true
		if n := len(by[p.name]); n < 2 && !t.house.exempt("users", p.name) {
			faults = append(faults, fmt.Sprintf("%s: %d users; a platform package has two", p.name, n))
		}
	}
	return faults
}
