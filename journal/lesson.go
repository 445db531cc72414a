package journal

import (
	"context"
	"strings"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/when"
)

// LessonState tells how far a lesson has come.
type LessonState string

const (
	Planned   LessonState = "planned"
	Held      LessonState = "held"
	Cancelled LessonState = "cancelled" // on no page; its place is free
)

// Lesson is one hour of a course with a group.
type Lesson struct {
	ID      id.Lesson   `json:"-"`
	Group   id.Group    `json:"group"`
	Course  id.Course   `json:"course"`
	Day     when.Day    `json:"day"`
	Number  int         `json:"number"` // in the day, from 1; 0 before the first, or unknown
	Teacher id.Person   `json:"teacher"`
	Topic   string      `json:"topic,omitempty"`
	State   LessonState `json:"state"`
	Checked bool        `json:"checked,omitempty"` // attendance: nobody is missing who is not marked so
	Version int64       `json:"version"`
}

// Homework is what a lesson gave to do at home.
type Homework struct {
	ID      id.Homework `json:"-"`
	Lesson  id.Lesson   `json:"lesson"`
	Text    string      `json:"text"` // "" when it was taken back
	Due     when.Day    `json:"due"`
	Version int64       `json:"version"`
}

// LessonDraft is a lesson as a teacher fills it in.
type LessonDraft struct {
	Group    id.Group
	Course   id.Course
	Day      when.Day
	Number   int
	Topic    string
	Homework string
	Due      when.Day // zero: the next lesson of the course
	Held     bool     // else planned
}

const (
	maxNumber = 20
	maxTopic  = 300
	maxText   = 2000
)

func (d LessonDraft) check(today when.Day) error {
	wrong := problem.New(problem.Invalid, "journal.lesson.wrong")
	if d.Day == 0 {
		wrong.WithField("day", "journal.lesson.day")
	}
	if d.Number < 0 || d.Number > maxNumber {
		wrong.WithField("number", "journal.lesson.number", maxNumber)
	}
	if len([]rune(d.Topic)) > maxTopic {
		wrong.WithField("topic", "journal.lesson.topic", maxTopic)
	}
	if len([]rune(d.Homework)) > maxText {
		wrong.WithField("homework", "journal.lesson.homework", maxText)
	}
	if d.Due != 0 && d.Due <= d.Day {
		wrong.WithField("due", "journal.lesson.due")
	}
	if d.Held && d.Day > today {
		wrong.WithField("held", "journal.lesson.future")
	}
	if len(wrong.Fields) > 0 {
		return wrong
	}
	return nil
}

func (d LessonDraft) onto(l Lesson) Lesson {
	l.Day, l.Number, l.Topic, l.State = d.Day, d.Number, strings.TrimSpace(d.Topic), Planned
	if d.Held {
		l.State = Held
	}
	return l
}

// AddLesson writes down a lesson with its homework. Invalid when the draft is
// wrong, Conflict "journal.lesson.twice" when the course has a lesson of that
// number on that day.
func (j *Journal) AddLesson(ctx context.Context, act storage.Act, draft LessonDraft) (Lesson, error) {
	var lesson Lesson
	err := j.db.Write(ctx, act, func(tx *storage.Tx) error {
		if err := draft.check(act.By.On); err != nil {
			return err
		}
		rule, err := pageDayFor(tx, act.By, draft.Group, draft.Course, draft.Day)
		if err != nil {
			return err
		}
		lesson = draft.onto(Lesson{
			ID: id.New[id.Lesson](tx), Group: draft.Group, Course: draft.Course, Teacher: act.By.Person, Version: 1,
		})
		if err := insertLesson(tx, lesson); err != nil {
			return twice(err, "journal.lesson.twice", lesson.Number, lesson.Day)
		}
		record(tx, storage.Line{Act: "lesson.added", Thing: "lesson", ThingID: lesson.ID.Thing(), Rule: rule, Group: lesson.Group, New: lesson})
		return setHomework(tx, rule, lesson, draft)
	})
	if storage.Again(err) {
		return j.lessonAddedFor(ctx, act)
	}
	return lesson, err
}

