package journal

import (
	"database/sql"

	"parta/id"
	"parta/internal/storage"
	"parta/school"
	"parta/when"
)

// spotByID finds where a cell is: the task, its lesson, the classes of the group.
func spotByID(tx *storage.Tx, c Column, pupil id.Person) (spot, error) {
	query, column := spotOfTask, c.Task.Thing()
	if c.Lesson != 0 {
		query, column = spotOfLesson, c.Lesson.Thing()
	}
	s, err := storage.One(tx, scanSpot, query, tx.Org(), column)
	if err != nil {
		return s, err
	}
	s.column, s.pupil = c, pupil
	if s.classes[0] == 0 {
		s.classes, err = classesFor(tx, s.task.Group)
	}
	return s, err
}

// classesFor is the classes of a mixed group, for the policy to judge by.
func classesFor(tx *storage.Tx, group id.Group) ([]id.Class, error) {
	g, err := school.GroupByID(tx, group)
	return g.Classes, err
}

const (
	spotColumns = `
		t.task_id, t.group_id, t.course_id, t.lesson_id, t.kind, t.title, t.on_date, t.weight, t.state = 'cancelled', t.version,
		l.lesson_id, l.number, l.teacher_id, l.topic, l.state, l.checked, l.version, g.class_id`
	spotOfLesson = "SELECT " + spotColumns + `
		FROM journal_lesson l
		CROSS JOIN journal_task t
		CROSS JOIN school_group g
		WHERE l.org_id = $1 AND l.lesson_id = $2
			AND t.org_id = $1 AND t.lesson_id = l.lesson_id AND t.kind = 'answer'
			AND g.org_id = $1 AND g.group_id = l.group_id`
	spotOfTask = "SELECT " + spotColumns + `
		FROM journal_task t
		CROSS JOIN school_group g
		LEFT JOIN journal_lesson l ON l.org_id = $1 AND l.lesson_id = t.lesson_id
		WHERE t.org_id = $1 AND t.task_id = $2 AND g.org_id = $1 AND g.group_id = t.group_id`
)

func scanSpot(r storage.Row) (s spot, err error) {
	t, l := &s.task, &s.lesson
	var lesson, number, teacher, version sql.NullInt64
	var topic, state sql.NullString
	var checked sql.NullBool
	var class id.Class
	if err = r.Scan(&t.ID, &t.Group, &t.Course, &t.Lesson, &t.Kind, &t.Title, &t.Day, &t.Weight, &t.Cancelled, &t.Version,
		&lesson, &number, &teacher, &topic, &state, &checked, &version, &class); err != nil {
		return s, err
	}
	s.classes = []id.Class{class}
	if lesson.Valid {
		*l = Lesson{
			ID: id.Lesson(lesson.Int64), Group: t.Group, Course: t.Course, Day: t.Day, Number: int(number.Int64),
			Teacher: id.Person(teacher.Int64), Topic: topic.String, State: LessonState(state.String),
			Checked: checked.Bool, Version: version.Int64,
		}
	}
	return s, nil
}

// facts loads what stands in the cell; false when the pupil was not in the
// group that day. It notes whether the lesson or the task is no longer the one
// that was found.
func (s *spot) facts(tx *storage.Tx) (onRoll bool, err error) {
	rows, err := storage.All(tx, s.scanFacts, `
		SELECT t.version, l.version, a.attendance_id, a.state, a.minutes, a.reason, a.excused, a.source, a.version,
		       m.mark_id, m.slot, m.text, m.value, m.counted, m.scale, m.version, m.given_by, m.given_at
		FROM people_member p
		CROSS JOIN journal_task t
		LEFT JOIN journal_lesson l ON l.org_id = $1 AND l.lesson_id = $5
		LEFT JOIN journal_attendance a ON a.org_id = $1 AND a.lesson_id = $5 AND a.pupil_id = p.pupil_id
		LEFT JOIN journal_mark m ON m.org_id = $1 AND m.task_id = $6 AND m.pupil_id = p.pupil_id
		WHERE p.org_id = $1 AND p.group_id = $2 AND p.pupil_id = $3 AND p.from_day <= $4 AND p.to_day >= $4
			AND t.org_id = $1 AND t.task_id = $6`,
		tx.Org(), s.task.Group, s.pupil, s.task.Day, s.lesson.ID, s.task.ID)
	return len(rows) > 0, err
}

func (s *spot) scanFacts(r storage.Row) (struct{}, error) {
	var lessonVersion, attendance, minutes, attendanceVersion, mark, slot, value, version, by sql.NullInt64
	var state, reason, excused, source, text, scale sql.NullString
	var counted sql.NullBool
	var at when.Instant
	var taskVersion int64
	err := r.Scan(&taskVersion, &lessonVersion, &attendance, &state, &minutes, &reason, &excused, &source, &attendanceVersion,
		&mark, &slot, &text, &value, &counted, &scale, &version, &by, &at)
	if err != nil {
		return struct{}{}, err
	}
	s.moved = taskVersion != s.task.Version || lessonVersion.Int64 != s.lesson.Version
	s.attendance = Attendance{
		ID: id.Attendance(attendance.Int64), Lesson: s.lesson.ID, Pupil: s.pupil, Version: attendanceVersion.Int64, Source: source.String,
		Presence: There,
	}
	if attendance.Valid {
		s.attendance.Presence = Presence{State(state.String), int(minutes.Int64), reason.String, Excused(excused.String)}
	}
	for i := range s.marks {
		if s.marks[i].Slot == 0 {
			s.marks[i] = Mark{Task: s.task.ID, Pupil: s.pupil, Slot: i + 1}
		}
	}
	if mark.Valid {
		s.marks[slot.Int64-1] = Mark{
			ID: id.Mark(mark.Int64), Task: s.task.ID, Pupil: s.pupil, Slot: int(slot.Int64), Version: version.Int64,
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
