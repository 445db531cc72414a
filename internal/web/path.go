package web

import (
	"net/http"
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
func local(path string) bool {
	return strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") &&
		!strings.ContainsAny(path, "\\\r\n\t")
}

// here is the page to come back to: the one asked for, or for a change the one
// it was made from.
func here(r *http.Request) string {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return r.URL.RequestURI()
	}
	return "/"
}
