package orgs

import (
	"parta/internal/storage"
	"parta/when"
)

// hold takes a subject's row, a new one where there is none, and keeps it from
// others until the transaction ends: they would forgive it meanwhile. Nothing is
// put off beyond latest, though a clock that ran ahead has said so.
func hold(tx *storage.Tx, subject, address string, latest when.Instant) error {
	_, err := tx.Exec(`INSERT INTO orgs_failure (subject, address, tries, tried_at, until_at)
		VALUES ($1, $2, 0, $3, $3) ON CONFLICT (subject, address) DO UPDATE
		SET until_at = CASE WHEN orgs_failure.until_at > $4 THEN $4 ELSE orgs_failure.until_at END`,
		subject, address, tx.Now(), latest)
	return err
}

// countTry adds a try unless one must still wait, and tells whether it did.
func countTry(tx *storage.Tx, subject, address string) (bool, error) {
	now := tx.Now()
	if err := hold(tx, subject, address, now.Add(longest)); err != nil {
		return false, err
	}
	if _, err := tx.Exec(`UPDATE orgs_failure SET tries = 0, until_at = $3
		WHERE subject = $1 AND address = $2 AND tried_at <= $4`, subject, address, now, now.Add(-forgetAfter)); err != nil {
		return false, err
	}
	n, err := tx.Exec(`UPDATE orgs_failure SET tries = tries + 1, tried_at = $3
		WHERE subject = $1 AND address = $2 AND until_at <= $3`, subject, address, now)
	return n > 0, err
}

func failureOf(tx *storage.Tx, subject, address string) (tries int64, until when.Instant, err error) {
	type found struct {
		tries int64
		until when.Instant
	}
	f, err := storage.One(tx, func(r storage.Row) (f found, err error) { return f, r.Scan(&f.tries, &f.until) },
		`SELECT tries, until_at FROM orgs_failure WHERE subject = $1 AND address = $2`, subject, address)
	return f.tries, f.until, err
}

func holdUntil(tx *storage.Tx, subject, address string, until when.Instant) error {
	_, err := tx.Exec(`UPDATE orgs_failure SET until_at = $3, tried_at = $4
		WHERE subject = $1 AND address = $2`, subject, address, until, tx.Now())
	return err
}

func forgive(tx *storage.Tx, subject, address string) error {
	_, err := tx.Exec(`DELETE FROM orgs_failure WHERE subject = $1 AND address = $2`, subject, address)
	return err
}

// giveBack takes a try away that was not judged, and the wait that it cost.
// Those before it stand.
func giveBack(tx *storage.Tx, subject, address string) error {
	if _, err := tx.Exec(`DELETE FROM orgs_failure WHERE subject = $1 AND address = $2 AND tries <= 1`, subject, address); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE orgs_failure SET tries = tries - 1, until_at = $3
		WHERE subject = $1 AND address = $2`, subject, address, tx.Now())
	return err
}

// dropFailuresBeyond forgets tries before a moment, and those of a clock that
// was ahead of another.
func dropFailuresBeyond(tx *storage.Tx, from, to when.Instant) error {
	_, err := tx.Exec(`DELETE FROM orgs_failure WHERE tried_at <= $1 OR tried_at > $2`, from, to)
	return err
}

func dropAllEndedSessions(tx *storage.Tx) error {
	_, err := tx.Exec(`DELETE FROM orgs_session WHERE idle_at <= $1`, tx.Now())
	return err
}
