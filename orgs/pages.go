package orgs

import (
	"net/http"
	"strings"
	"time"

	"parta/access"
	"parta/internal/web"
	"parta/internal/web/ui"
	"parta/when"
)

// Routes adds the slice's pages.
func (o *Orgs) Routes(rt *web.Router) {
	rt.Handle("GET /sign-in", access.Anyone, o.showSignIn)
	rt.Handle("POST /sign-in", access.Anyone, o.postSignIn)
	rt.Handle("POST /sign-out", access.Anyone, o.postSignOut)
	rt.Handle("GET /recover", access.Anyone, o.showRecover)
	rt.Handle("POST /recover", access.Anyone, o.postRecover)

	rt.Handle("GET /lock", access.SignedIn, o.showLock)
	rt.Handle("POST /lock", access.SignedIn, o.postLock)
	rt.Handle("POST /lock/open", access.SignedIn, o.postUnlock)

	rt.Handle("GET /first", access.Anyone, o.showFirst)
	rt.Handle("POST /first", access.Anyone, o.postFirst)

	rt.Handle("GET /join", access.Anyone, o.showJoin)
	rt.Handle("POST /join", access.Anyone, o.postJoin)
	rt.Handle("POST /join/accept", access.Anyone, o.postAccept)
	rt.Handle("POST /join/reset", access.Anyone, o.postReset)
	rt.Handle("GET /o/{org}/joined", access.EnterOrg, o.showJoined)

	rt.Handle("GET /account", access.SignedIn, o.showAccount)
	rt.Handle("POST /account/name", access.SignedIn, o.postName)
	rt.Handle("POST /account/password", access.SignedIn, o.postPassword)
	rt.Handle("POST /account/pin", access.SignedIn, o.postPIN)
	rt.Handle("POST /account/spare", access.SignedIn, o.postSpare)
	rt.Handle("POST /account/email", access.SignedIn, o.postEmail)
	rt.Handle("POST /account/look", access.SignedIn, o.postLook)
	rt.Handle("POST /account/sessions", access.SignedIn, o.postSessions)

	rt.Handle("GET /o/{org}/invitations", access.Invite, o.showInvitations)
	rt.Handle("GET /o/{org}/invitations/{class}", access.Invite, o.showGuests)
	rt.Handle("POST /o/{org}/invitations/{class}", access.Invite, o.postInvite)
	rt.Handle("POST /o/{org}/invitations/{class}/reset", access.ResetAccount, o.postResetCode)
	rt.Handle("POST /o/{org}/invitations/{class}/detach", access.ResetAccount, o.postDetach)
}

// visitOf is where a request comes from.
func visitOf(r *http.Request) Visit {
	return Visit{Address: web.Address(r).String(), Device: r.UserAgent(), Shared: r.PostFormValue("shared") != "", Browser: web.Browser(r)}
}

// arrival is the visit of one who is about to sign in, with a browser that will
// be known again.
func (o *Orgs) arrival(r *http.Request) (from Visit, err error) {
	if from = visitOf(r); from.Browser == "" && !from.Shared {
		from.Browser, err = newToken(o.random)
	}
	return from, err
}

// enter gives the browser the token of a session just opened, and ends the one
// it had before: a token planted there earlier must open nothing.
func (o *Orgs) enter(w http.ResponseWriter, r *http.Request, token string, from Visit) error {
	if before := web.Token(r); before != "" && before != token {
		if err := o.SignOut(r.Context(), before); err != nil {
			return err
		}
	}
	web.StartSession(w, r, token, from.CookieLasts())
	if from.Browser != "" && !from.Shared {
		web.KeepBrowser(w, r, from.Browser, placeLasts)
	}
	return nil
}

func bare(r *http.Request, title string) ui.Page {
	return ui.Page{Title: web.Text(r).T(title), Bare: true, Bundle: "orgs"}
}

// readDay reads a date as people type it: 5.4.2013, 05.04.2013, 05/04/2013, or
// 2013-04-05. Zero when it is none.
func readDay(text string) when.Day {
	text = dayText(text)
	for _, form := range []string{"2.1.2006", "2006-01-02", "02012006"} {
		if t, err := time.Parse(form, text); err == nil {
			return when.DayOf(t)
		}
	}
	return 0
}

func dayText(text string) string {
	return strings.NewReplacer("/", ".", ",", ".", " ", "").Replace(strings.TrimSpace(text))
}

// readBirth is readDay for a birth date, which may have a year of two digits: the
// latest that is not still to come, since nobody here is a hundred years old.
func readBirth(text string, today when.Day) when.Day {
	t, err := time.Parse("2.1.06", dayText(text))
	if err != nil {
		return readDay(text)
	}
	if born := when.DayOf(t); born <= today {
		return born
	}
	return when.DayOf(t.AddDate(-100, 0, 0))
}
