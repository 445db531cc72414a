package orgs

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/internal/web/ui"
	"parta/when"
)

// firstForm is the first page as it was filled in.
type firstForm struct {
	Code, Org, Name, ShortName, Zone, From, To, Last, Given, Middle, SignIn string

	there []Org // that were imported: one of them is opened, not a new one
}

func (o *Orgs) showFirst(w http.ResponseWriter, r *http.Request) error {
	there, err := o.unopened(r)
	if err != nil {
		return err
	}
	form := firstForm{there: there, Code: r.FormValue("code"), Zone: offeredZones[0].names[0]}
	if len(there) > 0 {
		form.Zone = form.sharedZone()
	}
	from, to := YearAround(web.Now(r).Day(mustZone(form.Zone)))
	form.From, form.To = web.Text(r).Day(from), web.Text(r).Day(to)
	return web.Page(w, r, firstHead(r), firstPage(form, web.Now(r)))
}

func firstHead(r *http.Request) ui.Page {
	return ui.Page{Title: web.Text(r).T("orgs.first.title"), Bare: true, Bundle: "orgs"}
}

// unopened lists the organisations that are there; NotFound once somebody has a
// seat: the page is gone.
func (o *Orgs) unopened(r *http.Request) (there []Org, err error) {
	err = o.db.ReadControl(r.Context(), func(tx *storage.Tx) error {
		if err := stillUnopened(tx); err != nil {
			return err
		}
		there, err = OrgsAfter(tx, 0, 1000)
		return err
	})
	return there, err
}

func (o *Orgs) postFirst(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	value := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	there, err := o.unopened(r)
	if err != nil {
		return err
	}
	form := firstForm{
		there: there, Code: value("code"), Org: value("org"), Name: value("name"), ShortName: value("short"), Zone: value("zone"), From: value("from"), To: value("to"),
		Last: value("last"), Given: value("given"), Middle: value("middle"), SignIn: value("signin"),
	}
	from, err := o.arrival(r)
	if err != nil {
		return err
	}
	token, _, err := o.Found(r.Context(), form.Code, form.founding(), Credentials{form.SignIn, r.PostForm.Get("password")}, from)
	if problem.KindOf(err) == problem.NotFound {
		return err
	}
	if err != nil {
		return web.Again(err, firstHead(r), firstPage(form, web.Now(r)))
	}
	if err := o.enter(w, r, token, from); err != nil {
		return err
	}
	return web.See(w, r, "/")
}

func (f firstForm) founding() Founding {
	org, _ := id.Parse[id.Org](f.Org) // none chosen: a new one
	return Founding{
		Org:      Org{ID: org, Kind: School, Name: f.Name, ShortName: f.ShortName, Zone: f.Zone},
		YearFrom: readDay(f.From), YearTo: readDay(f.To),
		LastName: f.Last, FirstName: f.Given, MiddleName: f.Middle,
	}
}

// sharedZone is where all imported organisations are, if it is on the list; else "":
// then which zone is kept when none is chosen depends on the organisation.
func (f firstForm) sharedZone() string {
	shared := f.there[0].Zone
	if !isOffered(shared) || slices.ContainsFunc(f.there, func(o Org) bool { return o.Zone != shared }) {
		return ""
	}
	return shared
}

// keepsZone offers to leave each organisation the zone it has, which is then shown
// beside its name: the list cannot point at one for all.
func (f firstForm) keepsZone() bool { return len(f.there) > 0 && f.sharedZone() == "" }

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

// clockIn shows what a wall clock in the zone says, so that people recognise theirs.
func clockIn(zone string, now when.Instant) string {
	return now.Time().In(mustZone(zone)).Format("15:04")
}
