package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// module is the module path of go.mod.
const module = "passerelle/"

// tree is the source tree under the rules' eyes.
type tree struct {
	fsys  fs.FS
	fset  *token.FileSet
	house *house
	paths []string // all files, sorted
	files []*source
}

// source is one Go file.
type source struct {
	path, dir       string
	test, generated bool
	lines           int
	ast             *ast.File
}

// skipped are folders that hold nothing of ours.
var skipped = []string{".git", "tmp", "bin", "dist", "data", "e2e/screens", "internal/platform/ui/assets/vendor", "internal/arch/testdata"}

func load(fsys fs.FS) (*tree, error) {
	h, err := readHouse(fsys)
	if err != nil {
		return nil, err
	}
	t := &tree{fsys: fsys, fset: token.NewFileSet(), house: h}
	err = fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			if slices.Contains(skipped, name) {
				return fs.SkipDir
			}
			return nil
		}
		t.paths = append(t.paths, name)
		if strings.HasSuffix(name, ".go") && !strings.Contains(name, "testdata/") {
			return t.parse(name)
		}
		return nil
	})
	return t, err
}

func (t *tree) parse(name string) error {
	b, err := fs.ReadFile(t.fsys, name)
	if err != nil {
		return err
	}
	f, err := parser.ParseFile(t.fset, name, b, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	t.files = append(t.files, &source{
		path: name, dir: path.Dir(name), ast: f,
		test:      strings.HasSuffix(name, "_test.go"),
		generated: ast.IsGenerated(f),
		lines:     strings.Count(string(b), "\n"),
	})
	return nil
}

// code returns the files that are neither tests nor generated.
func (t *tree) code() []*source {
	return slices.DeleteFunc(slices.Clone(t.files), func(s *source) bool { return s.test || s.generated })
}

// has reports whether a folder has Go files of its own or below.
func (t *tree) has(dir string) bool {
	return slices.ContainsFunc(t.files, func(s *source) bool { return s.dir == dir || strings.HasPrefix(s.dir, dir+"/") })
}

// read returns a file's text, "" when it is not there.
func (t *tree) read(name string) string {
	b, err := fs.ReadFile(t.fsys, name)
	if err != nil {
		return ""
	}
	return string(b)
}

// at names a place: path:line.
func (t *tree) at(n ast.Node) string {
	p := t.fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

// imports returns the import paths of a file.
func (s *source) imports() []string {
	var paths []string
	for _, i := range s.ast.Imports {
		p, _ := strconv.Unquote(i.Path.Value) // the parser has checked it
		paths = append(paths, p)
	}
	return paths
}

// literal is a string that stands in the source; parts that are not constant
// are "\x00".
type literal struct {
	node ast.Node
	text string
}

// literals returns the strings of a file, concatenations in one piece.
func (s *source) literals() (out []literal) {
	ast.Inspect(s.ast, func(n ast.Node) bool {
		switch e := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BinaryExpr:
			if text, ok := fold(e); ok {
				out = append(out, literal{e, text})
				return false
			}
		case *ast.BasicLit:
			if text, ok := fold(e); ok {
				out = append(out, literal{e, text})
			}
		}
		return true
	})
	return out
}

// fold joins a concatenation in which at least one operand is a literal.
func fold(e ast.Expr) (text string, ok bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			s, err := strconv.Unquote(e.Value)
			return s, err == nil
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			l, okL := fold(e.X)
			r, okR := fold(e.Y)
			return l + r, okL || okR
		}
	case *ast.ParenExpr:
		return fold(e.X)
	}
	return "\x00", false
}
