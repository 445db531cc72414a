package orgs

import (
	"context"
	"errors"
	"strings"
	"time"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
)

// The quick lock covers the screen while a teacher is away from it. It locks
// one browser, not the account; the PIN opens it again, or the password where
// there is no PIN. Five wrong ones end the session.

// PINTries is how many wrong PINs a locked session bears.
const PINTries = 5

// Lock closes a session until the PIN or the password is typed.
func (o *Orgs) Lock(ctx context.Context, session id.Session) error {
	return o.db.Control(ctx, func(tx *storage.Tx) error { return setLocked(tx, session, true) })
}

// Unlock opens a locked session and gives it a new token. A wrong secret is
// Invalid "orgs.lock.wrong" with how many tries are left; the last one ends the
// session and is Forbidden "orgs.lock.ended".
func (o *Orgs) Unlock(ctx context.Context, session Session, secret string) (token string, err error) {
	subject := lockSubject(session.ID)
	var account Account
	var tries int64
	var wait time.Duration
	err = o.db.Control(context.WithoutCancel(ctx), func(tx *storage.Tx) (err error) { // as in judge
		if tries, wait, err = charge(tx, subject, "", freePINs); err != nil || wait > 0 {
			return err
		}
		account, err = AccountOf(tx, session.Account)
		return err
	})
	switch {
	case err != nil:
		return "", err
	case wait > 0:
		return "", waitFor(wait)
	}
	hash := account.pin
	if hash == "" {
		hash = account.password
	}
	right := false
	if tries <= PINTries {
		if right, err = o.hash.matches(ctx, hash, secret); err != nil {
			return "", errors.Join(err, o.db.Control(context.WithoutCancel(ctx), func(tx *storage.Tx) error {
				return giveBack(tx, subject, "")
			}))
		}
	}
	if right {
		err = o.withToken(&token, func(hash string) error { return o.openLocked(ctx, session.ID, hash) })
		return token, err
	}
	if tries >= PINTries {
		return "", o.endLocked(ctx, session)
	}
	return "", problem.New(problem.Invalid, "orgs.lock.wrong", PINTries-tries).WithField("pin", "orgs.lock.wrong", PINTries-tries)
}

func (o *Orgs) openLocked(ctx context.Context, session id.Session, hash string) error {
	return o.db.Control(ctx, func(tx *storage.Tx) error {
		if err := forgive(tx, lockSubject(session), ""); err != nil {
			return err
		}
		if err := setLocked(tx, session, false); err != nil {
			return err
		}
		return renewToken(tx, session, hash)
	})
}

func (o *Orgs) endLocked(ctx context.Context, session Session) error {
	err := o.db.Control(ctx, func(tx *storage.Tx) error {
		if err := forgive(tx, lockSubject(session.ID), ""); err != nil {
			return err
		}
		return dropSession(tx, session.Account, session.ID)
	})
	if err != nil {
		return err
	}
	return problem.New(problem.Forbidden, "orgs.lock.ended")
}

func lockSubject(session id.Session) string { return "lock:" + session.String() }

// plainPIN tells a PIN that anybody at the keyboard tries first: one digit over
// and over, or a row of them up or down, also past the nought.
func plainPIN(pin string) bool {
	return sameSign(pin) || strings.Contains("01234567890123456", pin) || strings.Contains("98765432109876543", pin)
}

// SetPIN sets the PIN of the quick lock, four to eight digits; "" takes it away.
// The password proves that it is the owner.
func (o *Orgs) SetPIN(ctx context.Context, account id.Account, password, pin string, from Visit) error {
	if pin != "" && (len(pin) < 4 || len(pin) > 8 || strings.Trim(pin, "0123456789") != "" || plainPIN(pin)) {
		return problem.New(problem.Invalid, "orgs.lock.pin").WithField("pin", "orgs.lock.pin")
	}
	if _, err := o.prove(ctx, account, password, from); err != nil {
		return err
	}
	hash := ""
	if pin != "" {
		var err error
		if hash, err = o.hash.make(ctx, pin); err != nil {
			return err
		}
	}
	return o.db.Control(ctx, func(tx *storage.Tx) error { return setPIN(tx, account, hash) })
}
