package journal

import (
	"errors"
	"slices"
	"time"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/when"
)

// Column names a column of a page: "L" and a lesson, or "T" and a task.
type Column struct {
	Lesson id.Lesson // zero: the column is a task's
	Task   id.Task
}

func (c Column) String() string {
	if c.Lesson != 0 {
		return "L" + c.Lesson.String()
	}
	return "T" + c.Task.String()
}

// ParseColumn reads what String wrote; NotFound "journal.column.none" for
// anything else.
func ParseColumn(text string) (c Column, err error) {
	none := problem.New(problem.NotFound, "journal.column.none")
	if len(text) < 2 {
		return c, none
	}
	switch text[0] {
	case 'L':
		c.Lesson, err = id.Parse[id.Lesson](text[1:])
	case 'T':
		c.Task, err = id.Parse[id.Task](text[1:])
	default:
		return c, none
	}
	if err != nil {
		return c, none.Because(err)
	}
	return c, nil
}

// Replaces names the versions a write replaces; 0 = there was nothing.
type Replaces struct {
	Attendance int64 `json:"attendance"`
	Mark1      int64 `json:"mark1"`
	Mark2      int64 `json:"mark2"`
}

func (r Replaces) mark(slot int) int64 {
	if slot == 1 {
		return r.Mark1
	}
	return r.Mark2
}

// CellWrite is what one person typed into one cell.
type CellWrite struct {
	Key        string
	Column     Column
	Pupil      id.Person
	Text       string
	Whole      bool // the text is all of the cell: what it does not name is cleared
	MarksOnly  bool // no letter was seen or typed: attendance stays, for a task's column may not show it
	Replaces   Replaces
	HappenedAt when.Instant // when it was typed, if that was before it reached us
}

// spot is one cell as the database has it: where it is and both facts.
type spot struct {
	column  Column
	pupil   id.Person
	lesson  Lesson // zero ID when the task is of no lesson
	task    Task   // of a lesson's own column: «ответ»
	classes []id.Class

	onRoll     bool     // the pupil was in the group that day
	closedOn   when.Day // a term of the day was closed then; zero: none is
	attendance Attendance
	marks      [Slots]Mark

	before facts         // what a write has found there
	pages  []pageVersion // that show the cell, with the versions a write gave them
}

// facts are what a cell shows, without whence it came.
type facts struct {
	presence Presence
	marks    [Slots]Written
	planned  bool // the lesson, so that its column changes with the cell
}

// Attendance is who was where at a lesson.
type Attendance struct {
	ID      id.Attendance
	Lesson  id.Lesson
	Pupil   id.Person
	Version int64 // 0 = nothing was written, which means present or not checked
	Source  string
	Presence
}

// Mark is what stands in one slot of a task for a pupil.
type Mark struct {
	ID      id.Mark
	Task    id.Task
	Pupil   id.Person
	Slot    int
	Version int64 // 0 = nothing was ever written there
	Scale   string
	By      id.Person
	At      when.Instant
	Written
}

// attendanceBody and markBody are what the ledger keeps of the two facts.
type attendanceBody struct {
	Lesson  id.Lesson `json:"lesson"`
	Version int64     `json:"version"`
	Presence
}

type markBody struct {
	Task    id.Task `json:"task"`
	Slot    int     `json:"slot"`
	Text    string  `json:"text"`
	Value   int64   `json:"value,omitempty"` // hundredths
	Counted bool    `json:"counted,omitempty"`
	Scale   string  `json:"scale,omitempty"`
	Version int64   `json:"version"`
}

func (a Attendance) body() attendanceBody { return attendanceBody{a.Lesson, a.Version, a.Presence} }

func (m Mark) body() markBody {
	return markBody{m.Task, m.Slot, m.Text, m.Value, m.Counted, m.Scale, m.Version}
}

// errStale says that another value stands where the write meant to put its own.
var errStale = errors.New("journal: another version stands there")

