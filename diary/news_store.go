package diary

import (
	"parta/internal/storage"
)

// marksSince finds the marks that were given or changed behind a place in the
// ledger, as they are now, the latest first.
func marksSince(tx *storage.Tx, b *book, since int64) ([]Mark, error) {
	rows, err := storage.All(tx, func(r storage.Row) (m Mark, err error) {
		var g Slot
		var seq int64
		t := &m.Task
		err = r.Scan(&seq, &t.ID, &t.Lesson, &t.Group, &t.Course, &t.Kind, &t.Title, &t.On, &t.Weight, &m.Name, &g.ID, &g.Text, &g.Version)
		m.Slots = []Slot{g}
		return m, err
	}, `
		SELECT MAX(l.seq) AS latest, k.task_id, k.lesson_id, k.group_id, k.course_id, k.kind, k.title, k.on_date, k.weight,
		       c.name, a.mark_id, a.text, a.version
		FROM ledger_line l
		CROSS JOIN journal_mark a
		CROSS JOIN journal_task k
		CROSS JOIN school_course c
		WHERE l.org_id = $1 AND l.pupil_id = $2 AND l.pupil_id <> 0 AND l.seq > $3 AND l.thing = 'mark'
		  AND a.org_id = $1 AND a.mark_id = l.thing_id AND a.text <> ''
		  AND k.org_id = $1 AND k.task_id = a.task_id
		  AND c.org_id = $1 AND c.course_id = k.course_id
		GROUP BY k.task_id, k.lesson_id, k.group_id, k.course_id, k.kind, k.title, k.on_date, k.weight, c.name, a.mark_id, a.text, a.version
		ORDER BY latest DESC
		LIMIT $4`, tx.Org(), b.pupil.ID, since, newsShown)
	if !b.settings.Weights {
		for i := range rows {
			rows[i].Task.Weight = 1
		}
	}
	return rows, err
}

// missedSince finds the absences and latenesses recorded behind a place in the
// ledger, as they are now, the latest first.
func missedSince(tx *storage.Tx, b *book, since int64) ([]Missed, error) {
	return storage.All(tx, func(r storage.Row) (m Missed, err error) {
		var seq int64
		l, a := &m.Lesson, &m.Attendance
		return m, r.Scan(&seq, &l.ID, &l.Group, &l.Course, &l.On, &l.Number, &l.Name, &a.State, &a.Minutes, &a.Reason, &a.Excused)
	}, `
		SELECT MAX(l.seq) AS latest, s.lesson_id, s.group_id, s.course_id, s.on_date, s.number,
		       c.name, a.state, a.minutes, a.reason, a.excused
		FROM ledger_line l
		CROSS JOIN journal_attendance a
		CROSS JOIN journal_lesson s
		CROSS JOIN school_course c
		WHERE l.org_id = $1 AND l.pupil_id = $2 AND l.pupil_id <> 0 AND l.seq > $3 AND l.thing = 'attendance'
		  AND a.org_id = $1 AND a.attendance_id = l.thing_id AND a.state <> 'present'
		  AND s.org_id = $1 AND s.lesson_id = a.lesson_id
		  AND c.org_id = $1 AND c.course_id = s.course_id
		GROUP BY s.lesson_id, s.group_id, s.course_id, s.on_date, s.number, c.name, a.state, a.minutes, a.reason, a.excused
		ORDER BY latest DESC
		LIMIT $4`, tx.Org(), b.pupil.ID, since, newsShown)
}
