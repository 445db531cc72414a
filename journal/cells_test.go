package journal_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/journal"
	"parta/ledger"
	"parta/people"
	"parta/when"
)

var (
	friday  = today - 3
	monday  = today
	monday1 = when.Date(2026, time.September, 7)
)

func at(attendance, mark1, mark2 int) map[string]int {
	return map[string]int{"attendance": attendance, "mark1": mark1, "mark2": mark2}
}

func TestCellIsSavedAndShown(t *testing.T) {
	each(t, func(k *kit) {
		a := k.cells("ivanova", write{Key: "k1", Column: column(monday), Pupil: petrov, Text: "4-", Replaces: at(0, 0, 0)})
		r := a.Results[0]
		if r.State != "saved" || r.Cell.Text != "4−" || r.Cell.Versions != "0.1.0" || r.Cell.Class != "m" || r.Cell.Average == "" {
			t := fmt.Sprintf("%+v %+v", r, r.Cell)
			k.Fatalf("answer %s", t)
		}
		doc := k.doc(k.get("ivanova", pageURL(page7)))
		row := doc.Find("tr[data-p='" + petrov.String() + "']")
		cell := row.Find("td.now")
		if got := cell.Text(); got != "4−" {
			k.Errorf("the page shows %q", got)
		}
		if v, _ := cell.Attr("data-v"); v != "0.1.0" {
			k.Errorf("versions %q", v)
		}
		if got := row.Find("td.avg").Text(); got != r.Cell.Average {
			k.Errorf("the page shows the mean %s, the answer %s", got, r.Cell.Average)
		}
	})
}

func TestAMarkOverAnAbsenceLeavesTheAbsence(t *testing.T) {
	each(t, func(k *kit) {
		k.cells("ivanova", write{Key: "1", Column: column(monday), Pupil: petrov, Text: "н", Replaces: at(0, 0, 0)})
		a := k.cells("ivanova", write{Key: "2", Column: column(monday), Pupil: petrov, Text: "4", Replaces: at(1, 0, 0)})
		if got := a.Results[0].Cell.Text; got != "н 4" {
			k.Errorf("4 over н = %q, want «н 4»", got)
		}
		a = k.cells("ivanova", write{Key: "3", Column: column(monday), Pupil: petrov, Text: "п", Replaces: at(1, 1, 0)})
		if got := a.Results[0].Cell.Text; got != "4" {
			k.Errorf("present over «н 4» = %q, want 4", got)
		}
		a = k.cells("ivanova", write{Key: "4", Column: column(monday), Pupil: petrov, Text: "н", Whole: true, Replaces: at(2, 1, 0)})
		if got := a.Results[0].Cell.Text; got != "н" {
			k.Errorf("the whole cell н = %q, want н", got)
		}
		a = k.cells("ivanova", write{Key: "5", Column: column(monday), Pupil: petrov, Text: "", Replaces: at(3, 2, 0)})
		if r := a.Results[0]; r.State != "saved" || r.Cell.Text != "" || r.Cell.Versions != "4.2.0" {
			k.Errorf("cleared: %+v %+v", r, r.Cell)
		}
	})
}

func TestASlowerWriteMeetsBothValues(t *testing.T) {
	each(t, func(k *kit) {
		k.cells("ivanova", write{Key: "1", Column: column(monday), Pupil: petrov, Text: "3", Replaces: at(0, 0, 0)})
		a := k.cells("ivanova", write{Key: "2", Column: column(monday), Pupil: petrov, Text: "4", Replaces: at(0, 0, 0)})
		r := a.Results[0]
		if r.State != "conflict" || r.Theirs == nil || r.Theirs.Text != "3" || r.Theirs.By != "Иванова Е. П." || r.Theirs.Version != "0.1.0" {
			k.Fatalf("%+v %+v", r, r.Theirs)
		}
		a = k.cells("ivanova", write{Key: "3", Column: column(monday), Pupil: petrov, Text: "3", Replaces: at(0, 0, 0)})
		if got := a.Results[0].State; got != "same" {
			k.Errorf("the same value twice = %s, want same", got)
		}
		a = k.cells("ivanova", write{Key: "4", Column: column(monday), Pupil: petrov, Text: "н", Replaces: at(0, 0, 0)})
		if got := a.Results[0]; got.State != "saved" || got.Cell.Text != "н 3" {
			k.Errorf("attendance beside another's mark = %s %q: it is a fact of its own", got.State, got.Cell.Text)
		}
	})
}

