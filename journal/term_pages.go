package journal

import (
	"net/http"

	"parta/id"
	"parta/internal/i18n"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/internal/web/ui"
	"parta/school"
	"parta/when"
)

// termView asks whether a term is to be closed, or opened again, and says what
// that does.
type termView struct {
	text   *i18n.Printer
	org    string
	term   school.Term
	today  when.Day
	closed closing
	facts  termFacts
}

// termFacts is how far the journals of a term's days are kept.
type termFacts struct {
	held, planned       int
	untitled, unchecked int // of the lessons held
}

func (v termView) title() string {
	if v.closed.Closed {
		return v.text.T("journal.closing.title.open", school.TermName(v.text, v.term.Name))
	}
	return v.text.T("journal.closing.title.close", school.TermName(v.text, v.term.Name))
}

func (v termView) days() string {
	return v.text.Day(v.term.Days.From) + "–" + v.text.Day(v.term.Days.To)
}

// lasts tells that the term is not over.
func (v termView) lasts() bool { return v.term.Days.To >= v.today }

// early tells that the term has not begun, and cannot be closed.
func (v termView) early() bool { return v.term.Days.From > v.today }

func termAddress(org string, term id.Term) string { return org + "/journal/terms/" + term.String() }

// state says in the list whether a term is open; its gender is the term's.
func (t listTerm) state(text *i18n.Printer) string {
	if t.closed.Closed {
		return text.T("journal.closing.closed."+string(t.Kind), t.closed.On)
	}
	return text.T("journal.closing.open." + string(t.Kind))
}

func (j *Journal) showTerm(w http.ResponseWriter, r *http.Request) error {
	term, err := web.PathID[id.Term](r, "term")
	if err != nil {
		return err
	}
	who := web.Who(r)
	v := termView{text: web.Text(r), org: ui.OrgPath(who.Org), today: who.On}
	err = j.db.Read(r.Context(), who.Org, func(tx *storage.Tx) (err error) {
		if v.term, err = school.TermOf(tx, term); err != nil {
			return err
		}
		if v.closed, err = closingOf(tx, term); err != nil {
			return err
		}
		v.facts, err = factsOfTerm(tx, v.term)
		return err
	})
	if err != nil {
		return err
	}
	return web.Page(w, r, ui.Page{Title: v.title(), Section: "journal", Bundle: "journal"}, termPage(v))
}

func (j *Journal) closeTerm(w http.ResponseWriter, r *http.Request) error {
	term, err := web.PathID[id.Term](r, "term")
	if err != nil {
		return err
	}
	who := web.Who(r)
	act := storage.Act{Org: who.Org, By: who, Key: web.Key(r)}
	if err := j.CloseTerm(r.Context(), act, term, r.FormValue("closed") == "yes"); err != nil {
		return err
	}
	return web.See(w, r, ui.OrgPath(who.Org)+"/journal")
}
