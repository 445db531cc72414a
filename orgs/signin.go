package orgs

import (
	"context"
	"errors"
	"time"

	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
)

// Credentials are what somebody types at the door.
type Credentials struct {
	Name     string
	Password string
}

// SignIn opens a session for whoever knows the name and the password. A wrong
// one of either is Invalid "orgs.signin.wrong", the same for both and after the
// same work; too many of them are Unavailable "orgs.signin.wait".
func (o *Orgs) SignIn(ctx context.Context, c Credentials, from Visit) (token string, err error) {
	account, err := o.recognise(ctx, c, from)
	if err != nil {
		return "", err
	}
	token, err = o.OpenSession(ctx, account, from)
	if err != nil {
		return "", err
	}
	return token, o.recordSeats(ctx, account)
}

// recognise finds whose credentials these are.
func (o *Orgs) recognise(ctx context.Context, c Credentials, from Visit) (id.Account, error) {
	account, right, err := o.judge(ctx, signInSubject(c.Name), c.Password, from, func(tx *storage.Tx) (Account, error) {
		found, err := accountNamed(tx, c.Name)
		if errors.Is(err, storage.ErrNone) {
			return Account{}, nil // its empty password matches nothing, after the same work
		}
		return found, err
	})
	if err == nil && !right {
		err = problem.New(problem.Invalid, "orgs.signin.wrong")
	}
	return account.ID, err
}

// prove makes sure that whoever sits at a signed-in browser knows the account's
// password, before something is changed that would keep the owner out.
func (o *Orgs) prove(ctx context.Context, account id.Account, password string, from Visit) (Account, error) {
	found, right, err := o.judge(ctx, "account:"+account.String(), password, from, func(tx *storage.Tx) (Account, error) {
		return AccountOf(tx, account)
	})
	if err == nil && !right {
		err = problem.New(problem.Invalid, "orgs.password.wrong").WithField("current", "orgs.password.wrong")
	}
	return found, err
}

// judge charges a try, finds the account, compares the password and forgives the
// try if it was right.
func (o *Orgs) judge(ctx context.Context, subject, password string, from Visit, find func(*storage.Tx) (Account, error)) (account Account, right bool, err error) {
	if err := o.tooFast(subject, from.Address); err != nil {
		return Account{}, false, err
	}
	var wait time.Duration
	err = o.db.Control(ctx, func(tx *storage.Tx) (err error) {
		if _, wait, err = charge(tx, subject, from.Address, freeTries); err != nil || wait > 0 {
			return err
		}
		account, err = find(tx)
		return err
	})
	switch {
	case err != nil:
		return Account{}, false, err
	case wait > 0:
		return Account{}, false, waitFor(wait)
	}
	if right, err = o.hash.matches(ctx, account.password, password); err != nil || !right {
		return Account{}, false, err
	}
	return account, true, o.db.Control(ctx, func(tx *storage.Tx) error { return forgive(tx, subject, from.Address) })
}
