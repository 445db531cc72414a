package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
)

// Fold writes what the log beside an SQLite file holds, after a server was
// killed, into the file, so that the file alone is the whole database. It fails
// when somebody has it open, and, touching nothing, when one of the two is not
// what its name says: the engine would throw such a log away.
func Fold(ctx context.Context, file string) error {
	if !exists(file+"-wal") && !exists(file+"-shm") {
		return nil
	}
	if !begins(file, "SQLite format 3\x00") || !begins(file+"-wal", "\x37\x7f\x06") {
		return fmt.Errorf("%s and its log are not those of a database", file)
	}
	pool, err := sql.Open("sqlite", liteDSN(file, readerCache))
	if err != nil {
		return err
	}
	_, err = pool.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	if err := errors.Join(err, pool.Close()); err != nil {
		return fmt.Errorf("fold the log of %s: %w", file, err)
	}
	if exists(file+"-wal") || exists(file+"-shm") {
		return fmt.Errorf("the log of %s is in use", file)
	}
	return nil
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// begins tells whether a file begins so.
func begins(name, with string) bool {
	file, err := os.Open(name)
	if err != nil {
		return false
	}
	defer file.Close()
	first := make([]byte, len(with))
	n, _ := file.Read(first) // a file that is shorter does not begin so
	return strings.HasPrefix(string(first[:n]), with)
}
