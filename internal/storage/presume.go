package storage

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// presume tells SQLite, before it has counted anything, that the tables marked
// `-- grows` are large and that an organisation has many of their rows. Left to
// its defaults it takes an organisation for ten rows and walks through all of
// them rather than use a longer key.
func (db *DB) presume(ctx context.Context) error {
	pool, err := sql.Open("sqlite", db.dsn)
	if err != nil {
		return err
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, "ANALYZE sqlite_schema"); err != nil { // makes sqlite_stat1
		return err
	}
	for _, table := range db.migrations.Grows() {
		var known int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_stat1 WHERE tbl = $1", table).Scan(&known); err != nil {
			return err
		}
		if known > 0 {
			continue
		}
		if err := presumeTable(ctx, tx, table); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "ANALYZE sqlite_schema"); err != nil {
		return err
	}
	return tx.Commit()
}

type presumedIndex struct {
	name, origin string
	unique       bool
	rowless      bool // its table is WITHOUT ROWID
	columns      int
}

func presumeTable(ctx context.Context, tx *sql.Tx, table string) error {
	rows, err := tx.QueryContext(ctx, `
		SELECT l.name, l.origin, l."unique", (SELECT count(*) FROM pragma_index_info(l.name)), t.wr
		FROM pragma_index_list($1) l CROSS JOIN pragma_table_list($1) t`, table)
	if err != nil {
		return err
	}
	defer rows.Close()
	var indexes []presumedIndex
	for rows.Next() {
		var i presumedIndex
		if err := rows.Scan(&i.name, &i.origin, &i.unique, &i.columns, &i.rowless); err != nil {
			return err
		}
		indexes = append(indexes, i)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, i := range indexes {
		name := i.name
		if i.origin == "pk" && i.rowless {
			name = table // so SQLite names the key of a table WITHOUT ROWID here
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)", table, name, i.stat()); err != nil {
			return fmt.Errorf("presume %s: %w", name, err)
		}
	}
	return nil
}

// stat is how many rows there are, and how many share the first column of the
// index, the first two, and so on: a million, a hundred thousand of one
// organisation, a few dozen under any longer key, one under a whole unique one.
func (i presumedIndex) stat() string {
	counts := []string{"1000000", "100000"}
	for range i.columns - 1 {
		counts = append(counts, "30")
	}
	if i.unique {
		counts[i.columns] = "1"
	}
	return strings.Join(counts, " ")
}
