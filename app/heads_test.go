package app_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"parta/app"
	"parta/id"
	"parta/internal/config"
	"parta/internal/storage"
	"parta/ledger"
	"parta/orgs"
)

// saved is a folder's heads.log after somebody has done this to it.
func saved(t *testing.T, log string, change func(text string) string) {
	t.Helper()
	text, err := os.ReadFile(log)
	if err == nil {
		err = os.WriteFile(log, []byte(change(string(text))), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestLineOfHeadsThatAPowerCutToreIsLeftOutAndWrittenOver(t *testing.T) {
	k := brief.SQLite(t)
	dir := t.TempDir()
	log := filepath.Join(dir, "heads.log")
	save := func() {
		t.Helper()
		if err := app.SaveHeads(t.Context(), k.DB, dir); err != nil {
			t.Fatal(err)
		}
	}
	save()
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	whole, lines := string(text), strings.Count(string(text), "\n")
	if lines < 2 {
		t.Fatalf("%d heads, want one for each organisation", lines)
	}
	for name, change := range map[string]func(string) string{
		"torn in its hash":          func(s string) string { return s[:len(s)-20] },
		"torn in its moment":        func(s string) string { return s + "2026-11-2" },
		"zeroes where a line was":   func(s string) string { return s + strings.Repeat("\x00", 300) },
		"unreadable, but ended":     func(s string) string { return s + "2026-11-28T12:00 torn\n" },
		"whole, but its end is not": func(s string) string { return strings.TrimSuffix(s, "\n") },
	} {
		t.Run(name, func(t *testing.T) {
			saved(t, log, func(string) string { return change(whole) })
			var out bytes.Buffer
			if err := app.Check(inEnglish(t), k.DB, app.CheckOptions{Heads: log, Out: &out}); err != nil {
				t.Fatalf("check: %v\n%s", err, &out)
			}
			if warned := strings.Contains(out.String(), "was left out"); warned == strings.HasPrefix(name, "whole") {
				t.Errorf("warned: %t\n%s", warned, &out)
			}
			save()
			out.Reset()
			if err := app.Check(inEnglish(t), k.DB, app.CheckOptions{Heads: log, Out: &out}); err != nil || strings.Contains(out.String(), "left out") {
				t.Errorf("after the next are saved: %v\n%s", err, &out)
			}
		})
	}
}

func TestTornLineAmongHeadsIsAnErrorThatNamesIt(t *testing.T) {
	k := brief.SQLite(t)
	dir := t.TempDir()
	log := filepath.Join(dir, "heads.log")
	if err := app.SaveHeads(t.Context(), k.DB, dir); err != nil {
		t.Fatal(err)
	}
	saved(t, log, func(s string) string {
		first, rest, _ := strings.Cut(s, "\n")
		return first + "\n" + first[:40] + "\n" + rest
	})
	var out bytes.Buffer
	err := app.Check(inEnglish(t), k.DB, app.CheckOptions{Heads: log, Out: &out})
	if err == nil || !strings.Contains(said(t, err), "line 2 of") {
		t.Errorf("%v\n%s", err, &out)
	}
}

func TestFileWithoutHeadsProvesNothing(t *testing.T) {
	k := brief.SQLite(t)
	backup, _ := backedUp(t, k.DB)
	file := filepath.Join(t.TempDir(), "heads.log")
	for name, text := range map[string]string{"empty": "", "blank lines": "\n \r\n\n"} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			err := app.Check(inEnglish(t), k.DB, app.CheckOptions{Heads: file, Out: &out})
			if err == nil || !strings.Contains(said(t, err), "nothing to compare with") {
				t.Errorf("check: %v\n%s", err, &out)
			}
			_, err = app.Restore(inEnglish(t), app.RestoreOptions{Data: emptyPlace(t, "sqlite"), File: backup, Heads: file})
			if err == nil || !strings.Contains(said(t, err), "nothing to compare with") {
				t.Errorf("restore: %v", err)
			}
		})
	}
}

// A school begins after its server: its administrator is told to carry the heads
// elsewhere, and looks for them at once.
func TestServerSavesHeadsAsSoonAsThereIsASchool(t *testing.T) {
	place := emptyPlace(t, "sqlite")
	db, err := app.OpenDB(t.Context(), place, false)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	a, err := app.New(db, app.Options{Data: place, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	err = a.Serve(ctx, config.Server{Listen: "127.0.0.1:0"}, func(string) {
		defer stop()
		var school id.Org
		err := db.Control(t.Context(), func(tx *storage.Tx) (err error) {
			school, err = orgs.AddOrg(tx, orgs.Org{Kind: orgs.School, Name: "Школа № 1", Zone: "Asia/Tomsk"})
			return err
		})
		if err == nil {
			err = db.Write(t.Context(), storage.Act{Org: school, Key: "first"}, func(tx *storage.Tx) error {
				tx.Record(storage.Line{Act: "probe.set", Thing: "probe"})
				return nil
			})
		}
		if err != nil {
			t.Error(err)
			return
		}
		for t.Context().Err() == nil {
			if _, err := os.Stat(filepath.Join(place.Dir, "heads.log")); err == nil {
				return
			}
			runtime.Gosched()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestServerSavesHeadsAtItsEnd is about a school's first day: what was recorded
// since the start must not wait for the next one.
func TestServerSavesHeadsAtItsEnd(t *testing.T) {
	k := brief.SQLite(t)
	dir := t.TempDir()
	a, err := app.New(k.DB, app.Options{Data: config.Data{Dir: dir}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	log := filepath.Join(dir, "heads.log")
	err = a.Serve(ctx, config.Server{Listen: "127.0.0.1:0"}, func(string) {
		defer stop()
		for { // until the heads of the start are there
			if _, err := os.Stat(log); err == nil || t.Context().Err() != nil {
				break
			}
			runtime.Gosched()
		}
		err := k.DB.Write(t.Context(), storage.Act{Org: cast.SchoolOne.Org.ID, Key: "one more"}, func(tx *storage.Tx) error {
			tx.Record(storage.Line{Act: "probe.set", Thing: "probe"})
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	var now ledger.Head
	if err := k.DB.Read(t.Context(), cast.SchoolOne.Org.ID, func(tx *storage.Tx) error {
		heads, err := ledger.Heads(tx)
		for _, h := range heads {
			if h.Org == cast.SchoolOne.Org.ID {
				now = h
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(log); err != nil || !strings.Contains(string(text), now.Hash) {
		t.Errorf("heads.log lacks the head of the end, line %d (%v)", now.Seq, err)
	}
}
