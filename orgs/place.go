package orgs

import (
	"slices"
	"time"

	"parta/id"
	"parta/internal/storage"
)

// Delays per name and address leave one way open: to guess one account from
// very many addresses, a few tries from each. So the wrong tries at a name from
// all places where its account was never signed in are counted together, in a
// token bucket: some at once, then one a minute. A place is a line (lineOf), or a
// browser, known by a cookie that outlives signing out. Whoever comes from a
// known place never meets the bucket, however empty others keep it: the owner at
// home, at school or with her own telephone is not locked out. A new place is
// only slowed. Tries in a browser that is known count by it and not by its line,
// which at school is that of the pupils too.

const (
	strangeTries = 20          // from new places at once
	strangeEach  = time.Minute // for each further one
	placeLasts   = 180 * 24 * time.Hour

	everywhere = "*" // in orgs_failure, for all new places together
)

// places are the names by which the place of a visit is remembered: its line, and
// its browser where it has one.
func (v Visit) places() []string {
	names := []string{hashSecret("line " + lineOf(v.Address))}
	if v.Browser != "" {
		names = append(names, hashSecret("browser "+v.Browser))
	}
	return names
}

// placeOf tells by what name the tries of a visit at an account are counted, and
// whether the account was signed in from there before.
func placeOf(tx *storage.Tx, account id.Account, from Visit) (at string, known bool, err error) {
	places := from.places()
	before, err := knownPlaces(tx, account, places)
	if browser := places[len(places)-1]; len(places) > 1 && slices.Contains(before, browser) {
		return browser, true, err
	}
	return lineOf(from.Address), len(before) > 0, err
}

// remember notes that an account was signed in from a place. On a computer that
// others use the browser is not the account's own.
func remember(tx *storage.Tx, account id.Account, from Visit) error {
	if from.Shared {
		from.Browser = ""
	}
	for _, place := range from.places() {
		if err := savePlace(tx, account, place); err != nil {
			return err
		}
	}
	return nil
}

// chargeStrange counts a try at a subject from a new place, or tells how long to
// wait. The bucket is kept as the time at which nothing is owed to it any more.
func chargeStrange(tx *storage.Tx, subject string) (wait time.Duration, err error) {
	settled, err := holdBucket(tx, subject)
	if err != nil {
		return 0, err
	}
	if settled.Before(tx.Now()) {
		settled = tx.Now()
	}
	if wait = settled.Sub(tx.Now()) - (strangeTries-1)*strangeEach; wait > 0 {
		return wait, nil
	}
	return 0, holdUntil(tx, subject, everywhere, settled.Add(strangeEach))
}

// forgiveStrange gives a try back that was right, or was not judged.
func forgiveStrange(tx *storage.Tx, subject string) error {
	settled, err := holdBucket(tx, subject)
	if err != nil {
		return err
	}
	if settled = settled.Add(-strangeEach); !tx.Now().Before(settled) {
		return forgive(tx, subject, everywhere)
	}
	return holdUntil(tx, subject, everywhere, settled)
}
