package app_test

import (
	"database/sql"
	"errors"
	"testing"

	"parta/app"
	"parta/internal/config"
	"parta/internal/storage"
	"parta/internal/testkit"
)

// Two servers and a restore, each on a machine of its own, as their folders are.
func TestRestoreKeepsOffADatabaseThatServersElsewhereUse(t *testing.T) {
	file, _ := backedUp(t, brief.SQLite(t).DB)
	database := testkit.EmptyPostgres(t)
	elsewhere := func() config.Data { return config.Data{Dir: t.TempDir(), Database: database} }
	first, err := app.OpenToWork(t.Context(), elsewhere())
	if err != nil {
		t.Fatal(err)
	}
	second, err := app.OpenToWork(t.Context(), elsewhere())
	if err != nil {
		t.Fatalf("a second server beside the first: %v", err)
	}
	restore := func(force bool) error {
		_, err := app.Restore(t.Context(), app.RestoreOptions{Data: elsewhere(), File: file, Force: force})
		return err
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	for _, force := range []bool{false, true} {
		if err := restore(force); !errors.Is(err, storage.ErrHeld) {
			t.Errorf("restore, forced %t: %v, want %v", force, err, storage.ErrHeld)
		}
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
	if err := restore(true); err != nil {
		t.Errorf("restore after they stopped: %v", err)
	}
	third, err := app.OpenToWork(t.Context(), elsewhere())
	if err != nil {
		t.Fatalf("a server after the restore: %v", err)
	}
	if err := third.Close(); err != nil {
		t.Error(err)
	}
}

func TestNobodyBeginsWhereADatabaseIsBeingReplaced(t *testing.T) {
	database := testkit.EmptyPostgres(t)
	hold, err := storage.HoldDatabase(t.Context(), database, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.OpenToWork(t.Context(), config.Data{Dir: t.TempDir(), Database: database}); !errors.Is(err, storage.ErrHeld) {
		t.Errorf("a server: %v", err)
	}
	if _, err := storage.HoldDatabase(t.Context(), database, true); !errors.Is(err, storage.ErrHeld) {
		t.Errorf("another restore: %v", err)
	}
	if err := hold.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := storage.HoldDatabase(t.Context(), database, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Release(); err != nil {
		t.Error(err)
	}
}

// cutOff ends the connections by which servers hold a database.
func cutOff(t *testing.T, database string) {
	t.Helper()
	pool, err := sql.Open("pgx", database)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Exec("SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'"); err != nil {
		t.Fatal(err)
	}
}

func TestServerThatSleptThroughARestoreDoesNotGoOn(t *testing.T) {
	file, _ := backedUp(t, brief.SQLite(t).DB)
	for name, earlier := range map[string]bool{"a database that was there": true, "one that the server made": false} {
		t.Run(name, func(t *testing.T) {
			database := testkit.EmptyPostgres(t)
			restore := func() {
				t.Helper()
				at := config.Data{Dir: t.TempDir(), Database: database}
				if _, err := app.Restore(t.Context(), app.RestoreOptions{Data: at, File: file, Force: true}); err != nil {
					t.Fatal(err)
				}
			}
			if earlier {
				restore()
			}
			db, err := app.OpenToWork(t.Context(), config.Data{Dir: t.TempDir(), Database: database})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if err := db.Hear(t.Context()); err != nil {
				t.Fatal(err)
			}
			cutOff(t, database)
			if err := db.Hear(t.Context()); err != nil {
				t.Errorf("cut off for a moment: %v", err)
			}
			cutOff(t, database)
			restore()
			if err := db.Hear(t.Context()); !errors.Is(err, storage.ErrReplaced) {
				t.Errorf("after a restore: %v, want %v", err, storage.ErrReplaced)
			}
			if err := db.Hear(t.Context()); !errors.Is(err, storage.ErrReplaced) {
				t.Errorf("asked again: %v, want %v", err, storage.ErrReplaced)
			}
		})
	}
}

func TestServerThatWasCutOffComesBackOrStopsWhereItsDatabaseIsReplaced(t *testing.T) {
	database := testkit.EmptyPostgres(t)
	db, err := app.OpenToWork(t.Context(), config.Data{Dir: t.TempDir(), Database: database})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	cutOff(t, database)
	if err := db.Hear(t.Context()); err != nil {
		t.Errorf("the line was cut: %v", err)
	}
	if _, err := storage.HoldDatabase(t.Context(), database, true); !errors.Is(err, storage.ErrHeld) {
		t.Errorf("a restore after the line came back: %v", err)
	}
	cutOff(t, database)
	hold, err := storage.HoldDatabase(t.Context(), database, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Hear(t.Context()); !errors.Is(err, storage.ErrHeld) {
		t.Errorf("a restore began meanwhile: %v", err)
	}
	if err := hold.Release(); err != nil {
		t.Error(err)
	}
}