func TestARepeatIsAnsweredAsTheFirstTime(t *testing.T) {
	each(t, func(k *kit) {
		w := write{Key: "once", Column: column(monday), Pupil: petrov, Text: "5/4", Replaces: at(0, 0, 0)}
		first := k.cells("ivanova", w)
		second := k.cells("ivanova", w)
		if *first.Results[0].Cell != *second.Results[0].Cell || second.Results[0].State != "saved" || first.Seq != second.Seq {
			k.Errorf("first %+v, second %+v", first.Results[0].Cell, second.Results[0].Cell)
		}
		k.cells("ivanova", write{Key: "other", Column: column(monday), Pupil: petrov, Text: "3", Replaces: at(0, 1, 1)})
		third := k.cells("ivanova", w)
		if got := third.Results[0].Cell; got.Text != "5/4" || got.Versions != "0.1.1" {
			k.Errorf("after another change the repeat is answered %+v", got)
		}
	})
}

func TestWhoMayWriteWhat(t *testing.T) {
	each(t, func(k *kit) {
		for i, tt := range []struct {
			name, who, text string
			day             when.Day
			state, reason   string
		}{
			{"her own lesson", "ivanova", "4", monday, "saved", ""},
			{"the form tutor gives no marks", "sidorov", "5", monday, "refused", "journal.forbidden.mark.write"},
			{"the form tutor says why a pupil was away", "sidorov", "б", friday, "saved", ""},
			{"a day to come", "ivanova", "4", today + 1, "refused", "journal.cell.future"},
			{"nonsense", "ivanova", "9", friday, "refused", "journal.cell.unknown"},
			{"a one, where the school gives none", "ivanova", "1", friday, "refused", "journal.mark.one"},
		} {
			pupil := petrov
			a := k.cells(tt.who, write{Key: fmt.Sprint(i), Column: column(tt.day), Pupil: pupil, Text: tt.text, Replaces: at(0, 0, 0)})
			if r := a.Results[0]; r.State != tt.state || r.Reason != tt.reason {
				k.Errorf("%s: %s %s (%s), want %s %s", tt.name, r.State, r.Reason, r.Message, tt.state, tt.reason)
			}
		}
	})
}

func TestRefusalsOfTheCell(t *testing.T) {
	each(t, func(k *kit) {
		for i, tt := range []struct {
			name   string
			w      write
			reason string
		}{
			{"before the pupil came", write{Column: column(monday1), Pupil: newcomer, Text: "5"}, "journal.cell.notonroll"},
			{"nobody of this class", write{Column: column(monday), Pupil: 41, Text: "5"}, "journal.cell.notonroll"},
			{"no such lesson", write{Column: "L" + id.Lesson(7).String(), Pupil: petrov, Text: "5"}, "journal.column.none"},
			{"no column at all", write{Column: "x", Pupil: petrov, Text: "5"}, "journal.column.none"},
			{"no key", write{Column: column(monday), Pupil: petrov, Text: "5"}, "journal.cells.key"},
		} {
			if tt.reason != "journal.cells.key" {
				tt.w.Key = fmt.Sprint(i)
			}
			tt.w.Replaces = at(0, 0, 0)
			if r := k.cells("ivanova", tt.w).Results[0]; r.State != "refused" || r.Reason != tt.reason || r.Message == "" {
				k.Errorf("%s: %+v", tt.name, r)
			}
		}
	})
}

func TestOneRefusedCellLeavesTheOthersAlone(t *testing.T) {
	each(t, func(k *kit) {
		a := k.cells("ivanova",
			write{Key: "a", Column: column(monday), Pupil: petrov, Text: "5", Replaces: at(0, 0, 0)},
			write{Key: "b", Column: column(monday), Pupil: petrov + 1, Text: "77", Replaces: at(0, 0, 0)},
			write{Key: "c", Column: column(monday), Pupil: petrov + 2, Text: "4", Replaces: at(0, 0, 0)})
		for i, want := range []string{"saved", "refused", "saved"} {
			if got := a.Results[i]; got.State != want || got.Key != string("abc"[i]) {
				k.Errorf("entry %d: %+v, want %s", i, got, want)
			}
		}
	})
}

