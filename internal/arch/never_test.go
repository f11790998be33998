package arch

import (
	"fmt"
	"slices"
	"strings"
)

// never holds that a part of the house, its face with it, does not reach another,
// through however many packages, whatever arrows there are.
func never(t *tree) (faults []string) {
	imports := t.importsByDir()
	for _, r := range t.house.rows {
		if r.kind != "never" {
			continue
		}
		from, to := r.keys[0], r.keys[1]
		for dir := range imports {
			p := partOf(dir)
			if p.name != from && p.owner != from {
				continue
			}
			r.used = true
			if way := reach(imports, dir, to, map[string]bool{}); way != nil {
				faults = append(faults, fmt.Sprintf("%s reaches %s: %s", dir, to, strings.Join(way, " → ")))
			}
		}
	}
	slices.Sort(faults)
	return faults
}

// importsByDir lists what the folders of the program import of it, tests apart.
func (t *tree) importsByDir() map[string][]string {
	imports := map[string][]string{}
	for _, s := range t.files {
		if s.test {
			continue
		}
		for _, imported := range s.imports() {
			if dir, ours := strings.CutPrefix(imported, module); ours && !slices.Contains(imports[s.dir], dir) {
				imports[s.dir] = append(imports[s.dir], dir)
			}
		}
	}
	return imports
}

// reach returns the way from a folder to a part, nil for none. seen are the
// folders from which there is none.
func reach(imports map[string][]string, dir, to string, seen map[string]bool) []string {
	seen[dir] = true
	for _, next := range imports[dir] {
		if p := partOf(next); p.name == to || p.owner == to {
			return []string{dir, next}
		}
		if seen[next] {
			continue
		}
		if way := reach(imports, next, to, seen); way != nil {
			return append([]string{dir}, way...)
		}
	}
	return nil
}
