package main

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parta/app"
	"parta/internal/config"
	"parta/internal/storage"
	"parta/internal/testkit"
)

// standing is how the schema in a place stands to this program's.
func standing(t *testing.T, at config.Data) storage.Standing {
	t.Helper()
	all, err := app.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	db, err := storage.Open(t.Context(), storage.Config{Dir: at.Dir, Postgres: at.Database, Migrations: all})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	schema, err := db.Standing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// A server of before may be at work in the folder: it would not know the tables.
func TestCheckAndBackupLeaveAnOlderSchemaAsItIs(t *testing.T) {
	dir := t.TempDir()
	older(t, config.Data{Dir: dir})
	for _, args := range [][]string{{"check"}, {"check", "--ledger"}, {"backup", filepath.Join(t.TempDir(), "school.zip")}} {
		refused(t, exitRefused, append(args, "--data", dir), "parta migrate", map[string]string{"ru": "старше этой программы", "en": "older than this program"})
	}
	if schema := standing(t, config.Data{Dir: dir}); !schema.Behind {
		t.Error("the schema was brought up")
	}
}

func TestCheckOfAnEmptyDatabaseMakesNoTables(t *testing.T) {
	at := config.Data{Dir: t.TempDir(), Database: testkit.EmptyPostgres(t)}
	args := []string{"check", "--data", at.Dir, "--database", at.Database}
	if code, out, errs := command(t, args...); code != exitRefused || !strings.Contains(errs, "nothing is in the database") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	if schema := standing(t, at); !schema.Bare {
		t.Error("tables were made")
	}
}

func TestOlderFolderIsBroughtUpOnlyWhenNobodyHasIt(t *testing.T) {
	dir := t.TempDir()
	older(t, config.Data{Dir: dir})
	release, err := storage.LockFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	toImport := []string{"import", "--data", dir, "--org", "Школа № 1", book}
	for _, args := range [][]string{{"migrate", "--data", dir}, toImport} {
		refused(t, exitRefused, args, dir, map[string]string{"ru": "сначала остановите", "en": "stop it first"})
	}
	if schema := standing(t, config.Data{Dir: dir}); !schema.Behind {
		t.Error("the schema was brought up")
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := command(t, "migrate", "--data", dir); code != exitDone {
		t.Errorf("nobody has it: exit %d\n%s%s", code, out, errs)
	}
	if release, err = storage.LockFolder(dir); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = release() }()
	for _, args := range [][]string{{"migrate", "--data", dir}, toImport} {
		if code, out, errs := command(t, args...); code != exitDone {
			t.Errorf("%s beside a server of this schema: exit %d\n%s%s", args[0], code, out, errs)
		}
	}
}

func TestNewerSchemaIsLeftToItsProgram(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			at := config.Data{Dir: t.TempDir()}
			driver, dsn := "sqlite", filepath.Join(at.Dir, "parta.db")
			if engine == "postgres" {
				at.Database = testkit.EmptyPostgres(t)
				driver, dsn = "pgx", at.Database
			}
			place := []string{"--data", at.Dir, "--database", at.Database}
			if code, out, errs := command(t, append([]string{"migrate"}, place...)...); code != exitDone {
				t.Fatalf("migrate: exit %d\n%s%s", code, out, errs)
			}
			pool, err := sql.Open(driver, dsn)
			if err != nil {
				t.Fatal(err)
			}
			defer pool.Close()
			if _, err := pool.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (20990101000000, TRUE)"); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{
				{"serve", "--listen", "127.0.0.1:0"},
				{"demo", "--listen", "127.0.0.1:0"},
				{"migrate"},
				{"check"},
				{"backup", filepath.Join(t.TempDir(), "school.zip")},
				{"import", "--org", "Школа № 1", book},
			} {
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // a server that is not refused ends, too
				var out, errs strings.Builder
				code := run(ctx, append(args, place...), &out, &errs)
				cancel()
				if code != exitRefused || !strings.Contains(errs.String(), "newer Parta") || !strings.Contains(errs.String(), "20990101000000") {
					t.Errorf("%s: exit %d\n%s%s", args[0], code, &out, &errs)
				}
			}
		})
	}
}
