package orgs

import (
	"errors"

	"parta/id"
	"parta/internal/storage"
	"parta/when"
)

func savePlace(tx *storage.Tx, account id.Account, place string) error {
	_, err := tx.Exec(`INSERT INTO orgs_place (account_id, place, seen_at) VALUES ($1, $2, $3)
		ON CONFLICT (account_id, place) DO UPDATE SET seen_at = excluded.seen_at`, account, place, tx.Now())
	return err
}

// knownPlace tells whether the account was signed in from there before.
func knownPlace(tx *storage.Tx, account id.Account, from Visit) (bool, error) {
	list, args := storage.In(3, from.places())
	_, err := storage.Value[string](tx, `SELECT place FROM orgs_place
		WHERE account_id = $1 AND seen_at > $2 AND place IN `+list+` LIMIT 1`,
		append([]any{account, tx.Now().Add(-placeLasts)}, args...)...)
	if errors.Is(err, storage.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

func dropPlacesBefore(tx *storage.Tx, at when.Instant) error {
	_, err := tx.Exec(`DELETE FROM orgs_place WHERE seen_at <= $1`, at)
	return err
}

// holdBucket reads when a subject's bucket is settled, and holds it until the
// transaction ends.
func holdBucket(tx *storage.Tx, subject string) (settled when.Instant, err error) {
	if err := hold(tx, subject, everywhere, tx.Now().Add(strangeTries*strangeEach)); err != nil {
		return settled, err
	}
	_, settled, err = failureOf(tx, subject, everywhere)
	return settled, err
}
