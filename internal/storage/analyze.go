package storage

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
)

// Analyze renews what the engine knows of how many rows its tables have; to be
// called after many came in at once, and daily. In a file the tables that grow
// keep what presume says of them: while a school is new, the truth about them
// would mislead for the rest of the year.
//
// The samples that SQLite takes beside the counts are thrown away. With them a
// plan follows from the very values bound, so each statement is prepared anew
// whenever a value changes, at more than twice the cost of running it, and a
// value that was never sampled leads it to walk through an organisation.
func (db *DB) Analyze(ctx context.Context) error {
	if db.engine == Postgres {
		_, err := db.pool.ExecContext(ctx, "ANALYZE")
		return err
	}
	pool, err := sql.Open("sqlite", db.dsn)
	if err != nil {
		return err
	}
	defer pool.Close()
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	grows := db.migrations.Grows()
	for _, table := range slices.Sorted(maps.Keys(db.tables.class)) {
		if slices.Contains(grows, table) {
			continue
		}
		if _, err := tx.ExecContext(ctx, "ANALYZE "+table); err != nil {
			return fmt.Errorf("analyze %s: %w", table, err)
		}
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM sqlite_stat4"); err != nil {
		return err
	}
	return tx.Commit()
}
