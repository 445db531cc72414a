package journal

import (
	"iter"

	"parta/id"
	"parta/internal/storage"
	"parta/when"
)

// Rows is what an import or the demo adds at once. Each row brings its
// identifier, and marks and attendance the versions 1.
type Rows struct {
	Lessons    []Lesson
	Homework   []Homework
	Tasks      []Task // with the tasks «ответ» of Lessons, where marks are given for them; the others are made here
	Marks      []Mark
	Attendance []Attendance
}

// Fill adds the rows, with a ledger line for each as if somebody had entered it
// at the time it bears. The rules of the use cases are the caller's to keep; the
// constraints of the tables hold. Conflict "storage.duplicate" when a row is
// there already.
func Fill(tx *storage.Tx, rows Rows) error {
	at := fillPlaces{groups: map[id.Task]id.Group{}, lessons: map[id.Lesson]Lesson{}, spans: map[rowKey]when.Span{}}
	tasks := at.take(tx, rows)
	for _, step := range []func() error{
		func() error { return fillLessons(tx, rows.Lessons) },
		func() error { return fillTasks(tx, tasks) },
		func() error { return at.fillHomework(tx, rows.Homework) },
		func() error { return at.fillMarks(tx, rows.Marks) },
		func() error { return at.fillAttendance(tx, rows.Attendance) },
		func() error { return at.bump(tx) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// fillPlaces knows where the rows are, for their lines.
type fillPlaces struct {
	groups  map[id.Task]id.Group
	lessons map[id.Lesson]Lesson
	spans   map[rowKey]when.Span // of group and course: the days that change
}

// take makes the tasks «ответ» that are missing, and gives all.
func (f fillPlaces) take(tx *storage.Tx, rows Rows) []Task {
	tasks := rows.Tasks
	answered := map[id.Lesson]bool{}
	for _, t := range tasks {
		if t.Kind == Answer {
			answered[t.Lesson] = true
		}
	}
	for _, l := range rows.Lessons {
		f.lessons[l.ID] = l
		f.widen(l.Group, l.Course, l.Day)
		if !answered[l.ID] {
			tasks = append(tasks, Task{
				ID: id.New[id.Task](tx), Group: l.Group, Course: l.Course, Lesson: l.ID, Kind: Answer, Day: l.Day, Weight: 1, Version: 1,
			})
		}
	}
	for _, t := range tasks {
		f.groups[t.ID] = t.Group
		f.widen(t.Group, t.Course, t.Day)
	}
	return tasks
}

func (f fillPlaces) widen(group id.Group, course id.Course, day when.Day) {
	key := rowKey{group: group, course: course}
	span, known := f.spans[key]
	if !known {
		span = when.Span{From: day, To: day}
	}
	f.spans[key] = when.Span{From: min(span.From, day), To: max(span.To, day)}
}

func fillLessons(tx *storage.Tx, lessons []Lesson) error {
	columns := []string{"org_id", "lesson_id", "group_id", "course_id", "on_date", "number", "teacher_id", "topic", "state", "checked", "version"}
	return bulk(tx, "journal_lesson", lessons, columns, func(l Lesson) []any {
		record(tx, storage.Line{Act: "lesson.added", Thing: "lesson", ThingID: l.ID.Thing(), Group: l.Group, New: l})
		return []any{tx.Org(), l.ID, l.Group, l.Course, l.Day, int64(l.Number), l.Teacher, l.Topic, string(l.State), l.Checked, l.Version}
	})
}

func fillTasks(tx *storage.Tx, tasks []Task) error {
	columns := []string{"org_id", "task_id", "group_id", "course_id", "lesson_id", "kind", "title", "on_date", "weight", "state", "version"}
	return bulk(tx, "journal_task", tasks, columns, func(t Task) []any {
		if t.Kind != Answer {
			record(tx, storage.Line{Act: "task.added", Thing: "task", ThingID: t.ID.Thing(), Group: t.Group, New: t})
		}
		return []any{tx.Org(), t.ID, t.Group, t.Course, t.Lesson, t.Kind, t.Title, t.Day, t.Weight, taskState(t), t.Version}
	})
}

func (f fillPlaces) fillHomework(tx *storage.Tx, homework []Homework) error {
	columns := []string{"org_id", "homework_id", "lesson_id", "group_id", "course_id", "text", "due_on", "version"}
	return bulk(tx, "journal_homework", homework, columns, func(h Homework) []any {
		l := f.lessons[h.Lesson]
		record(tx, storage.Line{Act: "homework.set", Thing: "homework", ThingID: h.ID.Thing(), Group: l.Group, New: h})
		return []any{tx.Org(), h.ID, h.Lesson, l.Group, l.Course, h.Text, h.Due, h.Version}
	})
}

func (f fillPlaces) fillMarks(tx *storage.Tx, marks []Mark) error {
	columns := []string{"org_id", "task_id", "pupil_id", "slot", "mark_id", "text", "value", "counted", "scale", "version", "given_by", "given_at"}
	return bulk(tx, "journal_mark", marks, columns, func(m Mark) []any {
		record(tx, storage.Line{
			Act: "mark.set", Thing: "mark", ThingID: m.ID.Thing(), Pupil: m.Pupil, Group: f.groups[m.Task], HappenedAt: m.At, New: m.body(),
		})
		return []any{tx.Org(), m.Task, m.Pupil, int64(m.Slot), m.ID, m.Text, worth(m.Value), m.Counted, m.Scale, m.Version, m.By, m.At}
	})
}

func (f fillPlaces) fillAttendance(tx *storage.Tx, attendance []Attendance) error {
	columns := []string{"org_id", "lesson_id", "pupil_id", "attendance_id", "state", "minutes", "reason", "excused", "source", "version"}
	return bulk(tx, "journal_attendance", attendance, columns, func(a Attendance) []any {
		record(tx, storage.Line{
			Act: "attendance.set", Thing: "attendance", ThingID: a.ID.Thing(), Pupil: a.Pupil, Group: f.lessons[a.Lesson].Group, New: a.body(),
		})
		return []any{tx.Org(), a.Lesson, a.Pupil, a.ID, string(a.State), int64(a.Minutes), a.Reason, string(a.Excused), a.Source, a.Version}
	})
}

// bump gives every page that shows any of the rows a new version.
func (f fillPlaces) bump(tx *storage.Tx) error {
	for key, days := range f.spans {
		if _, err := bumpSpan(tx, key.group, key.course, days); err != nil {
			return err
		}
	}
	return nil
}

func bulk[T any](tx *storage.Tx, table string, things []T, columns []string, row func(T) []any) error {
	if len(things) == 0 {
		return nil
	}
	var rows iter.Seq[[]any] = func(yield func([]any) bool) {
		for _, t := range things {
			if !yield(row(t)) {
				return
			}
		}
	}
	_, err := tx.Bulk(table, columns, rows)
	return err
}
