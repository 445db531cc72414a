package app_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parta/app"
	"parta/internal/config"
	"parta/internal/storage"
	"parta/ledger"
)

// forged is a backup with a table of other content, and a manifest that fits it.
func forged(t *testing.T, file, table string, content []byte) string {
	t.Helper()
	in, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var made bytes.Buffer
	out := zip.NewWriter(&made)
	name := "tables/" + table + ".jsonl"
	for _, entry := range in.File {
		from, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		switch entry.Name {
		case name:
			text = content
		case "manifest.json":
			var m storage.Manifest
			if err := json.Unmarshal(text, &m); err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(content)
			for i := range m.Tables {
				if m.Tables[i].Name == name {
					m.Tables[i] = storage.Kept{Name: name, Rows: int64(bytes.Count(content, []byte("\n"))), Size: int64(len(content)), Hash: hex.EncodeToString(sum[:])}
				}
			}
			if text, err = json.Marshal(m); err != nil {
				t.Fatal(err)
			}
		}
		to, err := out.Create(entry.Name)
		if err == nil {
			_, err = to.Write(text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "forged.zip")
	if err := os.WriteFile(bad, made.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return bad
}

// note leaves one line that says so, and gives the head after it.
func note(t *testing.T, db *storage.DB, text string) ledger.Head {
	t.Helper()
	org := cast.SchoolOne.Org.ID
	err := db.Write(t.Context(), storage.Act{Org: org, Key: text}, func(tx *storage.Tx) error {
		tx.Record(storage.Line{Act: "probe", Thing: "probe", New: text})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return headOf(t, db)
}

func headOf(t *testing.T, db *storage.DB) (head ledger.Head) {
	t.Helper()
	err := db.ReadControl(t.Context(), func(tx *storage.Tx) error {
		heads, err := ledger.Heads(tx)
		for _, h := range heads {
			if h.Org == cast.SchoolOne.Org.ID {
				head = h
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return head
}

// filled is a place that already holds a backup of the cast's schools.
func filled(t *testing.T, engine, file string) config.Data {
	t.Helper()
	place := emptyPlace(t, engine)
	if _, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: file}); err != nil {
		t.Fatal(err)
	}
	return place
}

func opened(t *testing.T, place config.Data) *storage.DB {
	t.Helper()
	db, err := app.OpenDB(t.Context(), place, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestForcedRestoreOfABadBackupLeavesWhatWasThere(t *testing.T) {
	k := brief.SQLite(t)
	file, _ := backedUp(t, k.DB)
	for _, engine := range []string{"sqlite", "postgres"} {
		for name, bad := range map[string]string{
			"rows refer to nothing": forged(t, file, "school_group", nil),
			"a row of another kind": forged(t, file, "orgs_directory", []byte("[\"1\"]\n")),
		} {
			t.Run(engine+" "+name, func(t *testing.T) {
				place := filled(t, engine, file)
				db := opened(t, place)
				want := note(t, db, "до восстановления")
				if _, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: bad, Force: true}); err == nil {
					t.Fatal("a backup that cannot be loaded was restored")
				}
				if got := headOf(t, opened(t, place)); got.Hash != want.Hash {
					t.Errorf("the head is %v, want that of before, %v", got, want)
				}
			})
		}
	}
}

func TestForcedRestoreIntoPostgresKeepsTheTablesThatWereThere(t *testing.T) {
	k := brief.SQLite(t)
	file, m := backedUp(t, k.DB)
	place := filled(t, "postgres", file)
	was := note(t, opened(t, place), "до восстановления")
	pool, err := sql.Open("pgx", place.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Exec("CREATE SCHEMA parta_restore; CREATE TABLE parta_restore.ledger_head (what TEXT)"); err != nil {
		t.Fatal(err) // as a restore that was killed leaves it
	}
	done, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: file, Force: true})
	if err != nil {
		t.Fatal(err)
	}
	var kept string
	err = pool.QueryRow(fmt.Sprintf("SELECT encode(hash, 'hex') FROM %s.ledger_head WHERE org_id = $1", done.Kept), cast.SchoolOne.Org.ID).Scan(&kept)
	if err != nil || kept != was.Hash {
		t.Errorf("%s has the head %s, %v, want %s", done.Kept, kept, err, was.Hash)
	}
	db := opened(t, place)
	if got := headOf(t, db).Hash; !strings.Contains(strings.Join(m.Heads, "\n"), got) {
		t.Errorf("the head is %s, want one of the backup's %v", got, m.Heads)
	}
	if schema, err := db.Standing(t.Context()); schema.Behind || err != nil {
		t.Errorf("the schema after a restore: %+v, %v", schema, err)
	}
	var left int
	if err := pool.QueryRow("SELECT count(*) FROM pg_namespace WHERE nspname = 'parta_restore'").Scan(&left); err != nil || left != 0 {
		t.Errorf("%d schemas of the restore are left, %v", left, err)
	}
}

func TestFailedRestoreIntoAnEmptyPlaceLeavesItEmpty(t *testing.T) {
	k := brief.SQLite(t)
	file, _ := backedUp(t, k.DB)
	bad := forged(t, file, "school_group", nil)
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			place := emptyPlace(t, engine)
			if _, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: bad}); err == nil {
				t.Fatal("a backup that cannot be loaded was restored")
			}
			if _, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: file}); err != nil {
				t.Errorf("a good one after it, not forced: %v", err)
			}
		})
	}
}

