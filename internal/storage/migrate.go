package storage

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing/fstest"

	"github.com/pressly/goose/v3"
)

// Migrations is the merged schema of all slices: the text of each file by its
// name, written once in PostgreSQL's words.
type Migrations map[string]string

// Merge gathers the migrations of slices and the kit's own. Names must differ.
func Merge(slices ...fs.FS) (Migrations, error) {
	merged := Migrations{}
	for _, slice := range append([]fs.FS{ownMigrations}, slices...) {
		names, err := fs.Glob(slice, "migrations/*.sql")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			text, err := fs.ReadFile(slice, name)
			if err != nil {
				return nil, err
			}
			base := strings.TrimPrefix(name, "migrations/")
			if _, twice := merged[base]; twice {
				return nil, fmt.Errorf("two migrations are named %s", base)
			}
			merged[base] = string(text)
		}
	}
	return merged, nil
}

// Names lists the files in the order they apply.
func (m Migrations) Names() []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

var (
	classLine   = regexp.MustCompile(`^-- class: (tenant|reference|control|derived)\s*\n`)
	createTable = regexp.MustCompile(`(?im)^CREATE TABLE ([a-z_0-9]+)`)
	dropTable   = regexp.MustCompile(`(?im)^DROP TABLE ([a-z_0-9]+)`)
)

// Classes tells the class of every table that the migrations create.
func (m Migrations) Classes() (map[string]Class, error) {
	classes := map[string]Class{}
	for _, name := range m.Names() {
		text := m[name]
		first := classLine.FindStringSubmatch(text)
		if first == nil {
			return nil, fmt.Errorf("migration %s: the first line must be -- class: tenant, reference, control or derived", name)
		}
		for _, table := range createTable.FindAllStringSubmatch(text, -1) {
			classes[table[1]] = Class(first[1])
		}
		for _, table := range dropTable.FindAllStringSubmatch(text, -1) {
			delete(classes, table[1])
		}
	}
	return classes, nil
}

// Tables lists the tables that the migrations make, each after those it refers to.
func (m Migrations) Tables() ([]string, error) {
	shapes, err := m.shapes()
	names := make([]string, len(shapes))
	for i, s := range shapes {
		names[i] = s.name
	}
	return names, err
}

// Grows lists the tables marked `-- grows` on the line of their CREATE TABLE:
// those that a statement must never walk through.
func (m Migrations) Grows() []string { return m.marked("grows") }

func (m Migrations) marked(mark string) []string {
	var found []string
	line := regexp.MustCompile(`(?im)^CREATE TABLE ([a-z_0-9]+).*-- ` + mark)
	for _, name := range m.Names() {
		for _, table := range line.FindAllStringSubmatch(m[name], -1) {
			found = append(found, table[1])
		}
		for _, table := range dropTable.FindAllStringSubmatch(m[name], -1) {
			found = slices.DeleteFunc(found, func(name string) bool { return name == table[1] })
		}
	}
	return found
}

// dialect is how the one text is rendered.
type dialect struct {
	engine     Engine
	partitions int // PostgreSQL only; 0 leaves tables whole
}

func (m Migrations) render(to dialect) (fs.FS, error) {
	classes, err := m.Classes()
	if err != nil {
		return nil, err
	}
	atEnd := m.marked("grows at its end")
	out := fstest.MapFS{}
	for name, text := range m {
		statements := splitStatements(text)
		for i, s := range statements {
			if to.engine == SQLite {
				statements[i] = forSQLite(s, atEnd)
			} else {
				statements[i] = forPostgres(s, classes, to.partitions)
			}
		}
		out[name] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + strings.Join(statements, ";\n\n") + ";\n")}
	}
	return out, nil
}

var comment = regexp.MustCompile(`--[^\n]*`)

// splitStatements takes a migration apart; comments go, since no string in a
// migration holds a semicolon or two dashes.
func splitStatements(text string) []string {
	var statements []string
	for s := range strings.SplitSeq(comment.ReplaceAllString(text, ""), ";") {
		if s = strings.TrimSpace(s); s != "" {
			statements = append(statements, s)
		}
	}
	return statements
}

