package journal

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"sync"
	"unicode/utf8"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/people"
	"parta/school"
	"parta/when"
)

// spread is a page as it is shown, held in memory until its version changes.
// It is never changed once made: many readers share it.
type spread struct {
	Page
	version  int64 // of journal_page
	today    when.Day
	group    school.Group
	course   school.Course
	term     school.Term
	terms    []school.Term // of the group, for the way to its other pages
	taught   []when.Span   // when the school has lessons in the term's year
	closedOn when.Day      // zero while the term is open
	some     bool          // it shows some of the group's pupils only, as its reader may
	teachers []string      // who teach it in this term: full names

	dialect    dialect
	thresholds Thresholds
	weighted   bool
	sources    map[school.SettingName]string

	columns []column
	rows    []row
	stamp   uint64 // changes whenever anything shown does
	size    int    // bytes it takes, about

	names *sync.Map // language → what its columns are called; grows by use
}

// column is a lesson or a task across the page.
type column struct {
	Column
	task        Task
	lesson      Lesson // zero ID for the task of a day
	homework    Homework
	attendance  bool // whether it shows the attendance of its lesson
	id          string
	checkable   bool // a lesson that has taken place
	monthBegins bool
	look        string // classes of its cells
	headLook    string // classes of its heading
}

// ahead tells a lesson that is still to come.
func (c column) ahead() bool { return c.lesson.ID != 0 && !c.checkable }

// row is a pupil across the page.
type row struct {
	pupil    id.Person
	id       string
	name     string // «Жукова София»
	spans    []when.Span
	classes  []id.Class // of a mixed group: those the pupil was in during the term
	partial  bool       // not in the group on each day of the term
	cells    []cell     // only those in which anything was ever written, by column
	mean     Mean
	shown    string // the mean, with a decimal comma
	proposed int
	absences int
}

// cell is what stands where a row meets a column.
type cell struct {
	column   int32
	flags    cellFlags
	versions [1 + Slots]int32 // attendance, slot 1, slot 2
	text     string
}

// cellFlags say how a cell looks.
type cellFlags uint8

const (
	flagMark    cellFlags = 1 << iota // a mark stands in it
	flagBad                           // one of the marks is a 2 or worse
	flagOwed                          // work is owed
	flagAbsent                        // the pupil was not there all the time
	flagAnswers                       // nobody has excused the absence
)

// bad is the highest value, in hundredths, that fails.
const bad = 200

func flagsOf(p Presence, marks [Slots]Written, scale *Scale) (f cellFlags) {
	for _, m := range marks {
		switch {
		case m.Text == "":
			continue
		case scale.owed(m.Text):
			f |= flagOwed
		case m.Counted && m.Value <= bad:
			f |= flagBad | flagMark
		default:
			f |= flagMark
		}
	}
	if p.State == Absent || p.State == Late || p.State == Left {
		f |= flagAbsent
		f &^= flagOwed // the point beside a letter stays small
		if p.State == Absent && p.Excused != ExcuseYes {
			f |= flagAnswers
		}
	}
	return f
}

// classNames are the classes of a cell's look, by its flags.
var classNames = func() (names [32]string) {
	for f := range names {
		for i, name := range []string{"m", "m2", "debt", "ab", "no"} {
			if f&(1<<i) != 0 {
				names[f] += " " + name
			}
		}
		if names[f] != "" {
			names[f] = names[f][1:]
		}
	}
	return names
}()

func (f cellFlags) class() string { return classNames[f] }

// class is the cell's look, with how much there is to fit into it: columns keep
// their width, so what is long is written smaller, or in two lines. The script
// does the same (sheet.ts).
func (c cell) class() string {
	look := c.flags.class()
	switch n := utf8.RuneCountInString(c.text); {
	case n > 3:
		return look + " long"
	case n == 3:
		return look + " three"
	}
	return look
}

// versionsText is "A.M1.M2"; "" while nothing was ever written.
func (c cell) versionsText() string {
	if c.versions == [1 + Slots]int32{} {
		return ""
	}
	return string(c.appendVersions(nil))
}

func (c cell) appendVersions(b []byte) []byte {
	for i, v := range c.versions {
		if i > 0 {
			b = append(b, '.')
		}
		b = strconv.AppendInt(b, int64(v), 10)
	}
	return b
}

// at is the cell of a row in a column; the zero cell where nothing was written.
func (r row) at(column int) cell {
	i, found := slices.BinarySearchFunc(r.cells, int32(column), func(c cell, want int32) int { return int(c.column - want) })
	if !found {
		return cell{column: int32(column)}
	}
	return r.cells[i]
}

// onRoll tells whether the pupil was in the group on a day.
func (r row) onRoll(day when.Day) bool {
	return slices.ContainsFunc(r.spans, func(s when.Span) bool { return s.Holds(day) })
}

// withoutMarks is the year group for which the pupil of a row is given no marks;
// 0 for one who is.
func (s *spread) withoutMarks(r row) int {
	if s.group.Kind == school.Mixed {
		return s.dialect.withoutMarks(r.classes...)
	}
	return s.dialect.withoutMarks(s.group.Classes...)
}

// unmarked is the year group for which some of the page are given no marks; 0
// when all are.
func (s *spread) unmarked() int {
	for _, r := range s.rows {
		if yearGroup := s.withoutMarks(r); yearGroup != 0 {
			return yearGroup
		}
	}
	return 0
}

// columnAt finds a column by its name on the page; -1 when it is not there.
func (s *spread) columnAt(c Column) int {
	return slices.IndexFunc(s.columns, func(have column) bool { return have.Column == c })
}

