package storage

import (
	"context"
	"fmt"
)

// Scrub makes deleted rows of a table unreadable in what lies on the disk:
// SQLite zeroes them when they are deleted, so only its log remains to be
// emptied; PostgreSQL needs the table vacuumed. PostgreSQL's own log keeps the
// row until it is recycled, which its administrator governs.
func (db *DB) Scrub(ctx context.Context, table string) error {
	if db.engine == Postgres {
		if _, err := db.pool.ExecContext(ctx, "VACUUM "+table); err != nil {
			return fmt.Errorf("scrub %s: %w", table, err)
		}
		return nil
	}
	return db.lite.emptyLog(ctx)
}

// emptyLog moves everything from the write-ahead log into the file and cuts the
// log to nothing. It waits for readers by holding all of them.
func (l *lite) emptyLog(ctx context.Context) error {
	l.all.Lock()
	defer l.all.Unlock()
	var held []*liteConn
	defer func() {
		for _, c := range held {
			l.readers <- c
		}
	}()
	for range cap(l.readers) {
		select {
		case c := <-l.readers:
			held = append(held, c)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	var busy, frames, moved int
	if err := l.pool.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved); err != nil {
		return fmt.Errorf("empty the log: %w", err)
	}
	if busy != 0 {
		return fmt.Errorf("empty the log: a writer was in the way")
	}
	return nil
}
