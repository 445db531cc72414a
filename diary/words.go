package diary

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"parta/internal/i18n"
	"parta/school"
)

// weekTerms names the term of the week, both where a border falls inside, or
// the holidays.
func weekTerms(text *i18n.Printer, w Week) string {
	switch len(w.Terms) {
	case 0:
		return text.T("diary.day.holiday")
	case 1:
		return school.TermName(text, w.Terms[0])
	}
	return school.TermName(text, w.Terms[0]) + ", " + school.TermName(text, w.Terms[1])
}

// emptyDay says why nothing stands on a day.
func emptyDay(text *i18n.Printer, day Day) string {
	if day.Term {
		return text.T("diary.day.empty")
	}
	return text.T("diary.day.holiday")
}

// attendanceWords is «опоздала на 5 мин», «не был, причина не указана». Who is
// neither he nor she in the school's papers gets the noun: «опоздание 5 мин».
func attendanceWords(text *i18n.Printer, sex string, a Attendance) string {
	key := "diary.missed."
	if sex != "" {
		key += sex + "."
	}
	key += a.State
	if a.State != "absent" {
		if a.Minutes == 0 {
			return text.T(key)
		}
		return text.T(key+".minutes", a.Minutes)
	}
	return text.T("diary.missed.why", text.T(key), reason(text, a))
}

// reason is the one given in the words we have for it, or as it was written.
func reason(text *i18n.Printer, a Attendance) string {
	switch {
	case a.Reason == "":
		return text.T("diary.missed." + a.Excused)
	case text.Has("diary.reason." + a.Reason):
		return text.T("diary.reason." + a.Reason)
	}
	return a.Reason
}

// kindName is «контрольная», or the kind itself where a school made its own.
func kindName(text *i18n.Printer, kind string) string {
	if key := "journal.kind." + kind; text.Has(key) {
		return text.T(key)
	}
	return kind
}

// workName is «контрольная работа «Степени»», what a work is announced by. A
// title that says the kind itself stands alone.
func workName(text *i18n.Printer, t Task) string {
	kind := kindName(text, t.Kind)
	switch {
	case t.Title == "":
		return kind
	case strings.HasPrefix(strings.ToLower(t.Title), strings.ToLower(kind)):
		return t.Title
	}
	return text.T("diary.work.titled", kind, i18n.Inner(t.Title))
}

// workWords is workName with the weight where it is not 1.
func workWords(text *i18n.Printer, t Task) string { return weighed(text, workName(text, t), t) }

// kindWords is what a mark is for in short: «контрольная работа, вес 3».
func kindWords(text *i18n.Printer, t Task) string { return weighed(text, kindName(text, t.Kind), t) }

func weighed(text *i18n.Printer, name string, t Task) string {
	if t.Weight == 1 {
		return name
	}
	return text.T("diary.work.weight", name, t.Weight)
}

// given is «задано на 21 октября:».
func given(text *i18n.Printer, h Homework) string {
	if h.Due == 0 {
		return text.T("diary.given")
	}
	return text.T("diary.given.due", text.DayLong(h.Due))
}

// alive is what the script of the page needs to keep it current.
func (f frame) alive() templ.Attributes {
	return templ.Attributes{"data-diary": true, "data-live": f.at("/live"), "data-seen": f.Pupil.ID.String()}
}

func (f frame) seq() string { return strconv.FormatInt(f.Seq, 10) }
