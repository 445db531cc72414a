package orgs

import (
	"context"
	"errors"
	"net/mail"
	"strings"
	"time"

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
		return nameIsTaken()
	}
	if err := insertAccount(tx, account, hash); err != nil {
		return err
	}
	return insertName(tx, account, name)
}

// Account tells an account about itself.
func (o *Orgs) Account(ctx context.Context, account id.Account) (found Account, err error) {
	err = o.db.ReadControl(ctx, func(tx *storage.Tx) error {
		found, err = AccountOf(tx, account)
		return err
	})
	return found, err
}

// ChangePassword sets another password, ends the account's other sessions and
// gives this one a new token.
func (o *Orgs) ChangePassword(ctx context.Context, s Session, current, next string, from Visit) (token string, err error) {
	account, err := o.prove(ctx, s.Account, current, from)
	if err != nil {
		return "", err
	}
	if err := checkPassword(next, account.Name); err != nil {
		return "", err
	}
	hash, err := o.hash.make(ctx, next)
	if err != nil {
		return "", err
	}
	err = o.withToken(&token, func(tokenHash string) error {
		return o.db.Control(ctx, func(tx *storage.Tx) error {
			if err := setPassword(tx, s.Account, hash); err != nil {
				return err
			}
			if err := dropSessions(tx, s.Account, s.ID); err != nil {
				return err
			}
			return renewToken(tx, s.ID, tokenHash)
		})
	})
	return token, err
}

// Rename changes the name one signs in with.
func (o *Orgs) Rename(ctx context.Context, account id.Account, password, name string, from Visit) error {
	if err := checkName(name); err != nil {
		return err
	}
	was, err := o.prove(ctx, account, password, from)
	if err != nil {
		return err
	}
	return o.db.Control(ctx, func(tx *storage.Tx) error {
		if FoldName(was.Name) != FoldName(name) {
			if taken, err := nameTaken(tx, name); err != nil {
				return err
			} else if taken {
				return nameIsTaken()
			}
		}
		return renameSignIn(tx, account, name)
	})
}

// SetEmail keeps the address of the second channel; "" forgets it. Nothing is
// sent there yet, so it is not confirmed and opens nothing.
func (o *Orgs) SetEmail(ctx context.Context, account id.Account, password, email string, from Visit) error {
	email = strings.TrimSpace(email)
	if email != "" {
		at, err := mail.ParseAddress(email)
		if err != nil || at.Address != email || len(email) > 254 {
			return problem.New(problem.Invalid, "orgs.account.email.wrong").WithField("email", "orgs.account.email.wrong")
		}
	}
	if _, err := o.prove(ctx, account, password, from); err != nil {
		return err
	}
	return o.db.Control(ctx, func(tx *storage.Tx) error { return setEmail(tx, account, email) })
}

// NewSpareCode makes the code that sets a new password when the old one is
// forgotten, whatever organisations say. It is returned once, for paper; the
// one before it is worth nothing from now on.
func (o *Orgs) NewSpareCode(ctx context.Context, account id.Account, password string, from Visit) (code string, err error) {
	if _, err := o.prove(ctx, account, password, from); err != nil {
		return "", err
	}
	if code, err = newCode(o.random); err != nil {
		return "", err
	}
	err = o.db.Control(ctx, func(tx *storage.Tx) error { return setSpare(tx, account, hashSecret(code)) })
	return showCode(code), err
}

// SetLook keeps the account's language and look, "" for the device's own.
func (o *Orgs) SetLook(ctx context.Context, account id.Account, language, theme string) error {
	return o.db.Control(ctx, func(tx *storage.Tx) error { return setLook(tx, account, language, theme) })
}

// Recover sets a new password for whoever holds the spare code, ends all
// sessions and opens one here. Unknown names and wrong codes are both Invalid
// "orgs.recover.wrong".
func (o *Orgs) Recover(ctx context.Context, c Credentials, code string, from Visit) (token string, err error) {
	if err := checkPassword(c.Password, c.Name); err != nil {
		return "", err
	}
	subject := signInSubject(c.Name)
	var at string
	err = o.db.ReadControl(ctx, func(tx *storage.Tx) error {
		account, err := accountNamed(tx, c.Name)
		if err != nil && !errors.Is(err, storage.ErrNone) {
			return err
		}
		at, _, err = placeOf(tx, account.ID, from)
		return err
	})
	if err != nil {
		return "", err
	}
	if err := o.tooFast(subject, at); err != nil {
		return "", err
	}
	hash, err := o.hash.make(ctx, c.Password) // before a code is looked at, so that time tells nothing
	if err != nil {
		return "", err
	}
	var wait time.Duration
	right := false
	err = o.withToken(&token, func(tokenHash string) error {
		return o.db.Control(ctx, func(tx *storage.Tx) (err error) {
			right = false
			if _, wait, err = charge(tx, subject, at, freeTries); err != nil || wait > 0 {
				return err
			}
			account, err := accountNamed(tx, c.Name)
			if errors.Is(err, storage.ErrNone) {
				return nil
			}
			if err != nil {
				return err
			}
			if right = account.HasSpare && sameSecret(account.spare, hashSecret(readCode(code))); !right {
				return nil
			}
			if err := forgive(tx, subject, at); err != nil {
				return err
			}
			if err := setSpare(tx, account.ID, ""); err != nil {
				return err
			}
			return enterAnew(tx, account.ID, hash, from, tokenHash)
		})
	})
	switch {
	case err != nil:
		return "", err
	case wait > 0:
		return "", waitFor(wait)
	case !right:
		return "", problem.New(problem.Invalid, "orgs.recover.wrong")
	}
	return token, nil
}

// enterAnew sets a password, ends every session and opens one.
func enterAnew(tx *storage.Tx, account id.Account, hash string, from Visit, tokenHash string) error {
	if err := setPassword(tx, account, hash); err != nil {
		return err
	}
	if err := setPIN(tx, account, ""); err != nil {
		return err
	}
	if err := dropSessions(tx, account, 0); err != nil {
		return err
	}
	return openSession(tx, account, from, tokenHash)
}

func nameIsTaken() error {
	return problem.New(problem.Conflict, "orgs.name.taken").WithField("signin", "orgs.name.taken")
}
