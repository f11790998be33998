package arch

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	createTable = regexp.MustCompile(`(?i)\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?([a-z_0-9]+)`)
	dropTable   = regexp.MustCompile(`(?i)\bdrop\s+table\s+(?:if\s+exists\s+)?([a-z_0-9]+)`)
	renameTable = regexp.MustCompile(`(?i)\balter\s+table\s+([a-z_0-9]+)\s+rename\s+to\s+([a-z_0-9]+)`)
	codeRow     = regexp.MustCompile("(?m)^\\|\\s*`([^`]+)`\\s*\\|")
	decision    = regexp.MustCompile(`^(\d{4})-[a-z0-9-]+\.md$`)
	testName    = regexp.MustCompile(`\b((?:Test|Fuzz)[A-Z]\w*)\b`)
	require     = regexp.MustCompile(`(?m)^\s*(?:require\s+)?([a-z0-9.]+\.[a-z]+/\S+)\s+v\S+(\s*// indirect)?$`)
	tool        = regexp.MustCompile(`(?m)^(?:tool\s+|\t)([a-z0-9.]+\.[a-z]+/\S+)$`)
)

// migrated lists the tables that the migrations make and leave.
func (t *tree) migrated() map[string]bool {
	out := map[string]bool{}
	for _, name := range t.paths {
		if !strings.HasPrefix(name, "internal/schema/migrations/") || path.Ext(name) != ".sql" {
			continue
		}
		up, _, _ := strings.Cut(t.read(name), "-- +goose Down")
		for _, m := range createTable.FindAllStringSubmatch(up, -1) {
			out[m[1]] = true
		}
		for _, m := range dropTable.FindAllStringSubmatch(up, -1) {
			delete(out, m[1])
		}
		for _, m := range renameTable.FindAllStringSubmatch(up, -1) {
			delete(out, m[1])
			out[m[2]] = true
		}
	}
	return out
}

// protection holds that docs/data-protection.md says of every table what it
// holds, why, how long and who sees it.
func protection(t *tree) (faults []string) {
	const paper = "docs/data-protection.md"
	written := map[string]bool{}
	for _, line := range strings.Split(t.read(paper), "\n") {
		m := codeRow.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		written[m[1]] = true
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 5 || slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) == "" }) {
			faults = append(faults, fmt.Sprintf("%s: %s lacks one of: what, why, how long, who sees it", paper, m[1]))
		}
	}
	there := t.migrated()
	for _, table := range slices.Sorted(maps.Keys(there)) {
		if !written[table] {
			faults = append(faults, fmt.Sprintf("%s: nothing about table %s", paper, table))
		}
	}
	for _, table := range slices.Sorted(maps.Keys(written)) {
		if !there[table] && len(there) > 0 && !t.house.listed("table", table) {
			faults = append(faults, fmt.Sprintf("%s: there is no table %s", paper, table))
		}
	}
	return faults
}

// decisions holds that docs/decisions is one numbered line, and that each says
// what was decided, why and what follows.
func decisions(t *tree) (faults []string) {
	next := 1
	for _, name := range t.paths {
		if path.Dir(name) != "docs/decisions" {
			continue
		}
		m := decision.FindStringSubmatch(path.Base(name))
		if m == nil || m[1] != fmt.Sprintf("%04d", next) {
			faults = append(faults, fmt.Sprintf("%s: the next decision is %04d-….md", name, next))
			continue
		}
		next++
		text := t.read(name)
		if !strings.HasPrefix(text, "# "+m[1]+" ") {
			faults = append(faults, fmt.Sprintf("%s: its title does not begin with its number", name))
		}
		for _, part := range []string{"\nStatus: ", "\n## Context\n", "\n## Decision\n", "\n## Consequences\n"} {
			if !strings.Contains(text, part) {
				faults = append(faults, fmt.Sprintf("%s: lacks %q", name, strings.TrimSpace(part)))
			}
		}
	}
	return faults
}

