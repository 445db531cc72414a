package journal_test

import (
	"fmt"
	"testing"

	"parta/internal/storage"
	"parta/journal"
	"parta/ledger"
)

// A check knows by whom and when a mark was given, and from whom it is known
// where a pupil was: the ledger says so beside the words of the line.
func TestTablesFollowFromTheLinesOfTheirWriters(t *testing.T) {
	for name, change := range map[string]string{
		"as it was":               "",
		"given by another":        "UPDATE journal_mark SET given_by = 43 WHERE org_id = $1 AND version = 2",
		"given at another moment": "UPDATE journal_mark SET given_at = '2020-01-01T00:00:00.000Z' WHERE org_id = $1 AND version = 2",
		"told by another":         "UPDATE journal_attendance SET source = 'medic' WHERE org_id = $1 AND source = 'tutor'",
		"told by the teacher":     "UPDATE journal_attendance SET source = 'medic' WHERE org_id = $1 AND attendance_id = (SELECT max(attendance_id) FROM journal_attendance WHERE org_id = $1 AND source = 'teacher')",
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(k *kit) {
				k.cells("ivanova",
					write{Key: "1", Column: column(monday), Pupil: petrov, Text: "н", Replaces: at(0, 0, 0)},
					write{Key: "2", Column: column(monday), Pupil: petrov, Text: "3", Replaces: at(1, 0, 0)},
					write{Key: "3", Column: column(monday), Pupil: petrov, Text: "4", Replaces: at(1, 1, 0)})
				if a := k.cells("sidorov", write{Key: "4", Column: column(friday), Pupil: petrov, Text: "б", Replaces: at(0, 0, 0)}); a.Results[0].State != "saved" {
					k.Fatalf("the tutor's word: %+v", a.Results)
				}
				want := int64(0)
				if change != "" {
					want = 1
					k.must(k.db.Write(t.Context(), storage.Act{Org: org1, Key: "behind"}, func(tx *storage.Tx) error {
						tx.Record(storage.Line{Act: "probe", Thing: "probe"})
						n, err := tx.Exec(change, org1)
						if err == nil && n != 1 {
							err = fmt.Errorf("%d rows changed", n)
						}
						return err
					}))
				}
				got, err := ledger.Compare(t.Context(), k.db, org1, journal.Facts())
				if err != nil || got.Found != want || got.Rows < 3 {
					k.Errorf("%d of %d rows differ: %v, %v; want %d", got.Found, got.Rows, got.Damages, err, want)
				}
			})
		})
	}
}
