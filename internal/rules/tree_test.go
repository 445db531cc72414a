package rules_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// root is the top of the tree, seen from this package.
const root = "../.."

// source is one Go file of the tree.
type source struct {
	path      string // from the top, with slashes: journal/mark.go
	test      bool
	generated bool
	fset      *token.FileSet
	file      *ast.File
}

// dir is the folder of the file's package: "journal", "internal/web".
func (s *source) dir() string { return path.Dir(s.path) }

// top is the first folder on the way to the file, which is the name of a slice.
func (s *source) top() string { return strings.SplitN(s.path, "/", 2)[0] }

// machinery tells that no teacher has heard of the file's package.
func (s *source) machinery() bool { return s.top() == "internal" }

// slice tells that the file belongs to a slice of the organisation.
func (s *source) slice() bool { return slices.Contains(sliceOrder, s.top()) }

func (s *source) at(n ast.Node) string {
	p := s.fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", s.path, p.Line)
}

// tree reads every Go file once.
var tree = sync.OnceValues(func() ([]*source, error) {
	var all []*source
	err := walk(func(name string) error {
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return err
		}
		s, err := parse(name, string(text))
		all = append(all, s)
		return err
	})
	return all, err
})

// walk calls fn with each file of the tree that people wrote or committed.
func walk(fn func(name string) error) error {
	return filepath.WalkDir(root, func(full string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, full)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if entry.IsDir() {
			base := entry.Name()
			if name != "." && (base[0] == '.' || base == "node_modules" || base == "testdata" || base == "bin" || base == "tools" || strings.HasPrefix(base, "data")) {
				return filepath.SkipDir
			}
			return nil
		}
		return fn(name)
	})
}

func parse(name, text string) (*source, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return &source{
		path: name, fset: fset, file: file,
		test:      strings.HasSuffix(name, "_test.go"),
		generated: ast.IsGenerated(file),
	}, nil
}

// whole gives the tree to a rule.
func whole(t *testing.T) []*source {
	t.Helper()
	all, err := tree()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// sample gives a rule one made-up file; the package clause is added.
func sample(t *testing.T, name, text string) *source {
	t.Helper()
	s, err := parse(name, "package "+path.Base(path.Dir(name))+"\n"+text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// report fails the test with everything found.
func report(t *testing.T, rule string, found []string) {
	t.Helper()
	if len(found) > 0 {
		slices.Sort(found)
		t.Errorf("%s\n  %s", rule, strings.Join(slices.Compact(found), "\n  "))
	}
}

// bites fails the test unless the rule found exactly the number of breaches a bad sample has.
func bites(t *testing.T, found []string, want int) {
	t.Helper()
	if len(found) != want {
		t.Errorf("the rule found %d breaches, want %d:\n  %s", len(found), want, strings.Join(found, "\n  "))
	}
}
