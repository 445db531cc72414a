package diary_test

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"parta/access"
	"parta/diary"
	"parta/id"
	"parta/internal/i18n"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/internal/web"
	"parta/internal/web/ui"
	"parta/journal"
	"parta/ledger"
	"parta/orgs"
	"parta/people"
	"parta/school"
	"parta/when"
)

// today is Monday of the eighth week of the first fourth.
var today = when.Date(2026, time.October, 19)

var template = &testkit.Template{
	Slices:  []fs.FS{ledger.Migrations, orgs.Migrations, school.Migrations, people.Migrations, journal.Migrations},
	Install: ledger.Install,
}

// kit is two schools with the cast, a week of 7Б, and the diary's pages.
type kit struct {
	*testing.T
	*testkit.Kit
	router  *web.Router
	journal *journal.Journal
	org1    id.Org
	org2    id.Org
	who     map[string]seat
	lessons map[string]id.Lesson // "algebra 0": of a course, so many days after today
	tasks   map[string]id.Task
	terms   []school.Term
	courses map[string]id.Course
}

// seat is where somebody of the cast is known.
type seat struct {
	org    id.Org
	person id.Person
}

// each runs the test on every engine at hand.
func each(t *testing.T, test func(k *kit)) {
	t.Helper()
	template.Each(t, func(t *testing.T, base *testkit.Kit) { test(newKit(t, base)) })
}

func newKit(t *testing.T, base *testkit.Kit) *kit {
	t.Helper()
	k := &kit{
		T: t, Kit: base, journal: journal.New(base.DB), who: map[string]seat{},
		lessons: map[string]id.Lesson{}, tasks: map[string]id.Task{}, courses: map[string]id.Course{},
	}
	k.must(k.DB.Control(t.Context(), func(tx *storage.Tx) (err error) {
		if k.org1, err = orgs.AddOrg(tx, orgs.Org{Kind: orgs.School, Name: "МБОУ СОШ № 1", ShortName: "Школа № 1", Zone: "Asia/Tomsk"}); err != nil {
			return err
		}
		k.org2, err = orgs.AddOrg(tx, orgs.Org{Kind: orgs.School, Name: "МБОУ СОШ № 2", ShortName: "Школа № 2", Zone: "Asia/Tomsk"})
		return err
	}))
	k.must(k.DB.Write(t.Context(), storage.Act{Org: k.org1, Key: "fill"}, k.fillFirst))
	k.must(k.DB.Write(t.Context(), storage.Act{Org: k.org2, Key: "fill"}, k.fillSecond))
	k.serve()
	return k
}

func (k *kit) must(err error) {
	k.Helper()
	if err != nil {
		k.Fatal(err)
	}
}

// serve gives the diary a router that knows the cast by the token of their name.
func (k *kit) serve() {
	catalogue, err := i18n.New(web.Texts, storage.Texts, school.Texts, people.Texts, journal.Texts, diary.Texts)
	k.must(err)
	k.router, err = web.NewRouter(web.Config{
		Texts: catalogue, Log: slog.New(slog.DiscardHandler), Now: k.Clock.Now, Build: "test",
		Authenticate: func(ctx context.Context, token string, here id.Org) (web.Session, *access.Actor, error) {
			s := web.Session{ID: 1, Account: 1, Name: token}
			for _, org := range []ui.Org{{ID: k.org1, Name: "МБОУ СОШ № 1", ShortName: "Школа № 1"}, {ID: k.org2, Name: "МБОУ СОШ № 2", ShortName: "Школа № 2"}} {
				if len(k.seats(token, org.ID)) > 0 {
					s.Orgs = append(s.Orgs, org)
				}
			}
			if token == "petrova" {
				s.Account = 2
			}
			seats := k.seats(token, here)
			if len(seats) == 0 {
				return s, nil, nil
			}
			actor, err := k.actor(ctx, seats[0])
			return s, &actor, err
		},
	})
	k.must(err)
	diary.New(k.DB, k.elsewhere).Routes(k.router)
	k.Cleanup(k.router.Close)
}

// seats are where a name of the cast is known; «petrova 2» is her second.
func (k *kit) seats(name string, org id.Org) (found []seat) {
	for _, n := range []string{name, name + " 2"} {
		if s, known := k.who[n]; known && s.org == org {
			found = append(found, s)
		}
	}
	return found
}

