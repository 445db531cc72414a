package main

import (
	"strings"
	"testing"

	"parta/app"
	"parta/internal/config"
	"parta/internal/testkit"
)

func TestMigrationKeepsOffADatabaseThatIsInUse(t *testing.T) {
	at := config.Data{Dir: t.TempDir(), Database: testkit.EmptyPostgres(t)}
	db, err := app.OpenToWork(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"migrate", "--data", t.TempDir(), "--database", at.Database}
	if code, _, errs := command(t, args...); code != exitRefused || !strings.Contains(errs, "in use by another parta") {
		t.Errorf("in use: exit %d\n%s", code, errs)
	}
	if code, out, errs := command(t, "import", "--data", t.TempDir(), "--database", at.Database, "--org", "Школа № 1", book); code != exitDone {
		t.Errorf("an import beside a server: exit %d\n%s%s", code, out, errs)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := command(t, args...); code != exitDone {
		t.Errorf("not in use: exit %d\n%s%s", code, out, errs)
	}
}
