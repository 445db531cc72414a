package journal

import (
	"encoding/json"

	"parta/id"
)

// pupilRow is one pupil's marks for the tasks of a page, and the absences.
type pupilRow struct {
	tasks    []pupilTask
	absences int
}

// pupilTask is a task with what a pupil has for it.
type pupilTask struct {
	Task
	absent bool // at the lesson of the task
	marks  [Slots]Written
}

func (r bookRules) weightOf(t Task) int64 {
	if !r.weighted {
		return 1
	}
	return t.Weight
}

// explain opens the mean of the row. An absence is named once per lesson, at
// the task «ответ».
func (r pupilRow) explain(rules bookRules) Explanation {
	rows := make([]explainRow, len(r.tasks))
	for i, t := range r.tasks {
		rows[i] = explainRow{
			task: t.ID, kind: t.Kind, title: t.Title, day: t.Day, weight: rules.weightOf(t.Task),
			absent: t.absent && t.Kind == Answer, marks: t.marks[:],
		}
	}
	return explain(rows, rules.dialect.scale, rules.thresholds, rules.weighted)
}

func readAttendance(raw json.RawMessage) (body attendanceBody, lesson id.Lesson, ok bool) {
	ok = len(raw) > 0 && json.Unmarshal(raw, &body) == nil && body.Lesson != 0
	return body, body.Lesson, ok
}

func readMark(raw json.RawMessage) (body markBody, ok bool) {
	ok = len(raw) > 0 && json.Unmarshal(raw, &body) == nil && body.Task != 0 && body.Slot >= 1 && body.Slot <= Slots
	return body, ok
}
