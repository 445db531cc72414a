package storage

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"parta/internal/problem"
)

// explain turns a broken constraint into a problem, the same on both engines, and
// so what unable knows; it names the statement in anything else.
func explain(err error, query string) error {
	switch {
	case broke(err, "23505", sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY):
		return problem.New(problem.Conflict, "storage.duplicate").Because(fmt.Errorf("%s: %w", head(query), err))
	case broke(err, "23503", sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY):
		return problem.New(problem.Conflict, "storage.reference").Because(fmt.Errorf("%s: %w", head(query), err))
	case broke(err, "23514", sqlite3.SQLITE_CONSTRAINT_CHECK):
		return problem.New(problem.Invalid, "storage.check").Because(fmt.Errorf("%s: %w", head(query), err))
	}
	return unable(fmt.Errorf("%s: %w", head(query), err))
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

// legible refuses a text that is no text: broken UTF-8, or a zero byte, which
// one engine keeps and the other does not. What is refused here comes from outside.
func legible(args []any) error {
	for _, arg := range args {
		if text, is := arg.(string); is && (!utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0) {
			return problem.New(problem.Invalid, "storage.text")
		}
	}
	return nil
}

// retryable tells whether running the whole body again may succeed: the
// engine asked for it, another act with the same key came between, or the
// connection was lost and nobody knows whether the commit arrived. The key
// answers that question on the next try; where there is none, see unanswered.
func retryable(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "40001", "40P01", "55P03":
			return true
		case "23505":
			return isPartOf(pg.TableName, "ledger_request") || isPartOf(pg.TableName, "ledger_line") || isPartOf(pg.TableName, "ledger_head")
		}
	}
	return lost(err) && problem.KeyOf(err) != "storage.unanswered"
}

// unanswered says that what has no key was to be committed, and that the answer
// was lost: trying again could find it done and call that a failure.
func unanswered(err error) error {
	return problem.New(problem.Unavailable, "storage.unanswered").Because(err)
}

// lost tells that the connection to PostgreSQL is gone, or did not come about.
func lost(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "57P01", "57P02", "57P03", "08006", "08003", "08000":
			return true
		}
		return false
	}
	var network net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.As(err, &network) || refused(err) || pgconn.SafeToRetry(err)
}

// refused tells that no connection came about: the server is down, or does not
// want this account.
func refused(err error) bool {
	var connect *pgconn.ConnectError
	return errors.As(err, &connect)
}

var partSuffix = regexp.MustCompile(`^_p?\d+$`)

// isPartOf tells a table, a partition of it (_p3) or a shard of Citus (_102008).
func isPartOf(name, table string) bool {
	rest, begins := strings.CutPrefix(name, table)
	return begins && (rest == "" || partSuffix.MatchString(rest))
}
