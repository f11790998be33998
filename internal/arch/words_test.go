package arch

import (
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"
)

// skips holds that a test that does not run says why.
func skips(t *tree) (faults []string) {
	for _, s := range t.files {
		ast.Inspect(s.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if ok && len(call.Args) == 0 && (f.Sel.Name == "SkipNow" || f.Sel.Name == "Skip") {
				if x, ok := f.X.(*ast.Ident); ok && slices.Contains([]string{"t", "b", "f", "tb"}, x.Name) {
					faults = append(faults, fmt.Sprintf("%s: skips without a reason", t.at(n)))
				}
			}
			return true
		})
	}
	return faults
}

// unwanted are words that have no place in the project: work left over, paths
// of somebody's machine, package hosts, tracker numbers, tools that wrote code.
var unwanted = regexp.MustCompile(`\b(TODO|FIXME|HACK)\b` +
	`|(^|[\s"'(=` + "`" + `])(/work/|/root/|/home/[a-z]|/Users/|\.\./shared)` +
	`|proxy\.golang\.org|registry\.npmjs\.org|deb\.debian\.org` +
	`|\b([Ii]ssue|PR) #?\d+\b` +
	`|\b(ChatGPT|OpenAI|Anthropic|GPT-\d|[Ll]anguage model|AI[- ]generated)\b`)

var textual = []string{".go", ".templ", ".css", ".js", ".mjs", ".sql", ".md", ".sh", ".json", ".txt", ".txtar", ".toml", ".golden", ".tsv", ".csv", ".html", ".svg"}

// words holds that none of them stands in any file of ours.
func words(t *tree) (faults []string) {
	for _, name := range t.paths {
		if !slices.Contains(textual, path.Ext(name)) && path.Base(name) != "Makefile" && name != ".ci/run" ||
			strings.HasPrefix(name, "internal/arch/") && !strings.HasSuffix(name, houseFile) {
			continue
		}
		for i, line := range strings.Split(t.read(name), "\n") {
			if m := unwanted.FindString(line); m != "" && !t.house.exempt("words", name) {
				faults = append(faults, fmt.Sprintf("%s:%d: %q", name, i+1, strings.TrimSpace(m)))
			}
		}
	}
	return faults
}
