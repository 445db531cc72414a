package orgs

import (
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/internal/web/ui"
)

// staffPath stands where a class would, for those who work at the school.
const staffPath = "staff"

func invitationsPath(org id.Org) string { return ui.OrgPath(org) + "/invitations" }

// guestsPath is the page of a class, or of the staff when class is zero.
func guestsPath(org id.Org, class id.Class) string {
	if class == 0 {
		return invitationsPath(org) + "/" + staffPath
	}
	return invitationsPath(org) + "/" + class.String()
}

// classOf reads which class a path is about; zero for the staff.
func classOf(r *http.Request) (id.Class, error) {
	if r.PathValue("class") == staffPath {
		return 0, nil
	}
	return web.PathID[id.Class](r, "class")
}

// showInvitations lists the classes that the reader may invite to; a form tutor
// of one class is led to it.
func (o *Orgs) showInvitations(w http.ResponseWriter, r *http.Request) error {
	who := web.Who(r)
	within := who.Where(access.Invite)
	classes := who.Tutored
	if within.All {
		err := o.db.Read(r.Context(), who.Org, func(tx *storage.Tx) (err error) {
			classes, err = o.asks.Classes(tx)
			return err
		})
		if err != nil {
			return err
		}
	} else if len(classes) == 1 {
		return web.See(w, r, guestsPath(who.Org, classes[0].ID))
	}
	page := ui.Page{Title: web.Text(r).T("orgs.invite.title"), Section: "invitations", Bundle: "orgs"}
	return web.Page(w, r, page, invitationsPage(who, classes, within.All))
}

// guestsView is the page of a class or of the staff.
type guestsView struct {
	Org     id.Org
	Class   access.Class // zero for the staff
	Guests  []Guest
	Resets  bool // the reader may give a new code to one who forgot
	Imports bool // … bring in lists of people
	Zone    *time.Location
	Lonely  string // the address that would be printed, if nobody elsewhere can open it
}

// helps tells that somebody here could have forgotten something, and that the
// reader can help.
func (v guestsView) helps() bool {
	return v.Resets && slices.ContainsFunc(v.Guests, func(g Guest) bool { return g.Seated && !g.Beyond })
}

// unbound tells that some codes will be bound to no birth date.
func (v guestsView) unbound() bool {
	return slices.ContainsFunc(v.Guests, func(g Guest) bool { return !g.Seated && !g.Beyond && g.Born == 0 })
}

func (v guestsView) path() string { return guestsPath(v.Org, v.Class.ID) }

func (o *Orgs) guestsView(r *http.Request, class id.Class) (guestsView, error) {
	who := web.Who(r)
	of, guests, err := o.Guests(r.Context(), who, class)
	if err != nil {
		return guestsView{}, err
	}
	thing := access.Thing{}
	if class != 0 {
		thing.Classes = []id.Class{class}
	}
	_, resets := who.Decide(access.ResetAccount, thing)
	view := guestsView{Org: who.Org, Class: of, Guests: guests, Resets: resets, Imports: who.May(access.ImportRoster), Lonely: onlyHere(o.address(r))}
	err = o.db.ReadControl(r.Context(), func(tx *storage.Tx) (err error) {
		view.Zone, err = Zone(tx, who.Org)
		return err
	})
	return view, err
}

func guestsHead(r *http.Request, of access.Class) ui.Page {
	title := web.Text(r).T("orgs.invite.staff.title")
	if of.ID != 0 {
		title = web.Text(r).T("orgs.invite.class.title", of.Name)
	}
	return ui.Page{Title: title, Section: "invitations", Bundle: "orgs"}
}

func (o *Orgs) showGuests(w http.ResponseWriter, r *http.Request) error {
	class, err := classOf(r)
	if err != nil {
		return err
	}
	view, err := o.guestsView(r, class)
	if err != nil {
		return err
	}
	return web.Page(w, r, guestsHead(r, view.Class), guestsPage(view))
}

// guestsAgain shows the class again under what went wrong.
func (o *Orgs) guestsAgain(r *http.Request, err error, class id.Class) error {
	switch problem.KindOf(err) {
	case problem.Internal, problem.NotFound, problem.Forbidden:
		return err
	}
	view, failed := o.guestsView(r, class)
	if failed != nil {
		return failed
	}
	return web.Again(err, guestsHead(r, view.Class), guestsPage(view))
}

