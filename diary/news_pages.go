package diary

import (
	"net/http"
	"strconv"

	"parta/access"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/web"
)

// tellNews tells what is new behind a place in the ledger. The browser remembers
// the place, so that looking writes nothing.
func (d *Diary) tellNews(w http.ResponseWriter, r *http.Request) error {
	var v newsView
	var b *book
	err := d.read(r, access.ReadDiary, func(tx *storage.Tx, found *book, seq int64) error {
		b = found
		since, err := strconv.ParseInt(r.URL.Query().Get("since"), 10, 64)
		if err != nil || since < 0 {
			return problem.New(problem.Invalid, "diary.news.since").Because(err)
		}
		v.news.Marks, err = marksSince(tx, b, since)
		if err != nil {
			return err
		}
		v.news.Missed, err = missedSince(tx, b, since)
		if err != nil {
			return err
		}
		tomorrow := b.on + 1
		week, err := d.weekIn(tx, b, seq, tomorrow.Monday())
		if err != nil {
			return err
		}
		for _, l := range week.lessonsOn(tomorrow) {
			for _, t := range l.Tasks {
				v.news.Works = append(v.news.Works, t)
				v.news.Names = append(v.news.Names, l.Name)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.frame = frame{Text: web.Text(r), Org: web.Who(r).Org, Pupil: b.pupil}
	return web.Fragment(w, r, newsPart(v))
}

type newsView struct {
	frame
	news news
}
