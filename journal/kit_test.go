package journal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"parta/access"
	"parta/id"
	"parta/internal/i18n"
	"parta/internal/problem"
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

const (
	org1 id.Org = 1
	org2 id.Org = 2
	org3 id.Org = 3 // of which a test makes a new school
)

var (
	september = when.Date(2026, time.September, 1)
	today     = when.Date(2026, time.October, 19) // a Monday, as testkit.Start
	schoolYr  = when.Span{From: september, To: when.Date(2027, time.August, 31)}
	fourth    = when.Span{From: september, To: when.Date(2026, time.October, 25)}
	half      = when.Span{From: september, To: when.Date(2026, time.December, 30)}
	open      = when.Span{From: september, To: when.Forever}
)

const (
	class7   id.Class  = 11
	group7   id.Group  = 21
	algebra  id.Course = 31
	physics  id.Course = 32
	term1    id.Term   = 15
	halfTerm id.Term   = 16
	petrov   id.Person = 51
	newcomer id.Person = 52 // in the group from 1 October
	pupils             = 30

	lesson0 id.Lesson = 1000 // the first lesson of algebra; the others follow day by day
	answer0 id.Task   = 2000
	control id.Task   = 3000 // of the lesson of 21 September
)

// cast are the people of the tests: the session's token is the name.
var cast = map[string]struct {
	org    id.Org
	person id.Person
}{
	"ivanova": {org1, 41}, "sidorov": {org1, 42}, "smirnov": {org1, 43}, "kuznetsova": {org1, 44}, "petrov": {org1, petrov}, "petrova": {org1, 45},
	"volkova": {org2, 41}, "smirnov of 3": {org3, 43}, "orlova of 3": {org3, 46},
}

var page7 = journal.Page{Group: group7, Course: algebra, Term: term1}

// lessonDays are the days of algebra: each weekday of the fourth.
func lessonDays() (days []when.Day) {
	for d := fourth.From; d <= today+4; d++ {
		if wd := d.Weekday(); wd != time.Saturday && wd != time.Sunday {
			days = append(days, d)
		}
	}
	return days
}

// lessonOn is the lesson of algebra on a day.
func lessonOn(day when.Day) (id.Lesson, id.Task) {
	for i, d := range lessonDays() {
		if d == day {
			return lesson0 + id.Lesson(i), answer0 + id.Task(i)
		}
	}
	panic(fmt.Sprint("no lesson on ", day))
}

func column(day when.Day) string {
	lesson, _ := lessonOn(day)
	return "L" + lesson.String()
}

