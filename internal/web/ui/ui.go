// Package ui holds the templates that pages of several slices share: the shell
// around every page, notices, fields of forms.
//
// It shows what it is given and decides nothing. Sentences come from the printer
// in the context (T). A page names its bundle: with Bundle "journal" it gets
// css/journal.css and ts/journal.ts, each built together with what every page
// needs, so that a page costs one style sheet and one script.
//
// A screen may be projected on a board: then whatever has the class "name" or
// "private" cannot be read. A slice gives it to names, marks and codes.
package ui

import (
	"context"
	"crypto/rand"
	"slices"

	"github.com/a-h/templ"

	"parta/id"
	"parta/internal/i18n"
)

// Page is what a handler says of its page.
type Page struct {
	Title   string          // of the window; also the heading, unless Head is given
	Section string          // key of the menu section the page belongs to
	Menu    []Section       // instead of the actor's own: the pages beside this one; nil has that
	Bundle  string          // style and script of the slice; "" has the shell's alone
	Wide    bool            // uses the whole window: a grid
	Bare    bool            // without a menu: sign-in, locked screen
	Head    templ.Component // the line under the menu, with its own h1; nil makes one of Title
	Tabs    []Tab           // whose records: a guardian's children, one tap apart
}

// Section is an entry of the menu.
type Section struct {
	Key   string // "journal": what Page.Section names
	Title string // key of its sentence
	Name  string // instead of Title, of somebody's: «Илья»
	Href  string
	Count int // what waits there; 0 shows nothing
}

func (s Section) label(ctx context.Context) string {
	if s.Name != "" {
		return s.Name
	}
	return T(ctx, s.Title)
}

// Tab leads to the same page of somebody else.
type Tab struct {
	Title   string // «Илья, 7Б»
	Href    string
	Current bool
}

// Org is an organisation where the reader has a seat.
type Org struct {
	ID        id.Org
	Name      string // «Муниципальное … школа № 1»
	ShortName string // «Школа № 1»
}

// Place is an organisation with what there is in it for the reader.
type Place struct {
	Org      Org
	Person   string // who the reader is there
	Sections []Section
}

// OrgPath is the address of an organisation's first page.
func OrgPath(org id.Org) string { return "/o/" + org.String() }

// Shell is everything around a page, for one reader.
type Shell struct {
	Page
	Here     string // the page's own address, to come back to
	Langs    []Lang
	Theme    string // "light", "dark", "" as the system has it
	Board    bool   // names and marks are hidden
	Demo     bool
	Unsaved  bool // a form was turned away at this door
	SignedIn bool
	Account  id.Account // whose page this is; zero for a visitor and a locked screen
	Name     string     // of the person
	Org      id.Org     // being visited; zero for none
	Zone     string     // of its clock; "" for none
	Orgs     []Org
	Sections []Section
}

func (s Shell) orgName() string {
	if at := slices.IndexFunc(s.Orgs, func(o Org) bool { return o.ID == s.Org }); at >= 0 {
		return s.Orgs[at].ShortName
	}
	return ""
}

// unsavedKey says what became of a form, by the door that it was turned away at.
func (s Shell) unsavedKey() string {
	if s.SignedIn {
		return "web.unsaved.locked"
	}
	return "web.unsaved"
}

// windowTitle names the page first, so that tabs can be told apart.
func (s Shell) windowTitle(ctx context.Context) string {
	title := s.Title
	if title != "" {
		title += " — "
	}
	if org := s.orgName(); org != "" {
		title += org + " — "
	}
	return title + T(ctx, "web.name")
}

// Lang is a language one may choose.
type Lang struct{ Code, Name string }

// T is the sentence of a key in the reader's language.
func T(ctx context.Context, key string, args ...any) string { return i18n.From(ctx).T(key, args...) }

// LangOf is the code of the reader's language.
func LangOf(ctx context.Context) string { return i18n.From(ctx).Lang() }

// newKey is an idempotency key for one form.
func newKey() string { return rand.Text() }

func themeValue(theme string) string {
	if theme == "" {
		return "system"
	}
	return theme
}