// saveLog puts heads into a place's heads.log.
func saveLog(t *testing.T, place config.Data, heads ...ledger.Head) (log string) {
	t.Helper()
	log = filepath.Join(place.Dir, "heads.log")
	var text strings.Builder
	for _, h := range heads {
		fmt.Fprintln(&text, h)
	}
	if err := os.WriteFile(log, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return log
}

func TestRestoreRefusesARewrittenChainUnlessForced(t *testing.T) {
	true1, false1 := brief.SQLite(t), brief.SQLite(t)
	saved := note(t, true1.DB, "двойка")
	note(t, false1.DB, "пятёрка")
	false1.Clock.Advance(time.Hour)
	note(t, false1.DB, "потом")
	file, _ := backedUp(t, false1.DB)
	for _, engine := range []string{"sqlite", "postgres"} {
		for _, where := range []string{"heads.log", "--heads"} {
			t.Run(engine+" "+where, func(t *testing.T) {
				place := emptyPlace(t, engine)
				o := app.RestoreOptions{Data: place, File: file, Out: &bytes.Buffer{}}
				log := saveLog(t, place, saved)
				if where == "--heads" {
					o.Heads = filepath.Join(t.TempDir(), "heads")
					if err := os.Rename(log, o.Heads); err != nil {
						t.Fatal(err)
					}
				}
				_, err := app.Restore(inEnglish(t), o)
				if err == nil {
					t.Fatal("a rewritten chain was restored")
				}
				for _, want := range []string{saved.Org.String(), english(t).T(ledger.Rewritten), "--force"} {
					if !strings.Contains(said(t, err), want) {
						t.Errorf("the refusal does not say %q: %v", want, err)
					}
				}
				o.Force = true
				if _, err := app.Restore(inEnglish(t), o); err != nil {
					t.Fatal(err)
				}
				if told := fmt.Sprint(o.Out); !strings.Contains(told, english(t).T(ledger.Rewritten)) {
					t.Errorf("what was overridden is not told: %q", told)
				}
				if kept, err := os.ReadFile(log + ".replaced"); where == "heads.log" && (err != nil || !strings.Contains(string(kept), saved.Hash)) {
					t.Errorf("the log that contradicts is not kept: %q, %v", kept, err)
				}
			})
		}
	}
}

func TestRestoreOfAnOlderBackupSetsTheHeadsAfterItAside(t *testing.T) {
	k := brief.SQLite(t)
	first := note(t, k.DB, "до копии")
	file, _ := backedUp(t, k.DB)
	k.Clock.Advance(time.Hour)
	second := note(t, k.DB, "после копии")
	place := emptyPlace(t, "sqlite")
	log := saveLog(t, place, first, second)
	if done, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: file, Force: true}); err != nil || done.KeptHeads != log+".replaced" {
		t.Fatalf("%v, the heads are kept as %q", err, done.KeptHeads)
	}
	db := opened(t, place)
	note(t, db, "иначе") // takes the place of the line that was lost
	var out bytes.Buffer
	if err := app.Check(inEnglish(t), db, app.CheckOptions{Heads: log, Out: &out}); err != nil {
		t.Errorf("the log of the folder contradicts it: %v\n%s", err, &out)
	}
	for name, want := range map[string]string{log: first.Hash, log + ".replaced": second.Hash} {
		if got, err := os.ReadFile(name); err != nil || !strings.Contains(string(got), want) {
			t.Errorf("%s: %q, %v, want the head %s", name, got, err, want)
		}
	}
}

