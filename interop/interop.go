package interop

import (
	"embed"
	"path/filepath"

	"parta/access"
	"parta/internal/storage"
	"parta/internal/web"
)

//go:embed migrations/*.sql
var Migrations embed.FS

//go:embed text.*.json
var Texts embed.FS

// Interop is the pages by which a school brings its people in.
type Interop struct {
	db  *storage.DB
	tmp string // where uploads wait for a yes; nowhere else
}

// New takes the database and the data folder, which is this process's alone.
func New(db *storage.DB, dir string) *Interop {
	in := &Interop{db: db, tmp: filepath.Join(dir, "tmp")}
	in.untake()
	return in
}

// Routes adds the pages: what was brought in, an upload, what it would do, yes.
func (in *Interop) Routes(rt *web.Router) {
	rt.Handle("GET /o/{org}/import", access.ImportRoster, in.showImports)
	rt.Handle("POST /o/{org}/import", access.ImportRoster, in.takeUpload)
	rt.Handle("GET /o/{org}/import/sample.xlsx", access.ImportRoster, sendSample)
	rt.Handle("GET /o/{org}/import/{upload}", access.ImportRoster, in.showPlan)
	rt.Handle("POST /o/{org}/import/{upload}", access.ImportRoster, in.confirm)
	rt.Handle("POST /o/{org}/import/{upload}/discard", access.ImportRoster, in.discard)
}