func (o *Orgs) act(r *http.Request) storage.Act {
	who := web.Who(r)
	return storage.Act{Org: who.Org, By: who, Key: web.Key(r)}
}

func (o *Orgs) postInvite(w http.ResponseWriter, r *http.Request) error {
	class, err := classOf(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	var chosen []id.Person
	for _, text := range r.PostForm["person"] {
		person, err := id.Parse[id.Person](text)
		if err != nil {
			return problem.New(problem.NotFound, "orgs.invite.stranger").Because(err)
		}
		chosen = append(chosen, person)
	}
	slips, err := o.Invite(r.Context(), o.act(r), class, chosen)
	if err != nil {
		return o.guestsAgain(r, err, class)
	}
	return o.showSheet(w, r, class, slips)
}

// postResetCode asks first: the code signs its person out everywhere.
func (o *Orgs) postResetCode(w http.ResponseWriter, r *http.Request) error {
	class, person, err := guestOf(r)
	if err != nil {
		return err
	}
	if !sure(r) {
		return o.ask(w, r, "orgs.reset.title", askReset)
	}
	slip, err := o.ResetCode(r.Context(), o.act(r), class, person)
	if err != nil {
		return o.guestsAgain(r, err, class)
	}
	return o.showSheet(w, r, class, []Slip{slip})
}

// postDetach asks first: its person is let in again only by a new invitation.
func (o *Orgs) postDetach(w http.ResponseWriter, r *http.Request) error {
	class, person, err := guestOf(r)
	if err != nil {
		return err
	}
	if !sure(r) {
		return o.ask(w, r, "orgs.detach.do", askDetach)
	}
	if err := o.Detach(r.Context(), o.act(r), class, person); err != nil {
		return o.guestsAgain(r, err, class)
	}
	return web.See(w, r, guestsPath(web.Who(r).Org, class))
}

// sure tells that the question what will happen was answered.
func sure(r *http.Request) bool { return r.PostFormValue("sure") != "" }

// ask shows whom it is about and what will happen, before anything does.
func (o *Orgs) ask(w http.ResponseWriter, r *http.Request, title string, question func(Help, string) templ.Component) error {
	class, person, err := guestOf(r)
	if err != nil {
		return err
	}
	who := web.Who(r)
	help, err := o.HelpFor(r.Context(), who, class, person)
	if err != nil {
		return o.guestsAgain(r, err, class)
	}
	page := ui.Page{Title: web.Text(r).T(title), Section: "invitations", Bundle: "orgs"}
	return web.Page(w, r, page, question(help, guestsPath(who.Org, class)))
}

func guestOf(r *http.Request) (id.Class, id.Person, error) {
	class, err := classOf(r)
	if err != nil {
		return 0, 0, err
	}
	// One that names nobody is a stranger to the class, which is for the use
	// case to say, after it has asked whether this actor may do it at all.
	person, _ := id.Parse[id.Person](r.PostFormValue("guest"))
	return class, person, nil
}

// sheetView is the codes just made, to cut apart or to show on a screen.
type sheetView struct {
	Org    Org
	Class  access.Class
	Join   string // the address to type, without "https://"
	Lonely string // as in guestsView
	Slips  []drawnSlip
	Zone   *time.Location
	Back   string
}

type drawnSlip struct {
	Slip
	QR   string // path of the drawing
	Size int
}

// showSheet answers with the codes: they are kept nowhere and shown this once.
func (o *Orgs) showSheet(w http.ResponseWriter, r *http.Request, class id.Class, slips []Slip) error {
	who := web.Who(r)
	address := o.address(r)
	view := sheetView{Join: withoutScheme(address) + "/join", Lonely: onlyHere(address), Back: guestsPath(who.Org, class)}
	for _, s := range slips {
		path, size, err := qrPath(address + "/join?code=" + s.Code)
		if err != nil {
			return err
		}
		view.Slips = append(view.Slips, drawnSlip{s, path, size})
	}
	err := o.db.Read(r.Context(), who.Org, func(tx *storage.Tx) (err error) {
		if view.Org, err = OrgOf(tx, who.Org); err != nil {
			return err
		}
		if view.Zone, err = view.Org.Location(); err != nil || class == 0 {
			return err
		}
		view.Class, _, err = o.asks.ClassPeople(tx, class)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, no-store")
	page := ui.Page{Title: web.Text(r).T("orgs.sheet.title"), Section: "invitations", Bundle: "orgs"}
	return web.Page(w, r, page, sheetPage(view))
}
