package orgs

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"time"

	"parta/access"
	"parta/id"
	"parta/internal/problem"
	"parta/internal/storage"
	"parta/ledger"
	"parta/when"
)

// There is no default account. A database where nobody has a seat prints a code on the
// console of whoever started it; the code opens one page, once, and the person
// who fills it in is the first administrator: of an organisation that is named
// there, or of one that was imported.

// Founding is what the first page asks: an organisation, its year, and the
// person who administers it.
type Founding struct {
	Org        Org // with an identifier: one that is there, in the zone given if any; else a new one
	YearFrom   when.Day
	YearTo     when.Day
	Person     id.Person
	LastName   string
	FirstName  string
	MiddleName string
}

// FirstCode makes the code for the first page, good for a day; "" when somebody
// has a seat already. Those before it stay good, as several servers may print
// one each: the first that is used ends all.
func (o *Orgs) FirstCode(ctx context.Context) (string, error) {
	code, err := newCode(o.random)
	if err != nil {
		return "", err
	}
	unopened := false
	err = o.db.Control(ctx, func(tx *storage.Tx) (err error) {
		if unopened, err = Unopened(tx); err != nil || !unopened {
			return err
		}
		return insertInvitation(tx, Invitation{
			ID: id.New[id.Invitation](tx), Purpose: ForFirst, TriesLeft: 1,
			Expires: tx.Now().Add(expiresFirst), codeHash: hashSecret(code),
		})
	})
	if err != nil || !unopened {
		return "", err
	}
	return showCode(code), nil
}

// Found makes the first account, its organisation with a year where they are not
// there, and signs the administrator in. NotFound when somebody has a seat.
func (o *Orgs) Found(ctx context.Context, code string, f Founding, c Credentials, from Visit) (token string, org id.Org, err error) {
	o.founding.Lock()
	defer o.founding.Unlock()
	if err := o.tooFast("first", lineOf(from.Address)); err != nil {
		return "", 0, err
	}
	account, inv, err := o.prepareFirst(ctx, code, &f)
	if err != nil {
		return "", 0, err
	}
	if err := together(f.Org.Check(), f.check(), checkName(c.Name), checkPassword(c.Password, c.Name)); err != nil {
		return "", 0, err
	}
	hash, err := o.hash.make(ctx, c.Password)
	if err != nil {
		return "", 0, err
	}
	by := access.Actor{Account: account, Org: f.Org.ID, Person: f.Person, Roles: []access.Role{access.Administrator}}
	act := storage.Act{Org: f.Org.ID, By: by, Key: "first:" + inv.ID.String()}
	// The organisation's own rows come first: what they refuse, the form says,
	// and the code is still good. Until the directory names it, it is nowhere.
	err = o.db.Write(ctx, act, func(tx *storage.Tx) error { return o.foundIn(tx, f) })
	if storage.Again(err) {
		account, err = o.foundBefore(ctx, act, &f)
	}
	if err != nil {
		return "", 0, err
	}
	seat := Seat{Account: account, Org: f.Org.ID, Person: f.Person, Invitation: inv.ID}
	err = o.withToken(&token, func(tokenHash string) error {
		return o.db.Control(ctx, func(tx *storage.Tx) error {
			if err := stillUnopened(tx); err != nil {
				return err
			}
			if err := AddAccount(tx, account, c.Name, hash); err != nil {
				return err
			}
			if err := openFirst(tx, inv, f.Org, seat); err != nil {
				return err
			}
			return openSession(tx, account, from, tokenHash)
		})
	})
	if err != nil {
		return "", 0, err
	}
	o.recordSeats(ctx, account)
	return token, f.Org.ID, nil
}

// foundIn writes the organisation's own rows, and that its zone is another than it
// was imported with. Nothing else follows from a zone: days are kept as days.
func (o *Orgs) foundIn(tx *storage.Tx, f Founding) error {
	if err := o.asks.Found(tx, f); err != nil {
		return err
	}
	imported, err := OrgOf(tx, f.Org.ID)
	switch {
	case problem.KindOf(err) == problem.NotFound:
		return nil
	case err == nil && imported.Zone != f.Org.Zone:
		tx.Record(storage.Line{Act: "org.zone", Thing: "org", ThingID: f.Org.ID.Thing(), Old: imported.Zone, New: f.Org.Zone})
	}
	return err
}

