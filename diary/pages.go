package diary

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"parta/access"
	"parta/id"
	"parta/internal/i18n"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/internal/web/ui"
	"parta/ledger"
	"parta/when"
)

// frame is what the pages of one pupil's diary have in common.
type frame struct {
	Text    *i18n.Printer
	Org     id.Org
	OrgName string
	Pupil   Pupil
	Tabs    []ui.Tab // the reader's children, here and in other schools
	Own     bool     // the pupil is the reader, or the reader's child
	Family  bool     // that, and the reader is nothing else here
	Seq     int64    // where the ledger stood
	Print   bool     // asked to be printed by a browser without scripts
}

// frameOf draws the frame for a reader.
func (d *Diary) frameOf(r *http.Request, b *book, seq int64) (frame, error) {
	who, session := web.Who(r), web.SessionOf(r)
	f := frame{Text: web.Text(r), Org: who.Org, Pupil: b.pupil, Seq: seq, Print: r.URL.Query().Has("print")}
	for _, org := range session.Orgs {
		if org.ID == who.Org {
			f.OrgName = org.Name
		}
	}
	if who.Has(access.Pupil) {
		f.add(access.Ward{ID: who.Person, Name: who.Name})
	}
	for _, ward := range who.Wards {
		f.add(ward)
	}
	if !f.Own {
		f.Tabs = nil
		return f, nil
	}
	f.Family = !slices.ContainsFunc(who.Roles, func(role access.Role) bool { return role != access.Pupil && role != access.Guardian })
	if d.elsewhere == nil || len(session.Orgs) < 2 {
		return f, nil
	}
	wards, err := d.elsewhere(r.Context(), session.Account, who.Org)
	for _, w := range wards {
		f.Tabs = append(f.Tabs, ui.Tab{Title: f.Text.T("diary.tab.elsewhere", w.Name, w.OrgName), Href: Address(w.Org, w.ID)})
	}
	return f, err
}

// add gives the header one of the reader's own diaries.
func (f *frame) add(ward access.Ward) {
	t := ui.Tab{Title: ward.Name, Href: Address(f.Org, ward.ID), Current: ward.ID == f.Pupil.ID}
	if t.Current {
		f.Own = true
		t.Title = f.Text.T("diary.tab.pupil", f.Pupil.First, f.Pupil.ClassName)
	}
	f.Tabs = append(f.Tabs, t)
}

// page is what the shell is told. For the family the menu is week and marks of
// this child, where the thumb is; who works in the school keeps the menu of work.
func (f frame) page(section, title string, head templ.Component) ui.Page {
	page := ui.Page{Title: title, Section: menuKey, Bundle: "diary", Wide: true, Head: head, Tabs: f.Tabs}
	switch {
	case f.Own && !f.Family:
		page.Section = Section(f.Pupil.ID)
	case f.Family:
		page.Section = section
		page.Menu = []ui.Section{
			{Key: "week", Title: "diary.week", Href: f.at("")},
			{Key: "marks", Title: "diary.marks", Href: f.at("/marks")},
		}
	}
	return page
}

// menuKey names the diaries of the school in the menu.
const menuKey = "diary"

// Section names the diary of one's own child in the menu.
func Section(pupil id.Person) string { return menuKey + " " + pupil.String() }

// Address is the diary of a pupil, which opens at the current week.
func Address(org id.Org, pupil id.Person) string {
	return "/o/" + org.String() + "/diary/" + pupil.String()
}

func (f frame) at(path string) string { return Address(f.Org, f.Pupil.ID) + path }

func (f frame) week(monday when.Day) templ.SafeURL {
	return templ.SafeURL(f.at("/week/" + monday.String()))
}

func (f frame) marks(query string) templ.SafeURL { return templ.SafeURL(f.at("/marks" + query)) }

// course is where a mark is explained.
func (f frame) course(m Mark, term id.Term) templ.SafeURL {
	address := f.at("/marks/" + m.Task.Course.String())
	if term != 0 {
		address += "?term=" + term.String()
	}
	return templ.SafeURL(address + "#t-" + m.Task.ID.String())
}

// read runs a page's transaction after the pupil's rights.
func (d *Diary) read(r *http.Request, action access.Action, then func(tx *storage.Tx, b *book, seq int64) error) error {
	pupil, err := web.PathID[id.Person](r, "pupil")
	if err != nil {
		return err
	}
	who := web.Who(r)
	return d.db.Read(r.Context(), who.Org, func(tx *storage.Tx) error {
		b, seq, err := d.pupilFor(tx, who, action, pupil)
		if err != nil {
			return err
		}
		return then(tx, b, seq)
	})
}

// show answers with a page, with its changing part alone when a script asks for
// it, or with "not modified".
func show(w http.ResponseWriter, r *http.Request, b *book, page ui.Page, whole, part templ.Component) error {
	if web.NotModified(w, r, b.read, b.on, r.URL.RequestURI()) {
		return nil
	}
	if r.URL.Query().Has("part") {
		return web.Fragment(w, r, part)
	}
	return web.Page(w, r, page, whole)
}

// watch tells an open diary that something about the pupil was recorded.
func (d *Diary) watch(w http.ResponseWriter, r *http.Request) error {
	var b *book
	check := func(ctx context.Context) error {
		return d.read(r.WithContext(ctx), access.ReadDiary, func(_ *storage.Tx, found *book, _ int64) error {
			b = found
			return nil
		})
	}
	if err := check(r.Context()); err != nil {
		return err
	}
	return web.Live(w, r, d.db, web.Watch{
		Match:   func(c storage.Change) bool { return b.staleBy([]line{{pupil: c.Pupil, group: c.Group}}) },
		Recheck: check,
		Behind:  func(ctx context.Context) (int64, error) { return d.behind(ctx, r, b) },
	})
}

// behind is the place of the last line behind the page as the reader has it
// that concerns the pupil; 0 when there is none.
func (d *Diary) behind(ctx context.Context, r *http.Request, b *book) (int64, error) {
	since, err := strconv.ParseInt(r.URL.Query().Get("since"), 10, 64)
	if err != nil {
		return 0, nil // a page that does not say asks nothing
	}
	var lines []line
	var head int64
	err = d.db.Read(ctx, web.Who(r).Org, func(tx *storage.Tx) (err error) {
		if head, err = ledger.Position(tx); err == nil {
			lines, err = linesAfter(tx, since, linesChecked)
		}
		return err
	})
	if err == nil && since > head { // a backup was restored since: the page asks, and is given what there is
		return since + 1, nil
	}
	if err != nil || len(lines) == 0 || !b.staleBy(lines) && len(lines) < linesChecked {
		return 0, err
	}
	return lines[len(lines)-1].seq, nil
}
