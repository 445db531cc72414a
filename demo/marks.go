package demo

import (
	"fmt"
	"math"
	"sync"
	"time"

	"parta/id"
	"parta/journal"
	"parta/when"
)

// absence is a day not spent at school and what is known about it.
type absence struct{ journal.Presence }

// awayOf decides when a pupil is missing. Absences come in runs, mostly of
// illness, and make up about five days in a hundred. They are the pupil's own,
// whatever page asks.
func (r *register) awayOf(p *Pupil) map[when.Day]absence {
	if away, known := r.away[p]; known {
		return away
	}
	const share, length = 5.0, 3.0 // per cent of days; days in a run
	c := chanceOf(r.seed, "away", p.ID)
	begins := share / length / (1 - share/100) * min(3, max(0.3, c.around(1, 0.5)))
	away := map[when.Day]absence{}
	for day := r.days.From; day < r.today; day++ {
		if !c.in(begins) {
			continue
		}
		why := reason(c)
		for range 1 + int(c.ExpFloat64()*(length-1)*7/5) {
			if day < r.today {
				away[day] = why.asKnown(r.today - day)
			}
			day++
		}
	}
	r.away[p] = away
	return away
}

func reason(c chance) absence {
	switch n := c.IntN(100); {
	case n < 68:
		return absence{journal.Presence{State: journal.Absent, Reason: "illness", Excused: journal.ExcuseYes}}
	case n < 90:
		return absence{journal.Presence{State: journal.Absent, Excused: journal.ExcuseYes}}
	}
	return absence{journal.Presence{State: journal.Absent, Excused: journal.ExcuseNo}}
}

// asKnown forgets the reason of what was only a few days ago: the form tutor
// has not heard from the parents yet.
func (a absence) asKnown(ago when.Day) absence {
	if ago <= 2 {
		return absence{journal.Presence{State: journal.Absent, Excused: journal.ExcuseUnknown}}
	}
	return a
}

// write puts the absences, tasks and marks of a lesson held into the rows.
func (r *register) write(l *lesson) {
	answer := journal.Task{
		ID: id.New[id.Task](r.ids), Group: l.Group, Course: l.Course, Lesson: l.ID, Kind: journal.Answer, Day: l.Day, Weight: 1, Version: 1,
	}
	r.rows.Tasks = append(r.rows.Tasks, answer)
	if l.work != "" {
		r.addWork(l)
	}
	if l.Day >= r.today {
		return
	}
	for _, p := range l.page.pupils {
		missing := r.attend(l, p)
		if !missing && l.work == "" && l.page.yearGroup > 1 && !firstGrader(l, p) && r.in(answered(l.page)) {
			r.mark(l, answer.ID, p, 0)
		}
	}
}

// firstGrader: nobody in the first year group is given marks, also where two
// year groups share a page.
func firstGrader(l *lesson, p *Pupil) bool {
	for _, c := range l.page.classes {
		for _, other := range c.Pupils {
			if other == p {
				return c.YearGroup == 1
			}
		}
	}
	return false
}

// answered is how many of a hundred pupils get a mark for an answer: about
// three marks a day each, what is written included.
func answered(p *page) float64 {
	if p.hours == 1 {
		return 60
	}
	return 48
}

// attend writes down an absence, or once in a while that somebody was late, and
// tells whether the pupil is missing.
func (r *register) attend(l *lesson, p *Pupil) (missing bool) {
	presence := r.awayOf(p)[l.Day].Presence
	source := "teacher"
	switch {
	case presence.State != "":
		if presence.Excused != journal.ExcuseUnknown {
			source = "tutor"
		}
		missing = true
	case l.Number == 1 && r.in(2):
		presence = journal.Presence{State: journal.Late, Minutes: r.between(3, 15), Excused: journal.ExcuseUnknown}
	default:
		return false
	}
	r.rows.Attendance = append(r.rows.Attendance, journal.Attendance{
		ID: id.New[id.Attendance](r.ids), Lesson: l.ID, Pupil: p.ID, Version: 1, Source: source, Presence: presence,
	})
	return missing
}

