package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"parta/internal/problem"
	"parta/when"
)

// postgresConns bounds the connections of one process.
const postgresConns = 16

func openPostgres(ctx context.Context, dsn string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, away(err)
	}
	config.RuntimeParams["timezone"] = "UTC"
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(postgresConns)
	pool.SetMaxIdleConns(postgresConns)
	if err := pool.PingContext(ctx); err != nil {
		_ = pool.Close()
		return nil, away(err)
	}
	return pool, nil
}

// away says that no connection came about.
func away(err error) error {
	return problem.New(problem.Unavailable, "storage.postgres.away").Because(err)
}

// pgSession is a connection with an open transaction.
type pgSession struct {
	conn *sql.Conn
	tx   *sql.Tx
}

func (s *pgSession) exec(ctx context.Context, query string, args []any) (int64, error) {
	result, err := s.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (s *pgSession) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	return s.tx.QueryContext(ctx, query, args...)
}

func (s *pgSession) bulk(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) (n int64, err error) {
	next, stop := iter.Pull(rows)
	defer stop()
	err = s.conn.Raw(func(dc any) error {
		n, err = dc.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, &copyRows{next: next})
		return err
	})
	return n, err
}

// copyRows gives COPY the plain values behind our types.
type copyRows struct {
	next func() ([]any, bool)
	row  []any
	err  error
}

func (c *copyRows) Next() bool {
	row, more := c.next()
	if !more {
		return false
	}
	c.row = make([]any, len(row))
	for i, v := range row {
		if c.row[i], c.err = copyValue(v); c.err != nil {
			return false
		}
	}
	return true
}

// copyValue is what COPY can encode: it takes time.Time where a bind takes text.
func copyValue(v any) (any, error) {
	switch v := v.(type) {
	case when.Day:
		if v != 0 {
			return v.Time(), nil
		}
		return nil, nil
	case when.Instant:
		if !v.IsZero() {
			return v.Time(), nil
		}
		return nil, nil
	}
	return driver.DefaultParameterConverter.ConvertValue(v)
}

func (c *copyRows) Values() ([]any, error) { return c.row, c.err }
func (c *copyRows) Err() error             { return c.err }

// tries bounds how often a body is run again; pauses grow from 5 ms to about a second.
const tries = 9

func (db *DB) runPostgres(ctx context.Context, j *job) error {
	j.db, j.ctx = db, ctx
	pause := 5 * time.Millisecond
	for try := 1; ; try++ {
		err := db.tryPostgres(ctx, j)
		if err == nil {
			db.publish(j)
			return nil
		}
		if try == tries || !retryable(err) || ctx.Err() != nil {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return err
		}
		pause *= 2
	}
}

// tryPostgres runs the acts in one transaction. An act alone needs no
// savepoint: its failure rolls everything back, which is the same.
func (db *DB) tryPostgres(ctx context.Context, j *job) error {
	s, end, err := db.beginPostgres(ctx, nil)
	if err != nil {
		return err
	}
	defer end()
	j.entries = nil
	alone := len(j.acts) == 1
	for i := range j.acts {
		if !alone {
			if _, err := s.exec(ctx, "SAVEPOINT act", nil); err != nil {
				return err
			}
		}
		kept := len(j.entries)
		j.errs[i] = db.body(s, j, i)
		if j.errs[i] == nil {
			if !alone {
				if _, err := s.exec(ctx, "RELEASE SAVEPOINT act", nil); err != nil {
					return err
				}
			}
			continue
		}
		if retryable(j.errs[i]) {
			return j.errs[i]
		}
		if alone {
			return nil // end rolls back
		}
		j.entries = j.entries[:kept]
		if _, err := s.exec(ctx, "ROLLBACK TO SAVEPOINT act", nil); err != nil {
			return errors.Join(j.errs[i], err)
		}
	}
	if err := db.append(ctx, s, []*job{j}); err != nil {
		return err
	}
	err = s.tx.Commit()
	// A key answers, or a reader's cursor, whether it arrived. Nothing else does: pgx
	// calls even what it has sent safe to try again.
	if keyless := j.mode == controlling || j.mode == restoring; keyless && lost(err) {
		return unanswered(err)
	}
	return err
}

// beginReading opens a transaction that sees one moment.
func (db *DB) beginReading(ctx context.Context) (session, func() error, error) {
	if db.engine == SQLite {
		return db.lite.beginReading(ctx)
	}
	s, end, err := db.beginPostgres(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	return s, func() error { end(); return nil }, err
}

// beginPostgres opens a transaction; end rolls it back unless it was committed.
func (db *DB) beginPostgres(ctx context.Context, options *sql.TxOptions) (s *pgSession, end func(), err error) {
	conn, err := db.pool.Conn(ctx)
	if err != nil {
		return nil, nil, err
	}
	tx, err := conn.BeginTx(ctx, options)
	if err != nil {
		_ = conn.Close()
		return nil, nil, err
	}
	return &pgSession{conn, tx}, func() {
		_ = tx.Rollback()
		_ = conn.Close()
	}, nil
}
