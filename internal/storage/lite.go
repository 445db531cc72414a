package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"runtime"
	"strings"
	"sync"

	_ "modernc.org/sqlite" // the "sqlite" driver
)

// lite is an open SQLite file: one connection that writes, NumCPU that read.
//
// The writer commits in groups: whatever waits when it is free runs body after
// body, each in a savepoint, and is answered after one COMMIT with its
// fdatasync. So 50 people saving at once pay for one.
type lite struct {
	pool    *sql.DB
	readers chan *liteConn
	queue   chan *job

	all    sync.Mutex   // held by who takes every reader: two would each wait for the other's
	mu     sync.RWMutex // held for writing while closing
	closed bool
	ended  chan struct{} // closed when the writer has stopped
}

// groupLimit bounds a batch, and with it how long the first of it waits.
const groupLimit = 128

// What a connection may keep of the file, in KiB. A reader's is emptied by each
// commit of the writer, who alone keeps the pages of many schools at work: some
// 6 KiB for each pupil's marks, so this is sixteen thousand pupils.
const (
	readerCache = 8 << 10
	writerCache = 96 << 10
)

// addressed is a way to open a file, by what its connection keeps of it.
type addressed func(file string, cache int, more ...string) string

func liteDSN(file string, cache int, more ...string) string {
	pragmas := append([]string{
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)", "temp_store(2)",
		fmt.Sprintf("cache_size(-%d)", cache),
	}, more...)
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?_pragma=" + strings.Join(pragmas, "&_pragma=")
}

// sealedDSN is for a file that nobody can write: SQLite then makes no log beside
// it and takes no lock. It must have no log already, whose commits would be missed.
func sealedDSN(file string, cache int, more ...string) string {
	pragmas := append([]string{"query_only(1)", "temp_store(2)", fmt.Sprintf("cache_size(-%d)", cache)}, more...)
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?immutable=1&mode=ro&_pragma=" + strings.Join(pragmas, "&_pragma=")
}

func openLite(ctx context.Context, file string, at addressed) (*lite, error) {
	count := runtime.NumCPU()
	writerPool, err := sql.Open("sqlite", at(file, writerCache))
	if err != nil {
		return nil, err
	}
	writer, err := writerPool.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", file, err)
	}
	pool, err := sql.Open("sqlite", at(file, readerCache, "query_only(1)"))
	if err != nil {
		return nil, err
	}
	l := &lite{pool: pool, readers: make(chan *liteConn, count), queue: make(chan *job, 4*groupLimit), ended: make(chan struct{})}
	for range count {
		c, err := pool.Conn(ctx)
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", file, err)
		}
		l.readers <- &liteConn{conn: c, statements: map[string]*sql.Stmt{}}
	}
	l.start(&liteConn{conn: writer, statements: map[string]*sql.Stmt{}}, writerPool)
	return l, nil
}

// liteConn is one connection with its prepared statements. Statements run
// without the caller's context: an interrupt would end a neighbour's batch, and
// the driver pays a goroutine per statement for it.
type liteConn struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

func (c *liteConn) prepared(query string) (*sql.Stmt, error) {
	if s := c.statements[query]; s != nil {
		return s, nil
	}
	if len(c.statements) == 1000 {
		for text, s := range c.statements { // whichever comes first: which is missed least nobody knows
			s.Close()
			delete(c.statements, text)
			break
		}
	}
	s, err := c.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	c.statements[query] = s
	return s, nil
}

// close gives the statements back first: SQLite keeps a connection with a live
// statement half open, and then the log is not folded into the file at the end.
func (c *liteConn) close() {
	for _, s := range c.statements {
		_ = s.Close()
	}
	_ = c.conn.Close()
}

func (c *liteConn) exec(_ context.Context, query string, args []any) (int64, error) {
	s, err := c.prepared(query)
	if err != nil {
		return 0, err
	}
	result, err := s.Exec(args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (c *liteConn) query(_ context.Context, query string, args []any) (*sql.Rows, error) {
	s, err := c.prepared(query)
	if err != nil {
		return nil, err
	}
	return s.Query(args...)
}

// bulk inserts row by row through one prepared statement: a VALUES list with
// numbered binds would be quadratic here.
func (c *liteConn) bulk(_ context.Context, table string, columns []string, rows iter.Seq[[]any]) (n int64, err error) {
	binds := make([]string, len(columns))
	for i := range binds {
		binds[i] = fmt.Sprintf("$%d", i+1)
	}
	s, err := c.prepared("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES (" + strings.Join(binds, ", ") + ")")
	if err != nil {
		return 0, err
	}
	for row := range rows {
		if _, err := s.Exec(row...); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (c *liteConn) plain(statement string) error {
	_, err := c.exec(context.Background(), statement, nil)
	return err
}

// beginReading takes a connection that reads and opens a transaction on it.
func (l *lite) beginReading(ctx context.Context) (session, func() error, error) {
	var c *liteConn
	select {
	case c = <-l.readers:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	if err := c.plain("BEGIN"); err != nil {
		l.readers <- c
		return nil, nil, err
	}
	return c, func() error {
		defer func() { l.readers <- c }()
		return c.plain("ROLLBACK")
	}, nil
}

var errClosed = errors.New("storage: the database is closed")

func (db *DB) runLite(ctx context.Context, j *job) error {
	j.done = make(chan error, 1)
	j.ctx = context.WithoutCancel(ctx)
	if err := db.lite.submit(ctx, db, j); err != nil {
		return err
	}
	// Once queued it will be done: the answer must not be lost to a caller
	// that gave up a moment before it.
	return <-j.done
}

func (l *lite) submit(ctx context.Context, db *DB, j *job) error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.closed {
		return errClosed
	}
	j.db = db
	select {
	case l.queue <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
