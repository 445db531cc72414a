package journal

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"parta/access"
	"parta/id"
	"parta/internal/i18n"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/ledger"
	"parta/people"
	"parta/when"
)

// maxCellsBody is more than a thousand cells take.
const maxCellsBody = 1 << 20

// cellsCall is a block of cells as the page sends it.
type cellsCall struct {
	Term   id.Term   `json:"term"` // whose mean is wanted; zero: that of the day
	Me     id.Person `json:"me"`   // whose page sends them; zero: whoever is signed in
	Writes []struct {
		Key        string       `json:"key"`
		Column     string       `json:"column"`
		Pupil      id.Person    `json:"pupil"`
		Text       string       `json:"text"`
		Whole      bool         `json:"whole"`
		MarksOnly  bool         `json:"marksOnly"`
		Replaces   Replaces     `json:"replaces"`
		HappenedAt when.Instant `json:"happenedAt"`
		Check      bool         `json:"check"` // of no pupil: whoever is not marked absent at the column's lesson was there
	} `json:"writes"`
}

// cellJSON is a cell as the page is told of it.
type cellJSON struct {
	Column   string    `json:"column"`
	Pupil    id.Person `json:"pupil"`
	Text     string    `json:"text"`
	Class    string    `json:"class"`
	Versions string    `json:"versions"`
	Average  string    `json:"average"`
	Absences int       `json:"absences"`
	By       string    `json:"by,omitempty"`
}

type theirsJSON struct {
	Text    string       `json:"text"`
	By      string       `json:"by"`
	At      when.Instant `json:"at"`
	Version string       `json:"version"`
}

type resultJSON struct {
	Key     string      `json:"key"`
	State   CellState   `json:"state"`
	Cell    *cellJSON   `json:"cell,omitempty"`
	Message string      `json:"message,omitempty"`
	Reason  string      `json:"reason,omitempty"` // key of the message, for programs
	Theirs  *theirsJSON `json:"theirs,omitempty"`
}

type cellsAnswer struct {
	Results []resultJSON `json:"results"`
}

// saveCells saves a block of cells and answers each of them.
func (j *Journal) saveCells(w http.ResponseWriter, r *http.Request) error {
	var call cellsCall
	if err := web.ReadJSON(r, &call, maxCellsBody); err != nil {
		return err
	}
	if call.Me != 0 && call.Me != web.Who(r).Person {
		return problem.New(problem.Forbidden, "journal.cells.other") // signed in meanwhile in another tab
	}
	if len(call.Writes) > MaxWrites {
		return problem.New(problem.Invalid, "journal.cells.many", MaxWrites)
	}
	answer := cellsAnswer{Results: make([]resultJSON, len(call.Writes))}
	writes, places := make([]CellWrite, 0, len(call.Writes)), make([]int, 0, len(call.Writes))
	var checks []int
	for i, c := range call.Writes {
		column, err := ParseColumn(c.Column)
		if err == nil && (c.Key == "" || len(c.Key) > 100) {
			err = problem.New(problem.Invalid, "journal.cells.key")
		}
		if err != nil {
			answer.Results[i] = refusal(web.Text(r), c.Key, err)
			continue
		}
		if c.Check {
			checks = append(checks, i)
			continue
		}
		places = append(places, i)
		writes = append(writes, CellWrite{web.ClientKey(r, c.Key), column, c.Pupil, c.Text, c.Whole, c.MarksOnly, c.Replaces, c.HappenedAt})
	}
	if len(writes) > 0 || len(call.Writes) == 0 {
		results, err := j.SaveCells(r.Context(), web.Who(r), call.Term, writes)
		if err != nil {
			return err
		}
		for k, result := range results {
			result.Key = call.Writes[places[k]].Key
			answer.Results[places[k]] = told(web.Text(r), result)
		}
	}
	for _, i := range checks { // after the absences that came along
		var err error
		if answer.Results[i], err = j.checkedBy(r, call.Writes[i].Key, call.Writes[i].Column); err != nil {
			return err
		}
	}
	return web.JSON(w, r, answer)
}

