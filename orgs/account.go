package orgs

import (
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/when"
)

// Account is somebody's way in. It belongs to the person, not to a school.
type Account struct {
	ID        id.Account
	Name      string // to sign in with, as it was typed when chosen
	Email     string // the second channel; "" for none
	Confirmed when.Instant
	Language  string       // "", "ru" or "en"
	Theme     string       // "", "light" or "dark"
	HasPIN    bool         // for the quick lock
	HasSpare  bool         // a spare code lies at home
	Changed   when.Instant // when the password was set

	password, pin, spare string // hashes
}

// AddAccount makes an account with a sign-in name and the hash of a password
// (NoPassword for none), within db.Control. A name that is taken is Conflict
// "orgs.name.taken".
func AddAccount(tx *storage.Tx, account id.Account, name, hash string) error {
	if err := checkName(name); err != nil {
		return err
	}
	if taken, err := nameTaken(tx, name); err != nil {
		return err
	} else if taken {
		return problem.New(problem.Conflict, "orgs.name.taken").WithField("signin", "orgs.name.taken")
	}
	if err := insertAccount(tx, account, hash); err != nil {
		return err
	}
	return insertName(tx, account, name)
}
