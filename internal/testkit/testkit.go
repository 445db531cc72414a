// Package testkit gives a test a real database of its own, on every engine
// that this machine has.
//
// A Template is migrated and filled once in a test binary and copied for each
// test, so a test costs milliseconds. SQLite always runs. PARTA_TEST_POSTGRES
// names a PostgreSQL server on which tests may create databases; then each test
// runs there twice more, on whole tables and on tables partitioned by
// organisation. Where PARTA_TEST_REQUIRED is set, a server that is missing
// fails the test instead of being reported as skipped.
//
// PARTA_TEST_CITUS names a Citus of one node, on whose coordinator shards may lie;
// then each test runs there too, and is reported as skipped otherwise, required or
// not. There was no Citus where this was written: that part has never been run.
package testkit

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the "pgx" driver

	"parta/internal/storage"
)

// Start is the moment at which the clock of every test begins: Monday, 19
// October 2026, ten in the morning in Tomsk.
var Start = time.Date(2026, 10, 19, 3, 0, 0, 0, time.UTC)

// Clock is the time in a test; it moves only when told.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock starts at Start.
func NewClock() *Clock { return &Clock{at: Start} }

func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Advance moves the clock; a negative duration sets it back, as clocks do.
func (c *Clock) Advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(by)
}

// Template is the database that tests begin from.
type Template struct {
	Slices  []fs.FS                                         // whose migrations it has
	Install func(*storage.DB)                               // the ledger's hook
	Fill    func(ctx context.Context, db *storage.DB) error // what is in it; nil for nothing

	mu   sync.Mutex
	made map[string]string // engine and server → file or database
}

// Kit is what one test on one engine works with.
type Kit struct {
	DB     *storage.DB
	Clock  *Clock
	Engine string         // "sqlite", "postgres", "partitioned" or "citus"
	Config storage.Config // opens the same database once more
}

// partitions is how many parts the partitioned suite splits tables into.
const partitions = 4

// Each runs the test on every engine at hand.
func (tpl *Template) Each(t *testing.T, test func(t *testing.T, k *Kit)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres", "partitioned", "citus"} {
		t.Run(engine, func(t *testing.T) { test(t, tpl.Open(t, engine)) })
	}
}

// SQLite runs on that engine alone: for a test whose promise has nothing to do
// with the database.
func (tpl *Template) SQLite(t testing.TB) *Kit {
	t.Helper()
	return tpl.Open(t, "sqlite")
}

// Open gives a copy of the template on one engine, gone when the test ends.
func (tpl *Template) Open(t testing.TB, engine string) *Kit {
	t.Helper()
	server := ""
	switch engine {
	case "sqlite":
	case "citus":
		server = citus(t)
	default:
		server = Postgres(t)
	}
	return tpl.OpenOn(t, engine, server)
}

// OpenOn is Open on a PostgreSQL server of the test's own.
func (tpl *Template) OpenOn(t testing.TB, engine, server string) *Kit {
	t.Helper()
	config, err := tpl.copyFor(t, engine, server)
	if err != nil {
		t.Fatal(err)
	}
	k := &Kit{Clock: NewClock(), Engine: engine}
	config.Clock = k.Clock.Now
	k.Config = config
	k.DB = tpl.open(t, config)
	return k
}

// Again opens the same database once more, as another process would.
func (tpl *Template) Again(t testing.TB, k *Kit) *storage.DB {
	t.Helper()
	return tpl.open(t, k.Config)
}

