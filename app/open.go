package app

import (
	"context"
	"errors"
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
// program's schema, unless another process has its folder. A PostgreSQL that is
// behind is refused, unless it is empty or migrate asks to bring it up: there
// somebody must take a backup first.
func OpenDB(ctx context.Context, at config.Data, migrate bool) (*storage.DB, error) {
	return open(ctx, at, opening{migrate: migrate})
}

// OpenToRead is OpenDB for those who write nothing, the schema neither: a server of
// before may be at work in it. The folder may be on a medium that cannot be written.
func OpenToRead(ctx context.Context, at config.Data) (*storage.DB, error) {
	return open(ctx, at, opening{reads: true})
}

// OpenToWork is OpenDB for those who write: until it is closed, no restore and no
// migration on another machine takes the tables away.
func OpenToWork(ctx context.Context, at config.Data) (*storage.DB, error) {
	return open(ctx, at, opening{shared: true})
}

// OpenToServe is OpenToWork for one that holds the folder, see storage.LockFolder.
func OpenToServe(ctx context.Context, at config.Data) (*storage.DB, error) {
	return open(ctx, at, opening{shared: true, held: true})
}

// opening is what a database is opened for.
type opening struct{ migrate, shared, reads, held bool }

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
	if err := upToDate(ctx, db, at.Dir, o); err != nil {
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

// upToDate makes sure that the schema is this program's, or makes it so.
func upToDate(ctx context.Context, db *storage.DB, dir string, o opening) error {
	schema, err := db.Standing(ctx)
	file := db.Engine() == storage.SQLite
	switch {
	case err != nil:
		return err
	case schema.Newer != 0:
		return problem.New(problem.Conflict, "app.open.newer", schema.Newer)
	case db.Sealed() && schema.Behind:
		return problem.New(problem.Conflict, "app.open.sealed")
	case db.Sealed():
		return nil
	case o.reads && schema.Bare:
		return problem.New(problem.Conflict, "app.open.bare")
	case o.reads && schema.Behind && file:
		return problem.New(problem.Conflict, "app.open.older")
	case o.reads && !schema.Behind:
		return nil
	case file && schema.Behind && !o.held:
		return migrateAlone(ctx, db, dir)
	case file || schema.Bare || o.migrate: // nothing is in a bare one that a backup could keep
		return db.Migrate(ctx)
	case schema.Behind:
		return problem.New(problem.Conflict, "app.open.behind")
	}
	return nil
}

// migrateAlone keeps the schema from changing under a server of before, which
// would not know the tables any more.
func migrateAlone(ctx context.Context, db *storage.DB, dir string) error {
	release, err := storage.LockFolder(dir)
	if err != nil {
		return err
	}
	return errors.Join(db.Migrate(ctx), release())
}
