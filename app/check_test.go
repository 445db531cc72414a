package app_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"parta/app"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
)

// behind changes a table behind the ledger's back: the line it leaves tells
// nothing of it.
func behind(t *testing.T, db *storage.DB, statement string) {
	t.Helper()
	act := storage.Act{Org: cast.SchoolOne.Org.ID, Key: statement[:20]}
	err := db.Write(t.Context(), act, func(tx *storage.Tx) error {
		tx.Record(storage.Line{Act: "probe", Thing: "probe"})
		n, err := tx.Exec(statement, tx.Org())
		if err == nil && n != 1 {
			err = fmt.Errorf("%d rows changed by %s", n, statement)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checked(t *testing.T, db *storage.DB) (places int64, told string) {
	t.Helper()
	var out bytes.Buffer
	err := app.Check(inEnglish(t), db, app.CheckOptions{Ledger: true, Out: &out})
	var damaged *app.Damaged
	if errors.As(err, &damaged) {
		return damaged.Places, out.String()
	}
	if err != nil {
		t.Fatal(err)
	}
	return 0, out.String()
}

const (
	someMark       = " WHERE org_id = $1 AND mark_id = (SELECT max(mark_id) FROM journal_mark WHERE org_id = $1)"
	firstMark      = " WHERE org_id = $1 AND mark_id = (SELECT min(mark_id) FROM journal_mark WHERE org_id = $1)"
	someAttendance = " WHERE org_id = $1 AND attendance_id = (SELECT max(attendance_id) FROM journal_attendance WHERE org_id = $1)"
)

func TestCheckFindsATableThatDoesNotSayWhatTheLedgerSays(t *testing.T) {
	for name, tt := range map[string]struct{ statement, thing, kind string }{
		"a mark of another text":     {"UPDATE journal_mark SET text = '1'" + someMark, "mark", ledger.RowDiffers},
		"a mark of another value":    {"UPDATE journal_mark SET value = 4711, counted = TRUE" + firstMark, "mark", ledger.RowDiffers},
		"a mark of another version":  {"UPDATE journal_mark SET version = version + 1" + someMark, "mark", ledger.RowDiffers},
		"a mark of another moment":   {"UPDATE journal_mark SET given_at = '2020-01-01T00:00:00.000Z'" + someMark, "mark", ledger.RowDiffers},
		"a mark that is gone":        {"DELETE FROM journal_mark" + someMark, "mark", ledger.RowMissing},
		"the first mark is gone":     {"DELETE FROM journal_mark" + firstMark, "mark", ledger.RowMissing},
		"an absence without minutes": {"UPDATE journal_attendance SET state = 'late', minutes = 7" + someAttendance, "attendance", ledger.RowDiffers},
		"an absence changed twice":   {"UPDATE journal_attendance SET version = version + 1" + someAttendance, "attendance", ledger.RowDiffers},
		"an absence that is gone":    {"DELETE FROM journal_attendance" + someAttendance, "attendance", ledger.RowMissing},
		"an absence without a line": {`INSERT INTO journal_attendance (org_id, lesson_id, pupil_id, attendance_id, state, minutes, reason, excused, source, version)
			SELECT org_id, lesson_id, (SELECT min(person_id) FROM people_person WHERE org_id = $1), attendance_id + 1, state, minutes, reason, excused, source, version
			FROM journal_attendance` + someAttendance, "attendance", ledger.LineAbsent},
		"a mark without a line": {`INSERT INTO journal_mark (org_id, task_id, pupil_id, slot, mark_id, text, value, counted, scale, version, given_by, given_at)
			SELECT org_id, task_id, pupil_id, 2, mark_id + 1, text, value, counted, scale, version, given_by, given_at
			FROM journal_mark m WHERE org_id = $1 AND slot = 1
				AND NOT EXISTS (SELECT 1 FROM journal_mark o WHERE o.org_id = $1 AND o.task_id = m.task_id AND o.pupil_id = m.pupil_id AND o.slot = 2)
				AND NOT EXISTS (SELECT 1 FROM journal_mark o WHERE o.org_id = $1 AND o.mark_id = m.mark_id + 1)
			LIMIT 1`, "mark", ledger.LineAbsent},
	} {
		t.Run(name, func(t *testing.T) {
			template.Each(t, func(t *testing.T, k *testkit.Kit) {
				behind(t, k.DB, tt.statement)
				places, told := checked(t, k.DB)
				if places != 1 || !strings.Contains(told, tt.thing+" ") || !strings.Contains(told, english(t).T(tt.kind)) {
					t.Errorf("damage in %d places, want one of a %s: %s\n%s", places, tt.thing, tt.kind, told)
				}
			})
		})
	}
}

// Whoever is told of a damage looks for the school and for the day.
func TestCheckNamesTheSchoolAndTheMomentOfADamagedLine(t *testing.T) {
	k := template.SQLite(t)
	line := note(t, k.DB, "урок")
	behind(t, k.DB, fmt.Sprintf("UPDATE ledger_line SET role = 'head' WHERE org_id = $1 AND seq = %d", line.Seq))
	places, told := checked(t, k.DB)
	want := fmt.Sprintf("%s (%s), line %d of the ledger of %s:", cast.SchoolOne.Org.Name, line.Org, line.Seq, english(t).Stamp(k.DB.Now()))
	if places != 1 || !strings.Contains(told, want) {
		t.Errorf("damage in %d places, want one that is told as %q\n%s", places, want, told)
	}
}

// One byte must not hide the schools after it.
func TestCheckGetsPastAMomentThatCannotBeRead(t *testing.T) {
	const ofLine = " = '2026-10-1`T02:00:00.000Z' WHERE org_id = $1 AND seq = (SELECT max(seq) FROM ledger_line WHERE org_id = $1 AND thing = 'mark')"
	line := english(t).T(ledger.LineChanged)
	for name, tt := range map[string]struct{ statement, where, kind string }{
		"when a line was recorded":       {"UPDATE ledger_line SET at" + ofLine, " of the ledger: ", line},
		"when what it tells of happened": {"UPDATE ledger_line SET happened_at" + ofLine, " of the ledger of ", line},
		"when a mark was given":          {"UPDATE journal_mark SET given_at = '2026-10-1`T02:00:00.000Z'" + someMark, ", mark ", english(t).T(ledger.RowDiffers)},
	} {
		t.Run(name, func(t *testing.T) {
			k := template.SQLite(t) // PostgreSQL keeps moments as numbers
			behind(t, k.DB, tt.statement)
			var all []ledger.Head
			if err := k.DB.ReadControl(t.Context(), func(tx *storage.Tx) (err error) {
				all, err = ledger.Heads(tx)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			places, told := checked(t, k.DB)
			damage, _, _ := strings.Cut(told, ": "+tt.kind+"\n")
			damage = damage[strings.LastIndex(damage, "\n")+1:] + ": "
			if places != 2 || !strings.HasPrefix(damage, cast.SchoolOne.Org.Name) || !strings.Contains(damage, tt.where) || strings.Count(told, "cannot be read") != 1 {
				t.Errorf("damage in %d places, want the moment and that it belies %s: %s\n%s", places, tt.where, tt.kind, told)
			}
			for _, h := range all {
				if !strings.Contains(told, h.Hash) {
					t.Errorf("the chain of %s was not checked\n%s", h.Org, told)
				}
			}
		})
	}
}

func TestCheckFindsNothingInAnUntouchedDemoAndComparesAllOfIt(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		org := cast.SchoolOne.Org.ID
		var rows int64
		err := k.DB.Read(t.Context(), org, func(tx *storage.Tx) (err error) {
			rows, err = storage.Value[int64](tx, `
				SELECT (SELECT count(*) FROM journal_mark WHERE org_id = $1) + (SELECT count(*) FROM journal_attendance WHERE org_id = $1)`, org)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if places, told := checked(t, k.DB); places != 0 || rows == 0 || !strings.Contains(told, fmt.Sprintf(" %d marks and absences compared", rows)) {
			t.Errorf("damage in %d places, want none and %d rows compared\n%s", places, rows, told)
		}
	})
}

func TestCheckPassesOverWhatWasDestroyedAndCountsIt(t *testing.T) {
	template.Each(t, func(t *testing.T, k *testkit.Kit) {
		org := cast.SchoolOne.Org.ID
		passesOver := func() {
			t.Helper()
			if places, told := checked(t, k.DB); places != 0 || !strings.Contains(told, "was destroyed: 1") {
				t.Errorf("damage in %d places, want none and one row passed over\n%s", places, told)
			}
		}
		var line int64
		err := k.DB.Read(t.Context(), org, func(tx *storage.Tx) (err error) {
			line, err = storage.Value[int64](tx, "SELECT max(seq) FROM ledger_line WHERE org_id = $1 AND thing = 'mark'", org)
			return err
		})
		if err == nil {
			err = ledger.Erase(t.Context(), k.DB, storage.Act{Org: org, Key: "erase"}, []int64{line}, "акт № 1")
		}
		if err != nil {
			t.Fatal(err)
		}
		passesOver()
		behind(t, k.DB, fmt.Sprintf("DELETE FROM journal_mark WHERE org_id = $1 AND mark_id = (SELECT thing_id FROM ledger_line WHERE org_id = $1 AND seq = %d)", line))
		passesOver() // the row was destroyed as well
	})
}
