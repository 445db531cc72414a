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
