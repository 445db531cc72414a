package app

import (
	"crypto/rand"
	"embed"
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"

	"parta/diary"
	"parta/internal/config"
	"parta/internal/i18n"
	"parta/internal/storage"
	"parta/internal/web"
	"parta/interop"
	"parta/journal"
	"parta/ledger"
	"parta/orgs"
	"parta/people"
	"parta/school"
)

// Texts are the sentences of the menu.
//
//go:embed text.*.json
var Texts embed.FS

// App is a running installation.
type App struct {
	DB      *storage.DB
	Router  *web.Router
	Orgs    *orgs.Orgs
	People  *people.People
	Journal *journal.Journal

	actors actors
	dir    string // the data folder
}

// Options says how an installation presents itself.
type Options struct {
	Data   config.Data
	Server config.Server
	Demo   bool // a banner says so
	Build  string
	Log    *slog.Logger // nil: slog.Default
	Extras []Extra      // what the program adds to the slices: the demo's door
}

// Extra is pages that only some programs have.
type Extra struct {
	Texts  fs.FS
	Routes func(*App)
}

// texts lists who brings sentences.
var texts = []fs.FS{config.Texts, web.Texts, storage.Texts, ledger.Texts, orgs.Texts, school.Texts, people.Texts, journal.Texts, diary.Texts, interop.Texts, Texts}

// Catalogue is every sentence of the slices, with those of more sources: the
// command line has its own.
func Catalogue(more ...fs.FS) (*i18n.Catalogue, error) {
	return i18n.New(slices.Concat(texts, more)...)
}

// New wires the slices over an open database.
func New(db *storage.DB, o Options) (*App, error) {
	var more []fs.FS
	for _, e := range o.Extras {
		more = append(more, e.Texts)
	}
	catalogue, err := Catalogue(more...)
	if err != nil {
		return nil, err
	}
	proxies, err := o.Server.Trusted()
	if err != nil {
		return nil, err
	}
	a := &App{DB: db, dir: o.Data.Dir, People: people.New(db)}
	a.Orgs = orgs.New(db, orgs.Config{Asks: asks(), Random: rand.Reader, URL: publicURL(o.Server)})
	a.Router, err = web.NewRouter(web.Config{
		Texts: catalogue, Log: o.Log, URL: publicURL(o.Server), Proxies: proxies, Build: o.Build, Demo: o.Demo,
		Authenticate: a.authenticate, Sections: sections, Ready: db.Ready,
		ChangesRights: func(act string) bool { return !journal.Daily(act) },
	})
	if err != nil {
		return nil, err
	}
	a.Journal = journal.New(db)
	a.Journal.Routes(a.Router)
	a.Orgs.Routes(a.Router)
	diary.New(db, a.wardsElsewhere).Routes(a.Router)
	interop.New(db, o.Data.Dir).Routes(a.Router)
	for _, e := range o.Extras {
		e.Routes(a)
	}
	return a, nil
}

// publicURL is the address that decides about cookies: the one set, or https
// where the server itself speaks TLS.
func publicURL(s config.Server) string {
	if s.URL == "" && s.ACME != "" {
		return "https://" + s.ACME
	}
	return s.URL
}

func (a *App) certificates() string { return filepath.Join(a.dir, "certificates") }
