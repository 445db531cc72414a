package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"parta/internal/i18n"
	"parta/internal/problem"
	"parta/internal/web/ui"
)

// Keys the router treats in a way of its own.
const (
	keySignIn = "web.problem.signin" // 401, or the sign-in page
	keyLocked = "web.problem.locked" // 401, or the page to unlock
	keyMethod = "web.problem.method" // 405
	keyLarge  = "web.problem.large"  // 413
)

var errPanic = errors.New("the handler panicked")

// answer makes a handler of the standard library from one of ours.
func (rt *Router) answer(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			rt.fail(w, r, err)
		}
	})
}

// fail is the one place where an error becomes an answer: a page, the form
// again, or JSON. An error that is not a problem is ours: the reader is given
// the request's name and the log the rest.
func (rt *Router) fail(w http.ResponseWriter, r *http.Request, err error) {
	v := visitOf(r)
	v.failed = err
	if r.Context().Err() != nil && errors.Is(err, context.Canceled) {
		return // the reader has gone
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		v.swallow()
		err = problem.New(problem.Invalid, keyLarge, tooLarge.Limit>>20).Because(err)
	}
	p := asProblem(err)
	status := statusOf(p)
	h := w.Header()
	h.Del("ETag")
	h.Set("Cache-Control", "private, no-store")
	if wantsJSON(r) {
		writeProblem(w, r, p, status)
		return
	}
	switch p.Key {
	case keySignIn:
		redirect(w, r, rt.back(r, rt.door()))
		return
	case keyLocked:
		redirect(w, r, rt.back(r, "/lock"))
		return
	}
	var again *againError
	if errors.As(err, &again) && p.Kind != problem.Internal {
		if err := rt.page(w, r, status, again.page, withProblem(p, again.body)); err == nil {
			return
		}
	}
	page := ui.Page{Title: failTitle(v.text, p), Bare: v.session == nil}
	if err := rt.page(w, r, status, page, ui.Failure(sentence(r, p), rt.returnOf(r), v.id, status)); err != nil {
		rt.Log.Error("error page", "request", v.id, "error", err)
		http.Error(w, v.id, status)
	}
}

// back is the door to pass before the reader can go on, which knows where to
// and whether a form was turned away.
func (rt *Router) back(r *http.Request, door string) string {
	to := door + "?next=" + url.QueryEscape(rt.pageOf(r))
	if !reads(r) {
		to += "&" + unsaved + "=1"
	}
	return to
}

// unsaved is the parameter by which a door knows that a form was turned away.
const unsaved = "unsaved"

// asProblem takes the problem out of an error; whatever is none is Internal.
func asProblem(err error) *problem.Error {
	var p *problem.Error
	if errors.As(err, &p) {
		return p
	}
	return problem.New(problem.Internal, "web.problem.internal").Because(err)
}

func statusOf(p *problem.Error) int {
	switch p.Key {
	case keySignIn, keyLocked:
		return http.StatusUnauthorized
	case keyMethod:
		return http.StatusMethodNotAllowed
	case keyLarge:
		return http.StatusRequestEntityTooLarge
	}
	switch p.Kind {
	case problem.Invalid:
		return http.StatusUnprocessableEntity
	case problem.Forbidden:
		return http.StatusForbidden
	case problem.NotFound:
		return http.StatusNotFound
	case problem.Conflict:
		return http.StatusConflict
	case problem.Unavailable:
		return http.StatusServiceUnavailable
	case problem.TooOften:
		return http.StatusTooManyRequests
	}
	return http.StatusInternalServerError
}

func kindName(kind problem.Kind) string {
	return [...]string{"internal", "invalid", "forbidden", "notfound", "conflict", "unavailable", "toooften"}[kind]
}

// failTitle is what stands over the sentence: what kind of problem it is, unless
// the problem has a title of its own, which its slice puts beside the sentence.
func failTitle(text *i18n.Printer, p *problem.Error) string {
	if own := p.Key + ".fail"; text.Has(own) {
		return text.T(own)
	}
	return text.T("web.fail." + kindName(p.Kind))
}

// sentence is what the reader is told. A problem without a sentence of its own
// is told by its kind.
func sentence(r *http.Request, p *problem.Error) string {
	text := Text(r)
	if p.Kind != problem.Internal && text.Has(p.Key) {
		return text.T(p.Key, p.Args...)
	}
	return text.T("web.problem." + kindName(p.Kind))
}

// wantsJSON tells a program from a person: it sends or asks for JSON, or listens
// to a stream.
func wantsJSON(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	if strings.Contains(accept, "text/html") {
		return false
	}
	return strings.Contains(accept, "json") || strings.Contains(accept, "text/event-stream") ||
		strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
}

// problemJSON is the form of RFC 9457, with the key for programs to tell
// problems apart and the fields of a form.
type problemJSON struct {
	Type     string      `json:"type"`
	Title    string      `json:"title"`
	Status   int         `json:"status"`
	Detail   string      `json:"detail"`
	Instance string      `json:"instance"` // the request's name
	Key      string      `json:"key"`
	Fields   []fieldJSON `json:"fields,omitempty"`
}

type fieldJSON struct {
	Name   string `json:"name"`
	Detail string `json:"detail"`
}

func writeProblem(w http.ResponseWriter, r *http.Request, p *problem.Error, status int) {
	body := problemJSON{
		Type: "about:blank", Title: http.StatusText(status), Status: status,
		Detail: sentence(r, p), Instance: RequestID(r), Key: p.Key,
	}
	for _, f := range p.Fields {
		body.Fields = append(body.Fields, fieldJSON{f.Name, Text(r).T(f.Key, f.Args...)})
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// againError carries the form to show again.
type againError struct {
	err  error
	page ui.Page
	body templ.Component
}

func (e *againError) Error() string { return e.err.Error() }
func (e *againError) Unwrap() error { return e.err }

// Again answers a problem by showing the form again, with what the person had
// typed and, where the form has @web.FieldError(name), what is wrong with it.
// Errors that are not problems are answered as ever; nil stays nil.
func Again(err error, page ui.Page, form templ.Component) error {
	if err == nil {
		return nil
	}
	return &againError{err, page, form}
}
