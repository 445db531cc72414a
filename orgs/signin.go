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
	o.recordSeats(ctx, account)
	return token, nil
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

	at    string // the place by which it is counted, see placeOf
	known bool   // the account was signed in from there before
}

// judge finds the account, charges the try, compares the password, and if it was
// right forgives the try and goes on.
func (o *Orgs) judge(ctx context.Context, a attempt) (account Account, right bool, err error) {
	err = o.db.ReadControl(ctx, func(tx *storage.Tx) (err error) {
		if account, err = a.find(tx); err != nil {
			return err
		}
		a.at, a.known, err = placeOf(tx, account.ID, a.from)
		return err
	})
	if err != nil {
		return Account{}, false, err
	}
	if err := o.tooFast(a.subject, a.at); err != nil {
		return Account{}, false, err
	}
	var wait time.Duration
	// Whoever goes away during the commit would not know whether there is a try to give back.
	err = o.db.Control(context.WithoutCancel(ctx), func(tx *storage.Tx) (err error) {
		wait, err = a.charge(tx)
		return err
	})
	switch {
	case err != nil:
		return Account{}, false, err
	case wait > 0:
		return Account{}, false, waitFor(wait)
	}
	right, err = o.hash.matches(ctx, account.password, a.password)
	if err != nil { // the queue was full, or the client has gone
		return Account{}, false, errors.Join(err, o.db.Control(context.WithoutCancel(ctx), func(tx *storage.Tx) error {
			return a.settle(tx, giveBack)
		}))
	}
	if !right {
		return Account{}, false, nil
	}
	return account, true, o.db.Control(ctx, func(tx *storage.Tx) error {
		if err := a.settle(tx, forgive); err != nil || a.then == nil {
			return err
		}
		return a.then(tx, account.ID)
	})
}

// charge counts the try, or tells how long to wait.
func (a attempt) charge(tx *storage.Tx) (wait time.Duration, err error) {
	if !a.known {
		if wait, err = chargeStrange(tx, a.subject); err != nil || wait > 0 {
			return wait, err
		}
	}
	if _, wait, err = charge(tx, a.subject, a.at, freeTries); err == nil && wait > 0 && !a.known {
		err = forgiveStrange(tx, a.subject)
	}
	return wait, err
}

// settle takes back what was charged, the bucket first as there: two that come at
// once would wait for each other otherwise.
func (a attempt) settle(tx *storage.Tx, place func(tx *storage.Tx, subject, at string) error) error {
	if !a.known {
		if err := forgiveStrange(tx, a.subject); err != nil {
			return err
		}
	}
	return place(tx, a.subject, a.at)
}
