package storage

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the "pgx" driver

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/when"
)

// Engine is the kind of database underneath.
type Engine string

const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Config says where the data is.
type Config struct {
	Dir        string // the data folder; holds parta.db unless Postgres is set
	Postgres   string // a connection string; replaces the file in Dir
	Shared     bool   // PostgreSQL: nobody may replace the tables until Close; see HoldDatabase
	Reads      bool   // SQLite: nothing will be written, so a folder that cannot be is good enough
	Partitions int    // PostgreSQL: split tenant tables by hash of org_id into so many; 0 for whole tables
	Migrations Migrations
	Clock      func() time.Time // time.Now when nil; tests set it
}

// DB is the open database.
type DB struct {
	engine     Engine
	dir        string // the data folder
	dsn        string
	partitions int
	migrations Migrations
	tables     tables
	clock      func() time.Time
	maker      *id.Maker
	ledger     Ledger
	sealed     bool // SQLite: the file is on a medium that cannot be written
	hub        hub
	ready      ready

	lite *lite   // SQLite
	pool *sql.DB // PostgreSQL
	hold *Hold   // PostgreSQL, when shared
}

// Open opens the database; it does not migrate it.
func Open(ctx context.Context, c Config) (*DB, error) {
	classes, err := c.Migrations.Classes()
	if err != nil {
		return nil, err
	}
	db := &DB{
		engine: SQLite, dir: c.Dir, partitions: c.Partitions, migrations: c.Migrations, clock: c.Clock,
		tables: tables{class: classes}, maker: id.NewMaker(random),
	}
	if db.clock == nil {
		db.clock = time.Now
	}
	if c.Postgres != "" {
		db.engine, db.dsn = Postgres, c.Postgres
		if c.Shared {
			if db.hold, err = HoldDatabase(ctx, c.Postgres, false); err != nil {
				return nil, err
			}
		}
		if db.pool, err = openPostgres(ctx, c.Postgres); err != nil && db.hold != nil {
			err = errors.Join(err, db.hold.Release())
		}
		return db, err
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, unusable(c.Dir, err)
	}
	if err := ownFile(filepath.Join(c.Dir, "parta.db")); err != nil {
		return nil, unusable(c.Dir, err)
	}
	return db, db.openFile(ctx, filepath.Join(c.Dir, "parta.db"), c.Reads)
}

// openFile opens the file as one that is written, or else, for those who read, as
// one that cannot change.
func (db *DB) openFile(ctx context.Context, file string, reads bool) (err error) {
	db.dsn = liteDSN(file, readerCache)
	db.lite, err = openLite(ctx, file, liteDSN)
	switch {
	case HindranceOf(err) != NotWritable:
		return err
	case !reads:
		return problem.New(problem.Unavailable, "storage.folder.forbidden", db.dir).Because(err)
	}
	if _, found := os.Stat(file + "-wal"); !errors.Is(found, os.ErrNotExist) {
		return problem.New(problem.Unavailable, "storage.sealed.log", file).Because(err)
	}
	db.sealed, db.dsn = true, sealedDSN(file, readerCache)
	db.lite, err = openLite(ctx, file, sealedDSN)
	return err
}

// Sealed tells that the file is on a medium that cannot be written, and that this
// database only reads.
func (db *DB) Sealed() bool { return db.sealed }

// ownFile makes the file readable to its owner alone before the engine would
// make it readable to all.
func ownFile(name string) error {
	file, err := os.OpenFile(name, os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

func random() uint32 {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails
	return binary.LittleEndian.Uint32(b[:])
}

// Close waits for the batch under way and closes the connections.
func (db *DB) Close() error {
	if db.engine == SQLite {
		return db.lite.close()
	}
	err := db.pool.Close()
	if db.hold != nil {
		err = errors.Join(err, db.hold.Release())
	}
	return err
}

// Engine tells which engine is underneath, for a log line.
func (db *DB) Engine() Engine { return db.engine }

// Migrations gives the merged schema, for tests of its shape.
func (db *DB) Migrations() Migrations { return db.migrations }

// Now is the clock that transactions go by.
func (db *DB) Now() when.Instant { return when.At(db.clock()) }

// Ping tells whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	return db.ReadControl(ctx, func(tx *Tx) error {
		_, err := Value[int](tx, "SELECT 1")
		return err
	})
}

var (
	errNoKey  = errors.New("storage: a Write needs an idempotency key of 1 to 100 characters")
	errNoOrg  = errors.New("storage: a Write needs an organisation")
	errNoLine = errors.New("storage: a Write recorded no line in the ledger")
)

func (a Act) check() error {
	if a.Org == 0 {
		return errNoOrg
	}
	if len(a.Key) == 0 || len(a.Key) > 100 {
		return errNoKey
	}
	return nil
}

