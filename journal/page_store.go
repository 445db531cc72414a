package journal

import (
	"database/sql"

	"parta/id"
	"parta/internal/storage"
	"parta/people"
	"parta/school"
)

// lettersOf is the school's own dictionary, or the usual one.
func lettersOf(tx *storage.Tx) (*Letters, error) {
	own, err := storage.All(tx, func(r storage.Row) (l Letter, err error) {
		return l, r.Scan(&l.Letter, &l.State, &l.Reason, &l.Excused)
	}, "SELECT letter, state, reason, excused FROM journal_letter WHERE org_id = $1 ORDER BY rank, letter", tx.Org())
	if err != nil || len(own) == 0 {
		return UsualLetters(), err
	}
	letters := *UsualLetters()
	letters.Version, letters.Source, letters.Letters = "own", "", own
	return &letters, nil
}

// classesOf lists the classes of some year groups.
func classesOf(tx *storage.Tx, yearGroups []int) (map[id.Class]int, error) {
	found := map[id.Class]int{}
	if len(yearGroups) == 0 {
		return found, nil
	}
	list, args := storage.In(2, yearGroups)
	_, err := storage.All(tx, func(r storage.Row) (class id.Class, err error) {
		var yearGroup int
		err = r.Scan(&class, &yearGroup)
		found[class] = yearGroup
		return class, err
	}, "SELECT class_id, year_group FROM school_class WHERE org_id = $1 AND year_group IN "+list, append([]any{tx.Org()}, args...)...)
	return found, err
}

// loadMeta reads what stands above the table.
func (s *spread) loadMeta(tx *storage.Tx) (err error) {
	closed, err := closingOf(tx, s.Term)
	if err != nil {
		return err
	}
	if closed.Closed {
		s.closedOn = closed.On
	}
	load, err := people.TeachersOf(tx, s.Group, s.term.Days)
	if err != nil {
		return err
	}
	var teachers []id.Person
	for _, t := range load {
		if t.Course == s.Course {
			teachers = append(teachers, t.Teacher)
		}
	}
	names, err := people.NamesOf(tx, teachers)
	s.nameTeachers(load, names)
	return err
}

// lessonsOn lists the lessons of a page with their homework.
func (s *spread) lessonsOn(tx *storage.Tx) ([]column, error) {
	return storage.All(tx, func(r storage.Row) (c column, err error) {
		l := &c.lesson
		var homework, version sql.NullInt64
		var text sql.NullString
		err = r.Scan(&l.ID, &l.Group, &l.Course, &l.Day, &l.Number, &l.Teacher, &l.Topic, &l.State, &l.Checked, &l.Version,
			&homework, &text, &c.homework.Due, &version)
		c.homework.ID, c.homework.Lesson, c.homework.Text, c.homework.Version = id.Homework(homework.Int64), l.ID, text.String, version.Int64
		return c, err
	}, `
		SELECT l.lesson_id, l.group_id, l.course_id, l.on_date, l.number, l.teacher_id, l.topic, l.state, l.checked, l.version,
		       h.homework_id, h.text, h.due_on, h.version
		FROM journal_lesson l
		LEFT JOIN journal_homework h ON h.org_id = $1 AND h.lesson_id = l.lesson_id
		WHERE l.org_id = $1 AND l.group_id = $2 AND l.course_id = $3 AND l.on_date BETWEEN $4 AND $5 AND l.state <> 'cancelled'
		ORDER BY l.on_date, l.number, l.lesson_id`, tx.Org(), s.Group, s.Course, s.term.Days.From, s.term.Days.To)
}

func (s *spread) tasksOn(tx *storage.Tx) ([]Task, error) {
	return storage.All(tx, scanTask, "SELECT "+taskColumns+` FROM journal_task
		WHERE org_id = $1 AND group_id = $2 AND course_id = $3 AND on_date BETWEEN $4 AND $5 AND state = 'open'
		ORDER BY on_date, task_id`, tx.Org(), s.Group, s.Course, s.term.Days.From, s.term.Days.To)
}

// markRow and attendanceRow are the two facts as a page reads them.
type markRow struct {
	task    id.Task
	pupil   id.Person
	slot    int
	version int32
	Written
}

const marksOnPage = `
	SELECT m.task_id, m.pupil_id, m.slot, m.version, m.text, m.value, m.counted
	FROM journal_task t
	CROSS JOIN journal_mark m
	WHERE t.org_id = $1 AND t.group_id = $2 AND t.course_id = $3 AND t.on_date BETWEEN $4 AND $5 AND t.state = 'open'
		AND m.org_id = $1 AND m.task_id = t.task_id`

func scanMarkRow(r storage.Row) (m markRow, err error) {
	var value sql.NullInt64
	err = r.Scan(&m.task, &m.pupil, &m.slot, &m.version, &m.Text, &value, &m.Counted)
	m.Value = value.Int64
	return m, err
}

type attendanceRow struct {
	lesson  id.Lesson
	pupil   id.Person
	version int32
	Presence
}

const attendanceOnPage = `
	SELECT a.lesson_id, a.pupil_id, a.version, a.state, a.minutes, a.reason, a.excused
	FROM journal_lesson l
	CROSS JOIN journal_attendance a
	WHERE l.org_id = $1 AND l.group_id = $2 AND l.course_id = $3 AND l.on_date BETWEEN $4 AND $5 AND l.state <> 'cancelled'
		AND a.org_id = $1 AND a.lesson_id = l.lesson_id`

func scanAttendanceRow(r storage.Row) (a attendanceRow, err error) {
	return a, r.Scan(&a.lesson, &a.pupil, &a.version, &a.State, &a.Minutes, &a.Reason, &a.Excused)
}

func (s *spread) where(tx *storage.Tx) []any {
	return []any{tx.Org(), s.Group, s.Course, s.term.Days.From, s.term.Days.To}
}

// loadRows reads the pupils.
func (s *spread) loadRows(tx *storage.Tx) error {
	pupils, err := people.Pupils(tx, s.Group, s.term.Days)
	if err != nil {
		return err
	}
	var classes map[id.Person][]id.Class
	if s.group.Kind == school.Mixed {
		if classes, err = people.ClassesOfMembers(tx, s.Group, s.term.Days); err != nil {
			return err
		}
	}
	names := make([]people.Name, len(pupils))
	for i, p := range pupils {
		names[i] = p.Name
	}
	listed := people.InOneList(names)
	s.rows = make([]row, len(pupils))
	for i, p := range pupils {
		s.rows[i] = row{pupil: p.ID, id: p.ID.String(), name: listed[i], spans: p.Spans, classes: classes[p.ID]}
		s.rows[i].partial = len(p.Spans) != 1 || p.Spans[0].From > s.term.Days.From || p.Spans[0].To < s.term.Days.To
	}
	return nil
}

// loadCells reads lessons, tasks and both facts, and lays them out.
func (s *spread) loadCells(tx *storage.Tx) error {
	lessons, err := s.lessonsOn(tx)
	if err != nil {
		return err
	}
	tasks, err := s.tasksOn(tx)
	if err != nil {
		return err
	}
	marks, err := storage.All(tx, scanMarkRow, marksOnPage, s.where(tx)...)
	if err != nil {
		return err
	}
	attendance, err := storage.All(tx, scanAttendanceRow, attendanceOnPage, s.where(tx)...)
	if err != nil {
		return err
	}
	s.layOut(lessons, tasks, marks)
	s.fill(marks, attendance)
	return nil
}