func (tpl *Template) open(t testing.TB, config storage.Config) *storage.DB {
	t.Helper()
	db, err := storage.Open(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	if tpl.Install != nil {
		tpl.Install(db)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// Postgres is the server for tests; without one the test is skipped, or fails
// where servers are required.
func Postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv("PARTA_TEST_POSTGRES")
	if server == "" {
		if os.Getenv("PARTA_TEST_REQUIRED") != "" {
			t.Fatal("PARTA_TEST_POSTGRES is not set; make test sets it")
		}
		t.Skip("PARTA_TEST_POSTGRES is not set")
	}
	return server
}

// EmptyPostgres is a database with nothing in it, gone when the test ends.
func EmptyPostgres(t testing.TB) string {
	t.Helper()
	server := Postgres(t)
	name := fmt.Sprintf("parta_test_%d_%d", os.Getpid(), databases.Add(1))
	if err := admin(server, "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := admin(server, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop: %v", err)
		}
	})
	at, err := onDatabase(server, name)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

var databases atomic.Int64

func (tpl *Template) copyFor(t testing.TB, engine, server string) (storage.Config, error) {
	if engine == "citus" {
		return tpl.freshOnCitus(t, server)
	}
	made, err := tpl.make(engine, server)
	if err != nil {
		return storage.Config{}, err
	}
	config, err := tpl.Config(engine)
	if err != nil {
		return config, err
	}
	if engine == "sqlite" {
		config.Dir = t.TempDir()
		data, err := os.ReadFile(made)
		if err != nil {
			return config, err
		}
		return config, os.WriteFile(filepath.Join(config.Dir, "parta.db"), data, 0o600)
	}
	name := fmt.Sprintf("parta_test_%d_%d", os.Getpid(), databases.Add(1))
	if err := admin(server, "CREATE DATABASE "+name+" TEMPLATE "+made); err != nil {
		return config, err
	}
	t.Cleanup(func() {
		if err := admin(server, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop: %v", err)
		}
	})
	config.Postgres, err = onDatabase(server, name)
	return config, err
}

// Config is how a database of this template is opened, without saying where it is.
func (tpl *Template) Config(engine string) (storage.Config, error) {
	migrations, err := storage.Merge(tpl.Slices...)
	c := storage.Config{Migrations: migrations}
	if engine == "partitioned" {
		c.Partitions = partitions
	}
	return c, err
}

// make migrates and fills the template on an engine, once in this process.
func (tpl *Template) make(engine, server string) (string, error) {
	tpl.mu.Lock()
	defer tpl.mu.Unlock()
	at := engine + server
	if made := tpl.made[at]; made != "" {
		return made, nil
	}
	config, err := tpl.Config(engine)
	if err != nil {
		return "", err
	}
	config.Clock = NewClock().Now
	var made string
	if engine == "sqlite" {
		if config.Dir, err = os.MkdirTemp("", "parta-template-"); err != nil {
			return "", err
		}
		made = filepath.Join(config.Dir, "parta.db")
	} else {
		made = fmt.Sprintf("parta_template_%d_%d", os.Getpid(), databases.Add(1))
		if err := admin(server, "CREATE DATABASE "+made); err != nil {
			return "", err
		}
		if config.Postgres, err = onDatabase(server, made); err != nil {
			return "", err
		}
	}
	if err := tpl.fill(config, nil); err != nil {
		return "", fmt.Errorf("template on %s: %w", engine, err)
	}
	if tpl.made == nil {
		tpl.made = map[string]string{}
	}
	tpl.made[at] = made
	return made, nil
}

// fill migrates a database and puts into it what the template has. Distribute, when
// given, comes in between.
func (tpl *Template) fill(config storage.Config, distribute func() error) error {
	ctx := context.Background()
	db, err := storage.Open(ctx, config)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	if distribute != nil {
		if err := distribute(); err != nil {
			return err
		}
	}
	if tpl.Install != nil {
		tpl.Install(db)
	}
	if tpl.Fill != nil {
		return tpl.Fill(ctx, db)
	}
	return nil
}

func admin(server, statement string) error {
	db, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(statement)
	return err
}

func onDatabase(server, name string) (string, error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", fmt.Errorf("PARTA_TEST_POSTGRES: %w", err)
	}
	u.Path = "/" + name
	return u.String(), nil
}
