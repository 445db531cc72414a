package rules_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// direct are the modules that go.mod names as ours, without those of others.
func direct(goMod string) (modules []string) {
	inside := false
	for line := range strings.Lines(goMod) {
		fields := strings.Fields(line)
		switch {
		case len(fields) > 0 && fields[0] == "require" && strings.Contains(line, "("):
			inside = true
		case len(fields) > 0 && fields[0] == ")":
			inside = false
		case inside && len(fields) >= 2 && !strings.Contains(line, "// indirect"):
			modules = append(modules, fields[0])
		}
	}
	slices.Sort(modules)
	return modules
}

// TestDependenciesAreThoseAgreed compares each direct dependency, and the
// packages of ours that import it, with the golden list. A new one is its own
// commit with the reason; then run it with -update.
func TestDependenciesAreThoseAgreed(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	modules := direct(string(text))
	users := map[string][]string{}
	for _, s := range whole(t) {
		for _, spec := range s.file.Imports {
			to := strings.Trim(spec.Path.Value, `"`)
			for _, m := range modules {
				if (to == m || strings.HasPrefix(to, m+"/")) && !s.test {
					users[m] = append(users[m], s.dir())
				}
			}
		}
	}
	var b strings.Builder
	b.WriteString("# Direct dependencies, and who imports each. An adapter has one user; words shared by all have more.\n")
	for _, m := range modules {
		slices.Sort(users[m])
		fmt.Fprintf(&b, "%s: %s\n", m, strings.Join(slices.Compact(users[m]), ", "))
	}
	golden := filepath.Join("testdata", "dependencies.txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("dependencies differ from %s (run with -update after agreeing):\n%s", golden, b.String())
	}
}

func TestDirectDependenciesAreReadFromGoMod(t *testing.T) {
	got := direct("module x\nrequire (\n\ta/b v1\n\tc/d v2 // indirect\n)\n")
	if !slices.Equal(got, []string{"a/b"}) {
		t.Errorf("got %v", got)
	}
}
