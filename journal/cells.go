package journal

import (
	"context"
	"errors"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/ledger"
	"parta/people"
	"parta/school"
	"parta/when"
)

// CellState is what became of one write.
type CellState string

const (
	Saved    CellState = "saved"
	Same     CellState = "same"     // that stood there already
	Conflict CellState = "conflict" // somebody was faster; a person decides
	Refused  CellState = "refused"  // against the rules, which Problem names
)

// CellResult answers one write.
type CellResult struct {
	Key     string
	State   CellState
	Cell    *CellNow // what stands there now; nil when the cell may not be seen
	Theirs  *Theirs  // of a conflict
	Problem error    // of a refusal
}

// CellNow is a cell as it is shown after a write.
type CellNow struct {
	Column   Column
	Pupil    id.Person
	Text     string
	Class    string
	Versions [1 + Slots]int64 // attendance, slot 1, slot 2
	Mean     Mean             // of the pupil on the page, by its thresholds
	Absences int              // of the pupil on the page
	By       string           // who changed it last; "" when unknown

	Thresholds Thresholds
}

// Theirs is the value that a slower write met.
type Theirs struct {
	Text string
	By   string
	At   when.Instant
}

// MaxWrites is how many cells one block may hold.
const MaxWrites = 1000

// SaveCells saves a block of cells, each on its own: one that is refused, or
// slower than somebody else's, leaves the others alone. The means it answers
// with are those of the term. A key that was used before is answered from what
// it recorded then. It returns Invalid "journal.cells.many" for a block that is
// too large.
func (j *Journal) SaveCells(ctx context.Context, who access.Actor, term id.Term, writes []CellWrite) ([]CellResult, error) {
	if len(writes) == 0 || len(writes) > MaxWrites {
		return nil, problem.New(problem.Invalid, "journal.cells.many", MaxWrites)
	}
	answer := cellAnswer{journal: j, who: who, term: term, rows: map[rowKey]totals{}}
	if err := j.db.Read(ctx, who.Org, func(tx *storage.Tx) (err error) {
		answer.rules, err = j.rulesIn(tx, who.Era, who.On)
		return err
	}); err != nil {
		return nil, err
	}
	acts := make([]storage.Act, len(writes))
	keys := map[string]bool{}
	for i, w := range writes {
		if keys[w.Key] {
			return nil, problem.New(problem.Invalid, "journal.cells.twice")
		}
		keys[w.Key] = true
		acts[i] = storage.Act{Org: who.Org, By: who, Key: w.Key}
	}
	saved := make([]spot, len(writes))
	errs := j.db.WriteEach(ctx, acts, func(tx *storage.Tx, i int) (err error) {
		saved[i], err = saveCell(tx, who, answer.rules.dialect, writes[i])
		return err
	})
	for _, err := range errs {
		if ours(err) {
			return nil, err
		}
	}
	j.pages.follow(who.Org, who.Era, who.On, saved, errs)
	return answer.to(ctx, writes, saved, errs)
}

