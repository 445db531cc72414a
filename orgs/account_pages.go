package orgs

import (
	"net/http"
	"slices"
	"time"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/internal/web/ui"
)

// accountView is the page of one's own way in.
type accountView struct {
	Account  Account
	Sessions []Session
	Here     id.Session
	Zone     *time.Location // of the first organisation where the account has a seat
	Open     string         // which part is unfolded
	Done     string         // what was just done, by key; "" for nothing
	Spare    string         // a new spare code, shown this once
	Typed    string         // what was typed in the part that is shown again
}

func (o *Orgs) accountView(r *http.Request) (view accountView, err error) {
	s := web.SessionOf(r)
	view = accountView{Here: s.ID, Zone: time.UTC}
	err = o.db.ReadControl(r.Context(), func(tx *storage.Tx) error {
		if view.Account, err = AccountOf(tx, s.Account); err != nil {
			return err
		}
		if view.Sessions, err = sessionsOfAccount(tx, s.Account); err != nil {
			return err
		}
		seats, err := Seats(tx, s.Account)
		if err == nil && len(seats) > 0 {
			view.Zone, err = Zone(tx, seats[0].Org)
		}
		return err
	})
	return view, err
}

func accountHead(r *http.Request) ui.Page {
	return ui.Page{Title: web.Text(r).T("orgs.account.title"), Bundle: "orgs"}
}

var accountDone = []string{"name", "password", "pin", "pin.off", "email", "look", "sessions", "recover", "reset"}

func (o *Orgs) showAccount(w http.ResponseWriter, r *http.Request) error {
	view, err := o.accountView(r)
	if err != nil {
		return err
	}
	if done := r.FormValue("done"); slices.Contains(accountDone, done) {
		view.Done = "orgs.account.done." + done
	}
	return web.Page(w, r, accountHead(r), accountPage(view))
}

// accountAgain shows the page with the part that was refused unfolded.
func (o *Orgs) accountAgain(r *http.Request, err error, part, typed string) error {
	if problem.KindOf(err) == problem.Internal {
		return err
	}
	view, failed := o.accountView(r)
	if failed != nil {
		return failed
	}
	view.Open, view.Typed = part, typed
	return web.Again(err, accountHead(r), accountPage(view))
}

func (o *Orgs) postName(w http.ResponseWriter, r *http.Request) error {
	name := r.PostFormValue("signin")
	if err := o.Rename(r.Context(), web.AccountOf(r), r.PostForm.Get("current"), name, visitOf(r)); err != nil {
		return o.accountAgain(r, err, "name", name)
	}
	return web.See(w, r, "/account?done=name")
}

func (o *Orgs) postPassword(w http.ResponseWriter, r *http.Request) error {
	session, err := o.SessionOf(r.Context(), web.Token(r))
	if err != nil {
		return err
	}
	token, err := o.ChangePassword(r.Context(), session, r.PostFormValue("current"), r.PostForm.Get("password"), visitOf(r))
	if err != nil {
		return o.accountAgain(r, err, "password", "")
	}
	web.StartSession(w, r, token, Visit{Shared: session.Shared}.CookieLasts())
	return web.See(w, r, "/account?done=password")
}

func (o *Orgs) postPIN(w http.ResponseWriter, r *http.Request) error {
	pin, done := r.PostFormValue("pin"), "pin"
	if r.PostForm.Get("off") != "" {
		pin, done = "", "pin.off"
	} else if pin == "" {
		pin = "-" // an empty field is a mistake, not a wish to have none
	}
	if err := o.SetPIN(r.Context(), web.AccountOf(r), r.PostForm.Get("current"), pin, visitOf(r)); err != nil {
		return o.accountAgain(r, err, "pin", "")
	}
	return web.See(w, r, "/account?done="+done)
}

// postSpare shows the code in its own answer: it is kept nowhere.
func (o *Orgs) postSpare(w http.ResponseWriter, r *http.Request) error {
	code, err := o.NewSpareCode(r.Context(), web.AccountOf(r), r.PostFormValue("current"), visitOf(r))
	if err != nil {
		return o.accountAgain(r, err, "spare", "")
	}
	view, err := o.accountView(r)
	if err != nil {
		return err
	}
	view.Open, view.Spare = "spare", code
	w.Header().Set("Cache-Control", "private, no-store")
	return web.Page(w, r, accountHead(r), accountPage(view))
}

func (o *Orgs) postEmail(w http.ResponseWriter, r *http.Request) error {
	email := r.PostFormValue("email")
	if err := o.SetEmail(r.Context(), web.AccountOf(r), r.PostForm.Get("current"), email, visitOf(r)); err != nil {
		return o.accountAgain(r, err, "email", email)
	}
	return web.See(w, r, "/account?done=email")
}

func (o *Orgs) postLook(w http.ResponseWriter, r *http.Request) error {
	language, theme := r.PostFormValue("lang"), r.PostForm.Get("theme")
	if !slices.Contains(languages, language) || !slices.Contains(themes, theme) {
		return problem.New(problem.Invalid, "orgs.form.wrong")
	}
	if err := o.SetLook(r.Context(), web.AccountOf(r), language, theme); err != nil {
		return err
	}
	web.ForgetLook(w, r)
	return web.See(w, r, "/account?done=look")
}

// What an account may choose; "" leaves it to the device.
var (
	languages = []string{"", "ru", "en"}
	themes    = []string{"", "light", "dark"}
)

func (o *Orgs) postSessions(w http.ResponseWriter, r *http.Request) error {
	s := web.SessionOf(r)
	if r.PostFormValue("all") != "" {
		if err := o.EndOtherSessions(r.Context(), s.Account, s.ID); err != nil {
			return err
		}
		return web.See(w, r, "/account?done=sessions")
	}
	ended, err := id.Parse[id.Session](r.PostForm.Get("session"))
	if err != nil {
		return problem.New(problem.NotFound, "orgs.session.none").Because(err)
	}
	if err := o.EndSession(r.Context(), s.Account, ended); err != nil {
		return err
	}
	return web.See(w, r, "/account?done=sessions")
}
