package ledger

import (
	"context"

	"parta/internal/storage"
)

const actErase = "ledger.erase"

type erasure struct {
	Lines  []int64 `json:"lines"`
	Reason string  `json:"reason"` // the act of destruction, by number and date
}

// Erase destroys the bodies of lines, when their retention has ended or consent
// was withdrawn. The lines stay and the chain verifies; a line of its own says
// that it was done, by whom and on what ground. The text is gone from the
// database file and its log when Erase returns; backups made before keep it
// until they are destroyed themselves.
func Erase(ctx context.Context, db *storage.DB, act storage.Act, lines []int64, reason string) error {
	err := db.Write(ctx, act, func(tx *storage.Tx) error {
		for _, seq := range lines {
			if _, err := tx.Exec("UPDATE ledger_line SET salt = NULL, body = NULL WHERE org_id = $1 AND seq = $2", tx.Org(), seq); err != nil {
				return err
			}
		}
		tx.Record(storage.Line{Act: actErase, Thing: "ledger", New: erasure{lines, reason}})
		return nil
	})
	if err != nil {
		return err
	}
	return db.Scrub(ctx, "ledger_line")
}