// checkedBy answers one entry that says whoever is not marked absent was there.
// Its key holds for its lesson alone.
func (j *Journal) checkedBy(r *http.Request, key, column string) (resultJSON, error) {
	c, err := ParseColumn(column)
	if err == nil && c.Lesson == 0 {
		err = problem.New(problem.Invalid, "journal.cell.nolesson")
	}
	if err == nil {
		act := j.act(r)
		act.Key = web.ClientKey(r, key+"/check/"+column)
		err = j.CheckAttendance(r.Context(), act, c.Lesson)
	}
	if ours(err) {
		return resultJSON{}, err
	}
	if err != nil {
		return refusal(web.Text(r), key, err), nil
	}
	return resultJSON{Key: key, State: Saved}, nil
}

// told is a result in the reader's language.
func told(text *i18n.Printer, r CellResult) resultJSON {
	if r.Problem != nil {
		return refusal(text, r.Key, r.Problem)
	}
	out := resultJSON{Key: r.Key, State: r.State}
	if r.Cell != nil {
		out.Cell = cellOf(text, *r.Cell)
	}
	if r.Theirs != nil {
		out.Theirs = &theirsJSON{r.Theirs.Text, r.Theirs.By, r.Theirs.At, out.Cell.Versions}
	}
	return out
}

func cellOf(text *i18n.Printer, c CellNow) *cellJSON {
	return &cellJSON{
		Column: c.Column.String(), Pupil: c.Pupil, Text: c.Text, Class: c.Class, Versions: versionsOf(c.Versions),
		Average: c.Thresholds.Show(c.Mean, text.T("i18n.point")), Absences: c.Absences, By: c.By,
	}
}

func versionsOf(versions [1 + Slots]int64) string {
	b := make([]byte, 0, 8)
	for i, v := range versions {
		if i > 0 {
			b = append(b, '.')
		}
		b = strconv.AppendInt(b, v, 10)
	}
	return string(b)
}

func refusal(text *i18n.Printer, key string, err error) resultJSON {
	r := resultJSON{Key: key, State: Refused, Reason: problem.KeyOf(err)}
	var p *problem.Error
	if errors.As(err, &p) {
		r.Message = text.T(p.Key, p.Args...)
	}
	return r
}

type sinceJSON struct {
	Seq     int64       `json:"seq"`
	Cells   []*cellJSON `json:"cells"`
	Checked []string    `json:"checked,omitempty"` // columns of lessons whose attendance was checked, the lesson's own first
	Reload  bool        `json:"reload"`            // columns or rows have changed: load the page anew
}

// maxSince is through how many lines of the organisation one looks to catch up:
// most of a school's day. Behind more, one loads the page.
const maxSince = 3000