func (k *kit) actor(ctx context.Context, s seat) (actor access.Actor, err error) {
	err = k.DB.Read(ctx, s.org, func(tx *storage.Tx) (err error) {
		day, err := orgs.Today(tx, s.org)
		if err != nil {
			return err
		}
		if actor, err = people.FactsOf(tx, s.person, day); err != nil {
			return err
		}
		actor.Standing, err = ledger.StandingOf(tx)
		return err
	})
	return actor, err
}

func (k *kit) elsewhere(ctx context.Context, account id.Account, here id.Org) ([]diary.Ward, error) {
	if account != 2 || here == k.org2 {
		return nil, nil
	}
	actor, err := k.actor(ctx, k.who["petrova 2"])
	var wards []diary.Ward
	for _, w := range actor.Wards {
		wards = append(wards, diary.Ward{Org: k.org2, OrgName: "Школа № 2", ID: w.ID, Name: w.Name})
	}
	return wards, err
}

// year is the school year every test is in.
func year(tx *storage.Tx) (school.Year, []school.Term) { return school.UsualYear(tx, 2026) }

// person adds somebody under a name of the cast.
func (k *kit) person(tx *storage.Tx, rows *people.Rows, key, last, first, middle string, sex people.Sex) id.Person {
	person := id.New[id.Person](tx)
	k.who[key] = seat{tx.Org(), person}
	rows.Persons = append(rows.Persons, people.Person{ID: person, Name: people.Name{Last: last, First: first, Middle: middle}, Sex: sex})
	return person
}

func (k *kit) fillFirst(tx *storage.Tx) error {
	y, terms := year(tx)
	k.terms = terms
	class := school.Class{ID: id.New[id.Class](tx), Year: y.ID, YearGroup: 7, Letter: "Б", Name: "7Б"}
	whole := school.Group{ID: id.New[id.Group](tx), Year: y.ID, Kind: school.WholeClass, Name: "7Б", Class: class.ID, Classes: []id.Class{class.ID}}
	part := school.Group{ID: id.New[id.Group](tx), Year: y.ID, Kind: school.Part, Name: "7Б английский 1", Class: class.ID, Classes: []id.Class{class.ID}}
	rows := school.Rows{
		Years: []school.Year{y}, Terms: terms, Classes: []school.Class{class}, Groups: []school.Group{whole, part},
		Settings: []school.Setting{{Name: school.WeightsSetting, From: y.Days.From, Value: "on", Source: "Положение об оценивании, п. 3.2"}},
	}
	for _, name := range []string{"Алгебра", "Физика", "Английский язык"} {
		subject := school.Subject{ID: id.New[id.Subject](tx), Name: name}
		course := school.Course{ID: id.New[id.Course](tx), Subject: subject.ID, Name: name}
		rows.Subjects, rows.Courses = append(rows.Subjects, subject), append(rows.Courses, course)
		k.courses[name] = course.ID
	}
	if err := school.Fill(tx, rows); err != nil {
		return err
	}

	p := people.Rows{ClassGroup: map[id.Class]id.Group{class.ID: whole.ID}}
	orlova := k.person(tx, &p, "orlova", "Орлова", "Наталья", "Сергеевна", people.Female)
	ivanova := k.person(tx, &p, "ivanova", "Иванова", "Елена", "Павловна", people.Female)
	sidorov := k.person(tx, &p, "sidorov", "Сидоров", "Алексей", "Викторович", people.Male)
	petrov := k.person(tx, &p, "petrov", "Петров", "Илья", "Андреевич", people.Male)
	petrova := k.person(tx, &p, "petrova", "Петрова", "Ольга", "Викторовна", people.Female)
	classmate := k.person(tx, &p, "classmate", "Одноклассник", "Другой", "", people.Male)
	mother := k.person(tx, &p, "other mother", "Мать", "Другого", "", people.Female)
	days := when.Span{From: y.Days.From, To: when.Forever}
	p.Roles = []people.Held{{Person: orlova, Role: access.Head, Days: days}, {Person: ivanova, Role: access.Teacher, Days: days}, {Person: sidorov, Role: access.Teacher, Days: days}}
	p.Tutors = []people.FormTutor{{Class: class.ID, Person: sidorov, Days: days}}
	p.Guardians = []people.Guardianship{{Guardian: petrova, Pupil: petrov, Kind: people.Mother, Days: days}, {Guardian: mother, Pupil: classmate, Kind: people.Mother, Days: days}}
	for _, pupil := range []id.Person{petrov, classmate} {
		p.Enrolments = append(p.Enrolments, people.Enrolment{ID: id.New[id.Span](tx), Pupil: pupil, Class: class.ID, Days: y.Days})
	}
	p.Members = []people.Member{{Group: part.ID, Pupil: petrov, Days: y.Days}}
	p.Teaching = []people.Teaching{
		{ID: id.New[id.Teaching](tx), Teacher: ivanova, Group: whole.ID, Course: k.courses["Алгебра"], Days: y.Days},
		{ID: id.New[id.Teaching](tx), Teacher: sidorov, Group: whole.ID, Course: k.courses["Физика"], Days: y.Days},
		{ID: id.New[id.Teaching](tx), Teacher: sidorov, Group: part.ID, Course: k.courses["Английский язык"], Days: y.Days},
	}
	if err := people.Fill(tx, p); err != nil {
		return err
	}
	return journal.Fill(tx, k.lessonsOf(tx, whole.ID, part.ID, ivanova, sidorov, petrov, classmate))
}

