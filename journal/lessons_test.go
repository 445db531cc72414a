package journal_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/journal"
	"parta/people"
	"parta/when"
)

func TestPagesAreForThoseWhoMayReadThem(t *testing.T) {
	each(t, func(k *kit) {
		for _, tt := range []struct {
			name, who string
			page      journal.Page
			want      int
		}{
			{"her own page", "ivanova", page7, 200},
			{"the form tutor", "sidorov", page7, 200},
			{"the deputy head", "smirnov", page7, 200},
			{"the pupil", "petrov", page7, 403},
			{"the mother", "petrova", page7, 403},
			{"the clerk", "kuznetsova", page7, 403},
			{"a teacher of another school", "volkova", page7, 404},
			{"another course of her class", "ivanova", journal.Page{Group: group7, Course: physics, Term: term1}, 403},
			{"no such group", "ivanova", journal.Page{Group: 99, Course: algebra, Term: term1}, 404},
			{"no such term", "smirnov", journal.Page{Group: group7, Course: algebra, Term: 99}, 404},
		} {
			for _, path := range []string{"", "/cells?since=0", "/xlsx"} {
				if got := k.get(tt.who, pageURL(tt.page)+path); got.Code != tt.want {
					k.Errorf("%s: GET %s = %d, want %d", tt.name, path, got.Code, tt.want)
				}
			}
		}
		lesson, _ := lessonOn(friday)
		for who, want := range map[string]int{"ivanova": 200, "sidorov": 200, "petrov": 403, "volkova": 404} {
			if got := k.get(who, pageURL(page7)+"/lesson/"+lesson.String()); got.Code != want {
				k.Errorf("the lesson as %s = %d, want %d", who, got.Code, want)
			}
			if got := k.get(who, home); got.Code != want {
				k.Errorf("the list as %s = %d, want %d", who, got.Code, want)
			}
		}
	})
}

func TestFamilySeesHistoryAndMeanOfItsOwnChildOnly(t *testing.T) {
	each(t, func(k *kit) {
		for _, tt := range []struct {
			who   string
			pupil id.Person
			want  int
		}{{"ivanova", petrov, 200}, {"petrova", petrov, 200}, {"petrov", petrov, 200}, {"petrova", petrov + 2, 403}, {"petrov", petrov + 2, 403}, {"volkova", petrov, 404}} {
			for _, path := range []string{"/average?pupil=" + tt.pupil.String(), "/history?column=" + column(friday) + "&pupil=" + tt.pupil.String()} {
				if got := k.get(tt.who, pageURL(page7)+path); got.Code != tt.want {
					k.Errorf("%s as %s = %d, want %d", path, tt.who, got.Code, tt.want)
				}
			}
		}
	})
}

func TestSheetShowsThePage(t *testing.T) {
	each(t, func(k *kit) {
		doc := k.doc(k.get("ivanova", pageURL(page7)))
		if got := doc.Find("h1").Text(); got != "7Б · Алгебра" {
			k.Errorf("heading %q", got)
		}
		columns := doc.Find("#grid thead th[data-c]").Length()
		if columns != len(lessonDays()) {
			k.Errorf("%d columns, want one per lesson: the control work shares the lesson's", columns)
		}
		merged := doc.Find("#grid thead th[data-c='T" + control.String() + "']")
		if kind, _ := merged.Attr("data-k"); kind != "control" || !merged.HasClass("k") || !strings.Contains(merged.Text(), "КР") {
			k.Errorf("the control work's column: kind %q, %q", kind, merged.Text())
		}
		if n := doc.Find("#grid tbody tr").Length(); n != pupils {
			k.Errorf("%d pupils", n)
		}
		doc.Find("#grid tbody tr").Each(func(i int, tr *sel) {
			if n := tr.Find("td").Length(); n != columns+3 {
				k.Errorf("row %d has %d cells, want %d", i, n, columns+3)
			}
		})
		if n := doc.Find("tr[data-p='" + newcomer.String() + "'] td.off").Length(); n != 22 {
			k.Errorf("the newcomer has %d closed cells, want the 22 lessons of September", n)
		}
	})
}

