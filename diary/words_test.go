package diary

import (
	"testing"
	"time"

	"parta/internal/i18n"
	"parta/journal"
	"parta/school"
	"parta/when"
)

func printers(t *testing.T) (russian, english *i18n.Printer) {
	t.Helper()
	catalogue, err := i18n.New(Texts, journal.Texts)
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.Printer(i18n.Russian), catalogue.Printer(i18n.English)
}

func TestAbsenceIsSaidInWords(t *testing.T) {
	russian, english := printers(t)
	for _, tt := range []struct {
		sex             string
		missed          Attendance
		wantRu, wantEng string
	}{
		{"m", Attendance{State: "late", Minutes: 5, Excused: "unknown"}, "опоздал на 5 мин", "was 5 min late"},
		{"f", Attendance{State: "late", Excused: "unknown"}, "опоздала", "was late"},
		{"", Attendance{State: "late", Minutes: 5}, "опоздание на 5 мин", "5 min late"},
		{"m", Attendance{State: "absent", Excused: "unknown"}, "не был, причина не указана", "was absent, no reason given"},
		{"f", Attendance{State: "absent", Excused: "yes", Reason: "illness"}, "не была, по болезни", "was absent, ill"},
		{"f", Attendance{State: "absent", Excused: "yes", Reason: "семейные обстоятельства"}, "не была, семейные обстоятельства", "was absent, семейные обстоятельства"},
		{"m", Attendance{State: "absent", Excused: "no"}, "не был, без уважительной причины", "was absent, not excused"},
		{"f", Attendance{State: "left", Minutes: 10}, "ушла на 10 мин раньше", "left 10 min early"},
	} {
		if got := attendanceWords(russian, tt.sex, tt.missed); got != tt.wantRu {
			t.Errorf("%+v = %q, want %q", tt.missed, got, tt.wantRu)
		}
		if got := attendanceWords(english, tt.sex, tt.missed); got != tt.wantEng {
			t.Errorf("%+v = %q, want %q", tt.missed, got, tt.wantEng)
		}
	}
}

// marked is a course with fours and fives, the last of weight 3.
func marked(settings school.Settings) CourseMarks {
	day := when.Date(2026, time.September, 25)
	mark := func(task Task, text string, value int64) Mark {
		return Mark{Task: task, Slots: []Slot{{Written: journal.Written{Text: text, Value: value, Counted: true}, Version: 1}}}
	}
	marks := []Mark{
		mark(Task{ID: 1, Lesson: 1, Course: 3, Kind: "answer", Weight: 1, On: day}, "4", 400),
		mark(Task{ID: 2, Lesson: 2, Course: 3, Kind: "answer", Weight: 1, On: day + 1}, "5", 500),
		mark(Task{ID: 3, Course: 3, Kind: "control", Weight: 3, On: day + 2}, "4", 400),
	}
	missed := []Missed{
		{Lesson: Lesson{ID: 2, Course: 3, Name: "Алгебра", On: day + 1}, Attendance: Attendance{State: "absent"}},
		{Lesson: Lesson{ID: 4, Course: 3, Name: "Алгебра", On: day + 3}, Attendance: Attendance{State: "absent"}},
	}
	return termMarksOf(school.Term{}, []taught{{course: 3, name: "Алгебра", lessons: 3}}, missed, marks, settings).Courses[0]
}

func TestMeanIsExplained(t *testing.T) {
	text, _ := printers(t)
	settings := school.Usual
	settings.Weights = true
	c := marked(settings)
	for _, tt := range []struct{ name, got, want string }{
		{"mean", mean(text, c.Explained), "4,20"},
		{"formula", formula(text, c.Explained), "(12 + 9) : 5 = 4,20"},
		{"proposed", proposed(text, c.Explained), "пока «4»"},
		{"next", next(text, c.Explained), "До «5»: ещё 3 пятёрки или 1 пятёрка с весом 3."},
		{"absences", missedWords(text, c), "2 пропуска из 3"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s = %q, want %q", tt.name, tt.got, tt.want)
		}
	}
	if len(c.Explained.Left) != 1 {
		t.Errorf("left out = %v, want only the absence that no mark filled", c.Explained.Left)
	}
}

func TestATitleWithQuotationMarksHasTheInnerOnes(t *testing.T) {
	text, _ := printers(t)
	if got, want := workName(text, Task{Kind: "essay", Title: "Н. А. Некрасов. «Русские женщины»"}), "сочинение «Н. А. Некрасов. „Русские женщины“»"; got != want {
		t.Errorf("the work is called %q, want %q", got, want)
	}
}

func TestMeanWithoutWeightsSaysNothingOfThem(t *testing.T) {
	text, _ := printers(t)
	c := marked(school.Usual)
	if got, want := formula(text, c.Explained), "13 : 3 ≈ 4,33"; got != want {
		t.Errorf("formula = %q, want %q", got, want)
	}
	if got, want := next(text, c.Explained), "До «5»: ещё 1 пятёрка."; got != want {
		t.Errorf("next = %q, want %q", got, want)
	}
}

func TestWeekSaysWhyADayIsEmpty(t *testing.T) {
	text, _ := printers(t)
	if got := emptyDay(text, Day{Term: true}); got != "уроков нет" {
		t.Errorf("a day of the term: %q", got)
	}
	if got := emptyDay(text, Day{}); got != "каникулы" {
		t.Errorf("a day of holidays: %q", got)
	}
}
