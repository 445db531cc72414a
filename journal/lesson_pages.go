package journal

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"parta/access"
	"parta/id"
	"parta/internal/i18n"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/school"
	"parta/when"
)

// columnView is one column under a thumb: a pupil per line.
type columnView struct {
	frame
	column *column
	others []*column // of the same lesson
	draft  LessonDraft
	task   TaskDraft
}

func (j *Journal) showLesson(w http.ResponseWriter, r *http.Request) error {
	f, err := j.frameFor(r, access.ReadJournal)
	if err != nil {
		return err
	}
	lesson, err := web.PathID[id.Lesson](r, "lesson")
	if err != nil {
		return err
	}
	at := f.page.columnOfLesson(lesson)
	if at < 0 {
		return problem.New(problem.NotFound, "journal.lesson.none")
	}
	return j.showColumn(w, r, f, at)
}

func (j *Journal) showTask(w http.ResponseWriter, r *http.Request) error {
	f, err := j.frameFor(r, access.ReadJournal)
	if err != nil {
		return err
	}
	task, err := web.PathID[id.Task](r, "task")
	if err != nil {
		return err
	}
	at := f.page.columnOfTask(task)
	if at < 0 {
		return problem.New(problem.NotFound, "journal.task.none")
	}
	return j.showColumn(w, r, f, at)
}

// showColumn shows a column as a page of its own, or, asked for a part, as the
// panel beside the sheet tells of it.
func (j *Journal) showColumn(w http.ResponseWriter, r *http.Request, f frame, at int) error {
	if r.URL.Query().Has("part") {
		return web.Fragment(w, r, lessonFacts(f, &f.page.columns[at]))
	}
	return web.Page(w, r, f.columnWindow(at), columnPage(f.columnView(at)))
}

func (f frame) columnView(at int) columnView {
	c := &f.page.columns[at]
	v := columnView{frame: f, column: c}
	if c.lesson.ID != 0 {
		v.draft = LessonDraft{
			Group: f.page.Group, Course: f.page.Course, Day: c.lesson.Day, Number: c.lesson.Number, Topic: c.lesson.Topic,
			Homework: c.homework.Text, Due: c.homework.Due, Held: c.lesson.State == Held,
		}
		for _, i := range f.page.columnsOfLesson(c.lesson.ID) {
			if i != at {
				v.others = append(v.others, &f.page.columns[i])
			}
		}
	}
	v.task = TaskDraft{Lesson: c.task.Lesson, Kind: c.task.Kind, Title: c.task.Title, Day: c.task.Day, Weight: c.task.Weight}
	return v
}

// lessonTitle names a lesson: «Урок · 19 октября, 2-й».
func lessonTitle(f frame, c *column) string {
	if c.lesson.ID == 0 {
		return columnName(f.text, f.page, c)
	}
	return f.text.T("journal.lesson.title", f.text.DayLong(c.lesson.Day), c.lesson.Number)
}

// quick are the texts that the buttons under a thumb enter.
func (v columnView) quick(r row) []string {
	var texts []string
	if v.page.withoutMarks(r) == 0 {
		texts = append(texts, "5", "4", "3", "2")
	}
	if v.column.lesson.ID != 0 {
		texts = append(texts, v.page.dialect.letters.Letters[0].Letter)
	}
	return texts
}

// off is what takes back what a button enters, where pressing it again does: a
// letter goes, for it is put on a list of names by mistake more often than a
// mark is, and a mark stays.
func (v columnView) off(text string) string {
	letters := v.page.dialect.letters
	if text == letters.Letters[0].Letter {
		return letters.Present[0]
	}
	return ""
}

// press is what a button enters over what stands in the cell.
func (v columnView) press(c cell, text string) string {
	if off := v.off(text); off != "" && slices.Contains(strings.Fields(c.text), text) {
		return off
	}
	return text
}

// dayOff says that there are usually no lessons on a day, and why; "" when there
// are. The lesson is taken all the same.
func (f frame) dayOff(day when.Day) string {
	if off := school.DayOffOn(f.page.taught, day); off != "" {
		return f.text.T("journal.day.off." + string(off))
	}
	return ""
}

// dayOffData lets the script of the form say the same while the day is chosen.
func (f frame) dayOffData() templ.Attributes {
	taught := make([]string, len(f.page.taught))
	for i, span := range f.page.taught {
		taught[i] = span.From.String() + "/" + span.To.String()
	}
	return templ.Attributes{
		"data-taught":  strings.Join(taught, " "),
		"data-sunday":  f.text.T("journal.day.off.sunday"),
		"data-holiday": f.text.T("journal.day.off.holiday"),
		"data-outside": f.text.T("journal.day.outside", f.termName(), f.page.term.Days.From, f.page.term.Days.To),
	}
}

// open tells whether the column may be filled in today.
func (v columnView) open() bool { return !v.readonly() && v.column.task.Day <= v.page.today }

