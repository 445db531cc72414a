package ledger

import (
	"context"
	"errors"
	"slices"
	"time"

	"parta/id"
	"parta/internal/storage"
	"parta/when"
)

// KeysLast is how long a repeated act is recognised by its key: longer than a
// school year, in which a forgotten device may still hold an outbox.
const KeysLast = 400 * 24 * time.Hour

// keysReader is the reader of the ledger that forgets keys: it follows the lines
// KeysLast behind.
const keysReader = "keys"

// ForgetKeys sweeps the keys of acts older than KeysLast and tells how many lines
// they were, as far as a thousand lines in a row are that old. The lines stay.
func ForgetKeys(ctx context.Context, db *storage.DB, org id.Org) (lines int, err error) {
	before := db.Now().Add(-KeysLast)
	tooYoung := errors.New("lines whose keys may still be repeated")
	for {
		due, err := keysDue(ctx, db, org, before)
		if err != nil || !due {
			return lines, err
		}
		read, err := db.Derive(ctx, keysReader, org, func(tx *storage.Tx, old []storage.Recorded) error {
			if !old[len(old)-1].At.Before(before) {
				return tooYoung
			}
			var keys []string
			for _, l := range old {
				if !slices.Contains(keys, l.Request) {
					keys = append(keys, l.Request)
				}
			}
			list, args := storage.In(2, keys)
			_, err := tx.Exec("DELETE FROM ledger_request WHERE org_id = $1 AND key IN "+list, append([]any{org}, args...)...)
			return err
		})
		if errors.Is(err, tooYoung) {
			return lines, nil
		}
		if err != nil || read == 0 {
			return lines, err
		}
		lines += read
	}
}

// keysDue tells by one line whether there is anything to forget: mostly there is
// not, and a thousand lines would be read in vain for each organisation daily.
func keysDue(ctx context.Context, db *storage.DB, org id.Org, before when.Instant) (due bool, err error) {
	err = db.Read(ctx, org, func(tx *storage.Tx) error {
		next, err := after(tx, keysReader, 1)
		due = err == nil && len(next) > 0 && next[0].At.Before(before)
		return err
	})
	return due, err
}
