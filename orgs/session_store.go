package orgs

import (
	"errors"

	"parta/id"
	"parta/internal/storage"
	"parta/when"
)

func insertSession(tx *storage.Tx, s Session, hash string) error {
	_, err := tx.Exec(`INSERT INTO orgs_session
		(session_id, token_hash, account_id, opened_at, seen_at, idle_at, ends_at, shared, locked, address, device)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		s.ID, hash, s.Account, s.Opened, s.Seen, s.Idle, s.Ends, s.Shared, s.Locked, s.Address, s.Device)
	return err
}

const sessionColumns = `s.session_id, s.account_id, s.opened_at, s.seen_at, s.idle_at, s.ends_at, s.shared, s.locked,
	s.address, s.device, a.language, a.theme`

func scanSession(r storage.Row) (s Session, err error) {
	err = r.Scan(&s.ID, &s.Account, &s.Opened, &s.Seen, &s.Idle, &s.Ends, &s.Shared, &s.Locked,
		&s.Address, &s.Device, &s.Language, &s.Theme)
	return s, err
}

func sessionByHash(tx *storage.Tx, hash string) (Session, error) {
	s, err := storage.One(tx, scanSession, `SELECT `+sessionColumns+`
		FROM orgs_session s CROSS JOIN orgs_account a
		WHERE s.token_hash = $1 AND a.account_id = s.account_id`, hash)
	if errors.Is(err, storage.ErrNone) {
		return Session{}, ErrNoSession
	}
	return s, err
}

func sessionsOfAccount(tx *storage.Tx, account id.Account) ([]Session, error) {
	return storage.All(tx, scanSession, `SELECT `+sessionColumns+`
		FROM orgs_session s CROSS JOIN orgs_account a
		WHERE s.account_id = $1 AND a.account_id = s.account_id AND s.idle_at > $2 AND s.ends_at > $2
		ORDER BY s.seen_at DESC, s.session_id DESC LIMIT 100`, account, tx.Now())
}

func touchSession(tx *storage.Tx, session id.Session, idle when.Instant) error {
	_, err := tx.Exec(`UPDATE orgs_session SET seen_at = $2, idle_at = $3
		WHERE session_id = $1 AND seen_at < $2`, session, tx.Now(), idle)
	return err
}

func dropSessionByHash(tx *storage.Tx, hash string) error {
	_, err := tx.Exec(`DELETE FROM orgs_session WHERE token_hash = $1`, hash)
	return err
}

func dropSession(tx *storage.Tx, account id.Account, session id.Session) error {
	_, err := tx.Exec(`DELETE FROM orgs_session WHERE session_id = $1 AND account_id = $2`, session, account)
	return err
}

func dropSessions(tx *storage.Tx, account id.Account, but id.Session) error {
	_, err := tx.Exec(`DELETE FROM orgs_session WHERE account_id = $1 AND session_id <> $2`, account, but)
	return err
}

func dropEndedSessions(tx *storage.Tx, account id.Account) error {
	_, err := tx.Exec(`DELETE FROM orgs_session WHERE account_id = $1 AND (idle_at <= $2 OR ends_at <= $2)`, account, tx.Now())
	return err
}

// renewToken gives a session another secret, so that the one known before
// opens nothing any more.
func renewToken(tx *storage.Tx, session id.Session, hash string) error {
	n, err := tx.Exec(`UPDATE orgs_session SET token_hash = $2 WHERE session_id = $1`, session, hash)
	if err == nil && n == 0 {
		return ErrNoSession
	}
	return err
}

func setLocked(tx *storage.Tx, session id.Session, locked bool) error {
	n, err := tx.Exec(`UPDATE orgs_session SET locked = $2 WHERE session_id = $1`, session, locked)
	if err == nil && n == 0 {
		return ErrNoSession
	}
	return err
}
