package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
)

// comments holds that every exported thing says what it is, and that the
// comment of a function or type begins with its name.
func comments(t *tree) (faults []string) {
	for _, s := range t.code() {
		for _, d := range s.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && receiverExported(d) {
					faults = append(faults, t.docFault(d, d.Name.Name, d.Doc, true)...)
				}
			case *ast.GenDecl:
				faults = append(faults, t.specFaults(d)...)
			}
		}
	}
	return faults
}

func receiverExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.IndexListExpr:
			typ = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}

func (t *tree) docFault(n ast.Node, name string, doc *ast.CommentGroup, named bool) []string {
	switch text := doc.Text(); {
	case strings.TrimSpace(text) == "":
		return []string{fmt.Sprintf("%s: exported %s has no comment", t.at(n), name)}
	case named && !slices.Contains(strings.Fields(text)[:min(2, len(strings.Fields(text)))], name):
		return []string{fmt.Sprintf("%s: the comment of %s does not begin with its name", t.at(n), name)}
	}
	return nil
}

func (t *tree) specFaults(d *ast.GenDecl) (faults []string) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if !s.Name.IsExported() {
				continue
			}
			doc := s.Doc
			if doc == nil && d.Lparen == token.NoPos {
				doc = d.Doc
			}
			faults = append(faults, t.docFault(s, s.Name.Name, doc, true)...)
		case *ast.ValueSpec:
			for _, n := range s.Names {
				if n.IsExported() && d.Doc.Text()+s.Doc.Text()+s.Comment.Text() == "" {
					faults = append(faults, fmt.Sprintf("%s: exported %s has no comment", t.at(s), n.Name))
				}
			}
		}
	}
	return faults
}

// packages holds that every package has a doc.go that says what it is.
func packages(t *tree) (faults []string) {
	doc := map[string]bool{}
	for _, s := range t.files {
		if path.Base(s.path) == "doc.go" && len(strings.Fields(s.ast.Doc.Text())) >= 10 {
			doc[s.dir] = true
		}
	}
	seen := map[string]bool{}
	for _, s := range t.files {
		if !seen[s.dir] && !doc[s.dir] && !t.house.exempt("packages", s.dir) {
			faults = append(faults, fmt.Sprintf("%s: no doc.go that says what the package owns, its invariants and what it does not know", s.dir))
		}
		seen[s.dir] = true
	}
	return faults
}

// Limits of one screen's worth of thought.
const (
	maxFile   = 500 // lines
	maxFunc   = 80  // lines
	maxParams = 5   // besides ctx and receiver
)

// sizes holds the limits; tests may have long functions, for their tables.
func sizes(t *tree) (faults []string) {
	for _, name := range t.paths {
		if strings.HasSuffix(name, ".templ") {
			if n := strings.Count(t.read(name), "\n"); n > maxFile && !t.house.exempt("sizes", name) {
				faults = append(faults, fmt.Sprintf("%s: %d lines, at most %d", name, n, maxFile))
			}
		}
	}
	for _, s := range t.files {
		if s.generated {
			continue
		}
		if s.lines > maxFile && !t.house.exempt("sizes", s.path) {
			faults = append(faults, fmt.Sprintf("%s: %d lines, at most %d", s.path, s.lines, maxFile))
		}
		if s.test {
			continue
		}
		for _, d := range s.ast.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				faults = append(faults, t.funcFaults(s, f)...)
			}
		}
	}
	return faults
}

func (t *tree) funcFaults(s *source, f *ast.FuncDecl) (faults []string) {
	subject := s.path + ":" + f.Name.Name
	lines := t.fset.Position(f.End()).Line - t.fset.Position(f.Pos()).Line + 1
	if lines > maxFunc && !t.house.exempt("sizes", subject) {
		faults = append(faults, fmt.Sprintf("%s: %s has %d lines, at most %d", t.at(f), f.Name.Name, lines, maxFunc))
	}
	params := 0
	for _, p := range f.Type.Params.List {
		if sel, ok := p.Type.(*ast.SelectorExpr); ok && sel.Sel.Name == "Context" {
			continue
		}
		params += max(1, len(p.Names))
	}
	if params > maxParams && !t.house.exempt("sizes", subject) {
		faults = append(faults, fmt.Sprintf("%s: %s has %d parameters, at most %d", t.at(f), f.Name.Name, params, maxParams))
	}
	return faults
}
