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
				return factsOf(marks, func(m Mark) id.Thing { return m.ID.Thing() }), err
			},
			Follows: func(row any, l storage.Recorded) bool { return row.(Mark).follows(l) },
		},
		{
			Thing: "attendance",
			After: func(tx *storage.Tx, after id.Thing, limit int) ([]ledger.Fact, error) {
				found, err := attendanceAfter(tx, id.Attendance(after), limit)
				return factsOf(found, func(a Attendance) id.Thing { return a.ID.Thing() }), err
			},
			Follows: func(row any, l storage.Recorded) bool { return row.(Attendance).follows(l) },
		},
	}
}

func factsOf[T any](rows []T, of func(T) id.Thing) []ledger.Fact {
	facts := make([]ledger.Fact, len(rows))
	for i, r := range rows {
		facts[i] = ledger.Fact{ID: of(r), Row: r}
	}
	return facts
}

// follows tells whether a mark is what its last line says, given by the one who
// wrote the line, then. No person writes the lines of a bulk: they tell when each
// mark was given, and not by whom.
func (m Mark) follows(l storage.Recorded) bool {
	var said markBody
	if json.Unmarshal(l.New, &said) != nil || said != m.body() || l.Pupil != m.Pupil {
		return false
	}
	if l.Account == 0 {
		return m.At == l.HappenedAt
	}
	return m.At == l.At && m.By == l.Person
}

// follows tells whether attendance is what its last line says, from the source
// that the role of its writer makes it. The lines of a bulk do not tell the source.
func (a Attendance) follows(l storage.Recorded) bool {
	var said attendanceBody
	if json.Unmarshal(l.New, &said) != nil || said != a.body() || l.Pupil != a.Pupil {
		return false
	}
	return l.Account == 0 || a.Source == sourceOf(l.Role)
}
