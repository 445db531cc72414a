package storage_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"testing"
	"testing/fstest"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
	"parta/when"
)

// probe is a schema with every type and class in it.
var probe = fstest.MapFS{
	"migrations/20260101000001_probe_row.sql": {Data: []byte(`-- class: tenant
CREATE TABLE probe_row ( -- grows
    org_id  BIGINT NOT NULL,
    row_id  BIGINT NOT NULL,
    name    TEXT NOT NULL,
    closed  BOOLEAN NOT NULL,
    day     DATE,
    at      TIMESTAMPTZ,
    raw     BYTEA,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, row_id),
    UNIQUE (org_id, name)
);
CREATE TABLE probe_child (
    org_id BIGINT NOT NULL,
    row_id BIGINT NOT NULL,
    size   INT NOT NULL CHECK (size > 0),
    PRIMARY KEY (org_id, row_id),
    FOREIGN KEY (org_id, row_id) REFERENCES probe_row (org_id, row_id)
);
`)},
	"migrations/20260101000002_probe_control.sql": {Data: []byte(`-- class: control
CREATE TABLE probe_control (name TEXT PRIMARY KEY, value TEXT NOT NULL);
`)},
	"migrations/20260101000003_probe_sum.sql": {Data: []byte(`-- class: derived
CREATE TABLE probe_sum (org_id BIGINT NOT NULL, count BIGINT NOT NULL, PRIMARY KEY (org_id));
`)},
}

var template = &testkit.Template{Slices: []fs.FS{ledger.Migrations, probe}, Install: ledger.Install}

const org id.Org = 77

var line = storage.Line{Act: "probe.add", Thing: "probe"}

func add(tx *storage.Tx, row int64, name string) error {
	tx.Record(line)
	_, err := tx.Exec("INSERT INTO probe_row (org_id, row_id, name, closed, version) VALUES ($1, $2, $3, FALSE, 1)", tx.Org(), row, name)
	return err
}

