package app_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"parta/access"
	"parta/app"
	"parta/demo"
	"parta/id"
	"parta/internal/config"
	"parta/internal/storage"
	"parta/internal/testkit"
	"parta/ledger"
	"parta/orgs"
	"parta/people"
	"parta/school"
	"parta/when"
)

// cast is the world every test here begins from.
var cast = demo.Cast(when.DayOf(testkit.Start))

var template = &testkit.Template{Slices: app.Schemas, Install: ledger.Install, Fill: cast.Fill}

// people who knock at every door; "" is a visitor without a session.
var knockers = []string{"", "orlova", "smirnov", "ivanova", "sidorov", "petrov", "petrova", "kuznetsova", "lebedev", "volkova", "zhdanova", "belova", "gromov"}

// door is a place in an organisation that a route's path may lead to.
type door struct {
	name   string
	org    id.Org
	class  school.Class
	group  id.Group
	course id.Course
	term   id.Term
	pupil  id.Person
	lesson id.Lesson
	task   id.Task
	day    when.Day
}

// matrix is a running installation with everybody signed in.
type matrix struct {
	*testing.T
	kit    *testkit.Kit
	app    *app.App
	server *httptest.Server
	tokens map[string]string
	doors  []door
}

func newMatrix(t *testing.T) *matrix {
	kit := template.SQLite(t)
	a, err := app.New(kit.DB, app.Options{Data: config.Data{Dir: t.TempDir()}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	m := &matrix{T: t, kit: kit, app: a, server: httptest.NewServer(a.Router), tokens: map[string]string{}}
	t.Cleanup(func() {
		a.Router.Close()
		m.server.CloseClientConnections()
		m.server.Close()
	})
	for _, member := range cast.Members {
		token, err := a.Orgs.OpenSession(t.Context(), member.Account, orgs.Visit{Address: "127.0.0.1"})
		if err != nil {
			t.Fatal(err)
		}
		m.tokens[member.SignIn] = token
	}
	m.doors = []door{
		m.door("own class", cast.SchoolOne, "7Б", "Алгебра"),
		m.door("other class", cast.SchoolOne, "9А", "Физика"),
		m.door("other organisation", cast.SchoolTwo, "7А", "Алгебра"),
	}
	return m
}

func (m *matrix) door(name string, s *demo.School, class, course string) door {
	c := s.Class(class)
	d := door{name: name, org: s.Org.ID, class: c.Class, group: c.Group, course: s.Course(course), pupil: c.Pupils[0].ID}
	if petrov := cast.Person("petrov", s.Org.ID); petrov != 0 && class == "7Б" {
		d.pupil = petrov
	}
	d.term = s.TermOf(c.YearGroup, cast.Today).ID
	err := m.kit.DB.Read(m.Context(), d.org, func(tx *storage.Tx) (err error) {
		d.lesson, err = storage.Value[id.Lesson](tx, "SELECT lesson_id FROM journal_lesson WHERE org_id = $1 AND group_id = $2 AND course_id = $3 ORDER BY on_date LIMIT 1", d.org, d.group, d.course)
		if err != nil {
			return fmt.Errorf("lesson: %w", err)
		}
		d.day, err = storage.Value[when.Day](tx, "SELECT on_date FROM journal_lesson WHERE org_id = $1 AND lesson_id = $2", d.org, d.lesson)
		if err != nil {
			return err
		}
		d.task, err = storage.Value[id.Task](tx, "SELECT task_id FROM journal_task WHERE org_id = $1 AND lesson_id = $2 LIMIT 1", d.org, d.lesson)
		return err
	})
	if err != nil {
		m.Fatalf("%s: %v", name, err)
	}
	return d
}

var pathValue = regexp.MustCompile(`\{[a-z$]+\}`)

// path fills a pattern in; an unknown name in one fails the test, so that a new
// kind of address cannot escape the matrix.
func (m *matrix) path(pattern string, d door) (path string, about access.Thing, objects bool) {
	path = pathValue.ReplaceAllStringFunc(pattern, func(name string) string {
		switch name {
		case "{$}":
			return ""
		case "{org}":
			return d.org.String()
		case "{group}":
			objects, about.Group, about.Classes = true, d.group, []id.Class{d.class.ID}
			return d.group.String()
		case "{course}":
			about.Course = d.course
			return d.course.String()
		case "{term}":
			return d.term.String()
		case "{lesson}":
			about.Day = d.day
			return d.lesson.String()
		case "{task}":
			return d.task.String()
		case "{class}":
			objects, about.Classes = true, []id.Class{d.class.ID}
			return d.class.ID.String()
		case "{pupil}":
			objects, about.Pupil, about.Classes = true, d.pupil, []id.Class{d.class.ID}
			return d.pupil.String()
		case "{monday}":
			return d.day.Monday().String()
		case "{upload}": // nobody has sent one
			return d.org.String()
		}
		m.Fatalf("the matrix does not know %s of %s: teach it", name, pattern)
		return ""
	})
	if strings.HasSuffix(path, "/history") || strings.HasSuffix(path, "/average") {
		about.Pupil = d.pupil
		path += "?pupil=" + d.pupil.String() + "&column=L" + d.lesson.String()
	}
	if strings.HasSuffix(path, "/new") || strings.HasSuffix(path, "/cells") {
		path += "?since=1"
	}
	return path, about, objects
}

// actor is the person as the policy sees one; false without a seat there.
func (m *matrix) actor(who string, org id.Org) (actor access.Actor, seated bool) {
	person := cast.Person(who, org)
	if person == 0 {
		return actor, false
	}
	err := m.kit.DB.Read(m.Context(), org, func(tx *storage.Tx) (err error) {
		actor, err = people.FactsOf(tx, person, cast.Today)
		return err
	})
	if err != nil {
		m.Fatal(err)
	}
	return actor, true
}

// want says what the policy promises a person at a door.
func (m *matrix) want(who string, route web, about access.Thing, objects bool, d door) (statuses []int, why string) {
	signIn := []int{http.StatusSeeOther, http.StatusUnauthorized}
	switch {
	case route.action == access.Anyone:
		return nil, "anyone may"
	case who == "":
		return signIn, "nobody signed in"
	case route.action == access.SignedIn:
		return nil, "whoever is signed in may"
	}
	actor, seated := m.actor(who, d.org)
	if !seated {
		return []int{http.StatusNotFound}, "no seat in that organisation"
	}
	if !actor.May(route.action) {
		return []int{http.StatusForbidden}, "no rule for any of these roles"
	}
	if _, allowed := actor.Decide(route.action, about); objects && !allowed {
		return []int{http.StatusForbidden}, "no rule reaches so far"
	}
	return nil, "allowed"
}

// web is a route taken apart.
type web struct {
	method, pattern string
	action          access.Action
}

func (m *matrix) routes() (routes []web) {
	for _, r := range m.app.Router.Routes() {
		method, pattern, _ := strings.Cut(r.Pattern, " ")
		routes = append(routes, web{method, pattern, r.Action})
	}
	return routes
}

// knock sends a request and returns the status and where a redirect leads.
func (m *matrix) knock(method, path, who string, header ...string) (status int, to string) {
	ctx, cancel := context.WithCancel(m.Context())
	defer cancel()
	var body io.Reader
	if method != http.MethodGet {
		body = strings.NewReader("")
	}
	request, err := http.NewRequestWithContext(ctx, method, m.server.URL+path, body)
	if err != nil {
		m.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	if who != "" {
		request.AddCookie(&http.Cookie{Name: "parta", Value: m.tokens[who]})
	}
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		m.Fatalf("%s %s as %q: %v", method, path, who, err)
	}
	answer.Body.Close()
	return answer.StatusCode, answer.Header.Get("Location")
}

// refusals are the statuses that no allowed request may get.
var refusals = []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusInternalServerError}

func TestEveryRouteAnswersEveryoneAsThePolicySays(t *testing.T) {
	m := newMatrix(t)
	tried := 0
	for _, route := range m.routes() {
		if ends(route) {
			continue // these change who is signed in; their own tests try them
		}
		for _, d := range m.doors {
			if !strings.Contains(route.pattern, "{org}") && d.name != "own class" {
				continue
			}
			path, about, objects := m.path(route.pattern, d)
			for _, who := range knockers {
				got, to := m.knock(route.method, path, who)
				want, why := m.want(who, route, about, objects, d)
				tried++
				switch {
				case want != nil && !slices.Contains(want, got):
					t.Errorf("%s %s, %s, as %q: %d, want %v: %s", route.method, route.pattern, d.name, who, got, want, why)
				case want == nil && slices.Contains(refusals, got) && !optional(route, got):
					t.Errorf("%s %s, %s, as %q: %d, want an answer: %s", route.method, route.pattern, d.name, who, got, why)
				case want == nil && who != "" && strings.HasPrefix(to, "/sign-in") && route.action != access.Anyone:
					t.Errorf("%s %s, %s, as %q: sent to sign in: %s", route.method, route.pattern, d.name, who, why)
				}
			}
		}
	}
	t.Logf("%d routes, %d requests", len(m.routes()), tried)
}

// Whoever may not look is told that, and not what the question lacks.
func TestRightsAreCheckedBeforeParameters(t *testing.T) {
	m := newMatrix(t)
	tried := 0
	for _, route := range m.routes() {
		for _, d := range m.doors {
			path, about, objects := m.path(route.pattern, d)
			path, asks := strings.CutSuffix(path, "?since=1")
			if !asks || route.method != http.MethodGet {
				continue
			}
			for _, who := range knockers {
				want, why := m.want(who, route, about, objects, d)
				if want == nil {
					continue
				}
				tried++
				if got, _ := m.knock(route.method, path, who); !slices.Contains(want, got) {
					t.Errorf("%s %s without its parameter, %s, as %q: %d, want %v: %s", route.method, route.pattern, d.name, who, got, want, why)
				}
			}
		}
	}
	if tried == 0 {
		t.Error("no route was tried")
	}
}

// ends tells of routes that end or lock the session they are called with.
func ends(r web) bool {
	return r.pattern == "/sign-out" || r.pattern == "/lock" && r.method == http.MethodPost || strings.HasPrefix(r.pattern, "/account/") && r.method == http.MethodPost ||
		r.pattern == "/lock/open"
}

// optional tells of answers that an allowed request may get for a reason that
// is not the policy's: a first page that exists once, a form without its fields.
func optional(r web, status int) bool {
	return status == http.StatusNotFound && (r.pattern == "/first" || strings.HasPrefix(r.pattern, "/join") || r.pattern == "/favicon.ico" || strings.HasPrefix(r.pattern, "/assets/")) ||
		status == http.StatusNotFound && (r.method != http.MethodGet || strings.Contains(r.pattern, "{upload}"))
}

func TestNoGETWritesATenantTable(t *testing.T) {
	m := newMatrix(t)
	before := m.heads()
	for _, route := range m.routes() {
		if route.method != http.MethodGet {
			continue
		}
		for _, d := range m.doors[:2] {
			path, _, _ := m.path(route.pattern, d)
			for _, who := range []string{"orlova", "ivanova", "petrova"} {
				m.knock(http.MethodGet, path, who)
			}
		}
	}
	if after := m.heads(); after != before {
		t.Errorf("the ledger moved:\n%s\nto\n%s", before, after)
	}
}

// heads is where every chain ends; storage lets no tenant table change without
// a line.
func (m *matrix) heads() string {
	var text strings.Builder
	err := m.kit.DB.ReadControl(m.Context(), func(tx *storage.Tx) error {
		heads, err := ledger.Heads(tx)
		for _, h := range heads {
			fmt.Fprintln(&text, h.Org, h.Seq, h.Hash)
		}
		return err
	})
	if err != nil {
		m.Fatal(err)
	}
	return text.String()
}

func TestCrossSiteRequestsThatChangeAreRefused(t *testing.T) {
	m := newMatrix(t)
	for _, route := range m.routes() {
		if route.method == http.MethodGet {
			continue
		}
		path, _, _ := m.path(route.pattern, m.doors[0])
		if got, _ := m.knock(route.method, path, "ivanova", "Sec-Fetch-Site", "cross-site", "Origin", "https://elsewhere.example"); got != http.StatusForbidden {
			t.Errorf("%s %s across sites: %d, want 403", route.method, route.pattern, got)
		}
	}
}