// columnOfTask finds the column that shows the marks of a task; -1 when none does.
func (s *spread) columnOfTask(task id.Task) int {
	return slices.IndexFunc(s.columns, func(have column) bool { return have.task.ID == task })
}

// columnOfLesson finds the column that shows the attendance of a lesson; -1 when none does.
func (s *spread) columnOfLesson(lesson id.Lesson) int {
	return slices.IndexFunc(s.columns, func(have column) bool { return have.attendance && have.lesson.ID == lesson })
}

func (s *spread) rowOf(pupil id.Person) int {
	return slices.IndexFunc(s.rows, func(r row) bool { return r.pupil == pupil })
}

// thing is what the policy judges an action on the page by.
func (s *spread) thing(day when.Day) access.Thing { return s.group.ThingOf(s.Course, day) }

// spreadFor finds a page for an actor who may do this to it as a whole. It shows
// at least what was recorded up to the actor's position in the ledger. It costs
// one point read when the page is in memory. NotFound when group, course or term
// are not there, Forbidden without a rule.
func (j *Journal) spreadFor(ctx context.Context, who access.Actor, action access.Action, p Page) (s *spread, err error) {
	err = j.db.Read(ctx, who.Org, func(tx *storage.Tx) error {
		s, err = j.spreadIn(tx, who, action, p)
		return err
	})
	return s, err
}

func (j *Journal) spreadIn(tx *storage.Tx, who access.Actor, action access.Action, p Page) (*spread, error) {
	version, err := versionOf(tx, p)
	if err != nil {
		return nil, err
	}
	if s := j.pages.find(who.Org, p, version, who.Era, who.On); s != nil {
		return s.seenBy(who, action)
	}
	s := &spread{Page: p, version: version, today: who.On, names: &sync.Map{}}
	if err := s.placeFor(tx); err != nil {
		return nil, err
	}
	if _, err = allowed(who, action, s.thing(0)); err != nil {
		return nil, err
	}
	if err := s.load(tx); err != nil {
		return nil, err
	}
	j.pages.keep(who.Org, s, who.Era)
	return s.seenBy(who, action)
}

// seenBy is the page as one may see it who does this to it: of a mixed group's a
// form tutor sees the pupils of the own class alone.
func (s *spread) seenBy(who access.Actor, action access.Action) (*spread, error) {
	rule, err := allowed(who, action, s.thing(0))
	if err != nil || rule.Reach != access.Tutored || s.group.Kind != school.Mixed {
		return s, err
	}
	part := *s
	part.rows = slices.DeleteFunc(slices.Clone(s.rows), func(r row) bool {
		_, err := allowed(who, action, access.Thing{Group: s.Group, Course: s.Course, Classes: r.classes, Pupil: r.pupil})
		return err != nil
	})
	part.some = len(part.rows) < len(s.rows)
	for _, r := range part.rows {
		part.stamp = part.stamp*31 + uint64(r.pupil)
	}
	return &part, nil
}

// placeFor reads where the page is: group, course, term, and the terms beside it.
func (s *spread) placeFor(tx *storage.Tx) (err error) {
	if s.group, err = school.GroupByID(tx, s.Group); err != nil {
		return err
	}
	if s.course, err = school.CourseOf(tx, s.Course); err != nil {
		return err
	}
	if s.term, err = school.TermOf(tx, s.Term); err != nil {
		return err
	}
	if s.term.Year != s.group.Year {
		return problem.New(problem.NotFound, "journal.page.otheryear")
	}
	all, err := school.Terms(tx, s.term.Year)
	s.taught = school.Taught(all)
	for _, t := range all {
		if t.Kind == s.term.Kind {
			s.terms = append(s.terms, t)
		}
	}
	return err
}

// settle reads the rules of the school that hold for the page: those of today,
// or of the term's last day when it is over.
func (s *spread) settle(tx *storage.Tx) error {
	rules, err := rulesOn(tx, min(s.today, s.term.Days.To))
	if err != nil {
		return err
	}
	s.dialect, s.thresholds, s.weighted, s.sources = rules.dialect, rules.thresholds, rules.weighted, rules.sources
	return nil
}

// load fills the page.
func (s *spread) load(tx *storage.Tx) error {
	for _, step := range []func(*storage.Tx) error{s.settle, s.loadMeta, s.loadRows, s.loadCells} {
		if err := step(tx); err != nil {
			return err
		}
	}
	s.finish()
	return nil
}

// teachersOf names those who have taught the page's course to the group.
func (s *spread) nameTeachers(load []people.Teaching, names map[id.Person]people.Name) {
	for _, t := range load {
		name := names[t.Teacher].Full()
		if t.Course == s.Course && t.Days.From != t.Days.To && !slices.Contains(s.teachers, name) {
			s.teachers = append(s.teachers, name)
		}
	}
}

// columnsOfLesson finds every column that a lesson's attendance is kept in.
func (s *spread) columnsOfLesson(lesson id.Lesson) (found []int) {
	for i, c := range s.columns {
		if c.lesson.ID == lesson {
			found = append(found, i)
		}
	}
	return found
}

// shows tells whether a lesson or task of a ledger line is of this page's course.
func (s *spread) shows(raw json.RawMessage) bool {
	var of struct {
		Course id.Course `json:"course"`
	}
	return json.Unmarshal(raw, &of) != nil || of.Course == s.Course
}

// lessonChoices are the lessons of the page, the latest first.
func (s *spread) lessonChoices() (lessons []Lesson) {
	seen := map[id.Lesson]bool{}
	for _, c := range slices.Backward(s.columns) {
		if c.lesson.ID != 0 && !seen[c.lesson.ID] {
			seen[c.lesson.ID] = true
			lessons = append(lessons, c.lesson)
		}
	}
	return lessons
}