func count(t *testing.T, db *storage.DB, table string) (n int) {
	t.Helper()
	if err := db.Read(context.Background(), org, func(tx *storage.Tx) (err error) {
		n, err = storage.Value[int](tx, "SELECT COUNT(*) FROM "+table+" WHERE org_id = $1", org)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func act(key string) storage.Act { return storage.Act{Org: org, Key: key} }

func TestBindsKeepTheirNumbersInAnyOrder(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		err := k.DB.Write(t.Context(), act("k"), func(tx *storage.Tx) error {
			tx.Record(line)
			_, err := tx.Exec(`INSERT INTO probe_row (version, name, row_id, org_id, closed) VALUES ($3, $1, $2, $4, $5)`, "имя", 2, 3, org, true)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = k.DB.Read(t.Context(), org, func(tx *storage.Tx) error {
			got, err := storage.Value[string](tx, "SELECT name FROM probe_row WHERE closed = $4 AND version = $3 AND org_id = $2 AND row_id = $1", 2, org, 3, true)
			if err != nil || got != "имя" {
				t.Errorf("name = %q, %v", got, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestDaysAndInstantsComeBackAsTheyWent(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		type row struct {
			day when.Day
			at  when.Instant
			raw []byte
		}
		want := row{when.Date(2026, 10, 19), k.DB.Now(), []byte{0, 255}}
		err := k.DB.Write(t.Context(), act("k"), func(tx *storage.Tx) error {
			if err := add(tx, 1, "a"); err != nil {
				return err
			}
			_, err := tx.Exec("UPDATE probe_row SET day = $2, at = $3, raw = $4 WHERE org_id = $1 AND row_id = 1", org, want.day, want.at, want.raw)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = k.DB.Read(t.Context(), org, func(tx *storage.Tx) error {
			got, err := storage.One(tx, func(r storage.Row) (v row, err error) { return v, r.Scan(&v.day, &v.at, &v.raw) },
				"SELECT day, at, raw FROM probe_row WHERE org_id = $1 AND day = $2 AND at = $3", org, want.day, want.at)
			if err != nil || got.day != want.day || got.at != want.at || string(got.raw) != string(want.raw) {
				t.Errorf("got %v, %v, want %v", got, err, want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestTextThatIsNoTextIsRefusedAndSpoilsNothingBesideIt(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		texts := []string{"имя", "\xff\xfe", "a\x00b"}
		var acts []storage.Act
		for i := range texts {
			acts = append(acts, act(fmt.Sprint("name ", i)))
		}
		acts = append(acts, act("key\x00"))
		errs := k.DB.WriteEach(t.Context(), acts, func(tx *storage.Tx, i int) error { return add(tx, int64(i+1), texts[min(i, 2)]) })
		for i, err := range errs {
			if want := i > 0; (problem.KeyOf(err) == "storage.text") != want || !want && err != nil {
				t.Errorf("act %d: %v", i, err)
			}
		}
		if n := count(t, k.DB, "probe_row"); n != 1 {
			t.Errorf("%d rows, want that of the good text", n)
		}
	})
}

// TestSameActTwiceAtOnceIsDoneOnce is about a double click: the second may meet
// the row of the first before its key is there to see.
func TestSameActTwiceAtOnceIsDoneOnce(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		var wait sync.WaitGroup
		for round := range int64(10) {
			for range 8 {
				wait.Go(func() {
					err := k.DB.Write(t.Context(), act(fmt.Sprint("click ", round)), func(tx *storage.Tx) error { return add(tx, round+1, fmt.Sprint(round)) })
					var repeated *storage.Repeated
					if err != nil && !errors.As(err, &repeated) {
						t.Error(err)
					}
				})
			}
			wait.Wait()
		}
		if n := count(t, k.DB, "probe_row"); n != 10 {
			t.Errorf("%d rows, want 10", n)
		}
	})
}

// TestSameActIsNotToldOfItself is about a double click, too: the second finds the
// version gone that it meant to replace, and it was the first that replaced it.
func TestSameActIsNotToldOfItself(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		if err := k.DB.Write(t.Context(), act("first"), func(tx *storage.Tx) error { return add(tx, 1, "a") }); err != nil {
			t.Fatal(err)
		}
		stale := problem.New(problem.Conflict, "probe.stale")
		errs := k.DB.WriteEach(t.Context(), []storage.Act{act("click"), act("click"), act("another")}, func(tx *storage.Tx, _ int) error {
			tx.Record(line)
			n, err := tx.Exec("UPDATE probe_row SET version = 2 WHERE org_id = $1 AND row_id = 1 AND version = 1", org)
			if err == nil && n == 0 {
				return stale
			}
			return err
		})
		var repeated *storage.Repeated
		if errs[0] != nil || !errors.As(errs[1], &repeated) || repeated.First != 2 || !errors.Is(errs[2], stale) {
			t.Errorf("errs = %v, want none, repeated of line 2, and stale", errs)
		}
	})
}

func TestBrokenConstraintsAreTheSameProblemsOnEveryEngine(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		if err := k.DB.Write(t.Context(), act("first"), func(tx *storage.Tx) error { return add(tx, 1, "a") }); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct{ name, statement, want string }{
			{"same primary key", "INSERT INTO probe_row (org_id, row_id, name, closed, version) VALUES (77, 1, 'b', FALSE, 1)", "storage.duplicate"},
			{"same unique key", "INSERT INTO probe_row (org_id, row_id, name, closed, version) VALUES (77, 2, 'a', FALSE, 1)", "storage.duplicate"},
			{"no such parent", "INSERT INTO probe_child (org_id, row_id, size) VALUES (77, 9, 1)", "storage.reference"},
			{"parent of another organisation", "INSERT INTO probe_child (org_id, row_id, size) VALUES (78, 1, 1)", "storage.reference"},
			{"check", "INSERT INTO probe_child (org_id, row_id, size) VALUES (77, 1, 0)", "storage.check"},
		} {
			err := k.DB.Write(t.Context(), act(tt.name), func(tx *storage.Tx) error {
				tx.Record(line)
				_, err := tx.Exec(tt.statement)
				return err
			})
			if got := problem.KeyOf(err); got != tt.want {
				t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
			}
		}
		if got := count(t, k.DB, "probe_row"); got != 1 {
			t.Errorf("%d rows, want 1", got)
		}
	})
}

func TestWriteWithoutALineDoesNotCommit(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		err := k.DB.Write(t.Context(), act("k"), func(tx *storage.Tx) error {
			_, err := tx.Exec("INSERT INTO probe_row (org_id, row_id, name, closed, version) VALUES (77, 1, 'a', FALSE, 1)")
			return err
		})
		if err == nil || count(t, k.DB, "probe_row") != 0 {
			t.Errorf("err = %v and %d rows, want an error and none", err, count(t, k.DB, "probe_row"))
		}
	})
}

func TestKeyUsedBeforeDoesNothingAgain(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		for try := range 2 {
			ran := false
			err := k.DB.Write(t.Context(), act("k"), func(tx *storage.Tx) error {
				ran = true
				return add(tx, int64(try+1), fmt.Sprint(try))
			})
			var repeated *storage.Repeated
			if try == 0 && err != nil {
				t.Fatal(err)
			}
			if try == 1 && (!errors.As(err, &repeated) || repeated.First != 1 || ran) {
				t.Errorf("second try: %v, ran %v, want repeated of line 1", err, ran)
			}
		}
	})
}

func TestSameKeyAtOnceActsOnce(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		var wait sync.WaitGroup
		errs := make([]error, 16)
		for i := range errs {
			wait.Go(func() {
				errs[i] = k.DB.Write(t.Context(), act("k"), func(tx *storage.Tx) error { return add(tx, int64(i+1), fmt.Sprint(i)) })
			})
		}
		wait.Wait()
		done := 0
		for _, err := range errs {
			var repeated *storage.Repeated
			switch {
			case err == nil:
				done++
			case !errors.As(err, &repeated):
				t.Error(err)
			}
		}
		if rows := count(t, k.DB, "probe_row"); done != 1 || rows != 1 {
			t.Errorf("%d done, %d rows, want 1 and 1", done, rows)
		}
	})
}

func TestWriteEachKeepsWhatSucceeds(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		acts := []storage.Act{act("a"), act("b"), act("c"), act("d")}
		errs := k.DB.WriteEach(t.Context(), acts, func(tx *storage.Tx, i int) error {
			switch i {
			case 1:
				return add(tx, 1, "taken") // the same row as the first
			case 2:
				panic("a body that breaks")
			}
			return add(tx, int64(i+1), fmt.Sprint(i))
		})
		if errs[0] != nil || problem.KeyOf(errs[1]) != "storage.duplicate" || errs[2] == nil || errs[3] != nil {
			t.Errorf("errs = %v", errs)
		}
		if got := count(t, k.DB, "probe_row"); got != 2 {
			t.Errorf("%d rows, want 2", got)
		}
		if damages, lines, err := ledger.Verify(t.Context(), k.DB, org, nil); err != nil || lines != 2 || len(damages) > 0 {
			t.Errorf("ledger: %d lines, %v, %v", lines, damages, err)
		}
	})
}

// unspeakable breaks when the ledger puts it into words.
type unspeakable struct{}

func (unspeakable) MarshalJSON() ([]byte, error) { panic("a body that cannot be told") }

func TestLineThatBreaksTheLedgerFailsItsOwnActAlone(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		var wait sync.WaitGroup
		for i := range int64(16) {
			wait.Go(func() {
				err := k.DB.Write(t.Context(), act(fmt.Sprint(i)), func(tx *storage.Tx) error {
					if i%2 == 1 {
						tx.Record(storage.Line{Act: "probe.add", Thing: "probe", New: unspeakable{}})
					}
					return add(tx, i+1, fmt.Sprint(i))
				})
				if broke := i%2 == 1; (err != nil) != broke {
					t.Errorf("act %d: %v, want an error: %v", i, err, broke)
				}
			})
		}
		wait.Wait()
		if rows := count(t, k.DB, "probe_row"); rows != 8 {
			t.Errorf("%d rows, want 8", rows)
		}
	})
}