// invariants holds that each row of the table under "## Invariants" in
// docs/architecture.md names a test, and that the paper names no test that is
// not there.
func invariants(t *tree) (faults []string) {
	const paper = "docs/architecture.md"
	tests := map[string]bool{}
	for _, s := range t.files {
		for _, m := range testName.FindAllString(t.read(s.path), -1) {
			if s.test && strings.Contains(t.read(s.path), "func "+m+"(") {
				tests[m] = true
			}
		}
	}
	text := t.read(paper)
	for _, name := range testName.FindAllString(text, -1) {
		if !tests[name] {
			faults = append(faults, fmt.Sprintf("%s: there is no test %s", paper, name))
		}
	}
	_, table, _ := strings.Cut(text, "\n## Invariants\n")
	table, _, _ = strings.Cut(table, "\n## ")
	rows := 0
	for _, line := range strings.Split(table, "\n") {
		if !strings.HasPrefix(line, "|") {
			continue
		}
		if rows++; rows > 2 && !testName.MatchString(line) { // after head and rule
			faults = append(faults, fmt.Sprintf("%s: an invariant without a test: %s", paper, line))
		}
	}
	return faults
}

// dependencies holds that docs/dependencies.md speaks of every module that we
// import, that go.mod requires directly or that is a tool, and of no other.
func dependencies(t *tree) (faults []string) {
	const paper = "docs/dependencies.md"
	direct, all := map[string]bool{}, []string{}
	mod := t.read("go.mod")
	for _, m := range require.FindAllStringSubmatch(mod, -1) {
		all = append(all, m[1])
		if m[2] == "" {
			direct[m[1]] = true
		}
	}
	var needed []string
	for _, m := range tool.FindAllStringSubmatch(mod, -1) {
		needed = append(needed, m[1])
	}
	for _, s := range t.files {
		needed = append(needed, s.imports()...)
	}
	for _, pkg := range needed {
		if owner := moduleOf(pkg, all); owner != "" {
			direct[owner] = true
		}
	}
	written := map[string]bool{}
	for _, m := range codeRow.FindAllStringSubmatch(t.read(paper), -1) {
		written[m[1]] = true
	}
	for _, name := range slices.Sorted(maps.Keys(direct)) {
		if !written[name] {
			faults = append(faults, fmt.Sprintf("%s: nothing about %s", paper, name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(written)) {
		if !direct[name] {
			faults = append(faults, fmt.Sprintf("%s: go.mod does not require %s", paper, name))
		}
	}
	return faults
}

// moduleOf returns the module that holds a package: the longest that begins it.
func moduleOf(pkg string, modules []string) (owner string) {
	for _, m := range modules {
		if (pkg == m || strings.HasPrefix(pkg, m+"/")) && len(m) > len(owner) {
			owner = m
		}
	}
	return owner
}

var glossaryRow = regexp.MustCompile(`(?m)^\|.*\|([^|]*)\|$`)

// glossary holds that the code words in the last column of docs/glossary.md
// are words of the code or of the database. It waits for app, which completes
// the house.
func glossary(t *tree) (faults []string) {
	const paper = "docs/glossary.md"
	if !t.has("internal/app") {
		return nil
	}
	var all strings.Builder
	for _, name := range t.paths {
		if ext := path.Ext(name); ext == ".sql" || ext == ".go" && !strings.HasPrefix(name, "internal/arch/") {
			all.WriteString(name + "\n" + t.read(name))
		}
	}
	code := all.String()
	for _, row := range glossaryRow.FindAllStringSubmatch(t.read(paper), -1) {
		for i, word := range strings.Split(row[1], "`") {
			if i%2 == 0 { // outside the back-quotes
				continue
			}
			pkg, name, qualified := strings.Cut(word, ".")
			if !strings.Contains(code, word) && !(qualified && strings.Contains(code, "/"+pkg+"/") && strings.Contains(code, "type "+name+" ")) {
				faults = append(faults, fmt.Sprintf("%s: the code has no %s", paper, word))
			}
		}
	}
	return faults
}
