package ledger

import (
	"math"
	"sync"

	"parta/access"
	"parta/id"
	"parta/internal/storage"
)

// Eras divides the ledgers of organisations into eras. An era ends with each
// line that is not daily, as marks and attendance are: somebody was hired, moved
// to another class, a term was closed. What was worked out from such facts holds
// for an era, so a process may keep it in memory as long as At says the same;
// lines that another server wrote count as its own do.
type Eras struct {
	daily func(act string) bool

	mu   sync.Mutex
	orgs map[id.Org]*eraSeen
}

type eraSeen struct {
	number access.Era
	seq    int64 // the last line that was looked at
}

// NewEras makes a division by the acts that are daily.
func NewEras(daily func(act string) bool) *Eras {
	return &Eras{daily: daily, orgs: map[id.Org]*eraSeen{}}
}

// eraLines is how many lines are looked through before it is cheaper to begin
// another era.
const eraLines = 200

// At is where the ledger stands for the transaction. The era is zero where
// another transaction has seen a later position already: what is read in this
// one is not to be kept. What is read in a later one is newer than the standing
// says, and may be kept under it.
func (e *Eras) At(tx *storage.Tx) (access.Standing, error) {
	after := e.upTo(tx.Org())
	head, other, err := e.since(tx, after)
	if err != nil {
		return access.Standing{}, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	known := e.orgs[tx.Org()]
	if known == nil {
		known = &eraSeen{number: 1, seq: head}
		e.orgs[tx.Org()] = known
	}
	if head < known.seq {
		return access.Standing{Position: head}, nil
	}
	if head > known.seq {
		known.seq = head
		if other || after == math.MaxInt64 { // two looked for the first time at once: nobody saw the lines between them
			known.number++
		}
	}
	return access.Standing{Era: known.number, Position: head}, nil
}

// upTo is the last line that was looked at; before the first look that is all of them.
func (e *Eras) upTo(org id.Org) int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	if known := e.orgs[org]; known != nil {
		return known.seq
	}
	return math.MaxInt64
}

// since reads where the ledger stands, and whether a line behind a place is
// other than daily.
func (e *Eras) since(tx *storage.Tx, after int64) (head int64, other bool, err error) {
	type step struct {
		head int64
		act  string
	}
	lines, err := storage.All(tx, func(r storage.Row) (s step, err error) { return s, r.Scan(&s.head, &s.act) }, `
		SELECT h.seq, COALESCE(l.act, '')
		FROM ledger_head h
		LEFT JOIN ledger_line l ON l.org_id = $1 AND l.seq > $2
		WHERE h.org_id = $1
		LIMIT $3`, tx.Org(), after, eraLines+1)
	for _, l := range lines {
		head = l.head
		other = other || l.act != "" && !e.daily(l.act)
	}
	return head, other || len(lines) > eraLines, err
}
