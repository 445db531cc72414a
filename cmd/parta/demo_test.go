package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"parta/app"
	"parta/internal/config"
	"parta/internal/storage"
	"parta/orgs"
)

// started runs a command until it says where it serves, asks for a page, stops
// it, and returns the exit code and what it wrote.
func started(t *testing.T, path string, args ...string) (code int, status int, wrote string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	reader, writer := io.Pipe()
	var written bytes.Buffer
	var said []string
	var wait sync.WaitGroup
	wait.Go(func() {
		code = run(ctx, args, writer, &written)
		_ = writer.Close()
	})
	lines := bufio.NewScanner(reader)
	for lines.Scan() {
		said = append(said, lines.Text())
		_, address, serving := strings.Cut(lines.Text(), "http://")
		if !serving {
			continue
		}
		go func() { _, _ = io.Copy(io.Discard, reader) }()
		answer, err := http.Get("http://" + address + path)
		if err != nil {
			t.Error(err)
		} else {
			status = answer.StatusCode
			_ = answer.Body.Close()
		}
		break
	}
	stop()
	wait.Wait()
	return code, status, strings.Join(said, "\n") + written.String()
}

func TestDemoLivesApartFromASchool(t *testing.T) {
	dir := t.TempDir()
	args := []string{"demo", "--data", dir, "--listen", "127.0.0.1:0"}
	(&crash{T: t, data: config.Data{Dir: dir}}).fill()
	code, status, errs := started(t, "/demo", args...)
	if code != exitDone || status != http.StatusOK || strings.Contains(errs, " marks in ") {
		t.Errorf("one that is there: exit %d, page %d\n%s", code, status, errs)
	}
	if code, _, errs = command(t, append(args, "--fill-only")...); code != exitDone {
		t.Errorf("filled only: exit %d\n%s", code, errs)
	}
	if code, _, errs = started(t, "/", "serve", "--data", dir, "--listen", "127.0.0.1:0"); code != exitRefused || !strings.Contains(errs, "demo") {
		t.Errorf("serve: exit %d\n%s", code, errs)
	}
	mark(t, dir, "0 2020-01-01 1")
	if code, _, errs = started(t, "/demo", args...); code != exitRefused || !strings.Contains(errs, "--fresh") {
		t.Errorf("outdated: exit %d\n%s", code, errs)
	}
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	mark(t, dir, "unfinished")
	if code, _, errs = started(t, "/demo", args...); code != exitRefused || !strings.Contains(errs, "--fresh") {
		t.Errorf("unfinished: exit %d\n%s", code, errs)
	}
	if code, status, errs = started(t, "/demo", append(args, "--fresh")...); code != exitDone || status != http.StatusOK || !strings.Contains(errs, " marks in ") {
		t.Errorf("fresh: exit %d, page %d\n%s", code, status, errs)
	}
	if _, err := os.Stat(filepath.Join(dir, "notes.txt")); err != nil {
		t.Error("what was not the demo's is gone from the folder")
	}
}

func mark(t *testing.T, dir, value string) {
	t.Helper()
	control(t, dir, func(tx *storage.Tx) error { return storage.SetMeta(tx, "demo", value) })
}

func control(t *testing.T, dir string, fn func(*storage.Tx) error) {
	t.Helper()
	db, err := app.OpenDB(t.Context(), config.Data{Dir: dir}, false)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Control(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func TestDemoKeepsOffASchoolsData(t *testing.T) {
	dir := t.TempDir()
	control(t, dir, func(tx *storage.Tx) error {
		_, err := orgs.AddOrg(tx, orgs.Org{Kind: orgs.School, Name: "Школа", Zone: "Asia/Tomsk"})
		return err
	})
	for _, args := range [][]string{{}, {"--fresh"}} {
		args = append([]string{"demo", "--data", dir, "--listen", "127.0.0.1:0"}, args...)
		if code, _, errs := started(t, "/", args...); code != exitRefused || !strings.Contains(errs, "demo") {
			t.Errorf("%v: exit %d\n%s", args, code, errs)
		}
	}
	control(t, dir, func(tx *storage.Tx) error {
		all, err := orgs.All(tx)
		if len(all) != 1 {
			t.Errorf("organisations left: %v", all)
		}
		return err
	})
}
