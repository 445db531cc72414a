package storage

import (
	"context"
	"sync"

	"parta/id"
)

// hub tells watchers in this process what was committed. It may drop what a
// slow one does not take: everybody recovers by ledger position.
type hub struct {
	mu   sync.Mutex
	orgs map[id.Org]*watched
}

// watched is an organisation that somebody here looks at.
type watched struct {
	watches map[*watch]struct{}
	heard   int64 // every line up to here was told; 0: nothing is known yet
}

type watch struct{ changes chan Change }

// Watch sends every change of an organisation until stop is called. A watcher
// that falls 256 behind misses some and must read from the position it knows.
func (db *DB) Watch(org id.Org) (changes <-chan Change, stop func()) {
	w := &watch{make(chan Change, 256)}
	h := &db.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.orgs == nil {
		h.orgs = map[id.Org]*watched{}
	}
	if h.orgs[org] == nil {
		h.orgs[org] = &watched{watches: map[*watch]struct{}{}}
	}
	h.orgs[org].watches[w] = struct{}{}
	return w.changes, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		of := h.orgs[org]
		delete(of.watches, w)
		if len(of.watches) == 0 {
			delete(h.orgs, org)
		}
	}
}

func (h *hub) publish(c Change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if of := h.orgs[c.Org]; of != nil {
		of.tell(c)
	}
}

// tell sends a change. One that leaves a gap is told all the same; the gap is
// filled, and it told again, when the lines in between are heard of.
func (of *watched) tell(c Change) {
	if c.Seq == of.heard+1 {
		of.heard = c.Seq
	}
	for w := range of.watches {
		select {
		case w.changes <- c:
		default:
		}
	}
}

// hearing lists the organisations looked at here, with how far they were told.
func (h *hub) hearing() map[id.Org]int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := make(map[id.Org]int64, len(h.orgs))
	for org, of := range h.orgs {
		list[org] = of.heard
	}
	return list
}

// heardUpTo tells lines that were read from the ledger behind a place.
func (h *hub) heardUpTo(org id.Org, after int64, lines []Change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	of := h.orgs[org]
	if of == nil || of.heard > after {
		return // nobody looks any more, or it was told meanwhile: the next time
	}
	for _, c := range lines {
		of.heard = c.Seq - 1
		of.tell(c)
	}
}

// Hear tells those who watch here what other servers have recorded on the same
// PostgreSQL. A file has one server, which tells them itself. ErrHeld or
// ErrReplaced says that the database is being or was replaced, which a server that
// shares it keeps from happening unless it was cut off for a while.
func (db *DB) Hear(ctx context.Context) error {
	if db.engine != Postgres {
		return nil
	}
	if db.hold != nil {
		if err := db.hold.Renew(ctx); err != nil {
			return err
		}
	}
	known := db.hub.hearing()
	if len(known) == 0 {
		return nil
	}
	return db.ReadControl(ctx, func(tx *Tx) error {
		lines, err := db.ledger.News(tx, known)
		for org, news := range lines {
			db.hub.heardUpTo(org, known[org], news)
		}
		return err
	})
}
