package journal

import (
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"parta/access"
	"parta/id"
	"parta/internal/i18n"
	"parta/internal/problem"
	"parta/internal/web"
	"parta/internal/web/ui"
	"parta/school"
	"parta/when"
)

// Routes adds the journal's addresses.
func (j *Journal) Routes(rt *web.Router) {
	const org, page = "/o/{org}/journal", "/o/{org}/journal/{group}/{course}/{term}"
	rt.Handle("GET "+org, access.ReadJournal, j.showPages)
	rt.Handle("GET "+page, access.ReadJournal, j.showPage)
	rt.Handle("GET "+page+"/cells", access.ReadJournal, j.tellCells)
	rt.Handle("GET "+page+"/live", access.ReadJournal, j.live)
	rt.Handle("GET "+page+"/xlsx", access.ReadJournal, j.sendXLSX)
	rt.Handle("GET "+page+"/history", access.ReadHistory, j.showHistory)
	rt.Handle("GET "+page+"/average", access.ReadHistory, j.showAverage)
	rt.Handle("GET "+page+"/lesson/{lesson}", access.ReadJournal, j.showLesson)
	rt.Handle("GET "+page+"/task/{task}", access.ReadJournal, j.showTask)
	rt.Handle("POST "+org+"/cells", access.WriteAttendance, j.saveCells)
	rt.Handle("POST "+page+"/cell", access.WriteAttendance, j.saveCellForm)
	rt.Handle("GET "+page+"/lessons", access.WriteLesson, j.showNewLesson)
	rt.Handle("POST "+page+"/lessons", access.WriteLesson, j.addLesson)
	rt.Handle("POST "+page+"/lesson/{lesson}", access.WriteLesson, j.changeLesson)
	rt.Handle("POST "+page+"/lesson/{lesson}/cancel", access.WriteLesson, j.cancelLesson)
	rt.Handle("POST "+page+"/lesson/{lesson}/check", access.WriteAttendance, j.checkAttendance)
	rt.Handle("GET "+page+"/tasks", access.WriteLesson, j.showNewTask)
	rt.Handle("POST "+page+"/tasks", access.WriteLesson, j.addTask)
	rt.Handle("POST "+page+"/task/{task}", access.WriteLesson, j.changeTaskForm)
	rt.Handle("POST "+page+"/task/{task}/cancel", access.WriteLesson, j.cancelTask)
	rt.Handle("GET "+org+"/terms/{term}", access.CloseTerm, j.showTerm)
	rt.Handle("POST "+org+"/terms/{term}", access.CloseTerm, j.closeTerm)
}

// pathPage reads which page the address names.
func pathPage(r *http.Request) (p Page, err error) {
	if p.Group, err = web.PathID[id.Group](r, "group"); err != nil {
		return p, err
	}
	if p.Course, err = web.PathID[id.Course](r, "course"); err != nil {
		return p, err
	}
	p.Term, err = web.PathID[id.Term](r, "term")
	return p, err
}

// frame is what every page of the journal knows of its reader and its place.
type frame struct {
	page    *spread
	text    *i18n.Printer
	who     access.Actor
	org     string          // address of the organisation
	base    string          // address of the page
	lessons bool            // the reader may keep lessons and tasks here today
	marks   bool            // … give marks
	checks  bool            // … keep attendance
	words   templ.Component // the sentences of the page's script
}

// frameFor loads the page of the address for one who may do this to it.
func (j *Journal) frameFor(r *http.Request, action access.Action) (f frame, err error) {
	p, err := pathPage(r)
	if err != nil {
		return f, err
	}
	f = frame{text: web.Text(r), who: web.Who(r), words: j.gridWords(web.Text(r))}
	f.org = ui.OrgPath(f.who.Org)
	f.base = pageAddress(f.org, p)
	if f.page, err = j.spreadFor(r.Context(), f.who, action, p); err != nil {
		return f, err
	}
	may := func(action access.Action) bool {
		_, ok := f.who.Decide(action, f.page.thing(0))
		return ok && f.page.closedOn == 0
	}
	f.lessons, f.marks, f.checks = may(access.WriteLesson), may(access.WriteMark), may(access.WriteAttendance)
	return f, nil
}

func (f frame) readonly() bool { return !f.marks && !f.checks }

// title names the page: «7Б · Алгебра».
func (f frame) title() string { return f.page.title() }

// termName is the page's term in the reader's language: «2-я четверть».
func (f frame) termName() string { return school.TermName(f.text, f.page.term.Name) }

// termShort is what the link to a term says: its number, where that alone tells which.
func (f frame) termShort(t school.Term) string {
	for _, other := range f.page.terms {
		if other.Number == t.Number && other.ID != t.ID {
			return school.TermName(f.text, t.Name)
		}
	}
	return roman(t.Number)
}

