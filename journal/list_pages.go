package journal

import (
	"net/http"
	"slices"

	"parta/access"
	"parta/id"
	"parta/internal/i18n"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/internal/web/ui"
	"parta/school"
	"parta/when"
)

// listView is the list of pages one may open, by group.
type listView struct {
	who     access.Actor
	text    *i18n.Printer
	org     string
	today   []todayLesson // nil for those who teach nothing
	groups  []listGroup
	term    string // that most groups are in; those in another say so
	mixed   bool   // some are the reader's own to teach, and some are not
	closes  bool   // the reader may close terms
	terms   []listTerm
	earlier []listYear // the latest first
}

type listGroup struct {
	id    id.Group
	name  string
	pages []listPage
}

type listPage struct {
	Page
	course string
	term   string
	own    bool // the reader teaches it
}

// term is the one the group is in.
func (g listGroup) term() string { return g.pages[0].term }

type listTerm struct {
	school.Term
	closed closing
}

// listYear is the terms of a year that is over.
type listYear struct {
	name  string
	terms []listTerm
}

type todayLesson struct {
	page   Page
	lesson Lesson
	group  string
	course string
}

// showPages lists the pages within reach in the term of today, and for a
// teacher the lessons of today.
func (j *Journal) showPages(w http.ResponseWriter, r *http.Request) error {
	v := listView{who: web.Who(r), text: web.Text(r)}
	v.org = ui.OrgPath(v.who.Org)
	_, v.closes = v.who.Decide(access.CloseTerm, access.Thing{})
	err := j.db.Read(r.Context(), v.who.Org, func(tx *storage.Tx) error { return v.load(tx) })
	if err != nil {
		return err
	}
	page := ui.Page{Title: v.text.T("journal.pages"), Section: "journal", Bundle: "journal"}
	return web.Page(w, r, page, pagesList(v))
}

// book is what the pages of a year are called by.
type book struct {
	groups  map[id.Group]school.Group
	order   []id.Group
	courses map[id.Course]school.Course
	sorted  []id.Course
	terms   map[id.Group]school.Term // where each group is today
}

func (v *listView) load(tx *storage.Tx) error {
	year, err := school.YearOn(tx, v.who.On)
	if err != nil {
		return err
	}
	b, err := bookOf(tx, year, v.who.On)
	if err != nil {
		return err
	}
	pairs, err := pairsWithin(tx, v.who.Where(access.ReadJournal), year.Days, v.who.On)
	if err != nil {
		return err
	}
	var owned, others bool
	for _, g := range b.order {
		list := listGroup{id: g, name: b.groups[g].Name}
		for _, c := range b.sorted {
			term, has := b.terms[g]
			if has && slices.Contains(pairs[g], c) {
				own := slices.ContainsFunc(v.who.Load, func(l access.Load) bool { return l.Group == g && l.Course == c })
				list.pages = append(list.pages, listPage{Page{g, c, term.ID}, b.courses[c].Name, school.TermName(v.text, term.Name), own})
				owned, others = owned || own, others || !own
			}
		}
		if len(list.pages) > 0 {
			v.groups = append(v.groups, list)
		}
	}
	v.term, v.mixed = commonTerm(v.groups), owned && others
	if v.who.Has(access.Teacher) {
		if err := v.loadToday(tx, b); err != nil {
			return err
		}
	}
	if v.closes {
		return v.loadTerms(tx, year)
	}
	return nil
}

// commonTerm is the name of the term that most groups are in.
func commonTerm(groups []listGroup) (most string) {
	count := map[string]int{}
	for _, g := range groups {
		if count[g.term()]++; count[g.term()] > count[most] {
			most = g.term()
		}
	}
	return most
}

func bookOf(tx *storage.Tx, year school.Year, today when.Day) (b book, err error) {
	b = book{groups: map[id.Group]school.Group{}, courses: map[id.Course]school.Course{}, terms: map[id.Group]school.Term{}}
	groups, err := school.Groups(tx, year.ID)
	if err != nil {
		return b, err
	}
	courses, err := school.Courses(tx)
	if err != nil {
		return b, err
	}
	classes, err := school.Classes(tx, year.ID)
	if err != nil {
		return b, err
	}
	terms, err := school.Terms(tx, year.ID)
	if err != nil {
		return b, err
	}
	set, err := school.SettingsOn(tx, today)
	if err != nil {
		return b, err
	}
	yearGroup := map[id.Class]int{}
	for _, c := range classes {
		yearGroup[c.ID] = c.YearGroup
	}
	for _, g := range groups {
		b.groups[g.ID] = g
		b.order = append(b.order, g.ID)
		if len(g.Classes) == 0 {
			continue
		}
		if term, ok := school.Nearest(school.TermsFor(terms, yearGroup[g.Classes[0]], set), today); ok {
			b.terms[g.ID] = term
		}
	}
	for _, c := range courses {
		b.courses[c.ID] = c
		b.sorted = append(b.sorted, c.ID)
	}
	return b, nil
}

func (v *listView) loadToday(tx *storage.Tx, b book) error {
	lessons, err := lessonsOfTeacher(tx, v.who.Person, v.who.On)
	if err != nil {
		return err
	}
	v.today = []todayLesson{}
	for _, l := range lessons {
		term, has := b.terms[l.Group]
		if has {
			v.today = append(v.today, todayLesson{Page{l.Group, l.Course, term.ID}, l, b.groups[l.Group].Name, b.courses[l.Course].Name})
		}
	}
	return nil
}

// loadTerms lists the terms that can be closed, and those that are closed, whenever
// they begin: each can be opened again. Those of earlier years come by year.
func (v *listView) loadTerms(tx *storage.Tx, current school.Year) error {
	years, err := school.Years(tx)
	if err != nil {
		return err
	}
	closings, err := closingsOf(tx)
	if err != nil {
		return err
	}
	for _, y := range years {
		if y.Days.From > current.Days.From {
			continue
		}
		terms, err := school.Terms(tx, y.ID)
		if err != nil {
			return err
		}
		var listed []listTerm
		for _, t := range terms {
			if closed := closings[t.ID]; t.Days.From <= v.who.On || closed.Closed {
				listed = append(listed, listTerm{t, closed})
			}
		}
		switch {
		case y.ID == current.ID:
			v.terms = listed
		case len(listed) > 0:
			v.earlier = append(v.earlier, listYear{y.Name, listed})
		}
	}
	return nil
}