// addWork sets a task, and gives marks for it when it was written: to nearly
// everybody who was there, and a few days later to some of those who were not.
func (r *register) addWork(l *lesson) {
	kind := l.work
	task := journal.Task{
		ID: id.New[id.Task](r.ids), Group: l.Group, Course: l.Course, Lesson: l.ID, Kind: kind, Day: l.Day, Weight: weightOf(kind), Version: 1,
		Title: l.topic,
	}
	r.rows.Tasks = append(r.rows.Tasks, task)
	if l.Day >= r.today {
		return
	}
	for _, p := range l.page.pupils {
		switch missing := r.awayOf(p)[l.Day].State != ""; {
		case firstGrader(l, p):
		case !missing && r.in(96):
			r.mark(l, task.ID, p, -0.15)
		case missing && r.today-l.Day > 7 && r.in(60):
			r.mark(l, task.ID, p, -0.3)
		case missing && r.in(50):
			r.give(l, task.ID, p, 1, ".")
		}
	}
}

func weightOf(kind string) int64 {
	for _, k := range journal.Kinds() {
		if k.Kind == kind {
			return k.Weight
		}
	}
	return 1
}

// mark gives a pupil what was earned: ability, a bent for the course, and the
// luck of the day. A dictation earns two, for spelling and grammar.
func (r *register) mark(l *lesson, task id.Task, p *Pupil, harder float64) {
	bent, known := p.talent[l.page.course.Key]
	if !known {
		bent = r.around(0, 0.25)
		p.talent[l.page.course.Key] = bent
	}
	easier := 0.0
	if staff := l.page.course.Staff; staff == "arts" || staff == "sport" || staff == "craft" {
		easier = 0.5
	}
	value := r.around(p.ability+bent+harder+easier, 0.62)
	r.give(l, task, p, 1, r.spelled(value))
	if l.work == "dictation" {
		r.give(l, task, p, 2, r.spelled(value+r.around(0, 0.5)))
	}
}

// spelled rounds to a mark of the five-point scale; one in thirty has a sign.
func (r *register) spelled(value float64) string {
	whole := int(math.Round(min(5, max(2, value))))
	if r.in(3) && whole > 2 {
		return fmt.Sprint(whole, "−")
	}
	return fmt.Sprint(whole)
}

// give writes one mark down, some minutes into the lesson.
func (r *register) give(l *lesson, task id.Task, p *Pupil, slot int, text string) {
	written := spell(text)
	r.rows.Marks = append(r.rows.Marks, journal.Mark{
		ID: id.New[id.Mark](r.ids), Task: task, Pupil: p.ID, Slot: slot, Version: 1, Scale: journal.FivePoint().Version,
		By: l.Teacher, At: r.during(l), Written: written,
	})
}

// during is a moment of a lesson: the first begins at half past eight, and each
// takes 45 minutes and a break of fifteen.
func (r *register) during(l *lesson) when.Instant {
	t := l.Day.Time()
	start := time.Date(t.Year(), t.Month(), t.Day(), 8, 30, 0, 0, r.zone).Add(time.Duration(l.Number-1) * time.Hour)
	return when.At(start.Add(time.Duration(r.between(5, 44*60)) * time.Second))
}

// spell reads a mark as the scale in force does; the demo writes no other.
func spell(text string) journal.Written {
	if written, known := spelledBefore.Load(text); known {
		return written.(journal.Written)
	}
	written, err := journal.FivePoint().Parse(text, func(string) bool { return false })
	if err != nil {
		panic(fmt.Sprintf("demo: mark %q: %v", text, err))
	}
	spelledBefore.Store(text, written[0])
	return written[0]
}

var spelledBefore sync.Map