func TestTransactionsWriteOnlyTheirClassOfTables(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		const tenant = "UPDATE probe_row SET closed = TRUE WHERE org_id = $1"
		const control = "INSERT INTO probe_control (name, value) VALUES ('a', 'b')"
		const derived = "INSERT INTO probe_sum (org_id, count) VALUES (77, 1)"
		do := func(statement string, args ...any) func(tx *storage.Tx) error {
			return func(tx *storage.Tx) error {
				tx.Record(line)
				_, err := tx.Exec(statement, args...)
				return err
			}
		}
		if k.DB.Control(t.Context(), do(control)) != nil {
			t.Error("Control may write control tables")
		}
		for name, err := range map[string]error{
			"Read of tenant":       k.DB.Read(t.Context(), org, do(tenant, org)),
			"Read of control":      k.DB.ReadControl(t.Context(), do(control)),
			"Write of control":     k.DB.Write(t.Context(), act("1"), do(control)),
			"Write of derived":     k.DB.Write(t.Context(), act("2"), do(derived)),
			"Control of tenant":    k.DB.Control(t.Context(), do(tenant, org)),
			"Write of no one's":    k.DB.Write(t.Context(), act("3"), do("UPDATE goose_db_version SET id = 1")),
			"Write without a key":  k.DB.Write(t.Context(), storage.Act{Org: org}, do(tenant, org)),
			"Write without an org": k.DB.Write(t.Context(), storage.Act{Key: "k"}, do(tenant, org)),
		} {
			if err == nil {
				t.Errorf("%s was let through", name)
			}
		}
	})
}

