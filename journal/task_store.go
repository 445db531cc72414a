package journal

import (
	"context"
	"errors"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/ledger"
	"parta/when"
)

const taskColumns = "task_id, group_id, course_id, lesson_id, kind, title, on_date, weight, state = 'cancelled', version"

func scanTask(r storage.Row) (t Task, err error) {
	return t, r.Scan(&t.ID, &t.Group, &t.Course, &t.Lesson, &t.Kind, &t.Title, &t.Day, &t.Weight, &t.Cancelled, &t.Version)
}

func taskByID(tx *storage.Tx, task id.Task) (Task, error) {
	return storage.One(tx, scanTask, "SELECT "+taskColumns+" FROM journal_task WHERE org_id = $1 AND task_id = $2", tx.Org(), task)
}

// tasksOfLesson lists a lesson's tasks, «ответ» among them. The index by day
// finds them.
func tasksOfLesson(tx *storage.Tx, l Lesson) ([]Task, error) {
	return storage.All(tx, scanTask, "SELECT "+taskColumns+` FROM journal_task
		WHERE org_id = $1 AND group_id = $2 AND course_id = $3 AND on_date = $4 AND lesson_id = $5 AND state = 'open'
		ORDER BY task_id`, tx.Org(), l.Group, l.Course, l.Day, l.ID)
}

func insertTask(tx *storage.Tx, t Task) error {
	_, err := tx.Exec(`
		INSERT INTO journal_task (org_id, task_id, group_id, course_id, lesson_id, kind, title, on_date, weight, state, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10)`,
		tx.Org(), t.ID, t.Group, t.Course, t.Lesson, t.Kind, t.Title, t.Day, t.Weight, t.Version)
	return err
}

func updateTask(tx *storage.Tx, t Task, replaces int64) error {
	n, err := tx.Exec(`
		UPDATE journal_task SET kind = $3, title = $4, on_date = $5, weight = $6, state = $7, version = $8
		WHERE org_id = $1 AND task_id = $2 AND version = $9`,
		tx.Org(), t.ID, t.Kind, t.Title, t.Day, t.Weight, taskState(t), t.Version, replaces)
	if err == nil && n == 0 {
		err = problem.New(problem.Conflict, "journal.task.stale")
	}
	return err
}

func taskState(t Task) string {
	if t.Cancelled {
		return "cancelled"
	}
	return "open"
}

// moveTasks takes the tasks of a lesson to another day with it.
func moveTasks(tx *storage.Tx, old Lesson, day when.Day) error {
	_, err := tx.Exec(`
		UPDATE journal_task SET on_date = $6
		WHERE org_id = $1 AND group_id = $2 AND course_id = $3 AND on_date = $4 AND lesson_id = $5`,
		tx.Org(), old.Group, old.Course, old.Day, old.ID, day)
	return err
}

// markedTasks tells whether marks stand for any of the tasks.
func markedTasks(tx *storage.Tx, tasks []id.Task) (bool, error) {
	list, args := storage.In(2, tasks)
	n, err := storage.Value[int64](tx, "SELECT count(*) FROM journal_mark WHERE org_id = $1 AND task_id IN "+list+" AND text <> ''",
		append([]any{tx.Org()}, args...)...)
	return n > 0, err
}

// taskAddedFor answers a repeated act with the task it added the first time.
func (j *Journal) taskAddedFor(ctx context.Context, act storage.Act) (task Task, err error) {
	err = j.db.Read(ctx, act.Org, func(tx *storage.Tx) error {
		thing, err := firstThing(tx, act, "task")
		if err == nil {
			task, err = taskByID(tx, id.Task(thing))
		}
		return err
	})
	return task, err
}

var errOtherAct = errors.New("journal: the key was used for another act")

// firstThing finds what the same person's earlier act with this key was done to.
func firstThing(tx *storage.Tx, act storage.Act, kind string) (id.Thing, error) {
	lines, err := ledger.Request(tx, act.Key)
	if err != nil {
		return 0, err
	}
	for _, l := range lines {
		if l.Thing == kind && l.Person == act.By.Person {
			return l.ThingID, nil
		}
	}
	return 0, errOtherAct
}
