package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"

	"parta/internal/problem"
	"parta/when"
)

// besideSchema is where a restore builds, and what one that was killed leaves.
const besideSchema = "parta_restore"

// Beside makes an empty schema next to the one that a PostgreSQL connection works
// in, and gives the connection for it: what is built there does not touch what is
// in use until TakePlace. What an earlier restore left there goes.
func Beside(ctx context.Context, dsn string) (at string, err error) {
	if at, err = inSchema(dsn, besideSchema); err != nil {
		return "", err
	}
	err = withPostgres(ctx, dsn, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DROP SCHEMA IF EXISTS "+besideSchema+" CASCADE"); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "CREATE SCHEMA "+besideSchema)
		return err
	})
	if err != nil {
		return "", problem.New(problem.Unavailable, "storage.beside", besideSchema).Because(err)
	}
	return at, nil
}

// DropBeside removes what was built beside and is not to be used.
func DropBeside(ctx context.Context, dsn string) error {
	return withPostgres(ctx, dsn, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DROP SCHEMA IF EXISTS "+besideSchema+" CASCADE")
		return err
	})
}

// TakePlace puts the tables that were built beside where the connection looks for
// them, all at once. The tables that stood there move to a schema of their own,
// named by the moment, until somebody drops it; kept is its name, "" when there
// were none. Tables move and not the schema, which may hold extensions and has
// rights granted on it.
func TakePlace(ctx context.Context, dsn string, now when.Instant) (kept string, err error) {
	err = withPostgres(ctx, dsn, func(tx *sql.Tx) error {
		kept = ""
		var current sql.NullString
		if err := tx.QueryRowContext(ctx, "SELECT CAST(current_schema() AS text)").Scan(&current); err != nil {
			return err
		}
		if !current.Valid || current.String == besideSchema {
			return errors.New("the connection's search_path names no schema that exists")
		}
		old, err := tablesIn(ctx, tx, current.String)
		if err != nil {
			return err
		}
		if len(old) > 0 {
			kept = "parta_replaced_" + strings.ReplaceAll(now.Time().Format("20060102_150405.000"), ".", "_")
			if _, err := tx.ExecContext(ctx, "CREATE SCHEMA "+kept); err != nil {
				return err
			}
			if err := moveTables(ctx, tx, current.String, kept, old); err != nil {
				return err
			}
		}
		built, err := tablesIn(ctx, tx, besideSchema)
		if err != nil {
			return err
		}
		if err := moveTables(ctx, tx, besideSchema, current.String, built); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "DROP SCHEMA "+besideSchema)
		return err
	})
	return kept, err
}

// tablesOfSchema begins a list of a schema's tables and partitions, without those
// of extensions; the schema follows.
const tablesOfSchema = `
		SELECT CAST(c.relname AS text)
		FROM pg_class c
		JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p')
			AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
			AND n.nspname = `

func tablesIn(ctx context.Context, tx *sql.Tx, schema string) (names []string, err error) {
	rows, err := tx.QueryContext(ctx, tablesOfSchema+"$1 ORDER BY 1", schema)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

func moveTables(ctx context.Context, tx *sql.Tx, from, to string, names []string) error {
	for _, name := range names {
		if _, err := tx.ExecContext(ctx, "ALTER TABLE "+pgx.Identifier{from, name}.Sanitize()+" SET SCHEMA "+pgx.Identifier{to}.Sanitize()); err != nil {
			return fmt.Errorf("move %s: %w", name, err)
		}
	}
	return nil
}

// withPostgres runs one transaction on a connection of its own.
func withPostgres(ctx context.Context, dsn string, do func(*sql.Tx) error) error {
	pool, err := openPostgres(ctx, dsn)
	if err != nil {
		return err
	}
	defer pool.Close()
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// inSchema is a connection string whose tables are in another schema; both forms
// that PostgreSQL knows are understood.
func inSchema(dsn, schema string) (string, error) {
	if !strings.HasPrefix(dsn, "postgres://") && !strings.HasPrefix(dsn, "postgresql://") {
		return dsn + " search_path=" + schema, nil
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return "", away(errors.New("not a connection string")) // the parser's own words would show a password
	}
	query := u.Query()
	query.Set("search_path", schema)
	u.RawQuery = query.Encode()
	return u.String(), nil
}
