package rules_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// statement is one SQL text found in the source: a string, or several joined by
// +, with constants of the package put in. What only a run can know (the list
// of an IN) stands in it as unknown.
type statement struct {
	at     string // file:line
	dir    string // of its package
	text   string // without comments
	fanout bool   // tagged as going to all organisations on purpose
	whole  bool   // a whole statement, not a piece of one
	only   string // the engine it is for, when it is an argument of storage.Pick
}

// unknown is what stands in a statement for a part that is computed.
const unknown = "\x00"

var (
	beginsSQL  = regexp.MustCompile(`^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\s`)
	looksSQL   = regexp.MustCompile(`(^|[\s(])(SELECT\s+[\w*(]|FROM\s+[a-z_0-9]+|INSERT INTO\s+\w|UPDATE\s+[a-z_0-9]+\s+SET|DELETE FROM\s|(CROSS |LEFT |INNER )?JOIN\s+[a-z_0-9]+|WHERE\s+[a-z_0-9.]+\s|ORDER BY\s|GROUP BY\s)`)
	sqlComment = regexp.MustCompile(`(?s)/\*.*?\*/|--[^\n]*`)
)

// statements finds every SQL text of the files.
func statements(files []*source) (found []statement) {
	byDir := map[string][]*source{}
	for _, s := range files {
		if !s.generated {
			byDir[s.dir()] = append(byDir[s.dir()], s)
		}
	}
	for _, s := range files {
		if s.generated {
			continue
		}
		names, joined := namesOf(byDir[s.dir()]), joinedNames(byDir[s.dir()])
		for _, decl := range s.file.Decls {
			found = append(found, statementsIn(s, decl, names, joined)...)
		}
	}
	return found
}

func statementsIn(s *source, decl ast.Decl, outer map[string]ast.Expr, joined map[string]bool) (found []statement) {
	names := outer
	if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
		names = localNames(fn.Body, outer)
	}
	only, piece := map[ast.Node]string{}, map[ast.Node]bool{}
	ast.Inspect(decl, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for i, value := range n.Values {
				piece[value] = joined[n.Names[i].Name]
			}
		case *ast.AssignStmt:
			for i, value := range n.Rhs {
				if name, ok := n.Lhs[min(i, len(n.Lhs)-1)].(*ast.Ident); ok {
					piece[value] = joined[name.Name]
				}
			}
		case *ast.CallExpr:
			if calleeName(n) == "Pick" && len(n.Args) == 3 {
				only[n.Args[1]], only[n.Args[2]] = "sqlite", "postgres"
			}
		case *ast.BasicLit, *ast.BinaryExpr:
			text := fold(n.(ast.Expr), names, 0)
			if !looksSQL.MatchString(text) && !beginsSQL.MatchString(text) {
				return true
			}
			found = append(found, statement{
				at: s.at(n), dir: s.dir(), text: sqlComment.ReplaceAllString(text, " "),
				fanout: strings.Contains(text, "/* fanout"),
				whole:  beginsSQL.MatchString(text) && !piece[n],
				only:   only[n],
			})
			return false // the parts of a sum are not statements of their own
		}
		return true
	})
	return found
}

// fold computes a string expression as far as the source alone tells.
func fold(e ast.Expr, names map[string]ast.Expr, depth int) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return unknown
		}
		text, err := strconv.Unquote(e.Value)
		if err != nil {
			return unknown
		}
		return text
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return fold(e.X, names, depth) + fold(e.Y, names, depth)
		}
	case *ast.ParenExpr:
		return fold(e.X, names, depth)
	case *ast.Ident:
		if value, known := names[e.Name]; known && value != nil && depth < 8 {
			return fold(value, names, depth+1)
		}
	}
	return unknown
}

// joinedNames are the names that stand in a sum somewhere: what they hold is a
// piece of a statement, not one of its own.
func joinedNames(files []*source) map[string]bool {
	joined := map[string]bool{}
	for _, s := range files {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if sum, ok := n.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
				for _, side := range []ast.Expr{sum.X, sum.Y} {
					if name, ok := side.(*ast.Ident); ok {
						joined[name.Name] = true
					}
				}
			}
			return true
		})
	}
	return joined
}

