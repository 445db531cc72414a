package ledger_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
)

var template = &testkit.Template{Slices: []fs.FS{ledger.Migrations}, Install: ledger.Install}

const (
	org   id.Org    = 77
	ilya  id.Person = 11
	group id.Group  = 12
)

var rule = access.Rule{Action: access.WriteMark, Role: access.Teacher, Reach: access.Taught}

// say records n lines, one an act, each with a body.
func say(t *testing.T, db *storage.DB, n int) {
	t.Helper()
	for i := range n {
		act := storage.Act{Org: org, Key: fmt.Sprintf("say-%d", i), By: access.Actor{Account: 5, Person: 6}}
		err := db.Write(t.Context(), act, func(tx *storage.Tx) error {
			tx.Record(storage.Line{
				Act: "mark.set", Thing: "mark", ThingID: id.Thing(100 + i%2), Rule: rule, Pupil: ilya, Group: group,
				Old: map[string]any{"text": "3"}, New: map[string]any{"text": fmt.Sprintf("сочинение %d", i)},
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func verify(t *testing.T, db *storage.DB, saved ...ledger.Head) []ledger.Damage {
	t.Helper()
	damages, _, err := ledger.Verify(t.Context(), db, org, saved)
	if err != nil {
		t.Fatal(err)
	}
	return damages
}

func heads(t *testing.T, db *storage.DB) (h []ledger.Head) {
	t.Helper()
	if err := db.ReadControl(t.Context(), func(tx *storage.Tx) (err error) {
		h, err = ledger.Heads(tx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return h
}

// tamper changes the data behind Parta's back.
func tamper(t *testing.T, k *testkit.Kit, statements ...string) {
	t.Helper()
	driver, dsn := "pgx", k.Config.Postgres
	if k.Engine == "sqlite" {
		driver, dsn = "sqlite", "file:"+filepath.Join(k.Config.Dir, "parta.db")
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestChainOfWhatHappenedVerifies(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		say(t, k.DB, 5)
		if got := verify(t, k.DB, heads(t, k.DB)...); len(got) > 0 {
			t.Error(got)
		}
	})
}

func TestVerifyNamesEachDamage(t *testing.T) {
	for _, tt := range []struct {
		name       string
		statements []string
		want       ledger.Damage
	}{
		{"a changed field", []string{"UPDATE ledger_line SET person = 7 WHERE seq = 3"}, ledger.Damage{Org: org, Seq: 3, Kind: ledger.LineChanged}},
		{"a changed body", []string{"UPDATE ledger_line SET body = replace(body, 'сочинение 2', 'сочинение 5') WHERE seq = 3"}, ledger.Damage{Org: org, Seq: 3, Kind: ledger.BodyChanged}},
		{"a removed body", []string{"UPDATE ledger_line SET salt = NULL, body = NULL WHERE seq = 3"}, ledger.Damage{Org: org, Seq: 3, Kind: ledger.BodyMissing}},
		{"a removed line", []string{"DELETE FROM ledger_line WHERE seq = 3"}, ledger.Damage{Org: org, Seq: 4, Kind: ledger.LineMissing}},
		{"swapped lines", []string{
			"UPDATE ledger_line SET seq = 33 WHERE seq = 3", "UPDATE ledger_line SET seq = 3 WHERE seq = 4", "UPDATE ledger_line SET seq = 4 WHERE seq = 33",
		}, ledger.Damage{Org: org, Seq: 3, Kind: ledger.LineUnlinked}},
		{"a removed tail", []string{"DELETE FROM ledger_line WHERE seq = 5"}, ledger.Damage{Org: org, Seq: 4, Kind: ledger.HeadWrong}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			template.Each(t, func(t *testing.T, k *testkit.Kit) {
				say(t, k.DB, 5)
				tamper(t, k, tt.statements...)
				got := verify(t, k.DB)
				for _, d := range got {
					if d == tt.want {
						return
					}
				}
				t.Errorf("found %v, want %v", got, tt.want)
			})
		})
	}
}

func TestSavedHeadShowsACutTail(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		say(t, k.DB, 5)
		saved := heads(t, k.DB)
		tamper(
			t, k, "DELETE FROM ledger_line WHERE seq = 5",
			"UPDATE ledger_head SET seq = 4, hash = (SELECT hash FROM ledger_line WHERE seq = 4)",
		)
		if got := verify(t, k.DB); len(got) > 0 {
			t.Errorf("without saved heads nothing should show, got %v", got)
		}
		if got := verify(t, k.DB, saved...); len(got) != 1 || got[0] != (ledger.Damage{Org: org, Seq: 5, Kind: ledger.TailCut}) {
			t.Errorf("got %v, want the cut tail", got)
		}
	})
}

func TestSavedHeadShowsARecomputedChain(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		say(t, k.DB, 5)
		saved := heads(t, k.DB)
		tamper(t, k, "DELETE FROM ledger_line", "DELETE FROM ledger_head", "DELETE FROM ledger_request")
		say(t, k.DB, 6) // somebody makes the whole chain anew, salts and all
		if got := verify(t, k.DB); len(got) > 0 {
			t.Errorf("without saved heads nothing should show, got %v", got)
		}
		if got := verify(t, k.DB, saved...); len(got) != 1 || got[0] != (ledger.Damage{Org: org, Seq: 5, Kind: ledger.Rewritten}) {
			t.Errorf("got %v, want the rewritten line", got)
		}
	})
}

func TestHeadsReadBackAsWritten(t *testing.T) {
	k := template.SQLite(t)
	say(t, k.DB, 2)
	want := heads(t, k.DB)
	got, _, err := ledger.ReadHeads(strings.NewReader("\n" + want[0].String() + "\n"))
	if err != nil || len(got) != 1 || got[0] != want[0] {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	if _, _, err := ledger.ReadHeads(strings.NewReader("now 1 2 3")); problem.KeyOf(err) != "ledger.heads.line" {
		t.Errorf("err = %v, want one naming line 1", err)
	}
}

func TestErasedBodyIsGoneAndTheChainVerifies(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		say(t, k.DB, 5)
		if err := ledger.Erase(t.Context(), k.DB, storage.Act{Org: org, Key: "erase"}, []int64{3}, "акт № 4 от 19.10.2026"); err != nil {
			t.Fatal(err)
		}
		if got := verify(t, k.DB); len(got) > 0 {
			t.Error(got)
		}
		err := k.DB.Read(t.Context(), org, func(tx *storage.Tx) error {
			n, err := storage.Value[int](tx, "SELECT COUNT(*) FROM ledger_line WHERE org_id = $1 AND substr(body, 1, 60) = $2", org, "сочинение 2")
			if n != 0 {
				t.Errorf("%d bodies hold the text", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if k.Engine == "sqlite" {
			inFiles(t, k.Config.Dir, "сочинение 2", false)
			inFiles(t, k.Config.Dir, "сочинение 4", true)
		}
	})
}

func inFiles(t *testing.T, dir, text string, want bool) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		found = found || bytes.Contains(data, []byte(text))
	}
	if found != want {
		t.Errorf("%q in the files: %v, want %v", text, found, want)
	}
}

func TestHistoryIsNewestFirst(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		say(t, k.DB, 5)
		err := k.DB.Read(t.Context(), org, func(tx *storage.Tx) error {
			got, err := ledger.History(tx, []id.Thing{100}, 2)
			if err != nil || len(got) != 2 || got[0].Seq != 5 || got[1].Seq != 3 {
				t.Errorf("got %v, %v", got, err)
			}
			if got[0].Rule != rule.Name() || got[0].Role != access.Teacher || string(got[0].Old) != `{"text":"3"}` {
				t.Errorf("got %+v", got[0])
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestRequestGivesTheLinesOfItsActAlone(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		for _, key := range []string{"a", "b"} {
			if err := k.DB.Write(t.Context(), storage.Act{Org: org, Key: key}, func(tx *storage.Tx) error {
				tx.Record(storage.Line{Act: key + ".1", Thing: "probe"})
				tx.Record(storage.Line{Act: key + ".2", Thing: "probe"})
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		err := k.DB.Read(t.Context(), org, func(tx *storage.Tx) error {
			got, err := ledger.Request(tx, "a")
			if err != nil || len(got) != 2 || got[0].Act != "a.1" || got[1].Act != "a.2" {
				t.Errorf("got %v, %v", got, err)
			}
			none, err := ledger.Request(tx, "c")
			if err != nil || none != nil {
				t.Errorf("got %v, %v", none, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestFailedActLeavesNoGap(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		say(t, k.DB, 1)
		refused := errors.New("refused")
		err := k.DB.Write(t.Context(), storage.Act{Org: org, Key: "bad"}, func(tx *storage.Tx) error {
			tx.Record(storage.Line{Act: "x", Thing: "x"})
			return refused
		})
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		if err := k.DB.Write(context.Background(), storage.Act{Org: org, Key: "good"}, func(tx *storage.Tx) error {
			tx.Record(storage.Line{Act: "x", Thing: "x"})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if got := heads(t, k.DB); got[0].Seq != 2 || len(verify(t, k.DB)) > 0 {
			t.Errorf("head at %d, want 2", got[0].Seq)
		}
	})
}

// A folder of before has the bodies in a table of their own.
func TestBodiesOfBeforeMoveIntoTheirLines(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		say(t, k.DB, 5)
		if err := ledger.Erase(t.Context(), k.DB, storage.Act{Org: org, Key: "erase"}, []int64{3}, "акт № 4 от 19.10.2026"); err != nil {
			t.Fatal(err)
		}
		tamper(
			t, k, "CREATE TABLE ledger_body AS SELECT org_id, seq, salt, body FROM ledger_line WHERE body IS NOT NULL",
			"ALTER TABLE ledger_line DROP COLUMN salt", "ALTER TABLE ledger_line DROP COLUMN body",
			"DELETE FROM goose_db_version WHERE version_id = 20261128200000",
		)
		db := template.Again(t, k)
		if err := db.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := verify(t, db); len(got) > 0 {
			t.Error(got)
		}
		err := db.Read(t.Context(), org, func(tx *storage.Tx) error {
			lines, err := ledger.History(tx, []id.Thing{101}, 1)
			if err == nil && (len(lines) != 1 || !strings.Contains(string(lines[0].New), "сочинение 3")) {
				t.Errorf("the last line of the thing says %v", lines)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
