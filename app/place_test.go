package app_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"parta/app"
	"parta/internal/config"
)

func TestForcedRestoreLeavesNoMomentWithoutADatabase(t *testing.T) {
	k := brief.SQLite(t)
	file, _ := backedUp(t, k.DB)
	live := filled(t, "sqlite", file)
	db := opened(t, live)
	place := config.Data{Dir: t.TempDir()}
	want := note(t, db, "до восстановления")
	for _, part := range []string{"parta.db", "parta.db-wal"} { // as a killed server leaves them
		data, err := os.ReadFile(filepath.Join(live.Dir, part))
		if err == nil {
			err = os.WriteFile(filepath.Join(place.Dir, part), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var missed atomic.Bool
	watching, stop := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	wait.Go(func() {
		for watching.Err() == nil {
			if _, err := os.Stat(filepath.Join(place.Dir, "parta.db")); err != nil {
				missed.Store(true)
			}
		}
	})
	done, err := app.Restore(t.Context(), app.RestoreOptions{Data: place, File: file, Force: true})
	stop()
	wait.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if missed.Load() {
		t.Error("for a moment parta.db was not there: a server started then would begin an empty school")
	}
	old := config.Data{Dir: t.TempDir()}
	if err := os.Rename(done.Kept, filepath.Join(old.Dir, "parta.db")); err != nil {
		t.Fatal(err)
	}
	if got := headOf(t, opened(t, old)); got.Hash != want.Hash {
		t.Errorf("the file that was kept has the head %v, want that of the killed server, %v", got, want)
	}
}