// to answers the writes: from the pages in memory if that is enough.
func (a *cellAnswer) to(ctx context.Context, writes []CellWrite, saved []spot, errs []error) ([]CellResult, error) {
	results := make([]CellResult, len(writes))
	var rest []int
	for i := range writes {
		results[i].Key = writes[i].Key
		if errs[i] != nil || !a.showFromMemory(&results[i], &saved[i]) {
			rest = append(rest, i)
		}
	}
	if len(rest) == 0 {
		return results, nil
	}
	err := a.journal.db.Read(ctx, a.who.Org, func(tx *storage.Tx) error {
		for _, i := range rest {
			if err := a.fill(tx, &results[i], writes[i], saved[i], errs[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return results, err
}

// ours tells an error that is nobody's input: the block as a whole has failed.
func ours(err error) bool {
	if err == nil || storage.Again(err) || err == errSame || err == errStale {
		return false
	}
	return problem.KindOf(err) == problem.Internal || problem.KindOf(err) == problem.Unavailable
}

// cellAnswer gathers the answers to a block.
type cellAnswer struct {
	journal *Journal
	who     access.Actor
	term    id.Term
	rules   bookRules         // of the actor's day
	rows    map[rowKey]totals // means, worked out once per pupil
}

type rowKey struct {
	group  id.Group
	course id.Course
	term   id.Term
	pupil  id.Person
}

func (a *cellAnswer) fill(tx *storage.Tx, r *CellResult, w CellWrite, s spot, failed error) error {
	repeated := storage.Again(failed)
	switch {
	case failed == nil:
		r.State = Saved
		return a.show(tx, r, s)
	case repeated, failed == errSame, failed == errStale:
		now, err := a.spotFor(tx, w)
		if err != nil {
			r.State, r.Problem = Refused, err
			if ours(err) {
				return err
			}
			return nil
		}
		switch {
		case repeated:
			r.State = Saved
			if err = a.asRecorded(tx, &now, w); problem.KindOf(err) == problem.Conflict {
				r.State, r.Problem = Refused, err
				return nil
			}
		case failed == errSame:
			r.State = Same
		default:
			r.State = Conflict
			r.Theirs, err = a.theirs(tx, now)
		}
		if err != nil {
			return err
		}
		return a.show(tx, r, now)
	}
	r.State, r.Problem = Refused, failed
	return nil
}

// spotFor loads a cell for one who may read its page.
func (a *cellAnswer) spotFor(tx *storage.Tx, w CellWrite) (spot, error) {
	s, err := spotByID(tx, w.Column, w.Pupil)
	if err != nil {
		return s, orNone(err, "journal.column.none")
	}
	_, err = allowed(a.who, access.ReadJournal, s.thing())
	return s, err
}

// asRecorded puts the cell back to what an earlier act with this key made of
// it, so that a second try is answered as the first. It returns Conflict
// "journal.cells.key.used" when that was another's act, or of another cell or
// text: then nothing was saved now, and saying otherwise would lose the text.
func (a *cellAnswer) asRecorded(tx *storage.Tx, s *spot, w CellWrite) error {
	lines, err := ledger.Request(tx, w.Key)
	if err != nil {
		return err
	}
	entry, err := a.rules.dialect.entry(w)
	same := err == nil && len(lines) > 0
	var attended bool
	var marked [Slots]bool
	for _, l := range lines {
		same = same && l.Account == a.who.Account
		switch l.Thing {
		case "attendance":
			p, lesson, ok := readAttendance(l.New)
			if same = same && ok && lesson == s.lesson.ID && l.Pupil == s.pupil && entry.Presence != nil && p.Presence == *entry.Presence; same {
				s.attendance.Presence, s.attendance.Version = p.Presence, p.Version
				attended = true
			}
		case "mark":
			m, ok := readMark(l.New)
			if same = same && ok && m.Task == s.task.ID && l.Pupil == s.pupil && entry.Marks != nil && m.Text == entry.Marks[m.Slot-1].Text; same {
				s.marks[m.Slot-1].Written, s.marks[m.Slot-1].Version = Written{m.Text, m.Value, m.Counted}, m.Version
				marked[m.Slot-1] = true
			}
		}
	}
	// What no line tells of stood there already, or it is another text.
	same = same && (attended || entry.Presence == nil || *entry.Presence == s.attendance.Presence)
	for i, mark := range entry.Marks {
		same = same && (marked[i] || mark.Text == s.marks[i].Text)
	}
	if !same {
		return problem.New(problem.Conflict, "journal.cells.key.used")
	}
	return nil
}

// theirs is who put there what stands in the cell, and when.
func (a *cellAnswer) theirs(tx *storage.Tx, s spot) (*Theirs, error) {
	t := &Theirs{Text: s.text(a.rules.dialect.letters)}
	lines, err := ledger.History(tx, s.things(), 1)
	if err != nil || len(lines) == 0 {
		return t, err
	}
	t.At = lines[0].At
	names, err := people.NamesOf(tx, []id.Person{lines[0].Person})
	t.By = names[lines[0].Person].Short()
	return t, err
}

// showFromMemory shows a saved cell with the mean of the page in memory, if that
// has followed the write.
func (a *cellAnswer) showFromMemory(r *CellResult, s *spot) bool {
	for _, v := range s.pages {
		if v.term != a.term {
			continue
		}
		page := a.journal.pages.since(a.who.Org, Page{s.task.Group, s.task.Course, v.term}, v.version, a.who.Era, a.who.On)
		if page == nil {
			return false
		}
		row := page.rowOf(s.pupil)
		if row < 0 {
			return false
		}
		r.State = Saved
		r.Cell = a.cell(s, totals{page.rows[row].mean, page.rows[row].absences}, page.thresholds)
		return true
	}
	return false
}

func (a *cellAnswer) show(tx *storage.Tx, r *CellResult, s spot) error {
	term := a.term
	if term == 0 {
		terms, err := termsOn(tx, s.task.Day)
		if err != nil {
			return err
		}
		if len(terms) == 0 {
			return nil // a day in no term: the cell is on no page any more
		}
		term = terms[0]
	}
	key := rowKey{s.task.Group, s.task.Course, term, s.pupil}
	row, known := a.rows[key]
	if !known {
		t, err := school.TermOf(tx, term)
		if err == nil {
			row, err = totalsOf(tx, Page{key.group, key.course, term}, t.Days, s.pupil, a.rules)
		}
		if err != nil && !errors.Is(err, storage.ErrNone) && problem.KindOf(err) != problem.NotFound {
			return err
		}
		a.rows[key] = row
	}
	r.Cell = a.cell(&s, row, a.rules.thresholds)
	return nil
}

// cell is a cell as it stands, with the totals of its row.
func (a *cellAnswer) cell(s *spot, row totals, thresholds Thresholds) *CellNow {
	return &CellNow{
		Column: s.column, Pupil: s.pupil, Text: s.text(a.rules.dialect.letters),
		Class:    flagsOf(s.attendance.Presence, s.written(), a.rules.dialect.scale).class(),
		Versions: [1 + Slots]int64{s.attendance.Version, s.marks[0].Version, s.marks[1].Version},
		Mean:     row.mean, Thresholds: thresholds, Absences: row.absences,
	}
}

func (s *spot) written() (marks [Slots]Written) {
	for i, m := range s.marks {
		marks[i] = m.Written
	}
	return marks
}
