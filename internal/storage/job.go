package storage

import (
	"context"
	"fmt"
	"runtime/debug"
)

// job is what one caller wants committed: one act, or several independent ones.
type job struct {
	db   *DB
	ctx  context.Context
	mode mode
	acts []Act
	fn   func(tx *Tx, i int) error
	errs []error // per act
	done chan error

	entries []*Entry // what the acts recorded in this try
}

// body runs one act inside its own savepoint or transaction: it answers a key
// used before, and keeps the lines for the ledger.
func (db *DB) body(on session, j *job, i int) error {
	tx := db.begin(j.ctx, on, j.mode, j.acts[i])
	if j.mode != writing {
		return guard(func() error { return j.fn(tx, i) })
	}
	first, repeated, err := db.ledger.Seen(tx, j.acts[i].Key)
	if err != nil {
		return err
	}
	if repeated {
		return &Repeated{First: first}
	}
	if err := guard(func() error { return j.fn(tx, i) }); err != nil {
		return err
	}
	if len(tx.lines) == 0 {
		return errNoLine
	}
	j.entries = append(j.entries, &Entry{Act: j.acts[i], At: tx.now, Lines: tx.lines})
	return nil
}

// guard turns a panic of a body, or of what it recorded, into an error: one
// caller's mistake must not take down the others in its batch.
func guard(fn func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return fn()
}

// append chains everything the jobs recorded.
func (db *DB) append(ctx context.Context, on session, jobs []*job) error {
	var entries []*Entry
	for _, j := range jobs {
		entries = append(entries, j.entries...)
	}
	if len(entries) == 0 {
		return nil
	}
	return guard(func() error { return db.ledger.Append(db.begin(ctx, on, appending, Act{}), entries) })
}

// publish wakes those who watch, once the lines are durable.
func (db *DB) publish(j *job) {
	for _, e := range j.entries {
		for i, line := range e.Lines {
			db.hub.publish(Change{Org: e.Act.Org, Seq: e.First + int64(i), Act: line.Act, Pupil: line.Pupil, Group: line.Group})
		}
	}
}
