package diary

import (
	"context"
	"embed"

	"parta/access"
	"parta/id"
	"parta/internal/storage"
	"parta/internal/web"
)

//go:embed text.*.json
var Texts embed.FS

// Ward is a pupil of another organisation whose guardian has the same account.
type Ward struct {
	Org     id.Org
	OrgName string // «Школа № 2»
	ID      id.Person
	Name    string // Маша
}

// Elsewhere finds the wards of an account in other organisations than the one
// being visited. It is asked with each page of an account that has several
// seats, so a child of the other school stays one tap away.
type Elsewhere func(ctx context.Context, account id.Account, here id.Org) ([]Ward, error)

// booksKept is for how many pupils the diary remembers what it read: those of
// one morning in a school, and some megabytes at most.
const booksKept = 1000

// Diary answers the pages of the diary.
type Diary struct {
	db        *storage.DB
	elsewhere Elsewhere
	shelf     *shelf
}

// New makes the diary of every organisation in the database. Elsewhere may be
// nil where nobody has two seats.
func New(db *storage.DB, elsewhere Elsewhere) *Diary {
	return &Diary{db: db, elsewhere: elsewhere, shelf: newShelf(booksKept)}
}

// Routes gives the router the pages of the diary.
func (d *Diary) Routes(rt *web.Router) {
	rt.Handle("GET /o/{org}/diary", access.ReadDiary, d.showDiary)
	rt.Handle("GET /o/{org}/diary/classes", access.ReadDiary, d.showClasses)
	rt.Handle("GET /o/{org}/diary/{pupil}", access.ReadDiary, d.showPupil)
	rt.Handle("GET /o/{org}/diary/{pupil}/week/{monday}", access.ReadDiary, d.showWeek)
	rt.Handle("GET /o/{org}/diary/{pupil}/marks", access.ReadDiary, d.showMarks)
	rt.Handle("GET /o/{org}/diary/{pupil}/marks/{course}", access.ReadHistory, d.showCourse)
	rt.Handle("GET /o/{org}/diary/{pupil}/new", access.ReadDiary, d.tellNews)
	rt.Handle("GET /o/{org}/diary/{pupil}/live", access.ReadDiary, d.watch)
}
