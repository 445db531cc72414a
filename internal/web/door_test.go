package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/a-h/templ"

	"parta/access"
	"parta/id"
	"parta/internal/web"
	"parta/internal/web/ui"
)

func TestFormTurnedAwayAtTheDoorLeadsBackToItsPage(t *testing.T) {
	rt := router(t, config(t))
	page := "/o/" + school1.String() + "/journal/" + id.Group(1<<40+5).String()
	marks := "/o/" + school1.String() + "/journal/marks"
	for _, tt := range []struct {
		name, who, referer, want string
	}{
		{"a session that ended", "", "http://example.com" + page + "?week=3", "/sign-in?next=" + url.QueryEscape(page+"?week=3") + "&unsaved=1"},
		{"a locked screen", "locked", "http://example.com" + page, "/lock?next=" + url.QueryEscape(page) + "&unsaved=1"},
		{"a form shown again, at an address that is no page", "", "http://example.com" + page + "/x/y", "/sign-in?next=" + url.QueryEscape(page) + "&unsaved=1"},
		{"no word of where it was", "", "", "/sign-in?next=%2F&unsaved=1"},
		{"another site", "", "http://evil.example" + page, "/sign-in?next=%2F&unsaved=1"},
		{"an address that leads elsewhere", "", "http://example.com//evil.example/", "/sign-in?next=%2F&unsaved=1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ask(rt, tt.who, "POST", marks, "text=4", "Referer: "+tt.referer)
			if to := got.Header().Get("Location"); got.Code != 303 || to != tt.want {
				t.Errorf("%d to %q, want %q", got.Code, to, tt.want)
			}
		})
	}
}

func TestFormTurnedAwayBehindAProxyLeadsBackToItsPage(t *testing.T) {
	c := config(t)
	c.URL = "https://school.example"
	page := "/o/" + school1.String() + "/journal/" + id.Group(1<<40+5).String()
	got := ask(router(t, c), "", "POST", "/o/"+school1.String()+"/journal/marks", "text=4", "Referer: https://school.example"+page, "Sec-Fetch-Site: same-origin")
	if to, want := got.Header().Get("Location"), "/sign-in?next="+url.QueryEscape(page)+"&unsaved=1"; to != want {
		t.Errorf("%d to %q, want %q", got.Code, to, want)
	}
}

func TestDoorSaysThatAFormWasNotSaved(t *testing.T) {
	c := config(t)
	rt := router(t, c)
	rt.Handle("GET /door", access.Anyone, func(w http.ResponseWriter, r *http.Request) error {
		return web.Page(w, r, ui.Page{Title: "Вход", Bare: true}, templ.Raw(""))
	})
	for _, tt := range []struct {
		name, who, path string
		want            int
	}{
		{"after a form", "", "/door?next=/&unsaved=1", 1},
		{"a locked screen after a form", "locked", "/door?unsaved=1", 1},
		{"after a link", "", "/door?next=/", 0},
		{"somebody who is in", "ivanova", "/door?unsaved=1", 0},
	} {
		if got := page(t, ask(rt, tt.who, "GET", tt.path, "")).Find("main .notice[data-unsaved]").Length(); got != tt.want {
			t.Errorf("%s: %d sentences, want %d", tt.name, got, tt.want)
		}
	}
}