var sqliteTypes = []struct {
	from *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(`\b([a-z_0-9]+)(\s+)BOOLEAN\b([^,\n]*)`), "${1}${2}INTEGER${3} CHECK (${1} IN (0, 1))"},
	{regexp.MustCompile(`\b(BIGINT|SMALLINT|INT)\b`), "INTEGER"},
	{regexp.MustCompile(`(\s)(TIMESTAMPTZ|DATE)\b`), "${1}TEXT"},
	{regexp.MustCompile(`\bBYTEA\b`), "BLOB"},
}

// forSQLite keeps a table in the order of its key; one that grows at its end in
// the order of entry, so that the newest rows of many organisations share a page
// and a commit writes one instead of one for each.
func forSQLite(statement string, atEnd []string) string {
	for _, t := range sqliteTypes {
		statement = t.from.ReplaceAllString(statement, t.to)
	}
	if made := createTable.FindStringSubmatch(statement); made != nil {
		statement += " STRICT"
		if !slices.Contains(atEnd, made[1]) {
			statement += ", WITHOUT ROWID"
		}
	}
	return statement
}

var textColumn = regexp.MustCompile(`(\s)TEXT\b`)

func forPostgres(statement string, classes map[string]Class, partitions int) string {
	statement = textColumn.ReplaceAllString(statement, `${1}TEXT COLLATE "C"`)
	found := createTable.FindStringSubmatch(statement)
	if found == nil || partitions == 0 {
		return statement
	}
	table := found[1]
	if class := classes[table]; class != Tenant && class != Derived {
		return statement
	}
	statement += " PARTITION BY HASH (org_id)"
	for p := range partitions {
		statement += fmt.Sprintf(";\n\nCREATE TABLE %s_p%d PARTITION OF %s FOR VALUES WITH (MODULUS %d, REMAINDER %d)", table, p, table, partitions, p)
	}
	return statement
}

// Migrate brings the schema up to this program's. Going back is not possible.
func (db *DB) Migrate(ctx context.Context) error {
	err := db.withGoose(func(p *goose.Provider) error {
		_, err := p.Up(ctx)
		return err
	})
	if err == nil && db.engine == SQLite {
		err = db.presume(ctx)
	}
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Standing is how a database's schema stands to this program's.
type Standing struct {
	Bare   bool  // there is none yet
	Behind bool  // a migration of this program is to come
	Newer  int64 // the last migration that this program does not know; 0 for none
}

// Standing only reads: goose would make its table where there is none.
func (db *DB) Standing(ctx context.Context) (s Standing, err error) {
	s.Bare, s.Behind = true, len(db.migrations) > 0
	own, _, err := db.Tables(ctx)
	if err != nil || !slices.Contains(own, goose.DefaultTablename) {
		return s, err
	}
	var applied []int64
	err = db.ReadControl(ctx, func(tx *Tx) (err error) {
		applied, err = All(tx, func(r Row) (v int64, err error) { return v, r.Scan(&v) },
			"SELECT version_id FROM goose_db_version WHERE is_applied AND version_id > 0 ORDER BY version_id")
		return err
	})
	if err != nil {
		return s, err
	}
	known := map[int64]bool{}
	s.Bare, s.Behind = len(applied) == 0, false
	for name := range db.migrations {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return s, err
		}
		known[version] = true
		s.Behind = s.Behind || !slices.Contains(applied, version)
	}
	for _, version := range applied {
		if !known[version] {
			s.Newer = version
		}
	}
	return s, nil
}

func (db *DB) withGoose(do func(*goose.Provider) error) error {
	rendered, err := db.migrations.render(dialect{db.engine, db.partitions})
	if err != nil {
		return err
	}
	as, pool := goose.DialectSQLite3, (*sql.DB)(nil)
	if db.engine == Postgres {
		as = goose.DialectPostgres
		pool, err = sql.Open("pgx", db.dsn)
	} else {
		pool, err = sql.Open("sqlite", db.dsn)
	}
	if err != nil {
		return err
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	provider, err := goose.NewProvider(as, pool, rendered, goose.WithAllowOutofOrder(true), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	return do(provider)
}
