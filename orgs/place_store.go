package orgs

import (
	"parta/id"
	"parta/internal/storage"
	"parta/when"
)

func savePlace(tx *storage.Tx, account id.Account, place string) error {
	_, err := tx.Exec(`INSERT INTO orgs_place (account_id, place, seen_at) VALUES ($1, $2, $3)
		ON CONFLICT (account_id, place) DO UPDATE SET seen_at = excluded.seen_at`, account, place, tx.Now())
	return err
}

// knownPlaces are those of these places from which the account was signed in.
func knownPlaces(tx *storage.Tx, account id.Account, places []string) ([]string, error) {
	list, args := storage.In(3, places)
	return storage.All(tx, func(r storage.Row) (place string, err error) { return place, r.Scan(&place) },
		`SELECT place FROM orgs_place WHERE account_id = $1 AND seen_at > $2 AND place IN `+list,
		append([]any{account, tx.Now().Add(-placeLasts)}, args...)...)
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
