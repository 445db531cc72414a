package app_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"parta/app"
)

var update = flag.Bool("update", false, "print the pages of docs anew")

func TestPrintedPagesAreCurrent(t *testing.T) {
	for name, print := range map[string]func() (string, error){"access.md": app.AccessPage, "schema.sql": app.SchemaPage} {
		t.Run(name, func(t *testing.T) {
			got, err := print()
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("..", "docs", name)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil || got != string(want) {
				t.Errorf("docs/%s is not current (%v): run make generate", name, err)
			}
		})
	}
}