func TestReaderWhoHasThePageIsToldSo(t *testing.T) {
	each(t, func(k *kit) {
		first := k.get("ivanova", pageURL(page7))
		tag := first.Header().Get("ETag")
		if tag == "" {
			k.Fatal("no ETag")
		}
		if got := k.again("ivanova", pageURL(page7), tag); got.Code != 304 {
			k.Errorf("the same page again = %d, want 304", got.Code)
		}
		if got := k.again("smirnov", pageURL(page7), tag); got.Code != 200 {
			k.Errorf("another reader with the same tag = %d, want 200", got.Code)
		}
		k.cells("ivanova", write{Key: "1", Column: column(monday), Pupil: petrov, Text: "5", Replaces: at(0, 0, 0)})
		if got := k.again("ivanova", pageURL(page7), tag); got.Code != 200 {
			k.Errorf("after a change = %d, want 200", got.Code)
		}
	})
}

func TestLessonIsAddedChangedCancelled(t *testing.T) {
	each(t, func(k *kit) {
		sunday := when.Date(2026, time.October, 18)
		draft := journal.LessonDraft{Group: group7, Course: algebra, Day: sunday, Number: 1, Topic: "Повторение", Homework: "§ 14", Held: true}
		act := k.act("ivanova")
		lesson, err := k.AddLesson(k.Context(), act, draft)
		k.must(err)
		if again, err := k.AddLesson(k.Context(), act, draft); err != nil || again.ID != lesson.ID {
			k.Errorf("the same act again: %v, %v, want the first lesson", again.ID, err)
		}
		if _, err := k.AddLesson(k.Context(), k.act("ivanova"), draft); problem.KeyOf(err) != "journal.lesson.twice" {
			k.Errorf("a second lesson in one place: %v", err)
		}
		var due when.Day
		k.read(func(tx *storage.Tx) (err error) {
			due, err = storage.Value[when.Day](tx, "SELECT due_on FROM journal_homework WHERE org_id = $1 AND lesson_id = $2", org1, lesson.ID)
			return err
		})
		if due != monday {
			k.Errorf("homework is due %s, want the next lesson %s", due, monday)
		}
		draft.Topic = "Самостоятельная"
		k.must(k.ChangeLesson(k.Context(), k.act("ivanova"), lesson.ID, 1, draft))
		if err := k.ChangeLesson(k.Context(), k.act("ivanova"), lesson.ID, 1, draft); problem.KeyOf(err) != "journal.lesson.stale" {
			k.Errorf("a change of an old version: %v", err)
		}
		k.must(k.CheckAttendance(k.Context(), k.act("ivanova"), lesson.ID))
		k.must(k.CheckAttendance(k.Context(), k.act("ivanova"), lesson.ID))
		k.cells("ivanova", write{Key: "m", Column: "L" + lesson.ID.String(), Pupil: petrov, Text: "5", Replaces: at(0, 0, 0)})
		if err := k.CancelLesson(k.Context(), k.act("ivanova"), lesson.ID, 3); problem.KeyOf(err) != "journal.lesson.used" {
			k.Errorf("cancelling a lesson with marks: %v", err)
		}
		k.cells("ivanova", write{Key: "n", Column: "L" + lesson.ID.String(), Pupil: petrov, Text: "", Replaces: at(0, 1, 0)})
		k.must(k.CancelLesson(k.Context(), k.act("ivanova"), lesson.ID, 3))
		if _, err := k.AddLesson(k.Context(), k.act("ivanova"), draft); err != nil {
			k.Errorf("the place of a cancelled lesson is free: %v", err)
		}
	})
}

func TestLessonsAreRefused(t *testing.T) {
	each(t, func(k *kit) {
		for _, tt := range []struct {
			name, who string
			draft     journal.LessonDraft
			key       string
		}{
			{"not her course", "ivanova", journal.LessonDraft{Group: group7, Course: physics, Day: friday, Number: 5}, "journal.forbidden.lesson.write"},
			{"the form tutor keeps no lessons", "sidorov", journal.LessonDraft{Group: group7, Course: algebra, Day: friday, Number: 5}, "journal.forbidden.lesson.write"},
			{"no day", "ivanova", journal.LessonDraft{Group: group7, Course: algebra}, "journal.lesson.wrong"},
			{"held tomorrow", "ivanova", journal.LessonDraft{Group: group7, Course: algebra, Day: today + 1, Number: 5, Held: true}, "journal.lesson.wrong"},
			{"outside the terms", "ivanova", journal.LessonDraft{Group: group7, Course: algebra, Day: when.Date(2027, time.July, 1), Number: 5}, "journal.day.noterm"},
			{"no such group", "ivanova", journal.LessonDraft{Group: 9, Course: algebra, Day: friday, Number: 5}, "school.group.none"},
		} {
			if _, err := k.AddLesson(k.Context(), k.act(tt.who), tt.draft); problem.KeyOf(err) != tt.key {
				k.Errorf("%s: %v, want %s", tt.name, err, tt.key)
			}
		}
	})
}

