package diary

import (
	"cmp"
	"slices"

	"parta/id"
	"parta/school"
	"parta/when"
)

// Week is one pupil's week, as its page shows it.
type Week struct {
	Monday when.Day
	Terms  []string // of the days in it: one, two where a border falls inside, none in holidays
	Days   []Day
}

// Day is one day of it.
type Day struct {
	On      when.Day
	Term    bool // false in the holidays
	Lessons []Lesson
	Due     []Homework // for this day, of courses that have no lesson on it
	Marks   []Mark     // for tasks of no lesson of this day
}

// Lesson is one lesson of the pupil's group.
type Lesson struct {
	ID         id.Lesson
	Group      id.Group
	Course     id.Course
	On         when.Day
	Number     int
	Name       string // of the course
	Part       string // of the group, where it is not the whole class
	Teacher    string // «Иванова Е. П.»
	Topic      string
	State      State
	Attendance Attendance
	Tasks      []Task // announced works: a test, a dictation
	Marks      []Mark
	Due        []Homework // to have been done for this lesson
	Given      []Homework // at this lesson, for a later one
}

// State is what became of a lesson.
type State string

const (
	Planned   State = "planned"
	Held      State = "held"
	Cancelled State = "cancelled"
)

// Attendance is how the pupil missed a lesson or a part of it; the zero value
// is having been there.
type Attendance struct {
	State   string // absent, late, left; "" or present when there
	Minutes int    // of lateness, or before the end; 0 when not said
	Reason  string
	Excused string // unknown, yes, no
}

// Missed tells whether there is anything to say.
func (a Attendance) Missed() bool { return a.State != "" && a.State != "present" }

// Task is a work announced for a lesson.
type Task struct {
	ID     id.Task
	Lesson id.Lesson // zero when it belongs to a day, not a lesson
	Group  id.Group
	Course id.Course
	Kind   string
	Title  string
	On     when.Day
	Weight int // 1 unless the school weighs marks
}

// Homework is what was given at one lesson.
type Homework struct {
	ID     id.Homework
	Group  id.Group
	Course id.Course
	Name   string // of the course
	Text   string
	Due    when.Day // zero: for the next lesson
	Lesson id.Lesson
}

// findings is what the store has found for a week.
type findings struct {
	terms    []school.Term
	lessons  []Lesson
	tasks    []Task
	marks    []Mark
	homework []Homework
}

// weekOf puts what was found into the days it belongs to.
func weekOf(monday when.Day, found findings) Week {
	week := Week{Monday: monday}
	last := monday + 5
	if slices.ContainsFunc(found.lessons, func(l Lesson) bool { return l.On == monday+6 }) {
		last++
	}
	for _, t := range found.terms {
		if t.Days.From <= last && monday <= t.Days.To && !slices.Contains(week.Terms, t.Name) {
			week.Terms = append(week.Terms, t.Name)
		}
	}
	for on := monday; on <= last; on++ {
		week.Days = append(week.Days, dayOf(on, found))
	}
	return week
}

func dayOf(on when.Day, found findings) Day {
	day := Day{On: on, Term: slices.ContainsFunc(found.terms, func(t school.Term) bool { return t.Days.Holds(on) })}
	for _, l := range found.lessons {
		if l.On == on {
			day.Lessons = append(day.Lessons, l)
		}
	}
	slices.SortStableFunc(day.Lessons, func(a, b Lesson) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Name, b.Name))
	})
	for _, task := range found.tasks {
		if at := day.lessonOf(task); at >= 0 {
			day.Lessons[at].Tasks = append(day.Lessons[at].Tasks, task)
		}
	}
	for _, mark := range found.marks {
		if mark.Task.On != on {
			continue
		}
		if at := day.lessonOf(mark.Task); at >= 0 {
			day.Lessons[at].Marks = append(day.Lessons[at].Marks, mark)
		} else {
			day.Marks = append(day.Marks, mark)
		}
	}
	for _, work := range found.homework {
		if at := slices.IndexFunc(day.Lessons, func(l Lesson) bool { return l.ID == work.Lesson }); at >= 0 {
			day.Lessons[at].Given = append(day.Lessons[at].Given, work)
		}
		if work.Due != on {
			continue
		}
		if at := day.courseAt(work.Group, work.Course); at >= 0 {
			day.Lessons[at].Due = append(day.Lessons[at].Due, work)
		} else {
			day.Due = append(day.Due, work)
		}
	}
	return day
}

// lessonOf is the place of the lesson a task belongs to: its own, or else the
// day's first of the same course; -1 when there is none.
func (d Day) lessonOf(task Task) int {
	if task.On != d.On {
		return -1
	}
	if task.Lesson != 0 {
		return slices.IndexFunc(d.Lessons, func(l Lesson) bool { return l.ID == task.Lesson })
	}
	return d.courseAt(task.Group, task.Course)
}

// courseAt is the place of the first lesson of a course that takes place; -1
// when there is none.
func (d Day) courseAt(group id.Group, course id.Course) int {
	return slices.IndexFunc(d.Lessons, func(l Lesson) bool {
		return l.Group == group && l.Course == course && l.State != Cancelled
	})
}

// Empty tells that nothing stands on the day.
func (d Day) Empty() bool { return len(d.Lessons) == 0 && len(d.Due) == 0 && len(d.Marks) == 0 }

// Empty tells that nothing stands in the week.
func (w Week) Empty() bool {
	return !slices.ContainsFunc(w.Days, func(d Day) bool { return !d.Empty() })
}

// Holidays tells that no day of the week is in a term.
func (w Week) Holidays() bool {
	return !slices.ContainsFunc(w.Days, func(d Day) bool { return d.Term })
}

// Last is the last day shown.
func (w Week) Last() when.Day { return w.Days[len(w.Days)-1].On }

// current is the Monday of the week to open first: on a Sunday already the
// coming one.
func current(today when.Day) when.Day { return (today + 1).Monday() }

// lessonsOn is the lessons of a day of the week.
func (w Week) lessonsOn(on when.Day) []Lesson {
	for _, d := range w.Days {
		if d.On == on {
			return d.Lessons
		}
	}
	return nil
}