func formLesson(r *http.Request, f frame) (d LessonDraft, err error) {
	d = LessonDraft{
		Group: f.page.Group, Course: f.page.Course, Topic: r.FormValue("topic"), Homework: r.FormValue("homework"), Held: r.FormValue("held") != "",
	}
	if d.Day, err = formDay(r, "day"); err != nil {
		return d, err
	}
	if d.Due, err = formDay(r, "due"); err != nil {
		return d, err
	}
	number, err := strconv.Atoi(strings.TrimSpace(either(r.FormValue("number"), "0")))
	if err != nil {
		return d, problem.New(problem.Invalid, "journal.lesson.wrong").WithField("number", "journal.lesson.number", maxNumber)
	}
	d.Number = number
	return d, nil
}

func formVersion(r *http.Request) int64 {
	n, err := strconv.ParseInt(r.FormValue("version"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (j *Journal) act(r *http.Request) storage.Act {
	who := web.Who(r)
	return storage.Act{Org: who.Org, By: who, Key: web.Key(r)}
}

// newView is a form for something that is not there yet.
type newView struct {
	frame
	draft LessonDraft
	task  TaskDraft
}

func (j *Journal) showNewLesson(w http.ResponseWriter, r *http.Request) error {
	f, err := j.frameFor(r, access.WriteLesson)
	if err != nil {
		return err
	}
	draft := LessonDraft{Day: f.page.today, Held: true}
	if err := j.db.Read(r.Context(), f.who.Org, func(tx *storage.Tx) (err error) {
		draft.Number, err = numberFor(tx, f.page.Group, f.page.Course, draft.Day)
		return err
	}); err != nil {
		return err
	}
	page := f.window(nil)
	page.Title, page.Wide = f.text.T("journal.lesson.new", f.title()), false
	return web.Page(w, r, page, newLessonPage(newView{frame: f, draft: draft}))
}

func (j *Journal) addLesson(w http.ResponseWriter, r *http.Request) error {
	f, err := j.frameFor(r, access.WriteLesson)
	if err != nil {
		return err
	}
	page := f.window(nil)
	page.Title, page.Wide = f.text.T("journal.lesson.new", f.title()), false
	draft, err := formLesson(r, f)
	var lesson Lesson
	if err == nil {
		lesson, err = j.AddLesson(r.Context(), j.act(r), draft)
	}
	if err != nil {
		return web.Again(err, page, newLessonPage(newView{frame: f, draft: draft}))
	}
	return web.See(w, r, f.base+"?column=L"+lesson.ID.String())
}

func (j *Journal) changeLesson(w http.ResponseWriter, r *http.Request) error {
	f, at, err := j.lessonColumnFor(r)
	if err != nil {
		return err
	}
	draft, err := formLesson(r, f)
	lesson := f.page.columns[at].lesson.ID
	if err == nil {
		err = j.ChangeLesson(r.Context(), j.act(r), lesson, formVersion(r), draft)
	}
	if err != nil {
		v := f.columnView(at)
		v.draft = draft
		return web.Again(err, f.columnWindow(at), columnPage(v))
	}
	return web.See(w, r, f.base+"/lesson/"+lesson.String())
}

func (j *Journal) cancelLesson(w http.ResponseWriter, r *http.Request) error {
	f, at, err := j.lessonColumnFor(r)
	if err != nil {
		return err
	}
	if err := j.CancelLesson(r.Context(), j.act(r), f.page.columns[at].lesson.ID, formVersion(r)); err != nil {
		return web.Again(err, f.columnWindow(at), columnPage(f.columnView(at)))
	}
	return web.See(w, r, f.base)
}

func (j *Journal) checkAttendance(w http.ResponseWriter, r *http.Request) error {
	f, at, err := j.lessonColumnFor(r)
	if err != nil {
		return err
	}
	lesson := f.page.columns[at].lesson.ID
	if err := j.CheckAttendance(r.Context(), j.act(r), lesson); err != nil {
		return web.Again(err, f.columnWindow(at), columnPage(f.columnView(at)))
	}
	return web.See(w, r, f.base+"/lesson/"+lesson.String())
}

// lessonColumnFor finds the column of the address's lesson for one who may read
// its page.
func (j *Journal) lessonColumnFor(r *http.Request) (frame, int, error) {
	f, err := j.frameFor(r, access.ReadJournal)
	if err != nil {
		return f, 0, err
	}
	lesson, err := web.PathID[id.Lesson](r, "lesson")
	if err != nil {
		return f, 0, err
	}
	at := f.page.columnOfLesson(lesson)
	if at < 0 {
		return f, 0, problem.New(problem.NotFound, "journal.lesson.none")
	}
	return f, at, nil
}

// kindName is a kind of work in the reader's language.
func kindName(text *i18n.Printer, kind string) string { return text.T("journal.kind." + kind) }
