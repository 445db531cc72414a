package orgs

import (
	"context"
	"errors"
	"log/slog"

	"parta/access"
	"parta/id"
	"parta/internal/storage"
)

// Seat says that an account is a person of an organisation.
type Seat struct {
	Account    id.Account
	Org        id.Org
	Person     id.Person
	Invitation id.Invitation // by which it came; zero for none
	recorded   bool          // the organisation's ledger has its line
}

// AddSeat gives an account its place in an organisation without an invitation:
// for the demo, the import and the first administrator. A person has one
// account at most: a second is Conflict "storage.duplicate".
func AddSeat(tx *storage.Tx, account id.Account, org id.Org, person id.Person) error {
	return insertSeat(tx, Seat{Account: account, Org: org, Person: person, recorded: true})
}

// recordSeats writes the ledger lines that acceptances of the account have left
// out. The invitation is the key, so a second line cannot come of it. The session
// is open by then: what fails here is logged and left to the next sign-in.
func (o *Orgs) recordSeats(ctx context.Context, account id.Account) {
	var missing []Seat
	err := o.db.ReadControl(ctx, func(tx *storage.Tx) (err error) {
		missing, err = unrecordedSeats(tx, account)
		return err
	})
	for _, seat := range missing {
		err = errors.Join(err, o.recordSeat(ctx, seat))
	}
	if err != nil {
		slog.ErrorContext(ctx, "seats not recorded", "account", account.String(), "error", err)
	}
}

func (o *Orgs) recordSeat(ctx context.Context, seat Seat) error {
	act := storage.Act{
		Org: seat.Org, Key: "seat.accept:" + seat.Invitation.String(),
		By: access.Actor{Account: seat.Account, Org: seat.Org, Person: seat.Person},
	}
	err := o.db.Write(ctx, act, func(tx *storage.Tx) error {
		tx.Record(seatAccepted(seat))
		return nil
	})
	if err != nil && !storage.Again(err) {
		return err
	}
	return o.db.Control(ctx, func(tx *storage.Tx) error { return markRecorded(tx, seat) })
}

func seatAccepted(seat Seat) storage.Line {
	return storage.Line{
		Act: "seat.accept", Thing: "person", ThingID: seat.Person.Thing(),
		New: map[string]string{"account": seat.Account.String(), "invitation": seat.Invitation.String()},
	}
}
