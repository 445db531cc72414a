package main

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"

	"parta/access"
	"parta/app"
	"parta/id"
	"parta/internal/config"
	"parta/internal/storage"
	"parta/journal"
	"parta/orgs"
	"parta/people"
	"parta/school"
	"parta/when"
)

// The shape of a school under measurement: 26 classes with 12 courses make 312
// journal pages of 30 pupils and 60 lessons, a quarter of the cells with a mark.
const (
	classes        = 26
	courses        = 12
	pupilsInClass  = 30
	lessonsOnPage  = 60
	pagesOfTeacher = 6
	password       = "bench-password-of-nobody"
)

// world is what the load needs to know of the data.
type world struct {
	pages  []page
	pupils []pupil
	names  []string // to sign in with
	monday string   // of the week to look at
}

// page is a journal page with the session of the one who teaches it.
type page struct {
	path    string
	org     id.Org
	term    id.Term
	lessons []id.Lesson
	tasks   []id.Task // «ответ» of each
	pupils  []id.Person
	taken   []bool // lesson by lesson, pupil by pupil: cells with something in them
	token   string
}

// pupil is a diary with a session of its pupil.
type pupil struct {
	path  string
	token string
}

// filler fills one folder.
type filler struct {
	db     *storage.DB
	orgs   *orgs.Orgs
	random *mathrand.Rand
	hash   string
	today  when.Day
	world  world
}

// fill makes a folder with so many schools, and sessions for the load.
func fill(ctx context.Context, dir string, schools int) (world, error) {
	data := config.Data{Dir: dir}
	db, err := app.OpenDB(ctx, data, false)
	if err != nil {
		return world{}, err
	}
	defer db.Close()
	f := &filler{db: db, orgs: orgs.New(db, orgs.Config{Random: rand.Reader}), random: mathrand.New(mathrand.NewPCG(1, uint64(schools)))}
	if f.hash, err = f.orgs.HashPassword(ctx, password); err != nil {
		return world{}, err
	}
	for n := range schools {
		if err := f.school(ctx, n); err != nil {
			return world{}, fmt.Errorf("school %d: %w", n+1, err)
		}
	}
	f.world.monday = (f.today - 7).Monday().String()
	return f.world, nil
}

func (f *filler) school(ctx context.Context, n int) error {
	var org id.Org
	err := f.db.Control(ctx, func(tx *storage.Tx) (err error) {
		name := fmt.Sprintf("Школа № %d", n+1)
		org, err = orgs.AddOrg(tx, orgs.Org{Kind: orgs.School, Name: name, ShortName: name, Zone: "Asia/Tomsk"})
		return err
	})
	if err != nil {
		return err
	}
	var plan plan
	err = f.db.Write(ctx, storage.Act{Org: org, Key: "bench-school"}, func(tx *storage.Tx) (err error) {
		if f.today, err = orgs.Today(tx, org); err != nil {
			return err
		}
		plan = f.plan(tx)
		if err := school.Fill(tx, plan.school); err != nil {
			return err
		}
		return people.Fill(tx, plan.people)
	})
	if err != nil {
		return err
	}
	for i, c := range plan.classes {
		rows, pages := f.class(org, plan, c)
		err := f.db.Write(ctx, storage.Act{Org: org, Key: fmt.Sprintf("bench-class-%d", i)}, func(tx *storage.Tx) error {
			return journal.Fill(tx, rows(tx))
		})
		if err != nil {
			return err
		}
		f.world.pages = append(f.world.pages, pages...)
	}
	return f.sessions(ctx, org, plan, n)
}

// plan is a school before its lessons.
type plan struct {
	school   school.Rows
	people   people.Rows
	classes  []classPlan
	term     school.Term
	teachers []id.Person
	days     []when.Day // of the lessons of every course
}

type classPlan struct {
	group   id.Group
	pupils  []id.Person
	teacher map[id.Course]int // in plan.teachers
}

