package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"parta/id"
	"parta/internal/storage"
	"parta/orgs"
)

// open asks for a page as one of the cast, or sends a form, and goes no further.
func (m *matrix) open(who, method, path string, form url.Values) (status int, main *goquery.Selection) {
	m.Helper()
	status, page := m.whole(who, method, path, form)
	return status, page.Find("main")
}

// whole is open with all that stands around the page.
func (m *matrix) whole(who, method, path string, form url.Values) (status int, page *goquery.Document) {
	m.Helper()
	request, err := http.NewRequestWithContext(m.Context(), method, m.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		m.Fatal(err)
	}
	request.Header.Set("Accept", "text/html")
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	request.AddCookie(&http.Cookie{Name: "parta", Value: m.tokens[who]})
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		m.Fatal(err)
	}
	defer answer.Body.Close()
	if page, err = goquery.NewDocumentFromReader(answer.Body); err != nil {
		m.Fatal(err)
	}
	return answer.StatusCode, page
}

// seatless is an account that no organisation has a seat for.
func (m *matrix) seatless() (account id.Account) {
	m.Helper()
	err := m.kit.DB.Control(m.Context(), func(tx *storage.Tx) error {
		account = id.New[id.Account](tx)
		return orgs.AddAccount(tx, account, "nobody", orgs.NoPassword)
	})
	if err != nil {
		m.Fatal(err)
	}
	return account
}

func TestLockedScreenNamesThePersonAndNotTheSignIn(t *testing.T) {
	m := newMatrix(t)
	for _, ask := range []struct{ method, path string }{{"POST", "/lock"}, {"GET", "/lock"}} {
		_, page := m.whole("ivanova", ask.method, ask.path, nil)
		if said := page.Text(); strings.Count(said, "Иванова Е. П.") < 2 || strings.Contains(said, "ivanova") || strings.Contains(said, "..") {
			t.Errorf("%s %s says %q", ask.method, ask.path, said)
		}
	}
	var err error
	if m.tokens["nobody"], err = m.app.Orgs.OpenSession(t.Context(), m.seatless(), orgs.Visit{}); err != nil {
		t.Fatal(err)
	}
	if _, page := m.whole("nobody", "POST", "/lock", nil); page.Find("input[name=pin]").Length() != 1 || strings.Contains(page.Text(), "nobody") {
		t.Errorf("one without a seat: %q", page.Text())
	}
}

func TestWhoHasNoPageYetIsToldWhatWillComeAndWhereToGo(t *testing.T) {
	m := newMatrix(t)
	for who, role := range map[string]string{"belova": "муниципального", "gromov": "регионального"} {
		home := "/o/" + cast.Member(who).Seats[0].Org.String()
		status, main := m.open(who, "GET", home, nil)
		if said := main.Text(); status != http.StatusOK || !strings.Contains(said, role) || !strings.Contains(said, "администратора") {
			t.Errorf("%s: %d, %q", who, status, said)
		}
		for _, to := range []string{"/account", "/join"} {
			if main.Find(`a[href="`+to+`"]`).Length() != 1 {
				t.Errorf("%s has no way to %s", who, to)
			}
			if status, _ := m.open(who, "GET", to, nil); status != http.StatusOK {
				t.Errorf("%s: %s answers %d", who, to, status)
			}
		}
	}
}
