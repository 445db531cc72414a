package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"parta/access"
	"parta/id"
	"parta/when"
)

// Tx is one transaction. It carries its own clock, organisation and author.
type Tx struct {
	db    *DB
	on    session
	ctx   context.Context
	mode  mode
	act   Act
	now   when.Instant
	lines []Line
}

// mode says which classes of tables a transaction may write.
type mode int

const (
	reading mode = iota
	writing
	appending // the ledger: lines, and the keys that follow from them
	controlling
	deriving
	restoring
)

// session is a connection with an open transaction, one kind per engine.
type session interface {
	exec(ctx context.Context, query string, args []any) (int64, error)
	query(ctx context.Context, query string, args []any) (*sql.Rows, error)
	bulk(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) (int64, error)
}

func (tx *Tx) Context() context.Context { return tx.ctx }
func (tx *Tx) Now() when.Instant        { return tx.now }
func (tx *Tx) Org() id.Org              { return tx.act.Org }
func (tx *Tx) By() access.Actor         { return tx.act.By }
func (tx *Tx) Key() string              { return tx.act.Key }

// NextID makes Tx the source of id.New.
func (tx *Tx) NextID() int64 { return tx.db.maker.Next(tx.now.Time()) }

// Record adds a line to the ledger when the transaction commits.
func (tx *Tx) Record(line Line) { tx.lines = append(tx.lines, line) }

// Exec runs a statement that changes rows and tells how many. After an error
// the function must return it: PostgreSQL lets nothing more happen.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	if err := tx.db.tables.allow(tx.mode, query); err != nil {
		return 0, err
	}
	if err := legible(args); err != nil {
		return 0, err
	}
	n, err := tx.on.exec(tx.ctx, query, args)
	if err != nil {
		return 0, explain(err, query)
	}
	return n, nil
}

// Bulk adds many rows to one table, as fast as the engine can.
func (tx *Tx) Bulk(table string, columns []string, rows iter.Seq[[]any]) (int64, error) {
	if err := tx.db.tables.allowTable(tx.mode, table); err != nil {
		return 0, err
	}
	n, err := tx.on.bulk(tx.ctx, table, columns, rows)
	if err != nil {
		return 0, explain(err, "bulk "+table)
	}
	return n, nil
}

// Lock holds a row of the organisation until the transaction ends, so that an
// invariant over other rows can be checked. SQLite has one writer and needs none.
func (tx *Tx) Lock(table, column string, id int64) error {
	if tx.db.engine == SQLite {
		return nil
	}
	_, err := All(tx, scanInt, "SELECT 1 FROM "+table+" WHERE org_id = $1 AND "+column+" = $2 FOR UPDATE", tx.act.Org, id)
	return err
}

func scanInt(r Row) (n int64, err error) { return n, r.Scan(&n) }

// Row is what a scan function reads from.
type Row interface{ Scan(into ...any) error }

// ErrNone is what One and Value return when there is no row.
var ErrNone = errors.New("storage: no such row")

// One reads the only row; ErrNone when there is none.
func One[T any](tx *Tx, scan func(Row) (T, error), query string, args ...any) (T, error) {
	var found T
	if err := legible(args); err != nil {
		return found, err
	}
	rows, err := tx.on.query(tx.ctx, query, args)
	if err != nil {
		return found, explain(err, query)
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return found, explain(err, query)
		}
		return found, ErrNone
	}
	if found, err = scan(rows); err != nil {
		return found, fmt.Errorf("scan %s: %w", head(query), err)
	}
	if err := rows.Close(); err != nil {
		return found, explain(err, query)
	}
	return found, nil
}

// All reads every row.
func All[T any](tx *Tx, scan func(Row) (T, error), query string, args ...any) ([]T, error) {
	if err := legible(args); err != nil {
		return nil, err
	}
	rows, err := tx.on.query(tx.ctx, query, args)
	if err != nil {
		return nil, explain(err, query)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("scan %s: %w", head(query), err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, explain(err, query)
	}
	return all, nil
}

// Value reads the only column of the only row; ErrNone when there is none.
func Value[T any](tx *Tx, query string, args ...any) (T, error) {
	return One(tx, func(r Row) (v T, err error) { return v, r.Scan(&v) }, query, args...)
}

// In spells the list of an IN whose first bind has the given number, and the
// arguments for it. An empty list is a mistake of the caller: IN () is not SQL.
func In[T any](first int, values []T) (list string, args []any) {
	var b strings.Builder
	args = make([]any, len(values))
	b.WriteByte('(')
	for i, v := range values {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(first + i))
		args[i] = v
	}
	b.WriteByte(')')
	return b.String(), args
}

// Rows spells what follows VALUES: so many rows of width binds each, from $1 on.
func Rows(count, width int) string {
	var b strings.Builder
	for i := range count * width {
		switch {
		case i == 0:
			b.WriteString("($")
		case i%width == 0:
			b.WriteString("), ($")
		default:
			b.WriteString(", $")
		}
		b.WriteString(strconv.Itoa(i + 1))
	}
	b.WriteByte(')')
	return b.String()
}

// Pick chooses by engine, where one text for both does not exist. A test
// counts its uses.
func Pick[T any](tx *Tx, onSQLite, onPostgres T) T {
	if tx.db.engine == SQLite {
		return onSQLite
	}
	return onPostgres
}

// head is the beginning of a statement, for a message.
func head(query string) string {
	query = strings.Join(strings.Fields(query), " ")
	if len(query) > 80 {
		query = query[:80] + "…"
	}
	return query
}
