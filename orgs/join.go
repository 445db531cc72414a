package orgs

import (
	"context"
	"errors"
	"slices"
	"time"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/when"
)

// Proof is what somebody shows to use a code: the code itself and the birth
// date it is bound to.
type Proof struct {
	Code string
	Born when.Day // zero when none was asked
}

// Offer is what a code promises, told to whoever typed it: where it leads, but
// not for whom.
type Offer struct {
	Purpose   Purpose
	Org       Org
	Role      access.Role
	AsksBirth bool // of the child for a guardian, of oneself for others
}

// OfferOf tells what a code is good for. One that is unknown, used, replaced,
// expired or out of tries is Invalid "orgs.join.none", the same for all.
func (o *Orgs) OfferOf(ctx context.Context, code string, from Visit) (offer Offer, err error) {
	if err := o.slowGuesses(from); err != nil {
		return Offer{}, err
	}
	err = o.db.ReadControl(ctx, func(tx *storage.Tx) error {
		inv, err := goodCode(tx, code)
		if err != nil {
			return err
		}
		offer = Offer{Purpose: inv.Purpose, Role: inv.Role, AsksBirth: inv.birthHash != ""}
		offer.Org, err = OrgOf(tx, inv.Org)
		return err
	})
	return offer, err
}

// slowGuesses lets a whole class type its codes at once from one address, and a
// machine not many more. A code has 50 bits: nobody is ever locked out here.
func (o *Orgs) slowGuesses(from Visit) error {
	if o.pace.allow("code "+lineOf(from.Address), o.db.Now(), 60, 500*time.Millisecond) {
		return nil
	}
	return waitFor(time.Second)
}

func goodCode(tx *storage.Tx, code string) (Invitation, error) {
	inv, err := invitationByCode(tx, readCode(code))
	if errors.Is(err, storage.ErrNone) || err == nil && inv.Purpose == ForFirst {
		return Invitation{}, noSuchCode()
	}
	return inv, err
}

func noSuchCode() error {
	return problem.New(problem.Invalid, "orgs.join.none").WithField("code", "orgs.join.none")
}

// checkProof charges a try at the birth date and gives it back when the date is
// right; a text that is no date is Invalid "orgs.join.unread" and costs none. A
// wrong one is the verdict, not an error: the charge must commit.
func checkProof(tx *storage.Tx, p Proof) (inv Invitation, verdict, err error) {
	inv, err = goodCode(tx, p.Code)
	if problem.KindOf(err) == problem.Invalid {
		return inv, err, nil
	}
	if err != nil || inv.birthHash == "" {
		return inv, nil, err
	}
	if p.Born == 0 { // nobody guesses with what is no date
		return inv, problem.New(problem.Invalid, "orgs.join.unread").WithField("born", "orgs.join.unread"), nil
	}
	if left, err := takeBirthTry(tx, inv.ID); err != nil || !left {
		return inv, noSuchCode(), err
	}
	if !sameSecret(inv.birthHash, hashBirth(readCode(p.Code), p.Born)) {
		if inv.TriesLeft <= 1 {
			return inv, problem.New(problem.Invalid, "orgs.join.burnt").WithField("code", "orgs.join.burnt"), nil
		}
		wrong := problem.New(problem.Invalid, "orgs.join.born", inv.TriesLeft-1)
		return inv, wrong.WithField("born", "orgs.join.born", inv.TriesLeft-1), nil
	}
	return inv, nil, giveBirthTryBack(tx, inv.ID)
}

func (o *Orgs) checkProof(ctx context.Context, p Proof, from Visit) (inv Invitation, err error) {
	if err := o.slowGuesses(from); err != nil {
		return Invitation{}, err
	}
	var verdict error
	err = o.db.Control(ctx, func(tx *storage.Tx) (err error) {
		inv, verdict, err = checkProof(tx, p)
		return err
	})
	switch {
	case err != nil:
		return Invitation{}, err
	case verdict != nil:
		return Invitation{}, verdict
	}
	return inv, o.stillReached(ctx, inv)
}

