package app_test

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"parta/app"
	"parta/internal/config"
	"parta/internal/storage"
	"parta/internal/testkit"
)

// smallPostgres is an empty database on a disk of its own, of so many bytes, and
// the folder that the disk is seen at. Where this account or the server may not
// have one the test is skipped.
func smallPostgres(t *testing.T, size string) (at, disk string) {
	t.Helper()
	server := testkit.Postgres(t)
	pool, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	var data string
	if err := pool.QueryRow("SHOW data_directory").Scan(&data); err != nil {
		t.Skipf("the server does not tell where its data is: %v", err)
	}
	owner, err := os.Stat(data)
	if err != nil {
		t.Skipf("the server's disks are not seen from here: %v", err)
	}
	if disk, err = os.MkdirTemp("", "parta-disk-"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(disk) })
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("this account may not mount a small disk: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	of := owner.Sys().(*syscall.Stat_t)
	if err := os.Chown(disk, int(of.Uid), int(of.Gid)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("parta_small_%d", os.Getpid())
	for _, statement := range []string{
		"CREATE TABLESPACE " + name + " LOCATION '" + disk + "'",
		"CREATE DATABASE " + name + " TABLESPACE " + name,
	} {
		if _, err := pool.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		for _, statement := range []string{"DROP DATABASE " + name + " WITH (FORCE)", "DROP TABLESPACE " + name} {
			if _, err := pool.Exec(statement); err != nil {
				t.Error(err)
			}
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String(), disk
}

func TestForcedRestoreOntoAFullPostgresLeavesWhatWasThere(t *testing.T) {
	k := brief.SQLite(t)
	file, _ := backedUp(t, k.DB)
	database, disk := smallPostgres(t, "96m")
	place := config.Data{Dir: t.TempDir(), Database: database}
	if _, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: file}); err != nil {
		t.Fatal(err)
	}
	want := note(t, opened(t, place), "до восстановления")
	full := filepath.Join(disk, "filler")
	fillUp(t, full, 1<<20)
	_, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: file, Force: true})
	if storage.HindranceOf(err) != storage.NoSpace || !strings.Contains(said(t, err), "Nothing here was changed") {
		t.Errorf("err = %v, want one that says there is no space and that nothing was changed", err)
	}
	if got := headOf(t, opened(t, place)); got.Hash != want.Hash {
		t.Errorf("the head is %v, want that of before, %v", got, want)
	}
	if err := os.Remove(full); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: file, Force: true}); err != nil {
		t.Errorf("with room for it: %v", err)
	}
}

// fillUp takes what is left of a disk, but for so many bytes.
func fillUp(t *testing.T, file string, but int64) {
	t.Helper()
	to, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	size, block := int64(0), make([]byte, 1<<16)
	for err == nil {
		n := 0
		n, err = to.Write(block)
		size += int64(n)
	}
	if err := to.Truncate(max(0, size-but)); err != nil {
		t.Fatal(err)
	}
}

func TestRestoreWithoutTheRightToCreateSchemasSaysSo(t *testing.T) {
	k := brief.SQLite(t)
	file, _ := backedUp(t, k.DB)
	server, err := sql.Open("pgx", testkit.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	role := fmt.Sprintf("parta_narrow_%d", os.Getpid())
	if _, err := server.Exec("CREATE ROLE " + role + " LOGIN"); err != nil {
		t.Skipf("this account may not make roles: %v", err)
	}
	t.Cleanup(func() { // after the database in which it has rights is gone
		if _, err := server.Exec("DROP ROLE " + role); err != nil {
			t.Error(err)
		}
		_ = server.Close()
	})
	at := testkit.EmptyPostgres(t)
	pool, err := sql.Open("pgx", at)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Exec("GRANT ALL ON SCHEMA public TO " + role); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.User(role)
	_, err = app.Restore(inEnglish(t), app.RestoreOptions{Data: config.Data{Dir: t.TempDir(), Database: u.String()}, File: file})
	if storage.HindranceOf(err) != storage.NotWritable || !strings.Contains(said(t, err), "right to create schemas") {
		t.Errorf("err = %v, want one that names the right", err)
	}
}
