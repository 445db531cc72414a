package journal

import (
	"context"
	"errors"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/when"
)

const lessonColumns = "lesson_id, group_id, course_id, on_date, number, teacher_id, topic, state, checked, version"

func scanLesson(r storage.Row) (l Lesson, err error) {
	return l, r.Scan(&l.ID, &l.Group, &l.Course, &l.Day, &l.Number, &l.Teacher, &l.Topic, &l.State, &l.Checked, &l.Version)
}

func lessonByID(tx *storage.Tx, lesson id.Lesson) (Lesson, error) {
	return storage.One(tx, scanLesson, "SELECT "+lessonColumns+" FROM journal_lesson WHERE org_id = $1 AND lesson_id = $2", tx.Org(), lesson)
}

// insertLesson adds a lesson with its task «ответ».
func insertLesson(tx *storage.Tx, l Lesson) error {
	if _, err := tx.Exec(`
		INSERT INTO journal_lesson (org_id, lesson_id, group_id, course_id, on_date, number, teacher_id, topic, state, checked, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.Org(), l.ID, l.Group, l.Course, l.Day, l.Number, l.Teacher, l.Topic, string(l.State), l.Checked, l.Version); err != nil {
		return err
	}
	return insertTask(tx, Task{
		ID: id.New[id.Task](tx), Group: l.Group, Course: l.Course, Lesson: l.ID, Kind: Answer, Day: l.Day, Weight: 1, Version: 1,
	})
}

func updateLesson(tx *storage.Tx, l Lesson, replaces int64) error {
	n, err := tx.Exec(`
		UPDATE journal_lesson SET on_date = $3, number = $4, topic = $5, state = $6, checked = $7, version = $8
		WHERE org_id = $1 AND lesson_id = $2 AND version = $9`,
		tx.Org(), l.ID, l.Day, l.Number, l.Topic, string(l.State), l.Checked, l.Version, replaces)
	if err == nil && n == 0 {
		err = problem.New(problem.Conflict, "journal.lesson.stale")
	}
	return err
}

// lessonUsed tells whether attendance or marks stand in a lesson.
func lessonUsed(tx *storage.Tx, l Lesson) (bool, error) {
	n, err := storage.Value[int64](tx,
		"SELECT count(*) FROM journal_attendance WHERE org_id = $1 AND lesson_id = $2 AND state <> 'present'", tx.Org(), l.ID)
	if err != nil || n > 0 {
		return n > 0, err
	}
	tasks, err := tasksOfLesson(tx, l)
	if err != nil || len(tasks) == 0 {
		return false, err
	}
	ids := make([]id.Task, len(tasks))
	for i, t := range tasks {
		ids[i] = t.ID
	}
	return markedTasks(tx, ids)
}

func homeworkOf(tx *storage.Tx, lesson id.Lesson) (Homework, error) {
	h, err := storage.One(tx, func(r storage.Row) (h Homework, err error) {
		return h, r.Scan(&h.ID, &h.Lesson, &h.Text, &h.Due, &h.Version)
	}, "SELECT homework_id, lesson_id, text, due_on, version FROM journal_homework WHERE org_id = $1 AND lesson_id = $2", tx.Org(), lesson)
	if errors.Is(err, storage.ErrNone) {
		return Homework{}, nil
	}
	return h, err
}

func insertHomework(tx *storage.Tx, h Homework, l Lesson) error {
	_, err := tx.Exec(`
		INSERT INTO journal_homework (org_id, homework_id, lesson_id, group_id, course_id, text, due_on, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.Org(), h.ID, h.Lesson, l.Group, l.Course, h.Text, h.Due, h.Version)
	return err
}

func updateHomework(tx *storage.Tx, h Homework) error {
	n, err := tx.Exec("UPDATE journal_homework SET text = $3, due_on = $4, version = $5 WHERE org_id = $1 AND homework_id = $2 AND version = $6",
		tx.Org(), h.ID, h.Text, h.Due, h.Version, h.Version-1)
	if err == nil && n == 0 {
		err = problem.New(problem.Conflict, "journal.lesson.stale")
	}
	return err
}

// nextLessonDay is the day of the course's next lesson: planned, or guessed.
func nextLessonDay(tx *storage.Tx, l Lesson) (when.Day, error) {
	next, err := lessonDays(tx, l, l.Day+1, l.Day+21)
	if err != nil || len(next) > 0 {
		return first(next), err
	}
	lately, err := lessonDays(tx, l, l.Day-20, l.Day)
	return nextByHabit(lately, l.Day), err
}

func first(days []when.Day) when.Day {
	if len(days) == 0 {
		return 0
	}
	return days[0]
}

func lessonDays(tx *storage.Tx, l Lesson, from, to when.Day) ([]when.Day, error) {
	return storage.All(tx, scanDay, `
		SELECT on_date FROM journal_lesson
		WHERE org_id = $1 AND group_id = $2 AND course_id = $3 AND on_date BETWEEN $4 AND $5 AND state <> 'cancelled'
		ORDER BY on_date, number LIMIT 40`, tx.Org(), l.Group, l.Course, from, to)
}

// numberFor is the number to offer for a new lesson.
func numberFor(tx *storage.Tx, group id.Group, course id.Course, day when.Day) (int, error) {
	lately, err := storage.All(tx, scanPlace, `
		SELECT on_date, number FROM journal_lesson
		WHERE org_id = $1 AND group_id = $2 AND course_id = $3 AND on_date BETWEEN $4 AND $5 AND state = 'held'
		ORDER BY on_date DESC, number LIMIT 100`, tx.Org(), group, course, day-70, day-1)
	if err != nil {
		return 0, err
	}
	taken, err := storage.All(tx, scanPlace, `
		SELECT on_date, number FROM journal_lesson
		WHERE org_id = $1 AND group_id = $2 AND on_date = $3 AND state <> 'cancelled'`, tx.Org(), group, day)
	return offerNumber(day, lately, taken), err
}

func scanPlace(r storage.Row) (p dayPlace, err error) { return p, r.Scan(&p.day, &p.number) }

func scanDay(r storage.Row) (d when.Day, err error) { return d, r.Scan(&d) }

// lessonAddedFor answers a repeated act with the lesson it added the first time.
func (j *Journal) lessonAddedFor(ctx context.Context, act storage.Act) (lesson Lesson, err error) {
	err = j.db.Read(ctx, act.Org, func(tx *storage.Tx) error {
		thing, err := firstThing(tx, act, "lesson")
		if err == nil {
			lesson, err = lessonByID(tx, id.Lesson(thing))
		}
		return err
	})
	return lesson, err
}
