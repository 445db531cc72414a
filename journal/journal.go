package journal

import (
	"embed"
	"errors"
	"strings"
	"sync"

	"parta/internal/problem"
	"parta/internal/storage"
)

//go:embed migrations/*.sql
var Migrations embed.FS

//go:embed text.*.json
var Texts embed.FS

// Journal is the slice: its use cases and its pages.
type Journal struct {
	db    *storage.DB
	pages *pageCache
	rules rulesShelf
	words sync.Map // language → the sentences of the sheet's script
}

// New makes the journal over a database. What it keeps in memory holds for an
// era of its actors.
func New(db *storage.DB) *Journal {
	return &Journal{db: db, pages: newPageCache()}
}

// errSame says that a write would change nothing, so that nothing is recorded.
var errSame = errors.New("journal: nothing changes")

// orNone turns a row that is not there into a problem with the given key.
func orNone(err error, key string) error {
	if errors.Is(err, storage.ErrNone) {
		return problem.New(problem.NotFound, key)
	}
	return err
}

// twice gives a broken unique key the words of what was doubled.
func twice(err error, key string, args ...any) error {
	if problem.KeyOf(err) == "storage.duplicate" {
		return problem.New(problem.Conflict, key, args...).Because(err)
	}
	return err
}

// record adds a line about lessons to the ledger.
func record(tx *storage.Tx, line storage.Line) {
	line.Daily = Daily(line.Act)
	tx.Record(line)
}

// Daily tells the acts of lessons day by day. They give their pages new
// versions, and change neither the roll nor names, terms or rights.
func Daily(act string) bool {
	thing, _, _ := strings.Cut(act, ".")
	switch thing {
	case "mark", "attendance", "lesson", "task", "homework":
		return true
	}
	return false
}