// saveCell saves what was typed into one cell. Attendance and each slot are
// facts of their own: only those that change are compared with the versions the
// write replaces. A planned lesson that is written in was held. It returns
// errSame when nothing changes, errStale when somebody was faster, and the
// problems of the rules otherwise.
func saveCell(tx *storage.Tx, who access.Actor, d dialect, w CellWrite) (spot, error) {
	s, err := spotFor(tx, who, w.Column, w.Pupil)
	if err != nil {
		return s, err
	}
	w.HappenedAt = typedAt(w.HappenedAt, s.task.Day, tx.Now())
	s.before = facts{s.attendance.Presence, s.written(), s.lesson.State == Planned}
	entry, err := d.entry(w)
	if err != nil {
		return s, err
	}
	attended, err := s.setAttendance(tx, who, entry, w)
	if err != nil {
		return s, err
	}
	marked, err := s.setMarks(tx, who, d, entry, w)
	if err != nil {
		return s, err
	}
	if !attended && !marked {
		return s, errSame
	}
	return s, s.hold(tx, who)
}

// typedAt is when a device says that something was typed, where that can be
// believed: not after it has reached us, and not before the lesson's day had
// begun anywhere, for days to come are closed. What cannot be believed is left
// out rather than refused, and then only the time of arrival is known: a device
// whose clock is wrong must not lose a mark for it.
func typedAt(told when.Instant, day when.Day, now when.Instant) when.Instant {
	const earliest = -14 * time.Hour // midnight in the easternmost zone
	if now.Before(told) || told.Before(when.At(day.Time().Add(earliest))) {
		return when.Instant{}
	}
	return told
}

// entry is what a write says of the two facts: the problems of parse.
func (d dialect) entry(w CellWrite) (Entry, error) {
	e, err := d.parse(w.Text)
	if w.Whole {
		e = e.whole()
	}
	if w.MarksOnly {
		e.Presence = nil
	}
	return e, err
}

// whole makes an entry that leaves nothing as it was.
func (e Entry) whole() Entry {
	if e.Presence == nil {
		there := There
		e.Presence = &there
	}
	if e.Marks == nil {
		e.Marks = make([]Written, Slots)
	}
	return e
}

func (s *spot) setAttendance(tx *storage.Tx, who access.Actor, e Entry, w CellWrite) (changed bool, err error) {
	if e.Presence == nil || *e.Presence == s.attendance.Presence {
		return false, nil
	}
	if s.lesson.ID == 0 {
		return false, problem.New(problem.Invalid, "journal.cell.nolesson")
	}
	rule, err := allowed(who, access.WriteAttendance, s.thing())
	if err != nil {
		return false, err
	}
	if s.attendance.Version != w.Replaces.Attendance {
		return false, errStale
	}
	old, now := s.attendance, s.attendance
	now.Presence, now.Version = *e.Presence, old.Version+1
	now.Source = sourceOf(rule.Role)
	line := storage.Line{
		Act: "attendance.set", Thing: "attendance", Rule: rule, Pupil: s.pupil, Group: s.task.Group, HappenedAt: w.HappenedAt,
	}
	if old.Version == 0 {
		now.ID = id.New[id.Attendance](tx)
	} else {
		line.Old = old.body()
	}
	if err := saveAttendance(tx, now); err != nil {
		return false, err
	}
	line.ThingID, line.New = now.ID.Thing(), now.body()
	record(tx, line)
	s.attendance = now
	return true, nil
}

// sourceOf tells from whom it is known where a pupil was.
func sourceOf(role access.Role) string {
	if role == access.Tutor {
		return "tutor"
	}
	return "teacher"
}

func (s *spot) setMarks(tx *storage.Tx, who access.Actor, d dialect, e Entry, w CellWrite) (changed bool, err error) {
	for i, written := range e.Marks {
		if written.Text == s.marks[i].Text {
			continue
		}
		rule, err := allowed(who, access.WriteMark, s.thing())
		if err != nil {
			return false, err
		}
		if yearGroup := d.withoutMarks(s.classes...); yearGroup != 0 && written.Text != "" {
			return false, problem.New(problem.Invalid, "journal.mark.yeargroup", yearGroup)
		}
		if s.marks[i].Version != w.Replaces.mark(i+1) {
			return false, errStale
		}
		old, now := s.marks[i], s.marks[i]
		now.Written, now.Version, now.Scale = written, old.Version+1, d.scale.Version
		now.By, now.At = who.Person, tx.Now()
		line := storage.Line{
			Act: "mark.set", Thing: "mark", Rule: rule, Pupil: s.pupil, Group: s.task.Group, HappenedAt: w.HappenedAt,
		}
		if old.Version == 0 {
			now.ID = id.New[id.Mark](tx)
		} else {
			line.Old = old.body()
		}
		if err := saveMark(tx, now); err != nil {
			return false, err
		}
		line.ThingID, line.New = now.ID.Thing(), now.body()
		record(tx, line)
		s.marks[i] = now
		changed = true
	}
	return changed, nil
}