// title is the group and the course; a group that is called by its course, as those
// of other systems are, has both in its name.
func (s *spread) title() string {
	if strings.Contains(plainWords(s.group.Name), plainWords(s.course.Name)) {
		return s.group.Name
	}
	return s.group.Name + " · " + capital(s.course.Name)
}

// plainWords is the words of a name, small, with a space before and after each.
func plainWords(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return " " + strings.Join(words, " ") + " "
}

func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// at is the address of something on the page.
func (f frame) at(path ...string) templ.SafeURL {
	return templ.SafeURL(f.base + strings.Join(path, ""))
}

// window is the page in the shell.
func (f frame) window(head templ.Component) ui.Page {
	return ui.Page{Title: f.title() + " · " + f.termName(), Section: "journal", Bundle: "journal", Wide: true, Head: head}
}

// sheetView is what the page of the register is drawn from.
type sheetView struct {
	frame
	facts  pageFacts
	school string  // its full name, for paper
	column *column // whose lesson the panel shows; nil when the page has none
	pupil  *pupilPanel
}

// pageFacts are the figures of the line above the sheet.
type pageFacts struct {
	pupils, held, planned, topics, checked int
}

func (s *spread) facts() (f pageFacts) {
	f.pupils = len(s.rows)
	seen := map[id.Lesson]bool{}
	for _, c := range s.columns {
		if c.lesson.ID == 0 || seen[c.lesson.ID] {
			continue
		}
		seen[c.lesson.ID] = true
		f.planned++
		if c.lesson.State != Held {
			continue
		}
		f.held++
		if c.lesson.Topic != "" {
			f.topics++
		}
		if c.lesson.Checked {
			f.checked++
		}
	}
	return f
}

func (j *Journal) showPage(w http.ResponseWriter, r *http.Request) error {
	f, err := j.frameFor(r, access.ReadJournal)
	if err != nil {
		return err
	}
	asked := r.URL.Query().Get("pupil")
	if asked == "" && web.NotModified(w, r, "journal", f.page.stamp, f.page.version) {
		return nil
	}
	v := sheetView{frame: f, facts: f.page.facts(), school: web.OrgName(r), column: f.page.current(r.URL.Query().Get("column"))}
	if asked != "" {
		if v.pupil, err = j.pupilPanelFor(r, f, asked); err != nil {
			return err
		}
	}
	return web.Page(w, r, f.window(sheetHead(v)), sheetPage(v))
}

// current is the column the panel speaks of: the one asked for, today's, or the
// last before today.
func (s *spread) current(asked string) *column {
	if c, err := ParseColumn(asked); err == nil {
		if at := s.columnAt(c); at >= 0 {
			return &s.columns[at]
		}
	}
	var found *column
	for i := range s.columns {
		if c := &s.columns[i]; c.lesson.ID != 0 && (c.task.Day <= s.today || found == nil) {
			found = c
		}
	}
	return found
}

// missing counts who was not at the lesson of a column.
func (s *spread) missing(c *column) (n int) {
	at := s.columnOfLesson(c.lesson.ID)
	if at < 0 {
		return 0
	}
	for _, r := range s.rows {
		if r.at(at).flags&flagAbsent != 0 {
			n++
		}
	}
	return n
}

// printed is what a sheet of paper has to say of itself, in pairs of what and
// which: nobody can ask it.
func (v sheetView) printed() [][2]string {
	group := "journal.printed.group"
	if v.page.group.Kind == school.WholeClass {
		group = "journal.printed.class"
	}
	pairs := [][2]string{
		{group, v.page.group.Name},
		{"journal.printed.course", capital(v.page.course.Name)},
		{"journal.printed.term", v.text.T("journal.printed.days", v.termName(), v.page.term.Days.From, v.page.term.Days.To)},
	}
	if len(v.page.teachers) > 0 {
		pairs = append(pairs, [2]string{"journal.printed.teacher", strings.Join(v.page.teachers, ", ")})
	}
	return pairs
}

func (s *spread) closedText(text *i18n.Printer) string {
	if s.closedOn == 0 {
		return ""
	}
	return text.T("journal.term.closed", s.closedOn)
}

// formDay reads a date of a form; zero when it was left empty.
func formDay(r *http.Request, name string) (when.Day, error) {
	text := strings.TrimSpace(r.FormValue(name))
	if text == "" {
		return 0, nil
	}
	day, err := when.ParseDay(text)
	if err != nil {
		return 0, problem.New(problem.Invalid, "journal.form.wrong").WithField(name, "journal.form.day")
	}
	return day, nil
}
