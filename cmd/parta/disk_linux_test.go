package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"filippo.io/age"

	"parta/app"
	"parta/internal/config"
)

// disk is a folder on a disk of its own, of so many bytes; where this account may
// not make one the test is skipped.
func disk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("this account may not mount a small disk: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// imported is a folder with the class list in it, and a backup of that.
func imported(t *testing.T, dir string) (file string) {
	t.Helper()
	if code, out, errs := command(t, "import", "--data", dir, "--org", "Школа № 1", book); code != exitDone {
		t.Fatalf("import: exit %d\n%s%s", code, out, errs)
	}
	file = filepath.Join(t.TempDir(), "school.zip")
	if code, out, errs := command(t, "backup", "--data", dir, file); code != exitDone {
		t.Fatalf("backup: exit %d\n%s%s", code, out, errs)
	}
	return file
}

// filler takes what is left of a disk, but for so many bytes.
func filler(t *testing.T, dir string, but int) (file string) {
	t.Helper()
	file = filepath.Join(dir, "filler")
	to, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	size, block := 0, make([]byte, 4096)
	for ; err == nil; size += len(block) {
		_, err = to.Write(block)
	}
	if err := to.Truncate(int64(max(0, size-len(block)-but))); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestRestoreOntoAFullDiskSaysSoAndLeavesWhatWasThere(t *testing.T) {
	file := imported(t, t.TempDir())
	t.Run("nothing was there", func(t *testing.T) {
		dir := disk(t, "300k")
		code, out, errs := command(t, "restore", "--data", dir, file)
		if code != exitRefused || !strings.Contains(errs, "no space left") || !strings.Contains(errs, "make room") || !strings.Contains(errs, "Nothing here was changed") || strings.Contains(errs, "savepoint") {
			t.Errorf("exit %d\n%s%s", code, out, errs)
		}
		for _, name := range []string{"parta.db", "tmp/restore"} {
			if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
				t.Errorf("%s is left", name)
			}
		}
	})
	t.Run("a school was there", func(t *testing.T) {
		dir := disk(t, "4m")
		imported(t, dir)
		full := filler(t, dir, 100_000)
		code, out, errs := command(t, "restore", "--force", "--data", dir, file)
		if code != exitRefused || !strings.Contains(errs, "make room") {
			t.Errorf("exit %d\n%s%s", code, out, errs)
		}
		if err := os.Remove(full); err != nil {
			t.Fatal(err)
		}
		if code, out, errs := command(t, "check", "--ledger", "--data", dir); code != exitDone || !strings.Contains(out, "No damage") {
			t.Errorf("check: exit %d\n%s%s", code, out, errs)
		}
		if found, err := filepath.Glob(filepath.Join(dir, "*.replaced*")); err != nil || len(found) > 0 {
			t.Errorf("set aside: %v, %v", found, err)
		}
	})
}

func TestImportOntoAFullDiskSaysSoAndCanBeRunAgain(t *testing.T) {
	dir := disk(t, "4m")
	db, err := app.OpenDB(t.Context(), config.Data{Dir: dir}, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	full := filler(t, dir, 40_000)
	code, out, errs := command(t, "import", "--data", dir, "--org", "Школа № 1", book)
	if code != exitRefused || !strings.Contains(errs, "make room") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	if err := os.Remove(full); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := command(t, "check", "--ledger", "--data", dir); code != exitDone {
		t.Errorf("check: exit %d\n%s%s", code, out, errs)
	}
	imported(t, dir)
}

func TestBackupOntoAFullDiskLeavesNoFile(t *testing.T) {
	dir, to := t.TempDir(), disk(t, "8k")
	imported(t, dir)
	file := filepath.Join(to, "school.zip")
	code, out, errs := command(t, "backup", "--data", dir, file)
	if code != exitRefused || !strings.Contains(errs, "make room") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	if left, err := os.ReadDir(to); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

// sealed makes a disk read-only.
func sealed(t *testing.T, dir string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skipf("this account may not make a disk read-only: %v", err)
	}
}

func TestFolderThatCannotBeWrittenIsNamedWithWhatToDo(t *testing.T) {
	file := imported(t, t.TempDir())
	for name, school := range map[string]bool{"nothing is there": false, "a school is there": true} {
		t.Run(name, func(t *testing.T) {
			dir := disk(t, "4m")
			if school {
				imported(t, dir)
			}
			sealed(t, dir)
			for _, args := range [][]string{
				{"restore", "--data", dir, file},
				{"restore", "--force", "--data", dir, file},
				{"import", "--data", dir, "--org", "Школа № 1", book},
				{"serve", "--data", dir, "--listen", "127.0.0.1:0"},
				{"migrate", "--data", dir},
			} {
				code, out, errs := command(t, args...)
				if first, _, _ := strings.Cut(errs, "\n"); code != exitRefused || !strings.Contains(first, dir) {
					t.Errorf("%s: exit %d, and what is told first does not name the folder\n%s%s", args[0], code, out, errs)
				}
				if !strings.Contains(errs, "is closed to the account") && !strings.Contains(errs, "the disk can only be read") {
					t.Errorf("%s: not told what to do\n%s", args[0], errs)
				}
			}
		})
	}
}

func TestFolderOnAMediumThatCannotBeWrittenIsCheckedAndBackedUp(t *testing.T) {
	dir := disk(t, "8m")
	imported(t, dir)
	sealed(t, dir)
	code, out, errs := command(t, "check", "--ledger", "--data", dir)
	if code != exitDone || !strings.Contains(out, "No damage") || !strings.Contains(out, "Школа № 1") {
		t.Errorf("check: exit %d\n%s%s", code, out, errs)
	}
	file, place := filepath.Join(t.TempDir(), "school.zip"), t.TempDir()
	for _, args := range [][]string{{"backup", "--data", dir, file}, {"restore", "--data", place, file}} {
		if code, out, errs := command(t, args...); code != exitDone {
			t.Errorf("%s: exit %d\n%s%s", args[0], code, out, errs)
		}
	}
	if got, want := checked(t, []string{"--data", place}), checked(t, []string{"--data", dir}); got != want {
		t.Errorf("the head is %s, and of what was restored %s", want, got)
	}
}

func TestOldFolderOnAMediumThatCannotBeWrittenSaysWhatToDo(t *testing.T) {
	dir := disk(t, "8m")
	older(t, config.Data{Dir: dir})
	sealed(t, dir)
	refused(t, exitRefused, []string{"check", "--data", dir}, "", map[string]string{"ru": "скопируйте папку", "en": "copy the folder"})
}

func TestFolderThatCannotBeWrittenIsNotReadPastItsLog(t *testing.T) {
	dir := disk(t, "8m")
	imported(t, dir)
	if err := os.WriteFile(filepath.Join(dir, "parta.db-wal"), []byte("the last commits"), 0o600); err != nil {
		t.Fatal(err)
	}
	sealed(t, dir)
	refused(t, exitRefused, []string{"check", "--data", dir}, "-wal", map[string]string{"ru": "скопируйте папку", "en": "copy the folder"})
}

func TestRestoreOfAnEncryptedBackupOntoAFullDiskDoesNotCallItDamaged(t *testing.T) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte(identity.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	from, file := t.TempDir(), filepath.Join(t.TempDir(), "school.age")
	imported(t, from)
	if code, out, errs := command(t, "backup", "--data", from, "--recipient", identity.Recipient().String(), file); code != exitDone {
		t.Fatalf("backup: exit %d\n%s%s", code, out, errs)
	}
	code, _, errs := command(t, "restore", "--data", disk(t, "8k"), "--identity", key, file)
	if code != exitRefused || !strings.Contains(errs, "make room") || strings.Contains(errs, "damaged") {
		t.Errorf("exit %d\n%s", code, errs)
	}
}

func TestRestoreWhereADiskHadNoRoomForAFileNeedsNoForce(t *testing.T) {
	file := imported(t, t.TempDir())
	dir := disk(t, "4k")
	if code, _, errs := command(t, "import", "--data", dir, "--org", "Школа № 1", book); code != exitRefused || !strings.Contains(errs, "make room") {
		t.Fatalf("import: exit %d\n%s", code, errs)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=8m"); err != nil {
		t.Skipf("this account may not make a disk larger: %v", err)
	}
	if code, out, errs := command(t, "restore", "--data", dir, file); code != exitDone {
		t.Errorf("restore: exit %d\n%s%s", code, out, errs)
	}
}

func TestReadyzOfAServerOnAFullDiskSaysSoAndHealthzDoesNot(t *testing.T) {
	dir := disk(t, "8m")
	p, address := program(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	defer func() { _ = p.Process.Kill(); _ = p.Wait() }()
	filler(t, dir, 100_000)
	for path, want := range map[string]int{"/readyz": http.StatusServiceUnavailable, "/healthz": http.StatusOK} {
		answer, err := http.Get(address + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, answer.StatusCode, want)
		}
	}
}

func TestServerOnAFullDiskKeepsWhatItAcknowledgedAndGoesOnWhenThereIsRoom(t *testing.T) {
	dir := disk(t, "120m")
	c := &crash{T: t, data: config.Data{Dir: dir}, full: true}
	args := []string{"demo", "--data", dir, "--listen", "127.0.0.1:0"}
	c.fill()
	c.find()
	p, address := program(t, args...)
	defer func() { _ = p.Process.Kill(); _ = p.Wait() }()
	c.signIn(address)
	full := filler(t, dir, 1_500_000)
	writeUntilNone := func(limit int) (none int) {
		t.Helper()
		var wait sync.WaitGroup
		var refused atomic.Int64
		for w := range crashWriters {
			wait.Go(func() {
				for range limit {
					if !c.save(c.clients[w], address, c.cells[w]) {
						refused.Add(1)
						return
					}
				}
			})
		}
		wait.Wait()
		return int(refused.Load())
	}
	if none := writeUntilNone(2000); none != crashWriters {
		t.Fatalf("%d of %d writers noticed that the disk is full", none, crashWriters)
	}
	before := len(c.saved)
	if err := os.Remove(full); err != nil {
		t.Fatal(err)
	}
	if none := writeUntilNone(3); none != 0 || len(c.saved) != before+3*crashWriters {
		t.Errorf("with room, %d writers got no answer; %d saves, want %d", none, len(c.saved)-before, 3*crashWriters)
	}
	_ = p.Process.Kill()
	_ = p.Wait()
	c.prove()
	c.check()
	t.Logf("%d saves before the disk was full, none lost", before)
}
