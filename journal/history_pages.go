package journal

import (
	"net/http"
	"time"

	"parta/access"
	"parta/id"
	"parta/internal/i18n"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/ledger"
	"parta/orgs"
	"parta/people"
	"parta/when"
)

// change is what one act made of a cell.
type change struct {
	At         when.Instant `json:"at"`
	HappenedAt when.Instant `json:"happenedAt"`
	By         string       `json:"by"`   // «Иванова Е. П.»; "" for the system
	Rule       string       `json:"rule"` // that allowed it
	Old        string       `json:"old"`  // as the cell shows it; "" for nothing
	New        string       `json:"new"`
}

// maxHistory is how many changes of one cell are shown.
const maxHistory = 50

// historyFor is who changed a cell, when, from what to what, newest first, for
// one who may see it: the family too.
func (j *Journal) historyFor(r *http.Request, c Column, pupil id.Person) (changes []change, zone *time.Location, err error) {
	who := web.Who(r)
	err = j.db.Read(r.Context(), who.Org, func(tx *storage.Tx) error {
		s, err := spotByID(tx, c, pupil)
		if err != nil {
			return orNone(err, "journal.column.none")
		}
		if _, err := allowed(who, access.ReadHistory, s.thing()); err != nil {
			return err
		}
		lines, err := ledger.History(tx, s.things(), maxHistory)
		if err != nil {
			return err
		}
		letters, err := lettersOf(tx)
		if err != nil {
			return err
		}
		if zone, err = orgs.Zone(tx, who.Org); err != nil {
			return err
		}
		changes, err = changesOf(tx, lines, s, letters)
		return err
	})
	return changes, zone, err
}

// changesOf tells what each act made of the cell, from what stands there now back:
// «4− → 5/4» is one act, though two marks changed and each has its line.
func changesOf(tx *storage.Tx, lines []ledger.Entry, now spot, letters *Letters) ([]change, error) {
	var by []id.Person
	for _, l := range lines {
		by = append(by, l.Person)
	}
	names, err := people.NamesOf(tx, by)
	var changes []change
	for i := 0; i < len(lines); {
		last := lines[i]
		c := change{At: last.At, HappenedAt: last.HappenedAt, By: names[last.Person].Short(), Rule: last.Rule, New: now.text(letters)}
		for ; i < len(lines) && lines[i].Request == last.Request; i++ {
			now.takeBack(lines[i])
		}
		c.Old = now.text(letters)
		changes = append(changes, c)
	}
	return changes, err
}

// takeBack puts the cell to what it was before a line; a line whose body was
// destroyed tells nothing.
func (s *spot) takeBack(l ledger.Entry) {
	if l.Thing == "mark" {
		was, _ := readMark(l.Old)
		if made, known := readMark(l.New); known {
			s.marks[made.Slot-1].Text = was.Text
		}
		return
	}
	s.attendance.Presence = There
	if was, _, known := readAttendance(l.Old); known {
		s.attendance.Presence = was.Presence
	}
}

func (j *Journal) showHistory(w http.ResponseWriter, r *http.Request) error {
	c, err := ParseColumn(r.URL.Query().Get("column"))
	if err != nil {
		return err
	}
	pupil, err := id.Parse[id.Person](r.URL.Query().Get("pupil"))
	if err != nil {
		return problem.New(problem.NotFound, "journal.pupil.none").Because(err)
	}
	changes, zone, err := j.historyFor(r, c, pupil)
	if err != nil {
		return err
	}
	if asksJSON(r) {
		return web.JSON(w, r, map[string]any{"changes": changes})
	}
	return web.Fragment(w, r, historyPart(historyView{changes, zone, web.Text(r)}))
}

type historyView struct {
	changes []change
	zone    *time.Location
	text    *i18n.Printer
}

// line is one change: «3 → 4, Иванова Е. П., 19 октября, 10:42».
func (v historyView) line(c change) string {
	by := c.By
	if by == "" {
		by = v.text.T("journal.history.system")
	}
	none := v.text.T("journal.history.nothing")
	if c.Old == "" && c.New == "" {
		return v.text.T("journal.history.there", by, v.text.Moment(c.HappenedAt, v.zone))
	}
	return v.text.T("journal.history.line", either(c.Old, none), either(c.New, none), by, v.text.Moment(c.HappenedAt, v.zone))
}

// late tells a change that reached the server well after it was made.
func (c change) late() bool { return c.At.Sub(c.HappenedAt) > time.Minute }

func either(text, instead string) string {
	if text == "" {
		return instead
	}
	return text
}
