package ledger

import (
	"context"
	"errors"
	"slices"
	"time"

	"parta/id"
	"parta/internal/storage"
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