func (f *filler) plan(tx *storage.Tx) plan {
	var p plan
	for day := f.today; len(p.days) < lessonsOnPage; day-- {
		if weekday := day.Weekday(); weekday != 0 && weekday != 6 && weekday != 3 {
			p.days = append(p.days, day)
		}
	}
	days := when.Span{From: p.days[len(p.days)-1], To: f.today + 14}
	year := school.Year{ID: id.New[id.Year](tx), Name: "bench", Days: when.Span{From: days.From - 1, To: days.To + 1}}
	p.term = school.Term{ID: id.New[id.Term](tx), Year: year.ID, Name: "1", Kind: school.Half, Number: 1, Days: days}
	p.school.Years, p.school.Terms = []school.Year{year}, []school.Term{p.term}
	for c := range courses {
		subject := school.Subject{ID: id.New[id.Subject](tx), Name: fmt.Sprintf("Предмет %d", c+1)}
		p.school.Subjects = append(p.school.Subjects, subject)
		p.school.Courses = append(p.school.Courses, school.Course{ID: id.New[id.Course](tx), Subject: subject.ID, Name: subject.Name})
	}
	p.people.ClassGroup = map[id.Class]id.Group{}
	for n := range classes {
		p.addClass(tx, n, year)
	}
	return p
}

func (p *plan) addClass(tx *storage.Tx, n int, year school.Year) {
	name := fmt.Sprintf("10%c", 'А'+n)
	class := school.Class{ID: id.New[id.Class](tx), Year: year.ID, YearGroup: 10, Letter: name[2:], Name: name}
	group := school.Group{ID: id.New[id.Group](tx), Year: year.ID, Kind: school.WholeClass, Name: name, Class: class.ID, Classes: []id.Class{class.ID}}
	p.school.Classes = append(p.school.Classes, class)
	p.school.Groups = append(p.school.Groups, group)
	p.people.ClassGroup[class.ID] = group.ID
	c := classPlan{group: group.ID, teacher: map[id.Course]int{}}
	for i := range pupilsInClass {
		person := p.person(tx, fmt.Sprintf("Ученик%02d", i+1))
		c.pupils = append(c.pupils, person)
		p.people.Enrolments = append(p.people.Enrolments, people.Enrolment{ID: id.New[id.Span](tx), Pupil: person, Class: class.ID, Days: year.Days})
	}
	for k, course := range p.school.Courses {
		at := n/pagesOfTeacher*courses + k
		for len(p.teachers) <= at {
			teacher := p.person(tx, fmt.Sprintf("Учитель%03d", len(p.teachers)+1))
			p.teachers = append(p.teachers, teacher)
			p.people.Roles = append(p.people.Roles, people.Held{Person: teacher, Role: access.Teacher, Days: year.Days})
		}
		c.teacher[course.ID] = at
		p.people.Teaching = append(p.people.Teaching, people.Teaching{
			ID: id.New[id.Teaching](tx), Teacher: p.teachers[at], Group: group.ID, Course: course.ID, Days: year.Days,
		})
	}
	p.classes = append(p.classes, c)
}

func (p *plan) person(tx *storage.Tx, last string) id.Person {
	person := id.New[id.Person](tx)
	p.people.Persons = append(p.people.Persons, people.Person{ID: person, Name: people.Name{Last: last, First: "Имя"}})
	return person
}

