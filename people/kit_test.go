package people_test

import (
	"context"
	"fmt"
	"io/fs"
	"testing"
	"time"

	"parta/access"
	"parta/id"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
	"parta/people"
	"parta/school"
	"parta/when"
)

const (
	org1 id.Org = 1
	org2 id.Org = 2
)

var (
	september = when.Date(2026, time.September, 1)
	october   = when.Date(2026, time.October, 1)
	today     = when.Date(2026, time.October, 19)
	open      = when.Span{From: september, To: when.Forever}
)

// cast is a small school: two classes, a part of one of them, three teachers,
// a deputy, a clerk, three pupils and the mother of one.
type cast struct {
	year                                          id.Year
	class7, class9                                id.Class
	group7, group9, english                       id.Group
	algebra, physics                              id.Course
	ivanova, sidorov, smirnov, kuznetsova, petrov id.Person
	petrova, alekhin, alyokhina                   id.Person
	ivanovaLoad                                   id.Teaching
	deputy, clerk                                 access.Actor
}

// the is filled while the template is made; identifiers are the same in every copy.
var the = cast{
	year: 10, class7: 11, class9: 12, group7: 21, group9: 22, english: 23, algebra: 31, physics: 32,
	ivanova: 41, sidorov: 42, smirnov: 43, kuznetsova: 44, petrov: 51, petrova: 52, alekhin: 53, alyokhina: 54, ivanovaLoad: 61,
	deputy: access.Actor{Org: org1, Person: 43, Roles: []access.Role{access.Deputy}, On: today},
	clerk:  access.Actor{Org: org1, Person: 44, Roles: []access.Role{access.Clerk}, On: today},
}

var template = &testkit.Template{
	Slices:  []fs.FS{ledger.Migrations, school.Migrations, people.Migrations},
	Install: ledger.Install,
	Fill: func(ctx context.Context, db *storage.DB) error {
		return db.Write(ctx, storage.Act{Org: org1, Key: "school"}, func(tx *storage.Tx) error {
			if err := school.Fill(tx, schoolRows()); err != nil {
				return err
			}
			return people.Fill(tx, peopleRows())
		})
	},
}

func schoolRows() school.Rows {
	year := school.Year{ID: the.year, Name: "2026/27", Days: when.Span{From: september, To: when.Date(2027, time.August, 31)}}
	return school.Rows{
		Years:    []school.Year{year},
		Subjects: []school.Subject{{ID: 30, Name: "математика"}, {ID: 33, Name: "физика"}},
		Courses:  []school.Course{{ID: the.algebra, Subject: 30, Name: "алгебра"}, {ID: the.physics, Subject: 33, Name: "физика"}},
		Classes: []school.Class{
			{ID: the.class7, Year: year.ID, YearGroup: 7, Letter: "Б", Name: "7Б"},
			{ID: the.class9, Year: year.ID, YearGroup: 9, Letter: "А", Name: "9А"},
		},
		Groups: []school.Group{
			{ID: the.group7, Year: year.ID, Kind: school.WholeClass, Name: "7Б", Class: the.class7},
			{ID: the.group9, Year: year.ID, Kind: school.WholeClass, Name: "9А", Class: the.class9},
			{ID: the.english, Year: year.ID, Kind: school.Part, Name: "7Б английский 1", Class: the.class7},
		},
	}
}

func peopleRows() people.Rows {
	return people.Rows{
		ClassGroup: map[id.Class]id.Group{the.class7: the.group7, the.class9: the.group9},
		Persons: []people.Person{
			person(the.ivanova, "Иванова", "Елена", "Павловна"),
			person(the.sidorov, "Сидоров", "Андрей", "Викторович"),
			person(the.smirnov, "Смирнов", "Алексей", "Андреевич"),
			person(the.kuznetsova, "Кузнецова", "Нина", "Ивановна"),
			person(the.petrov, "Петров", "Илья", "Сергеевич"),
			{ID: the.petrova, Name: people.Name{Last: "Петрова", First: "Ольга", Middle: "Викторовна"}, Sex: people.Female, SNILS: "11223344595"},
			person(the.alekhin, "Алехин", "Виктор", ""),
			person(the.alyokhina, "Алёхина", "Анна", ""),
		},
		Roles: []people.Held{
			{Person: the.ivanova, Role: access.Teacher, Days: open},
			{Person: the.sidorov, Role: access.Teacher, Days: open},
			{Person: the.smirnov, Role: access.Deputy, Days: open},
			{Person: the.kuznetsova, Role: access.Clerk, Days: open},
			{Person: the.kuznetsova, Role: access.Teacher, Days: when.Span{From: september, To: october}},
		},
		Enrolments: []people.Enrolment{
			{ID: 71, Pupil: the.petrov, Class: the.class7, Days: open},
			{ID: 72, Pupil: the.alyokhina, Class: the.class7, Days: open},
			{ID: 73, Pupil: the.alekhin, Class: the.class7, Days: when.Span{From: september, To: october}},
		},
		Members:   []people.Member{{Group: the.english, Pupil: the.petrov, Days: open}},
		Guardians: []people.Guardianship{{Guardian: the.petrova, Pupil: the.petrov, Kind: people.Mother, Days: open}},
		Teaching:  []people.Teaching{{ID: the.ivanovaLoad, Teacher: the.ivanova, Group: the.group7, Course: the.algebra, Days: open}},
		Tutors:    []people.FormTutor{{Class: the.class7, Person: the.sidorov, Days: open}},
	}
}

func person(person id.Person, last, first, middle string) people.Person {
	return people.Person{ID: person, Name: people.Name{Last: last, First: first, Middle: middle}}
}

// kit is a copy of the school on one engine.
type kit struct {
	*testing.T
	*people.People
	db   *storage.DB
	acts int
}

func each(t *testing.T, test func(k *kit)) {
	template.Each(t, func(t *testing.T, base *testkit.Kit) {
		test(&kit{T: t, People: people.New(base.DB), db: base.DB})
	})
}

// act is a new act of somebody in the first school.
func (k *kit) act(by access.Actor) storage.Act {
	k.acts++
	return storage.Act{Org: org1, By: by, Key: fmt.Sprint(k.acts)}
}

func (k *kit) read(fn func(tx *storage.Tx) error) {
	k.Helper()
	if err := k.db.Read(k.Context(), org1, fn); err != nil {
		k.Fatal(err)
	}
}

// write runs fn in an organisation as the system does.
func (k *kit) write(org id.Org, fn func(tx *storage.Tx) error) error {
	k.acts++
	return k.db.Write(k.Context(), storage.Act{Org: org, Key: fmt.Sprint("system ", k.acts)}, fn)
}

func (k *kit) facts(person id.Person, day when.Day) (actor access.Actor) {
	k.Helper()
	k.read(func(tx *storage.Tx) (err error) {
		actor, err = people.FactsOf(tx, person, day)
		return err
	})
	return actor
}

// must fails the test on an error.
func (k *kit) must(err error) {
	k.Helper()
	if err != nil {
		k.Fatal(err)
	}
}
