package orgs

import (
	"context"
	"net/netip"
	"time"

	"parta/internal/problem"
	"parta/internal/storage"
)

// A try is charged before it is judged, in a transaction of its own, so that
// many at once count as many. It is forgiven when it was right.

const (
	freeTries   = 4 // wrong passwords that cost no time
	freePINs    = 1
	longest     = 15 * time.Minute
	forgetAfter = 12 * time.Hour // a pause that makes wrong tries forgotten
)

// delayAfter is how long to wait after so many wrong tries in a row: nothing for
// the free ones, then two seconds, four, eight, to a quarter of an hour.
func delayAfter(tries, free int64) time.Duration {
	switch over := tries - free; {
	case over <= 0:
		return 0
	case over >= 10:
		return longest
	default:
		return min(longest, time.Second<<over)
	}
}

// lineOf is the line a try comes by: the address, and of IPv6 its first 64 bits,
// since a household has all the others to choose from.
func lineOf(address string) string {
	at, err := netip.ParseAddr(address)
	if err != nil || at.Unmap().Is4() {
		return address
	}
	network, err := at.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return network.String()
}

// charge counts a try at a subject from a place and returns how many there have
// been in a row, or how long to wait before the next one.
func charge(tx *storage.Tx, subject, at string, free int64) (tries int64, wait time.Duration, err error) {
	counted, err := countTry(tx, subject, at)
	if err != nil {
		return 0, 0, err
	}
	tries, until, err := failureOf(tx, subject, at)
	if err != nil {
		return 0, 0, err
	}
	if !counted {
		return tries, until.Sub(tx.Now()), nil
	}
	delay := delayAfter(tries, free)
	if delay == 0 {
		return tries, 0, nil
	}
	return tries, 0, holdUntil(tx, subject, at, tx.Now().Add(delay))
}

// waitFor is the problem of one who must wait.
func waitFor(wait time.Duration) error {
	seconds := int64((wait + time.Second - 1) / time.Second)
	if seconds < 90 {
		return problem.New(problem.TooOften, "orgs.signin.wait", max(seconds, 1))
	}
	return problem.New(problem.TooOften, "orgs.signin.wait.long", (seconds+59)/60)
}

// tooFast slows whoever tries in haste, before anything is written.
func (o *Orgs) tooFast(subject, at string) error {
	if o.pace.allow(subject+" "+at, o.db.Now(), 10, time.Second) {
		return nil
	}
	return waitFor(time.Second)
}

// Sweep drops what has ended by itself: sessions, forgotten tries and places. app
// calls it daily.
func (o *Orgs) Sweep(ctx context.Context) error {
	return o.db.Control(ctx, func(tx *storage.Tx) error {
		if err := dropAllEndedSessions(tx); err != nil {
			return err
		}
		if err := dropPlacesBefore(tx, tx.Now().Add(-placeLasts)); err != nil {
			return err
		}
		return dropFailuresBeyond(tx, tx.Now().Add(-forgetAfter), tx.Now().Add(forgetAfter))
	})
}

// signInSubject names the account tried by the name as typed, so that unknown
// names are counted like known ones; hashed, because people type passwords
// there.
func signInSubject(name string) string { return "name:" + hashSecret(FoldName(name)) }