func TestAnswersToWholeCalls(t *testing.T) {
	each(t, func(k *kit) {
		for _, tt := range []struct {
			who  string
			want int
		}{{"petrov", 403}, {"petrova", 403}, {"smirnov", 403}, {"kuznetsova", 403}, {"volkova", 404}} {
			if got := k.ask(tt.who, "POST", home+"/cells", "application/json", nil); got.Code != tt.want {
				k.Errorf("POST cells as %s = %d, want %d", tt.who, got.Code, tt.want)
			}
		}
		_, err := k.SaveCells(k.Context(), k.as("ivanova"), term1, make([]journal.CellWrite, journal.MaxWrites+1))
		if problem.KeyOf(err) != "journal.cells.many" {
			k.Errorf("a block too large: %v", err)
		}
	})
}

func TestSubstituteMayMarkOnlyThatLesson(t *testing.T) {
	each(t, func(k *kit) {
		_, err := people.New(k.db).Substitute(k.Context(), k.act("smirnov"), 42, group7, algebra, friday)
		k.must(err)
		for i, tt := range []struct {
			day  when.Day
			want string
		}{{friday, "saved"}, {friday - 1, "refused"}, {monday, "refused"}} {
			a := k.cells("sidorov", write{Key: fmt.Sprint(i), Column: column(tt.day), Pupil: petrov + 9, Text: "5", Replaces: at(0, 0, 0)})
			if got := a.Results[0]; got.State != tt.want && !(tt.want == "saved" && got.State == "conflict") {
				k.Errorf("%s: %s %s, want %s", tt.day, got.State, got.Message, tt.want)
			}
		}
	})
}

func TestMarkedPlannedLessonWasHeld(t *testing.T) {
	each(t, func(k *kit) {
		k.cells("ivanova", write{Key: "1", Column: column(monday), Pupil: petrov, Text: "5", Replaces: at(0, 0, 0)})
		lesson, _ := lessonOn(monday)
		var acts []string
		k.read(func(tx *storage.Tx) error {
			lines, err := ledger.Request(tx, clientKey("ivanova", "1"))
			for _, l := range lines {
				acts = append(acts, l.Act+" "+l.Rule)
			}
			if len(lines) == 2 && lines[1].ThingID != lesson.Thing() {
				k.Errorf("held %s, want %s", lines[1].ThingID, lesson)
			}
			return err
		})
		if want := "[mark.set mark.write/teacher/taught lesson.held attendance.write/teacher/taught]"; fmt.Sprint(acts) != want {
			k.Errorf("lines %v, want %s", acts, want)
		}
	})
}

func TestBlockThatRepeatsAKeyIsRefusedWhole(t *testing.T) {
	k := newKit(t, template.SQLite(t))
	writes := make([]journal.CellWrite, 2)
	for i := range writes {
		lesson, _ := lessonOn(monday)
		writes[i] = journal.CellWrite{Key: "once", Column: journal.Column{Lesson: lesson}, Pupil: petrov + id.Person(i), Text: "5"}
	}
	if _, err := k.SaveCells(t.Context(), k.as("ivanova"), term1, writes); problem.KeyOf(err) != "journal.cells.twice" {
		t.Errorf("err = %v, want journal.cells.twice", err)
	}
}

