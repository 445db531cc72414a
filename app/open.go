package app

import (
	"context"
	"io/fs"
	"path/filepath"

	"parta/internal/config"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/interop"
	"parta/journal"
	"parta/ledger"
	"parta/orgs"
	"parta/people"
	"parta/school"
)

// Schemas lists who brings tables, in the order of the house.
var Schemas = []fs.FS{ledger.Migrations, orgs.Migrations, school.Migrations, people.Migrations, journal.Migrations, interop.Migrations}

// Migrations is the whole schema.
func Migrations() (storage.Migrations, error) { return storage.Merge(Schemas...) }

// OpenDB opens the database of an installation and brings a file up to this
// program's schema. A PostgreSQL that is behind is refused, unless it is empty or
// migrate asks to bring it up: there somebody must take a backup first.
func OpenDB(ctx context.Context, at config.Data, migrate bool) (*storage.DB, error) {
	return open(ctx, at, opening{migrate: migrate})
}

// OpenToRead is OpenDB for those who write nothing: the folder may be on a medium
// that cannot be written.
func OpenToRead(ctx context.Context, at config.Data) (*storage.DB, error) {
	return open(ctx, at, opening{reads: true})
}

// OpenToWork is OpenDB for those who write: until it is closed, no restore and no
// migration on another machine takes the tables away.
func OpenToWork(ctx context.Context, at config.Data) (*storage.DB, error) {
	return open(ctx, at, opening{shared: true})
}

// opening is what a database is opened for.
type opening struct{ migrate, shared, reads bool }

func open(ctx context.Context, at config.Data, o opening) (*storage.DB, error) {
	if at.Database == "" {
		if err := refuseHalfReplaced(at.Dir); err != nil {
			return nil, err
		}
	}
	migrations, err := Migrations()
	if err != nil {
		return nil, err
	}
	db, err := storage.Open(ctx, storage.Config{Dir: at.Dir, Postgres: at.Database, Shared: o.shared, Reads: o.reads, Migrations: migrations})
	if err != nil {
		return nil, err
	}
	ledger.Install(db)
	if err := upToDate(ctx, db, o.migrate); err != nil {
		_ = db.Close()
		return nil, err
	}
	return db, nil
}

// refuseHalfReplaced keeps a server from beginning with nothing where a restore was
// killed between setting one file aside and putting the other in its place.
func refuseHalfReplaced(dir string) error {
	file := filepath.Join(dir, "parta.db")
	if exists(file) || !exists(file+".replaced") || !exists(filepath.Join(workFolder(dir), "parta.db")) {
		return nil
	}
	return problem.New(problem.Conflict, "app.open.halfway", dir)
}

func upToDate(ctx context.Context, db *storage.DB, migrate bool) error {
	if db.Sealed() {
		behind, err := db.Pending(ctx)
		if err == nil && behind {
			err = problem.New(problem.Conflict, "app.open.sealed")
		}
		return err
	}
	if migrate || db.Engine() == storage.SQLite {
		return db.Migrate(ctx)
	}
	bare, err := db.Bare(ctx)
	if err != nil {
		return err
	}
	if bare {
		return db.Migrate(ctx) // nothing is in it that a backup could keep
	}
	behind, err := db.Pending(ctx)
	if err != nil {
		return err
	}
	if behind {
		return problem.New(problem.Conflict, "app.open.behind")
	}
	return nil
}