// class gives the rows of a class's pages, and the pages. The rows are made
// inside the transaction, for it makes the identifiers.
func (f *filler) class(org id.Org, p plan, c classPlan) (rows func(*storage.Tx) journal.Rows, pages []page) {
	pages = make([]page, len(p.school.Courses))
	return func(tx *storage.Tx) journal.Rows {
		var r journal.Rows
		for k, course := range p.school.Courses {
			pages[k] = page{org: org, term: p.term.ID, path: fmt.Sprintf("/o/%s/journal/%s/%s/%s", org, c.group, course.ID, p.term.ID), pupils: c.pupils}
			teacher := p.teachers[c.teacher[course.ID]]
			for _, day := range p.days {
				lesson := journal.Lesson{
					ID: id.New[id.Lesson](tx), Group: c.group, Course: course.ID, Day: day, Number: k%7 + 1, Teacher: teacher,
					Topic: "Тема урока и то, чему на нём учатся", State: journal.Held, Checked: true, Version: 1,
				}
				task := journal.Task{
					ID: id.New[id.Task](tx), Group: c.group, Course: course.ID, Lesson: lesson.ID, Kind: journal.Answer, Day: day, Weight: 1, Version: 1,
				}
				r.Lessons = append(r.Lessons, lesson)
				r.Tasks = append(r.Tasks, task)
				r.Homework = append(r.Homework, journal.Homework{ID: id.New[id.Homework](tx), Lesson: lesson.ID, Text: "§ 14, № 312–315", Due: day + 1, Version: 1})
				pages[k].taken = append(pages[k].taken, f.cells(tx, &r, lesson, task, c.pupils)...)
				pages[k].lessons, pages[k].tasks = append(pages[k].lessons, lesson.ID), append(pages[k].tasks, task.ID)
			}
		}
		return r
	}, pages
}

func (f *filler) cells(tx *storage.Tx, r *journal.Rows, lesson journal.Lesson, task journal.Task, pupils []id.Person) (taken []bool) {
	for _, pupil := range pupils {
		chance := f.random.IntN(100)
		taken = append(taken, chance < 30)
		switch {
		case chance < 25:
			value := int64(2 + f.random.IntN(4))
			mark := journal.Mark{ID: id.New[id.Mark](tx), Task: task.ID, Pupil: pupil, Slot: 1, Version: 1, By: lesson.Teacher, At: tx.Now()}
			mark.Text, mark.Value, mark.Counted, mark.Scale = fmt.Sprint(value), value*100, true, "five-1"
			r.Marks = append(r.Marks, mark)
		case chance < 30:
			absent := journal.Attendance{ID: id.New[id.Attendance](tx), Lesson: lesson.ID, Pupil: pupil, Version: 1, Source: "teacher"}
			absent.State, absent.Excused = journal.Absent, journal.ExcuseUnknown
			r.Attendance = append(r.Attendance, absent)
		}
	}
	return taken
}

// sessions signs in every teacher and the pupils of every third class.
func (f *filler) sessions(ctx context.Context, org id.Org, p plan, n int) error {
	tokens := map[id.Person]string{}
	signIn := func(person id.Person, name string) error {
		err := f.db.Control(ctx, func(tx *storage.Tx) error {
			account := id.New[id.Account](tx)
			if err := orgs.AddAccount(tx, account, name, f.hash); err != nil {
				return err
			}
			tokens[person] = account.String()
			return orgs.AddSeat(tx, account, org, person)
		})
		if err != nil {
			return err
		}
		account, err := id.Parse[id.Account](tokens[person])
		if err != nil {
			return err
		}
		tokens[person], err = f.orgs.OpenSession(ctx, account, orgs.Visit{Address: "127.0.0.1"})
		return err
	}
	for i, teacher := range p.teachers {
		name := fmt.Sprintf("bench-%d-%d", n+1, i+1)
		if err := signIn(teacher, name); err != nil {
			return err
		}
		f.world.names = append(f.world.names, name)
	}
	for i := range p.classes {
		for k, course := range p.school.Courses {
			at := len(f.world.pages) - len(p.classes)*courses + i*courses + k
			f.world.pages[at].token = tokens[p.teachers[p.classes[i].teacher[course.ID]]]
		}
		if i%3 != 0 {
			continue
		}
		for k, person := range p.classes[i].pupils {
			if err := signIn(person, fmt.Sprintf("bench-pupil-%d-%d-%d", n+1, i+1, k+1)); err != nil {
				return err
			}
			f.world.pupils = append(f.world.pupils, pupil{path: fmt.Sprintf("/o/%s/diary/%s", org, person), token: tokens[person]})
		}
	}
	return nil
}