// lessonsOf is the week: algebra on Monday, Tuesday and Wednesday, physics and
// English on Monday, and a lesson of the second fourth.
func (k *kit) lessonsOf(tx *storage.Tx, whole, part id.Group, ivanova, sidorov, petrov, classmate id.Person) journal.Rows {
	var r journal.Rows
	lesson := func(key string, group id.Group, course string, teacher id.Person, day when.Day, number int, topic string, state journal.LessonState) journal.Lesson {
		l := journal.Lesson{
			ID: id.New[id.Lesson](tx), Group: group, Course: k.courses[course], Day: day, Number: number, Teacher: teacher,
			Topic: topic, State: state, Checked: state == journal.Held, Version: 1,
		}
		k.lessons[key] = l.ID
		task := journal.Task{ID: id.New[id.Task](tx), Group: group, Course: l.Course, Lesson: l.ID, Kind: journal.Answer, Day: day, Weight: 1, Version: 1}
		k.tasks[key] = task.ID
		r.Lessons, r.Tasks = append(r.Lessons, l), append(r.Tasks, task)
		return l
	}
	mark := func(key string, pupil id.Person, text string, value int64) {
		m := journal.Mark{ID: id.New[id.Mark](tx), Task: k.tasks[key], Pupil: pupil, Slot: 1, Version: 1, Scale: "five-1", By: ivanova, At: tx.Now()}
		m.Text, m.Value, m.Counted = text, value, true
		r.Marks = append(r.Marks, m)
	}
	algebra := lesson("algebra 0", whole, "Алгебра", ivanova, today, 2, "Степень с натуральным показателем", journal.Held)
	tuesday := lesson("algebra 1", whole, "Алгебра", ivanova, today+1, 2, "Степень", journal.Planned)
	lesson("algebra 2", whole, "Алгебра", ivanova, today+2, 1, "Степень произведения", journal.Planned)
	lesson("algebra -7", whole, "Алгебра", ivanova, today-7, 2, "Одночлены", journal.Held)
	lesson("physics 0", whole, "Физика", sidorov, today, 3, "Измерение скорости", journal.Held)
	english := lesson("english 0", part, "Английский язык", sidorov, today, 4, "Present Perfect", journal.Held)
	lesson("algebra 18", whole, "Алгебра", ivanova, today+18, 1, "Многочлены", journal.Planned)
	k.tasks["control 1"] = id.New[id.Task](tx)
	r.Tasks = append(r.Tasks, journal.Task{ID: k.tasks["control 1"], Group: whole, Course: k.courses["Алгебра"], Lesson: tuesday.ID, Kind: "control", Title: "Степени", Day: today + 1, Weight: 3, Version: 1})
	r.Homework = append(r.Homework, journal.Homework{ID: id.New[id.Homework](tx), Lesson: algebra.ID, Text: "§ 14, № 312–315", Due: today + 2, Version: 1})
	mark("algebra 0", petrov, "4", 400)
	mark("algebra 0", classmate, "2", 200)
	mark("algebra -7", petrov, "3", 300)
	late := journal.Attendance{ID: id.New[id.Attendance](tx), Lesson: english.ID, Pupil: petrov, Version: 1, Source: "teacher"}
	late.State, late.Minutes, late.Excused = journal.Late, 5, journal.ExcuseUnknown
	absent := journal.Attendance{ID: id.New[id.Attendance](tx), Lesson: k.lessons["physics 0"], Pupil: petrov, Version: 1, Source: "teacher"}
	absent.State, absent.Excused = journal.Absent, journal.ExcuseUnknown
	r.Attendance = append(r.Attendance, late, absent)
	return r
}

