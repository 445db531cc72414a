package journal

import (
	"database/sql"

	"parta/id"
	"parta/internal/storage"
	"parta/people"
	"parta/when"
)

// spotByID finds a cell: the task, its lesson, the classes of the group, whether
// the pupil was in the group that day, both facts, and whether a term of the day
// is closed. Each save asks it, hence one statement.
func spotByID(tx *storage.Tx, c Column, pupil id.Person) (spot, error) {
	query, column := spotOfTask, c.Task.Thing()
	if c.Lesson != 0 {
		query, column = spotOfLesson, c.Lesson.Thing()
	}
	s := spot{column: c, pupil: pupil}
	rows, err := storage.All(tx, s.scan, query, tx.Org(), column, pupil)
	if err != nil {
		return s, err
	}
	if len(rows) == 0 {
		return s, storage.ErrNone
	}
	if s.classes[0] == 0 { // of a mixed group: the pupil's own
		s.classes, err = people.ClassesDuring(tx, pupil, when.Span{From: s.task.Day, To: s.task.Day})
	}
	return s, err
}

// A cell with two marks is two rows.
const (
	spotColumns = `
		t.task_id, t.group_id, t.course_id, t.lesson_id, t.kind, t.title, t.on_date, t.weight, t.state = 'cancelled', t.version,
		l.lesson_id, l.number, l.teacher_id, l.topic, l.state, l.checked, l.version, g.class_id,
		EXISTS (SELECT 1 FROM people_member p
			WHERE p.org_id = $1 AND p.group_id = t.group_id AND p.pupil_id = $3 AND p.from_day <= t.on_date AND p.to_day >= t.on_date),
		(SELECT MIN(c.changed_on) FROM journal_term c CROSS JOIN school_term s
			WHERE c.org_id = $1 AND c.closed = TRUE AND s.org_id = $1 AND s.term_id = c.term_id AND s.starts_on <= t.on_date AND s.ends_on >= t.on_date),
		a.attendance_id, a.state, a.minutes, a.reason, a.excused, a.source, a.version,
		m.mark_id, m.slot, m.text, m.value, m.counted, m.scale, m.version, m.given_by, m.given_at`
	spotFacts = `
		LEFT JOIN journal_attendance a ON a.org_id = $1 AND a.lesson_id = t.lesson_id AND a.pupil_id = $3
		LEFT JOIN journal_mark m ON m.org_id = $1 AND m.task_id = t.task_id AND m.pupil_id = $3`
	spotOfLesson = "SELECT " + spotColumns + `
		FROM journal_lesson l
		CROSS JOIN journal_task t
		CROSS JOIN school_group g` + spotFacts + `
		WHERE l.org_id = $1 AND l.lesson_id = $2
			AND t.org_id = $1 AND t.lesson_id = l.lesson_id AND t.kind = 'answer'
			AND g.org_id = $1 AND g.group_id = l.group_id`
	spotOfTask = "SELECT " + spotColumns + `
		FROM journal_task t
		CROSS JOIN school_group g
		LEFT JOIN journal_lesson l ON l.org_id = $1 AND l.lesson_id = t.lesson_id` + spotFacts + `
		WHERE t.org_id = $1 AND t.task_id = $2 AND g.org_id = $1 AND g.group_id = t.group_id`
)

