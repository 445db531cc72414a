package storage_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"parta/internal/problem"
	"parta/internal/storage"
)

// small is a database on a disk of its own, of so many bytes; where this account
// may not make one the test is skipped.
func small(t *testing.T, size string) (db *storage.DB, disk string, later func(by time.Duration)) {
	t.Helper()
	disk = t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("this account may not mount a small disk: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	merged, err := storage.Merge()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, time.September, 14, 8, 0, 0, 0, time.UTC)
	db, err = storage.Open(t.Context(), storage.Config{Dir: disk, Migrations: merged, Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db, disk, func(by time.Duration) { now = now.Add(by) }
}

func TestReadyTellsAFullDiskAndWhenThereIsRoomAgain(t *testing.T) {
	db, disk, later := small(t, "4m")
	is := func(when, want string) {
		t.Helper()
		err := db.Ready(t.Context())
		if problem.KeyOf(err) != want || (err != nil && problem.KindOf(err) != problem.Unavailable) {
			t.Errorf("%s: %v, want %q", when, err, want)
		}
	}
	is("with room", "")
	file := filepath.Join(disk, "filler")
	if err := os.WriteFile(file, make([]byte, 8<<20), 0o600); err == nil {
		t.Fatal("the disk is not small")
	}
	is("asked a moment later", "")
	later(time.Minute)
	is("full", "storage.full")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	later(-time.Hour)
	is("with room again, and the clock set back", "")
	if left, err := os.ReadDir(filepath.Join(disk, "tmp")); err != nil || len(left) > 0 {
		t.Errorf("a probe is left: %v, %v", left, err)
	}
}

func TestReadyTellsAFolderThatCannotBeWritten(t *testing.T) {
	db, disk, later := small(t, "4m")
	sealed := filepath.Join(disk, "tmp")
	if err := os.Mkdir(sealed, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", sealed, "tmpfs", syscall.MS_RDONLY, "size=1m"); err != nil {
		t.Fatal(err)
	}
	if err := db.Ready(t.Context()); problem.KeyOf(err) != "storage.unready" || storage.HindranceOf(err) != storage.NotWritable {
		t.Errorf("read-only: %v", err)
	}
	if err := syscall.Unmount(sealed, syscall.MNT_DETACH); err != nil {
		t.Fatal(err)
	}
	later(time.Minute)
	if err := db.Ready(t.Context()); err != nil {
		t.Errorf("writable again: %v", err)
	}
}
