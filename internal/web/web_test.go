package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"parta/access"
	"parta/id"
	"parta/internal/i18n"
	"parta/internal/problem"
	"parta/internal/web"
	"parta/internal/web/ui"
	"parta/when"
)

const (
	school1 = id.Org(1<<40 + 1)
	school2 = id.Org(1<<40 + 2)
)

// cast are the sessions a test knows: the token is the name.
var cast = map[string]web.Session{
	"ivanova": {ID: 11, Account: 21, Name: "Иванова Елена", Orgs: []ui.Org{{ID: school1, Name: "Школа № 1", ShortName: "Школа № 1"}}},
	"petrova": {ID: 12, Account: 22, Name: "Петрова Ольга", Orgs: []ui.Org{
		{ID: school1, Name: "Школа № 1", ShortName: "Школа № 1"}, {ID: school2, Name: "Школа № 2", ShortName: "Школа № 2"},
	}},
	"volkova":      {ID: 13, Account: 23, Name: "Волкова Анна", Orgs: []ui.Org{{ID: school2, Name: "Школа № 2", ShortName: "Школа № 2"}}},
	"ivanova.home": {ID: 15, Account: 21, Name: "Иванова Елена", Orgs: []ui.Org{{ID: school1}}},
	"locked":       {ID: 14, Account: 24, Name: "Иванова Елена", Locked: true, Orgs: []ui.Org{{ID: school1}}},
}

var roles = map[id.Account]access.Role{21: access.Teacher, 22: access.Guardian, 23: access.Teacher, 24: access.Teacher}

func config(t testing.TB) web.Config {
	t.Helper()
	texts, err := i18n.New(web.Texts)
	if err != nil {
		t.Fatal(err)
	}
	return web.Config{
		Texts: texts,
		Log:   slog.New(slog.NewTextHandler(io.Discard, nil)),
		Now:   func() time.Time { return time.Date(2026, 10, 19, 8, 0, 0, 0, time.UTC) },
		Authenticate: func(_ context.Context, token string, org id.Org) (web.Session, *access.Actor, error) {
			s, has := cast[token]
			if !has {
				return s, nil, problem.New(problem.NotFound, "orgs.session.none")
			}
			if !slices.ContainsFunc(s.Orgs, func(o ui.Org) bool { return o.ID == org }) {
				return s, nil, nil
			}
			return s, &access.Actor{Account: s.Account, Org: org, Person: id.Person(s.Account), Name: s.Name, Roles: []access.Role{roles[s.Account]}, On: when.Date(2026, 10, 19)}, nil
		},
		Sections: func(access.Actor) []ui.Section {
			return []ui.Section{{Key: "journal", Title: "web.name", Href: "/o/x/journal"}, {Key: "plans", Title: "web.skip", Href: "/o/x/plans", Count: 3}}
		},
	}
}

func router(t testing.TB, config web.Config) *web.Router {
	t.Helper()
	rt, err := web.NewRouter(config)
	if err != nil {
		t.Fatal(err)
	}
	rt.Handle("GET /o/{org}/journal/{group}", access.ReadJournal, func(w http.ResponseWriter, r *http.Request) error {
		if _, err := web.PathID[id.Group](r, "group"); err != nil {
			return err
		}
		if web.NotModified(w, r, 7) {
			return nil
		}
		return web.Page(w, r, ui.Page{Title: "7Б · Алгебра", Section: "journal"}, templ.Raw("<p class=found>есть</p>"))
	})
	rt.Handle("POST /o/{org}/journal/marks", access.WriteMark, func(w http.ResponseWriter, r *http.Request) error {
		switch r.FormValue("text") {
		case "9":
			err := problem.New(problem.Invalid, "web.problem.invalid").WithField("text", "web.problem.json")
			return web.Again(err, ui.Page{Title: "Отметка"}, templ.Join(templ.Raw(`<input name=text value=9>`), web.FieldError("text")))
		case "panic":
			panic("mark")
		case "broken":
			return errors.New("disk full of Ivanova's marks")
		case "stale":
			return problem.New(problem.Conflict, "journal.mark.stale")
		}
		return web.See(w, r, "/o/"+web.Who(r).Org.String()+"/journal/"+web.Key(r))
	})
	rt.Handle("GET /address", access.Anyone, func(w http.ResponseWriter, r *http.Request) error {
		return web.JSON(w, r, web.Address(r))
	})
	return rt
}

// ask sends a request as somebody; headers are "Name: value".
func ask(rt http.Handler, who, method, path, form string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form))
	if form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if who != "" {
		r.AddCookie(&http.Cookie{Name: "parta", Value: who})
		r.AddCookie(&http.Cookie{Name: "__Host-parta", Value: who})
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if name == "Content-Type" {
			r.Header.Del(name)
		}
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	rt.ServeHTTP(w, r)
	return w
}