// Write changes one organisation. It commits the changes of fn together with
// the lines it recorded, or nothing. When the key was used before, fn does not
// run and Write returns *Repeated.
func (db *DB) Write(ctx context.Context, act Act, fn func(*Tx) error) error {
	return db.WriteEach(ctx, []Act{act}, func(tx *Tx, _ int) error { return fn(tx) })[0]
}

// WriteEach is Write for several acts of one organisation in one transaction,
// each of them independent: one that fails leaves the others alone.
func (db *DB) WriteEach(ctx context.Context, acts []Act, fn func(tx *Tx, i int) error) []error {
	errs := make([]error, len(acts))
	if len(acts) == 0 {
		return errs
	}
	j := &job{ctx: ctx, mode: writing, acts: acts, fn: fn, errs: errs}
	for i, act := range acts {
		if errs[i] = act.check(); errs[i] != nil {
			return sameForAll(errs, errs[i])
		}
		if act.Org != acts[0].Org {
			return sameForAll(errs, errors.New("storage: WriteEach is for acts of one organisation"))
		}
	}
	if err := db.run(ctx, j); err != nil {
		return sameForAll(errs, err)
	}
	return errs
}

func sameForAll(errs []error, err error) []error {
	for i := range errs {
		errs[i] = err
	}
	return errs
}

// Control changes what stands outside organisations; no ledger line is kept.
func (db *DB) Control(ctx context.Context, fn func(*Tx) error) error {
	return db.single(ctx, controlling, Act{}, fn)
}

// Derive hands a reader the ledger lines behind its cursor, at most a thousand,
// and moves the cursor in the same transaction, which may write only derived
// tables. It tells how many lines there were: zero when the reader is level.
func (db *DB) Derive(ctx context.Context, reader string, org id.Org, fn func(tx *Tx, lines []Recorded) error) (read int, err error) {
	err = db.single(ctx, deriving, Act{Org: org}, func(tx *Tx) error {
		lines, err := db.ledger.After(tx, reader, 1000)
		if read = len(lines); err != nil || read == 0 {
			return err
		}
		if err := fn(tx, lines); err != nil {
			return err
		}
		return db.ledger.Advance(tx, reader, lines[read-1].Seq)
	})
	return read, err
}

func (db *DB) single(ctx context.Context, m mode, act Act, fn func(*Tx) error) error {
	errs := make([]error, 1)
	j := &job{ctx: ctx, mode: m, acts: []Act{act}, fn: func(tx *Tx, _ int) error { return fn(tx) }, errs: errs}
	if err := db.run(ctx, j); err != nil {
		return err
	}
	return errs[0]
}

func (db *DB) run(ctx context.Context, j *job) error {
	run := db.runLite
	if db.engine == Postgres {
		run = db.runPostgres
	}
	err := run(ctx, j)
	db.ready.met(err, j.errs)
	if err != nil {
		return unable(err)
	}
	return unable(db.findRepeats(ctx, j))
}

// findRepeats looks again at acts that failed: one whose key is there by now was
// done, in the same batch or a moment before, and it may be what it did itself
// that stood in its way this time.
func (db *DB) findRepeats(ctx context.Context, j *job) error {
	if j.mode != writing {
		return nil
	}
	return db.Read(ctx, j.acts[0].Org, func(tx *Tx) error {
		for i, err := range j.errs {
			if err == nil || Again(err) {
				continue
			}
			switch first, seen, err := db.ledger.Seen(tx, j.acts[i].Key); {
			case err != nil:
				j.errs[i] = err
			case seen:
				j.errs[i] = &Repeated{First: first}
			}
		}
		return nil
	})
}

// Read sees one moment of one organisation and of what stands outside. It begins
// with the first statement: what fn finds in memory costs the database nothing.
func (db *DB) Read(ctx context.Context, org id.Org, fn func(*Tx) error) error {
	s := &readSession{open: func() (session, func() error, error) { return db.beginReading(ctx) }}
	err := guard(func() error { return fn(db.begin(ctx, s, reading, Act{Org: org})) })
	if s.end == nil {
		return err
	}
	if ended := s.end(); ended != nil {
		return errors.Join(err, ended)
	}
	return err
}

// ReadControl sees one moment of what stands outside organisations.
func (db *DB) ReadControl(ctx context.Context, fn func(*Tx) error) error { return db.Read(ctx, 0, fn) }

func (db *DB) begin(ctx context.Context, on session, m mode, act Act) *Tx {
	return &Tx{db: db, on: on, ctx: ctx, mode: m, act: act, now: db.Now()}
}

// System is the actor of what no person does: the demo, the command line.
var System = access.Actor{}