func TestClosedTermRefusesEverything(t *testing.T) {
	each(t, func(k *kit) {
		if err := k.CloseTerm(k.Context(), k.act("ivanova"), term1, true); problem.KindOf(err) != problem.Forbidden {
			k.Errorf("a teacher closes a term: %v", err)
		}
		before := k.get("ivanova", pageURL(page7)).Body.String()
		k.must(k.CloseTerm(k.Context(), k.act("smirnov"), term1, true))
		a := k.cells("ivanova", write{Key: "1", Column: column(monday), Pupil: petrov, Text: "5", Replaces: at(0, 0, 0)})
		if r := a.Results[0]; r.Reason != "journal.term.closed" {
			k.Errorf("a mark in a closed term: %+v", r)
		}
		if _, err := k.AddLesson(k.Context(), k.act("ivanova"), journal.LessonDraft{Group: group7, Course: algebra, Day: friday, Number: 5, Held: true}); problem.KeyOf(err) != "journal.term.closed" {
			k.Errorf("a lesson in a closed term: %v", err)
		}
		after := k.doc(k.get("ivanova", pageURL(page7)))
		if _, readonly := after.Find("#grid").Attr("data-readonly"); !readonly || before == "" {
			k.Error("the page of a closed term can still be typed into")
		}
		k.must(k.CloseTerm(k.Context(), k.act("smirnov"), term1, false))
		a = k.cells("ivanova", write{Key: "2", Column: column(monday), Pupil: petrov, Text: "5", Replaces: at(0, 0, 0)})
		if a.Results[0].State != "saved" {
			k.Errorf("after reopening: %+v", a.Results[0])
		}
	})
}

func TestPlainFormIsToldThatTheTermIsClosed(t *testing.T) {
	each(t, func(k *kit) {
		k.must(k.CloseTerm(k.Context(), k.act("smirnov"), term1, true))
		got := k.post("ivanova", pageURL(page7)+"/cell", url.Values{"key": {"late"}, "column": {column(monday)}, "pupil": {petrov.String()}, "text": {"5"}})
		doc := k.doc(got)
		if title := doc.Find("h1").Text(); got.Code != 409 || title != "Четверть закрыта" {
			k.Errorf("a write into a closed term is answered %d under %q", got.Code, title)
		}
		if back := doc.Find(".failure a.main").AttrOr("href", ""); back != pageURL(page7) {
			k.Errorf("the way back leads to %q, want the page of the journal", back)
		}
	})
}

func TestPlainFormAsksWhenSomebodyWasFaster(t *testing.T) {
	each(t, func(k *kit) {
		form := func(text, replaces string) url.Values {
			return url.Values{"key": {"form" + text}, "column": {column(monday)}, "pupil": {petrov.String()}, "text": {text}, "replaces": {replaces}}
		}
		if got := k.post("ivanova", pageURL(page7)+"/cell", form("3", "")); got.Code != 303 {
			k.Fatalf("POST cell = %d\n%s", got.Code, got.Body)
		}
		got := k.post("ivanova", pageURL(page7)+"/cell", form("4", ""))
		doc := k.doc(got)
		if got.Code != 409 || doc.Find("button[value='4']").Length() != 1 || doc.Find("button[value='3/4']").Length() != 1 {
			k.Errorf("a slower form = %d\n%s", got.Code, doc.Find("main").Text())
		}
		replaces, _ := doc.Find("input[name=replaces]").Attr("value")
		if got := k.post("ivanova", pageURL(page7)+"/cell", form("4", replaces)); got.Code != 303 {
			k.Errorf("choosing = %d", got.Code)
		}
		if got := k.post("sidorov", pageURL(page7)+"/cell", form("5", replaces)); got.Code != 403 {
			k.Errorf("the tutor's mark by a form = %d, want 403", got.Code)
		}
		if got := k.post("petrov", pageURL(page7)+"/cell", form("5", replaces)); got.Code != 403 {
			k.Errorf("the pupil's own mark = %d, want 403", got.Code)
		}
		if got := k.post("volkova", pageURL(page7)+"/cell", form("5", replaces)); got.Code != 404 {
			k.Errorf("a teacher of another school = %d, want 404", got.Code)
		}
	})
}