func TestTaskSharesTheColumnUntilSomebodyAnswers(t *testing.T) {
	each(t, func(k *kit) {
		lesson, _ := lessonOn(monday)
		task, err := k.AddTask(k.Context(), k.act("ivanova"), journal.TaskDraft{Lesson: lesson, Kind: "quiz"})
		k.must(err)
		if task.Weight != 2 || task.Day != monday {
			k.Errorf("task %+v, want the usual weight and the lesson's day", task)
		}
		if _, err := k.AddTask(k.Context(), k.act("ivanova"), journal.TaskDraft{Lesson: lesson, Kind: "quiz"}); problem.KeyOf(err) != "journal.task.twice" {
			k.Errorf("the same task twice: %v", err)
		}
		heads := func() (names []string) {
			doc := k.doc(k.get("ivanova", pageURL(page7)))
			doc.Find("#grid thead th[data-d='" + monday.String() + "']").Each(func(_ int, th *sel) { names = append(names, th.AttrOr("data-c", "")) })
			return names
		}
		if got := fmt.Sprint(heads()); got != "[T"+task.ID.String()+"]" {
			k.Errorf("columns %s, want the task's alone", got)
		}
		a := k.cells("ivanova", write{Key: "1", Column: "T" + task.ID.String(), Pupil: petrov, Text: "н 5", Replaces: at(0, 0, 0)})
		if got := a.Results[0].Cell; got == nil || got.Text != "н 5" {
			k.Errorf("attendance in the task's column: %+v", a.Results[0])
		}
		k.cells("ivanova", write{Key: "2", Column: column(monday), Pupil: petrov + 1, Text: "4", Replaces: at(0, 0, 0)})
		if got := fmt.Sprint(heads()); got != fmt.Sprintf("[%s T%s]", column(monday), task.ID) {
			k.Errorf("columns %s, want both", got)
		}
		if err := k.CancelTask(k.Context(), k.act("ivanova"), task.ID, 1); problem.KeyOf(err) != "journal.task.marked" {
			k.Errorf("a task with marks is taken off: %v", err)
		}
		k.must(k.ChangeTask(k.Context(), k.act("ivanova"), task.ID, 1, journal.TaskDraft{Kind: "quiz", Title: "Степени", Weight: 1}))
		if err := k.ChangeTask(k.Context(), k.act("ivanova"), task.ID, 1, journal.TaskDraft{Kind: "quiz", Title: "Иначе"}); problem.KeyOf(err) != "journal.task.stale" {
			k.Errorf("a change of an old version: %v", err)
		}
	})
}

func TestMarkedTaskDoesNotLeaveAClosedTerm(t *testing.T) {
	each(t, func(k *kit) {
		task, err := k.AddTask(k.Context(), k.act("ivanova"), journal.TaskDraft{Group: group7, Course: algebra, Kind: "quiz", Title: "Степени", Day: monday, Weight: 1})
		k.must(err)
		k.must(k.CloseTerm(k.Context(), k.act("smirnov"), term1, true))
		err = k.ChangeTask(k.Context(), k.act("ivanova"), task.ID, 1, journal.TaskDraft{Kind: "quiz", Title: "Степени", Day: fourth.To + 14, Weight: 1})
		if problem.KeyOf(err) != "journal.term.closed" {
			k.Errorf("a task of a closed term moved to another day: %v", err)
		}
	})
}

