package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"parta/access"
	"parta/id"
	"parta/internal/i18n"
	"parta/when"
)

// visit is what is known of one request, kept in its context.
type visit struct {
	router  *Router
	id      string // shown to the reader, written to the log
	at      when.Instant
	text    *i18n.Printer
	session *Session      // nil for a visitor
	org     id.Org        // named by the path; zero outside /o/{org}
	here    *access.Actor // the session's person in org; nil without a seat there
	actor   access.Actor  // the same, once the visit is permitted
	action  access.Action // of the route
	body    limitedBody
	failed  error // what fail.go answered, for the log
}

type visitKey struct{}

func visitOf(r *http.Request) *visit { return visitIn(r.Context()) }

func visitIn(ctx context.Context) *visit {
	v, _ := ctx.Value(visitKey{}).(*visit)
	if v == nil {
		panic("web: a request that did not come through the router")
	}
	return v
}

// Who is the person acting, in the organisation of the path; without roles
// outside /o/{org}.
func Who(r *http.Request) access.Actor { return visitOf(r).actor }

// AccountOf is the account signed in; zero for a visitor.
func AccountOf(r *http.Request) id.Account { return SessionOf(r).Account }

// SessionOf is the session of the request; zero for a visitor.
func SessionOf(r *http.Request) Session {
	if s := visitOf(r).session; s != nil {
		return *s
	}
	return Session{}
}

// Text writes in the reader's language.
func Text(r *http.Request) *i18n.Printer { return visitOf(r).text }

// Now is the moment the request came, by the clock of the program.
func Now(r *http.Request) when.Instant { return visitOf(r).at }

// RequestID names the request in the log and to the reader.
func RequestID(r *http.Request) string { return visitOf(r).id }

// begin is the outermost layer: it names the request, sets what every answer
// carries, keeps a handler's panic from the reader, and writes the line of the log.
func (rt *Router) begin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		v := &visit{router: rt, id: requestID(), at: rt.now()}
		v.text = rt.Texts.Choose(r.Header.Get("Accept-Language"), cookie(r, cookieLang))
		ctx := i18n.With(context.WithValue(r.Context(), visitKey{}, v), v.text)
		r = r.WithContext(ctx)
		rt.setHeaders(w.Header(), v.id)
		v.limit(w, r)
		out := &answer{ResponseWriter: w}
		defer func() {
			if cause := recover(); cause != nil {
				if cause == http.ErrAbortHandler {
					panic(cause)
				}
				rt.Log.LogAttrs(ctx, slog.LevelError, "panic", slog.String("request", v.id), slog.Any("cause", cause), slog.String("stack", string(debug.Stack())))
				if !out.started() {
					rt.fail(out, r, errPanic)
				}
			}
			rt.log(r, v, out, time.Since(start))
		}()
		next.ServeHTTP(out, r)
	})
}

// log writes one line per request: never a name, an address of a person, or a
// path, which would hold who was looked at.
func (rt *Router) log(r *http.Request, v *visit, out *answer, took time.Duration) {
	route := r.Pattern
	if route == "" {
		route = "-"
	}
	level := slog.LevelInfo
	attrs := []slog.Attr{
		slog.String("request", v.id),
		slog.String("method", r.Method),
		slog.String("route", route),
		slog.Int("status", out.status),
		slog.Int64("bytes", out.bytes),
		slog.Float64("ms", float64(took.Microseconds())/1000),
	}
	if v.org != 0 {
		attrs = append(attrs, slog.String("org", v.org.String()))
	}
	if v.failed != nil && out.status >= http.StatusInternalServerError {
		level = slog.LevelError
		attrs = append(attrs, slog.String("error", v.failed.Error()))
	}
	rt.Log.LogAttrs(r.Context(), level, "request", attrs...)
}

// answer remembers what was sent, for the log.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= 200 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) started() bool { return a.status != 0 }

// requestID is ten characters that can be read out on the telephone.
func requestID() string {
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	for at, c := range b {
		b[at] = alphabet[c&31]
	}
	return string(b[:])
}
