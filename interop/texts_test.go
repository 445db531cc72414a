package interop_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Every finding is told with as many arguments as its sentence has places for.
func TestFindingsFitTheirSentences(t *testing.T) {
	data, err := os.ReadFile("text.ru.json")
	if err != nil {
		t.Fatal(err)
	}
	sentences := map[string]string{}
	if err := json.Unmarshal(data, &sentences); err != nil {
		t.Fatal(err)
	}
	verb := regexp.MustCompile(`%[sd]`)
	for _, pattern := range []string{"*.go", "*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				for i, arg := range call.Args {
					lit, ok := arg.(*ast.BasicLit)
					if !ok || lit.Kind != token.STRING {
						continue
					}
					key, err := strconv.Unquote(lit.Value)
					if err != nil || !strings.HasPrefix(key, "interop.") || strings.HasSuffix(key, ".") {
						continue
					}
					sentence, there := sentences[key]
					if got, want := len(call.Args)-i-1, len(verb.FindAllString(sentence, -1)); !there || got != want {
						t.Errorf("%s: %s is given %d arguments, its sentence has %d", set.Position(call.Pos()), key, got, want)
					}
				}
				return true
			})
		}
	}
}
