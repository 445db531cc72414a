package web

import (
	"context"
	"embed"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"parta/access"
	"parta/id"
	"parta/internal/i18n"
	"parta/internal/problem"
	"parta/internal/web/assets"
	"parta/internal/web/ui"
	"parta/when"
)

// Texts are the sentences of the shell and of the problems web itself reports.
//
//go:embed text.*.json
var Texts embed.FS

// Handler performs one route. Whatever it returns, fail.go answers.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Session is one signed-in browser, as far as the web needs to know it.
type Session struct {
	ID      id.Session
	Account id.Account
	Name    string   // what to call an account without a seat; "" for others, whose persons have names
	Lang    string   // the account's language; "" follows the browser
	Theme   string   // the account's choice, "light" or "dark"; "" as the system has it
	Locked  bool     // the quick lock is on: nothing but unlocking is answered
	Orgs    []ui.Org // where the account has a seat, in the order to show
	Seats   []Seat   // as whom, several in one organisation for a teacher who is also a mother there
}

// Seat is a person that an account stands for in an organisation.
type Seat struct {
	Org    id.Org
	Person id.Person
	Zone   string // of the organisation's days
}

// Config is what the router is told at the start.
type Config struct {
	Texts   *i18n.Catalogue
	Log     *slog.Logger     // nil: slog.Default
	Now     func() time.Time // nil: time.Now
	URL     string           // how browsers reach us (PARTA_URL); https makes cookies and HSTS strict
	Proxies []netip.Prefix   // whose X-Forwarded-For counts (PARTA_PROXIES)
	Build   string           // of the program; part of every ETag
	Demo    bool             // shows the DEMO banner, and /demo is the door

	// Authenticate finds the session of a token, and its person in the organisation
	// that is visited: nil without a seat there, or outside every organisation.
	// problem.NotFound when there is no session.
	Authenticate func(ctx context.Context, token string, org id.Org) (Session, *access.Actor, error)
	// Sections are the menu of an actor, the first being where the actor starts.
	Sections func(actor access.Actor) []ui.Section
	// ChangesRights tells that a ledger act may change what somebody may see; nil: any may.
	ChangesRights func(act string) bool
	// Ready tells why the program cannot serve now; nil: it always can.
	Ready func(ctx context.Context) error
}

// Route is a pattern and the action it performs.
type Route struct {
	Pattern string
	Action  access.Action
}

// Router answers every request of the program.
type Router struct {
	Config
	mux    *http.ServeMux
	routes []Route
	langs  []ui.Lang // that one may choose, each by its own name
	secure bool      // browsers reach us by https
	host   string    // by which they do, when it is configured: a proxy may tell us another
	outer  http.Handler
	here   *presence
	done   chan struct{} // closed when the server is about to stop
}

// NewRouter makes a router with the routes of the shell itself: assets, health,
// the choice of language and look, the first page.
func NewRouter(config Config) (*Router, error) {
	rt := &Router{Config: config, mux: http.NewServeMux(), here: newPresence(), done: make(chan struct{})}
	if rt.Log == nil {
		rt.Log = slog.Default()
	}
	if rt.Now == nil {
		rt.Now = time.Now
	}
	if rt.ChangesRights == nil {
		rt.ChangesRights = func(string) bool { return true }
	}
	for _, code := range rt.Texts.Langs() {
		rt.langs = append(rt.langs, ui.Lang{Code: code, Name: rt.Texts.Printer(code).T("i18n.language")})
	}
	forgery := http.NewCrossOriginProtection()
	if config.URL != "" {
		at, err := url.Parse(config.URL)
		if err != nil || at.Host == "" || (at.Scheme != "http" && at.Scheme != "https") {
			return nil, fmt.Errorf("address %q: want https://host", config.URL)
		}
		rt.secure, rt.host = at.Scheme == "https", at.Host
		if err := forgery.AddTrustedOrigin(at.Scheme + "://" + at.Host); err != nil {
			return nil, err
		}
	}
	forgery.SetDenyHandler(rt.answer(func(http.ResponseWriter, *http.Request) error {
		return problem.New(problem.Forbidden, "web.problem.forged")
	}))
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.ContentTypeFilter(compressible))
	if err != nil {
		return nil, err
	}
	rt.outer = rt.begin(compress(forgery.Handler(http.HandlerFunc(rt.dispatch))))
	rt.ownRoutes()
	return rt, nil
}

// compressible leaves live streams alone: a compressor would hold events back.
func compressible(contentType string) bool {
	return !strings.HasPrefix(contentType, "text/event-stream") && gzhttp.DefaultContentTypeFilter(contentType)
}

func (rt *Router) ServeHTTP(w http.ResponseWriter, r *http.Request) { rt.outer.ServeHTTP(w, r) }

// Close ends every live stream, so that a server can shut down without waiting
// for them. The router answers other requests as before.
func (rt *Router) Close() { close(rt.done) }

