package web

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"parta/access"
	"parta/id"
	"parta/internal/web/assets"
	"parta/internal/web/ui"
)

const aYear = 365 * 24 * time.Hour

func (rt *Router) ownRoutes() {
	rt.Handle("GET /{$}", access.SignedIn, rt.home)
	rt.Handle("GET /o/{org}", access.EnterOrg, rt.orgHome)
	rt.Handle("POST /look", access.Anyone, rt.look)
	rt.Handle("GET /healthz", access.Anyone, rt.healthz)
	rt.Handle("GET /readyz", access.Anyone, rt.readyz)
	rt.Handle("GET /robots.txt", access.Anyone, robots)
	rt.Handle("GET /favicon.ico", access.Anyone, favicon)
}

// home shows where the account has a seat and what is there; one seat is
// entered at once.
func (rt *Router) home(w http.ResponseWriter, r *http.Request) error {
	v := visitOf(r)
	if len(v.session.Orgs) == 1 {
		return See(w, r, ui.OrgPath(v.session.Orgs[0].ID))
	}
	var places []ui.Place
	for _, org := range v.session.Orgs {
		_, actor, err := rt.Authenticate(r.Context(), rt.token(r), org.ID)
		if err != nil {
			return err
		}
		if actor == nil {
			continue // the seat was given up a moment ago
		}
		places = append(places, ui.Place{Org: org, Person: actor.Name, Sections: rt.sections(*actor)})
	}
	return Page(w, r, ui.Page{Title: Text(r).T("web.home.title")}, ui.Home(places))
}

// orgHome leads to where the actor's day starts: the first section of the menu.
func (rt *Router) orgHome(w http.ResponseWriter, r *http.Request) error {
	if sections := rt.sections(Who(r)); len(sections) > 0 {
		return See(w, r, sections[0].Href)
	}
	return Page(w, r, ui.Page{Title: rt.orgName(r)}, ui.NothingHere(nothingFor(r)))
}

// nothingFor is the key of what to tell one for whom there is no page: what the
// role will find here, where that is known.
func nothingFor(r *http.Request) string {
	for _, role := range Who(r).Roles {
		if key := "web.org.nothing." + string(role); Text(r).Has(key) {
			return key
		}
	}
	return "web.org.nothing"
}

func (rt *Router) sections(actor access.Actor) []ui.Section {
	if rt.Sections == nil {
		return nil
	}
	return rt.Sections(actor)
}

// OrgName is the full name of the organisation of the path, as its papers have it.
func OrgName(r *http.Request) string { return visitOf(r).router.orgName(r) }

func (rt *Router) orgName(r *http.Request) string {
	org, err := PathID[id.Org](r, "org")
	orgs := SessionOf(r).Orgs
	if at := slices.IndexFunc(orgs, func(o ui.Org) bool { return o.ID == org }); err == nil && at >= 0 {
		return cmp.Or(orgs[at].Name, orgs[at].ShortName)
	}
	return Text(r).T("web.name")
}

// look keeps how this browser likes its pages: language, light or dark, and
// whether names and marks are hidden while the screen is projected.
func (rt *Router) look(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	for _, choice := range []struct {
		field, cookie string
		allowed       []string
	}{
		{"lang", cookieLang, rt.Texts.Langs()},
		{"theme", cookieTheme, []string{"light", "dark", "system"}},
		{"board", cookieBoard, []string{"0", "1"}},
	} {
		if value := r.PostForm.Get(choice.field); slices.Contains(choice.allowed, value) {
			http.SetCookie(w, rt.cookie(choice.cookie, value, aYear, false))
		}
	}
	back := r.PostForm.Get("back")
	if !local(back) {
		back = "/"
	}
	return See(w, r, back)
}

// ForgetLook drops this browser's own choice of language and look, so that the
// account's holds.
func ForgetLook(w http.ResponseWriter, r *http.Request) {
	rt := visitOf(r).router
	for _, name := range []string{cookieLang, cookieTheme} {
		http.SetCookie(w, rt.cookie(name, "", -time.Second, false))
	}
}

func (rt *Router) healthz(w http.ResponseWriter, _ *http.Request) error { return answerText(w, "ok\n") }

func (rt *Router) readyz(w http.ResponseWriter, r *http.Request) error {
	if rt.Ready != nil {
		if err := rt.Ready(r.Context()); err != nil {
			return err
		}
	}
	return answerText(w, "ready\n")
}

func robots(w http.ResponseWriter, _ *http.Request) error {
	return answerText(w, "User-agent: *\nDisallow: /\n")
}

func favicon(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, assets.URL("favicon.svg"), http.StatusFound)
	return nil
}

func answerText(w http.ResponseWriter, text string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := w.Write([]byte(text))
	return err
}