func page(t *testing.T, w *httptest.ResponseRecorder) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestRouteIsOpenToItsActionOnly(t *testing.T) {
	rt := router(t, config(t))
	group := "/journal/" + id.Group(1<<40+5).String()
	for _, tt := range []struct {
		name, who, path string
		want            int
	}{
		{"a teacher of the school", "ivanova", "/o/" + school1.String() + group, 200},
		{"a guardian there", "petrova", "/o/" + school1.String() + group, 403},
		{"a teacher of another school", "volkova", "/o/" + school1.String() + group, 404},
		{"a visitor", "", "/o/" + school1.String() + group, 303},
		{"an old cookie", "nobody", "/o/" + school1.String() + group, 303},
		{"behind the quick lock", "locked", "/o/" + school1.String() + group, 303},
		{"no such school", "ivanova", "/o/nonsense" + group, 404},
		{"no such group", "ivanova", "/o/" + school1.String() + "/journal/zzz", 404},
		{"no such page", "ivanova", "/o/" + school1.String() + "/nothing", 404},
		{"wrong method", "ivanova", "/o/" + school1.String() + "/journal/marks/", 404},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := ask(rt, tt.who, "GET", tt.path, ""); got.Code != tt.want {
				t.Errorf("GET = %d, want %d\n%s", got.Code, tt.want, got.Body)
			}
		})
	}
}

func TestVisitorIsSentToSignInAndBack(t *testing.T) {
	rt := router(t, config(t))
	path := "/o/" + school1.String() + "/journal/" + id.Group(1<<40+5).String()
	if got, want := ask(rt, "", "GET", path+"?week=3", "").Header().Get("Location"), "/sign-in?next=%2Fo%2F"; !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "%3Fweek%3D3") {
		t.Errorf("Location = %q", got)
	}
	got := ask(rt, "", "GET", path, "", "Accept: application/json")
	var p struct{ Status int }
	if err := json.Unmarshal(got.Body.Bytes(), &p); err != nil || got.Code != 401 || p.Status != 401 || got.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("JSON: %d %s (%v)", got.Code, got.Body, err)
	}
	if got := ask(rt, "locked", "GET", path, "").Header().Get("Location"); !strings.HasPrefix(got, "/lock?next=") {
		t.Errorf("locked: Location = %q", got)
	}
}

func TestProblemsAreAnsweredInOnePlace(t *testing.T) {
	rt := router(t, config(t))
	for _, tt := range []struct {
		text string
		want int
	}{{"4", 303}, {"9", 422}, {"stale", 409}, {"broken", 500}, {"panic", 500}} {
		got := ask(rt, "ivanova", "POST", "/o/"+school1.String()+"/journal/marks", "text="+tt.text)
		if got.Code != tt.want {
			t.Errorf("%s = %d, want %d", tt.text, got.Code, tt.want)
		}
		body := got.Body.String()
		if strings.Contains(body, "disk full") {
			t.Errorf("%s: the page shows our inside:\n%s", tt.text, body)
		}
		if tt.want >= 409 && tt.text != "9" && !strings.Contains(body, got.Header().Get("X-Request-Id")) {
			t.Errorf("%s: the page does not name the request", tt.text)
		}
	}
}

func TestFormIsShownAgainWithWhatIsWrong(t *testing.T) {
	rt := router(t, config(t))
	doc := page(t, ask(rt, "ivanova", "POST", "/o/"+school1.String()+"/journal/marks", "text=9"))
	if v, _ := doc.Find("main input[name=text]").Attr("value"); v != "9" {
		t.Errorf("the input holds %q, want what was typed", v)
	}
	if doc.Find("main .wrong#text-error").Length() != 1 || doc.Find("main .notice.bad[role=alert]").Length() != 1 {
		t.Error("the page does not say what is wrong")
	}
}

func TestRefusedChangeLeadsBackToWhereItWasMade(t *testing.T) {
	rt := router(t, config(t))
	journal := "/o/" + school1.String() + "/journal/"
	page7 := journal + "0000000000007?term=1"
	for _, tt := range []struct{ name, method, path, referer, want string }{
		{"a form on a page", "POST", journal + "marks", "http://example.com" + page7, page7},
		{"a form of which nothing is told", "POST", journal + "marks", "", "/o/" + school1.String()},
		{"a form of another site", "POST", journal + "marks", "http://elsewhere.example" + page7, "/o/" + school1.String()},
		{"a page that is not there", "GET", journal + "0000000000007/none", "http://example.com" + page7, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc := page(t, ask(rt, "ivanova", tt.method, tt.path, "text=stale", "Referer: "+tt.referer))
			if got := doc.Find(".failure a.main").AttrOr("href", ""); got != tt.want || doc.Find(".failure").Length() != 1 {
				t.Errorf("the way back leads to %q, want %q\n%s", got, tt.want, doc.Find("main").Text())
			}
		})
	}
}