// door is where visitors sign in; a demo has one of its own.
func (rt *Router) door() string {
	if rt.Demo {
		return "/demo"
	}
	return "/sign-in"
}

// Routes lists what the router answers, for the test that tries every route.
func (rt *Router) Routes() []Route { return slices.Clone(rt.routes) }

// Handle adds a route: "GET /o/{org}/journal/{group}/{course}/{term}". A pattern
// under /o/{org} is performed by an actor of that organisation and needs an
// action of the policy; any other needs access.Anyone or access.SignedIn. It
// panics at start when the pattern and the action do not fit.
func (rt *Router) Handle(pattern string, action access.Action, h Handler) {
	method, path, found := strings.Cut(pattern, " ")
	if !found || method != strings.ToUpper(method) {
		panic("web: pattern without a method: " + pattern)
	}
	inOrg := path == "/o/{org}" || strings.HasPrefix(path, "/o/{org}/")
	open := action == access.Anyone || action == access.SignedIn
	if inOrg == open || !open && !inPolicy(action) {
		panic(fmt.Sprintf("web: route %s cannot be %q", pattern, action))
	}
	rt.routes = append(rt.routes, Route{pattern, action})
	rt.mux.Handle(pattern, rt.answer(func(w http.ResponseWriter, r *http.Request) error {
		if err := rt.admit(r, action, inOrg); err != nil {
			return err
		}
		if err := takeForm(r); err != nil {
			return err
		}
		return h(w, r)
	}))
}

func inPolicy(action access.Action) bool {
	return slices.ContainsFunc(access.Policy, func(rule access.Rule) bool { return rule.Action == action })
}

// admit decides whether the visitor may knock at a route at all.
func (rt *Router) admit(r *http.Request, action access.Action, inOrg bool) error {
	v := visitOf(r)
	var unread error
	if inOrg {
		v.org, unread = PathID[id.Org](r, "org")
	}
	if err := rt.recognise(r, v); err != nil {
		return err
	}
	if action == access.Anyone {
		return nil
	}
	if unread != nil && v.session != nil {
		return unread
	}
	v.action = action
	return rt.permit(r, v, action)
}

// permit asks whether the session may perform the action at all, in the
// organisation of the path if there is one.
func (rt *Router) permit(r *http.Request, v *visit, action access.Action) error {
	if v.session == nil {
		return problem.New(problem.Forbidden, keySignIn)
	}
	if v.session.Locked && !strings.HasPrefix(r.URL.Path, "/lock") && r.URL.Path != "/sign-out" {
		return problem.New(problem.Forbidden, keyLocked)
	}
	if v.org == 0 {
		return nil
	}
	if v.here == nil {
		return problem.New(problem.NotFound, "web.problem.notfound")
	}
	v.actor = *v.here
	if !v.actor.May(action) {
		return problem.New(problem.Forbidden, "web.problem.forbidden")
	}
	return nil
}

// recognise finds the session of the request's cookie. A cookie that no longer
// means anything makes a visitor, not an error.
func (rt *Router) recognise(r *http.Request, v *visit) error {
	token := rt.token(r)
	if token == "" || rt.Authenticate == nil {
		return nil
	}
	session, here, err := rt.Authenticate(r.Context(), token, v.org)
	if problem.KindOf(err) == problem.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	v.session, v.here = &session, here
	v.text = rt.Texts.Choose(r.Header.Get("Accept-Language"), cookie(r, cookieLang), session.Lang)
	return nil
}

// dispatch finds the route; what has none is answered by the one place that
// answers errors, too.
func (rt *Router) dispatch(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, assets.Root) {
		if !assets.Serve(w, r) {
			rt.answer(noSuchPage).ServeHTTP(w, r) // without asking whose it is: that costs more than the file would
		}
		return
	}
	if _, pattern := rt.mux.Handler(r); pattern != "" {
		rt.mux.ServeHTTP(w, r)
		return
	}
	rt.answer(func(w http.ResponseWriter, r *http.Request) error {
		_ = rt.recognise(r, visitOf(r))
		probe := &statusOnly{header: http.Header{}}
		rt.mux.ServeHTTP(probe, r)
		if probe.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", probe.header.Get("Allow"))
			return problem.New(problem.NotFound, keyMethod)
		}
		return noSuchPage(w, r)
	}).ServeHTTP(w, r)
}

func noSuchPage(http.ResponseWriter, *http.Request) error {
	return problem.New(problem.NotFound, "web.problem.notfound")
}

// statusOnly takes what the standard router would say to an unknown path.
type statusOnly struct {
	header http.Header
	status int
}

func (s *statusOnly) Header() http.Header         { return s.header }
func (s *statusOnly) Write(b []byte) (int, error) { return len(b), nil }
func (s *statusOnly) WriteHeader(status int)      { s.status = status }

// now is the moment of the request by the router's clock.
func (rt *Router) now() when.Instant { return when.At(rt.Now()) }
