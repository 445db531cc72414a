package orgs

import (
	"parta/id"
	"parta/internal/storage"
)

// AccountNamed finds an account by its sign-in name, however it is spelled;
// storage.ErrNone when there is none. It opens nothing: that takes a password.
func AccountNamed(tx *storage.Tx, name string) (id.Account, error) {
	account, err := accountNamed(tx, name)
	return account.ID, err
}
