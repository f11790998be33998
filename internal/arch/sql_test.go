package arch

import (
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"strings"
)

var (
	statement = regexp.MustCompile(`^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|CREATE|ALTER|DROP|PRAGMA)\s|(?s:^\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s))`)
	write     = regexp.MustCompile(`(?i)\b(?:insert\s+(?:or\s+\w+\s+)?into|delete\s+from|update)\s+([a-z_0-9"\x00]+)`)
	notTable  = map[string]bool{"set": true, "of": true, "skip": true, "nowait": true}
)

// sqlPlaces holds that SQL stands in store*.go and nowhere else.
func sqlPlaces(t *tree) (faults []string) {
	for _, s := range t.code() {
		kind := partOf(s.dir).kind
		if kind == "testkit" || kind == "arch" || isStore(s) && kind != "face" {
			continue
		}
		for _, l := range s.literals() {
			if statement.MatchString(l.text) && !t.house.exempt("sql", s.path) {
				faults = append(faults, fmt.Sprintf("%s: SQL outside store*.go: %.40q", t.at(l.node), strings.TrimSpace(l.text)))
			}
		}
	}
	return faults
}

func isStore(s *source) bool { return strings.HasPrefix(path.Base(s.path), "store") }

// tables holds that a package writes only tables with its own prefix, and that
// it writes out which.
func tables(t *tree) (faults []string) {
	for _, s := range t.code() {
		p := partOf(s.dir)
		if p.kind == "testkit" || p.kind == "arch" {
			continue
		}
		own := t.house.prefix(p.name)
		if own == "" {
			own = path.Base(p.name) + "_"
		}
		for _, l := range s.literals() {
			if !statement.MatchString(l.text) && !isStore(s) {
				continue
			}
			for _, m := range write.FindAllStringSubmatch(l.text, -1) {
				table := strings.ToLower(strings.Trim(m[1], `"`))
				switch {
				case notTable[table]: // ON CONFLICT DO UPDATE SET, FOR UPDATE SKIP LOCKED
				case strings.Contains(table, "\x00"):
					if !t.house.exempt("tables", s.path) {
						faults = append(faults, fmt.Sprintf("%s: the written table's name is not in the SQL", t.at(l.node)))
					}
				case !strings.HasPrefix(table, own) && !t.house.exempt("tables", s.path):
					faults = append(faults, fmt.Sprintf("%s: %s writes %s, which is not %s…", t.at(l.node), p.name, table, own))
				}
			}
		}
	}
	return faults
}

// engines holds that tests take their databases from testkit, which gives both
// engines, instead of opening one.
func engines(t *tree) (faults []string) {
	for _, s := range t.files {
		if !s.test || partOf(s.dir).kind == "testkit" {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Open" {
				x, ok := f.X.(*ast.Ident)
				if ok && (x.Name == "db" || x.Name == "sql") && len(call.Args) == 2 && !t.house.exempt("engines", s.path) {
					faults = append(faults, fmt.Sprintf("%s: opens a database itself: testkit.EachDB runs the test on both engines", t.at(n)))
				}
			}
			return true
		})
	}
	return faults
}
