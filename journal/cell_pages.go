package journal

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/orgs"
)

// saveCellForm saves one cell from a plain form: the way without a script. A
// slower write is answered with both values and 409.
func (j *Journal) saveCellForm(w http.ResponseWriter, r *http.Request) error {
	f, err := j.frameFor(r, access.ReadJournal)
	if err != nil {
		return err
	}
	write, err := formCell(r)
	if err != nil {
		return err
	}
	write.MarksOnly = f.page.marksOnly(write)
	results, err := j.SaveCells(r.Context(), f.who, f.page.Term, []CellWrite{write})
	if err != nil {
		return err
	}
	result := results[0]
	switch result.State {
	case Refused:
		return result.Problem
	case Conflict:
		return j.askAgain(r, f, write, result)
	}
	return web.See(w, r, f.base+backPath(write.Column)+"#p-"+write.Pupil.String())
}

// marksOnly tells a write that names no letter, in a column that shows none: an
// absence that nobody saw is not cleared. The grid tells so itself.
func (s *spread) marksOnly(w CellWrite) bool {
	at := s.columnAt(w.Column)
	if at < 0 || s.columns[at].attendance {
		return false
	}
	entry, err := s.dialect.parse(w.Text)
	return w.Text == "" || err == nil && entry.Presence == nil
}

// formCell reads the write of a form. Each of its buttons is another act, since
// the key is of the form with its values.
func formCell(r *http.Request) (write CellWrite, err error) {
	if write.Column, err = ParseColumn(r.FormValue("column")); err != nil {
		return write, err
	}
	if write.Pupil, err = id.Parse[id.Person](r.FormValue("pupil")); err != nil {
		return write, problem.New(problem.NotFound, "journal.pupil.none").Because(err)
	}
	write.Text, write.Whole = r.FormValue("text"), r.FormValue("whole") != "" || r.FormValue("text") == ""
	if write.Replaces, err = parseVersions(r.FormValue("replaces")); err != nil {
		return write, err
	}
	write.Key = web.Key(r)
	return write, nil
}

// parseVersions reads "A.M1.M2"; nothing means that nothing was written yet.
func parseVersions(text string) (r Replaces, err error) {
	if text == "" {
		return r, nil
	}
	parts := strings.Split(text, ".")
	into := []*int64{&r.Attendance, &r.Mark1, &r.Mark2}
	if len(parts) != len(into) {
		return r, problem.New(problem.Invalid, "journal.form.wrong")
	}
	for i, part := range parts {
		if *into[i], err = strconv.ParseInt(part, 10, 64); err != nil {
			return r, problem.New(problem.Invalid, "journal.form.wrong").Because(err)
		}
	}
	return r, nil
}

// backPath is the page a column is filled in on.
func backPath(c Column) string {
	if c.Lesson != 0 {
		return "/lesson/" + c.Lesson.String()
	}
	return "/task/" + c.Task.String()
}

// choiceView is two values for one cell, for a person to choose.
type choiceView struct {
	frame
	write  CellWrite
	result CellResult
	pupil  string
	column string
	zone   *time.Location
}

func (j *Journal) askAgain(r *http.Request, f frame, write CellWrite, result CellResult) error {
	v := choiceView{frame: f, write: write, result: result}
	if at := f.page.rowOf(write.Pupil); at >= 0 {
		v.pupil = f.page.rows[at].name
	}
	if at := f.page.columnAt(write.Column); at >= 0 {
		v.column = columnName(f.text, f.page, &f.page.columns[at])
	}
	err := j.db.Read(r.Context(), f.who.Org, func(tx *storage.Tx) (err error) {
		v.zone, err = orgs.Zone(tx, f.who.Org)
		return err
	})
	if err != nil {
		return err
	}
	stale := problem.New(problem.Conflict, "journal.cell.stale", v.theirs(), result.Theirs.By, f.text.Moment(result.Theirs.At, v.zone))
	page := f.window(nil)
	page.Title = f.text.T("journal.choice.title")
	return web.Again(stale, page, choicePage(v))
}

func (v choiceView) theirs() string {
	return either(v.result.Theirs.Text, v.text.T("journal.history.nothing"))
}

func (v choiceView) mine() string { return either(v.write.Text, v.text.T("journal.history.nothing")) }

// both is the two marks side by side, where each value is one mark.
func (v choiceView) both() string {
	theirs, mine := v.result.Theirs.Text, v.write.Text
	if theirs == "" || mine == "" || strings.ContainsAny(theirs+mine, " /") || v.result.Cell.Class == "ab" {
		return ""
	}
	text := theirs + "/" + mine
	if _, err := v.page.dialect.scale.Parse(text, v.page.dialect.allowed); err != nil {
		return ""
	}
	return text
}
