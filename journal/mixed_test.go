package journal_test

import (
	"net/url"
	"strings"
	"testing"

	"parta/access"
	"parta/id"
	"parta/internal/storage"
	"parta/journal"
	"parta/people"
	"parta/school"
)

// A mixed group: two pupils of 7Б, and two of another class.
const (
	class2 id.Class  = 12
	mixed  id.Group  = 22
	alien  id.Person = 201
)

var mixedPage = journal.Page{Group: mixed, Course: physics, Term: term1}

// mix makes the other class, of a year group, and the mixed group, in which
// Ivanova gave a lesson on Friday.
func (k *kit) mix(yearGroup int, name string) journal.Lesson {
	k.Helper()
	k.must(k.db.Write(k.Context(), storage.Act{Org: org1, Key: "mix"}, func(tx *storage.Tx) error {
		err := school.Fill(tx, school.Rows{
			Classes: []school.Class{{ID: class2, Year: 10, YearGroup: yearGroup, Name: name}},
			Groups: []school.Group{
				{ID: class2Group, Year: 10, Kind: school.WholeClass, Name: name, Class: class2},
				{ID: mixed, Year: 10, Kind: school.Mixed, Name: "7Б и " + name, Classes: []id.Class{class7, class2}},
			},
		})
		if err != nil {
			return err
		}
		rows := people.Rows{
			ClassGroup: map[id.Class]id.Group{class2: class2Group},
			Teaching: []people.Teaching{
				{ID: 62, Teacher: 41, Group: mixed, Course: physics, Days: open},
				{ID: 63, Teacher: 41, Group: class2Group, Course: physics, Days: open},
			},
		}
		for i := range 2 {
			other := alien + id.Person(i)
			rows.Persons = append(rows.Persons, person(other, "Чужой", "№ "+string(rune('1'+i)), ""))
			rows.Enrolments = append(rows.Enrolments, people.Enrolment{ID: id.Span(900 + i), Pupil: other, Class: class2, Days: open})
			rows.Members = append(rows.Members,
				people.Member{Group: mixed, Pupil: other, Days: open}, people.Member{Group: mixed, Pupil: petrov + id.Person(i), Days: open})
		}
		return people.Fill(tx, rows)
	}))
	lesson, err := k.AddLesson(k.Context(), k.act("ivanova"), journal.LessonDraft{Group: mixed, Course: physics, Day: friday, Number: 3, Held: true})
	k.must(err)
	return lesson
}

const class2Group id.Group = 23

func TestTutorSeesOnlyOwnPupilsOfAMixedGroup(t *testing.T) {
	each(t, func(k *kit) {
		lesson := k.mix(8, "8В")
		cell := "L" + lesson.ID.String()
		for i, pupil := range []id.Person{petrov, alien} {
			k.cells("ivanova", write{Key: "ivanova" + pupil.String(), Column: cell, Pupil: pupil, Text: []string{"5", "2"}[i], Replaces: at(0, 0, 0)})
		}
		seq := k.doc(k.get("ivanova", pageURL(mixedPage))).Find("#grid").AttrOr("data-seq", "")
		k.cells("ivanova", write{Key: "later", Column: cell, Pupil: alien + 1, Text: "3", Replaces: at(0, 0, 0)})

		for who, want := range map[string]int{"ivanova": 4, "smirnov": 4, "sidorov": 2} {
			for _, path := range []string{"", "/lesson/" + lesson.ID.String()} {
				doc := k.doc(k.get(who, pageURL(mixedPage)+path))
				if got := doc.Find("#grid tbody tr, #lesson > li").Length(); got != want {
					k.Errorf("%q shows %s %d pupils, want %d", path, who, got, want)
				}
				if text := doc.Text(); who == "sidorov" && strings.Contains(text, "Чужой") {
					k.Errorf("%q tells the tutor of pupils of another class", path)
				}
			}
		}
		if body := k.get("sidorov", pageURL(mixedPage)+"/cells?since=0").Body.String(); strings.Contains(body, alien.String()) || !strings.Contains(body, petrov.String()) {
			k.Errorf("what has changed tells the tutor: %s", body)
		}
		if body := k.get("sidorov", pageURL(mixedPage)+"/cells?since="+seq).Body.String(); strings.Contains(body, `"text":"3"`) {
			k.Errorf("a later change tells the tutor: %s", body)
		}
		for _, tt := range []struct {
			path  string
			pupil id.Person
			want  int
		}{
			{"/average?pupil=", petrov, 200},
			{"/average?pupil=", alien, 403},
			{"/history?column=" + cell + "&pupil=", petrov, 200},
			{"/history?column=" + cell + "&pupil=", alien, 403},
			{"?pupil=", alien, 404},
		} {
			if got := k.get("sidorov", pageURL(mixedPage)+tt.path+tt.pupil.String()); got.Code != tt.want {
				k.Errorf("%s%s as the tutor = %d, want %d", tt.path, tt.pupil, got.Code, tt.want)
			}
		}
	})
}