func TestATimeThatCannotBeIsNotBelieved(t *testing.T) {
	each(t, func(k *kit) {
		arrived := k.db.Now().String() // 03:00 UTC of Monday
		lesson, err := k.AddLesson(k.Context(), k.act("ivanova"), journal.LessonDraft{Group: group7, Course: algebra, Day: friday, Number: 7, Held: true})
		k.must(err)
		for i, tt := range []struct{ name, told, kept string }{
			{"typed offline this morning", "2026-10-19T01:30:00.000Z", "2026-10-19T01:30:00.000Z"},
			{"typed offline at the lesson of Friday", "2026-10-16T02:10:00.000Z", "2026-10-16T02:10:00.000Z"},
			{"a clock that runs ahead", "2026-10-19T03:00:05.000Z", arrived},
			{"next year", "2027-10-19T03:00:00.000Z", arrived},
			{"before the lesson's day", "2026-10-14T03:00:00.000Z", arrived},
			{"a battery that ran out", "1970-01-01T00:00:00.000Z", arrived},
			{"nothing told", "", arrived},
		} {
			key := fmt.Sprint("time", i)
			w := write{Key: key, Column: "L" + lesson.ID.String(), Pupil: petrov + id.Person(i), Text: "5", Replaces: at(0, 0, 0), HappenedAt: tt.told}
			r := k.cells("ivanova", w).Results[0]
			if r.State != "saved" {
				k.Errorf("%s: %+v", tt.name, r)
				continue
			}
			k.read(func(tx *storage.Tx) error {
				lines, err := ledger.Request(tx, clientKey("ivanova", key))
				for _, l := range lines {
					if got := l.HappenedAt.String(); got != tt.kept || l.At.String() != arrived {
						k.Errorf("%s: the line says %s at %s, want %s", tt.name, got, l.At, tt.kept)
					}
				}
				return err
			})
		}
	})
}

// Where a lesson and its task have columns of their own, the task's does not
// show who was away: clearing a cell of it must not clear that.
func TestClearingATasksCellLeavesTheAbsenceItDoesNotShow(t *testing.T) {
	each(t, func(k *kit) {
		lesson, _ := lessonOn(monday)
		task, err := k.AddTask(k.Context(), k.act("ivanova"), journal.TaskDraft{Lesson: lesson, Kind: "quiz"})
		k.must(err)
		quiz := "T" + task.ID.String()
		k.cells("ivanova", write{Key: "answer", Column: column(monday), Pupil: petrov + 9, Text: "4", Replaces: at(0, 0, 0)}) // so that both have columns
		shown := func(column string, pupil id.Person) string {
			doc := k.doc(k.get("ivanova", pageURL(page7)))
			index := doc.Find("#grid thead th[data-c='" + column + "']").Index()
			return doc.Find("tr[data-p='" + pupil.String() + "']").Children().Eq(index).Text()
		}
		for i, clearing := range []struct {
			name string
			how  func(pupil id.Person)
		}{
			{"in the grid", func(pupil id.Person) {
				w := write{Key: "clear" + pupil.String(), Column: quiz, Pupil: pupil, Whole: true, MarksOnly: true, Replaces: at(1, 1, 0)}
				if r := k.cells("ivanova", w).Results[0]; r.State != "saved" {
					k.Errorf("clearing in the grid: %+v", r)
				}
			}},
			{"by a form", func(pupil id.Person) {
				form := url.Values{"key": {"clear"}, "column": {quiz}, "pupil": {pupil.String()}, "text": {""}, "replaces": {"1.1.0"}}
				if got := k.post("ivanova", pageURL(page7)+"/cell", form); got.Code != 303 {
					k.Errorf("clearing by a form = %d\n%s", got.Code, got.Body)
				}
			}},
		} {
			pupil := petrov + id.Person(2*i)
			k.cells("ivanova",
				write{Key: "away" + pupil.String(), Column: column(monday), Pupil: pupil, Text: "н", Replaces: at(0, 0, 0)},
				write{Key: "mark" + pupil.String(), Column: quiz, Pupil: pupil, Text: "5", Replaces: at(1, 0, 0)})
			if away, mark := shown(column(monday), pupil), shown(quiz, pupil); away != "н" || mark != "5" {
				k.Fatalf("before: %q and %q, want н and 5", away, mark)
			}
			clearing.how(pupil)
			if away, mark := shown(column(monday), pupil), shown(quiz, pupil); away != "н" || mark != "" {
				k.Errorf("cleared %s: %q and %q, want the absence to stay and the mark to go", clearing.name, away, mark)
			}
		}
	})
}
