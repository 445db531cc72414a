package diary

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"parta/id"
	"parta/journal"
	"parta/school"
)

// Mark is what the pupil got for a task.
type Mark struct {
	Task  Task
	Name  string // of the course
	Slots []Slot // one, or two for «5/4»
}

// Slot is one of the marks given for it.
type Slot struct {
	ID id.Mark
	journal.Written
	Version int64
}

// Text is «5/4» where two marks were given.
func (m *Mark) Text() string {
	if len(m.Slots) == 1 {
		return m.Slots[0].Text
	}
	texts := make([]string, len(m.Slots))
	for i, g := range m.Slots {
		texts[i] = g.Text
	}
	return strings.Join(texts, "/")
}

// lowest is the least value that asks for no attention, in hundredths.
const lowest = 250

// Low tells whether the mark asks for attention.
func (m *Mark) Low() bool {
	for i := range m.Slots {
		if g := &m.Slots[i]; g.Counted && g.Value < lowest {
			return true
		}
	}
	return false
}

// Edited tells whether the mark was changed after it was given.
func (m Mark) Edited() bool {
	return slices.ContainsFunc(m.Slots, func(g Slot) bool { return g.Version > 1 })
}

// TermMarks is a pupil's marks of a term, course by course.
type TermMarks struct {
	Term    school.Term
	Courses []CourseMarks
}

// CourseMarks is the marks of one course, with the mean explained.
type CourseMarks struct {
	Course    id.Course
	Name      string
	sortKey   string
	Marks     []Mark // in the order of days
	Missed    []Missed
	Lessons   int // held by today or planned, cancelled ones left out
	Absences  int // of those
	Explained journal.Explanation

	titles *sync.Map // language → what each of the marks was for, as HTML; grows by use
}

// Missed is a lesson the pupil was not at, or not all of.
type Missed struct {
	Lesson     Lesson
	Attendance Attendance
}

// taught is a course of a term, and how many lessons of it there are: held by
// today or planned, cancelled ones left out.
type taught struct {
	course        id.Course
	name, sortKey string
	lessons       int
}

// termMarksOf puts a term together. Courses without a lesson do not appear.
func termMarksOf(term school.Term, courses []taught, missed []Missed, marks []Mark, settings school.Settings) TermMarks {
	by := map[id.Course]*CourseMarks{}
	var order []*CourseMarks
	course := func(course id.Course, name, sortKey string) *CourseMarks {
		c := by[course]
		if c == nil {
			c = &CourseMarks{Course: course, Name: name, sortKey: sortKey, titles: &sync.Map{}}
			by[course] = c
			order = append(order, c)
		}
		return c
	}
	for _, t := range courses {
		course(t.course, t.name, t.sortKey).Lessons += t.lessons
	}
	for _, m := range missed {
		c := course(m.Lesson.Course, m.Lesson.Name, m.Lesson.Name)
		c.Missed = append(c.Missed, m)
		if m.Attendance.State == "absent" {
			c.Absences++
		}
	}
	for _, m := range marks {
		c := course(m.Task.Course, m.Name, m.Name)
		c.Marks = append(c.Marks, m)
	}
	whole := TermMarks{Term: term}
	for _, c := range order {
		c.Explained = journal.Explain(c.graded(), settings)
		whole.Courses = append(whole.Courses, *c)
	}
	slices.SortFunc(whole.Courses, func(a, b CourseMarks) int {
		return cmp.Or(cmp.Compare(a.sortKey, b.sortKey), cmp.Compare(a.Name, b.Name))
	})
	return whole
}

// slotd is the course as the journal explains a mean: a row of tasks, and of
// absences that no mark filled.
func (c CourseMarks) graded() []journal.Graded {
	var rows []journal.Graded
	for _, m := range c.Marks {
		row := journal.Graded{Task: m.Task.ID, Kind: m.Task.Kind, Title: m.Task.Title, Day: m.Task.On, Weight: int64(m.Task.Weight)}
		for _, g := range m.Slots {
			row.Marks = append(row.Marks, g.Written)
		}
		rows = append(rows, row)
	}
	for _, missed := range c.Missed {
		answered := slices.ContainsFunc(c.Marks, func(m Mark) bool { return m.Task.Lesson == missed.Lesson.ID })
		if missed.Attendance.State == "absent" && !answered {
			rows = append(rows, journal.Graded{Day: missed.Lesson.On, Absent: true})
		}
	}
	slices.SortStableFunc(rows, func(a, b journal.Graded) int { return cmp.Compare(a.Day, b.Day) })
	return rows
}

// of finds a course; false when the pupil had no lesson of it in the term.
func (t TermMarks) of(course id.Course) (CourseMarks, bool) {
	at := slices.IndexFunc(t.Courses, func(c CourseMarks) bool { return c.Course == course })
	if at < 0 {
		return CourseMarks{}, false
	}
	return t.Courses[at], true
}
