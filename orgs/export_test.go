package orgs

import (
	"context"

	"parta/internal/storage"
)

// FillQueue takes all room to hash passwords, so that whoever comes waits until
// it is freed.
func (o *Orgs) FillQueue() (free func()) {
	for range cap(o.hash.room) {
		o.hash.room <- struct{}{}
	}
	return func() {
		for range cap(o.hash.room) {
			<-o.hash.room
		}
	}
}

// ChargeAndForgive is a right try without the work of comparing passwords.
func (o *Orgs) ChargeAndForgive(ctx context.Context, subject, at string) error {
	if err := o.db.Control(ctx, func(tx *storage.Tx) error {
		_, _, err := charge(tx, subject, at, freeTries)
		return err
	}); err != nil {
		return err
	}
	return o.db.Control(ctx, func(tx *storage.Tx) error { return forgive(tx, subject, at) })
}
