package rules_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// languages that every sentence exists in.
var languages = []string{"ru", "en"}

// sentence is one entry of a text file: its forms, of which a plain one has one.
type sentence struct {
	file  string
	forms map[string]string
}

// texts reads the sentences of a language from all text files.
func texts(t *testing.T, language string) map[string]sentence {
	t.Helper()
	found := map[string]sentence{}
	err := walk(func(name string) error {
		if path.Base(name) != "text."+language+".json" {
			return nil
		}
		raw, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return err
		}
		more, problems := sentencesOf(name, raw)
		for _, p := range problems {
			t.Error(p)
		}
		for key, s := range more {
			found[key] = s
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func sentencesOf(name string, raw []byte) (found map[string]sentence, problems []string) {
	entries := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &entries); err != nil {
		return nil, []string{name + ": " + err.Error()}
	}
	found = map[string]sentence{}
	for key, entry := range entries {
		s := sentence{file: name}
		var plain string
		if json.Unmarshal(entry, &plain) == nil {
			s.forms = map[string]string{"": plain}
		} else if err := json.Unmarshal(entry, &s.forms); err != nil {
			problems = append(problems, fmt.Sprintf("%s: %s is neither a sentence nor its plural forms", name, key))
		}
		owner := owns(path.Dir(name) + "/")
		if !strings.HasPrefix(key, owner+".") && !strings.HasPrefix(key, path.Base(path.Dir(name))+".") {
			problems = append(problems, fmt.Sprintf("%s: key %s must begin with %q", name, key, owner+"."))
		}
		found[key] = s
	}
	return found, problems
}

var verb = regexp.MustCompile(`%(?:\[(\d+)\])?[-+# 0]*\d*(?:\.\d+)?[a-zA-Z]`)

// verbs counts the arguments that a sentence wants: the most that one of its forms does.
func (s sentence) verbs() (most int) {
	for _, form := range s.forms {
		found := verb.FindAllStringSubmatch(strings.ReplaceAll(form, "%%", ""), -1)
		n := len(found)
		for _, m := range found {
			if m[1] != "" {
				at, _ := strconv.Atoi(m[1])
				n = max(at, 0)
			}
		}
		most = max(most, n)
	}
	return most
}

func mismatched(a, b map[string]sentence, language string) (found []string) {
	for key, s := range a {
		other, both := b[key]
		switch {
		case !both:
			found = append(found, fmt.Sprintf("%s: %s has no sentence in %s", s.file, key, language))
		case other.verbs() != s.verbs():
			found = append(found, fmt.Sprintf("%s: %s wants %d arguments here and %d in %s", s.file, key, s.verbs(), other.verbs(), language))
		}
	}
	return found
}

func TestEverySentenceExistsInEachLanguage(t *testing.T) {
	var found []string
	for _, a := range languages {
		for _, b := range languages {
			if a != b {
				found = append(found, mismatched(texts(t, a), texts(t, b), b)...)
			}
		}
	}
	report(t, "Sentences that differ between languages:", found)
}

// keys are what the code says of sentences.
type keys struct {
	wanted   map[string]string // key → where it is asked for
	said     map[string]bool   // every string that stands in the code, so also keys kept in tables
	prefixes []string          // "journal.kind." + something
	suffixes []string          // key + ".short"
}

var (
	keyShape  = regexp.MustCompile(`^[a-z][a-z0-9]*(\.[a-zA-Z0-9_-]+)+$`)
	keyPrefix = regexp.MustCompile(`^[a-z][a-z0-9]*(\.[a-zA-Z0-9_-]+)*\.$`)
)

// keysOf gathers the keys that code asks for: in T, in problem.New and
// WithField, in the Key and TitleKey of a literal.
func keysOf(files []*source) keys {
	k := keys{wanted: map[string]string{}, said: map[string]bool{}}
	for _, s := range files {
		ask := func(e ast.Expr) {
			if text, ok := literal(e); ok && keyShape.MatchString(text) {
				k.wanted[text] = s.at(e)
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				switch name := calleeName(n); {
				case name == "T": // p.T(key, …) in Go, T(ctx, key, …) in templates
					for _, arg := range n.Args[:min(2, len(n.Args))] {
						ask(arg)
					}
				case (name == "New" || name == "WithField") && len(n.Args) > 1:
					ask(n.Args[1])
				}
			case *ast.KeyValueExpr:
				if field, ok := n.Key.(*ast.Ident); ok && (field.Name == "Key" || field.Name == "TitleKey") {
					ask(n.Value)
				}
			case *ast.BinaryExpr:
				if text, ok := literal(n.Y); ok && n.Op == token.ADD && strings.HasPrefix(text, ".") {
					k.suffixes = append(k.suffixes, text)
				}
			case *ast.BasicLit:
				if text, ok := literal(n); ok {
					k.said[text] = true
					if keyPrefix.MatchString(text) {
						k.prefixes = append(k.prefixes, text)
					}
				}
			}
			return true
		})
	}
	return k
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

func missing(k keys, have map[string]sentence, owners map[string]bool) (found []string) {
	for key, at := range k.wanted {
		if _, there := have[key]; !there && owners[strings.SplitN(key, ".", 2)[0]] {
			found = append(found, fmt.Sprintf("%s: no sentence for %s", at, key))
		}
	}
	return found
}

func unused(k keys, have map[string]sentence) (found []string) {
	for key, s := range have {
		computed := slices.ContainsFunc(k.prefixes, func(p string) bool { return strings.HasPrefix(key, p) })
		joined := slices.ContainsFunc(k.suffixes, func(end string) bool {
			begin, cut := strings.CutSuffix(key, end)
			return cut && k.said[begin]
		})
		if !k.said[key] && !computed && !joined {
			found = append(found, fmt.Sprintf("%s: nothing says %s", s.file, key))
		}
	}
	return found
}

// written is the code that speaks to people: generated templates too, tests not.
func written(all []*source) (kept []*source) {
	for _, s := range all {
		if !s.test {
			kept = append(kept, s)
		}
	}
	return kept
}

func TestEveryKeyHasItsSentenceAndEverySentenceItsUse(t *testing.T) {
	have := texts(t, languages[0])
	owners := map[string]bool{}
	for key := range have {
		owners[strings.SplitN(key, ".", 2)[0]] = true
	}
	for _, s := range whole(t) {
		if s.slice() {
			owners[s.top()] = true
		}
	}
	k := keysOf(written(whole(t)))
	report(t, "Keys without a sentence:", missing(k, have, owners))
	report(t, "Sentences that nothing says:", unused(k, have))
}

func TestTextRulesBite(t *testing.T) {
	ru, problems := sentencesOf("journal/text.ru.json", []byte(`{
		"journal.a": "%s и %d", "journal.b": {"one": "%d урок", "few": "%d урока"}, "journal.c": "нет", "journal.kind.d": "да", "journal.choice.f": "ещё", "journal.a.short": "а", "journal.e": "100%%", "people.x": "чужой"}`))
	bites(t, problems, 1)
	en, _ := sentencesOf("journal/text.en.json", []byte(`{
		"journal.a": "%s", "journal.b": {"one": "one lesson", "other": "%d lessons"}, "journal.kind.d": "yes", "journal.choice.f": "more", "journal.a.short": "a", "journal.e": "100%%", "people.x": "x"}`))
	bites(t, mismatched(ru, en, "en"), 2)

	k := keysOf([]*source{sample(t, "journal/mark_pages.go", `
		func a(p *i18n.Printer, kind string) {
			p.T("journal.a", 1, 2)
			p.T("journal.kind." + kind)
			choices("journal.choice.", kind)
			p.T(kind + ".short")
			problem.New(problem.Invalid, "journal.gone")
			p.T("journal.absent")
		}
		var kept = map[int]string{1: "journal.b"}`)})
	bites(t, missing(k, ru, map[string]bool{"journal": true}), 2)
	bites(t, unused(k, ru), 3)
}