func TestDeriveMovesItsCursorWithWhatItDerives(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		for i := range 3 {
			if err := k.DB.Write(t.Context(), act(fmt.Sprint(i)), func(tx *storage.Tx) error { return add(tx, int64(i+1), fmt.Sprint(i)) }); err != nil {
				t.Fatal(err)
			}
		}
		broken := errors.New("broken")
		if _, err := k.DB.Derive(t.Context(), "sums", org, func(tx *storage.Tx, lines []storage.Recorded) error { return broken }); !errors.Is(err, broken) {
			t.Fatal(err)
		}
		for _, want := range []int{3, 0} {
			read, err := k.DB.Derive(t.Context(), "sums", org, func(tx *storage.Tx, lines []storage.Recorded) error {
				_, err := tx.Exec("INSERT INTO probe_sum (org_id, count) VALUES ($1, $2)", tx.Org(), len(lines))
				return err
			})
			if err != nil || read != want {
				t.Errorf("read %d lines, %v, want %d", read, err, want)
			}
		}
	})
}

func TestBulkAddsManyRows(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		err := k.DB.Write(t.Context(), act("k"), func(tx *storage.Tx) error {
			tx.Record(line)
			n, err := tx.Bulk("probe_row", []string{"org_id", "row_id", "name", "closed", "day", "at", "version"}, func(yield func([]any) bool) {
				for i := range 1000 {
					if !yield([]any{tx.Org(), id.New[id.Thing](tx), fmt.Sprint(i), i%2 == 0, when.Date(2026, 9, 1), tx.Now(), int64(1)}) {
						return
					}
				}
			})
			if n != 1000 {
				t.Errorf("%d rows, want 1000", n)
			}
			return err
		})
		if err != nil || count(t, k.DB, "probe_row") != 1000 {
			t.Errorf("%v", err)
		}
	})
}

func TestWatchersHearWhatWasCommitted(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		changes, stop := k.DB.Watch(org)
		defer stop()
		if err := k.DB.Write(t.Context(), act("k"), func(tx *storage.Tx) error { return add(tx, 1, "a") }); err != nil {
			t.Fatal(err)
		}
		if got := <-changes; got.Seq != 1 || got.Act != "probe.add" {
			t.Errorf("got %+v", got)
		}
	})
}

func TestManyWritersAtOnceLoseNothing(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		var wait sync.WaitGroup
		for w := range 32 {
			wait.Go(func() {
				for i := range 10 {
					row := int64(w*100 + i + 1)
					if err := k.DB.Write(t.Context(), act(fmt.Sprint(row)), func(tx *storage.Tx) error { return add(tx, row, fmt.Sprint(row)) }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wait.Wait()
		damages, lines, err := ledger.Verify(t.Context(), k.DB, org, nil)
		if err != nil || lines != 320 || len(damages) > 0 || count(t, k.DB, "probe_row") != 320 {
			t.Errorf("%d lines, %v, %v", lines, damages, err)
		}
	})
}

func TestSQLiteIsDurableAtEveryCommit(t *testing.T) {
	k := template.SQLite(t)
	err := k.DB.Control(t.Context(), func(tx *storage.Tx) error {
		for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "secure_delete": "1"} {
			if got, err := storage.Value[string](tx, "PRAGMA "+pragma); err != nil || got != want {
				t.Errorf("%s = %s, %v, want %s", pragma, got, err, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
