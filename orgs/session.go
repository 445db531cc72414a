package orgs

import (
	"context"
	"errors"
	"time"

	"parta/id"
	"parta/internal/storage"
	"parta/when"
)

// Session is one signed-in browser. It holds no organisation and no role.
type Session struct {
	ID       id.Session
	Account  id.Account
	Opened   when.Instant
	Seen     when.Instant // to within five minutes
	Idle     when.Instant // ends then when nobody comes
	Ends     when.Instant // ends then in any case
	Shared   bool         // on a computer that others use
	Locked   bool         // by the quick lock: only unlocking and signing out are open
	Address  string
	Device   string // «Firefox, Windows»; "" when unknown
	Language string // the account's choice; "" for none
	Theme    string // the account's choice; "" for the device's
}

// Visit is where a session is opened from.
type Visit struct {
	Address string // of the network, already seen through trusted proxies
	Device  string // the browser's own description (User-Agent)
	Shared  bool   // «чужой или общий компьютер»
	Browser string // a secret by which the browser is known again; "" for a new one
}

// ErrNoSession is returned for a token that opens nothing: unknown, or ended.
var ErrNoSession = errors.New("orgs: no such session, or it has ended")

const (
	seenEvery  = 5 * time.Minute
	idleOwn    = 14 * 24 * time.Hour
	endsOwn    = 90 * 24 * time.Hour
	idleShared = time.Hour
	endsShared = 12 * time.Hour
)

func newSession(tx *storage.Tx, account id.Account, from Visit) Session {
	s := Session{
		ID: id.New[id.Session](tx), Account: account, Opened: tx.Now(), Seen: tx.Now(),
		Shared: from.Shared, Address: from.Address, Device: deviceOf(from.Device),
		Idle: tx.Now().Add(idleOwn), Ends: tx.Now().Add(endsOwn),
	}
	if from.Shared {
		s.Idle, s.Ends = tx.Now().Add(idleShared), tx.Now().Add(endsShared)
	}
	return s
}

// OpenSession signs an account in and returns the token for its cookie.
// Whoever calls it has made sure that it is the right person.
func (o *Orgs) OpenSession(ctx context.Context, account id.Account, from Visit) (token string, err error) {
	err = o.withToken(&token, func(hash string) error {
		return o.db.Control(ctx, func(tx *storage.Tx) error { return openSession(tx, account, from, hash) })
	})
	return token, err
}

// CookieLasts is how long the browser keeps a token: zero, until it is closed,
// on a computer that others use.
func (v Visit) CookieLasts() time.Duration {
	if v.Shared {
		return 0
	}
	return endsOwn
}

// withToken makes a token, hands its hash to fn, and keeps the token if fn
// succeeds.
func (o *Orgs) withToken(token *string, fn func(hash string) error) error {
	made, err := newToken(o.random)
	if err != nil {
		return err
	}
	if err := fn(hashSecret(made)); err != nil {
		return err
	}
	*token = made
	return nil
}

func openSession(tx *storage.Tx, account id.Account, from Visit, hash string) error {
	if err := dropEndedSessions(tx, account); err != nil {
		return err
	}
	if err := remember(tx, account, from); err != nil {
		return err
	}
	return insertSession(tx, newSession(tx, account, from), hash)
}

// SessionOf finds the session of a token, ErrNoSession when it opens nothing,
// and notes at most every five minutes that it is in use.
func (o *Orgs) SessionOf(ctx context.Context, token string) (Session, error) {
	var s Session
	err := o.db.ReadControl(ctx, func(tx *storage.Tx) (err error) {
		s, err = SessionIn(tx, token)
		return err
	})
	if err != nil {
		return Session{}, err
	}
	return s, o.Touch(ctx, s)
}

// SessionIn is SessionOf inside a transaction, which notes nothing: call Touch
// afterwards.
func SessionIn(tx *storage.Tx, token string) (Session, error) {
	if token == "" {
		return Session{}, ErrNoSession
	}
	s, err := sessionByHash(tx, hashSecret(token))
	if err != nil {
		return Session{}, err
	}
	if !tx.Now().Before(s.Idle) || !tx.Now().Before(s.Ends) {
		return Session{}, ErrNoSession
	}
	return s, nil
}

// Touch notes that a session is in use, at most every five minutes.
func (o *Orgs) Touch(ctx context.Context, s Session) error {
	now := o.db.Now()
	if now.Sub(s.Seen) < seenEvery {
		return nil
	}
	idle := now.Add(idleOwn)
	if s.Shared {
		idle = now.Add(idleShared)
	}
	if s.Ends.Before(idle) {
		idle = s.Ends // so that one column tells which sessions are over
	}
	return o.db.Control(ctx, func(tx *storage.Tx) error { return touchSession(tx, s.ID, idle) })
}

// SignOut ends the session of a token; one that has ended already is no error.
func (o *Orgs) SignOut(ctx context.Context, token string) error {
	return o.db.Control(ctx, func(tx *storage.Tx) error { return dropSessionByHash(tx, hashSecret(token)) })
}

// Sessions lists where the account is signed in, the latest first.
func (o *Orgs) Sessions(ctx context.Context, account id.Account) (list []Session, err error) {
	err = o.db.ReadControl(ctx, func(tx *storage.Tx) error {
		list, err = sessionsOfAccount(tx, account)
		return err
	})
	return list, err
}

// EndSession ends one of the account's own sessions. Another account's is left
// alone: it does not exist for this one.
func (o *Orgs) EndSession(ctx context.Context, account id.Account, session id.Session) error {
	return o.db.Control(ctx, func(tx *storage.Tx) error { return dropSession(tx, account, session) })
}

// EndOtherSessions ends all of the account's sessions but one.
func (o *Orgs) EndOtherSessions(ctx context.Context, account id.Account, but id.Session) error {
	return o.db.Control(ctx, func(tx *storage.Tx) error { return dropSessions(tx, account, but) })
}