func TestTutorKeepsAttendanceOfOwnPupilsOfAMixedGroup(t *testing.T) {
	each(t, func(k *kit) {
		lesson := k.mix(8, "8В")
		for i, tt := range []struct {
			pupil id.Person
			state string
		}{{petrov, "saved"}, {alien, "refused"}} {
			w := write{Key: "k" + string(rune('0'+i)), Column: "L" + lesson.ID.String(), Pupil: tt.pupil, Text: "б", Replaces: at(0, 0, 0)}
			if r := k.cells("sidorov", w).Results[0]; r.State != tt.state {
				k.Errorf("why %s was away, from the tutor of 7Б: %+v, want %s", tt.pupil, r, tt.state)
			}
		}
		path := pageURL(mixedPage) + "/lesson/" + lesson.ID.String()
		if got := k.post("sidorov", path+"/check", url.Values{"key": {"check"}}); got.Code != 403 {
			k.Errorf("the tutor says that all are here = %d, want 403", got.Code)
		}
		if n := k.doc(k.get("sidorov", path)).Find("form[action$='/check']").Length(); n != 0 {
			k.Error("the tutor is offered to say that all are here")
		}
		if got := k.post("ivanova", path+"/check", url.Values{"key": {"check"}}); got.Code != 303 {
			k.Errorf("the teacher says that all are here = %d", got.Code)
		}
	})
}

// Of a group of one class the tutor sees all, those who left among them.
func TestTutorOfBothClassesSeesThemBoth(t *testing.T) {
	k := newKit(t, template.SQLite(t))
	lesson := k.mix(8, "8В")
	k.must(k.db.Write(t.Context(), storage.Act{Org: org1, Key: "tutor"}, func(tx *storage.Tx) error {
		return people.Fill(tx, people.Rows{Tutors: []people.FormTutor{{Class: class2, Person: 42, Days: open}}})
	}))
	if who := k.as("sidorov"); len(who.Tutored) != 2 || !who.Has(access.Tutor) {
		t.Fatalf("sidorov is tutor of %v", who.Tutored)
	}
	if got := k.doc(k.get("sidorov", pageURL(mixedPage))).Find("#grid tbody tr").Length(); got != 4 {
		t.Errorf("the tutor of both classes sees %d pupils, want 4", got)
	}
	if got := k.post("sidorov", pageURL(mixedPage)+"/lesson/"+lesson.ID.String()+"/check", url.Values{"key": {"check"}}); got.Code != 303 {
		t.Errorf("the tutor of both classes says that all are here = %d", got.Code)
	}
}

