package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"

	"parta/app"
	"parta/demo"
	"parta/internal/config"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
	"parta/when"
)

// backedUpInUse writes a backup of a kit's database while others write to it.
func backedUpInUse(t *testing.T, k *testkit.Kit) (file string, m storage.Manifest) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "parta.zip")
	writing, stop := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	for w := range 4 {
		wait.Go(func() {
			for i := 0; writing.Err() == nil; i++ {
				act := storage.Act{Org: cast.SchoolOne.Org.ID, Key: fmt.Sprintf("load-%d-%d", w, i)}
				_ = k.DB.Write(context.Background(), act, func(tx *storage.Tx) error {
					tx.Record(storage.Line{Act: "probe", Thing: "probe", New: map[string]any{"text": "пока идёт копия"}})
					return nil
				})
			}
		})
	}
	m, err := app.Backup(t.Context(), k.DB, t.TempDir(), file, "")
	stop()
	wait.Wait()
	if err != nil {
		t.Fatal(err)
	}
	return file, m
}

// backedUp writes a backup of a database nobody writes to.
func backedUp(t *testing.T, db *storage.DB) (file string, m storage.Manifest) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "parta.zip")
	m, err := app.Backup(t.Context(), db, t.TempDir(), file, "")
	if err != nil {
		t.Fatal(err)
	}
	return file, m
}

// brief is the same world with little in it, for what is written and read whole.
var brief = &testkit.Template{Slices: app.Schemas, Install: ledger.Install, Fill: demo.Brief(when.DayOf(testkit.Start)).Fill}

func emptyPlace(t *testing.T, engine string) config.Data {
	t.Helper()
	data := config.Data{Dir: t.TempDir()}
	if engine == "postgres" {
		data.Database = testkit.EmptyPostgres(t)
	}
	return data
}

func TestBackupOfOneEngineIsRestoredIntoTheOther(t *testing.T) {
	for from, to := range map[string]string{"sqlite": "postgres", "postgres": "sqlite"} {
		t.Run(from+" to "+to, func(t *testing.T) {
			k := template.Open(t, from)
			file, m := backedUpInUse(t, k)
			place := emptyPlace(t, to)
			got, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: file})
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Tables) == 0 || len(got.Heads) == 0 || got.Heads[0] != m.Heads[0] {
				t.Errorf("restored %d tables with heads %v, want those of %v", len(got.Tables), got.Heads, m.Heads)
			}
			// Backed up once more, everything must be as it was: counts, hashes, heads.
			db, err := app.OpenDB(t.Context(), place, false)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			_, again := backedUp(t, db)
			for i, table := range m.Tables {
				if again.Tables[i] != table {
					t.Errorf("%+v came back as %+v", table, again.Tables[i])
				}
			}
			for i, head := range m.Heads {
				if _, want, _ := strings.Cut(head, " "); !strings.HasSuffix(again.Heads[i], want) {
					t.Errorf("head %s came back as %s", head, again.Heads[i])
				}
			}
		})
	}
}

func TestDamagedBackupIsRefused(t *testing.T) {
	k := brief.SQLite(t)
	file, _ := backedUp(t, k.DB)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(whole)
	changed[len(changed)/2] ^= 1
	for name, content := range map[string][]byte{
		"cut off":        whole[:len(whole)*2/3],
		"one bit turned": changed,
		"empty":          nil,
		"not a backup":   []byte("Это не копия"),
	} {
		t.Run(name, func(t *testing.T) {
			bad := filepath.Join(t.TempDir(), "bad.zip")
			if err := os.WriteFile(bad, content, 0o600); err != nil {
				t.Fatal(err)
			}
			place := emptyPlace(t, "sqlite")
			if _, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: bad}); !errors.Is(err, storage.ErrDamaged) {
				t.Errorf("err = %v, want one that says the backup is damaged", err)
			}
			if _, err := os.Stat(filepath.Join(place.Dir, "parta.db")); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("something was restored all the same: %v", err)
			}
		})
	}
}

func TestRestoreRefusesToOverwriteUnlessForced(t *testing.T) {
	k := brief.SQLite(t)
	file, _ := backedUp(t, k.DB)
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			place := emptyPlace(t, engine)
			restore := func(force bool) error {
				_, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: file, Force: force})
				return err
			}
			if err := restore(false); err != nil {
				t.Fatal(err)
			}
			if err := restore(false); err == nil || !strings.Contains(said(t, err), "--force") {
				t.Errorf("second restore: %v, want a refusal that names --force", err)
			}
			if err := restore(true); err != nil {
				t.Errorf("forced: %v", err)
			}
		})
	}
}

func TestForcedRestoreKeepsWhatWasThereWithItsLog(t *testing.T) {
	k := brief.SQLite(t)
	file, _ := backedUp(t, k.DB)
	place := emptyPlace(t, "sqlite")
	data := filepath.Join(place.Dir, "parta.db")
	for _, old := range []string{"first", "second"} {
		for _, part := range []string{"", "-wal"} { // as a killed server leaves them
			if err := os.WriteFile(data+part, []byte(old+part), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: place, File: file, Force: true}); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{
		".replaced": "first", ".replaced-wal": "first-wal", ".replaced2": "second", ".replaced2-wal": "second-wal",
	} {
		if got, err := os.ReadFile(data + name); err != nil || string(got) != want {
			t.Errorf("parta.db%s holds %q, %v, want %q", name, got, err, want)
		}
	}
}

func TestEncryptedBackupOpensWithItsKeyAlone(t *testing.T) {
	k := brief.SQLite(t)
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "parta.zip.age")
	if _, err := app.Backup(t.Context(), k.DB, t.TempDir(), file, key.Recipient().String()); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: emptyPlace(t, "sqlite"), File: file}); problem.KeyOf(err) != "app.restore.encrypted" {
		t.Errorf("without a key: %v, want a refusal", err)
	}
	identity := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(identity, []byte(key.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Restore(inEnglish(t), app.RestoreOptions{Data: emptyPlace(t, "sqlite"), File: file, Identity: identity}); err != nil {
		t.Errorf("with the key: %v", err)
	}
}

func TestCheckOfASoundInstallationFindsNothing(t *testing.T) {
	k := template.SQLite(t)
	var out bytes.Buffer
	if err := app.Check(inEnglish(t), k.DB, app.CheckOptions{Ledger: true, Out: &out}); err != nil {
		t.Errorf("%v\n%s", err, &out)
	}
}
