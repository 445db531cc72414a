package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"parta/internal/storage"
)

// names lists what is in a folder.
func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var found []string
	for _, e := range entries {
		found = append(found, e.Name())
	}
	return strings.Join(found, " ")
}

func TestBackupSaysWhichEarlierOneItReplaced(t *testing.T) {
	dir := t.TempDir()
	file := imported(t, dir)
	code, out, errs := command(t, "backup", "--data", dir, file)
	if code != exitDone || !strings.Contains(out, " UTC") || !strings.Contains(out, file) {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	if code, _, errs := command(t, "backup", "--data", dir, filepath.Dir(file)); code != exitRefused || !strings.Contains(errs, "is a folder") {
		t.Errorf("into a folder: exit %d\n%s", code, errs)
	}
}

// The first argument mistyped must not cost the school: only a backup is replaced.
func TestBackupReplacesNothingButABackup(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	earlier := imported(t, dir)
	text, foreign, link := filepath.Join(elsewhere, "notes.txt"), filepath.Join(elsewhere, "foreign.zip"), filepath.Join(elsewhere, "link.zip")
	if err := os.WriteFile(text, []byte("Школа № 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	var other bytes.Buffer
	in := zip.NewWriter(&other)
	manifest, err := in.Create("manifest.json")
	if err == nil {
		_, err = manifest.Write([]byte(`{"manifest_version": 3}`))
	}
	if err := errors.Join(err, in.Close(), os.WriteFile(foreign, other.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	refused := []string{filepath.Join(dir, "parta.db"), text, foreign}
	if runtime.GOOS != "windows" {
		if err := os.Symlink(earlier, link); err != nil {
			t.Fatal(err)
		}
		socket, err := new(net.ListenConfig).Listen(t.Context(), "unix", filepath.Join(elsewhere, "socket"))
		if err != nil {
			t.Fatal(err)
		}
		defer socket.Close()
		refused = append(refused, link, socket.Addr().String())
	}
	for _, file := range refused {
		before, _ := os.ReadFile(file) // a socket cannot be read
		kind, err := os.Lstat(file)
		if err != nil {
			t.Fatal(err)
		}
		if code, out, errs := command(t, "backup", "--data", dir, file); code != exitRefused || !strings.Contains(errs, file) || !strings.Contains(errs, "not a backup of Parta") {
			t.Errorf("over %s: exit %d\n%s%s", file, code, out, errs)
		}
		if after, _ := os.ReadFile(file); !bytes.Equal(before, after) {
			t.Errorf("%s has changed", file)
		}
		if now, err := os.Lstat(file); err != nil || now.Mode() != kind.Mode() {
			t.Errorf("%s is another kind of file (%v)", file, err)
		}
	}
	const key = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
	for _, again := range []string{"encrypted over plain", "encrypted over encrypted"} {
		if code, out, errs := command(t, "backup", "--data", dir, "--recipient", key, earlier); code != exitDone {
			t.Errorf("%s: exit %d\n%s%s", again, code, out, errs)
		}
	}
}

func TestFailedBackupLeavesTheEarlierOneWhole(t *testing.T) {
	dir := t.TempDir()
	file := imported(t, dir)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	code, out, errs := command(t, "backup", "--data", dir, "--recipient", "age1nobody", file)
	if code != exitRefused || !strings.Contains(errs, " UTC") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	after, err := os.ReadFile(file)
	if err != nil || string(after) != string(before) {
		t.Errorf("the earlier backup has changed (%v)", err)
	}
	if got := names(t, filepath.Dir(file)); got != "school.zip" {
		t.Errorf("beside it is left: %s", got)
	}
}

func TestWhatAKilledBackupLeftIsRemovedByTheNextAndToldOf(t *testing.T) {
	dir := t.TempDir()
	imported(t, dir)
	to := filepath.Join(t.TempDir(), "[monday]*")
	if err := os.Mkdir(to, 0o700); err != nil {
		t.Fatal(err)
	}
	killed, atWork, others := filepath.Join(to, "old.zip.1.parta-part"), filepath.Join(to, "new.zip.2.parta-part"), filepath.Join(to, "film.mkv.part")
	for _, name := range []string{killed, atWork, others} {
		if err := os.WriteFile(name, []byte("PK"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	claimed, release := storage.Claim(atWork)
	if !claimed {
		t.Skip("this system claims no files")
	}
	defer func() { _ = release() }()
	code, out, errs := command(t, "backup", "--data", dir, filepath.Join(to, "new.zip"))
	if code != exitDone || !strings.Contains(errs, killed) || strings.Contains(errs, atWork) {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	if got, want := names(t, to), "film.mkv.part new.zip new.zip.2.parta-part"; got != want {
		t.Errorf("left: %s, want %s", got, want)
	}
}

func TestCheckOfAFolderThatIsNotThereSaysSo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mistyped")
	code, out, errs := command(t, "check", "--data", dir, "--ledger")
	if code != exitDone || out != "" || !strings.Contains(errs, dir) || !strings.Contains(errs, "nothing was checked") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
}

func TestRestoreOfJunkLeavesThePlaceAsItWas(t *testing.T) {
	junk := filepath.Join(t.TempDir(), "junk.zip")
	if err := os.WriteFile(junk, []byte("not a backup"), 0o600); err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(t.TempDir(), "new")
	empty := t.TempDir()
	for _, dir := range []string{missing, empty} {
		if code, out, errs := command(t, "restore", "--data", dir, junk); code != exitRefused || !strings.Contains(errs, "damaged") {
			t.Errorf("exit %d\n%s%s", code, out, errs)
		}
		if left := names(t, dir); left != "" {
			t.Errorf("left behind: %s", left)
		}
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("a folder was made for nothing")
	}
	school := t.TempDir()
	imported(t, school)
	before := names(t, school)
	if code, _, _ := command(t, "restore", "--force", "--data", school, junk); code != exitRefused {
		t.Errorf("over a school: exit %d", code)
	}
	if after := names(t, school); after != before {
		t.Errorf("over a school: %s, before %s", after, before)
	}
}

func TestConfigRefusesWhatNoServerCouldServe(t *testing.T) {
	for _, args := range [][]string{{"--url", "ftp://school.example"}, {"--url", "school.example"}, {"--tls-cert", "a.pem"}} {
		code, out, errs := command(t, append([]string{"config"}, args...)...)
		if code != exitUsage || out != "" || !strings.Contains(errs, args[0]) {
			t.Errorf("%v: exit %d\n%s%s", args, code, out, errs)
		}
	}
}