var template = &testkit.Template{
	Slices:  []fs.FS{ledger.Migrations, orgs.Migrations, school.Migrations, people.Migrations, journal.Migrations},
	Install: ledger.Install,
	Fill: func(ctx context.Context, db *storage.DB) error {
		if err := db.Control(ctx, func(tx *storage.Tx) error {
			for _, o := range []orgs.Org{
				{ID: org1, Kind: orgs.School, Name: "Школа № 1", ShortName: "Школа № 1", Zone: "Asia/Tomsk"},
				{ID: org2, Kind: orgs.School, Name: "Школа № 2", ShortName: "Школа № 2", Zone: "Asia/Tomsk"},
			} {
				if _, err := orgs.AddOrg(tx, o); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
		for _, org := range []id.Org{org1, org2} {
			if err := db.Write(ctx, storage.Act{Org: org, Key: "school"}, func(tx *storage.Tx) error {
				return fill(tx)
			}); err != nil {
				return err
			}
		}
		return nil
	},
}

// fill makes the same school in either organisation: same identifiers, so that
// a missing org_id would show.
func fill(tx *storage.Tx) error {
	if err := school.Fill(tx, school.Rows{
		Years: []school.Year{{ID: 10, Name: "2026/27", Days: schoolYr}},
		Terms: []school.Term{
			{ID: term1, Year: 10, Name: "1-я четверть", Kind: school.Fourth, Number: 1, Days: fourth},
			{ID: halfTerm, Year: 10, Name: "1-е полугодие", Kind: school.Half, Number: 1, Days: half},
		},
		Subjects: []school.Subject{{ID: 30, Name: "математика"}, {ID: 33, Name: "физика"}},
		Courses:  []school.Course{{ID: algebra, Subject: 30, Name: "алгебра"}, {ID: physics, Subject: 33, Name: "физика"}},
		Classes:  []school.Class{{ID: class7, Year: 10, YearGroup: 7, Letter: "Б", Name: "7Б"}},
		Groups:   []school.Group{{ID: group7, Year: 10, Kind: school.WholeClass, Name: "7Б", Class: class7}},
		Settings: []school.Setting{
			{Name: school.WeightsSetting, From: september, Value: "on", Source: "Положение об оценивании"},
			{Name: school.ThresholdsSetting, From: september, Value: "465 365 265", Source: "Положение об оценивании"},
		},
	}); err != nil {
		return err
	}
	if err := people.Fill(tx, peopleRows()); err != nil {
		return err
	}
	return journal.Fill(tx, journalRows())
}

func peopleRows() people.Rows {
	rows := people.Rows{
		ClassGroup: map[id.Class]id.Group{class7: group7},
		Persons: []people.Person{
			person(41, "Иванова", "Елена", "Павловна"), person(42, "Сидоров", "Андрей", "Викторович"),
			person(43, "Смирнов", "Алексей", "Андреевич"), person(44, "Кузнецова", "Нина", "Ивановна"), person(45, "Петрова", "Ольга", "Викторовна"),
			person(petrov, "Петров", "Илья", "Сергеевич"),
		},
		Roles: []people.Held{
			{Person: 41, Role: access.Teacher, Days: open},
			{Person: 42, Role: access.Teacher, Days: open},
			{Person: 43, Role: access.Deputy, Days: open},
			{Person: 44, Role: access.Clerk, Days: open},
		},
		Enrolments: []people.Enrolment{{ID: 71, Pupil: petrov, Class: class7, Days: open}},
		Guardians:  []people.Guardianship{{Guardian: 45, Pupil: petrov, Kind: people.Mother, Days: open}},
		Teaching:   []people.Teaching{{ID: 61, Teacher: 41, Group: group7, Course: algebra, Days: open}},
		Tutors:     []people.FormTutor{{Class: class7, Person: 42, Days: open}},
	}
	for i := 1; i < pupils; i++ {
		p := petrov + id.Person(i)
		days := open
		if p == newcomer {
			days.From = when.Date(2026, time.October, 1)
		}
		rows.Persons = append(rows.Persons, person(p, "Ученик", fmt.Sprintf("№ %02d", i), ""))
		rows.Enrolments = append(rows.Enrolments, people.Enrolment{ID: id.Span(100 + i), Pupil: p, Class: class7, Days: days})
	}
	return rows
}

func person(p id.Person, last, first, middle string) people.Person {
	return people.Person{ID: p, Name: people.Name{Last: last, First: first, Middle: middle}}
}

// journalRows is a term of algebra: each pupil has a mark every fourth lesson,
// an absence now and then, and a control work on 21 September.
func journalRows() (rows journal.Rows) {
	next := int64(100_000)
	mark := func(task id.Task, pupil id.Person, text string, day when.Day) {
		next++
		written, err := journal.FivePoint().Parse(text, func(string) bool { return false })
		if err != nil {
			panic(err)
		}
		rows.Marks = append(rows.Marks, journal.Mark{
			ID: id.Mark(next), Task: task, Pupil: pupil, Slot: 1, Version: 1, Scale: journal.FivePoint().Version, By: 41,
			At: when.At(day.Time().Add(5 * time.Hour)), Written: written[0],
		})
	}
	for i, day := range lessonDays() {
		lesson, answer := lessonOn(day)
		state := journal.Held
		if day >= today {
			state = journal.Planned
		}
		rows.Lessons = append(rows.Lessons, journal.Lesson{
			ID: lesson, Group: group7, Course: algebra, Day: day, Number: 2, Teacher: 41, Topic: "Степень с натуральным показателем",
			State: state, Checked: state == journal.Held, Version: 1,
		})
		rows.Tasks = append(rows.Tasks, journal.Task{
			ID: answer, Group: group7, Course: algebra, Lesson: lesson, Kind: journal.Answer, Day: day, Weight: 1, Version: 1,
		})
		if day >= today {
			continue
		}
		isControl := day == when.Date(2026, time.September, 21)
		if isControl {
			rows.Tasks = append(rows.Tasks, journal.Task{ID: control, Group: group7, Course: algebra, Lesson: lesson, Kind: "control", Day: day, Weight: 3, Version: 1})
		}
		for p := range pupils {
			pupil := petrov + id.Person(p)
			switch {
			case pupil == newcomer && day < when.Date(2026, time.October, 1):
			case isControl:
				mark(control, pupil, fmt.Sprint(3+p%3), day)
			case (i+p)%4 == 0:
				mark(answer, pupil, fmt.Sprint(2+(i+p*3)%4), day)
			case (i*7+p*3)%19 == 0:
				next++
				rows.Attendance = append(rows.Attendance, journal.Attendance{
					ID: id.Attendance(next), Lesson: lesson, Pupil: pupil, Version: 1, Source: "teacher",
					Presence: journal.Presence{State: journal.Absent, Excused: journal.ExcuseUnknown},
				})
			}
		}
	}
	return rows
}

// kit is a copy of the schools on one engine, with the pages over it.
type kit struct {
	testing.TB
	*journal.Journal
	db     *storage.DB
	clock  *testkit.Clock
	router *web.Router
	acts   int
}

func each(t *testing.T, test func(k *kit)) {
	template.Each(t, func(t *testing.T, base *testkit.Kit) { test(newKit(t, base)) })
}

func newKit(t testing.TB, base *testkit.Kit) *kit {
	k := &kit{TB: t, Journal: journal.New(base.DB), db: base.DB, clock: base.Clock}
	texts, err := i18n.New(web.Texts, storage.Texts, orgs.Texts, school.Texts, people.Texts, journal.Texts)
	k.must(err)
	k.router, err = web.NewRouter(web.Config{
		Texts: texts, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: base.Clock.Now,
		Authenticate: func(ctx context.Context, token string, org id.Org) (web.Session, *access.Actor, error) {
			who, known := cast[token]
			if !known {
				return web.Session{}, nil, problem.New(problem.NotFound, "web.problem.notfound")
			}
			s := web.Session{ID: id.Session(who.person), Account: id.Account(who.person), Name: token, Orgs: []ui.Org{{ID: who.org, ShortName: "Школа"}}}
			if who.org != org {
				return s, nil, nil
			}
			actor, err := k.actor(ctx, org, who.person)
			return s, &actor, err
		},
	})
	k.must(err)
	k.Routes(k.router)
	return k
}

func (k *kit) actor(ctx context.Context, org id.Org, person id.Person) (actor access.Actor, err error) {
	err = k.db.Read(ctx, org, func(tx *storage.Tx) error {
		day, err := orgs.Today(tx, org)
		if err == nil {
			actor, err = people.FactsOf(tx, person, day)
		}
		if err == nil {
			actor.Standing, err = ledger.StandingOf(tx)
		}
		actor.Account = id.Account(person)
		return err
	})
	return actor, err
}

// as is somebody of the cast.
func (k *kit) as(name string) access.Actor {
	k.Helper()
	actor, err := k.actor(context.Background(), cast[name].org, cast[name].person)
	k.must(err)
	return actor
}

// act is a new act of somebody.
func (k *kit) act(name string) storage.Act {
	k.acts++
	actor := k.as(name)
	return storage.Act{Org: actor.Org, By: actor, Key: fmt.Sprint("act ", k.acts)}
}

func (k *kit) must(err error) {
	k.Helper()
	if err != nil {
		k.Fatal(err)
	}
}

func (k *kit) read(fn func(tx *storage.Tx) error) {
	k.Helper()
	k.must(k.db.Read(context.Background(), org1, fn))
}

const home = "/o/0000000000001/journal"

func pageURL(p journal.Page) string {
	return home + "/" + p.Group.String() + "/" + p.Course.String() + "/" + p.Term.String()
}

// ask sends a request as somebody.
func (k *kit) ask(who, method, path, contentType string, body io.Reader) *httptest.ResponseRecorder {
	k.Helper()
	r := httptest.NewRequest(method, path, body)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if contentType == "application/json" || strings.Contains(path, "/cells?") {
		r.Header.Set("Accept", "application/json")
	} else {
		r.Header.Set("Accept", "text/html")
	}
	r.AddCookie(&http.Cookie{Name: "parta", Value: who})
	w := httptest.NewRecorder()
	k.router.ServeHTTP(w, r)
	return w
}

func (k *kit) get(who, path string) *httptest.ResponseRecorder {
	k.Helper()
	return k.ask(who, "GET", path, "", nil)
}

func (k *kit) post(who, path string, form url.Values) *httptest.ResponseRecorder {
	k.Helper()
	return k.ask(who, "POST", path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

func (k *kit) doc(w *httptest.ResponseRecorder) *goquery.Document {
	k.Helper()
	doc, err := goquery.NewDocumentFromReader(w.Body)
	k.must(err)
	return doc
}

// write is one cell as the page sends it.
type write struct {
	Key      string         `json:"key"`
	Column   string         `json:"column"`
	Pupil    id.Person      `json:"pupil,omitzero"`
	Text     string         `json:"text"`
	Whole    bool           `json:"whole,omitempty"`
	Replaces map[string]int `json:"replaces"`

	MarksOnly  bool   `json:"marksOnly,omitempty"`
	HappenedAt string `json:"happenedAt,omitempty"`
	Check      bool   `json:"check,omitempty"`
}

type answer struct {
	Seq     int64 `json:"seq"`
	Results []struct {
		Key, State, Message, Reason string
		Cell                        *struct {
			Column, Text, Class, Versions, Average string
			Absences                               int
		}
		Theirs *struct{ Text, By, Version string }
	}
}

func (k *kit) cells(who string, writes ...write) answer {
	k.Helper()
	body, err := json.Marshal(map[string]any{"term": term1, "writes": writes})
	k.must(err)
	got := k.ask(who, "POST", home+"/cells", "application/json", bytes.NewReader(body))
	if got.Code != 200 {
		k.Fatalf("POST cells as %s = %d\n%s", who, got.Code, got.Body)
	}
	var a answer
	k.must(json.Unmarshal(got.Body.Bytes(), &a))
	return a
}

type sel = goquery.Selection

// again asks for a page that the reader has by a tag.
func (k *kit) again(who, path, tag string) *httptest.ResponseRecorder {
	k.Helper()
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("If-None-Match", tag)
	r.Header.Set("Accept", "text/html")
	r.AddCookie(&http.Cookie{Name: "parta", Value: who})
	w := httptest.NewRecorder()
	k.router.ServeHTTP(w, r)
	return w
}

func (k *kit) decode(raw []byte, into any) {
	k.Helper()
	k.must(json.Unmarshal(raw, into))
}

func (k *kit) forgetPages() { k.ForgetPages() }
