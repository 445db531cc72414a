package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"parta/access"
	"parta/internal/i18n"
	"parta/internal/web/ui"
)

// Page answers with a page in the shell: menu of the actor, language, look.
func Page(w http.ResponseWriter, r *http.Request, page ui.Page, body templ.Component) error {
	return visitOf(r).router.page(w, r, http.StatusOK, page, body)
}

// Fragment answers with a part of a page, for a script to put in its place.
func Fragment(w http.ResponseWriter, r *http.Request, body templ.Component) error {
	return render(w, r, http.StatusOK, body)
}

// page renders the whole before anything is sent, so that an error in the middle
// becomes an error page and not half a page.
func (rt *Router) page(w http.ResponseWriter, r *http.Request, status int, page ui.Page, body templ.Component) error {
	return render(w, r, status, ui.Document(rt.shell(r, page), body))
}

func render(w http.ResponseWriter, r *http.Request, status int, body templ.Component) error {
	buffer := templ.GetBuffer()
	defer templ.ReleaseBuffer(buffer)
	if err := body.Render(contextOf(r), buffer); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := w.Write(buffer.Bytes())
	return err
}

// contextOf carries the language to templates.
func contextOf(r *http.Request) context.Context { return i18n.With(r.Context(), Text(r)) }

// shell is what surrounds a page for this reader.
func (rt *Router) shell(r *http.Request, page ui.Page) ui.Shell {
	v := visitOf(r)
	shell := ui.Shell{
		Page:  page,
		Here:  rt.pageOf(r),
		Langs: rt.langs,
		Theme: themeOf(r),
		Board: cookie(r, cookieBoard) == "1",
		Demo:  rt.Demo,
		Org:   v.org,
	}
	shell.Unsaved = (v.session == nil || v.session.Locked) && r.URL.Query().Has(unsaved)
	if v.session == nil {
		return shell
	}
	shell.SignedIn, shell.Name, shell.Orgs = true, v.session.Name, v.session.Orgs
	if v.session.Locked {
		shell.Name = NameOf(r) // never the name to sign in with: whoever passes by reads it
		return shell
	}
	shell.Account = v.session.Account
	if at := slices.IndexFunc(v.session.Seats, func(s Seat) bool { return s.Org == v.org }); at >= 0 {
		shell.Zone = v.session.Seats[at].Zone
	}
	actor := rt.around(r, &shell)
	if actor.Person != 0 {
		shell.Name = actor.Name
		if shell.Org != 0 {
			shell.Sections = rt.sections(actor)
		}
		if page.Menu != nil {
			shell.Sections = page.Menu
		}
	}
	return shell
}

// NameOf is what the reader is called, in the first organisation of the account;
// "" for one without a seat. It is for pages outside every organisation.
func NameOf(r *http.Request) string {
	v := visitOf(r)
	if v.session == nil || len(v.session.Orgs) == 0 {
		return ""
	}
	_, actor, err := v.router.Authenticate(r.Context(), v.router.token(r), v.session.Orgs[0].ID)
	if err != nil || actor == nil {
		return "" // the page is whole without it
	}
	return actor.Name
}

// around is the actor whose name and menu surround a page. Outside every
// organisation it is the person of the first seat, and of an only one the menu
// too: an account has a name to sign in with, its person has one to be called by.
func (rt *Router) around(r *http.Request, shell *ui.Shell) access.Actor {
	v := visitOf(r)
	if v.actor.Person != 0 || len(v.session.Orgs) == 0 {
		return v.actor
	}
	org := v.session.Orgs[0].ID
	_, actor, err := rt.Authenticate(r.Context(), rt.token(r), org)
	if err != nil || actor == nil {
		return v.actor // the page itself has been found; only its frame is poorer
	}
	shell.Org = 0
	if len(v.session.Orgs) == 1 {
		shell.Org = org
	}
	return *actor
}

// themeOf is what this browser chose, else what the account did.
func themeOf(r *http.Request) string {
	theme := cookie(r, cookieTheme)
	if theme == "" {
		theme = SessionOf(r).Theme
	}
	if theme == "light" || theme == "dark" {
		return theme
	}
	return ""
}