// tellCells tells what has changed on a page behind a place in the ledger.
func (j *Journal) tellCells(w http.ResponseWriter, r *http.Request) error {
	p, err := pathPage(r)
	if err != nil {
		return err
	}
	who, text := web.Who(r), web.Text(r)
	answer := sinceJSON{Cells: []*cellJSON{}}
	err = j.db.Read(r.Context(), who.Org, func(tx *storage.Tx) error {
		page, err := j.spreadIn(tx, who, access.ReadJournal, p)
		if err != nil {
			return err
		}
		since, err := strconv.ParseInt(r.URL.Query().Get("since"), 10, 64)
		if err != nil || since < 0 {
			return problem.New(problem.Invalid, "journal.cells.since").Because(err)
		}
		if since > who.Position { // a backup was restored since: what the page shows may never have been
			answer.Seq, answer.Reload = who.Position, true
			return nil
		}
		if answer.Seq = who.Position; who.Position-since > maxSince {
			answer.Reload = true
			return nil
		}
		lines, err := ledger.OfGroup(tx, p.Group, termActs, since, who.Position)
		if err != nil {
			return err
		}
		changed, by := page.changedBy(lines, &answer)
		names, err := people.NamesOf(tx, by)
		if err != nil {
			return err
		}
		for at, line := range changed {
			c := page.now(at)
			c.By = names[line.Person].Short()
			answer.Cells = append(answer.Cells, cellOf(text, c))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return web.JSON(w, r, answer)
}

// place is a cell of a page: its row and column.
type place struct{ row, column int }

// changedBy finds the cells that lines of the ledger have changed, each with
// the last of its lines, and who did it. Lines that change more than cells say
// so in the answer.
func (s *spread) changedBy(lines []ledger.Entry, answer *sinceJSON) (map[place]ledger.Entry, []id.Person) {
	changed := map[place]ledger.Entry{}
	var by []id.Person
	for _, l := range lines {
		var columns []int
		switch l.Thing {
		case "mark":
			if body, ok := readMark(l.New); ok {
				columns = append(columns, s.columnOfTask(body.Task))
			}
		case "attendance":
			if _, lesson, ok := readAttendance(l.New); ok {
				columns = s.columnsOfLesson(lesson)
			}
		case "lesson", "task":
			switch l.Act {
			case "lesson.held":
			case "lesson.checked":
				lesson := id.Lesson(l.ThingID)
				answer.Checked = append(answer.Checked, Column{Lesson: lesson}.String())
				for _, at := range s.columnsOfLesson(lesson) {
					if c := &s.columns[at]; c.Column.Lesson == 0 {
						answer.Checked = append(answer.Checked, c.id)
					}
				}
			default:
				answer.Reload = answer.Reload || s.shows(l.New)
			}
			continue
		case "homework":
			continue
		case "term":
			answer.Reload = answer.Reload || l.ThingID == s.Term.Thing()
			continue
		default:
			answer.Reload = true
		}
		row := s.rowOf(l.Pupil)
		for _, column := range columns {
			if row >= 0 && column >= 0 {
				changed[place{row, column}] = l
				by = append(by, l.Person)
			}
		}
	}
	return changed, by
}

// now is a cell of the page as it stands.
func (s *spread) now(at place) CellNow {
	r, c := &s.rows[at.row], s.rows[at.row].at(at.column)
	out := CellNow{
		Column: s.columns[at.column].Column, Pupil: r.pupil, Text: c.text, Class: c.flags.class(),
		Mean: r.mean, Thresholds: s.thresholds, Absences: r.absences,
	}
	for i, v := range c.versions {
		out.Versions[i] = int64(v)
	}
	return out
}

// live keeps the page told of what others do on it.
func (j *Journal) live(w http.ResponseWriter, r *http.Request) error {
	f, err := j.frameFor(r, access.ReadJournal)
	if err != nil {
		return err
	}
	since, _ := strconv.ParseInt(r.URL.Query().Get("since"), 10, 64)
	p := f.page.Page
	return web.Live(w, r, j.db, web.Watch{
		Topic: f.base,
		Match: func(c storage.Change) bool { return c.Group == p.Group || slices.Contains(termActs, c.Act) },
		Recheck: func(ctx context.Context) error {
			_, err := j.spreadFor(ctx, web.Who(r.WithContext(ctx)), access.ReadJournal, p)
			return err
		},
		Behind: func(ctx context.Context) (seq int64, err error) {
			err = j.db.Read(ctx, f.who.Org, func(tx *storage.Tx) error {
				if seq, err = ledger.Position(tx); err != nil {
					return err
				}
				if since > seq { // as tellCells: the page asks, and is told to load anew
					seq = since + 1
					return nil
				}
				if seq-since > maxSince {
					return nil
				}
				lines, err := ledger.OfGroup(tx, p.Group, termActs, since, seq)
				if err == nil && len(lines) == 0 {
					seq = 0
				}
				return err
			})
			return seq, err
		},
	})
}