// foundBefore recalls what was written of an opening that broke off before the
// directory: whose account it was to be, which person, in which zone.
func (o *Orgs) foundBefore(ctx context.Context, act storage.Act, f *Founding) (account id.Account, err error) {
	err = o.db.Read(ctx, act.Org, func(tx *storage.Tx) error {
		imported, err := OrgOf(tx, act.Org)
		if err != nil {
			return err
		}
		f.Org.Zone = imported.Zone
		lines, err := ledger.Request(tx, act.Key)
		for _, line := range lines {
			account, f.Person = line.Account, line.Person
			if line.Act == "org.zone" {
				err = errors.Join(err, json.Unmarshal(line.New, &f.Org.Zone))
			}
		}
		return err
	})
	return account, err
}

// prepareFirst checks the code and names what will be made.
func (o *Orgs) prepareFirst(ctx context.Context, code string, f *Founding) (account id.Account, inv Invitation, err error) {
	err = o.db.ReadControl(ctx, func(tx *storage.Tx) error {
		if inv, err = firstCode(tx, code); err != nil {
			return err
		}
		f.Person, account = id.New[id.Person](tx), id.New[id.Account](tx)
		if f.Org.ID == 0 {
			f.Org.ID = id.New[id.Org](tx)
			return nil
		}
		zone := f.Org.Zone
		if f.Org, err = OrgOf(tx, f.Org.ID); err != nil {
			return err
		}
		f.Org.Zone = cmp.Or(zone, f.Org.Zone)
		f.YearFrom, f.YearTo = YearAround(tx.Now().Day(mustZone(f.Org.Zone)))
		return nil
	})
	return account, inv, err
}

func firstCode(tx *storage.Tx, code string) (Invitation, error) {
	if err := stillUnopened(tx); err != nil {
		return Invitation{}, err
	}
	inv, err := invitationByCode(tx, readCode(code))
	if errors.Is(err, storage.ErrNone) || err == nil && inv.Purpose != ForFirst {
		return Invitation{}, problem.New(problem.Invalid, "orgs.first.code").WithField("code", "orgs.first.code")
	}
	return inv, err
}

// stillUnopened is NotFound once somebody has a seat.
func stillUnopened(tx *storage.Tx) error {
	unopened, err := Unopened(tx)
	if err == nil && !unopened {
		err = problem.New(problem.NotFound, "orgs.first.done")
	}
	return err
}

// openFirst is the control side of it: the code is used, the organisation stands
// in the directory, its administrator has a seat.
func openFirst(tx *storage.Tx, inv Invitation, o Org, seat Seat) error {
	if used, err := useInvitation(tx, inv.ID, seat.Account); err != nil {
		return err
	} else if !used {
		return problem.New(problem.Invalid, "orgs.first.code").WithField("code", "orgs.first.code")
	}
	// Another server may have found the door unopened as well: its code ends here
	// before it is used, or this transaction fails.
	if err := endFirstCodes(tx); err != nil {
		return err
	}
	switch moved, err := setZone(tx, o.ID, o.Zone); {
	case err != nil:
		return err
	case !moved:
		if _, err := AddOrg(tx, o); err != nil {
			return err
		}
	}
	return insertSeat(tx, seat)
}

const longestYear = 400 // days

func (f Founding) check() error {
	wrong := problem.New(problem.Invalid, "orgs.form.wrong")
	if f.YearFrom == 0 {
		wrong.WithField("from", "orgs.first.day")
	}
	if f.YearTo == 0 {
		wrong.WithField("to", "orgs.first.day")
	} else if f.YearTo <= f.YearFrom || f.YearTo-f.YearFrom > longestYear {
		wrong.WithField("to", "orgs.first.year")
	}
	if f.LastName == "" || len(f.LastName) > 100 {
		wrong.WithField("last", "orgs.first.last")
	}
	if f.FirstName == "" || len(f.FirstName) > 100 {
		wrong.WithField("given", "orgs.first.given")
	}
	if len(wrong.Fields) == 0 {
		return nil
	}
	return wrong
}

// YearAround is the school year that a day most likely belongs to: from 1
// September to 26 May, and from July on the one to come.
func YearAround(day when.Day) (from, to when.Day) {
	year := day.Time().Year()
	if day.Time().Month() < time.July {
		year--
	}
	return when.Date(year, time.September, 1), when.Date(year+1, time.May, 26)
}
