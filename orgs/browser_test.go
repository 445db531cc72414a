package orgs_test

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"parta/access"
	"parta/id"
	"parta/internal/i18n"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/orgs"
)

// browser keeps the session's cookie between requests, as one does.
type browser struct {
	k       *kit
	rt      *web.Router
	cookie  string
	headers http.Header
	host    string // in the address line; "" for the usual one
}

// inBrowser is withCast on one engine: what a page promises does not depend on it.
func inBrowser(t *testing.T, test func(t *testing.T, k *kit)) {
	t.Helper()
	var k *kit
	k = newKit(t, template.SQLite(t), people(&k))
	test(t, k)
}

// browse opens a browser at the kit's pages. Whoever has a seat as a person
// below is that in the organisation: orlova administers, sidorov is tutor of 7Б.
func (k *kit) browse() *browser {
	k.Helper()
	texts, err := i18n.New(web.Texts, orgs.Texts)
	if err != nil {
		k.Fatal(err)
	}
	rt, err := web.NewRouter(web.Config{
		Texts: texts, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: k.Clock.Now,
		Authenticate: k.authenticate,
	})
	if err != nil {
		k.Fatal(err)
	}
	k.orgs.Routes(rt)
	return &browser{k: k, rt: rt, headers: http.Header{}}
}

func (k *kit) authenticate(ctx context.Context, token string, org id.Org) (web.Session, *access.Actor, error) {
	s, err := k.orgs.SessionOf(ctx, token)
	if errors.Is(err, orgs.ErrNoSession) {
		return web.Session{}, nil, problem.New(problem.NotFound, "orgs.session.none")
	}
	if err != nil {
		return web.Session{}, nil, err
	}
	session := web.Session{ID: s.ID, Account: s.Account, Locked: s.Locked}
	actor, err := k.actorOf(ctx, session, org)
	return session, actor, err
}

func (k *kit) actorOf(ctx context.Context, s web.Session, org id.Org) (*access.Actor, error) {
	actor := access.Actor{Account: s.Account, Org: org}
	err := k.DB.Read(ctx, org, func(tx *storage.Tx) error {
		seats, err := orgs.SeatsIn(tx, s.Account, org)
		for _, seat := range seats {
			actor.Person = seat.Person
			switch seat.Person {
			case orlova:
				actor.Roles = append(actor.Roles, access.Administrator)
			case sidorov:
				actor.Roles = append(actor.Roles, access.Teacher, access.Tutor)
				actor.Tutored = []access.Class{{ID: class7B, Name: "7Б"}}
			case ivanova, volkova2:
				actor.Roles = append(actor.Roles, access.Teacher)
			default:
				actor.Roles = append(actor.Roles, access.Guardian)
				if seat.Person == petrova {
					actor.Wards = append(actor.Wards, access.Ward{ID: petrov, Name: "Илья"})
				}
			}
		}
		return err
	})
	if actor.Person == 0 {
		return nil, err
	}
	return &actor, err
}

// as signs an account with a seat in, whatever its password.
func (b *browser) as(name string, org id.Org, person id.Person) *browser {
	b.k.Helper()
	account := b.k.account(name, "")
	b.k.control(func(tx *storage.Tx) error { return orgs.AddSeat(tx, account, org, person) })
	token, err := b.k.orgs.OpenSession(b.k.ctx, account, here)
	if err != nil {
		b.k.Fatal(err)
	}
	b.cookie = token
	return b
}

func (b *browser) get(path string) *httptest.ResponseRecorder { return b.send("GET", path, nil) }

func (b *browser) post(path string, form url.Values) *httptest.ResponseRecorder {
	return b.send("POST", path, form)
}

func (b *browser) send(method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header = b.headers.Clone()
	r.Host = cmp.Or(b.host, r.Host)
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Language", "ru")
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if b.cookie != "" {
		r.AddCookie(&http.Cookie{Name: "parta", Value: b.cookie})
	}
	w := httptest.NewRecorder()
	b.rt.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.Name == "parta" {
			b.cookie = c.Value
			if c.MaxAge < 0 {
				b.cookie = ""
			}
		}
	}
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
