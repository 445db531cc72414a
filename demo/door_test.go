package demo_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"parta/app"
	"parta/demo"
)

// doorOf is an installation with or without the demo's door.
func doorOf(t *testing.T, open bool) http.Handler {
	t.Helper()
	k := cast.SQLite(t)
	o := app.Options{Demo: open}
	if open {
		o.Extras = []app.Extra{{Texts: demo.Texts, Routes: func(a *app.App) { demo.NewDoor(k.DB, a.Orgs).Routes(a.Router) }}}
	}
	a, err := app.New(k.DB, o)
	if err != nil {
		t.Fatal(err)
	}
	return a.Router
}

func enter(h http.Handler, as string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/demo/sign-in", strings.NewReader(url.Values{"as": {as}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestDoorLetsTheCastIn(t *testing.T) {
	h := doorOf(t, true)
	for _, m := range world.Members {
		w := enter(h, m.SignIn)
		if w.Code != http.StatusSeeOther || len(w.Result().Cookies()) == 0 {
			t.Errorf("%s: %d without a session", m.SignIn, w.Code)
			continue
		}
		for _, seat := range m.Seats {
			r := httptest.NewRequest(http.MethodGet, "/o/"+seat.Org.String(), nil)
			r.AddCookie(w.Result().Cookies()[0])
			page := httptest.NewRecorder()
			h.ServeHTTP(page, r)
			if page.Code != http.StatusOK && page.Code != http.StatusSeeOther {
				t.Errorf("%s: the first page of %s answers %d", m.SignIn, seat.Org, page.Code)
			}
		}
	}
}

func TestDoorIsForTheCastAlone(t *testing.T) {
	h := doorOf(t, true)
	for _, as := range []string{"", "nobody", "IVANOVA'--"} {
		if w := enter(h, as); w.Code != http.StatusNotFound || len(w.Result().Cookies()) > 0 {
			t.Errorf("as=%q answers %d", as, w.Code)
		}
	}
}

func TestDoorIsInTheDemoAlone(t *testing.T) {
	if w := enter(doorOf(t, false), "ivanova"); w.Code != http.StatusNotFound {
		t.Errorf("an ordinary installation answers %d", w.Code)
	}
}

func TestDoorHasAButtonForEverybody(t *testing.T) {
	h := doorOf(t, true)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/demo", nil))
	page, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := page.Find("form.cast button[name=as]").Length(); got != len(world.Members) {
		t.Errorf("%d buttons for %d people", got, len(world.Members))
	}
	page.Find("form.cast button").Each(func(_ int, button *goquery.Selection) {
		if who := button.Find("span").Text(); who == "" || strings.HasPrefix(who, "demo.") {
			t.Errorf("%s is not told who it is: %q", button.AttrOr("value", ""), who)
		}
	})
	home := httptest.NewRecorder()
	h.ServeHTTP(home, httptest.NewRequest(http.MethodGet, "/", nil))
	if to := home.Header().Get("Location"); !strings.HasPrefix(to, "/demo") {
		t.Errorf("a visitor is led to %q, want the demo's door", to)
	}
}