func (s *spot) scan(r storage.Row) (struct{}, error) {
	t, l := &s.task, &s.lesson
	var lesson, number, teacher, lessonVersion sql.NullInt64
	var topic, lessonState sql.NullString
	var checked sql.NullBool
	var class id.Class
	var attendance, minutes, attendanceVersion, mark, slot, value, version, by sql.NullInt64
	var state, reason, excused, source, text, scale sql.NullString
	var counted sql.NullBool
	var at when.Instant
	err := r.Scan(&t.ID, &t.Group, &t.Course, &t.Lesson, &t.Kind, &t.Title, &t.Day, &t.Weight, &t.Cancelled, &t.Version,
		&lesson, &number, &teacher, &topic, &lessonState, &checked, &lessonVersion, &class, &s.onRoll, &s.closedOn,
		&attendance, &state, &minutes, &reason, &excused, &source, &attendanceVersion,
		&mark, &slot, &text, &value, &counted, &scale, &version, &by, &at)
	if err != nil {
		return struct{}{}, err
	}
	s.classes = []id.Class{class}
	if lesson.Valid {
		*l = Lesson{
			ID: id.Lesson(lesson.Int64), Group: t.Group, Course: t.Course, Day: t.Day, Number: int(number.Int64),
			Teacher: id.Person(teacher.Int64), Topic: topic.String, State: LessonState(lessonState.String),
			Checked: checked.Bool, Version: lessonVersion.Int64,
		}
	}
	s.attendance = Attendance{
		ID: id.Attendance(attendance.Int64), Lesson: l.ID, Pupil: s.pupil, Version: attendanceVersion.Int64, Source: source.String,
		Presence: There,
	}
	if attendance.Valid {
		s.attendance.Presence = Presence{State(state.String), int(minutes.Int64), reason.String, Excused(excused.String)}
	}
	for i := range s.marks {
		if s.marks[i].Slot == 0 {
			s.marks[i] = Mark{Task: t.ID, Pupil: s.pupil, Slot: i + 1}
		}
	}
	if mark.Valid {
		s.marks[slot.Int64-1] = Mark{
			ID: id.Mark(mark.Int64), Task: t.ID, Pupil: s.pupil, Slot: int(slot.Int64), Version: version.Int64,
			Scale: scale.String, By: id.Person(by.Int64), At: at, Written: Written{text.String, value.Int64, counted.Bool},
		}
	}
	return struct{}{}, nil
}

// saveAttendance writes the version after the one it replaces; errStale when
// that is no longer there.
func saveAttendance(tx *storage.Tx, a Attendance) error {
	var n int64
	var err error
	if a.Version == 1 {
		n, err = tx.Exec(`
			INSERT INTO journal_attendance (org_id, lesson_id, pupil_id, attendance_id, state, minutes, reason, excused, source, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1) ON CONFLICT DO NOTHING`,
			tx.Org(), a.Lesson, a.Pupil, a.ID, string(a.State), a.Minutes, a.Reason, string(a.Excused), a.Source)
	} else {
		n, err = tx.Exec(`
			UPDATE journal_attendance SET state = $4, minutes = $5, reason = $6, excused = $7, source = $8, version = $9
			WHERE org_id = $1 AND lesson_id = $2 AND pupil_id = $3 AND version = $10`,
			tx.Org(), a.Lesson, a.Pupil, string(a.State), a.Minutes, a.Reason, string(a.Excused), a.Source, a.Version, a.Version-1)
	}
	return stale(n, err)
}

// saveMark writes the version after the one it replaces; errStale when that is
// no longer there.
func saveMark(tx *storage.Tx, m Mark) error {
	var n int64
	var err error
	if m.Version == 1 {
		n, err = tx.Exec(`
			INSERT INTO journal_mark (org_id, task_id, pupil_id, slot, mark_id, text, value, counted, scale, version, given_by, given_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11) ON CONFLICT DO NOTHING`,
			tx.Org(), m.Task, m.Pupil, m.Slot, m.ID, m.Text, worth(m.Value), m.Counted, m.Scale, m.By, m.At)
	} else {
		n, err = tx.Exec(`
			UPDATE journal_mark SET text = $5, value = $6, counted = $7, scale = $8, version = $9, given_by = $10, given_at = $11
			WHERE org_id = $1 AND task_id = $2 AND pupil_id = $3 AND slot = $4 AND version = $12`,
			tx.Org(), m.Task, m.Pupil, m.Slot, m.Text, worth(m.Value), m.Counted, m.Scale, m.Version, m.By, m.At, m.Version-1)
	}
	return stale(n, err)
}

func stale(n int64, err error) error {
	if err == nil && n == 0 {
		return errStale
	}
	return err
}

// worth is NULL for a mark without a value.
func worth(value int64) sql.NullInt64 { return sql.NullInt64{Int64: value, Valid: value != 0} }

// holdLesson makes a planned lesson a held one; false when somebody has already.
func holdLesson(tx *storage.Tx, lesson id.Lesson) (bool, error) {
	n, err := tx.Exec(`
		UPDATE journal_lesson SET state = 'held', version = version + 1
		WHERE org_id = $1 AND lesson_id = $2 AND state = 'planned'`, tx.Org(), lesson)
	return n > 0, err
}