// The first year group is taught without marks.
func TestFirstYearGroupIsGivenNoMarks(t *testing.T) {
	each(t, func(k *kit) {
		together := k.mix(1, "1А")
		alone, err := k.AddLesson(k.Context(), k.act("ivanova"), journal.LessonDraft{Group: class2Group, Course: physics, Day: friday, Number: 1, Held: true})
		k.must(err)
		answer := k.answerOf(alone)
		k.must(k.db.Write(k.Context(), storage.Act{Org: org1, Key: "brought along"}, func(tx *storage.Tx) error {
			return journal.Fill(tx, journal.Rows{Marks: []journal.Mark{{
				ID: 9001, Task: answer, Pupil: alien + 1, Slot: 1, Version: 1, Scale: "five-1", By: 41, At: tx.Now(), Written: journal.Written{Text: "5", Value: 500, Counted: true},
			}}})
		}))
		const none = "journal.mark.yeargroup"
		for i, tt := range []struct {
			name    string
			lesson  journal.Lesson
			pupil   id.Person
			text    string
			mark1   int
			reason  string
			becomes string
		}{
			{"a mark", alone, alien, "5", 0, none, ""},
			{"a credit", alone, alien, "зч", 0, none, ""},
			{"an absence", alone, alien, "н", 0, "", "н"},
			{"a mark in a room with an older class", together, alien, "4", 0, none, ""},
			{"an absence there", together, alien, "б", 0, "", "б"},
			{"a mark for one of the older class", together, petrov, "4", 0, "", "4"},
			{"one that was brought along, made another", alone, alien + 1, "4", 1, none, ""},
			{"one that was brought along, taken away", alone, alien + 1, "", 1, "", ""},
		} {
			w := write{Key: "w" + string(rune('0'+i)), Column: "L" + tt.lesson.ID.String(), Pupil: tt.pupil, Text: tt.text, Replaces: at(0, tt.mark1, 0)}
			switch r := k.cells("ivanova", w).Results[0]; {
			case r.Reason != tt.reason || tt.reason != "" && r.Message == "":
				k.Errorf("%s: %+v, want %q", tt.name, r, tt.reason)
			case tt.reason == "" && r.Cell.Text != tt.becomes:
				k.Errorf("%s: the cell is %q, want %q", tt.name, r.Cell.Text, tt.becomes)
			}
		}
		k.saysNoMarks(journal.Page{Group: class2Group, Course: physics, Term: term1}, alone, alien)
		k.saysNoMarks(mixedPage, together, alien)
		if n := k.doc(k.get("ivanova", pageURL(mixedPage)+"/lesson/"+together.ID.String())).Find("#p-" + petrov.String() + " button[value='5']").Length(); n != 1 {
			k.Error("an older pupil of a mixed group is offered no marks")
		}
		form := url.Values{"key": {"form"}, "column": {"L" + alone.ID.String()}, "pupil": {alien.String()}, "text": {"5"}, "replaces": {"1.0.0"}}
		if got := k.post("ivanova", pageURL(journal.Page{Group: class2Group, Course: physics, Term: term1})+"/cell", form); got.Code != 422 {
			k.Errorf("a mark by a form = %d, want 422", got.Code)
		}
		if text := k.doc(k.get("ivanova", pageURL(page7))).Text(); strings.Contains(text, "отметок не ставят") {
			k.Error("the page of 7Б says that it is given no marks")
		}
	})
}

// saysNoMarks checks that a page, and a lesson of it, say so in words, and that
// the lesson offers the pupil letters alone.
func (k *kit) saysNoMarks(page journal.Page, lesson journal.Lesson, pupil id.Person) {
	k.Helper()
	for _, path := range []string{"", "/lesson/" + lesson.ID.String()} {
		doc := k.doc(k.get("ivanova", pageURL(page)+path))
		if !strings.Contains(doc.Text(), "Ученикам 1 класса отметок не ставят") {
			k.Errorf("%s%s does not say that no marks are given", pageURL(page), path)
		}
		if marks := doc.Find("#p-" + pupil.String() + " button[value='5']").Length(); path != "" && marks != 0 {
			k.Errorf("%s%s offers marks", pageURL(page), path)
		}
	}
}

// answerOf is a lesson's task «ответ».
func (k *kit) answerOf(lesson journal.Lesson) (answer id.Task) {
	k.Helper()
	k.read(func(tx *storage.Tx) (err error) {
		answer, err = storage.Value[id.Task](tx, "SELECT task_id FROM journal_task WHERE org_id = $1 AND lesson_id = $2 AND kind = 'answer'", org1, lesson.ID)
		return err
	})
	return answer
}
