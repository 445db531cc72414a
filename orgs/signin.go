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
// same work; too many of them are TooOften "orgs.signin.wait".
func (o *Orgs) SignIn(ctx context.Context, c Credentials, from Visit) (token string, err error) {
	var account id.Account
	err = o.withToken(&token, func(hash string) (err error) {
		account, err = o.recognise(ctx, c, from, func(tx *storage.Tx, account id.Account) error {
			return openSession(tx, account, from, hash)
		})
		return err
	})
	if err != nil {
		return "", err
	}
	return token, o.recordSeats(ctx, account)
}

// recognise finds whose credentials these are, and does the rest of what they
// allow in the transaction that forgives the try; nil for nothing.
func (o *Orgs) recognise(ctx context.Context, c Credentials, from Visit, then func(*storage.Tx, id.Account) error) (id.Account, error) {
	account, right, err := o.judge(ctx, attempt{
		subject: signInSubject(c.Name), password: c.Password, from: from, then: then,
		find: func(tx *storage.Tx) (Account, error) {
			found, err := accountNamed(tx, c.Name)
			if errors.Is(err, storage.ErrNone) {
				return Account{}, nil // its empty password matches nothing, after the same work
			}
			return found, err
		},
	})
	if err == nil && !right {
		err = problem.New(problem.Invalid, "orgs.signin.wrong")
	}
	return account.ID, err
}

// prove makes sure that whoever sits at a signed-in browser knows the account's
// password, before something is changed that would keep the owner out.
func (o *Orgs) prove(ctx context.Context, account id.Account, password string, from Visit) (Account, error) {
	found, right, err := o.judge(ctx, attempt{
		subject: "account:" + account.String(), password: password, from: from,
		find: func(tx *storage.Tx) (Account, error) { return AccountOf(tx, account) },
	})
	if err == nil && !right {
		err = problem.New(problem.Invalid, "orgs.password.wrong").WithField("current", "orgs.password.wrong")
	}
	return found, err
}

// attempt is one try at a password.
type attempt struct {
	subject  string // by which tries are counted, with the address
	password string // as typed
	from     Visit
	find     func(*storage.Tx) (Account, error)
	then     func(*storage.Tx, id.Account) error // what a right one allows; nil for nothing more
}

// judge finds the account, charges the try, compares the password, and if it was
// right forgives the try and goes on.
func (o *Orgs) judge(ctx context.Context, a attempt) (account Account, right bool, err error) {
	if err := o.tooFast(a.subject, a.from.Address); err != nil {
		return Account{}, false, err
	}
	var wait time.Duration
	known := false
	err = o.db.Control(ctx, func(tx *storage.Tx) (err error) {
		if account, err = a.find(tx); err != nil {
			return err
		}
		if known, err = knownPlace(tx, account.ID, a.from); err != nil {
			return err
		}
		if !known {
			if wait, err = chargeStrange(tx, a.subject); err != nil || wait > 0 {
				return err
			}
		}
		if _, wait, err = charge(tx, a.subject, a.from.Address, freeTries); err == nil && wait > 0 && !known {
			err = forgiveStrange(tx, a.subject)
		}
		return err
	})
	switch {
	case err != nil:
		return Account{}, false, err
	case wait > 0:
		return Account{}, false, waitFor(wait)
	}
	right, err = o.hash.matches(ctx, account.password, a.password)
	if err != nil {
		return Account{}, false, errors.Join(err, o.notJudged(ctx, a, known))
	}
	if !right {
		return Account{}, false, nil
	}
	return account, true, o.db.Control(ctx, func(tx *storage.Tx) error {
		if !known { // the bucket before the place, as above: two who come at once wait for each other otherwise
			if err := forgiveStrange(tx, a.subject); err != nil {
				return err
			}
		}
		if err := forgive(tx, a.subject, a.from.Address); err != nil {
			return err
		}
		if a.then == nil {
			return nil
		}
		return a.then(tx, account.ID)
	})
}

// notJudged gives back the try of one who found the queue full or went away.
func (o *Orgs) notJudged(ctx context.Context, a attempt, known bool) error {
	return o.db.Control(context.WithoutCancel(ctx), func(tx *storage.Tx) error {
		if !known {
			if err := forgiveStrange(tx, a.subject); err != nil {
				return err
			}
		}
		return giveBack(tx, a.subject, a.from.Address)
	})
}
