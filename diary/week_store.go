package diary

import (
	"database/sql"
	"slices"
	"strings"

	"parta/id"
	"parta/internal/storage"
	"parta/journal"
	"parta/people"
	"parta/when"
)

// givenBefore is how many days before its due day homework is looked for.
const givenBefore = 28

// foundLesson is a lesson with the pupil's attendance and the homework given at it.
type foundLesson struct {
	lesson   Lesson
	homework Homework
}

// readWeek finds what stands in a week of a pupil. The driving order of the
// joins is the pupil's groups, then their lessons by day.
func readWeek(tx *storage.Tx, b *book, monday when.Day) (Week, error) {
	found := findings{terms: b.terms}
	rows, err := storage.All(tx, scanLesson, `
		SELECT l.lesson_id, l.group_id, l.course_id, l.on_date, l.number, l.topic, l.state,
		       c.name, g.kind, g.name, t.last_name, t.first_name, t.middle_name,
		       a.state, a.minutes, a.reason, a.excused,
		       h.homework_id, h.text, h.due_on
		FROM people_member m
		CROSS JOIN journal_lesson l
		CROSS JOIN school_course c
		CROSS JOIN school_group g
		CROSS JOIN people_person t
		LEFT JOIN journal_attendance a ON a.org_id = $1 AND a.lesson_id = l.lesson_id AND a.pupil_id = $2
		LEFT JOIN journal_homework h ON h.org_id = $1 AND h.lesson_id = l.lesson_id AND h.text <> ''
		WHERE m.org_id = $1 AND m.pupil_id = $2 AND m.from_day <= $5 AND m.to_day >= $3
		  AND l.org_id = $1 AND l.group_id = m.group_id AND l.on_date BETWEEN $3 AND $5
		  AND l.on_date BETWEEN m.from_day AND m.to_day
		  AND (l.on_date >= $4 OR h.due_on BETWEEN $4 AND $5)
		  AND c.org_id = $1 AND c.course_id = l.course_id
		  AND g.org_id = $1 AND g.group_id = l.group_id
		  AND t.org_id = $1 AND t.person_id = l.teacher_id
		ORDER BY l.on_date, l.number, l.lesson_id
		LIMIT 1000`,
		tx.Org(), b.pupil.ID, monday-givenBefore, monday, monday+6)
	if err != nil {
		return Week{}, err
	}
	for _, row := range rows {
		row.lesson.Part = strings.TrimPrefix(row.lesson.Part, b.pupil.ClassName+" ")
		if row.lesson.On >= monday {
			found.lessons = append(found.lessons, row.lesson)
		}
		if row.homework.ID != 0 {
			found.homework = append(found.homework, row.homework)
		}
	}
	found.tasks, found.marks, err = readTasks(tx, b, when.Span{From: monday, To: monday + 6})
	return weekOf(monday, found), err
}

func scanLesson(r storage.Row) (f foundLesson, err error) {
	l, h := &f.lesson, &f.homework
	var kind, part, last, first, middle string
	var state, reason, excused, text sql.NullString
	var minutes, homework sql.NullInt64
	err = r.Scan(&l.ID, &l.Group, &l.Course, &l.On, &l.Number, &l.Topic, &l.State,
		&l.Name, &kind, &part, &last, &first, &middle,
		&state, &minutes, &reason, &excused,
		&homework, &text, &h.Due)
	if kind != "class" {
		l.Part = part
	}
	l.Teacher = people.Name{Last: last, First: first, Middle: middle}.Short()
	l.Attendance = Attendance{state.String, int(minutes.Int64), reason.String, excused.String}
	h.ID, h.Text = id.Homework(homework.Int64), text.String
	h.Lesson, h.Group, h.Course, h.Name = l.ID, l.Group, l.Course, l.Name
	return f, err
}

// readTasks finds the announced works of some days and the pupil's marks: for
// works and for answers at lessons.
func readTasks(tx *storage.Tx, b *book, days when.Span) (works []Task, marks []Mark, err error) {
	type foundMark struct {
		task    Task
		name    string
		slot    int64
		text    string
		value   int64
		counted bool
		version int64
		id      id.Mark
	}
	rows, err := storage.All(tx, func(r storage.Row) (f foundMark, err error) {
		var slot, value, version, mark sql.NullInt64
		var text sql.NullString
		var counted sql.NullBool
		err = r.Scan(&f.task.ID, &f.task.Lesson, &f.task.Group, &f.task.Course, &f.task.Kind, &f.task.Title, &f.task.On, &f.task.Weight,
			&f.name, &slot, &mark, &text, &value, &counted, &version)
		f.slot, f.id, f.text, f.value, f.counted, f.version = slot.Int64, id.Mark(mark.Int64), text.String, value.Int64, counted.Bool, version.Int64
		return f, err
	}, `
		SELECT k.task_id, k.lesson_id, k.group_id, k.course_id, k.kind, k.title, k.on_date, k.weight,
		       c.name, a.slot, a.mark_id, a.text, a.value, a.counted, a.version
		FROM (
			SELECT DISTINCT m.group_id, m.from_day, m.to_day, p.course_id
			FROM people_member m
			CROSS JOIN journal_page p
			WHERE m.org_id = $1 AND m.pupil_id = $2 AND m.from_day <= $4 AND m.to_day >= $3
			  AND p.org_id = $1 AND p.group_id = m.group_id
		) o
		CROSS JOIN journal_task k
		CROSS JOIN school_course c
		LEFT JOIN journal_mark a ON a.org_id = $1 AND a.task_id = k.task_id AND a.pupil_id = $2 AND a.text <> ''
		WHERE k.org_id = $1 AND k.group_id = o.group_id AND k.course_id = o.course_id
		  AND k.on_date BETWEEN $3 AND $4 AND k.on_date BETWEEN o.from_day AND o.to_day
		  AND k.state = 'open' AND (k.kind <> 'answer' OR a.slot IS NOT NULL)
		  AND c.org_id = $1 AND c.course_id = k.course_id
		ORDER BY k.on_date, k.task_id, a.slot NULLS FIRST
		LIMIT 5000`,
		tx.Org(), b.pupil.ID, days.From, days.To)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range rows {
		if !b.settings.Weights {
			f.task.Weight = 1
		}
		if f.task.Kind != "answer" && !slices.ContainsFunc(works, func(t Task) bool { return t.ID == f.task.ID }) {
			works = append(works, f.task)
		}
		if f.slot == 0 {
			continue
		}
		slot := Slot{f.id, journal.Written{Text: f.text, Value: f.value, Counted: f.counted}, f.version}
		if last := len(marks) - 1; last >= 0 && marks[last].Task.ID == f.task.ID {
			marks[last].Slots = append(marks[last].Slots, slot)
		} else {
			marks = append(marks, Mark{Task: f.task, Name: f.name, Slots: []Slot{slot}})
		}
	}
	return works, marks, nil
}
