package journal

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/school"
	"parta/when"
)

// Answer is the kind of the task that each lesson has from the beginning.
const Answer = "answer"

// Kind is a kind of work marks are given for, with the weight it usually has.
type Kind struct {
	Kind   string // its names are texts: journal.kind.<kind>, journal.kind.<kind>.short
	Weight int64
}

//go:embed kinds.json
var kindsJSON []byte

// Kinds lists what may be set, «ответ» first.
var Kinds = sync.OnceValue(func() []Kind {
	var read struct{ Kinds []Kind }
	if err := json.Unmarshal(kindsJSON, &read); err != nil {
		panic(fmt.Sprintf("journal/kinds.json: %v", err))
	}
	return read.Kinds
})

func kindOf(name string) (Kind, bool) {
	for _, k := range Kinds() {
		if k.Kind == name {
			return k, true
		}
	}
	return Kind{}, false
}

// Task is what marks are given for. Cancelled ones are on no page.
type Task struct {
	ID        id.Task   `json:"-"`
	Group     id.Group  `json:"group"`
	Course    id.Course `json:"course"`
	Lesson    id.Lesson `json:"lesson,omitzero"` // zero when it belongs to a day but to no lesson
	Kind      string    `json:"kind"`
	Title     string    `json:"title,omitempty"`
	Day       when.Day  `json:"day"`
	Weight    int64     `json:"weight"`
	Cancelled bool      `json:"cancelled,omitempty"`
	Version   int64     `json:"version"`
}

// TaskDraft is a task as a teacher fills it in.
type TaskDraft struct {
	Group  id.Group
	Course id.Course
	Lesson id.Lesson // zero: of a day
	Kind   string
	Title  string
	Day    when.Day // of the lesson, where there is one
	Weight int64    // 0 takes the usual one of the kind; counts only where the school weighs
}

const (
	maxTitle  = 120
	maxWeight = 20
)

func (d TaskDraft) check() error {
	kind, known := kindOf(d.Kind)
	switch {
	case !known || kind.Kind == Answer:
		return problem.New(problem.Invalid, "journal.task.wrong").WithField("kind", "journal.task.kind")
	case len([]rune(d.Title)) > maxTitle:
		return problem.New(problem.Invalid, "journal.task.wrong").WithField("title", "journal.task.title", maxTitle)
	case d.Weight < 0 || d.Weight > maxWeight:
		return problem.New(problem.Invalid, "journal.task.wrong").WithField("weight", "journal.task.weight", maxWeight)
	}
	return nil
}

func (d TaskDraft) onto(t Task) Task {
	t.Kind, t.Title, t.Day, t.Weight = d.Kind, strings.TrimSpace(d.Title), d.Day, d.Weight
	if t.Weight == 0 {
		kind, _ := kindOf(d.Kind)
		t.Weight = kind.Weight
	}
	return t
}

// AddTask sets a piece of work for a group. Invalid when the draft is wrong,
// Conflict "journal.task.twice" when the same work is set for that day already.
func (j *Journal) AddTask(ctx context.Context, act storage.Act, draft TaskDraft) (Task, error) {
	var task Task
	err := j.db.Write(ctx, act, func(tx *storage.Tx) error {
		if draft.Lesson != 0 {
			lesson, _, err := takenLessonFor(tx, act.By, access.WriteLesson, draft.Lesson)
			if err != nil {
				return err
			}
			if err := lesson.takesPlace(); err != nil {
				return err
			}
			draft.Group, draft.Course, draft.Day = lesson.Group, lesson.Course, lesson.Day
		}
		if err := draft.check(); err != nil {
			return err
		}
		rule, err := pageDayFor(tx, act.By, draft.Group, draft.Course, draft.Day)
		if err != nil {
			return err
		}
		task = draft.onto(Task{ID: id.New[id.Task](tx), Group: draft.Group, Course: draft.Course, Lesson: draft.Lesson, Version: 1})
		if err := insertTask(tx, task); err != nil {
			return twice(err, "journal.task.twice", task.Day)
		}
		record(tx, storage.Line{Act: "task.added", Thing: "task", ThingID: task.ID.Thing(), Rule: rule, Group: task.Group, New: task})
		return nil
	})
	if storage.Again(err) {
		return j.taskAddedFor(ctx, act)
	}
	return task, err
}

// ChangeTask changes the task of the given version. Conflict
// "journal.task.stale" when somebody was faster.
func (j *Journal) ChangeTask(ctx context.Context, act storage.Act, task id.Task, replaces int64, draft TaskDraft) error {
	return j.changeTask(ctx, act, task, replaces, "task.changed", func(_ *storage.Tx, old Task) (Task, error) {
		draft.Group, draft.Course, draft.Lesson = old.Group, old.Course, old.Lesson
		if old.Lesson != 0 {
			draft.Day = old.Day
		}
		if err := draft.check(); err != nil {
			return old, err
		}
		return draft.onto(old), nil
	})
}

