package ledger

import (
	"errors"

	"parta/access"
	"parta/internal/storage"
)

// StandingOf is where the organisation's ledger stands for the transaction. What
// was worked out from anything but daily lessons, as rights, roll, names and
// terms are, holds as long as the era is the same, so a process may keep it in
// memory: lines that another server wrote count as its own do. What is read in a
// later transaction is newer than the standing says, and may be kept under it.
func StandingOf(tx *storage.Tx) (access.Standing, error) {
	s, err := storage.One(tx, func(r storage.Row) (s access.Standing, err error) { return s, r.Scan(&s.Position, &s.Era) },
		"SELECT seq, era FROM ledger_head WHERE org_id = $1", tx.Org())
	if errors.Is(err, storage.ErrNone) {
		return access.Standing{}, nil
	}
	return s, err
}