// namesOf gathers the constants and variables of a package by name.
func namesOf(files []*source) map[string]ast.Expr {
	names := map[string]ast.Expr{}
	for _, s := range files {
		for _, decl := range s.file.Decls {
			if gen, ok := decl.(*ast.GenDecl); ok {
				addSpecs(names, gen)
			}
		}
	}
	return names
}

// localNames adds what a function names itself; a name given two values is unknown.
func localNames(body *ast.BlockStmt, outer map[string]ast.Expr) map[string]ast.Expr {
	names := map[string]ast.Expr{}
	times := map[string]int{}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			addSpecs(names, n)
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				name, ok := left.(*ast.Ident)
				if !ok {
					continue
				}
				times[name.Name]++
				names[name.Name] = nil
				if len(n.Lhs) == len(n.Rhs) && times[name.Name] == 1 && n.Tok == token.DEFINE {
					names[name.Name] = n.Rhs[i]
				}
			}
		}
		return true
	})
	for name, value := range outer {
		if _, hidden := names[name]; !hidden {
			names[name] = value
		}
	}
	return names
}

func addSpecs(names map[string]ast.Expr, decl *ast.GenDecl) {
	for _, spec := range decl.Specs {
		if v, ok := spec.(*ast.ValueSpec); ok {
			for i, name := range v.Names {
				if i < len(v.Values) {
					names[name.Name] = v.Values[i]
				}
			}
		}
	}
}

func calleeName(call *ast.CallExpr) string {
	fun := call.Fun
	for {
		switch f := fun.(type) {
		case *ast.IndexExpr:
			fun = f.X
		case *ast.IndexListExpr:
			fun = f.X
		case *ast.SelectorExpr:
			return f.Sel.Name
		case *ast.Ident:
			return f.Name
		default:
			return ""
		}
	}
}

// spoken are the statements of the slices themselves: neither tests, which may
// do damage on purpose, nor storage, which speaks to each engine in its own way,
// nor bench, whose ceiling has a database of its own.
var spoken = sync.OnceValues(func() ([]statement, error) {
	all, err := tree()
	if err != nil {
		return nil, err
	}
	return statements(productive(all)), nil
})

func productive(all []*source) (kept []*source) {
	for _, s := range all {
		if !s.test && s.dir() != "internal/storage" && s.dir() != "internal/testkit" && s.dir() != "bench" {
			kept = append(kept, s)
		}
	}
	return kept
}

func sqlOfTree(t *testing.T) []statement {
	t.Helper()
	found, err := spoken()
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestStatementsAreFoundWhole(t *testing.T) {
	found := statements([]*source{sample(t, "journal/mark_store.go", `
		const markColumns = "m.mark_id, m.text"
		func read(tx *storage.Tx, tasks []int64) {
			from := "FROM journal_mark m "
			list, args := storage.In(2, tasks)
			storage.All(tx, scan, "SELECT " + markColumns + " " + from + "WHERE m.org_id = $1 AND m.task_id IN " + list, args...)
			tx.Exec(`+"`UPDATE journal_mark -- a remark\nSET text = $2 WHERE org_id = $1 /* fanout: not really */`"+`)
		}
		var sentence = "Select a class from the list"
	`)})
	want := "SELECT m.mark_id, m.text FROM journal_mark m WHERE m.org_id = $1 AND m.task_id IN " + unknown
	var texts []string
	for _, s := range found {
		if s.whole {
			texts = append(texts, s.text)
		}
	}
	if len(texts) != 2 || texts[0] != want {
		t.Fatalf("found %q, want first %q", texts, want)
	}
	last := found[len(found)-1]
	if strings.Contains(last.text, "remark") || !last.fanout {
		t.Errorf("comments: %+v", last)
	}
}
