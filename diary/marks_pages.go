package diary

import (
	"net/http"
	"slices"
	"time"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/orgs"
	"parta/school"
)

// showMarks shows a term's marks by course.
func (d *Diary) showMarks(w http.ResponseWriter, r *http.Request) error {
	var b *book
	var seq int64
	var marks TermMarks
	err := d.read(r, access.ReadDiary, func(tx *storage.Tx, found *book, at int64) (err error) {
		b, seq = found, at
		marks, err = d.marksIn(tx, b, seq, r.URL.Query().Get("term"))
		return err
	})
	if err != nil {
		return err
	}
	f, err := d.frameOf(r, b, seq)
	if err != nil {
		return err
	}
	v := marksView{frame: f, TermMarks: marks, Terms: b.termsBeside(marks.Term)}
	title := f.Text.T("diary.title.marks", b.pupil.First, school.TermName(f.Text, marks.Term.Name))
	return show(w, r, b, f.page("marks", title, marksHead(v)), marksPage(v), marksRows(v))
}

// showCourse shows the marks of one course: what each was for, how it came to be
// what it is, and how the mean follows from them.
func (d *Diary) showCourse(w http.ResponseWriter, r *http.Request) error {
	course, err := web.PathID[id.Course](r, "course")
	if err != nil {
		return err
	}
	var b *book
	var seq int64
	v := courseView{}
	err = d.read(r, access.ReadHistory, func(tx *storage.Tx, found *book, at int64) error {
		b, seq = found, at
		marks, err := d.marksIn(tx, b, seq, r.URL.Query().Get("term"))
		if err != nil {
			return err
		}
		var has bool
		if v.CourseMarks, has = marks.of(course); !has {
			return problem.New(problem.NotFound, "diary.course.none")
		}
		v.Term, v.Terms = marks.Term, b.termsBeside(marks.Term)
		if v.Zone, err = orgs.Zone(tx, tx.Org()); err != nil {
			return err
		}
		v.History, err = historyOf(tx, edited(v.Marks))
		return err
	})
	if err != nil {
		return err
	}
	if v.frame, err = d.frameOf(r, b, seq); err != nil {
		return err
	}
	title := v.Text.T("diary.title.course", b.pupil.First, v.Name)
	return show(w, r, b, v.page("marks", title, courseHead(v)), coursePage(v), courseRows(v))
}

// marksIn takes the marks of a term from the book, or reads them into it. No
// term asked for is the one of today, or in holidays the last.
func (d *Diary) marksIn(tx *storage.Tx, b *book, seq int64, asked string) (TermMarks, error) {
	term, err := b.term(asked)
	if err != nil {
		return TermMarks{}, err
	}
	if marks, found := d.shelf.marksOf(b, term.ID); found {
		return marks, nil
	}
	marks, err := readMarks(tx, b, term)
	if err == nil {
		d.shelf.keepMarks(b, seq, term.ID, marks)
	}
	return marks, err
}

// term finds a term of the pupil's years. NotFound "diary.term.none" for one
// that is not, and where the school has no terms.
func (b *book) term(asked string) (school.Term, error) {
	none := problem.New(problem.NotFound, "diary.term.none")
	if asked == "" {
		if term, found := school.Nearest(b.terms, b.on); found {
			return term, nil
		}
		return school.Term{}, none
	}
	wanted, err := id.Parse[id.Term](asked)
	if err != nil {
		return school.Term{}, none.Because(err)
	}
	at := slices.IndexFunc(b.terms, func(t school.Term) bool { return t.ID == wanted })
	if at < 0 {
		return school.Term{}, none
	}
	return b.terms[at], nil
}

// termsBeside lists the terms of the same year that have begun.
func (b *book) termsBeside(term school.Term) []school.Term {
	return slices.DeleteFunc(slices.Clone(b.terms), func(t school.Term) bool {
		return t.Year != term.Year || t.Days.From > b.on && t.ID != term.ID
	})
}

// edited lists the slots that were changed after they were given.
func edited(marks []Mark) []id.Mark {
	var ids []id.Mark
	for _, m := range marks {
		for _, g := range m.Slots {
			if g.Version > 1 {
				ids = append(ids, g.ID)
			}
		}
	}
	return ids
}

// marksView is what the page of a term's marks is drawn from.
type marksView struct {
	frame
	TermMarks
	Terms []school.Term
}

// courseView is what the page of one course is drawn from.
type courseView struct {
	frame
	CourseMarks
	Term    school.Term
	Terms   []school.Term
	History []change
	Zone    *time.Location
}

// historyOf is the changes of one mark, oldest first.
func (v courseView) historyOf(m Mark) []change {
	return slices.DeleteFunc(slices.Clone(v.History), func(c change) bool {
		return !slices.ContainsFunc(m.Slots, func(g Slot) bool { return g.ID == c.mark })
	})
}

// latestMarks is the marks, the latest first.
func (v courseView) latestMarks() []Mark {
	latest := slices.Clone(v.Marks)
	slices.Reverse(latest)
	return latest
}
