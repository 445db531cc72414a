package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// words are imported by everybody and do no input or output.
var words = []string{"id", "when", "access", "internal/problem"}

// sliceOrder decides who may import whom: a slice sees those above it.
var sliceOrder = []string{
	"ledger",
	"orgs",
	"school",
	"people",
	"messages",
	"documents",
	"timetable",
	"journal",
	"diary",
	"practice",
	"monitoring",
	"printed",
	"interop",
}

// above the slices stand those who wire and drive them, each seeing what is left of it.
var wiring = map[string][]string{
	"app":   {},
	"demo":  {"app"},
	"cmd":   {"app", "demo"},
	"bench": {"app", "demo"},
	"e2e":   {"app", "demo"},
}

// imports lists the imports that the order forbids. A package of tests beside
// its subject (journal_test) may import anything: it is nobody's dependency.
func imports(all []*source) (found []string) {
	for _, s := range all {
		if s.test && strings.HasSuffix(s.file.Name.Name, "_test") {
			continue
		}
		for _, spec := range s.file.Imports {
			to, ours := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), "parta/")
			if ours && !mayImport(s.dir(), to) {
				found = append(found, fmt.Sprintf("%s imports %s", s.at(spec), to))
			}
		}
	}
	return found
}

func mayImport(from, to string) bool {
	isWord := slices.Contains(words, to)
	fromTop, toTop := strings.SplitN(from, "/", 2)[0], strings.SplitN(to, "/", 2)[0]
	if slices.Contains(words, from) {
		return isWord && slices.Index(words, to) < slices.Index(words, from)
	}
	if isWord || fromTop == toTop {
		return true
	}
	if fromTop == "internal" {
		return false
	}
	if toTop == "internal" {
		return true
	}
	to = toTop
	if above, ok := wiring[fromTop]; ok {
		return slices.Contains(sliceOrder, to) || slices.Contains(above, to)
	}
	rank := slices.Index(sliceOrder, to)
	return rank >= 0 && rank < slices.Index(sliceOrder, fromTop)
}

func TestSlicesImportOnlyWhatStandsAboveThem(t *testing.T) {
	report(t, "Imports against the order of slices (sliceOrder in this file):", imports(whole(t)))
}

func TestEveryFolderHasItsPlaceInTheOrder(t *testing.T) {
	for _, s := range whole(t) {
		_, wires := wiring[s.top()]
		if !wires && !s.machinery() && !s.slice() && !slices.Contains(words, s.dir()) {
			t.Errorf("%s: folder %s stands in no list of this file", s.path, s.top())
		}
	}
}

func TestImportRuleBites(t *testing.T) {
	bites(t, imports([]*source{
		sample(t, "people/person.go", `import "parta/journal"`),
		sample(t, "internal/web/page.go", `import "parta/school"`),
		sample(t, "id/id.go", `import "parta/when"`),
		sample(t, "journal/mark.go", `import "parta/app"`),
		sample(t, "app/app.go", `import "parta/demo"`),
		sample(t, "access/policy.go", `import "parta/internal/storage"`),
		sample(t, "people/person_test.go", `import "parta/journal"`),
	}), 7)
	bites(t, imports([]*source{
		sample(t, "journal/mark.go", `import ("parta/people"; "parta/id"; "parta/internal/storage"; "parta/ledger")`),
		sample(t, "interop/oneroster/read.go", `import ("parta/journal"; "parta/interop")`),
		sample(t, "cmd/parta/main.go", `import ("parta/app"; "parta/demo"; "parta/orgs")`),
		sample(t, "access/policy.go", `import ("parta/id"; "parta/when")`),
	}), 0)
}