func TestFormsWithoutAScript(t *testing.T) {
	each(t, func(k *kit) {
		got := k.post("ivanova", pageURL(page7)+"/lessons", url.Values{"key": {"a"}, "day": {"2026-10-18"}, "number": {"1"}, "topic": {"Тема"}, "held": {"yes"}})
		if got.Code != 303 || !strings.HasPrefix(got.Header().Get("Location"), pageURL(page7)+"?column=L") {
			k.Fatalf("a lesson = %d\n%s", got.Code, got.Body)
		}
		got = k.post("ivanova", pageURL(page7)+"/lessons", url.Values{"key": {"b"}, "day": {"2026-10-18"}, "number": {"1"}, "topic": {"Ещё"}})
		if doc := k.doc(got); got.Code != 409 || doc.Find("input[name=topic]").AttrOr("value", "") != "Ещё" {
			k.Errorf("the same place again = %d, want 409 and the form as it was typed", got.Code)
		}
		got = k.post("ivanova", pageURL(page7)+"/lessons", url.Values{"key": {"c"}, "day": {"19.10.2026"}, "number": {"1"}})
		if doc := k.doc(got); got.Code != 422 || doc.Find("#day-error").Length() != 1 {
			k.Errorf("a wrong date = %d", got.Code)
		}
		got = k.post("ivanova", pageURL(page7)+"/tasks", url.Values{"key": {"d"}, "kind": {"project"}, "day": {"2026-10-16"}})
		if got.Code != 303 {
			k.Errorf("a task = %d\n%s", got.Code, got.Body)
		}
		lesson, _ := lessonOn(monday)
		if got = k.post("ivanova", pageURL(page7)+"/lesson/"+lesson.String()+"/check", url.Values{"key": {"e"}}); got.Code != 303 {
			k.Errorf("everybody is here = %d\n%s", got.Code, got.Body)
		}
		if doc := k.doc(k.get("ivanova", pageURL(page7)+"/lesson/"+lesson.String())); doc.Find("p.good").Length() != 1 || doc.Find("#lesson > li").Length() != pupils {
			k.Error("the lesson does not say that attendance was checked")
		}
		if got = k.post("ivanova", pageURL(page7)+"/lesson/"+lesson.String()+"/cancel", url.Values{"key": {"f"}, "version": {"1"}}); got.Code != 409 {
			k.Errorf("cancelling an old version = %d", got.Code)
		}
	})
}

func TestOthersChangesArriveBySeq(t *testing.T) {
	each(t, func(k *kit) {
		seq := k.doc(k.get("sidorov", pageURL(page7))).Find("#grid").AttrOr("data-seq", "")
		k.cells("ivanova", write{Key: "1", Column: column(monday), Pupil: petrov, Text: "5", Replaces: at(0, 0, 0)})
		body := k.get("sidorov", pageURL(page7)+"/cells?since="+seq).Body.String()
		for _, want := range []string{`"text":"5"`, `"by":"Иванова Е. П."`, `"versions":"0.1.0"`, `"reload":false`, `"class":"m"`} {
			if !strings.Contains(body, want) {
				k.Errorf("cells since %s lack %s: %s", seq, want, body)
			}
		}
		_, err := k.AddTask(k.Context(), k.act("ivanova"), journal.TaskDraft{Group: group7, Course: algebra, Kind: "project", Day: friday})
		k.must(err)
		if body := k.get("sidorov", pageURL(page7)+"/cells?since="+seq).Body.String(); !strings.Contains(body, `"reload":true`) {
			k.Errorf("a new column does not ask for the page anew: %s", body)
		}
	})
}

func TestClosingATermAsksForItsPagesAnew(t *testing.T) {
	each(t, func(k *kit) {
		k.addTerm2(false)
		other := journal.Page{Group: page7.Group, Course: page7.Course, Term: term2}
		seq := k.doc(k.get("sidorov", pageURL(page7))).Find("#grid").AttrOr("data-seq", "")
		for _, closed := range []bool{true, false} {
			k.must(k.CloseTerm(k.Context(), k.act("smirnov"), term1, closed))
			for page, want := range map[journal.Page]string{page7: `"reload":true`, other: `"reload":false`} {
				if body := k.get("sidorov", pageURL(page)+"/cells?since="+seq).Body.String(); !strings.Contains(body, want) {
					k.Errorf("closed %v: the page of term %s says %s, want %s", closed, page.Term, body, want)
				}
			}
		}
		if got := testkit.FirstSeq(k, k.router, "sidorov", pageURL(page7)+"/live?since="+seq); got == "" {
			k.Error("who opens a page that was on its way when the term was closed is not told")
		}
	})
}