// stillReached refuses a form tutor's code whose person has come to work here
// since, under this name or with another seat: as when it was made (beyond), the
// tutor must not be able to come in as the deputy head.
func (o *Orgs) stillReached(ctx context.Context, inv Invitation) error {
	if inv.whole {
		return nil
	}
	return o.db.Read(ctx, inv.Org, func(tx *storage.Tx) error {
		staff, err := o.asks.Staff(tx)
		if err != nil {
			return err
		}
		if slices.Contains(personsOf(staff), inv.Person) {
			return noSuchCode()
		}
		if inv.Purpose != ForReset {
			return nil
		}
		seats, err := SeatsIn(tx, inv.Account, inv.Org)
		if err == nil && len(seats) > 1 {
			err = noSuchCode()
		}
		return err
	})
}

// AcceptNew takes a seat with a new account and signs it in.
func (o *Orgs) AcceptNew(ctx context.Context, p Proof, c Credentials, from Visit) (token string, org id.Org, err error) {
	inv, err := o.checkProof(ctx, p, from)
	if err != nil {
		return "", 0, err
	}
	if err := together(checkName(c.Name), checkPassword(c.Password, c.Name)); err != nil {
		return "", 0, err
	}
	hash, err := o.hash.make(ctx, c.Password)
	if err != nil {
		return "", 0, err
	}
	return o.accept(ctx, inv, from, func(tx *storage.Tx) (id.Account, error) {
		account := id.New[id.Account](tx)
		return account, AddAccount(tx, account, c.Name, hash)
	})
}

// AcceptWith takes a seat with the account of these credentials and signs it in.
func (o *Orgs) AcceptWith(ctx context.Context, p Proof, c Credentials, from Visit) (token string, org id.Org, err error) {
	inv, err := o.checkProof(ctx, p, from)
	if err != nil {
		return "", 0, err
	}
	account, err := o.recognise(ctx, c, from, nil)
	if err != nil {
		return "", 0, err
	}
	return o.accept(ctx, inv, from, func(*storage.Tx) (id.Account, error) { return account, nil })
}

// AcceptAs takes a seat with the account of a session and gives that browser a
// new one.
func (o *Orgs) AcceptAs(ctx context.Context, p Proof, account id.Account, session id.Session, from Visit) (token string, org id.Org, err error) {
	inv, err := o.checkProof(ctx, p, from)
	if err != nil {
		return "", 0, err
	}
	return o.accept(ctx, inv, from, func(tx *storage.Tx) (id.Account, error) {
		return account, dropSession(tx, account, session)
	})
}

// accept is the one control transaction: the code is used, the seat taken, the
// session opened, or nothing. The ledger line follows; should it not, the next
// sign-in writes it.
func (o *Orgs) accept(ctx context.Context, inv Invitation, from Visit, account func(*storage.Tx) (id.Account, error)) (token string, org id.Org, err error) {
	if inv.Purpose != ForSeat {
		return "", 0, noSuchCode()
	}
	var seat Seat
	err = o.withToken(&token, func(tokenHash string) error {
		return o.db.Control(ctx, func(tx *storage.Tx) error {
			owner, err := account(tx)
			if err != nil {
				return err
			}
			if used, err := useInvitation(tx, inv.ID, owner); err != nil {
				return err
			} else if !used {
				return noSuchCode()
			}
			if seats, err := SeatsOf(tx, inv.Org, []id.Person{inv.Person}); err != nil {
				return err
			} else if len(seats) > 0 {
				return problem.New(problem.Conflict, "orgs.join.seated")
			}
			seat = Seat{Account: owner, Org: inv.Org, Person: inv.Person, Invitation: inv.ID}
			if err := insertSeat(tx, seat); err != nil {
				return err
			}
			return openSession(tx, owner, from, tokenHash)
		})
	})
	if err != nil {
		return "", 0, err
	}
	o.recordSeats(ctx, seat.Account)
	return token, inv.Org, nil
}

// together makes one problem of several, with the fields of all.
func together(errs ...error) error {
	var first *problem.Error
	for _, err := range errs {
		var p *problem.Error
		switch {
		case err == nil:
		case !errors.As(err, &p):
			return err
		case first == nil:
			first = p
		default:
			first.Fields = append(first.Fields, p.Fields...)
		}
	}
	if first == nil {
		return nil
	}
	if len(first.Fields) > 1 {
		first.Key, first.Args = "orgs.form.wrong", nil
	}
	return first
}