func TestOnlyATitleMadeForARefusalStandsOverIt(t *testing.T) {
	c := config(t)
	texts, err := i18n.New(web.Texts, fstest.MapFS{"text.ru.json": {Data: []byte(`{
		"orgs.staff": "Код сотруднику даёт администратор.", "orgs.staff.title": "Приглашения сотрудникам",
		"orgs.closed": "Четверть закрыта вчера.", "orgs.closed.fail": "Четверть закрыта"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	c.Texts = texts
	rt := router(t, c)
	rt.Handle("POST /refused/{key}", access.Anyone, func(_ http.ResponseWriter, r *http.Request) error {
		return problem.New(problem.Forbidden, r.PathValue("key"))
	})
	for key, want := range map[string]string{"orgs.staff": "Сюда вам нельзя", "orgs.closed": "Четверть закрыта"} {
		if got := page(t, ask(rt, "ivanova", "POST", "/refused/"+key, "")).Find("h1").Text(); got != want {
			t.Errorf("over %s stands %q, want %q", key, got, want)
		}
	}
}

func TestCrossSitePostIsRefused(t *testing.T) {
	rt := router(t, config(t))
	got := ask(rt, "ivanova", "POST", "/o/"+school1.String()+"/journal/marks", "text=4", "Sec-Fetch-Site: cross-site")
	if got.Code != 403 || page(t, got).Find(".failure").Length() != 1 {
		t.Errorf("POST from elsewhere = %d", got.Code)
	}
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	c := config(t)
	c.URL = "https://parta.example"
	rt := router(t, c)
	for _, path := range []string{"/", "/nothing", "/healthz"} {
		h := ask(rt, "ivanova", "GET", path, "").Header()
		for name, part := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Strict-Transport-Security": "max-age", "Cache-Control": "private", "X-Request-Id": "",
		} {
			if got := h.Get(name); got == "" || !strings.Contains(got, part) {
				t.Errorf("%s: %s = %q", path, name, got)
			}
		}
		if csp := h.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: %s", path, csp)
		}
	}
}

func TestSecondVisitRevalidates(t *testing.T) {
	rt := router(t, config(t))
	path := "/o/" + school1.String() + "/journal/" + id.Group(1<<40+5).String()
	tag := ask(rt, "ivanova", "GET", path, "").Header().Get("ETag")
	if tag == "" {
		t.Fatal("no ETag")
	}
	if got := ask(rt, "ivanova", "GET", path, "", "If-None-Match: "+tag); got.Code != 304 || got.Body.Len() != 0 {
		t.Errorf("again = %d with %d bytes, want 304 and none", got.Code, got.Body.Len())
	}
	if got := ask(rt, "ivanova", "GET", path, "", "If-None-Match: "+tag, "Accept-Language: en"); got.Code != 200 {
		t.Errorf("in another language = %d, want 200", got.Code)
	}
}

func TestAddressBelievesOnlyTrustedProxies(t *testing.T) {
	c := config(t)
	c.Proxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
	for _, tt := range []struct {
		name, forwarded, want string
		rt                    *web.Router
	}{
		{"a trusted proxy", "203.0.113.9", "203.0.113.9", router(t, c)},
		{"what the client made up stays behind", "8.8.8.8, 203.0.113.9, 192.0.2.7", "203.0.113.9", router(t, c)},
		{"nobody is trusted", "203.0.113.9", "192.0.2.1", router(t, config(t))},
		{"nonsense", "x", "192.0.2.1", router(t, c)},
	} {
		got := ask(tt.rt, "", "GET", "/address", "", "X-Forwarded-For: "+tt.forwarded)
		if body := strings.TrimSpace(got.Body.String()); body != `"`+tt.want+`"` {
			t.Errorf("%s: %s, want %s", tt.name, body, tt.want)
		}
	}
}

func TestRouteWithoutFittingActionDoesNotStart(t *testing.T) {
	rt := router(t, config(t))
	for pattern, action := range map[string]access.Action{
		"GET /o/{org}/x": access.Anyone, "GET /x": access.ReadJournal, "GET /o/{org}/y": "", "/z": access.Anyone, "GET /o/{org}/v": "made.up",
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s with %q was taken", pattern, action)
				}
			}()
			rt.Handle(pattern, action, nil)
		}()
	}
}
