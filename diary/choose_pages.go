package diary

import (
	"net/http"
	"slices"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/internal/web/ui"
)

// showDiary opens one's own diary, or that of the first child. Who looks after
// classes instead, chooses a pupil.
func (d *Diary) showDiary(w http.ResponseWriter, r *http.Request) error {
	who := web.Who(r)
	switch {
	case who.Has(access.Pupil):
		return web.See(w, r, opened(who.Org, who.Person, who.On))
	case len(who.Wards) > 0:
		return web.See(w, r, opened(who.Org, who.Wards[0].ID, who.On))
	}
	return d.showClasses(w, r)
}

// chooseView is what the page of classes and their pupils is drawn from.
type chooseView struct {
	Org     id.Org
	Classes []access.Class
	All     bool // those of the whole school
	Imports bool // the reader may bring in lists
	Class   access.Class
	Pupils  []access.Ward // of the class today
}

// showClasses lists the classes the reader looks after, and the pupils of one.
func (d *Diary) showClasses(w http.ResponseWriter, r *http.Request) error {
	who := web.Who(r)
	v := chooseView{Org: who.Org, All: who.Where(access.ReadDiary).All, Imports: who.May(access.ImportRoster)}
	err := d.db.Read(r.Context(), who.Org, func(tx *storage.Tx) (err error) {
		v.Classes = who.Tutored
		if v.All {
			if v.Classes, err = classesOn(tx, who.On); err != nil {
				return err
			}
		}
		if len(v.Classes) == 0 {
			return nil
		}
		if v.Class, err = chosen(v.Classes, r.URL.Query().Get("class")); err != nil {
			return err
		}
		v.Pupils, err = pupilsOn(tx, v.Class.ID, who.On)
		return err
	})
	if err != nil {
		return err
	}
	text := web.Text(r)
	return web.Page(w, r, ui.Page{Title: text.T("diary.title.choose"), Section: menuKey, Bundle: "diary"}, choosePage(text, v))
}

// chosen finds the class asked for among those within reach; the first when
// none is asked for.
func chosen(classes []access.Class, asked string) (access.Class, error) {
	if asked == "" {
		return classes[0], nil
	}
	at := slices.IndexFunc(classes, func(c access.Class) bool { return c.ID.String() == asked })
	if at < 0 {
		return access.Class{}, problem.New(problem.Forbidden, "diary.class.foreign")
	}
	return classes[at], nil
}
