package storage

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"parta/internal/problem"
)

// A database is held by whoever works in it, on whatever machine, as a folder is
// by its lock: servers share it, and what replaces the tables has it alone. The
// hold is an advisory lock of PostgreSQL's on a connection of its own, and is
// gone with the process. It is of one schema, so that a restore may build in another.
const holdClass = 0x50415254 // "PART"

// patience is how long one waits for a hold: a process that was killed a moment
// ago may have it still.
const patience = 3 * time.Second

// ErrHeld is returned when others are in the database.
var ErrHeld = problem.New(problem.Conflict, "storage.held")

// ErrReplaced is returned to one who was cut off for so long that a restore has come
// and gone: whatever this process knows is of tables that are not there any more.
var ErrReplaced = problem.New(problem.Conflict, "storage.replaced")

// errAlone is returned to one who may share, when another has the database alone.
var errAlone = problem.New(problem.Conflict, "storage.held.alone").Because(ErrHeld)

// Hold keeps a database from being replaced, or keeps others out of it.
type Hold struct {
	dsn   string
	alone bool

	mu   sync.Mutex
	conn *pgx.Conn
	of   uint32 // the tables that are held, see sameTables; 0 as long as there are none
}

// HoldDatabase takes a PostgreSQL database: alone, or shared with all others that
// share it. It returns ErrHeld when that cannot be.
func HoldDatabase(ctx context.Context, dsn string, alone bool) (*Hold, error) {
	h := &Hold{dsn: dsn, alone: alone}
	if err := h.take(ctx); err != nil {
		return nil, err
	}
	return h, nil
}

func (h *Hold) take(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, h.dsn)
	if err != nil {
		return away(err)
	}
	lock := "SELECT pg_advisory_lock_shared($1, hashtext(current_schema()))"
	if h.alone {
		lock = "SELECT pg_advisory_lock($1, hashtext(current_schema()))"
	}
	_, err = conn.Exec(ctx, fmt.Sprintf("SET lock_timeout = %d", patience.Milliseconds()))
	if err == nil {
		_, err = conn.Exec(ctx, lock, holdClass)
	}
	if err == nil {
		if err = h.sameTables(ctx, conn); err == nil {
			h.conn = conn
			return nil
		}
	}
	_ = conn.Close(context.WithoutCancel(ctx))
	var timeout *pgconn.PgError
	switch {
	case errors.Is(err, ErrReplaced):
		return err
	case !errors.As(err, &timeout) || timeout.Code != "55P03":
		return fmt.Errorf("hold the database: %w", err)
	case h.alone:
		return ErrHeld
	}
	return errAlone
}

// Renew makes sure that the database is still held, and takes it again where the
// connection was lost. ErrHeld says that somebody has it alone meanwhile, and
// ErrReplaced that somebody had: what this process knows of it is then no longer so.
func (h *Hold) Renew(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.answers(ctx) {
		if h.of == 0 { // it was empty when it was taken
			return h.sameTables(ctx, h.conn)
		}
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if h.conn != nil {
		_ = h.conn.Close(ctx)
		h.conn = nil
	}
	return h.take(ctx)
}

// sameTables makes sure that the tables are those that were held before. A restore
// builds new ones and moves them in, so PostgreSQL gives them other numbers.
func (h *Hold) sameTables(ctx context.Context, conn *pgx.Conn) error {
	var now uint32
	if err := conn.QueryRow(ctx, "SELECT COALESCE(CAST(to_regclass('storage_meta') AS oid), 0)").Scan(&now); err != nil {
		return fmt.Errorf("look for the tables: %w", err)
	}
	if h.of != 0 && h.of != now {
		return ErrReplaced
	}
	h.of = now
	return nil
}

func (h *Hold) answers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return h.conn != nil && h.conn.Ping(ctx) == nil
}

// Release lets the database go.
func (h *Hold) Release() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.conn == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return h.conn.Close(ctx)
}
