package orgs

import (
	"context"
	"encoding/json"
	"fmt"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/ledger"
)

// A forgotten password is set anew with a code from the form tutor or the
// administrator. An account with seats in several organisations belongs to none
// of them: it takes a code of each, so that nobody in one can come in to another
// in the person's name. Its owner may instead use the spare code.

// Help is what may be done for one who cannot come in, told before it is done.
type Help struct {
	Invitee
	Own    bool // the one who asks
	Others bool // has a seat in another organisation as well
}

// HelpFor tells what ResetCode and Detach would mean to one of a class, or of
// the staff when class is zero.
func (o *Orgs) HelpFor(ctx context.Context, who access.Actor, class id.Class, person id.Person) (h Help, err error) {
	err = o.db.Read(ctx, who.Org, func(tx *storage.Tx) error {
		_, p, account, err := o.resettableFor(tx, who, class, person)
		if err != nil {
			return err
		}
		h = Help{Invitee: p, Own: account == who.Account}
		h.Others, err = hasSeatBeyond(tx, account, map[id.Org]bool{who.Org: true})
		return err
	})
	return h, err
}

// resettableFor finds one of a class or of the staff with the account, and the
// rule by which the actor may help.
func (o *Orgs) resettableFor(tx *storage.Tx, who access.Actor, class id.Class, person id.Person) (access.Rule, Invitee, id.Account, error) {
	rule, _, people, err := o.inviteesFor(tx, who, access.ResetAccount, class)
	if err != nil {
		return rule, Invitee{}, 0, err
	}
	p, err := inviteeAmong(people, person, rule)
	if err != nil {
		return rule, p, 0, err
	}
	account, err := accountToReset(tx, rule, p)
	return rule, p, account, err
}

// ResetCode makes a code that sets a new password for one of a class, or of the
// staff when class is zero. It ends the account's sessions at once, except when
// the account has a seat elsewhere: then nothing happens to it before the codes
// of all its organisations are shown together.
func (o *Orgs) ResetCode(ctx context.Context, act storage.Act, class id.Class, person id.Person) (Slip, error) {
	code, err := newCode(o.random)
	if err != nil {
		return Slip{}, err
	}
	var slip Slip
	var inv Invitation
	err = o.db.Write(ctx, act, func(tx *storage.Tx) error {
		rule, p, account, err := o.resettableFor(tx, act.By, class, person)
		if err != nil {
			return err
		}
		inv = newInvitation(tx, ForReset, rule, p, code)
		inv.Account = account
		slip = Slip{Invitee: p, Code: showCode(code), Expires: inv.Expires, Reset: true}
		tx.Record(invitationMade("account.reset", rule, p, inv))
		return nil
	})
	if err != nil {
		return Slip{}, codesAreGone(err)
	}
	err = o.db.Control(ctx, func(tx *storage.Tx) error {
		if err := replaceInvitations(tx, []Invitation{inv}); err != nil {
			return err
		}
		slip.Others, err = hasSeatBeyond(tx, inv.Account, map[id.Org]bool{inv.Org: true})
		if err != nil || slip.Others {
			return err
		}
		return dropSessions(tx, inv.Account, 0)
	})
	return slip, err
}

// accountToReset finds a person's account. A form tutor resets nobody who also
// stands in the organisation as somebody else: a parent who teaches there.
func accountToReset(tx *storage.Tx, rule access.Rule, p Invitee) (id.Account, error) {
	seats, err := SeatsOf(tx, tx.Org(), []id.Person{p.Person})
	if err != nil {
		return 0, err
	}
	account, seated := seats[p.Person]
	if !seated {
		return 0, problem.New(problem.Conflict, "orgs.reset.noseat", p.Name)
	}
	here, err := SeatsIn(tx, account, tx.Org())
	if err != nil {
		return 0, err
	}
	if len(here) > 1 && rule.Reach != access.Whole {
		return 0, problem.New(problem.Forbidden, "orgs.invite.staff", p.Name)
	}
	return account, nil
}

func hasSeatBeyond(tx *storage.Tx, account id.Account, orgs map[id.Org]bool) (bool, error) {
	seats, err := Seats(tx, account)
	for _, s := range seats {
		if !orgs[s.Org] {
			return true, err
		}
	}
	return false, err
}

