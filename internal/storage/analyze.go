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
	grows := db.migrations.Grows()
	for _, table := range slices.Sorted(maps.Keys(db.tables.class)) {
		if slices.Contains(grows, table) {
			continue
		}
		if _, err := pool.ExecContext(ctx, "ANALYZE "+table); err != nil {
			return fmt.Errorf("analyze %s: %w", table, err)
		}
	}
	return nil
}
