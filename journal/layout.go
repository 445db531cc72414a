package journal

import (
	"cmp"
	"hash/maphash"
	"slices"

	"parta/id"
)

// layOut decides the columns. A lesson has one of its own, where its attendance
// and the marks for «ответ» stand; a task has one too. Where a lesson has one
// task and nobody was marked for an answer, both are one column: the task's,
// which then shows the attendance.
func (s *spread) layOut(lessons []column, tasks []Task, marks []markRow) {
	answered := map[id.Task]bool{}
	for _, m := range marks {
		if m.Text != "" {
			answered[m.task] = true
		}
	}
	answers, own := map[id.Lesson]Task{}, map[id.Lesson][]Task{}
	var loose []Task
	for _, t := range tasks {
		switch {
		case t.Kind == Answer:
			answers[t.Lesson] = t
		case t.Lesson != 0:
			own[t.Lesson] = append(own[t.Lesson], t)
		default:
			loose = append(loose, t)
		}
	}
	for _, l := range lessons {
		answer, mine := answers[l.lesson.ID], own[l.lesson.ID]
		merged := len(mine) == 1 && !answered[answer.ID]
		if !merged {
			l.Column, l.task, l.attendance = Column{Lesson: l.lesson.ID}, answer, true
			s.columns = append(s.columns, l)
		}
		for _, t := range mine {
			of := l
			of.Column, of.task, of.attendance = Column{Task: t.ID}, t, merged
			s.columns = append(s.columns, of)
		}
	}
	for _, t := range loose {
		s.columns = append(s.columns, column{Column: Column{Task: t.ID}, task: t})
	}
	slices.SortStableFunc(s.columns, func(a, b column) int {
		return cmp.Or(cmp.Compare(a.task.Day, b.task.Day), cmp.Compare(a.lesson.Number, b.lesson.Number))
	})
	for i := range s.columns {
		c := &s.columns[i]
		c.id = c.Column.String()
		c.checkable = c.lesson.ID != 0 && c.task.Day <= s.today
		weekBegins := true
		c.monthBegins = true
		if i > 0 {
			before := s.columns[i-1].task.Day
			weekBegins = c.task.Day.Monday() != before.Monday()
			c.monthBegins = c.task.Day.Time().Month() != before.Time().Month()
		}
		c.look, c.headLook = s.looks(c, weekBegins)
	}
}

// looks are the classes of a column's cells and of its heading.
func (s *spread) looks(c *column, weekBegins bool) (cell, head string) {
	if c.task.Kind != Answer {
		cell = joined(cell, "k")
	}
	if weekBegins {
		cell = joined(cell, "wk")
	}
	if c.task.Day == s.today {
		cell = joined(cell, "now")
	}
	head = cell
	if c.task.Day > s.today {
		cell = joined(cell, "future")
	}
	return cell, head
}

func joined(first, second string) string {
	if first == "" || second == "" {
		return first + second
	}
	return first + " " + second
}

// scratch is a cell being put together.
type scratch struct {
	cell
	presence Presence
	marks    [Slots]Written
}

// fill puts both facts into the cells of each row.
func (s *spread) fill(marks []markRow, attendance []attendanceRow) {
	rowOf := make(map[id.Person]int, len(s.rows))
	for i, r := range s.rows {
		rowOf[r.pupil] = i
	}
	taskAt, lessonAt := map[id.Task]int{}, map[id.Lesson][]int{}
	for i, c := range s.columns {
		taskAt[c.task.ID] = i
		if c.lesson.ID != 0 {
			lessonAt[c.lesson.ID] = append(lessonAt[c.lesson.ID], i)
		}
	}
	made := make([]*scratch, len(s.rows)*len(s.columns))
	at := func(row, column int) *scratch {
		slot := &made[row*len(s.columns)+column]
		if *slot == nil {
			*slot = &scratch{cell: cell{column: int32(column)}}
		}
		return *slot
	}
	for _, m := range marks {
		column, known := taskAt[m.task]
		row, onPage := rowOf[m.pupil]
		if !known || !onPage {
			continue
		}
		c := at(row, column)
		c.versions[m.slot] = m.version
		c.marks[m.slot-1] = m.Written
		if m.Counted {
			s.rows[row].mean = s.rows[row].mean.Add(m.Value, s.weightOf(s.columns[column].task))
		}
	}
	for _, a := range attendance {
		row, onPage := rowOf[a.pupil]
		if !onPage {
			continue
		}
		if a.State == Absent {
			s.rows[row].absences++
		}
		for _, column := range lessonAt[a.lesson] {
			c := at(row, column)
			c.versions[0] = a.version
			if s.columns[column].attendance {
				c.presence = a.Presence
			}
		}
	}
	s.keep(made)
}

// keep leaves of the scratch what is shown, with each text only once in memory.
func (s *spread) keep(made []*scratch) {
	texts := map[string]string{}
	for i := range s.rows {
		r := &s.rows[i]
		mine := made[i*len(s.columns) : (i+1)*len(s.columns)]
		count := 0
		for _, c := range mine {
			if c != nil {
				count++
			}
		}
		r.cells = make([]cell, 0, count)
		for _, c := range mine {
			if c == nil {
				continue
			}
			text := cellText(s.dialect.letters.Show(c.presence), c.marks[0].Text, c.marks[1].Text)
			if known, ok := texts[text]; ok {
				text = known
			} else {
				texts[text] = text
			}
			c.text, c.flags = text, flagsOf(c.presence, c.marks, s.dialect.scale)
			r.cells = append(r.cells, c.cell)
		}
		r.proposed, r.shown = s.thresholds.Propose(r.mean), s.thresholds.Show(r.mean, ",")
	}
}

// weightOf is what a mark for the task weighs in this school.
func (s *spread) weightOf(t Task) int64 {
	if !s.weighted {
		return 1
	}
	return t.Weight
}

// seed makes stamps comparable within one process; another one, after a
// restart, only costs readers a fresh page.
var seed = maphash.MakeSeed()

// columnBytes is a column without its texts: the struct, and the address in it.
const columnBytes = 340

// finish works out the stamp and the size.
func (s *spread) finish() {
	var h maphash.Hash
	h.SetSeed(seed)
	number := func(n int64) { maphash.WriteComparable(&h, n) }
	number(s.version)
	number(int64(s.today))
	number(int64(s.closedOn))
	s.size = 1024
	for _, c := range s.columns {
		number(int64(c.task.ID))
		number(c.lesson.Version)
		number(c.task.Version)
		number(c.homework.Version)
		s.size += columnBytes + len(c.lesson.Topic) + len(c.homework.Text) + len(c.task.Title)
	}
	for _, r := range s.rows {
		_, _ = h.WriteString(r.name)
		number(int64(r.pupil))
		number(r.mean.Sum)
		s.size += 160 + len(r.name) + len(r.cells)*40
		for _, c := range r.cells {
			_, _ = h.WriteString(c.text)
			number(int64(c.column))
		}
	}
	s.stamp = h.Sum64()
}
