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

// Hindrance is what a machine lacks, so that nothing can be saved until somebody
// gives it.
type Hindrance string

const (
	NoSpace     Hindrance = "no space"
	NotWritable Hindrance = "not writable"
)

// HindranceOf finds in an error that the disk is full or that this account may
// not write there; "" when it says something else.
func HindranceOf(err error) Hindrance {
	var onSQLite *sqlite.Error
	if errors.As(err, &onSQLite) {
		switch code := onSQLite.Code(); {
		case code == sqlite3.SQLITE_FULL, code == sqlite3.SQLITE_IOERR_SHMSIZE, code == sqlite3.SQLITE_IOERR_WRITE:
			return NoSpace
		case code&0xff == sqlite3.SQLITE_READONLY, code&0xff == sqlite3.SQLITE_PERM, code&0xff == sqlite3.SQLITE_CANTOPEN:
			return NotWritable
		}
	}
	var onPostgres *pgconn.PgError
	if errors.As(err, &onPostgres) {
		switch onPostgres.Code {
		case "53100":
			return NoSpace
		case "42501", "25006": // no right, a server that only reads
			return NotWritable
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

// unable makes a full disk a problem: who was saving is told, and may try again.
func unable(err error) error {
	var told *problem.Error
	if HindranceOf(err) != NoSpace || errors.As(err, &told) {
		return err
	}
	return problem.New(problem.Unavailable, "storage.full").Because(err)
}
