package web_test

import (
	"context"
	"strings"
	"testing"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/web/ui"
)

func TestHomeLeadsWhereTheAccountHasASeat(t *testing.T) {
	rt := router(t, config(t))
	if got := ask(rt, "ivanova", "GET", "/", "").Header().Get("Location"); got != ui.OrgPath(school1) {
		t.Errorf("one school: Location %q", got)
	}
	doc := page(t, ask(rt, "petrova", "GET", "/", ""))
	if n := doc.Find("main .places > li > a").Length(); n != 2 {
		t.Errorf("two schools: %d links", n)
	}
	if got := ask(rt, "petrova", "GET", ui.OrgPath(school1), "").Header().Get("Location"); got != "/o/x/journal" {
		t.Errorf("the school's first page leads to %q", got)
	}
	if got := ask(rt, "", "GET", "/", "").Header().Get("Location"); !strings.HasPrefix(got, "/sign-in") {
		t.Errorf("visitor: Location %q", got)
	}
}

func TestShellSpeaksTheChosenLanguageAndLook(t *testing.T) {
	rt := router(t, config(t))
	doc := page(t, ask(rt, "petrova", "GET", "/", ""))
	if lang, _ := doc.Find("html").Attr("lang"); lang != "ru" {
		t.Errorf("lang %q", lang)
	}
	chosen := ask(rt, "petrova", "POST", "/look", "lang=en&theme=dark&board=1&back=/somewhere")
	if got := chosen.Header().Get("Location"); got != "/somewhere" {
		t.Errorf("back to %q", got)
	}
	cookies := []string{}
	for _, c := range chosen.Result().Cookies() {
		cookies = append(cookies, "Cookie: "+c.Name+"="+c.Value)
	}
	doc = page(t, ask(rt, "petrova", "GET", "/", "", cookies...))
	html := doc.Find("html")
	if lang, _ := html.Attr("lang"); lang != "en" {
		t.Errorf("lang %q, want en", lang)
	}
	if theme, _ := html.Attr("data-theme"); theme != "dark" {
		t.Errorf("theme %q, want dark", theme)
	}
	if _, board := html.Attr("data-board"); !board || doc.Find("form.board").Length() != 1 {
		t.Error("board mode is not on, or cannot be left")
	}
	if got := ask(rt, "", "POST", "/look", "back=//elsewhere.example/").Header().Get("Location"); got != "/" {
		t.Errorf("an address of somebody else's is followed: %q", got)
	}
}

func TestMenuMarksTheSectionAndNamesTheSchool(t *testing.T) {
	rt := router(t, config(t))
	doc := page(t, ask(rt, "ivanova", "GET", "/o/"+school1.String()+"/journal/"+id.Group(1<<40+5).String(), ""))
	if got := doc.Find("nav.sections a").Length(); got != 2 {
		t.Errorf("%d sections, want 2", got)
	}
	if got := doc.Find("nav.sections a[aria-current=page]").Length(); got != 1 {
		t.Errorf("%d current sections, want 1", got)
	}
	if got := doc.Find("title").Text(); got != "7Б · Алгебра — Школа № 1 — Парта" {
		t.Errorf("title %q", got)
	}
	if doc.Find("h1").Length() != 1 || doc.Find("main#main").Length() != 1 || doc.Find("a.skip[href='#main']").Length() != 1 {
		t.Error("a page has one heading, one main part and a way to skip to it")
	}
	if n := doc.Find("[style], script:not([src]), [onclick], style").Length(); n != 0 {
		t.Errorf("%d inline styles or scripts, which the policy forbids", n)
	}
}

func TestPagesAreCompressedAsTheBrowserCan(t *testing.T) {
	rt := router(t, config(t))
	for accept, want := range map[string]string{"gzip, deflate, br, zstd": "zstd", "gzip": "gzip", "identity": ""} {
		got := ask(rt, "petrova", "GET", "/", "", "Accept-Encoding: "+accept)
		if coding := got.Header().Get("Content-Encoding"); coding != want {
			t.Errorf("%s: sent as %q, want %q", accept, coding, want)
		}
	}
}

func TestAddressesOfMachines(t *testing.T) {
	c := config(t)
	c.Ready = func(context.Context) error { return problem.New(problem.Unavailable, "web.problem.unavailable") }
	rt := router(t, c)
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 503, "/robots.txt": 200, "/favicon.ico": 302} {
		if got := ask(rt, "", "GET", path, ""); got.Code != want {
			t.Errorf("%s = %d, want %d", path, got.Code, want)
		}
	}
}
