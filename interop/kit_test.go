package interop_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/interop"
	"parta/ledger"
	"parta/orgs"
	"parta/people"
	"parta/school"
)

var template = &testkit.Template{
	Slices:  []fs.FS{ledger.Migrations, orgs.Migrations, school.Migrations, people.Migrations, interop.Migrations},
	Install: ledger.Install,
}

// bring imports and fails the test on anything but success.
func bring(t *testing.T, db *storage.DB, o interop.Options) interop.Result {
	t.Helper()
	if o.Zone == "" {
		o.Zone = "Asia/Tomsk"
	}
	result, err := interop.Import(context.Background(), db, o)
	if err != nil {
		t.Fatalf("import %v: %v\n%s", o.Paths, err, strings.Join(listed(result), "\n"))
	}
	return result
}

// refused imports what must be refused and returns what was found.
func refused(t *testing.T, db *storage.DB, o interop.Options) []string {
	t.Helper()
	if o.Zone == "" {
		o.Zone = "Asia/Tomsk"
	}
	result, err := interop.Import(context.Background(), db, o)
	if !errors.Is(err, interop.ErrRefused) || !result.Refused {
		t.Fatalf("import %v: got %v, want a refusal", o.Paths, err)
	}
	return listed(result)
}

func listed(result interop.Result) []string {
	var all []string
	for _, f := range result.Findings {
		all = append(all, fmt.Sprintf("%s %s %s", f.Level, f.Place(), f.Key))
	}
	return all
}

// counted sums a result up: "person create 6".
func counted(result interop.Result) []string {
	var all []string
	sum := map[string]int{}
	for _, o := range result.Orgs {
		for kind, acts := range o.Counts {
			for act, n := range acts {
				sum[kind+" "+act] += n
			}
		}
	}
	for what, n := range sum {
		all = append(all, fmt.Sprint(what, " ", n))
	}
	slices.Sort(all)
	return all
}

// lines is how many lines all ledgers have, and rows what interop's tables hold.
func lines(t *testing.T, db *storage.DB) (n int64) {
	t.Helper()
	err := db.ReadControl(context.Background(), func(tx *storage.Tx) error {
		heads, err := ledger.Heads(tx)
		for _, h := range heads {
			n += h.Seq
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func expect(t *testing.T, result interop.Result, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := counted(result); !slices.Equal(got, want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// edited is the set of two schools with the rows of one file changed; a row that
// comes out empty is left out.
func edited(t *testing.T, file string, edit func(row string) string) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(own+"school")); err != nil {
		t.Fatal(err)
	}
	rewrite(t, filepath.Join(folder, file), func(text string) string {
		var rows strings.Builder
		for row := range strings.Lines(text) {
			rows.WriteString(edit(row))
		}
		return rows.String()
	})
	return folder
}

func rewrite(t *testing.T, file string, edit func(text string) string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(edit(string(data))), 0o600); err != nil {
		t.Fatal(err)
	}
}

// shared finds a public set beside the repository; the test is skipped without it.
func shared(t *testing.T, set string) string {
	t.Helper()
	candidates := []string{os.Getenv("PARTA_SHARED")}
	at, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for range 6 {
		candidates = append(candidates, filepath.Join(at, "shared"))
		at = filepath.Dir(at)
	}
	for _, c := range candidates {
		folder := filepath.Join(c, "data", "oneroster", set)
		if _, err := os.Stat(folder); c != "" && err == nil {
			return folder
		}
	}
	t.Skip("the public OneRoster sets are not beside the repository; PARTA_SHARED names their folder")
	return ""
}