// Reset sets a new password with the codes of every organisation in which the
// account has a seat, ends all sessions and opens one. While a code is missing
// it is Conflict "orgs.reset.elsewhere" and the codes shown stay good.
func (o *Orgs) Reset(ctx context.Context, proofs []Proof, password string, from Visit) (token string, err error) {
	if len(proofs) == 0 || len(proofs) > 20 {
		return "", noSuchCode()
	}
	for _, p := range proofs {
		if _, err := o.checkProof(ctx, p, from); err != nil {
			return "", err
		}
	}
	err = o.db.ReadControl(ctx, func(tx *storage.Tx) error {
		account, _, err := resettable(tx, proofs)
		if err != nil {
			return err
		}
		found, err := AccountOf(tx, account)
		if err != nil {
			return err
		}
		return checkPassword(password, found.Name)
	})
	if err != nil {
		return "", err
	}
	hash, err := o.hash.make(ctx, password)
	if err != nil {
		return "", err
	}
	err = o.withToken(&token, func(tokenHash string) error {
		return o.db.Control(ctx, func(tx *storage.Tx) error {
			account, used, err := resettable(tx, proofs)
			if err != nil {
				return err
			}
			for _, inv := range used {
				if used, err := useInvitation(tx, inv.ID, account); err != nil {
					return err
				} else if !used {
					return noSuchCode()
				}
			}
			return enterAnew(tx, account, hash, from, tokenHash)
		})
	})
	return token, err
}

// resettable tells which account these codes open together, and fails while
// they do not cover every organisation of it.
func resettable(tx *storage.Tx, proofs []Proof) (account id.Account, used []Invitation, err error) {
	covered := map[id.Org]bool{}
	for _, p := range proofs {
		inv, err := goodCode(tx, p.Code)
		if err != nil {
			return 0, nil, err
		}
		if inv.Purpose != ForReset || account != 0 && inv.Account != account {
			return 0, nil, noSuchCode()
		}
		account = inv.Account
		if !covered[inv.Org] {
			covered[inv.Org], used = true, append(used, inv)
		}
	}
	beyond, err := hasSeatBeyond(tx, account, covered)
	if err == nil && beyond {
		err = problem.New(problem.Conflict, "orgs.reset.elsewhere")
	}
	return account, used, err
}

// Detach takes from an account its seat as one of a class, or of the staff when
// class is zero. The account lives on wherever else it has a seat; the person
// may be invited anew. It is the way out for one who lost everything and whose
// other organisation cannot be asked.
//
// Nobody detaches oneself: Conflict "orgs.detach.own". Whoever detaches staff may
// invite staff, so that one who can let the others in again always stays.
//
// A repeated act ends the seat that its line names, if that has not come about;
// the account that the person has since is another matter.
func (o *Orgs) Detach(ctx context.Context, act storage.Act, class id.Class, person id.Person) error {
	seat := Seat{Org: act.Org, Person: person}
	err := o.db.Write(ctx, act, func(tx *storage.Tx) error {
		rule, p, account, err := o.resettableFor(tx, act.By, class, person)
		if err != nil {
			return err
		}
		if account == act.By.Account {
			return problem.New(problem.Conflict, "orgs.detach.own")
		}
		seat.Account = account
		tx.Record(storage.Line{
			Act: "seat.end", Thing: "person", ThingID: person.Thing(), Rule: rule, Pupil: p.Pupil,
			Old: map[string]string{"account": account.String()},
		})
		return nil
	})
	if storage.Again(err) {
		seat.Account, err = o.detached(ctx, act, person)
	}
	if err != nil {
		return err
	}
	return o.db.Control(ctx, func(tx *storage.Tx) error {
		if err := stillSeated(tx, act.By); err != nil {
			return err
		}
		dropped, err := dropSeat(tx, seat)
		if err != nil || !dropped {
			return err
		}
		return endOpenInvitations(tx, act.Org, person)
	})
}

// detached is the account from which an act took the person's seat before.
func (o *Orgs) detached(ctx context.Context, act storage.Act, person id.Person) (account id.Account, err error) {
	err = o.db.Read(ctx, act.Org, func(tx *storage.Tx) error {
		lines, err := ledger.Request(tx, act.Key)
		if err != nil {
			return err
		}
		for _, line := range lines {
			if line.Act != "seat.end" || line.ThingID != person.Thing() {
				continue
			}
			var was struct{ Account string }
			if err := json.Unmarshal(line.Old, &was); err != nil {
				return err
			}
			account, err = id.Parse[id.Account](was.Account)
			return err
		}
		return fmt.Errorf("detach person %s: the key was used for another act", person)
	})
	return account, err
}

// stillSeated refuses one whose own seat was taken a moment ago, and holds the
// organisation meanwhile: two administrators who detach each other would
// otherwise leave nobody.
func stillSeated(tx *storage.Tx, who access.Actor) error {
	if err := holdOrg(tx, who.Org); err != nil {
		return err
	}
	own, err := SeatsIn(tx, who.Account, who.Org)
	if err == nil && len(own) == 0 {
		err = problem.New(problem.Forbidden, "orgs.detach.gone")
	}
	return err
}
