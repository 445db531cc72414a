package id

import (
	"sync"
	"time"
)

// Source gives numbers for new identifiers. A transaction is one, so that its
// clock decides.
type Source interface{ NextID() int64 }

// New makes the identifier of a new thing: id.New[id.Mark](tx).
func New[T ~int64](from Source) T { return T(from.NextID()) }

// epoch is where the 41 bits of milliseconds begin; they last until 2089.
var epoch = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()

const (
	countBits = 22
	countMask = 1<<countBits - 1
)

// Maker makes identifiers for one process. It never goes back: when the clock
// does, or a millisecond's numbers run out, it counts on from the last one.
type Maker struct {
	random func() uint32

	mu   sync.Mutex
	last int64
}

// NewMaker takes the source of the random starts.
func NewMaker(random func() uint32) *Maker { return &Maker{random: random} }

// Next returns the identifier for something made at the given instant.
func (m *Maker) Next(at time.Time) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	millis := at.UnixMilli() - epoch
	if millis > m.last>>countBits {
		// Half of the room stays free for counting up.
		m.last = millis<<countBits | int64(m.random()&(countMask>>1))
		return m.last
	}
	m.last++
	return m.last
}
