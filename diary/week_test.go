package diary

import (
	"testing"
	"time"

	"parta/school"
	"parta/when"
)

var monday = when.Date(2026, time.October, 19)

func TestWeekHasSixDaysAndSundayOnlyForALesson(t *testing.T) {
	if got := len(weekOf(monday, findings{}).Days); got != 6 {
		t.Errorf("an empty week has %d days, want 6", got)
	}
	sunday := findings{lessons: []Lesson{{ID: 1, On: monday + 6}}}
	if got := len(weekOf(monday, sunday).Days); got != 7 {
		t.Errorf("a week with a lesson on Sunday has %d days, want 7", got)
	}
}

func TestWeekAcrossATermBorderNamesBothTerms(t *testing.T) {
	found := findings{terms: []school.Term{
		{Name: "I", Days: when.Span{From: monday - 40, To: monday + 1}},
		{Name: "II", Days: when.Span{From: monday + 4, To: monday + 60}},
		{Name: "III", Days: when.Span{From: monday + 70, To: monday + 90}},
	}}
	week := weekOf(monday, found)
	if len(week.Terms) != 2 || week.Terms[0] != "I" || week.Terms[1] != "II" {
		t.Errorf("terms = %v, want I and II", week.Terms)
	}
	for i, want := range []bool{true, true, false, false, true, true} {
		if got := week.Days[i].Term; got != want {
			t.Errorf("%s in a term = %v, want %v", week.Days[i].On, got, want)
		}
	}
}

func TestHomeworkStandsWhereGivenAndWhereDue(t *testing.T) {
	algebra := Lesson{ID: 1, Group: 7, Course: 3, On: monday, Number: 2}
	next := Lesson{ID: 2, Group: 7, Course: 3, On: monday + 1, Number: 1}
	found := findings{
		lessons: []Lesson{algebra, next},
		homework: []Homework{
			{ID: 1, Lesson: 1, Group: 7, Course: 3, Text: "№ 312", Due: monday + 1},
			{ID: 2, Lesson: 2, Group: 7, Course: 3, Text: "№ 313", Due: monday + 3},
		},
	}
	week := weekOf(monday, found)
	given, due := week.Days[0].Lessons[0].Given, week.Days[1].Lessons[0].Due
	if len(given) != 1 || len(due) != 1 || due[0].Text != "№ 312" {
		t.Errorf("given %v, due %v, want № 312 in both", given, due)
	}
	if left := week.Days[3].Due; len(left) != 1 || left[0].Text != "№ 313" {
		t.Errorf("due on a day without the course = %v, want № 313", left)
	}
}

func TestHomeworkIsNotDueAtACancelledLesson(t *testing.T) {
	found := findings{
		lessons: []Lesson{
			{ID: 1, Group: 7, Course: 3, On: monday, Number: 1, State: Cancelled},
			{ID: 2, Group: 7, Course: 3, On: monday, Number: 4},
		},
		homework: []Homework{{ID: 1, Lesson: 9, Group: 7, Course: 3, Text: "№ 312", Due: monday}},
	}
	day := weekOf(monday, found).Days[0]
	if len(day.Lessons[0].Due) != 0 || len(day.Lessons[1].Due) != 1 {
		t.Errorf("due at the cancelled lesson %v and at the other %v", day.Lessons[0].Due, day.Lessons[1].Due)
	}
}

func TestMarkStandsAtItsLessonOrAtTheDay(t *testing.T) {
	found := findings{
		lessons: []Lesson{{ID: 1, Group: 7, Course: 3, On: monday}, {ID: 2, Group: 7, Course: 4, On: monday}},
		marks: []Mark{
			{Task: Task{ID: 1, Lesson: 2, Group: 7, Course: 4, On: monday}, Name: "answer"},
			{Task: Task{ID: 2, Group: 7, Course: 3, On: monday}, Name: "a test of the day"},
			{Task: Task{ID: 3, Group: 7, Course: 5, On: monday}, Name: "a course without a lesson"},
		},
	}
	day := weekOf(monday, found).Days[0]
	if len(day.Lessons[1].Marks) != 1 || len(day.Lessons[0].Marks) != 1 || len(day.Marks) != 1 {
		t.Errorf("marks at lessons %v and %v, beside them %v", day.Lessons[0].Marks, day.Lessons[1].Marks, day.Marks)
	}
}

func TestLessonsStandInTheirOrder(t *testing.T) {
	found := findings{lessons: []Lesson{{ID: 1, On: monday, Number: 3}, {ID: 2, On: monday, Number: 1}}}
	if got := weekOf(monday, found).Days[0].Lessons[0].Number; got != 1 {
		t.Errorf("first lesson has number %d, want 1", got)
	}
}

func TestOnSundayTheComingWeekOpens(t *testing.T) {
	for day := monday; day <= monday+5; day++ {
		if got := current(day); got != monday {
			t.Errorf("current(%s) = %s, want %s", day, got, monday)
		}
	}
	if got := current(monday + 6); got != monday+7 {
		t.Errorf("current of Sunday = %s, want %s", got, monday+7)
	}
}
