package journal

import (
	"cmp"
	"slices"

	"parta/id"
	"parta/when"
)

// Explanation opens a mean to what it is made of: the marks that count by
// weight, what does not count and why, and what the next mark would take.
type Explanation struct {
	Mean       Mean
	Proposed   int // the mark the mean suggests; 0 = none
	Thresholds Thresholds
	Weighted   bool // whether this school weighs its tasks
	Parts      []Part
	Left       []LeftOut
	Next       *Need // nil when the highest mark is reached or nothing is counted
}

// Part is the marks of one weight.
type Part struct {
	Weight int64
	Sum    int64    // hundredths, weight included
	Kinds  []string // of the tasks, in the order they came
	Marks  []Counted
}

// Counted is a mark of a pupil with what the explanation shows of its task.
type Counted struct {
	Task  id.Task
	Kind  string
	Title string
	Day   when.Day
	Text  string
	Value int64 // hundredths
}

// LeftOut is something that does not count.
type LeftOut struct {
	Why  string // key of the reason
	Text string // of the mark; "" for an absence
	Day  when.Day
}

// Need is what lifts the mean to the next threshold.
type Need struct {
	Threshold
	Best []Wanted // so many marks of the best value, for each weight in use
}

// Wanted is a number of fives for tasks of one weight.
type Wanted struct {
	Count  int64
	Weight int64
}

// reasons why something is left out.
const (
	leftAbsent   = "journal.left.absent"   // no mark was given: the pupil was not there
	leftOwed     = "journal.left.owed"     // the work is still owed
	leftWords    = "journal.left.words"    // зачёт, н/а, осв: not a number
	leftNoWeight = "journal.left.noweight" // the task has weight 0
)

// best is the highest value of the five-point scale, in hundredths.
const best = 500

// maxNeeded is how many fives are still an answer; more is no help to anybody.
const maxNeeded = 30

// explainRow is one column of a pupil's row, as far as the mean cares.
type explainRow struct {
	task   id.Task
	kind   string
	title  string
	day    when.Day
	weight int64
	absent bool
	marks  []Written
}

// explain computes the mean of a row and says how.
func explain(rows []explainRow, scale *Scale, t Thresholds, weighted bool) Explanation {
	e := Explanation{Thresholds: t, Weighted: weighted}
	for _, row := range rows {
		given := false
		for _, m := range row.marks {
			if m.Text == "" {
				continue
			}
			given = true
			if why := whyLeft(m, row, scale); why != "" {
				e.Left = append(e.Left, LeftOut{why, m.Text, row.day})
				continue
			}
			e.Mean = e.Mean.Add(m.Value, row.weight)
			e.count(row, m)
		}
		if !given && row.absent {
			e.Left = append(e.Left, LeftOut{leftAbsent, "", row.day})
		}
	}
	slices.SortStableFunc(e.Parts, func(a, b Part) int { return cmp.Compare(b.Weight, a.Weight) })
	e.Proposed = t.Propose(e.Mean)
	e.Next = t.next(e)
	return e
}

func whyLeft(m Written, row explainRow, scale *Scale) string {
	switch {
	case scale.owed(m.Text):
		return leftOwed
	case !m.Counted:
		return leftWords
	case row.weight == 0:
		return leftNoWeight
	}
	return ""
}

func (e *Explanation) count(row explainRow, m Written) {
	i := slices.IndexFunc(e.Parts, func(p Part) bool { return p.Weight == row.weight })
	if i < 0 {
		i = len(e.Parts)
		e.Parts = append(e.Parts, Part{Weight: row.weight})
	}
	p := &e.Parts[i]
	p.Sum += m.Value * row.weight
	if !slices.Contains(p.Kinds, row.kind) {
		p.Kinds = append(p.Kinds, row.kind)
	}
	p.Marks = append(p.Marks, Counted{row.task, row.kind, row.title, row.day, m.Text, m.Value})
}

// next works out the marks that lift a mean to its next threshold.
func (t Thresholds) next(e Explanation) *Need {
	at, any := t.Next(e.Mean)
	if e.Mean.None() || !any {
		return nil
	}
	need := Need{Threshold: at}
	weights := []int64{1}
	for _, p := range e.Parts {
		if !slices.Contains(weights, p.Weight) {
			weights = append(weights, p.Weight)
		}
	}
	slices.Sort(weights)
	for _, w := range weights {
		if n := e.Mean.need(at.From, best, w); n > 0 && n <= maxNeeded {
			need.Best = append(need.Best, Wanted{n, w})
		}
	}
	return &need
}