// ChangeLesson changes the lesson of the given version, and its homework.
// Conflict "journal.lesson.stale" when somebody was faster, "journal.lesson.gone"
// when it was cancelled.
func (j *Journal) ChangeLesson(ctx context.Context, act storage.Act, lesson id.Lesson, replaces int64, draft LessonDraft) error {
	return done(j.db.Write(ctx, act, func(tx *storage.Tx) error {
		old, rule, err := takenLessonFor(tx, act.By, access.WriteLesson, lesson)
		if err != nil {
			return err
		}
		if err := old.takesPlace(); err != nil {
			return err
		}
		draft.Group, draft.Course = old.Group, old.Course
		if err := draft.check(act.By.On); err != nil {
			return err
		}
		if draft.Day != old.Day {
			if _, err := pageDayFor(tx, act.By, old.Group, old.Course, draft.Day); err != nil {
				return err
			}
		}
		now := draft.onto(old)
		now.Version = replaces + 1
		if err := updateLesson(tx, now, replaces); err != nil {
			return twice(err, "journal.lesson.twice", now.Number, now.Day)
		}
		if now.Day != old.Day {
			if err := moveTasks(tx, old, now.Day); err != nil {
				return err
			}
		}
		record(tx, storage.Line{Act: "lesson.changed", Thing: "lesson", ThingID: lesson.Thing(), Rule: rule, Group: now.Group, Old: old, New: now})
		return setHomework(tx, rule, now, draft)
	}))
}

// CancelLesson takes a lesson off the page that did not take place. Conflict
// "journal.lesson.used" when attendance or marks stand in it.
func (j *Journal) CancelLesson(ctx context.Context, act storage.Act, lesson id.Lesson, replaces int64) error {
	return done(j.db.Write(ctx, act, func(tx *storage.Tx) error {
		old, rule, err := takenLessonFor(tx, act.By, access.WriteLesson, lesson)
		if err != nil {
			return err
		}
		if old.State == Cancelled {
			return errSame
		}
		used, err := lessonUsed(tx, old)
		if err != nil {
			return err
		}
		if used {
			return problem.New(problem.Conflict, "journal.lesson.used")
		}
		now := old
		now.State, now.Version = Cancelled, replaces+1
		if err := updateLesson(tx, now, replaces); err != nil {
			return err
		}
		record(tx, storage.Line{Act: "lesson.cancelled", Thing: "lesson", ThingID: lesson.Thing(), Rule: rule, Group: now.Group, Old: old, New: now})
		return nil
	}))
}

// CheckAttendance writes down that attendance was checked: whoever is not
// marked absent was there. That is a fact of its own, different from a lesson
// nobody has looked at. Conflict "journal.lesson.gone" when it was cancelled.
func (j *Journal) CheckAttendance(ctx context.Context, act storage.Act, lesson id.Lesson) error {
	return done(j.db.Write(ctx, act, func(tx *storage.Tx) error {
		old, rule, err := takenLessonFor(tx, act.By, access.WriteAttendance, lesson)
		if err != nil {
			return err
		}
		if err := old.takesPlace(); err != nil {
			return err
		}
		if err := openTo(tx, act.By, old.Day); err != nil {
			return err
		}
		if old.Checked {
			return errSame
		}
		now := old
		now.Checked, now.State, now.Version = true, Held, old.Version+1
		if err := updateLesson(tx, now, old.Version); err != nil {
			return err
		}
		record(tx, storage.Line{Act: "lesson.checked", Thing: "lesson", ThingID: lesson.Thing(), Rule: rule, Group: now.Group, Old: old, New: now})
		return nil
	}))
}

// takesPlace refuses a lesson that was cancelled: whoever did not know it, on a
// page of before or without a line, must not bring it back. Conflict
// "journal.lesson.gone".
func (l Lesson) takesPlace() error {
	if l.State == Cancelled {
		return problem.New(problem.Conflict, "journal.lesson.gone")
	}
	return nil
}

