package demo

import (
	"context"
	"embed"
	"errors"
	"net/http"
	"time"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/internal/web/ui"
	"parta/orgs"
)

//go:embed text.*.json
var Texts embed.FS

// Door lets anybody in as any of the cast. It is there in demo mode alone.
type Door struct {
	db   *storage.DB
	orgs *orgs.Orgs
}

// NewDoor takes what opens sessions.
func NewDoor(db *storage.DB, o *orgs.Orgs) *Door { return &Door{db, o} }

// Routes adds the page with a button for each of the cast.
func (d *Door) Routes(rt *web.Router) {
	rt.Handle("GET /demo", access.Anyone, d.showCast)
	rt.Handle("POST /demo/sign-in", access.Anyone, d.postSignIn)
}

// sessionLasts is how long a browser stays in.
const sessionLasts = 12 * time.Hour

// castGroup is the cast of one organisation, or of two where somebody has seats
// in both.
type castGroup struct {
	Title  string // key
	People []castButton
}

type castButton struct {
	SignIn string
	Name   string
	Who    string // key of the line that says who it is
}

// castGroups lists the cast as the page shows it: everybody once, where they
// are known first.
func castGroups() []castGroup {
	var groups []castGroup
	at := map[string]int{}
	shown := map[string]bool{}
	for _, p := range parts {
		if p.signIn == "" || shown[p.signIn] {
			continue
		}
		shown[p.signIn] = true
		i, known := at[groupOf[p.at]]
		if !known {
			i = len(groups)
			at[groupOf[p.at]] = i
			groups = append(groups, castGroup{Title: groupOf[p.at]})
		}
		groups[i].People = append(groups[i].People, castButton{p.signIn, p.name.Full(), whoIs[p.signIn]})
	}
	return groups
}

var groupOf = map[string]string{
	atOne: "demo.cast.one", atTwo: "demo.cast.two", atVillage: "demo.cast.village",
	atMunicipality: "demo.cast.above", atRegion: "demo.cast.above",
}

// whoIs is the key of the line under each name.
var whoIs = map[string]string{
	"orlova": "demo.who.orlova", "smirnov": "demo.who.smirnov", "ivanova": "demo.who.ivanova", "sidorov": "demo.who.sidorov",
	"petrov": "demo.who.petrov", "petrova": "demo.who.petrova", "kuznetsova": "demo.who.kuznetsova", "lebedev": "demo.who.lebedev",
	"volkova": "demo.who.volkova", "zhdanova": "demo.who.zhdanova", "belova": "demo.who.belova", "gromov": "demo.who.gromov",
}

func (d *Door) showCast(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, ui.Page{Title: web.Text(r).T("demo.title"), Bundle: "demo"}, castPage(castGroups(), web.Next(r, "/")))
}

func (d *Door) postSignIn(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Invalid, "demo.nobody").Because(err)
	}
	account, err := d.accountOf(r.Context(), r.PostForm.Get("as"))
	if err != nil {
		return err
	}
	from := orgs.Visit{Address: web.Address(r).String(), Device: r.UserAgent()}
	token, err := d.orgs.OpenSession(r.Context(), account, from)
	if err != nil {
		return err
	}
	if before := web.Token(r); before != "" {
		if err := d.orgs.SignOut(r.Context(), before); err != nil {
			return err
		}
	}
	web.StartSession(w, r, token, sessionLasts)
	return web.See(w, r, web.Next(r, "/"))
}

// accountOf finds one of the cast, and nobody else: an account that somebody
// made in the demo keeps its password.
func (d *Door) accountOf(ctx context.Context, signIn string) (account id.Account, err error) {
	if orderOf(signIn) < 0 || signIn == "" {
		return 0, problem.New(problem.NotFound, "demo.nobody")
	}
	err = d.db.ReadControl(ctx, func(tx *storage.Tx) (err error) {
		account, err = orgs.AccountNamed(tx, signIn)
		return err
	})
	if errors.Is(err, storage.ErrNone) {
		return 0, problem.New(problem.NotFound, "demo.nobody")
	}
	return account, err
}
