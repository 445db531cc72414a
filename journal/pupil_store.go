package journal

import (
	"database/sql"

	"parta/id"
	"parta/internal/storage"
	"parta/when"
)

// pupilRowOf reads a pupil's row of a page, by day.
func pupilRowOf(tx *storage.Tx, p Page, days when.Span, pupil id.Person) (pupilRow, error) {
	var r pupilRow
	absent, err := storage.All(tx, func(row storage.Row) (l id.Lesson, err error) { return l, row.Scan(&l) }, `
		SELECT l.lesson_id
		FROM journal_lesson l
		CROSS JOIN journal_attendance a
		WHERE l.org_id = $1 AND l.group_id = $2 AND l.course_id = $3 AND l.on_date BETWEEN $4 AND $5 AND l.state <> 'cancelled'
			AND a.org_id = $1 AND a.lesson_id = l.lesson_id AND a.pupil_id = $6 AND a.state = 'absent'`,
		tx.Org(), p.Group, p.Course, days.From, days.To, pupil)
	if err != nil {
		return r, err
	}
	r.absences = len(absent)
	missed := map[id.Lesson]bool{}
	for _, l := range absent {
		missed[l] = true
	}
	rows, err := storage.All(tx, scanPupilTask, `
		SELECT t.task_id, t.group_id, t.course_id, t.lesson_id, t.kind, t.title, t.on_date, t.weight, t.state = 'cancelled', t.version,
		       m.slot, m.text, m.value, m.counted
		FROM journal_task t
		LEFT JOIN journal_mark m ON m.org_id = $1 AND m.task_id = t.task_id AND m.pupil_id = $6
		WHERE t.org_id = $1 AND t.group_id = $2 AND t.course_id = $3 AND t.on_date BETWEEN $4 AND $5 AND t.state = 'open'
		ORDER BY t.on_date, t.task_id, m.slot`,
		tx.Org(), p.Group, p.Course, days.From, days.To, pupil)
	for _, t := range rows {
		if n := len(r.tasks); n > 0 && r.tasks[n-1].ID == t.ID {
			r.tasks[n-1].marks[1] = t.marks[1]
			continue
		}
		t.absent = missed[t.Lesson]
		r.tasks = append(r.tasks, t)
	}
	return r, err
}

// totals is what a pupil's mean on a page follows from, and the absences.
type totals struct {
	mean     Mean
	absences int
}

// totalsOf reads only what counts: a save is answered with it, and must not read
// the pupil's whole row for that.
func totalsOf(tx *storage.Tx, p Page, days when.Span, pupil id.Person, rules bookRules) (t totals, err error) {
	type counted struct{ value, weight int64 }
	marks, err := storage.All(tx, func(r storage.Row) (c counted, err error) { return c, r.Scan(&c.value, &c.weight) }, `
		SELECT m.value, t.weight
		FROM journal_task t
		CROSS JOIN journal_mark m
		WHERE t.org_id = $1 AND t.group_id = $2 AND t.course_id = $3 AND t.on_date BETWEEN $4 AND $5 AND t.state = 'open'
			AND m.org_id = $1 AND m.task_id = t.task_id AND m.pupil_id = $6 AND m.counted = TRUE`,
		tx.Org(), p.Group, p.Course, days.From, days.To, pupil)
	if err != nil {
		return t, err
	}
	for _, m := range marks {
		t.mean = t.mean.Add(m.value, rules.weightOf(Task{Weight: m.weight}))
	}
	t.absences, err = storage.Value[int](tx, `
		SELECT COUNT(*)
		FROM journal_lesson l
		CROSS JOIN journal_attendance a
		WHERE l.org_id = $1 AND l.group_id = $2 AND l.course_id = $3 AND l.on_date BETWEEN $4 AND $5 AND l.state <> 'cancelled'
			AND a.org_id = $1 AND a.lesson_id = l.lesson_id AND a.pupil_id = $6 AND a.state = 'absent'`,
		tx.Org(), p.Group, p.Course, days.From, days.To, pupil)
	return t, err
}

func scanPupilTask(r storage.Row) (t pupilTask, err error) {
	var slot, value sql.NullInt64
	var text sql.NullString
	var counted sql.NullBool
	err = r.Scan(&t.ID, &t.Group, &t.Course, &t.Lesson, &t.Kind, &t.Title, &t.Day, &t.Weight, &t.Cancelled, &t.Version,
		&slot, &text, &value, &counted)
	if slot.Valid {
		t.marks[slot.Int64-1] = Written{text.String, value.Int64, counted.Bool}
	}
	return t, err
}
