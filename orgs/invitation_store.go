package orgs

import (
	"parta/id"
	"parta/internal/storage"
	"parta/when"
)

func insertInvitation(tx *storage.Tx, inv Invitation) error {
	_, err := tx.Exec(`INSERT INTO orgs_invitation
		(invitation_id, code_hash, purpose, org_id, person_id, role, account_id, born_hash, tries_left, made_by, whole, made_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		inv.ID, inv.codeHash, string(inv.Purpose), inv.Org, inv.Person, string(inv.Role), inv.Account, inv.birthHash,
		inv.TriesLeft, inv.madeBy, inv.whole, tx.Now(), inv.Expires)
	return err
}

const invitationColumns = `invitation_id, code_hash, purpose, org_id, person_id, role, account_id, born_hash,
	tries_left, made_by, whole, expires_at, ended_at`

func scanInvitation(r storage.Row) (inv Invitation, err error) {
	err = r.Scan(&inv.ID, &inv.codeHash, &inv.Purpose, &inv.Org, &inv.Person, &inv.Role, &inv.Account, &inv.birthHash,
		&inv.TriesLeft, &inv.madeBy, &inv.whole, &inv.Expires, &inv.Ended)
	return inv, err
}

// invitationByCode finds a code that is still good; ErrNone for any other.
func invitationByCode(tx *storage.Tx, code string) (Invitation, error) {
	inv, err := storage.One(tx, scanInvitation, `SELECT `+invitationColumns+` FROM orgs_invitation
		WHERE code_hash = $1`, hashSecret(code))
	if err == nil && (!inv.Ended.IsZero() || inv.TriesLeft == 0 || !tx.Now().Before(inv.Expires)) {
		return Invitation{}, storage.ErrNone
	}
	return inv, err
}

// openInvitations tells until when the persons' codes are good, for those that
// have one.
func openInvitations(tx *storage.Tx, org id.Org, persons []id.Person) (map[id.Person]when.Instant, error) {
	open := map[id.Person]when.Instant{}
	if len(persons) == 0 {
		return open, nil
	}
	list, args := storage.In(3, persons)
	found, err := storage.All(tx, scanInvitation, `SELECT `+invitationColumns+` FROM orgs_invitation
		WHERE org_id = $1 AND expires_at > $2 AND person_id IN `+list+` AND ended_at IS NULL AND purpose <> 'first'`,
		append([]any{org, tx.Now()}, args...)...)
	for _, inv := range found {
		open[inv.Person] = inv.Expires
	}
	return open, err
}

func endOpenInvitations(tx *storage.Tx, org id.Org, person id.Person) error {
	_, err := tx.Exec(`UPDATE orgs_invitation SET ended_at = $3
		WHERE org_id = $1 AND person_id = $2 AND ended_at IS NULL`, org, person, tx.Now())
	return err
}

// takeBirthTry uses up one try at the birth date, and tells whether there was one.
func takeBirthTry(tx *storage.Tx, inv id.Invitation) (bool, error) {
	n, err := tx.Exec(`UPDATE orgs_invitation SET tries_left = tries_left - 1
		WHERE invitation_id = $1 AND tries_left > 0 AND ended_at IS NULL`, inv)
	return n > 0, err
}

func giveBirthTryBack(tx *storage.Tx, inv id.Invitation) error {
	_, err := tx.Exec(`UPDATE orgs_invitation SET tries_left = tries_left + 1 WHERE invitation_id = $1`, inv)
	return err
}

// useInvitation ends a code by using it; false when somebody was faster.
func useInvitation(tx *storage.Tx, inv id.Invitation, by id.Account) (bool, error) {
	n, err := tx.Exec(`UPDATE orgs_invitation SET ended_at = $2, used_by = $3
		WHERE invitation_id = $1 AND ended_at IS NULL AND expires_at > $2 AND tries_left > 0`, inv, tx.Now(), by)
	return n > 0, err
}

func endFirstCodes(tx *storage.Tx) error {
	_, err := tx.Exec(`UPDATE orgs_invitation SET ended_at = $1 WHERE org_id = 0 AND person_id = 0 AND ended_at IS NULL`, tx.Now())
	return err
}