// CancelTask takes a task off the page that was set by mistake. Conflict
// "journal.task.marked" when marks were given for it.
func (j *Journal) CancelTask(ctx context.Context, act storage.Act, task id.Task, replaces int64) error {
	return j.changeTask(ctx, act, task, replaces, "task.cancelled", func(tx *storage.Tx, old Task) (Task, error) {
		marked, err := markedTasks(tx, []id.Task{old.ID})
		if err != nil {
			return old, err
		}
		if marked {
			return old, problem.New(problem.Conflict, "journal.task.marked")
		}
		old.Cancelled = true
		return old, nil
	})
}

func (j *Journal) changeTask(ctx context.Context, act storage.Act, task id.Task, replaces int64, name string, change func(*storage.Tx, Task) (Task, error)) error {
	err := j.db.Write(ctx, act, func(tx *storage.Tx) error {
		old, rule, err := takenTaskFor(tx, act.By, access.WriteLesson, task)
		if err != nil {
			return err
		}
		if old.Kind == Answer {
			return problem.New(problem.Invalid, "journal.task.wrong").WithField("kind", "journal.task.kind")
		}
		now, err := change(tx, old)
		if err != nil {
			return err
		}
		if now == old {
			return errSame
		}
		if now.Day != old.Day {
			if _, err := pageDayFor(tx, act.By, now.Group, now.Course, now.Day); err != nil {
				return err
			}
		}
		now.Version = replaces + 1
		if err := updateTask(tx, now, replaces); err != nil {
			return twice(err, "journal.task.twice", now.Day)
		}
		record(tx, storage.Line{Act: name, Thing: "task", ThingID: task.Thing(), Rule: rule, Group: now.Group, Old: old, New: now})
		return nil
	})
	return done(err)
}

// done makes a repeated act, and one that changes nothing, a success.
func done(err error) error {
	if storage.Again(err) || err == errSame {
		return nil
	}
	return err
}

// taskFor loads a task and finds the rule by which the actor may do this to it:
// NotFound when there is none, Forbidden when there is no rule.
func taskFor(tx *storage.Tx, who access.Actor, action access.Action, task id.Task) (Task, access.Rule, error) {
	t, err := taskByID(tx, task)
	if err != nil {
		return t, access.Rule{}, orNone(err, "journal.task.none")
	}
	rule, err := ruleFor(tx, who, action, t.Group, t.Course, t.Day)
	return t, rule, err
}

// takenTaskFor is taskFor for one who changes it: the pages it stands on are
// taken, their term is open (marks must not leave a closed one either), and it
// is the task as it was then. Conflict "journal.term.closed".
func takenTaskFor(tx *storage.Tx, who access.Actor, action access.Action, task id.Task) (Task, access.Rule, error) {
	t, rule, err := taskFor(tx, who, action, task)
	for err == nil {
		if err = bumpPages(tx, t.Group, t.Course, t.Day); err != nil {
			break
		}
		taken := t.Day
		if t, rule, err = taskFor(tx, who, action, task); err == nil && t.Day == taken {
			return t, rule, openOn(tx, t.Day)
		}
	}
	return t, rule, err
}

// ruleFor finds the rule by which the actor may do what is about a group's whole
// course on a day. A form tutor of one class may not speak for a mixed group: that
// all were there, say.
func ruleFor(tx *storage.Tx, who access.Actor, action access.Action, group id.Group, course id.Course, day when.Day) (access.Rule, error) {
	g, err := school.GroupByID(tx, group)
	if err != nil {
		return access.Rule{}, err
	}
	rule, err := allowed(who, action, g.ThingOf(course, day))
	if err != nil || rule.Reach != access.Tutored {
		return rule, err
	}
	for _, class := range g.Classes {
		if _, err := allowed(who, action, access.Thing{Classes: []id.Class{class}}); err != nil {
			return rule, err
		}
	}
	return rule, nil
}

func allowed(who access.Actor, action access.Action, thing access.Thing) (access.Rule, error) {
	rule, ok := who.Decide(action, thing)
	if !ok {
		return rule, problem.New(problem.Forbidden, "journal.forbidden."+string(action))
	}
	return rule, nil
}

// pageDayFor finds the rule for keeping lessons of a page on a day, takes the
// pages that show the day, and refuses days outside the terms and in closed
// ones: Invalid "journal.day.noterm", Conflict "journal.term.closed".
func pageDayFor(tx *storage.Tx, who access.Actor, group id.Group, course id.Course, day when.Day) (access.Rule, error) {
	rule, err := ruleFor(tx, who, access.WriteLesson, group, course, day)
	if err != nil {
		return rule, err
	}
	pages, err := bumpSpan(tx, group, course, when.Span{From: day, To: day})
	if err != nil {
		return rule, err
	}
	if len(pages) == 0 {
		return rule, problem.New(problem.Invalid, "journal.day.noterm", day).WithField("day", "journal.day.noterm", day)
	}
	return rule, openOn(tx, day)
}

// openOn refuses a day whose term was closed.
func openOn(tx *storage.Tx, day when.Day) error {
	closed, err := closedOn(tx, day)
	if err != nil || closed == 0 {
		return err
	}
	return problem.New(problem.Conflict, "journal.term.closed", closed)
}
