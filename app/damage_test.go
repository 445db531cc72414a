package app_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parta/app"
	"parta/internal/config"
	"parta/internal/problem"
	"parta/internal/testkit"
	"parta/ledger"
)

// decayed changes bytes of a school's file as a bad disk does: no rule of the
// schema is asked.
func decayed(t *testing.T, k *testkit.Kit, statement string) {
	t.Helper()
	file, err := sql.Open("sqlite", "file:"+filepath.Join(k.Config.Dir, "parta.db")+"?_pragma=ignore_check_constraints(1)")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Exec(statement, cast.SchoolOne.Org.ID); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// lineOfMark is the last line that tells of a mark.
const lineOfMark = " WHERE org_id = $1 AND seq = (SELECT max(seq) FROM ledger_line WHERE org_id = $1 AND thing = 'mark')"

func TestCheckNamesWhatCannotBeReadAndGoesOn(t *testing.T) {
	_, sound := checked(t, template.SQLite(t).DB)
	chains := strings.Count(sound, "lines of the ledger checked")
	for name, tt := range map[string]struct{ statement, told string }{
		"the day of a lesson": {
			"UPDATE journal_lesson SET on_date = '2026-99-01' WHERE org_id = $1 AND lesson_id = (SELECT max(lesson_id) FROM journal_lesson WHERE org_id = $1)",
			"parta.db, table journal_lesson, row … the value of on_date cannot be read",
		},
		"a birth date": {
			"UPDATE people_person SET birth_date = '' WHERE org_id = $1 AND person_id = (SELECT max(person_id) FROM people_person WHERE org_id = $1)",
			"parta.db, table people_person, row … the value of birth_date cannot be read",
		},
		"a day that is in the key": {
			"UPDATE people_member SET from_day = '!' WHERE org_id = $1 AND (group_id, pupil_id) = (SELECT group_id, pupil_id FROM people_member WHERE org_id = $1 LIMIT 1)",
			"parta.db, table people_member, row … the value of from_day cannot be read",
		},
		"when an act was recorded":     {"UPDATE ledger_request SET at = 'x' WHERE org_id = $1 AND key = (SELECT max(key) FROM ledger_request WHERE org_id = $1)", "parta.db, table ledger_request, row … the value of at cannot be read"},
		"when the school was added":    {"UPDATE orgs_directory SET made_at = 'x' WHERE org_id = $1", "parta.db, table orgs_directory, row … the value of made_at cannot be read"},
		"whether a mark counts":        {"UPDATE journal_mark SET counted = 7" + someMark, "parta.db, table journal_mark, row … the value of counted cannot be read"},
		"the scale of a mark":          {"UPDATE journal_mark SET scale = '?'" + someMark, ledger.RowDiffers},
		"the state of an absence":      {"UPDATE journal_attendance SET state = '?'" + someAttendance, ledger.RowDiffers},
		"what a line says":             {"UPDATE ledger_line SET body = '{' " + lineOfMark, ledger.BodyChanged},
		"a hash of the wrong length":   {"UPDATE ledger_line SET hash = x'00'" + lineOfMark, ledger.LineChanged},
		"the head's hash":              {"UPDATE ledger_head SET hash = x'00' WHERE org_id = $1", ledger.HeadWrong},
		"the head is gone":             {"DELETE FROM ledger_head WHERE org_id = $1", ledger.HeadWrong},
		"the hash of what a line says": {"UPDATE ledger_line SET body_hash = zeroblob(99)" + lineOfMark, ledger.LineChanged},
	} {
		t.Run(name, func(t *testing.T) {
			k := template.SQLite(t) // PostgreSQL keeps days and moments as numbers
			decayed(t, k, tt.statement)
			places, told := checked(t, k.DB)
			if strings.HasPrefix(tt.told, "ledger.") {
				tt.told = english(t).T(tt.told)
			}
			table, value, _ := strings.Cut(tt.told, "…")
			named := slices.ContainsFunc(strings.Split(told, "\n"), func(line string) bool {
				return strings.HasPrefix(line, cast.SchoolOne.Org.Name) && strings.Contains(line, table) && strings.HasSuffix(line, value)
			})
			if places == 0 || !named {
				t.Errorf("damage in %d places, want one of %s: %s\n%s", places, cast.SchoolOne.Org.Name, tt.told, told)
			}
			if !strings.Contains(told, cast.SchoolTwo.Org.Name) || strings.Count(told, "lines of the ledger checked") != chains {
				t.Errorf("not every ledger was checked\n%s", told)
			}
		})
	}
}

func TestBackupHoldsWhatCannotBeReadAndTakesNoGoodOnesPlace(t *testing.T) {
	k := template.SQLite(t)
	good, _ := backedUp(t, k.DB)
	before, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	decayed(t, k, "UPDATE journal_mark SET counted = 7, given_at = 'x'"+someMark)
	if _, err := app.Backup(t.Context(), k.DB, t.TempDir(), good, ""); problem.KeyOf(err) != "app.backup.illegible" {
		t.Errorf("over a good one: Backup = %v, want app.backup.illegible", err)
	}
	if after, err := os.ReadFile(good); err != nil || string(after) != string(before) {
		t.Errorf("the good backup is not what it was: %v", err)
	}
	file, m := backedUp(t, k.DB)
	if m.Illegible != 2 {
		t.Errorf("%d values cannot be read, want 2", m.Illegible)
	}
	_, err = app.Restore(t.Context(), app.RestoreOptions{Data: config.Data{Dir: t.TempDir()}, File: file})
	if problem.KeyOf(err) != "storage.backup.illegible" {
		t.Errorf("Restore = %v, want storage.backup.illegible", err)
	}
	var told *problem.Error
	if !errors.As(err, &told) || told.Args[0] != int64(2) {
		t.Errorf("Restore = %v, want it to tell of 2 values", err)
	}
}
