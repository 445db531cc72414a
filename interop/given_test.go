package interop_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parta/internal/storage"
	"parta/interop"
)

// A set of two schools, brought into one that was named.
func TestOrganisationThatWasNamedIsFoundInTheSet(t *testing.T) {
	for _, tt := range []struct {
		name, org, second string // what the other school of the set is called
		want              string // refusal, or "" when it is taken
		says              []string
	}{
		{"called as in the set", "школа №1", "Школа № 2", "", nil},
		{"in none of them", "Школа № 3", "Школа № 2", "interop.org.several", []string{"Школа № 3", "Школа № 1; Школа № 2"}},
		{"in two of them", "Школа № 1", "Школа № 1", "interop.org.alike", []string{"Школа № 1", "school-1; school-2"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := template.SQLite(t)
			folder := t.TempDir()
			if err := os.CopyFS(folder, os.DirFS(own+"school")); err != nil {
				t.Fatal(err)
			}
			orgs := filepath.Join(folder, "orgs.csv")
			text, err := os.ReadFile(orgs)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(orgs, []byte(strings.Replace(string(text), "Школа № 2", tt.second, 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			o := interop.Options{Paths: []string{folder}, Org: tt.org}
			if tt.want == "" {
				result := bring(t, k.DB, o)
				if len(result.Orgs) != 1 || result.Orgs[0].Count("person", interop.Create) == 0 {
					t.Errorf("brought in %v", counted(result))
				}
				again(t, k.DB, o)
				return
			}
			said := whyRefused(t, k.DB, o, tt.want)
			for i, want := range tt.says {
				if i >= len(said) || said[i] != want {
					t.Errorf("the refusal says %q, want %q", said, tt.says)
				}
			}
		})
	}
}

// whyRefused gives what a refusal is told with.
func whyRefused(t *testing.T, db *storage.DB, o interop.Options, key string) (said []any) {
	t.Helper()
	result, _ := interop.Import(t.Context(), db, o)
	for _, f := range result.Findings {
		if f.Key == key {
			return f.Args
		}
	}
	t.Fatalf("refused: %v, found %v; want %s", result.Refused, listed(result), key)
	return nil
}

func TestOnlyOrganisationOfASetMayBeCalledOtherwise(t *testing.T) {
	k := template.SQLite(t)
	o := interop.Options{Paths: []string{own + "old"}, Org: "Лицей"}
	if found := listed(bring(t, k.DB, o)); !slices.ContainsFunc(found, func(f string) bool { return strings.HasSuffix(f, "interop.org.other") }) {
		t.Errorf("not told that the set calls it otherwise: %v", found)
	}
	if found := listed(bring(t, k.DB, o)); slices.ContainsFunc(found, func(f string) bool { return strings.HasSuffix(f, "interop.org.other") }) {
		t.Errorf("told again of an organisation that is known: %v", found)
	}
}