func (k *kit) fillSecond(tx *storage.Tx) error {
	y, terms := year(tx)
	class := school.Class{ID: id.New[id.Class](tx), Year: y.ID, YearGroup: 3, Letter: "А", Name: "3А"}
	whole := school.Group{ID: id.New[id.Group](tx), Year: y.ID, Kind: school.WholeClass, Name: "3А", Class: class.ID, Classes: []id.Class{class.ID}}
	if err := school.Fill(tx, school.Rows{Years: []school.Year{y}, Terms: terms, Classes: []school.Class{class}, Groups: []school.Group{whole}}); err != nil {
		return err
	}
	p := people.Rows{ClassGroup: map[id.Class]id.Group{class.ID: whole.ID}}
	volkova := k.person(tx, &p, "volkova", "Волкова", "Анна", "Игоревна", people.Female)
	masha := k.person(tx, &p, "masha", "Петрова", "Маша", "Андреевна", people.Female)
	petrova := k.person(tx, &p, "petrova 2", "Петрова", "Ольга", "Викторовна", people.Female)
	p.Roles = []people.Held{{Person: volkova, Role: access.Teacher, Days: y.Days}}
	p.Tutors = []people.FormTutor{{Class: class.ID, Person: volkova, Days: y.Days}}
	p.Enrolments = []people.Enrolment{{ID: id.New[id.Span](tx), Pupil: masha, Class: class.ID, Days: y.Days}}
	p.Guardians = []people.Guardianship{{Guardian: petrova, Pupil: masha, Kind: people.Mother, Days: y.Days}}
	return people.Fill(tx, p)
}

// path is an address in the diary of somebody of the cast.
func (k *kit) path(name, rest string) string {
	s := k.who[name]
	return "/o/" + s.org.String() + "/diary/" + s.person.String() + rest
}

// week is the address of a week of Petrov's diary.
func (k *kit) week(monday when.Day) string { return k.path("petrov", "/week/"+monday.String()) }

// get asks for a page as somebody.
func (k *kit) get(name, path string, headers ...string) *httptest.ResponseRecorder {
	k.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.AddCookie(&http.Cookie{Name: "parta", Value: name})
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Language", "ru")
	for pair := range slices.Chunk(headers, 2) {
		r.Header.Set(pair[0], pair[1])
	}
	w := httptest.NewRecorder()
	k.router.ServeHTTP(w, r)
	return w
}

// page asks for a page that must be there.
func (k *kit) page(name, path string, headers ...string) *goquery.Document {
	k.Helper()
	w := k.get(name, path, headers...)
	if w.Code != http.StatusOK {
		k.Fatalf("GET %s as %s = %d\n%s", path, name, w.Code, w.Body)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	k.must(err)
	return doc
}

// text is what an element says, spaces made single.
func text(in *goquery.Selection) string { return strings.Join(strings.Fields(in.Text()), " ") }

// says fails unless the element says exactly that.
func (k *kit) says(doc *goquery.Document, selector, want string) {
	k.Helper()
	if got := text(doc.Find(selector)); got != want {
		k.Errorf("%s says %q, want %q", selector, got, want)
	}
}

// setMark changes Petrov's mark at a lesson as the teacher would.
func (k *kit) setMark(lesson, written, key string, replaces int64) {
	k.Helper()
	who, err := k.actor(k.Context(), k.who["ivanova"])
	k.must(err)
	results, err := k.journal.SaveCells(k.Context(), who, k.terms[0].ID, []journal.CellWrite{{
		Key: key, Column: journal.Column{Lesson: k.lessons[lesson]}, Pupil: k.who["petrov"].person, Text: written, Replaces: journal.Replaces{Mark1: replaces},
	}})
	k.must(err)
	if results[0].State != journal.Saved {
		k.Fatalf("mark %s at %s: %s %v", written, lesson, results[0].State, results[0].Problem)
	}
}

// row selects the row of a lesson.
func (k *kit) row(lesson string) string { return "#l-" + k.lessons[lesson].String() }