func TestRestoreRefusesABackupThatLacksSavedLinesUnlessForced(t *testing.T) {
	k := brief.SQLite(t)
	last := note(t, k.DB, "до копии")
	file, _ := backedUp(t, k.DB)
	k.Clock.Advance(time.Hour)
	note(t, k.DB, "после копии")
	saved := note(t, k.DB, "и ещё")
	lacks := fmt.Sprintf("(%s), lines %d to %d", saved.Org, last.Seq+1, saved.Seq)
	for _, engine := range []string{"sqlite", "postgres"} {
		for _, where := range []string{"heads.log", "--heads"} {
			t.Run(engine+" "+where, func(t *testing.T) {
				place := emptyPlace(t, engine)
				var told bytes.Buffer
				o := app.RestoreOptions{Data: place, File: file, Out: &told}
				log := saveLog(t, place, last, saved)
				if where == "--heads" {
					o.Heads = filepath.Join(t.TempDir(), "heads")
					if err := os.Rename(log, o.Heads); err != nil {
						t.Fatal(err)
					}
				}
				_, err := app.Restore(inEnglish(t), o)
				if err == nil || !strings.Contains(said(t, err), lacks) || !strings.Contains(said(t, err), "--force") {
					t.Fatalf("err = %v, want a refusal that says %q and what to do", err, lacks)
				}
				if again := note(t, opened(t, place), "ничего не восстановлено"); again.Seq != 1 {
					t.Errorf("the refused backup is in place: the next line is %d", again.Seq)
				}
				o.Force = true
				if _, err := app.Restore(inEnglish(t), o); err != nil || !strings.Contains(told.String(), lacks) {
					t.Errorf("forced: %v, told %q, want %q", err, told.String(), lacks)
				}
			})
		}
	}
}

func TestRestoreSaysWhatToDoWithALogThatCannotBeRead(t *testing.T) {
	k := brief.SQLite(t)
	file, _ := backedUp(t, k.DB)
	place := emptyPlace(t, "sqlite")
	log := saveLog(t, place, headOf(t, k.DB))
	if err := os.WriteFile(log, []byte("2026-09-14T08:00:00.000Z 0RDF"), 0o600); err != nil { // the power went off
		t.Fatal(err)
	}
	_, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: file})
	if err == nil || !strings.Contains(said(t, err), log) || !strings.Contains(said(t, err), "move the file away") {
		t.Errorf("err = %v, want one that names %s and says what to do", err, log)
	}
}

func TestRestoreRefusesACutTail(t *testing.T) {
	k := brief.SQLite(t)
	file, _ := backedUp(t, k.DB)
	saved := note(t, k.DB, "строка, которой в копии нет") // at the very moment of the backup
	place := emptyPlace(t, "sqlite")
	saveLog(t, place, saved)
	if _, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: file}); err == nil || !strings.Contains(said(t, err), english(t).T(ledger.TailCut)) {
		t.Errorf("err = %v, want a refusal that says the tail is cut", err)
	}
}

