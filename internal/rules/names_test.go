package rules_test

import (
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// synonyms are words that the glossary replaces, and words that say nothing.
// A name may not contain one: NewStudent, gradeBook, MarkManager.
var synonyms = map[string]string{
	"student":    "pupil",
	"students":   "pupils",
	"gradebook":  "journal",
	"grade":      "mark, or year group",
	"grades":     "marks, or year groups",
	"score":      "mark",
	"scores":     "marks",
	"homeroom":   "class",
	"curator":    "form tutor",
	"principal":  "head",
	"subclass":   "group",
	"quarter":    "term",
	"assignment": "homework or task",
	"schedule":   "timetable",
	"manager":    "what it does",
	"managers":   "what it does",
	"helper":     "what it does",
	"helpers":    "what it does",
	"util":       "what it does",
	"utils":      "what it does",
	"service":    "what it does",
	"impl":       "the thing itself",
}

// foreignWords may use the words of outside formats.
var foreignWords = []string{"interop/"}

func misnamed(files []*source) (found []string) {
	for _, s := range files {
		if s.generated || strings.HasPrefix(s.path, foreignWords[0]) {
			continue
		}
		check := func(n *ast.Ident) {
			for _, word := range wordsOf(n.Name) {
				if better, bad := synonyms[word]; bad {
					found = append(found, fmt.Sprintf("%s: %s: not %q but %s", s.at(n), n.Name, word, better))
				}
			}
		}
		check(s.file.Name)
		for _, word := range strings.FieldsFunc(strings.TrimSuffix(path.Base(s.path), ".go"), func(r rune) bool { return r == '_' || r == '.' }) {
			if better, bad := synonyms[word]; bad {
				found = append(found, fmt.Sprintf("%s: file named %q: %s", s.path, word, better))
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				check(n.Name)
			case *ast.FuncDecl:
				check(n.Name)
				if getter.MatchString(n.Name.Name) {
					found = append(found, fmt.Sprintf("%s: %s: say what it gives, without Get", s.at(n), n.Name.Name))
				}
			case *ast.Field:
				for _, name := range n.Names {
					check(name)
				}
			case *ast.ValueSpec:
				for _, name := range n.Names {
					check(name)
				}
			case *ast.AssignStmt:
				for _, left := range n.Lhs {
					if name, ok := left.(*ast.Ident); ok && n.Tok.String() == ":=" {
						check(name)
					}
				}
			}
			return true
		})
	}
	return found
}

var getter = regexp.MustCompile(`^[gG]et[A-Z]`)

// wordsOf splits a name into its words: MarkManager is mark and manager.
func wordsOf(name string) (words []string) {
	var word []rune
	runes := []rune(name)
	for i, r := range runes {
		starts := unicode.IsUpper(r) && (i > 0 && !unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if (starts || r == '_') && len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
			word = nil
		}
		if r != '_' {
			word = append(word, r)
		}
	}
	return append(words, strings.ToLower(string(word)))
}

func TestNamesUseTheWordsOfTheGlossary(t *testing.T) {
	report(t, "Names with a word that the glossary (docs/glossary.md) replaces:", misnamed(whole(t)))
}

func TestNameRuleBites(t *testing.T) {
	bites(t, misnamed([]*source{
		sample(t, "people/student.go", `
			type Student struct { finalGrade string }
			func GetPupil() {}
			type MarkManager int
			func f(HTTPService int) { gradeBook := 1; _ = gradeBook }`),
		sample(t, "journal/mark.go", `type Upgrade int; func (u Upgrade) getter() { degraded, utility := 1, 2; _, _ = degraded, utility }`),
		sample(t, "interop/oneroster/user.go", `type Student struct { Grade string }`),
	}), 7)
}