func TestHistorySaysWhoAndWhat(t *testing.T) {
	each(t, func(k *kit) {
		k.cells("ivanova", write{Key: "1", Column: column(monday), Pupil: petrov, Text: "3", Replaces: at(0, 0, 0)})
		k.cells("ivanova", write{Key: "2", Column: column(monday), Pupil: petrov, Text: "4", Replaces: at(0, 1, 0)})
		doc := k.doc(k.get("petrova", pageURL(page7)+"/history?column="+column(monday)+"&pupil="+petrov.String()))
		first := strings.Join(strings.Fields(doc.Find("li").First().Text()), " ")
		if doc.Find("li").Length() != 2 || first != "3 → 4, Иванова Е. П., 19 октября, 10:00" {
			k.Errorf("history %q", doc.Text())
		}
		k.cells("ivanova", write{Key: "3", Column: column(monday), Pupil: petrov, Text: "5/4", Replaces: at(0, 2, 0)})
		k.cells("ivanova", write{Key: "4", Column: column(monday), Pupil: petrov, Text: "н", Replaces: at(0, 3, 1)})
		k.cells("ivanova", write{Key: "5", Column: column(monday), Pupil: petrov, Text: "", Whole: true, Replaces: at(1, 3, 1)})
		var said []string
		k.doc(k.get("petrova", pageURL(page7)+"/history?column="+column(monday)+"&pupil="+petrov.String())).Find("li").Each(func(_ int, line *sel) {
			what, _, _ := strings.Cut(strings.TrimSpace(line.Text()), ",")
			said = append(said, what)
		})
		if want := []string{"н 5/4 → пусто", "5/4 → н 5/4", "4 → 5/4", "3 → 4", "пусто → 3"}; !slices.Equal(said, want) {
			k.Errorf("each act is %q, want %q", said, want)
		}
	})
}

func TestNumberOfANewLessonIsOfferedByHabit(t *testing.T) {
	each(t, func(k *kit) {
		offered := func(who string, page journal.Page) string {
			return k.doc(k.get(who, pageURL(page)+"/lessons")).Find("#number").AttrOr("value", "")
		}
		add := func(who string, course id.Course, day when.Day, number int) journal.Lesson {
			lesson, err := k.AddLesson(k.Context(), k.act(who), journal.LessonDraft{Group: group7, Course: course, Day: day, Number: number, Held: day <= today})
			k.must(err)
			return lesson
		}
		_, err := people.New(k.db).SetLoad(k.Context(), k.act("smirnov"), people.Teaching{Teacher: 42, Group: group7, Course: physics, Days: fourth})
		k.must(err)
		physics7 := journal.Page{Group: group7, Course: physics, Term: term1}
		for _, step := range []struct {
			name, who string
			page      journal.Page
			do        func()
			want      string
		}{
			{"after the second, which is algebra's today", "ivanova", page7, func() {}, "3"},
			{"no habit yet", "sidorov", physics7, func() {}, "3"},
			{"the fifth on another weekday", "sidorov", physics7, func() { add("sidorov", physics, friday, 5) }, "3"},
			{"the fourth on a Monday", "sidorov", physics7, func() { add("sidorov", physics, today-14, 4) }, "4"},
			{"a double lesson, the last Monday", "sidorov", physics7, func() {
				add("sidorov", physics, today-7, 6)
				add("sidorov", physics, today-7, 7)
			}, "6"},
			{"its second half", "sidorov", physics7, func() { add("sidorov", physics, today, 6) }, "7"},
			{"all as usual is there", "sidorov", physics7, func() { add("sidorov", physics, today, 7) }, "8"},
		} {
			step.do()
			if got := offered(step.who, step.page); got != step.want {
				k.Errorf("%s: %s is offered, want %s", step.name, got, step.want)
			}
		}
		lesson, _ := lessonOn(today)
		k.must(k.CancelLesson(k.Context(), k.act("ivanova"), lesson, 1))
		if got := offered("ivanova", page7); got != "2" {
			k.Errorf("when today's lesson was cancelled %s is offered, want its place", got)
		}
	})
}
