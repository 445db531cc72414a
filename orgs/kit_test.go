package orgs_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"parta/id"
	"parta/internal/storage"
	"parta/ledger"
	"parta/orgs"
)

// kit is a fresh database with two schools and a clock that stands still until
// it is moved.
type kit struct {
	*testing.T
	ctx  context.Context
	db   *storage.DB
	orgs *orgs.Orgs
	now  time.Time
	org1 id.Org
	org2 id.Org
}

var start = time.Date(2026, 10, 19, 5, 30, 0, 0, time.UTC)

func newKit(t *testing.T, asks orgs.Asks) *kit {
	t.Helper()
	k := &kit{T: t, ctx: t.Context(), now: start}
	migrations, err := storage.Merge(ledger.Migrations, orgs.Migrations)
	if err != nil {
		t.Fatal(err)
	}
	k.db, err = storage.Open(k.ctx, storage.Config{Dir: t.TempDir(), Migrations: migrations, Clock: func() time.Time { return k.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.db.Close() })
	if err := k.db.Migrate(k.ctx); err != nil {
		t.Fatal(err)
	}
	ledger.Install(k.db)
	k.orgs = orgs.New(k.db, orgs.Config{Asks: asks, Random: rand.Reader})
	k.control(func(tx *storage.Tx) (err error) {
		if k.org1, err = orgs.AddOrg(tx, orgs.Org{Kind: orgs.School, Name: "МБОУ СОШ № 1", ShortName: "Школа № 1", Zone: "Asia/Tomsk"}); err != nil {
			return err
		}
		k.org2, err = orgs.AddOrg(tx, orgs.Org{Kind: orgs.School, Name: "МБОУ СОШ № 2", ShortName: "Школа № 2", Zone: "Asia/Tomsk"})
		return err
	})
	return k
}

func (k *kit) later(d time.Duration) { k.now = k.now.Add(d) }

func (k *kit) control(fn func(tx *storage.Tx) error) {
	k.Helper()
	if err := k.db.Control(k.ctx, fn); err != nil {
		k.Fatal(err)
	}
}

// account makes an account with a password and no seat.
func (k *kit) account(name, password string) (account id.Account) {
	k.Helper()
	hash := orgs.NoPassword
	if password != "" {
		var err error
		if hash, err = k.orgs.HashPassword(k.ctx, password); err != nil {
			k.Fatal(err)
		}
	}
	k.control(func(tx *storage.Tx) error {
		account = id.New[id.Account](tx)
		return orgs.AddAccount(tx, account, name, hash)
	})
	return account
}
