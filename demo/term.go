package demo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"parta/id"
	"parta/journal"
	"parta/when"
)

// register is what stands in the journal of one class, page by page.
type register struct {
	*School
	chance
	days when.Span // from the first lesson to the last planned one
	zone *time.Location
	away map[*Pupil]map[when.Day]absence
	rows journal.Rows
}

// lesson is a lesson with what the rows of it do not say.
type lesson struct {
	journal.Lesson
	page  *page
	topic string
	work  string // the kind of task that is written, "" for none
}

// registerOf makes the lessons, homework, tasks, marks and absences of a class
// on the given days: held before today, planned from today on.
func (s *School) registerOf(class *Class, days when.Span) (journal.Rows, error) {
	location, err := s.Org.Location()
	if err != nil {
		return journal.Rows{}, err
	}
	r := &register{
		School: s, chance: chanceOf(s.seed, "register", s.Org.Name, class.Name), days: days, zone: location,
		away: map[*Pupil]map[when.Day]absence{},
	}
	var lessons []*lesson
	for _, p := range s.pages {
		if p.classes[0] == class {
			lessons = append(lessons, r.lessonsOf(p)...)
		}
	}
	r.setWork(lessons)
	for _, l := range lessons {
		r.rows.Lessons = append(r.rows.Lessons, l.Lesson)
		r.write(l)
	}
	return r.rows, nil
}

// holidays of the country that fall into term time.
var holidays = []struct {
	month time.Month
	day   int
}{{time.November, 4}, {time.February, 23}, {time.March, 8}, {time.May, 1}, {time.May, 9}}

func isHoliday(day when.Day) bool {
	t := day.Time()
	return slices.ContainsFunc(holidays, func(h struct {
		month time.Month
		day   int
	},
	) bool {
		return h.month == t.Month() && h.day == t.Day()
	})
}

// inTerm tells whether lessons take place on a day.
func (s *School) inTerm(day when.Day) bool {
	return s.TermOf(4, day).Days.Holds(day) && !isHoliday(day) // all have the holidays of the fourths
}

// lessonsOf gives a page its lessons in order, each with a topic, and what is
// to be done at home for the next of them.
func (r *register) lessonsOf(p *page) []*lesson {
	var lessons []*lesson
	slots := slices.Clone(p.slots)
	slices.SortFunc(slots, func(a, b slot) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.number, b.number)) })
	for week := r.days.From.Monday(); week <= r.days.To; week += 7 {
		for _, at := range slots {
			day := week + when.Day(at.day)
			if !r.days.Holds(day) || !r.inTerm(day) {
				continue
			}
			l := &lesson{page: p, Lesson: journal.Lesson{
				ID: id.New[id.Lesson](r.ids), Group: p.group, Course: p.id, Day: day, Number: at.number, Teacher: p.teacher.ID,
				State: journal.Planned, Version: 1,
			}}
			l.topic, l.Topic = p.topicOf(r.lessonsBefore(slots, day))
			if day < r.today {
				l.State, l.Checked = journal.Held, true
			}
			lessons = append(lessons, l)
		}
	}
	r.setHomework(p, lessons)
	return lessons
}

// topicOf is the topic of a lesson by its number in the year, and what the
// lesson is called. The topics are spread over the year, up to two weeks each;
// after the last the first come round again.
func (p *page) topicOf(number int) (topic, title string) {
	c := loadCurriculum()
	topics := topicsOf(p.course.Key, p.yearGroup)
	each := min(2*p.hours, (weeksOfYear*p.hours+len(topics)-1)/len(topics))
	topic = topics[number/each%len(topics)]
	title = topic
	if number/each >= len(topics) {
		title = strings.ReplaceAll(c.Again, "{t}", topic)
	}
	switch turn := number % each; {
	case turn == 0:
		return topic, title
	case turn > 2 && turn == each-1:
		return topic, title + ". " + c.Last
	case turn%2 == 0:
		return topic, title + ". " + c.Later[turn/2%len(c.Later)]
	}
	return topic, title + ". " + p.course.Second
}

const weeksOfYear = 34

// lessonsBefore counts the lessons of the year before a day, roughly: topics
// then stand where they would stand in the year's plan.
func (r *register) lessonsBefore(slots []slot, day when.Day) int {
	weeks := int(day.Monday()-r.Year.Days.From.Monday()) / 7
	n := weeks * len(slots)
	for _, at := range slots {
		if day.Monday()+when.Day(at.day) < day {
			n++
		}
	}
	return n
}

// setHomework gives most lessons held, and those of the next days, something to
// do for the lesson after. The first class has nothing to do at home.
func (r *register) setHomework(p *page, lessons []*lesson) {
	if len(p.course.Homework) == 0 || p.yearGroup == 1 {
		return
	}
	for i, l := range lessons[:max(0, len(lessons)-1)] {
		if l.Day > r.today || !r.in(85) {
			continue
		}
		r.rows.Homework = append(r.rows.Homework, journal.Homework{
			ID: id.New[id.Homework](r.ids), Lesson: l.ID, Text: r.numbered(pick(r.chance, p.course.Homework), i), Due: lessons[i+1].Day, Version: 1,
		})
	}
}

// numbered puts numbers that grow through the term into a text.
func (r *register) numbered(text string, at int) string {
	page := 8 + at*2 + r.IntN(3)
	first := 20 + at*9 + r.IntN(5)
	return strings.NewReplacer(
		"{p}", fmt.Sprint(2+at), "{a}", fmt.Sprint(page), "{b}", fmt.Sprint(page+2+r.IntN(4)),
		"{e}", fmt.Sprint(first), "{f}", fmt.Sprint(first+2), "{g}", fmt.Sprint(first+5),
		"{q}", fmt.Sprint(2+r.IntN(4)), "{r}", fmt.Sprint(6+r.IntN(3)),
	).Replace(text)
}

// setWork decides at which lessons something is written: every fourth lesson or
// second week of a course, whichever is later, and on no day twice.
func (r *register) setWork(lessons []*lesson) {
	taken := map[when.Day]bool{}
	since, turn := map[*page]int{}, map[*page]int{}
	slices.SortFunc(lessons, func(a, b *lesson) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID))
	})
	for _, l := range lessons {
		kinds := loadCurriculum().Work[l.page.course.Key]
		since[l.page]++
		if len(kinds) == 0 || l.page.yearGroup == 1 || since[l.page] < max(4, 2*l.page.hours) || taken[l.Day] {
			continue
		}
		l.work = kinds[turn[l.page]%len(kinds)]
		taken[l.Day] = true
		since[l.page] = 0
		turn[l.page]++
	}
}
