package diary

import (
	"encoding/json"
	"slices"

	"parta/id"
	"parta/internal/storage"
	"parta/ledger"
	"parta/people"
	"parta/school"
	"parta/when"
)

// readMarks finds a pupil's marks and missed lessons of a term. The lessons are
// only counted: there are hundreds.
func readMarks(tx *storage.Tx, b *book, term school.Term) (TermMarks, error) {
	courses, err := storage.All(tx, func(r storage.Row) (t taught, err error) {
		return t, r.Scan(&t.course, &t.name, &t.sortKey, &t.lessons)
	}, `
		SELECT l.course_id, c.name, c.sort_key, SUM(CASE WHEN l.state = 'cancelled' THEN 0 ELSE 1 END)
		FROM people_member m
		CROSS JOIN journal_lesson l
		CROSS JOIN school_course c
		WHERE m.org_id = $1 AND m.pupil_id = $2 AND m.from_day <= $4 AND m.to_day >= $3
		  AND l.org_id = $1 AND l.group_id = m.group_id AND l.on_date BETWEEN $3 AND $4
		  AND l.on_date BETWEEN m.from_day AND m.to_day
		  AND c.org_id = $1 AND c.course_id = l.course_id
		GROUP BY l.course_id, c.name, c.sort_key
		LIMIT 500`,
		tx.Org(), b.pupil.ID, term.Days.From, term.Days.To)
	if err != nil {
		return TermMarks{}, err
	}
	missed, err := readMissed(tx, b, term.Days)
	if err != nil {
		return TermMarks{}, err
	}
	_, marks, err := readTasks(tx, b, term.Days)
	if err != nil {
		return TermMarks{}, err
	}
	return termMarksOf(term, courses, missed, marks, b.settings), nil
}

// readMissed finds the lessons of some days that the pupil was not at, or not all of.
func readMissed(tx *storage.Tx, b *book, days when.Span) ([]Missed, error) {
	found, err := storage.All(tx, func(r storage.Row) (m Missed, err error) {
		l, a := &m.Lesson, &m.Attendance
		return m, r.Scan(&l.ID, &l.Group, &l.Course, &l.On, &l.Number, &l.Topic, &l.State, &l.Name,
			&a.State, &a.Minutes, &a.Reason, &a.Excused)
	}, `
		SELECT l.lesson_id, l.group_id, l.course_id, l.on_date, l.number, l.topic, l.state, c.name,
		       a.state, a.minutes, a.reason, a.excused
		FROM journal_attendance a
		CROSS JOIN journal_lesson l
		CROSS JOIN people_member m
		CROSS JOIN school_course c
		WHERE a.org_id = $1 AND a.pupil_id = $2
		  AND l.org_id = $1 AND l.lesson_id = a.lesson_id AND l.on_date BETWEEN $3 AND $4
		  AND m.org_id = $1 AND m.group_id = l.group_id AND m.pupil_id = $2 AND l.on_date BETWEEN m.from_day AND m.to_day
		  AND c.org_id = $1 AND c.course_id = l.course_id
		ORDER BY l.on_date, l.number, l.lesson_id
		LIMIT 5000`,
		tx.Org(), b.pupil.ID, days.From, days.To)
	return slices.DeleteFunc(found, func(m Missed) bool { return !m.Attendance.Missed() }), err
}

// change is a line of a mark's history.
type change struct {
	mark     id.Mark
	at       when.Instant
	by       string // «Иванова Е. П.»; "" for an import
	old, new string // the texts; "" for none
}

// historyOf reads how marks came to be what they are, oldest first.
func historyOf(tx *storage.Tx, marks []id.Mark) ([]change, error) {
	things := make([]id.Thing, len(marks))
	for i, m := range marks {
		things[i] = m.Thing()
	}
	entries, err := ledger.History(tx, things, historyShown)
	if err != nil {
		return nil, err
	}
	names, err := namesOf(tx, entries)
	if err != nil {
		return nil, err
	}
	var changes []change
	for _, e := range slices.Backward(entries) {
		changes = append(changes, change{
			mark: id.Mark(e.ThingID), at: e.At, by: names[e.Person], old: textIn(e.Old), new: textIn(e.New),
		})
	}
	return changes, nil
}

// historyShown is how many lines of history a course page shows at most.
const historyShown = 200

func namesOf(tx *storage.Tx, entries []ledger.Entry) (map[id.Person]string, error) {
	var persons []id.Person
	for _, e := range entries {
		if e.Person != 0 && !slices.Contains(persons, e.Person) {
			persons = append(persons, e.Person)
		}
	}
	names := map[id.Person]string{}
	if len(persons) == 0 {
		return names, nil
	}
	list, args := storage.In(2, persons)
	_, err := storage.All(tx, func(r storage.Row) (none struct{}, err error) {
		var person id.Person
		var name people.Name
		err = r.Scan(&person, &name.Last, &name.First, &name.Middle)
		names[person] = name.Short()
		return none, err
	}, "SELECT person_id, last_name, first_name, middle_name FROM people_person WHERE org_id = $1 AND person_id IN "+list,
		append([]any{tx.Org()}, args...)...)
	return names, err
}

// textIn reads the text of a mark from a ledger line; "" where there was none.
func textIn(body json.RawMessage) string {
	var m struct {
		Text string `json:"text"`
	}
	if json.Unmarshal(body, &m) != nil {
		return ""
	}
	return m.Text
}
