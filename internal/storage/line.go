package storage

import (
	"encoding/json"
	"errors"

	"parta/access"
	"parta/id"
	"parta/when"
)

// Act is what a Write is done by: who, where, and the key that makes a second
// try of the same act answer as the first.
type Act struct {
	Org id.Org
	By  access.Actor // the zero Actor is the system itself: the demo, the command line
	Key string       // 1 to 100 characters, unique in the organisation for 400 days
}

// Line is one thing that happened, as it will stand in the ledger.
type Line struct {
	Act        string   // what was done: "mark.set"
	Thing      string   // the kind of thing it was done to: "mark"
	ThingID    id.Thing // which one
	Rule       access.Rule
	Pupil      id.Person    // whom it concerns; zero when nobody in particular
	Group      id.Group     // whose page it is on; zero when on none
	HappenedAt when.Instant // when it took place, if that was before it was recorded
	Old, New   any          // before and after, kept as canonical JSON; nil for none
	Daily      bool         // of lessons day by day: nobody's rights, class or name changes, and the era goes on
}

// Recorded is a line of the ledger as a reader of it sees it.
type Recorded struct {
	Seq        int64 // 1, 2, 3 … without gaps in each organisation
	At         when.Instant
	HappenedAt when.Instant
	Account    id.Account
	Person     id.Person
	Role       access.Role
	Rule       string
	Act        string
	Thing      string
	ThingID    id.Thing
	Pupil      id.Person
	Group      id.Group
	Request    string          // the key of the act
	Old, New   json.RawMessage // nil for none, and both nil after the body was destroyed
}

// Entry is what one act recorded, in the order of its lines. The ledger fills
// First: the place of the first of them.
type Entry struct {
	Act   Act
	At    when.Instant
	Lines []Line
	First int64
}

// Ledger is the one hook by which storage calls the ledger; ledger.Install
// sets it.
type Ledger struct {
	// Seen finds the first line of an earlier act with the same key.
	Seen func(tx *Tx, key string) (first int64, found bool, err error)
	// Append chains the lines of several acts, each to those of its organisation,
	// and locks the heads, which is why it is called once, last before a commit.
	// Its transaction is of no organisation.
	Append func(tx *Tx, entries []*Entry) error
	// After reads lines behind a reader's cursor, oldest first.
	After func(tx *Tx, reader string, limit int) ([]Recorded, error)
	// News reads what was recorded in organisations behind the places given. Of
	// an organisation with place 0 it reads the last lines.
	News func(tx *Tx, behind map[id.Org]int64) (map[id.Org][]Change, error)
	// Advance moves a reader's cursor.
	Advance func(tx *Tx, reader string, seq int64) error
}

// SetLedger installs the hook; called once, before the first Write.
func (db *DB) SetLedger(l Ledger) { db.ledger = l }

// Repeated is returned by Write when its key was used before: nothing was done
// now, and the lines from First on tell what was done then.
type Repeated struct{ First int64 }

func (r *Repeated) Error() string { return "the act was recorded before" }

// Again tells an error that says that the act was done before.
func Again(err error) bool {
	var repeated *Repeated
	return errors.As(err, &repeated)
}

// Change tells those who watch an organisation that a line was added.
type Change struct {
	Org   id.Org
	Seq   int64
	Act   string
	Pupil id.Person
	Group id.Group
}
