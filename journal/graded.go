package journal

import (
	"parta/id"
	"parta/school"
	"parta/when"
)

// Graded is one task of a pupil for whoever wants the mean explained without
// the page: the diary reads all courses of a term at once.
type Graded struct {
	Task   id.Task
	Kind   string
	Title  string
	Day    when.Day
	Weight int64
	Absent bool      // the pupil was not there, and got nothing
	Marks  []Written // one, or two for «5/4»
}

// Explain computes the mean of a pupil's marks in a course and opens it, by the
// settings of the school.
func Explain(graded []Graded, s school.Settings) Explanation {
	rows := make([]explainRow, len(graded))
	for i, g := range graded {
		rows[i] = explainRow{g.Task, g.Kind, g.Title, g.Day, g.Weight, g.Absent, g.Marks}
		if !s.Weights {
			rows[i].weight = 1
		}
	}
	thresholds := Thresholds{{5, s.Thresholds.Five}, {4, s.Thresholds.Four}, {3, s.Thresholds.Three}, {2, 0}}
	return explain(rows, FivePoint(), thresholds, s.Weights)
}
