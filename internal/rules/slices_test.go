package rules_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// longest is the number of lines that no file people write may pass.
const longest = 600

func TestNoFileIsTooLong(t *testing.T) {
	var found []string
	err := walk(func(name string) error {
		switch {
		case strings.HasSuffix(name, "_templ.go") || strings.Contains(name, "/dist/"):
			return nil
		case path.Ext(name) != ".go" && path.Ext(name) != ".ts" && path.Ext(name) != ".templ" && path.Ext(name) != ".css" && path.Ext(name) != ".sql":
			return nil
		case name == "docs/schema.sql":
			return nil
		}
		text, err := os.ReadFile(filepath.Join(root, name))
		if n := bytes.Count(text, []byte("\n")); n > longest {
			found = append(found, fmt.Sprintf("%s: %d lines", name, n))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	report(t, fmt.Sprintf("Files over %d lines; split by thing:", longest), found)
}

// decided are functions that load without a check because all their callers
// have made it; each with the reason.
var decided = map[string]string{
	"people.partOnly": "called with the rule that decided, before it is recorded",
}

var loader = regexp.MustCompile(`ByID$`)

// unguarded lists the calls of a loader (lessonByID) from elsewhere than the
// function that also checks the rights (lessonFor), or one that is handed the
// rule that decided.
func unguarded(files []*source) (found []string) {
	for _, s := range files {
		if s.test || s.generated || !s.slice() {
			continue
		}
		for _, decl := range s.file.Decls {
			name := ""
			if fn, ok := decl.(*ast.FuncDecl); ok {
				name = fn.Name.Name
			}
			if strings.HasSuffix(name, "For") || takesRule(decl) || decided[s.dir()+"."+name] != "" {
				continue
			}
			ast.Inspect(decl, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok && loader.MatchString(calleeName(call)) {
					found = append(found, fmt.Sprintf("%s: %s calls %s", s.at(n), name, calleeName(call)))
				}
				return true
			})
		}
	}
	return found
}

func takesRule(decl ast.Decl) bool {
	fn, ok := decl.(*ast.FuncDecl)
	if !ok {
		return false
	}
	for _, field := range fn.Type.Params.List {
		if sel, ok := field.Type.(*ast.SelectorExpr); ok && sel.Sel.Name == "Rule" {
			return true
		}
	}
	return false
}

func TestThingsAreLoadedWithACheck(t *testing.T) {
	report(t, "A …ByID loader is called from its …For function alone, which checks the rights:", unguarded(whole(t)))
}

func TestLoaderRuleBites(t *testing.T) {
	bites(t, unguarded([]*source{sample(t, "journal/lesson.go", `
		func lessonFor(tx *storage.Tx) { lessonByID(tx, 1) }
		func Move(tx *storage.Tx, rule access.Rule) { lessonByID(tx, 1) }
		func (j *Journal) Open() { lessonByID(j.tx, 1); people.PersonByID(j.tx, 2) }
		var held = func() { lessonByID(nil, 1) }`)}), 3)
}

// outsideWorld are the doors to clock, chance and environment that slices leave closed.
var outsideWorld = map[string]string{
	"time.Now": "tx.Now or the web clock", "time.Since": "tx.Now", "time.Until": "tx.Now",
	"time.Sleep": "a ticker owned by app", "time.After": "a ticker owned by app", "time.Tick": "a ticker owned by app",
	"os.Getenv": "internal/config", "os.LookupEnv": "internal/config", "os.Environ": "internal/config",
}

// worldly lists what a slice takes from the outside world by itself.
func worldly(files []*source) (found []string) {
	for _, s := range files {
		if s.test || !s.slice() {
			continue
		}
		for _, spec := range s.file.Imports {
			if p := strings.Trim(spec.Path.Value, `"`); p == "math/rand" || p == "math/rand/v2" {
				found = append(found, fmt.Sprintf("%s imports %s", s.at(spec), p))
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if pkg, ok := sel.X.(*ast.Ident); ok {
					if instead, closed := outsideWorld[pkg.Name+"."+sel.Sel.Name]; closed {
						found = append(found, fmt.Sprintf("%s: %s.%s; instead: %s", s.at(n), pkg.Name, sel.Sel.Name, instead))
					}
				}
			}
			return true
		})
	}
	return found
}

func TestSlicesTakeTimeAndChanceFromTheirCaller(t *testing.T) {
	report(t, "Clock, chance or environment inside a slice:", worldly(whole(t)))
}

func TestWorldRuleBites(t *testing.T) {
	bites(t, worldly([]*source{
		sample(t, "journal/mark.go", `
			import "math/rand/v2"
			var now = time.Now
			func f() { _ = os.Getenv("X"); time.Sleep(1) }`),
		sample(t, "internal/web/clock.go", `var now = time.Now`),
	}), 4)
}

// threeWords is a sentence in Russian, as opposed to a mark, a code or a header.
var threeWords = regexp.MustCompile(`(?i)[а-яё]+[ ,]+[а-яё]+[ ,]+[а-яё]+`)

func TestSentencesStandInTextFiles(t *testing.T) {
	var found []string
	for _, s := range whole(t) {
		if s.test || s.generated || !s.slice() && !s.machinery() {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok {
				if text, ok := literal(lit); ok && threeWords.MatchString(text) {
					found = append(found, fmt.Sprintf("%s: %q", s.at(n), text))
				}
			}
			return true
		})
	}
	report(t, "Sentences in code; give them a key and a place in text.ru.json and text.en.json:", found)
}

// misplaced lists SQL in a rules file and HTTP outside pages and API: roles are
// told by the suffix of the file's name.
func misplaced(files []*source) (found []string) {
	roleOf := func(s *source) string {
		base := strings.TrimSuffix(path.Base(s.path), ".go")
		if base == s.top() || base == path.Base(s.dir()) {
			return "slice"
		}
		return base[strings.LastIndex(base, "_")+1:]
	}
	for _, s := range files {
		if s.test || s.generated || !s.slice() || strings.Count(s.path, "/") > 1 || s.top() == "ledger" || s.top() == "interop" {
			continue
		}
		switch roleOf(s) {
		case "pages", "api", "slice":
		default:
			for _, spec := range s.file.Imports {
				if spec.Path.Value == `"net/http"` {
					found = append(found, fmt.Sprintf("%s: HTTP belongs in _pages or _api", s.at(spec)))
				}
			}
		}
		switch roleOf(s) {
		case "store", "export", "fill":
		default:
			for _, st := range statements([]*source{s}) {
				if st.whole {
					found = append(found, fmt.Sprintf("%s: SQL belongs in _store, export or fill", st.at))
				}
			}
		}
	}
	return found
}

func TestRulesFilesHoldNeitherSQLNorHTTP(t *testing.T) {
	report(t, "In the wrong file of its slice:", misplaced(whole(t)))
}

func TestFileRoleRuleBites(t *testing.T) {
	bites(t, misplaced([]*source{
		sample(t, "journal/mark.go", `import "net/http"; func f(tx *storage.Tx) { tx.Exec("DELETE FROM journal_mark WHERE org_id = $1") }`),
		sample(t, "journal/mark_pages.go", `import "net/http"; func f(tx *storage.Tx) { tx.Exec("DELETE FROM journal_mark WHERE org_id = $1") }`),
		sample(t, "journal/mark_store.go", `func f(tx *storage.Tx) { tx.Exec("DELETE FROM journal_mark WHERE org_id = $1") }`),
		sample(t, "journal/journal.go", `import "net/http"`),
	}), 3)
}