// openTo refuses days to come, Invalid "journal.cell.future", and closed terms.
func openTo(tx *storage.Tx, who access.Actor, day when.Day) error {
	if err := notToCome(who, day); err != nil {
		return err
	}
	return openOn(tx, day)
}

// notToCome refuses a day that has not come.
func notToCome(who access.Actor, day when.Day) error {
	if day > who.On {
		return problem.New(problem.Invalid, "journal.cell.future", day)
	}
	return nil
}

// lessonFor loads a lesson and finds the rule by which the actor may do this to
// it: NotFound when there is none, Forbidden when there is no rule.
func lessonFor(tx *storage.Tx, who access.Actor, action access.Action, lesson id.Lesson) (Lesson, access.Rule, error) {
	l, err := lessonByID(tx, lesson)
	if err != nil {
		return l, access.Rule{}, orNone(err, "journal.lesson.none")
	}
	rule, err := ruleFor(tx, who, action, l.Group, l.Course, l.Day)
	return l, rule, err
}

// takenLessonFor is lessonFor for one who changes it: the pages it stands on are
// taken, their term is open, and it is the lesson as it was then. Conflict
// "journal.term.closed".
func takenLessonFor(tx *storage.Tx, who access.Actor, action access.Action, lesson id.Lesson) (Lesson, access.Rule, error) {
	l, rule, err := lessonFor(tx, who, action, lesson)
	for err == nil {
		if err = bumpPages(tx, l.Group, l.Course, l.Day); err != nil {
			break
		}
		taken := l.Day
		if l, rule, err = lessonFor(tx, who, action, lesson); err == nil && l.Day == taken {
			return l, rule, openOn(tx, l.Day)
		}
	}
	return l, rule, err
}

// setHomework writes what is to be done at home, if that changes.
func setHomework(tx *storage.Tx, rule access.Rule, l Lesson, draft LessonDraft) error {
	old, err := homeworkOf(tx, l.ID)
	if err != nil {
		return err
	}
	now := old
	now.Lesson, now.Text, now.Due = l.ID, strings.TrimSpace(draft.Homework), draft.Due
	if now.Due == 0 {
		if now.Due, err = nextLessonDay(tx, l); err != nil {
			return err
		}
	}
	if now.Text == "" && old.Version == 0 || now == old {
		return nil
	}
	now.Version++
	line := storage.Line{Act: "homework.set", Thing: "homework", Rule: rule, Group: l.Group, New: now}
	if old.Version == 0 {
		now.ID = id.New[id.Homework](tx)
		err = insertHomework(tx, now, l)
	} else {
		line.Old = old
		err = updateHomework(tx, now)
	}
	line.ThingID = now.ID.Thing()
	record(tx, line)
	return err
}

// nextByHabit guesses the day of the next lesson where none is planned: the
// next weekday on which the course had lessons of late, else a week later.
func nextByHabit(lately []when.Day, after when.Day) when.Day {
	next := after + 7
	for _, day := range lately {
		ahead := (int(day.Weekday()) - int(after.Weekday()) + 7) % 7
		if ahead > 0 && after+when.Day(ahead) < next {
			next = after + when.Day(ahead)
		}
	}
	return next
}

// dayPlace is where a lesson stands: a day, and its number in it.
type dayPlace struct {
	day    when.Day
	number int
}

// offerNumber guesses the number of a new lesson: as on the same weekday the
// last time, if the group is free then; else after its last lesson of the day.
// Lately are the course's lessons before the day, the latest day first and each
// in order; taken are all of the group's on it.
func offerNumber(day when.Day, lately, taken []dayPlace) int {
	next, busy := 1, map[int]bool{}
	for _, p := range taken {
		busy[p.number] = true
		next = max(next, p.number+1)
	}
	var last when.Day
	for _, p := range lately {
		if p.day.Weekday() != day.Weekday() || last != 0 && p.day != last {
			continue
		}
		last = p.day
		if p.number > 0 && !busy[p.number] {
			return p.number
		}
	}
	return min(next, maxNumber)
}
