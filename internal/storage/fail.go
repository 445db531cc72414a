package storage

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"parta/internal/problem"
)

// explain turns a broken constraint into a problem, the same on both engines,
// and names the statement in anything else.
func explain(err error, query string) error {
	switch {
	case broke(err, "23505", sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY):
		return problem.New(problem.Conflict, "storage.duplicate").Because(fmt.Errorf("%s: %w", head(query), err))
	case broke(err, "23503", sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY):
		return problem.New(problem.Conflict, "storage.reference").Because(fmt.Errorf("%s: %w", head(query), err))
	case broke(err, "23514", sqlite3.SQLITE_CONSTRAINT_CHECK):
		return problem.New(problem.Invalid, "storage.check").Because(fmt.Errorf("%s: %w", head(query), err))
	}
	return fmt.Errorf("%s: %w", head(query), err)
}

func broke(err error, state string, codes ...int) bool {
	var onPostgres *pgconn.PgError
	if errors.As(err, &onPostgres) {
		return onPostgres.Code == state
	}
	var onSQLite *sqlite.Error
	if errors.As(err, &onSQLite) {
		for _, code := range codes {
			if onSQLite.Code() == code {
				return true
			}
		}
	}
	return false
}

// retryable tells whether running the whole body again may succeed: the
// engine asked for it, another act with the same key came between, or the
// connection was lost and nobody knows whether the commit arrived. The key
// answers that question on the next try.
func retryable(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "40001", "40P01", "55P03", "57P01", "57P02", "57P03", "08006", "08003", "08000":
			return true
		case "23505":
			return pg.TableName == "ledger_request" || pg.TableName == "ledger_line" || pg.TableName == "ledger_head" ||
				isPartitionOf(pg.TableName, "ledger_request") || isPartitionOf(pg.TableName, "ledger_line") || isPartitionOf(pg.TableName, "ledger_head")
		}
		return false
	}
	var network net.Error
	var connect *pgconn.ConnectError
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.As(err, &network) || errors.As(err, &connect) || pgconn.SafeToRetry(err)
}

func isPartitionOf(name, table string) bool {
	return len(name) > len(table)+2 && name[:len(table)+2] == table+"_p"
}
