package storage

import (
	"sync"

	"parta/id"
)

// hub tells watchers in this process what was committed. It may drop what a
// slow one does not take: everybody recovers by ledger position.
type hub struct {
	mu      sync.Mutex
	watches map[id.Org]map[*watch]struct{}
}

type watch struct{ changes chan Change }

// Watch sends every change of an organisation until stop is called. A watcher
// that falls 256 behind misses some and must read from the position it knows.
func (db *DB) Watch(org id.Org) (changes <-chan Change, stop func()) {
	w := &watch{make(chan Change, 256)}
	h := &db.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.watches == nil {
		h.watches = map[id.Org]map[*watch]struct{}{}
	}
	if h.watches[org] == nil {
		h.watches[org] = map[*watch]struct{}{}
	}
	h.watches[org][w] = struct{}{}
	return w.changes, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.watches[org], w)
		if len(h.watches[org]) == 0 {
			delete(h.watches, org)
		}
	}
}

func (h *hub) publish(c Change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for w := range h.watches[c.Org] {
		select {
		case w.changes <- c:
		default:
		}
	}
}
