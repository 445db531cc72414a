package journal

import (
	"encoding/json"

	"parta/id"
	"parta/internal/storage"
	"parta/ledger"
)

// Facts are the tables that a check compares with the ledger: what stands in a
// slot and who was where, in the words of their lines.
func Facts() []ledger.Facts {
	return []ledger.Facts{
		{
			Thing: "mark",
			After: func(tx *storage.Tx, after id.Thing, limit int) ([]ledger.Fact, error) {
				marks, err := marksAfter(tx, id.Mark(after), limit)
				return factsOf(marks, func(m Mark) ledger.Fact { return ledger.Fact{ID: m.ID.Thing(), Pupil: m.Pupil, State: m.body()} }), err
			},
			Read: read[markBody],
		},
		{
			Thing: "attendance",
			After: func(tx *storage.Tx, after id.Thing, limit int) ([]ledger.Fact, error) {
				found, err := attendanceAfter(tx, id.Attendance(after), limit)
				return factsOf(found, func(a Attendance) ledger.Fact {
					return ledger.Fact{ID: a.ID.Thing(), Pupil: a.Pupil, State: a.body()}
				}), err
			},
			Read: read[attendanceBody],
		},
	}
}

func factsOf[T any](rows []T, fact func(T) ledger.Fact) []ledger.Fact {
	facts := make([]ledger.Fact, len(rows))
	for i, r := range rows {
		facts[i] = fact(r)
	}
	return facts
}

func read[T any](text json.RawMessage) (any, error) {
	var body T
	err := json.Unmarshal(text, &body)
	return body, err
}
