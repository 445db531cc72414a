package storage

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"parta/internal/problem"
	"parta/when"
)

const (
	// probeEvery is how long the answer of a probe is good for.
	probeEvery = 3 * time.Second
	// probeRoom is how much must fit on the disk: a busy second's worth of saves.
	probeRoom = 256 << 10
)

// ready is what is known of whether something can be saved.
type ready struct {
	mu      sync.Mutex
	hinders bool         // the last thing to be saved met a hindrance
	probed  when.Instant // zero: not yet
	found   error        // by that probe
}

// met remembers how a save ended.
func (r *ready) met(err error, each []error) {
	saved, hinders := err == nil && len(each) == 0, HindranceOf(err) != ""
	for _, one := range each {
		saved = saved || err == nil && one == nil
		hinders = hinders || HindranceOf(one) != ""
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if saved || hinders {
		r.hinders = hinders
	}
}

// Ready tells why nothing can be read or saved now; nil when it can. It asks the
// disk at most every few seconds, however often it is asked itself, and returns
// Unavailable.
func (db *DB) Ready(ctx context.Context) error {
	err := db.Ping(ctx)
	if err == nil {
		err = db.probe(ctx)
	}
	if err == nil {
		return nil
	}
	if problem.KindOf(unable(err)) == problem.Unavailable {
		return unable(err)
	}
	return problem.New(problem.Unavailable, "storage.unready").Because(err)
}

func (db *DB) probe(ctx context.Context) error {
	r := &db.ready
	r.mu.Lock()
	hinders, now := r.hinders, db.Now()
	if !now.Before(r.probed) && now.Before(r.probed.Add(probeEvery)) { // unless the clock was set back
		defer r.mu.Unlock()
		return r.found
	}
	r.probed = now // others go by what was found last, meanwhile
	r.mu.Unlock()
	var err error
	if db.engine == SQLite {
		err = probeDisk(db.dir)
	}
	if err == nil && hinders {
		err = db.probeSaving(context.WithoutCancel(ctx)) // what is found is told to others, too
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.found = err
	return err
}

// probeDisk writes a little into the folder. It need not reach the disk: the room
// for it is taken at once.
func probeDisk(dir string) error {
	file := filepath.Join(dir, "tmp", "ready")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	err := os.WriteFile(file, make([]byte, probeRoom), 0o600)
	if gone := os.Remove(file); err == nil {
		err = gone
	}
	return err
}

// probeSaving commits a row that is deleted at once, after a save has failed:
// nobody may be left who would try another.
func (db *DB) probeSaving(ctx context.Context) error {
	return db.Control(ctx, func(tx *Tx) error {
		err := SetMeta(tx, "probe", tx.Now().String())
		_, again := tx.Exec("DELETE FROM storage_meta WHERE name = $1", "probe")
		return errors.Join(err, again)
	})
}