func (s *spot) thing() access.Thing {
	return access.Thing{Group: s.task.Group, Course: s.task.Course, Classes: s.classes, Pupil: s.pupil, Day: s.task.Day}
}

// hold makes a planned lesson a held one: somebody was there to mark.
func (s *spot) hold(tx *storage.Tx, who access.Actor) error {
	if s.lesson.State != Planned {
		return nil
	}
	rule, _ := who.Decide(access.WriteAttendance, s.thing())
	old, now := s.lesson, s.lesson
	now.State, now.Version = Held, old.Version+1
	held, err := holdLesson(tx, now.ID)
	if err != nil || !held {
		return err
	}
	record(tx, storage.Line{Act: "lesson.held", Thing: "lesson", ThingID: now.ID.Thing(), Rule: rule, Group: now.Group, Old: old, New: now})
	s.lesson = now
	return nil
}

// spotFor loads a cell for writing and takes its pages, giving them a new
// version. Which of its two facts may be written is decided when it is known
// which one changes; whoever may write neither is refused here. Refused too are
// days to come, closed terms, and pupils who were not in the group that day:
// Invalid "journal.cell.notonroll".
//
// Whether it may be written is judged when the pages are taken, not before:
// whoever closes the term or cancels the lesson takes them too.
func spotFor(tx *storage.Tx, who access.Actor, c Column, pupil id.Person) (spot, error) {
	for {
		s, err := spotByID(tx, c, pupil)
		if err != nil {
			return s, orNone(err, "journal.column.none")
		}
		_, mayMark := who.Decide(access.WriteMark, s.thing())
		_, mayCheck := who.Decide(access.WriteAttendance, s.thing())
		if !mayMark && !mayCheck {
			return s, problem.New(problem.Forbidden, "journal.forbidden.mark.write")
		}
		if s.pages, err = bumpSpan(tx, s.task.Group, s.task.Course, when.Span{From: s.task.Day, To: s.task.Day}); err != nil {
			return s, err
		}
		if storage.Pick(tx, false, true) { // one writer finds the cell as it was
			taken, err := spotByID(tx, c, pupil)
			if err != nil {
				return s, orNone(err, "journal.column.none")
			}
			if taken.task.Group != s.task.Group || taken.task.Course != s.task.Course || taken.task.Day != s.task.Day {
				continue
			}
			taken.pages = s.pages
			s = taken
		}
		if s.lesson.State == Cancelled || s.task.Cancelled {
			return s, problem.New(problem.Conflict, "journal.cell.cancelled")
		}
		if err := notToCome(who, s.task.Day); err != nil {
			return s, err
		}
		if s.closedOn != 0 {
			return s, problem.New(problem.Conflict, "journal.term.closed", s.closedOn)
		}
		if !s.onRoll {
			return s, problem.New(problem.Invalid, "journal.cell.notonroll", s.task.Day)
		}
		return s, nil
	}
}

// text is what the cell shows.
func (s *spot) text(letters *Letters) string {
	return cellText(letters.Show(s.attendance.Presence), s.marks[0].Text, s.marks[1].Text)
}

// things are the identifiers of the facts that were ever written in the cell.
func (s *spot) things() []id.Thing {
	all := []id.Thing{s.attendance.ID.Thing(), s.marks[0].ID.Thing(), s.marks[1].ID.Thing()}
	return slices.DeleteFunc(all, func(t id.Thing) bool { return t == 0 })
}