func TestRestoreRefusesTablesThatContradictTheirLedger(t *testing.T) {
	k := brief.SQLite(t)
	behind(t, k.DB, "UPDATE journal_mark SET text = '1'"+someMark)
	file, _ := backedUp(t, k.DB)
	o := app.RestoreOptions{Data: emptyPlace(t, "sqlite"), File: file}
	if _, err := app.Restore(inEnglish(t), o); err == nil || !strings.Contains(said(t, err), english(t).T(ledger.RowDiffers)) {
		t.Errorf("err = %v, want a refusal that names the mark", err)
	}
	o.Force = true
	if _, err := app.Restore(inEnglish(t), o); err != nil {
		t.Errorf("forced: %v", err)
	}
}

// A first start makes tables; one on a disk without room makes some of them.
func TestRestoreNeedsNoForceWhereNoOrganisationIs(t *testing.T) {
	k := brief.SQLite(t)
	file, _ := backedUp(t, k.DB)
	all, err := app.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	names := all.Names()
	for _, engine := range []string{"sqlite", "postgres"} {
		for made, n := range map[string]int{"one table": 1, "all tables": len(names)} {
			t.Run(engine+" "+made, func(t *testing.T) {
				place := emptyPlace(t, engine)
				some, err := all.Only(names[:n])
				if err != nil {
					t.Fatal(err)
				}
				db, err := storage.Open(t.Context(), storage.Config{Dir: place.Dir, Postgres: place.Database, Migrations: some})
				if err == nil {
					err = errors.Join(db.Migrate(t.Context()), db.Close())
				}
				if err != nil {
					t.Fatal(err)
				}
				if _, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: file}); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func TestRestoreRefusesWhatIsNotPartasUnlessForced(t *testing.T) {
	k := brief.SQLite(t)
	file, _ := backedUp(t, k.DB)
	for engine, occupy := range map[string]func(place config.Data) error{
		"sqlite": func(place config.Data) error {
			return os.WriteFile(filepath.Join(place.Dir, "parta.db"), []byte("не база"), 0o600)
		},
		"postgres": func(place config.Data) error {
			pool, err := sql.Open("pgx", place.Database)
			if err != nil {
				return err
			}
			_, err = pool.Exec("CREATE TABLE wiki_page (body TEXT)")
			return errors.Join(err, pool.Close())
		},
	} {
		t.Run(engine, func(t *testing.T) {
			place := emptyPlace(t, engine)
			if err := occupy(place); err != nil {
				t.Fatal(err)
			}
			if _, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: file}); err == nil || !strings.Contains(said(t, err), "--force") {
				t.Errorf("err = %v, want a refusal that names --force", err)
			}
		})
	}
}

func TestRestoreKilledBetweenItsTwoRenamesIsNotTakenForAnEmptyFolder(t *testing.T) {
	k := brief.SQLite(t)
	file, _ := backedUp(t, k.DB)
	place := filled(t, "sqlite", file)
	data := filepath.Join(place.Dir, "parta.db")
	work := filepath.Join(place.Dir, "tmp", "restore")
	err := errors.Join(os.Rename(data, data+".replaced"), os.MkdirAll(work, 0o700), os.WriteFile(filepath.Join(work, "parta.db"), nil, 0o600))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.OpenDB(t.Context(), place, false); err == nil || !strings.Contains(said(t, err), "run it again") {
		t.Errorf("opened: %v, want a refusal that says what to do", err)
	}
	if _, err := os.Stat(data); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file was made all the same: %v", err)
	}
	if _, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: file}); err != nil {
		t.Errorf("run again: %v", err)
	}
	headOf(t, opened(t, place))
}
