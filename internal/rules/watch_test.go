package rules_test

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// TestWatch fails nothing: it prints what grows in the tree, for make check.
func TestWatch(t *testing.T) {
	type size struct {
		what  string
		lines int
	}
	var files, functions []size
	slicesOf := map[string]int{}
	picks := 0
	for _, s := range whole(t) {
		if s.test || s.generated {
			continue
		}
		lines := s.fset.File(s.file.Pos()).LineCount()
		files = append(files, size{s.path, lines})
		if s.slice() {
			slicesOf[s.top()] += lines
		}
		for _, decl := range s.file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				lines := s.fset.Position(fn.End()).Line - s.fset.Position(fn.Pos()).Line + 1
				functions = append(functions, size{s.at(fn) + " " + fn.Name.Name, lines})
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && calleeName(call) == "Pick" {
				picks++
			}
			return true
		})
	}
	var biggest []size
	for name, lines := range slicesOf {
		biggest = append(biggest, size{name, lines})
	}
	top := func(all []size) string {
		slices.SortFunc(all, func(a, b size) int { return b.lines - a.lines })
		var said []string
		for _, s := range all[:min(3, len(all))] {
			said = append(said, fmt.Sprintf("%s (%d)", s.what, s.lines))
		}
		return strings.Join(said, ", ")
	}
	median := 0
	if len(functions) > 0 {
		top(functions)
		median = functions[len(functions)/2].lines
	}
	t.Logf("largest files: %s", top(files))
	t.Logf("longest functions: %s; median %d lines of %d functions", top(functions), median, len(functions))
	t.Logf("largest slices: %s", top(biggest))
	t.Logf("storage.Pick: %d of %d; statements checked: %d", picks, pickBudget, len(sqlOfTree(t)))
}
