package orgs

import (
	"errors"
	"strings"

	"parta/id"
	"parta/internal/storage"
)

func insertAccount(tx *storage.Tx, account id.Account, hash string) error {
	_, err := tx.Exec(`INSERT INTO orgs_account (account_id, password, made_at, changed_at)
		VALUES ($1, $2, $3, $3)`, account, hash, tx.Now())
	return err
}

func insertName(tx *storage.Tx, account id.Account, name string) error {
	_, err := tx.Exec(`INSERT INTO orgs_signin_name (folded, account_id, shown)
		VALUES ($1, $2, $3)`, FoldName(name), account, strings.TrimSpace(name))
	return err
}

func nameTaken(tx *storage.Tx, name string) (bool, error) {
	_, err := storage.Value[int64](tx, `SELECT account_id FROM orgs_signin_name WHERE folded = $1`, FoldName(name))
	if errors.Is(err, storage.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

const accountColumns = `a.account_id, n.shown, a.email, a.confirmed_at, a.language, a.theme, a.changed_at,
	a.password, a.pin, a.spare_hash`

func scanAccount(r storage.Row) (a Account, err error) {
	err = r.Scan(&a.ID, &a.Name, &a.Email, &a.Confirmed, &a.Language, &a.Theme, &a.Changed, &a.password, &a.pin, &a.spare)
	a.HasPIN, a.HasSpare = a.pin != "", a.spare != ""
	return a, err
}

// accountNamed finds an account by its sign-in name; storage.ErrNone when
// nobody has it.
func accountNamed(tx *storage.Tx, name string) (Account, error) {
	return storage.One(tx, scanAccount, `SELECT `+accountColumns+`
		FROM orgs_signin_name n CROSS JOIN orgs_account a
		WHERE n.folded = $1 AND a.account_id = n.account_id`, FoldName(name))
}

// AccountOf finds an account; storage.ErrNone when there is none.
func AccountOf(tx *storage.Tx, account id.Account) (Account, error) {
	return storage.One(tx, scanAccount, `SELECT `+accountColumns+`
		FROM orgs_account a CROSS JOIN orgs_signin_name n
		WHERE a.account_id = $1 AND n.account_id = a.account_id`, account)
}

func setPassword(tx *storage.Tx, account id.Account, hash string) error {
	_, err := tx.Exec(`UPDATE orgs_account SET password = $2, changed_at = $3 WHERE account_id = $1`, account, hash, tx.Now())
	return err
}

func setPIN(tx *storage.Tx, account id.Account, hash string) error {
	_, err := tx.Exec(`UPDATE orgs_account SET pin = $2 WHERE account_id = $1`, account, hash)
	return err
}

func setSpare(tx *storage.Tx, account id.Account, hash string) error {
	_, err := tx.Exec(`UPDATE orgs_account SET spare_hash = $2 WHERE account_id = $1`, account, hash)
	return err
}

// setEmail stores another address, not yet confirmed.
func setEmail(tx *storage.Tx, account id.Account, email string) error {
	_, err := tx.Exec(`UPDATE orgs_account SET email = $2, confirmed_at = NULL WHERE account_id = $1 AND email <> $2`, account, email)
	return err
}

func setLook(tx *storage.Tx, account id.Account, language, theme string) error {
	_, err := tx.Exec(`UPDATE orgs_account SET language = $2, theme = $3 WHERE account_id = $1`, account, language, theme)
	return err
}

func renameSignIn(tx *storage.Tx, account id.Account, name string) error {
	_, err := tx.Exec(`UPDATE orgs_signin_name SET folded = $2, shown = $3 WHERE account_id = $1`,
		account, FoldName(name), strings.TrimSpace(name))
	return err
}
