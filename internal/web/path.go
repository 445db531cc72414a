package web

import (
	"net/http"
	"net/url"
	"path"
	"strings"

	"parta/id"
	"parta/internal/problem"
)

// PathID reads an identifier from the path. What cannot be one names nothing:
// problem NotFound.
func PathID[T ~int64](r *http.Request, name string) (T, error) {
	found, err := id.Parse[T](r.PathValue(name))
	if err != nil {
		return 0, problem.New(problem.NotFound, "web.problem.notfound").Because(err)
	}
	return found, nil
}

// Next is where the reader wanted to go before signing in: the parameter "next",
// if it is a path of ours, else the fallback.
func Next(r *http.Request, fallback string) string {
	if next := r.FormValue("next"); local(next) {
		return next
	}
	return fallback
}

// local tells a path of ours from an address of somebody else's.
func local(to string) bool {
	return strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") &&
		!strings.ContainsAny(to, "\\\r\n\t")
}

// pageOf is the page to come back to: the one asked for, or for a change the one
// it was made from.
func (rt *Router) pageOf(r *http.Request) string {
	if reads(r) {
		return r.URL.RequestURI()
	}
	return rt.formPage(r)
}

func reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// formPage is the page that a form was sent from, as the browser tells it. A
// form shown again stands at an address that only takes forms; its page is then
// the nearest one above that can be opened.
func (rt *Router) formPage(r *http.Request) string {
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host && from.Host != rt.host || !local(from.RequestURI()) {
		return "/"
	}
	if rt.opens(r, from.Path) {
		return from.RequestURI()
	}
	return rt.above(r, from.Path)
}

// above is the nearest page above an address.
func (rt *Router) above(r *http.Request, address string) string {
	for at := path.Dir(address); at != "/" && at != "."; at = path.Dir(at) {
		if rt.opens(r, at) {
			return at
		}
	}
	return "/"
}

// returnOf is the page to return to when a change is refused: the one that the
// form was sent from, else the one above the form's address. "" when there is
// none but the first, or nothing was to be changed.
func (rt *Router) returnOf(r *http.Request) string {
	if reads(r) {
		return ""
	}
	to := rt.formPage(r)
	if to == "/" {
		to = rt.above(r, r.URL.Path)
	}
	if to == "/" {
		return ""
	}
	return to
}

// opens tells whether a path is that of a page.
func (rt *Router) opens(r *http.Request, at string) bool {
	_, pattern := rt.mux.Handler(&http.Request{Method: http.MethodGet, Host: r.Host, URL: &url.URL{Path: at}})
	return strings.HasPrefix(pattern, http.MethodGet+" ")
}
