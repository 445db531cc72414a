package storage

import (
	"errors"
	"io/fs"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"parta/internal/problem"
)

// Hindrance is what is wrong with a machine or its disk, so that nothing goes on
// until somebody sees to it.
type Hindrance string

const (
	NoSpace     Hindrance = "full"
	NotWritable Hindrance = "readonly"
	Damaged     Hindrance = "damaged"
)

// HindranceOf finds in an error that the disk is full, that this account may not
// write there, or that the database itself is damaged; "" when it says something else.
func HindranceOf(err error) Hindrance {
	var onSQLite *sqlite.Error
	if errors.As(err, &onSQLite) {
		switch code := onSQLite.Code(); {
		case code == sqlite3.SQLITE_FULL, code == sqlite3.SQLITE_IOERR_SHMSIZE, code == sqlite3.SQLITE_IOERR_WRITE:
			return NoSpace
		case code&0xff == sqlite3.SQLITE_READONLY, code&0xff == sqlite3.SQLITE_PERM, code&0xff == sqlite3.SQLITE_CANTOPEN:
			return NotWritable
		case code&0xff == sqlite3.SQLITE_CORRUPT, code == sqlite3.SQLITE_NOTADB:
			return Damaged
		}
	}
	var onPostgres *pgconn.PgError
	if errors.As(err, &onPostgres) {
		switch onPostgres.Code {
		case "53100":
			return NoSpace
		case "42501", "25006": // no right, a server that only reads
			return NotWritable
		case "XX001", "XX002": // a table, an index
			return Damaged
		}
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return NoSpace
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return NotWritable
	}
	return ""
}

// unable makes a full disk, and a connection that was lost, a problem: who was
// reading or saving is told, and may try again.
func unable(err error) error {
	var told *problem.Error
	switch {
	case errors.As(err, &told):
	case HindranceOf(err) == NoSpace:
		return problem.New(problem.Unavailable, "storage.full").Because(err)
	case lost(err):
		return problem.New(problem.Unavailable, "storage.unready").Because(err)
	}
	return err
}
