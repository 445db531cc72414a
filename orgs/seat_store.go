package orgs

import (
	"parta/id"
	"parta/internal/storage"
)

const seatColumns = "account_id, org_id, person_id, invitation_id, recorded"

func scanSeat(r storage.Row) (s Seat, err error) {
	err = r.Scan(&s.Account, &s.Org, &s.Person, &s.Invitation, &s.recorded)
	return s, err
}

func insertSeat(tx *storage.Tx, s Seat) error {
	_, err := tx.Exec(`INSERT INTO orgs_seat (account_id, org_id, person_id, made_at, invitation_id, recorded)
		VALUES ($1, $2, $3, $4, $5, $6)`, s.Account, s.Org, s.Person, tx.Now(), s.Invitation, s.recorded)
	return err
}

// Seats lists an account's places, in every organisation.
func Seats(tx *storage.Tx, account id.Account) ([]Seat, error) {
	return storage.All(tx, scanSeat, `SELECT `+seatColumns+` FROM orgs_seat
		WHERE account_id = $1 ORDER BY org_id, person_id LIMIT 200`, account)
}

// SeatsIn lists an account's places in one organisation; several only when one
// human stands there as several persons.
func SeatsIn(tx *storage.Tx, account id.Account, org id.Org) ([]Seat, error) {
	return storage.All(tx, scanSeat, `SELECT `+seatColumns+` FROM orgs_seat
		WHERE account_id = $1 AND org_id = $2 ORDER BY person_id LIMIT 20`, account, org)
}

// SeatsOf finds which of these persons have an account.
func SeatsOf(tx *storage.Tx, org id.Org, persons []id.Person) (map[id.Person]id.Account, error) {
	accounts := make(map[id.Person]id.Account, len(persons))
	if len(persons) == 0 {
		return accounts, nil
	}
	list, args := storage.In(2, persons)
	seats, err := storage.All(tx, scanSeat, `SELECT `+seatColumns+` FROM orgs_seat
		WHERE org_id = $1 AND person_id IN `+list, append([]any{org}, args...)...)
	for _, s := range seats {
		accounts[s.Person] = s.Account
	}
	return accounts, err
}

func unrecordedSeats(tx *storage.Tx, account id.Account) ([]Seat, error) {
	return storage.All(tx, scanSeat, `SELECT `+seatColumns+` FROM orgs_seat
		WHERE account_id = $1 AND recorded = FALSE`, account)
}

func markRecorded(tx *storage.Tx, s Seat) error {
	_, err := tx.Exec(`UPDATE orgs_seat SET recorded = TRUE
		WHERE account_id = $1 AND org_id = $2 AND person_id = $3`, s.Account, s.Org, s.Person)
	return err
}

// dropSeat ends a seat, and tells whether it was there.
func dropSeat(tx *storage.Tx, s Seat) (bool, error) {
	n, err := tx.Exec(`DELETE FROM orgs_seat WHERE account_id = $1 AND org_id = $2 AND person_id = $3`, s.Account, s.Org, s.Person)
	return n > 0, err
}
