package diary

import (
	"net/http"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/when"
)

// showPupil opens the diary of a pupil at the current week.
func (d *Diary) showPupil(w http.ResponseWriter, r *http.Request) error {
	var b *book
	err := d.read(r, access.ReadDiary, func(_ *storage.Tx, found *book, _ int64) error {
		b = found
		return nil
	})
	if err != nil {
		return err
	}
	who := web.Who(r)
	return web.See(w, r, opened(who.Org, b.pupil.ID, who.On))
}

// opened is where a diary opens: at today in the current week, and on a Sunday at
// the Monday that comes.
func opened(org id.Org, pupil id.Person, today when.Day) string {
	monday := current(today)
	return Address(org, pupil) + "/week/" + monday.String() + "#d-" + max(today, monday).String()
}

// showWeek shows the lessons, homework, absences and marks of a week.
func (d *Diary) showWeek(w http.ResponseWriter, r *http.Request) error {
	day, err := dayIn(r)
	if err != nil {
		return err
	}
	var b *book
	var seq int64
	var week Week
	err = d.read(r, access.ReadDiary, func(tx *storage.Tx, found *book, at int64) (err error) {
		b, seq = found, at
		week, err = d.weekIn(tx, b, seq, day.Monday())
		return err
	})
	if err != nil {
		return err
	}
	f, err := d.frameOf(r, b, seq)
	if err != nil {
		return err
	}
	if day != day.Monday() {
		return web.See(w, r, string(f.week(day.Monday())))
	}
	v := weekView{frame: f, Week: week, Today: web.Who(r).On}
	title := f.Text.T("diary.title.week", b.pupil.First, f.Text.Days(week.Monday, week.Last()))
	return show(w, r, b, f.page("week", title, weekHead(v)), weekPage(v), weekRows(v))
}

// weekIn takes a week from the book, or reads it into it.
func (d *Diary) weekIn(tx *storage.Tx, b *book, seq int64, monday when.Day) (Week, error) {
	if week, found := d.shelf.week(b, monday); found {
		return week, nil
	}
	week, err := readWeek(tx, b, monday)
	if err == nil {
		d.shelf.keepWeek(b, seq, week)
	}
	return week, err
}

// The days a diary can be opened at: beyond them somebody plays with addresses.
var (
	firstDay = when.Date(2000, 1, 1)
	lastDay  = when.Date(2100, 1, 1)
)

func dayIn(r *http.Request) (when.Day, error) {
	day, err := when.ParseDay(r.PathValue("monday"))
	if err != nil || day < firstDay || day > lastDay {
		return 0, problem.New(problem.NotFound, "diary.week.none").Because(err)
	}
	return day, nil
}
